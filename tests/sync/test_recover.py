"""What processes left open that did not live to see its end is settled by asking OSS."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from buckets.audit import CONSOLE
from buckets.cors import Configuration
from buckets.models import Account, Bucket, Event, Push, State
from buckets.oss.errors import Action
from buckets.sync.pull import pull
from buckets.sync.recover import recover
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import LIVE, NEW, leave_pending
from tests.sync.actions import FOREIGN, add, end_lease, now, publish, unreachable

TARGET = LIVE.with_rules([*LIVE.rules, NEW])


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def left_open(
    memory_bucket: Bucket, memory: MemoryGateway, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> Bucket:
    """A publish whose maker was killed just before the write; its lease is over."""

    def die(*_: object) -> None:
        raise Killed

    bucket = add(memory_bucket, publisher)
    with monkeypatch.context() as patched:
        patched.setattr(memory, "put_cors", die)
        with pytest.raises(Killed):
            publish(bucket, publisher, message="TICKET-7")
    end_lease(bucket)
    return bucket


@pytest.mark.parametrize(
    ("held", "outcome", "state"),
    [
        (LIVE, Push.Outcome.NOT_DONE, State.UNPUBLISHED),
        (TARGET, Push.Outcome.CONFIRMED, State.IN_SYNC),
        (FOREIGN, Push.Outcome.OVERWRITTEN, State.CONFLICT),
    ],
)
def test_what_oss_holds_tells_how_it_ended(
    held: Configuration, outcome: str, state: State, left_open: Bucket, memory: MemoryGateway
) -> None:
    memory.buckets[BUCKET] = held
    assert recover() == 1
    assert left_open.pushes.get().outcome == outcome
    bucket = now(left_open)
    assert (bucket.state, bucket.pending, bucket.working) == (state, None, TARGET)


def test_the_end_is_recorded_once_and_under_the_name_of_who_published(left_open: Bucket) -> None:
    assert [recover(), recover()] == [1, 0]
    (event,) = Event.objects.filter(kind__startswith="push.")
    assert (event.actor, event.params["reason"]) == ("paul-publisher", "TICKET-7")


def test_the_looking_is_the_console_s(left_open: Bucket) -> None:
    recover()
    assert Event.objects.get(kind="bucket.checked").actor == CONSOLE
    assert now(left_open).live is not None


def test_nothing_is_sent_again(left_open: Bucket, memory: MemoryGateway) -> None:
    recover()
    assert memory.buckets[BUCKET] == LIVE
    assert left_open.pushes.count() == 1


def test_who_may_still_be_at_work_is_left_alone(memory_bucket: Bucket) -> None:
    leave_pending(memory_bucket)
    assert recover() == 0
    assert now(memory_bucket).state == State.OUTCOME_UNKNOWN
    assert not Event.objects.filter(kind="bucket.checked").exists()


def test_where_nothing_was_left_open_nothing_is_asked(
    memory_bucket: Bucket, memory: MemoryGateway
) -> None:
    memory.raises[Action.GET] = unreachable()
    assert recover() == 0
    assert now(memory_bucket).state == State.IN_SYNC


def test_one_that_cannot_be_asked_for_stays_open_and_holds_up_no_other(
    left_open: Bucket, memory_account: Account, memory: MemoryGateway, owner: User
) -> None:
    memory.buckets["gone"] = LIVE
    gone = Bucket.objects.create(account=memory_account, name="gone", endpoint=left_open.endpoint)
    leave_pending(pull(gone.pk, by=owner))
    end_lease(gone)
    del memory.buckets["gone"]
    assert recover() == 2
    assert recover() == 1  # and it is told once
    assert Event.objects.filter(kind="bucket.check-failed").count() == 1
    assert now(gone).state == State.OUTCOME_UNKNOWN
    assert now(left_open).state == State.UNPUBLISHED
    assert recover() == 1


def test_the_same_order_again_finds_it_done_and_sends_nothing(
    left_open: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    agreed = left_open.pushes.get().plan
    memory.buckets[BUCKET] = TARGET
    memory.raises[Action.PUT] = unreachable()
    assert publish(left_open, publisher, agreed=agreed).confirmed
    assert left_open.pushes.get().outcome == Push.Outcome.CONFIRMED
    assert (now(left_open).state, now(left_open).is_leased) == (State.IN_SYNC, False)
