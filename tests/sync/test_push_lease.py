"""Publishing under a lease: who lost it records nothing, and every ending gives it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from buckets import audit
from buckets.cors import Configuration, Rule
from buckets.cors.compare.hazards import HazardKind
from buckets.models import Bucket, Event, Push, State
from buckets.oss.errors import Action, OssError, Refused
from buckets.sync.edit import clear_rules, create_rule
from buckets.sync.pull import check, pull
from buckets.sync.push import LEASE_TAKEN, REFUSED_BY_OSS, STALE_PLAN, UNSAFE_PLAN, PublishRefused
from tests.fakes import MemoryGateway, refusal
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import LIVE, NEW
from tests.sync.actions import (
    FOREIGN,
    RAW,
    add,
    end_lease,
    last_event,
    lost,
    now,
    planned,
    publish,
    unreachable,
)


@pytest.fixture
def edited(memory_bucket: Bucket, editor: User) -> Bucket:
    """The bucket with a rule more than OSS has."""
    return add(memory_bucket, editor)


def take(bucket: Bucket) -> int:
    """Somebody else takes the lease; gives the token."""
    row = Bucket.objects.get(pk=bucket.pk)
    token = row.take_lease(60)
    row.save(update_fields=Bucket.LEASE_FIELDS)
    return token


def steal(bucket: Bucket) -> None:
    """The lease runs out, and somebody else takes it."""
    end_lease(bucket)
    take(bucket)


def while_in(
    memory: MemoryGateway, call: str, happens: Callable[[], object], *, times: int = 1
) -> None:
    """Let something happen at the end of the ``times``-th ``call`` from now."""
    ask, left = getattr(memory, call), [times]

    def slow(*said: object) -> object:
        answer = ask(*said)
        left[0] -= 1
        if left[0] == 0:
            happens()
        return answer

    setattr(memory, call, slow)


def is_the_thief_s(bucket: Bucket) -> bool:
    after = now(bucket)
    return after.is_leased and after.fence > 1


def test_somebody_who_publishes_already_stops_it_by_name(edited: Bucket, publisher: User) -> None:
    token = take(edited)
    with pytest.raises(PublishRefused) as caught:
        publish(edited, publisher)
    assert caught.value.reason == LEASE_TAKEN
    assert last_event(audit.PushStopped).params == {"stop": LEASE_TAKEN}
    assert (now(edited).fence, edited.pushes.count()) == (token, 0)


# --- Losing it, step by step --------------------------------------------------------------------


def stopped_before_the_write(
    bucket: Bucket, by: User, memory: MemoryGateway, wait: Callable[[float], None]
) -> None:
    pushes, held = bucket.pushes.count(), memory.buckets[BUCKET]
    with pytest.raises(PublishRefused) as caught:
        publish(bucket, by, wait=wait)
    assert caught.value.reason == LEASE_TAKEN
    assert (bucket.pushes.count(), memory.buckets[BUCKET]) == (pushes, held)
    assert is_the_thief_s(bucket)


def test_who_lost_it_while_waiting_for_a_fresh_answer_writes_nothing(
    edited: Bucket, publisher: User, memory: MemoryGateway
) -> None:
    publish(edited, publisher)
    add(edited, publisher, Rule(("https://next.example.com",), ("GET",)))
    memory.buckets[BUCKET] = LIVE
    stopped_before_the_write(edited, publisher, memory, lambda _: steal(edited))


def test_who_lost_it_while_asking_writes_nothing(
    edited: Bucket, publisher: User, memory: MemoryGateway
) -> None:
    while_in(memory, "get_cors", lambda: steal(edited))
    stopped_before_the_write(edited, publisher, memory, lambda _: None)


def test_who_was_held_up_before_the_write_for_too_long_writes_nothing(
    edited: Bucket, publisher: User, memory: MemoryGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buckets.sync.push._SPARE", -1.0)
    with pytest.raises(PublishRefused) as caught:
        publish(edited, publisher)
    assert caught.value.reason == LEASE_TAKEN
    assert memory.buckets[BUCKET] == LIVE
    end_lease(edited)
    assert check(edited.pk, by=publisher).state == State.UNPUBLISHED
    assert edited.pushes.get().outcome == Push.Outcome.NOT_DONE


def records_nothing(bucket: Bucket) -> None:
    after = now(bucket)
    assert (after.state, bucket.pushes.get().outcome) == (State.OUTCOME_UNKNOWN, "pending")
    assert not Event.objects.filter(kind__startswith="push.").exists()
    assert is_the_thief_s(bucket)


def test_who_lost_it_while_oss_refused_records_no_refusal(
    edited: Bucket, publisher: User, memory: MemoryGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        steal(edited)
        raise refusal("AccessDenied", Action.PUT)

    monkeypatch.setattr(memory, "put_cors", refuse)
    with pytest.raises(Refused):
        publish(edited, publisher)
    records_nothing(edited)


def test_who_lost_it_while_writing_reads_nothing_back(
    edited: Bucket, publisher: User, memory: MemoryGateway
) -> None:
    while_in(memory, "put_cors", lambda: steal(edited))
    assert not publish(edited, publisher).confirmed
    records_nothing(edited)


def test_who_lost_it_while_reading_back_confirms_nothing(
    edited: Bucket, publisher: User, memory: MemoryGateway
) -> None:
    while_in(memory, "get_cors", lambda: steal(edited), times=2)
    assert not publish(edited, publisher).confirmed
    records_nothing(edited)


def test_what_a_slow_worker_wrote_is_settled_by_the_next_reading(
    edited: Bucket, publisher: User, memory: MemoryGateway, viewer: User
) -> None:
    while_in(memory, "put_cors", lambda: steal(edited))
    publish(edited, publisher)
    assert check(edited.pk, by=viewer).state == State.IN_SYNC
    assert last_event(audit.BucketChecked).actor == "vera-viewer"
    (event,) = Event.objects.filter(kind=audit.PushDone.id)
    assert event.actor == "paul-publisher"


# --- Giving it back -----------------------------------------------------------------------------


ENDINGS: dict[str, Callable[[MemoryGateway], object]] = {
    "drift": lambda oss: oss.buckets.update({BUCKET: FOREIGN}),
    "not understood": lambda oss: setattr(oss, "unknown", RAW),
    "unreadable": lambda oss: oss.raises.update({Action.GET: unreachable()}),
    "refused": lambda oss: oss.raises.update({Action.PUT: refusal("AccessDenied", Action.PUT)}),
    "confirmed": lambda oss: oss.raises.clear(),
    "unknown": lambda oss: oss.raises.update({Action.PUT: lost()}),
    "overwritten": lambda oss: while_in(
        oss, "put_cors", lambda: oss.buckets.update({BUCKET: FOREIGN})
    ),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_lease_is_given_back_at_every_ending(
    ending: str, edited: Bucket, publisher: User, memory: MemoryGateway
) -> None:
    ENDINGS[ending](memory)
    try:
        publish(edited, publisher)
    except (PublishRefused, OssError):
        assert ending not in ("confirmed", "unknown", "overwritten")
    after = now(edited)
    assert (after.fence, after.is_leased, after.leased_until) == (1, False, None)


def test_it_is_given_back_when_the_plan_is_stale(edited: Bucket, publisher: User) -> None:
    with pytest.raises(PublishRefused, match=STALE_PLAN):
        publish(edited, publisher, agreed="0" * 64)
    assert not now(edited).is_leased


def test_it_is_given_back_when_oss_would_refuse_the_rules(edited: Bucket, publisher: User) -> None:
    add(edited, publisher, Rule(("https://*.*.example.com",), ("GET",)))
    with pytest.raises(PublishRefused, match=REFUSED_BY_OSS):
        publish(edited, publisher)
    assert not now(edited).is_leased


# --- Every hazard needs its own tick ------------------------------------------------------------


OF_THE_RULES = [kind for kind in HazardKind if kind is not HazardKind.EXPECTATION_BROKEN]


def _with_hazard(kind: HazardKind, bucket: Bucket, memory: MemoryGateway, by: User) -> None:
    """A plan that has this hazard; but for the last rule, one that has others too."""
    if kind == HazardKind.LAST_RULE_REMOVED:
        clear_rules(bucket.pk, version=bucket.version, by=by)
        return
    memory.buckets[BUCKET] = Configuration((*LIVE.rules, NEW), response_vary=True)
    is_of_null = kind in (HazardKind.OPENED_TO_NULL, HazardKind.WRITES_FOR_NULL)
    opened = Rule(("null",) if is_of_null else ("*",), ("PUT",))
    create_rule(bucket.pk, opened, vary=False, version=bucket.version, by=by)
    pull(bucket.pk, by=by)


@pytest.mark.parametrize("kind", OF_THE_RULES)
def test_no_other_tick_covers_a_hazard(
    kind: HazardKind, memory_bucket: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    _with_hazard(kind, memory_bucket, memory, publisher)
    held = memory.buckets[BUCKET]
    with pytest.raises(PublishRefused) as caught:
        publish(memory_bucket, publisher, hazards={*HazardKind} - {kind})
    assert caught.value.reason == UNSAFE_PLAN
    assert (memory.buckets[BUCKET], Push.objects.count()) == (held, 0)
    assert not now(memory_bucket).is_leased


@pytest.mark.parametrize("kind", OF_THE_RULES)
def test_ticking_just_the_hazards_of_the_plan_publishes_it(
    kind: HazardKind, memory_bucket: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    _with_hazard(kind, memory_bucket, memory, publisher)
    ticked = {hazard.key for hazard in planned(memory_bucket).hazards}
    assert kind in ticked
    assert publish(memory_bucket, publisher, hazards=ticked).confirmed
