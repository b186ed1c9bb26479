"""Processes that all want the same bucket: `python -m tests.faults.writers WORK WRITERS TIMES`.

With the settings of its environment, whose database must be migrated. Prints as JSON by how much
the bucket's version grew, and what each writer says it did. Any error of any writer ends it all.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from typing import Final

import django

Work = Callable[[int, int], int]

PATIENCE: Final = 60
"""Seconds that the writers wait for each other to start."""


def main(work: str, writers: int, times: int) -> None:
    bucket_id = furnish()
    before = version_of(bucket_id)
    context = multiprocessing.get_context("fork")
    all_there = (context.Barrier(writers),)
    with context.Pool(writers, begin, all_there) as pool:
        done = pool.starmap(WORKS[work], [(bucket_id, times)] * writers, chunksize=1)
    sys.stdout.write(json.dumps({"grown": version_of(bucket_id) - before, "done": done}))


def furnish() -> int:
    """The id of a bucket in sync, in an account whose owner is olga-owner."""
    from buckets.models import Role
    from tests.fixtures.local_oss import BUCKET, WatchedOSS
    from tests.fixtures.people import LIVE, person, pulled_bucket, shared_account

    with WatchedOSS() as oss:
        oss.store.put_cors(BUCKET, LIVE)
        owner = person("olga-owner")
        account = shared_account(
            {Role.OWNER: owner},
            endpoint=oss.endpoint,
            access_key_id=oss.access_key_id,
            secret=oss.access_key_secret,
        )
        return pulled_bucket(account, by=owner).pk


def begin(all_there: Barrier) -> None:
    """In each writer: start with the others."""
    all_there.wait(PATIENCE)


def version_of(bucket_id: int) -> int:
    """The bucket's version. Leaves no connection behind, which processes must not share."""
    from django.db import connection

    from buckets.models import Bucket

    version = Bucket.objects.get(pk=bucket_id).version
    connection.close()
    return version


def count(bucket_id: int, times: int) -> int:
    """Read, add one and write, ``times`` times."""
    from django.db import transaction

    from buckets.models import Bucket

    for _ in range(times):
        with transaction.atomic():
            bucket = Bucket.objects.locked(bucket_id)
            bucket.version += 1
            bucket.save(update_fields=["version"])
    return times


def edit(bucket_id: int, times: int) -> int:
    """Edit as people do, each time from what was just seen; how often nobody was faster."""
    from django.contrib.auth.models import User

    from buckets.models import Bucket
    from buckets.sync.edit import StaleVersion, set_vary

    by = User.objects.get()
    accepted = 0
    for _ in range(times):
        seen = Bucket.objects.get(pk=bucket_id)
        try:
            set_vary(bucket_id, on=not seen.response_vary, version=seen.version, by=by)
        except StaleVersion:
            continue
        accepted += 1
    return accepted


WORKS: Final[dict[str, Work]] = {"count": count, "edit": edit}


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
