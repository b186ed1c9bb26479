"""Publishing: read, compare, write, read back, record; and every reason not to."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from buckets import audit
from buckets.cors import Configuration, Rule
from buckets.models import Bucket, Revision, State
from buckets.oss.errors import Action, Refused, Rejected, Unreachable
from buckets.sync.edit import clear_rules, move_rule
from buckets.sync.plan import plan
from buckets.sync.pull import pull
from buckets.sync.push import (
    DRIFT,
    LEASE_TAKEN,
    REFUSED_BY_OSS,
    STALE_PLAN,
    UNSAFE_PLAN,
    PublishRefused,
)
from tests.fakes import MemoryGateway, refusal
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.fixtures.people import LIVE, NEW
from tests.sync.actions import (
    FOREIGN,
    RAW,
    add,
    last_event,
    lost,
    now,
    planned,
    publish,
    unreachable,
)

TARGET = LIVE.with_rules([*LIVE.rules, NEW])


@pytest.fixture
def edited(memory_bucket: Bucket, editor: User) -> Bucket:
    """The bucket with a rule more than OSS has."""
    return add(memory_bucket, editor)


def stopped(bucket: Bucket, by: User, reason: str, **said: Any) -> None:
    """Publishing must stop for ``reason``, and that must be recorded."""
    with pytest.raises(PublishRefused) as caught:
        publish(bucket, by, **said)
    assert caught.value.reason == reason
    event = last_event(audit.PushStopped)
    assert event.params == {"stop": reason}
    assert event.actor == by.get_username()


def test_oss_then_holds_the_working_copy(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    pushed = publish(edited, publisher)
    assert pushed.confirmed
    assert memory.buckets[BUCKET] == TARGET
    assert now(edited).state == State.IN_SYNC
    assert plan(now(edited)) is None


def test_a_revision_says_who_when_and_why(edited: Bucket, publisher: User) -> None:
    publish(edited, publisher, message="Let the new site in.")
    revision = edited.revisions.all()[0]
    assert (revision.number, revision.by) == (2, "paul-publisher")
    assert revision.reason == "Let the new site in."
    assert revision.source == Revision.Source.PUSHED
    assert revision.configuration == TARGET
    assert revision.at is not None


def test_the_record_names_the_revision_and_the_reason(edited: Bucket, publisher: User) -> None:
    publish(edited, publisher, message="Let the new site in.")
    params = last_event(audit.PushDone).params
    assert params == {"revision": 2, "reason": "Let the new site in."}


def test_a_publish_leaves_the_rows_and_the_version_alone(edited: Bucket, publisher: User) -> None:
    before = [row.pk for row in edited.cors_rules.all()], edited.version
    publish(edited, publisher)
    assert ([row.pk for row in edited.cors_rules.all()], now(edited).version) == before


def test_no_rules_are_published_by_deleting(
    memory_bucket: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    clear_rules(memory_bucket.pk, version=memory_bucket.version, by=publisher)
    assert publish(memory_bucket, publisher).confirmed
    assert memory.buckets[BUCKET] is None
    assert now(memory_bucket).state == State.IN_SYNC
    assert memory_bucket.revisions.all()[0].raw == b""


def test_an_order_is_published_too(
    memory_bucket: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    first = memory_bucket.cors_rules.all()[0]
    version = memory_bucket.version
    move_rule(memory_bucket.pk, first.pk, up=False, version=version, by=publisher)
    publish(memory_bucket, publisher)
    assert memory.buckets[BUCKET] == LIVE.with_rules(reversed(LIVE.rules))


def test_stopped_when_the_working_copy_changed_since_the_review(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    agreed = planned(edited).fingerprint
    add(edited, publisher, Rule(("https://late.example.com",), ("GET",)))
    stopped(edited, publisher, STALE_PLAN, agreed=agreed)
    assert memory.buckets[BUCKET] == LIVE
    assert now(edited).state == State.UNPUBLISHED


def test_stopped_when_there_is_nothing_to_publish(memory_bucket: Bucket, publisher: User) -> None:
    stopped(memory_bucket, publisher, STALE_PLAN, agreed="0" * 64)
    assert now(memory_bucket).state == State.IN_SYNC


def test_a_second_click_finds_the_same_plan_published_and_writes_nothing(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    agreed = planned(edited).fingerprint
    publish(edited, publisher)
    memory.raises[Action.PUT] = unreachable()
    assert publish(edited, publisher, agreed=agreed).confirmed
    assert edited.revisions.count() == 2
    assert edited.pushes.count() == 1


def test_stopped_when_oss_has_changed_since_the_review(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    memory.buckets[BUCKET] = FOREIGN
    stopped(edited, publisher, DRIFT)
    assert memory.buckets[BUCKET] == FOREIGN
    bucket = now(edited)
    assert bucket.state == State.CONFLICT
    assert bucket.live is not None
    assert bucket.live.configuration == FOREIGN
    assert bucket.working == TARGET


def test_stopped_when_oss_has_become_what_is_not_understood(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    memory.unknown = RAW
    stopped(edited, publisher, DRIFT)
    assert now(edited).state == State.READ_ONLY
    assert memory.buckets[BUCKET] == LIVE


def test_stopped_when_oss_holds_the_target_already(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    memory.buckets[BUCKET] = TARGET
    stopped(edited, publisher, DRIFT)
    assert now(edited).state == State.IN_SYNC


def test_stopped_when_drift_would_be_overwritten_without_a_word(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    memory.buckets[BUCKET] = FOREIGN
    pull(edited.pk, by=publisher)
    stopped(edited, publisher, UNSAFE_PLAN, hazards=())
    assert memory.buckets[BUCKET] == FOREIGN
    assert now(edited).state == State.CONFLICT


def test_drift_is_overwritten_when_the_person_says_so(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    memory.buckets[BUCKET] = FOREIGN
    pull(edited.pk, by=publisher)
    assert publish(edited, publisher).confirmed
    assert memory.buckets[BUCKET] == TARGET
    assert now(edited).state == State.IN_SYNC
    assert [r.configuration for r in edited.revisions.all()] == [TARGET, FOREIGN, LIVE]


def test_a_word_for_old_drift_does_not_cover_new_drift(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    memory.buckets[BUCKET] = FOREIGN
    pull(edited.pk, by=publisher)
    memory.buckets[BUCKET] = None
    stopped(edited, publisher, DRIFT)
    assert memory.buckets[BUCKET] is None


def test_stopped_while_another_publish_is_not_settled(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    memory.raises[Action.PUT] = lost()
    publish(edited, publisher, wait=lambda _: stopped(edited, publisher, LEASE_TAKEN))
    assert memory.buckets[BUCKET] == LIVE
    assert now(edited).state == State.OUTCOME_UNKNOWN


def test_stopped_when_oss_would_refuse_the_rules(
    memory_bucket: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    add(memory_bucket, publisher, Rule(("https://*.*.example.com",), ("GET",)))
    stopped(memory_bucket, publisher, REFUSED_BY_OSS)
    assert memory.buckets[BUCKET] == LIVE


def test_a_bucket_that_cannot_be_read_is_not_written(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    memory.raises[Action.GET] = unreachable()
    with pytest.raises(Unreachable):
        publish(edited, publisher)
    assert now(edited).state == State.UNREACHABLE
    assert last_event(audit.PushFailed).params["trouble"]["id"] == "oss.InternalError"
    assert memory.buckets[BUCKET] == LIVE


def test_a_refusal_by_oss_leaves_everything_as_it_was(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    memory.raises[Action.PUT] = refusal("MalformedXML", Action.PUT)
    with pytest.raises(Rejected):
        publish(edited, publisher)
    bucket = now(edited)
    assert (bucket.state, bucket.pending) == (State.UNPUBLISHED, None)
    assert bucket.working == TARGET
    assert bucket.revisions.count() == 1
    assert last_event(audit.PushFailed).params["trouble"]["code"] == "MalformedXML"


def test_a_refusal_by_oss_can_be_followed_by_a_publish(
    edited: Bucket, memory: MemoryGateway, publisher: User
) -> None:
    memory.raises[Action.PUT] = refusal("AccessDenied", Action.PUT)
    with pytest.raises(Refused):
        publish(edited, publisher)
    del memory.raises[Action.PUT]
    assert publish(edited, publisher).confirmed


def test_an_edit_while_publishing_stays_unpublished(
    edited: Bucket, memory: MemoryGateway, publisher: User, editor: User
) -> None:
    late = Rule(("https://late.example.com",), ("GET",))

    def edit(_: float) -> None:
        add(edited, editor, late)

    assert publish(edited, publisher, wait=edit).confirmed
    bucket = now(edited)
    assert memory.buckets[BUCKET] == TARGET
    assert bucket.state == State.UNPUBLISHED
    assert late in bucket.working.rules


def test_local_oss_takes_what_is_published(
    bucket: Bucket, local_oss: WatchedOSS, publisher: User
) -> None:
    add(bucket, publisher)
    assert publish(bucket, publisher).confirmed
    assert local_oss.store.get(BUCKET).cors == TARGET
    assert local_oss.count("PUT", "cors") == 1
    clear_rules(bucket.pk, version=now(bucket).version, by=publisher)
    assert publish(bucket, publisher).confirmed
    assert local_oss.store.get(BUCKET).cors is None


def test_vary_alone_is_published(bucket: Bucket, local_oss: WatchedOSS, publisher: User) -> None:
    bucket.response_vary = False
    bucket.count_version(bucket.working)
    bucket.save_with_state()
    assert publish(bucket, publisher).confirmed
    assert local_oss.store.get(BUCKET).cors == Configuration(LIVE.rules, response_vary=False)
