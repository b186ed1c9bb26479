"""Processes that all want the same bucket."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from typing import Final

from django.contrib.auth.models import User
from django.db import connections, transaction

from buckets.models import Bucket
from buckets.sync.edit import StaleVersion, set_vary

Work = Callable[[int, int], int]
"""Given the id of a bucket and how many times to do it; says what it did."""

WRITERS: Final = 8
PATIENCE: Final = 60
"""Seconds that the writers wait for each other to start."""


def write_together(work: Work, bucket_id: int, times: int) -> list[int]:
    """Let `WRITERS` processes do ``work``, and return what each says it did.

    Raises what one of them raised.
    """
    connections.close_all()  # two processes must not speak through one
    context = multiprocessing.get_context("fork")
    all_there = (context.Barrier(WRITERS),)
    with context.Pool(WRITERS, begin, all_there) as pool:
        done = pool.starmap(work, [(bucket_id, times)] * WRITERS, chunksize=1)
        pool.close()  # the end of the block kills the processes, one perhaps with a lock in hand
        pool.join()
    return done


def begin(all_there: Barrier) -> None:
    """In each writer: start with the others."""
    all_there.wait(PATIENCE)


def count(bucket_id: int, times: int) -> int:
    """Read, add one and write, ``times`` times."""
    for _ in range(times):
        with transaction.atomic():
            bucket = Bucket.objects.locked(bucket_id)
            bucket.version += 1
            bucket.save(update_fields=["version"])
    return times


def edit(bucket_id: int, times: int) -> int:
    """Edit as people do, each time from what was just seen; how often nobody was faster."""
    by = User.objects.get(username="olga-owner")
    accepted = 0
    for _ in range(times):
        seen = Bucket.objects.get(pk=bucket_id)
        try:
            set_vary(bucket_id, on=not seen.response_vary, version=seen.version, by=by)
        except StaleVersion:
            continue
        accepted += 1
    return accepted
