"""On PostgreSQL, who locks many buckets does so in the order in which runs do: nobody's
transaction ends in a deadlock. SQLite has one lock for all."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from buckets.models import Account, Bucket
from buckets.sync.accounts import change_account
from buckets.sync.discover import discover
from tests.fakes import ENDPOINT, MemoryGateway

NAMES = ("c", "b", "a")
"""Of the buckets, in the order of their keys: not the order in which anything else finds them."""

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="this run is on SQLite"),
]


def until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT count(*), pg_sleep(0.01) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return


def move_account(account: Account, by: User) -> None:
    account.region = "cn-beijing"
    change_account(account, by=by)


def find_all(account: Account, by: User) -> None:
    discover(account, by=by)


@pytest.mark.parametrize(
    ("change", "known_in"), [(move_account, "cn-hangzhou"), (find_all, "cn-shanghai")]
)
def test_no_deadlock_with_a_run(
    change: Callable[[Account, User], None],
    known_in: str,
    memory_account: Account,
    memory: MemoryGateway,
    owner: User,
) -> None:
    memory.buckets = dict.fromkeys(NAMES)
    rows = (
        Bucket(account=memory_account, name=name, region=known_in, endpoint=ENDPOINT)
        for name in NAMES
    )
    first, _second, last = (bucket.pk for bucket in Bucket.objects.bulk_create(rows))
    Bucket.objects.filter(pk=first).update(state="drifted")  # its row lies behind the others now

    def elsewhere() -> None:
        try:
            change(memory_account, owner)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            list(Bucket.objects.all_locked([first]))
            changed = pool.submit(elsewhere)
            until_somebody_waits()
            list(Bucket.objects.all_locked([last]))
        changed.result()
