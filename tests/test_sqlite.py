"""Our backend for SQLite."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from buckets.models import Account
from corsconsole.sqlite import base

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="this run is on PostgreSQL"),
]


def test_thousands_of_rows_are_one_statement() -> None:
    with CaptureQueriesContext(connection) as queries:
        Account.objects.bulk_create(Account(name=f"account {n}") for n in range(3000))
    inserts = [query for query in queries if query["sql"].startswith("INSERT")]
    assert len(inserts) == 1
    assert Account.objects.count() == 3000


def test_the_library_takes_as_many_parameters_as_it_says() -> None:
    most = connection.features.max_query_params
    assert most is not None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 0 IN ({', '.join(['%s'] * most)})", [1] * most)
        assert cursor.fetchone() == (0,)


def test_a_transaction_takes_the_write_lock_when_it_begins() -> None:
    name = connection.settings_dict["NAME"]
    with (
        closing(sqlite3.connect(name, isolation_level=None, timeout=0)) as other,
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        other.execute("BEGIN IMMEDIATE")


# --- Waiting for the lock -----------------------------------------------------------------------


@pytest.fixture
def other(transactional_db: None) -> Iterator[sqlite3.Connection]:
    """Somebody else, who is writing to the same database."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def test_a_transaction_begins_when_somebody_else_s_has_ended(
    other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            other.execute("COMMIT")

    monkeypatch.setattr(base, "sleep", pause)
    with transaction.atomic():
        assert connection.in_atomic_block
    assert len(pauses) == 3
    assert max(pauses) <= 0.01


def test_after_the_timeout_the_database_is_locked(
    other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(100))
    monkeypatch.setattr(base, "monotonic", lambda: next(clock))
    monkeypatch.setattr(base, "sleep", lambda _seconds: None)
    with pytest.raises(OperationalError, match="locked"), transaction.atomic():
        pass
    assert next(clock) == connection.settings_dict["OPTIONS"]["timeout"] + 1


def test_a_wait_leaves_nothing_for_the_garbage_collector(
    other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It would close a cursor from any thread, which then stands still while ours is waiting.
    statements = iter(["SELECT 0", "COMMIT"])
    monkeypatch.setattr(base, "sleep", lambda _seconds: other.execute(next(statements)))
    gc.collect()
    gc.disable()
    try:
        with transaction.atomic():
            left = [each for each in gc.get_objects() if isinstance(each, sqlite3.Cursor)]
    finally:
        gc.enable()
    assert [each for each in left if each.connection is connection.connection] == []


def test_a_single_statement_waits_too() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (connection.settings_dict["OPTIONS"]["timeout"] * 1000,)


def test_another_error_is_not_waited_out() -> None:
    ours = connections["default"]
    assert isinstance(ours, base.DatabaseWrapper)
    with pytest.raises(OperationalError, match="within a transaction"):
        ours._start_transaction_under_autocommit()
