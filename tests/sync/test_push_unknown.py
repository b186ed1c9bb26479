"""Publishing when the answer is lost, late or overtaken: what is certain, and what is told."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from buckets import audit
from buckets.cors import Configuration
from buckets.cors.formats.xml import write
from buckets.models import Account, Bucket, Event, Push, Revision, State
from buckets.oss.errors import Action, Refused
from buckets.oss.gateway import Snapshot
from buckets.sync.edit import clear_rules, discard_changes
from buckets.sync.pull import pull
from buckets.sync.push import DRIFT, LEASE_TAKEN, PublishRefused
from buckets.sync.snapshot import WAITS
from tests.fakes import MemoryGateway, refusal
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import LIVE, NEW
from tests.oss.wire import Wire, http, reset
from tests.sync.actions import (
    FOREIGN,
    RAW,
    add,
    end_lease,
    last_event,
    lost,
    now,
    publish,
    waiting,
)
from tests.sync.actions import unreachable as no_answer

TARGET = LIVE.with_rules([*LIVE.rules, NEW])


@pytest.fixture
def edited(memory_bucket: Bucket, editor: User) -> Bucket:
    """The bucket with a rule more than OSS has."""
    return add(memory_bucket, editor)


@dataclass
class Waits:
    """What happens at OSS before each time it is read back; nothing where nothing is said."""

    happens: dict[int, Callable[[], object]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.happens.get(len(self.seconds), lambda: None)()
        self.seconds.append(seconds)


def looked(bucket: Bucket, by: User, waits: Waits) -> Bucket:
    with waiting(waits):
        return pull(bucket.pk, by=by)


def shows(memory: MemoryGateway, configuration: Configuration | None) -> Callable[[], object]:
    """Let OSS answer reads with ``configuration`` from now on."""
    return lambda: memory.buckets.update({BUCKET: configuration})


def test_an_answer_lost_after_the_write_is_settled_by_reading_back(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    memory.raises_after[Action.PUT] = lost()
    assert publish(edited, publisher, message="why").confirmed
    bucket = now(edited)
    assert (bucket.state, bucket.pending) == (State.IN_SYNC, None)
    assert bucket.revisions.all()[0].reason == "why"
    assert last_event(audit.PushDone).params["reason"] == "why"


def test_an_answer_to_a_delete_is_settled_by_reading_back(
    memory_bucket: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    clear_rules(memory_bucket.pk, version=memory_bucket.version, by=publisher)
    memory.raises_after[Action.DELETE] = lost()
    assert publish(memory_bucket, publisher).confirmed
    assert now(memory_bucket).state == State.IN_SYNC


def test_a_write_that_perhaps_never_arrived_is_unknown_and_not_repeated(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    memory.raises[Action.PUT] = lost()
    waits = Waits()
    assert not publish(edited, publisher, wait=waits).confirmed
    assert memory.buckets[BUCKET] == LIVE
    assert now(edited).state == State.OUTCOME_UNKNOWN
    assert now(edited).working == TARGET
    assert waits.seconds == [0.0, *WAITS]
    trouble = last_event(audit.PushUnknown).params["trouble"]
    assert trouble["id"] == "oss.unreadable-answer"


@pytest.mark.parametrize(
    ("held", "state"),
    [(LIVE, State.UNPUBLISHED), (TARGET, State.IN_SYNC), (FOREIGN, State.CONFLICT)],
)
def test_the_next_pull_settles_what_is_unknown(
    held: Configuration, state: State, edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    memory.raises[Action.PUT] = lost()
    publish(edited, publisher)
    memory.buckets[BUCKET] = held
    assert pull(edited.pk, by=publisher).state == state
    assert now(edited).working == TARGET


def test_what_was_edited_back_in_the_meantime_is_not_lost_when_it_is_settled(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    memory.raises[Action.PUT] = lost()
    publish(edited, publisher)
    discard_changes(edited.pk, version=now(edited).version, by=publisher)
    memory.buckets[BUCKET] = TARGET
    assert pull(edited.pk, by=publisher).state == State.UNPUBLISHED
    assert now(edited).working == LIVE


def test_what_is_unknown_stays_unknown_while_oss_does_not_answer(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    memory.raises |= {Action.PUT: lost()}
    waits = Waits({0: lambda: memory.raises.update({Action.GET: no_answer()})})
    assert not publish(edited, publisher, wait=waits).confirmed
    with pytest.raises(type(no_answer())):
        pull(edited.pk, by=publisher)
    assert now(edited).state == State.OUTCOME_UNKNOWN


def test_a_stale_read_after_the_write_is_waited_out(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    waits = Waits({0: shows(memory, LIVE), 2: shows(memory, TARGET)})
    assert publish(edited, publisher, wait=waits).confirmed
    assert waits.seconds == [0.0, 0.5, 1.5]
    assert now(edited).state == State.IN_SYNC
    assert edited.revisions.count() == 2


def test_a_read_that_stays_stale_leaves_the_outcome_unknown(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    waits = Waits({0: shows(memory, LIVE)})
    assert not publish(edited, publisher, wait=waits).confirmed
    assert now(edited).state == State.OUTCOME_UNKNOWN
    assert last_event(audit.PushUnknown).params == {}
    memory.buckets[BUCKET] = TARGET
    assert pull(edited.pk, by=publisher).state == State.IN_SYNC


def test_a_read_back_that_fails_once_is_tried_again(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    waits = Waits(
        {
            0: lambda: memory.raises.update({Action.GET: no_answer()}),
            1: lambda: memory.raises.clear(),
        }
    )
    assert publish(edited, publisher, wait=waits).confirmed
    assert waits.seconds == [0.0, 0.5]


def test_read_backs_that_all_fail_leave_the_outcome_unknown(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    waits = Waits({0: lambda: memory.raises.update({Action.GET: no_answer()})})
    assert not publish(edited, publisher, wait=waits).confirmed
    assert now(edited).state == State.OUTCOME_UNKNOWN
    assert edited.revisions.count() == 1


def test_someone_else_s_write_between_ours_and_the_read_back_is_told(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    waits = Waits({0: shows(memory, FOREIGN)})
    assert not publish(edited, publisher, wait=waits, message="why").confirmed
    bucket = now(edited)
    assert bucket.state == State.CONFLICT
    assert bucket.working == TARGET
    revision = bucket.revisions.all()[0]
    assert revision.configuration == FOREIGN
    assert (revision.source, revision.reason) == (Revision.Source.PULLED, "")
    assert last_event(audit.PushOverwritten).actor == publisher.get_username()


def test_something_unknown_written_between_makes_the_bucket_read_only(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    waits = Waits({0: lambda: setattr(memory, "unknown", RAW)})
    assert not publish(edited, publisher, wait=waits).confirmed
    assert now(edited).state == State.READ_ONLY


class Killed(BaseException):
    """The process ends here."""


def test_a_process_killed_while_writing_leaves_the_outcome_unknown(
    edited: Bucket, memory: MemoryGateway, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = memory.put_cors

    def put_and_die(name: str, document: bytes) -> None:
        put(name, document)
        raise Killed

    monkeypatch.setattr(memory, "put_cors", put_and_die)
    with pytest.raises(Killed):
        publish(edited, publisher)
    assert now(edited).state == State.OUTCOME_UNKNOWN
    assert now(edited).working == TARGET
    assert pull(edited.pk, by=publisher).state == State.IN_SYNC


def killed_before_the_write(
    bucket: Bucket, memory: MemoryGateway, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(memory, "put_cors", die)
        with pytest.raises(Killed):
            publish(bucket, by, message="TICKET-7")


def test_while_the_one_who_publishes_may_be_alive_old_rules_settle_nothing(
    edited: Bucket, memory: MemoryGateway, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_before_the_write(edited, memory, publisher, monkeypatch)
    assert pull(edited.pk, by=publisher).state == State.OUTCOME_UNKNOWN


def test_once_the_lease_is_over_old_rules_tell_that_nothing_was_written(
    edited: Bucket, memory: MemoryGateway, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_before_the_write(edited, memory, publisher, monkeypatch)
    end_lease(edited)
    assert pull(edited.pk, by=publisher).state == State.UNPUBLISHED
    assert edited.pushes.get().outcome == Push.Outcome.NOT_DONE
    (event,) = Event.objects.filter(kind=audit.PushNotDone.id)
    assert event.params["reason"] == "TICKET-7"


def test_nothing_is_published_while_a_reading_that_is_older_than_what_is_known_settles_nothing(
    edited: Bucket, memory: MemoryGateway, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_before_the_write(edited, memory, publisher, monkeypatch)
    end_lease(edited)
    ask = memory.get_cors

    def ask_while_others_read(name: str) -> Snapshot:
        answer = ask(name)
        Bucket.objects.update(read_at=timezone.now())
        return answer

    monkeypatch.setattr(memory, "get_cors", ask_while_others_read)
    with pytest.raises(PublishRefused) as caught:
        publish(edited, publisher)
    assert caught.value.reason == LEASE_TAKEN
    assert now(edited).state == State.OUTCOME_UNKNOWN


def test_once_the_lease_is_over_foreign_rules_tell_that_it_was_overwritten(
    edited: Bucket, memory: MemoryGateway, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_before_the_write(edited, memory, publisher, monkeypatch)
    end_lease(edited)
    memory.buckets[BUCKET] = FOREIGN
    assert pull(edited.pk, by=publisher).state == State.CONFLICT
    assert edited.pushes.get().outcome == Push.Outcome.OVERWRITTEN


def test_a_publish_that_others_come_to_see_is_still_its_maker_s(
    edited: Bucket, memory: MemoryGateway, publisher: User, viewer: User
) -> None:
    memory.raises_after[Action.PUT] = lost()
    waits = Waits({0: lambda: memory.raises.update({Action.GET: no_answer()})})
    publish(edited, publisher, wait=waits, message="TICKET-7")
    memory.raises.clear()
    pull(edited.pk, by=viewer)
    revision = edited.revisions.all()[0]
    assert (revision.source, revision.by, revision.reason) == (
        Revision.Source.PUSHED,
        publisher.get_username(),
        "TICKET-7",
    )


def test_an_old_answer_just_after_a_publish_is_asked_for_again(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    publish(edited, publisher)
    memory.buckets[BUCKET] = LIVE
    waits = Waits({1: shows(memory, TARGET)})
    assert looked(edited, publisher, waits).working == TARGET
    assert waits.seconds == [0.5, 1.5]
    assert edited.revisions.count() == 2


def test_so_is_one_that_shows_what_was_replaced_unawares(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    publish(edited, publisher)
    memory.buckets[BUCKET] = FOREIGN
    waits = Waits({1: shows(memory, TARGET)})
    assert looked(edited, publisher, waits).working == TARGET
    kept = edited.revisions.get(number=3)
    assert (kept.configuration, now(edited).live_id == kept.pk) == (FOREIGN, False)


def test_what_was_kept_in_doubt_becomes_live_without_a_second_revision(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    publish(edited, publisher)
    memory.buckets[BUCKET] = FOREIGN
    looked(edited, publisher, Waits({1: shows(memory, TARGET)}))
    memory.buckets[BUCKET] = FOREIGN
    live = looked(edited, publisher, Waits()).live
    assert live is not None
    assert (live.number, edited.revisions.count()) == (3, 3)


def test_an_old_answer_that_stays_is_the_truth(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    publish(edited, publisher)
    memory.buckets[BUCKET] = LIVE
    waits = Waits()
    assert looked(edited, publisher, waits).working == LIVE
    assert waits.seconds == list(WAITS)


def test_a_refusal_after_the_lease_was_lost_records_no_second_outcome(
    edited: Bucket, memory: MemoryGateway, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(*_: object) -> None:
        end_lease(edited)
        pull(edited.pk, by=publisher)
        raise refusal("AccessDenied", Action.PUT)

    monkeypatch.setattr(memory, "put_cors", too_late)
    with pytest.raises(Refused):
        publish(edited, publisher)
    assert edited.pushes.get().outcome == Push.Outcome.NOT_DONE


def test_a_process_killed_while_reading_back_is_settled_by_a_pull(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    def die(_: float) -> None:
        raise Killed

    with pytest.raises(Killed):
        publish(edited, publisher, wait=die)
    assert now(edited).state == State.OUTCOME_UNKNOWN
    assert pull(edited.pk, by=publisher).state == State.IN_SYNC
    assert memory.buckets[BUCKET] == TARGET


def test_a_pull_during_the_read_back_does_not_hide_the_publish(
    edited: Bucket, publisher: User, viewer: User
) -> None:
    waits = Waits({0: lambda: pull(edited.pk, by=viewer)})
    assert publish(edited, publisher, wait=waits).confirmed
    assert now(edited).state == State.IN_SYNC
    assert edited.revisions.count() == 2
    (event,) = Event.objects.filter(kind=audit.PushDone.id)
    assert (event.actor, event.params["revision"]) == (publisher.get_username(), 2)


def test_a_pull_that_sees_the_old_rules_too_early_does_not_end_the_doubt(
    edited: Bucket, memory: MemoryGateway, publisher: User, viewer: User
) -> None:
    memory.raises[Action.PUT] = lost()
    waits = Waits({0: lambda: pull(edited.pk, by=viewer)})
    assert not publish(edited, publisher, wait=waits).confirmed
    assert now(edited).state == State.OUTCOME_UNKNOWN


def overtaken(memory: MemoryGateway, bucket: Bucket, by: User, then: Configuration) -> Waits:
    """While the read-back is on its way, OSS changes to ``then`` and somebody pulls that."""
    ask = memory.get_cors

    def slow(name: str) -> object:
        answer = ask(name)
        memory.get_cors = ask  # type: ignore[method-assign]
        memory.buckets[BUCKET] = then
        pull(bucket.pk, by=by)
        return answer

    return Waits({0: lambda: setattr(memory, "get_cors", slow)})


def test_a_read_back_does_not_overwrite_what_was_seen_later(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    waits = overtaken(memory, edited, publisher, FOREIGN)
    assert not publish(edited, publisher, wait=waits).confirmed
    bucket = now(edited)
    assert bucket.live is not None
    assert bucket.live.configuration == FOREIGN
    assert bucket.state == State.CONFLICT
    assert last_event(audit.PushOverwritten).actor == publisher.get_username()


def test_a_stale_read_back_does_not_put_in_doubt_what_was_seen_later(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    memory.raises[Action.PUT] = lost()
    waits = overtaken(memory, edited, publisher, TARGET)
    assert publish(edited, publisher, wait=waits).confirmed
    assert now(edited).state == State.IN_SYNC


def test_the_first_reading_of_a_publish_does_not_overwrite_what_was_seen_later(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    memory.buckets[BUCKET] = FOREIGN
    overtaken(memory, edited, publisher, LIVE)(0)
    with pytest.raises(PublishRefused, match=DRIFT):
        publish(edited, publisher)
    live = now(edited).live
    assert live is not None
    assert live.configuration == LIVE
    assert FOREIGN in [revision.configuration for revision in edited.revisions.all()]


def test_a_server_that_resets_the_connection_leaves_the_outcome_unknown(
    bucket: Bucket, publisher: User, account: Account
) -> None:
    add(bucket, publisher)
    with Wire(http(200, write(LIVE), content_type="application/xml"), reset()) as wire:
        Bucket.objects.filter(pk=bucket.pk).update(endpoint=f"http://127.0.0.1:{wire.port}")
        assert not publish(bucket, publisher).confirmed
    sent = [request.split(b" ", 1)[0] for request in wire.requests]
    assert sent == [b"GET", b"PUT", *[b"GET"] * (1 + len(WAITS))]
    assert now(bucket).state == State.OUTCOME_UNKNOWN
    Bucket.objects.filter(pk=bucket.pk).update(endpoint=account.endpoint)
    assert pull(bucket.pk, by=publisher).state == State.UNPUBLISHED


def test_nothing_is_recorded_twice(edited: Bucket, publisher: User) -> None:
    publish(edited, publisher)
    assert Event.objects.filter(kind__startswith="push.").count() == 1
