"""The right to be the only one who works on a row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from buckets.models import Bucket
from buckets.models.lease import CLOCKS_AGREE_WITHIN, LeaseLost, LeaseTaken

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
OVER = NOON + timedelta(seconds=60) + CLOCKS_AGREE_WITHIN
MOMENT = timedelta(microseconds=1)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


@pytest.fixture
def row(clock: Clock) -> Bucket:
    """Something on which somebody took a lease of a minute at noon."""
    assert clock.now == NOON
    row = Bucket()
    assert row.take_lease(60) == 1
    return row


def test_nobody_else_can_take_it(row: Bucket, clock: Clock) -> None:
    clock.now = OVER - MOMENT
    with pytest.raises(LeaseTaken, match="taken until 12:01:05") as caught:
        row.take_lease(60)
    assert caught.value.until == OVER
    assert row.fence == 1


def test_once_it_is_over_the_next_gets_a_greater_token(row: Bucket, clock: Clock) -> None:
    clock.now = OVER
    assert row.take_lease(60) == 2
    assert row.handed_at == OVER


def test_who_renews_has_it_for_longer(row: Bucket, clock: Clock) -> None:
    clock.now = OVER
    row.renew_lease(1, 60)
    with pytest.raises(LeaseTaken):
        row.take_lease(60)


def test_who_lost_it_cannot_renew(row: Bucket, clock: Clock) -> None:
    clock.now = OVER
    row.take_lease(60)
    with pytest.raises(LeaseLost):
        row.renew_lease(1, 60)
    assert row.leased_until == OVER + timedelta(seconds=60)


def test_what_is_given_back_can_be_taken_at_once(row: Bucket) -> None:
    row.release_lease(1)
    assert not row.is_leased
    assert row.take_lease(60) == 2


def test_who_lost_it_gives_back_nothing(row: Bucket, clock: Clock) -> None:
    clock.now = OVER
    row.take_lease(60)
    row.release_lease(1)
    assert row.is_leased


def test_it_is_leased_until_even_a_late_clock_says_that_it_is_over(
    row: Bucket, clock: Clock
) -> None:
    assert not Bucket().is_leased
    clock.now = OVER - MOMENT
    assert row.is_leased
    clock.now = OVER
    assert not row.is_leased


def test_its_holder_may_be_at_work_while_it_lasts(row: Bucket) -> None:
    assert row.may_be_at_work(1, OVER - MOMENT)
    assert not row.may_be_at_work(1, OVER)


def test_who_gave_it_back_was_at_work_until_then(row: Bucket, clock: Clock) -> None:
    clock.now = NOON + timedelta(seconds=10)
    row.release_lease(1)
    assert row.may_be_at_work(1, clock.now - MOMENT)
    assert not row.may_be_at_work(1, clock.now)


def test_who_lost_it_was_at_work_until_the_next_took_it(row: Bucket, clock: Clock) -> None:
    clock.now = OVER + timedelta(seconds=10)
    row.take_lease(60)
    assert row.may_be_at_work(1, clock.now - MOMENT)
    assert not row.may_be_at_work(1, clock.now)


def test_on_what_was_never_leased_nobody_is_at_work() -> None:
    assert not Bucket().may_be_at_work(0, NOON)
