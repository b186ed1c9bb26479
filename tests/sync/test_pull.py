"""A pull tells what OSS holds and never throws away a working copy."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from buckets import audit
from buckets.cors import Configuration
from buckets.models import Account, Bucket, Event, Revision, State
from buckets.oss.errors import Action, NotFound, Unreachable
from buckets.sync.discover import discover
from buckets.sync.edit import NotEditable, set_vary
from buckets.sync.plan import plan
from buckets.sync.pull import pull
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.fixtures.people import LIVE, NEW
from tests.sync.actions import FOREIGN, RAW, add, last_event, now, unreachable


def told(bucket: Bucket) -> dict[str, Any]:
    """Why it cannot be reached."""
    assert bucket.trouble is not None
    return dict(bucket.trouble)


def test_the_first_pull_makes_the_working_copy(memory_account: Account, owner: User) -> None:
    (bucket,) = discover(memory_account, by=owner)
    pulled = pull(bucket.pk, by=owner)
    assert pulled.state == State.IN_SYNC
    assert now(bucket).working == LIVE
    assert (pulled.rule_count, pulled.version) == (2, 1)


def test_a_bucket_without_rules_is_in_sync_with_none(
    memory_account: Account, memory: MemoryGateway, owner: User
) -> None:
    memory.buckets[BUCKET] = None
    (bucket,) = discover(memory_account, by=owner)
    pulled = pull(bucket.pk, by=owner)
    assert pulled.state == State.IN_SYNC
    assert pulled.is_editable
    assert now(bucket).working == Configuration()


def test_an_untouched_working_copy_follows_oss(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.buckets[BUCKET] = FOREIGN
    assert pull(memory_bucket.pk, by=owner).state == State.IN_SYNC
    assert now(memory_bucket).working == FOREIGN


def test_unpublished_changes_are_kept_when_oss_has_changed(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    edited = add(memory_bucket, owner).working
    memory.buckets[BUCKET] = FOREIGN
    assert pull(memory_bucket.pk, by=owner).state == State.CONFLICT
    bucket = now(memory_bucket)
    assert bucket.working == edited
    assert bucket.live is not None
    assert bucket.live.configuration == FOREIGN


def test_unpublished_changes_are_kept_when_oss_has_not_changed(
    memory_bucket: Bucket, owner: User
) -> None:
    edited = add(memory_bucket, owner).working
    assert pull(memory_bucket.pk, by=owner).state == State.UNPUBLISHED
    assert now(memory_bucket).working == edited


def test_a_conflict_ends_when_oss_goes_back(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    add(memory_bucket, owner)
    memory.buckets[BUCKET] = FOREIGN
    assert pull(memory_bucket.pk, by=owner).state == State.CONFLICT
    memory.buckets[BUCKET] = LIVE
    assert pull(memory_bucket.pk, by=owner).state == State.UNPUBLISHED


def test_the_same_change_made_outside_is_in_sync(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.buckets[BUCKET] = add(memory_bucket, owner).working
    assert pull(memory_bucket.pk, by=owner).state == State.IN_SYNC
    memory.buckets[BUCKET] = FOREIGN
    assert pull(memory_bucket.pk, by=owner).state == State.IN_SYNC
    assert now(memory_bucket).working == FOREIGN


def test_a_vary_without_rules_is_no_change(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.buckets[BUCKET] = None
    bucket = pull(memory_bucket.pk, by=owner)
    set_vary(bucket.pk, on=True, version=bucket.version, by=owner)
    assert pull(memory_bucket.pk, by=owner).state == State.IN_SYNC
    assert now(memory_bucket).response_vary


def test_a_revision_is_made_only_when_something_changed(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User, editor: User
) -> None:
    pull(memory_bucket.pk, by=owner)
    assert memory_bucket.revisions.count() == 1
    memory.buckets[BUCKET] = FOREIGN
    pull(memory_bucket.pk, by=editor)
    newest = memory_bucket.revisions.all()[0]
    assert (newest.number, newest.by, newest.source) == (2, "edda-editor", Revision.Source.PULLED)


def test_what_was_found_is_recorded(memory_bucket: Bucket, owner: User) -> None:
    pull(memory_bucket.pk, by=owner)
    again, first = Event.objects.filter(kind=audit.BucketPulled.id)
    assert first.params == {"revision": 1, "new": True}
    assert again.params == {"revision": 1, "new": False}
    assert (again.actor, again.bucket_name) == ("olga-owner", "examplebucket")


def test_the_record_of_a_pull_has_the_working_copy_only_if_it_followed(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    pull(memory_bucket.pk, by=owner)
    assert last_event(audit.BucketPulled).after == ""
    memory.buckets[BUCKET] = FOREIGN
    pull(memory_bucket.pk, by=owner)
    event = last_event(audit.BucketPulled)
    assert "https://app.example.com" in event.before
    assert "https://foreign.example.com" in event.after
    assert event.version == now(memory_bucket).version


def test_something_unknown_makes_the_bucket_read_only(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.unknown = RAW
    assert pull(memory_bucket.pk, by=owner).state == State.READ_ONLY
    bucket = now(memory_bucket)
    assert bucket.live is not None
    assert bucket.live.raw == RAW
    assert bucket.working == LIVE
    assert plan(bucket) is None


def test_a_read_only_bucket_cannot_be_edited(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.unknown = RAW
    pull(memory_bucket.pk, by=owner)
    with pytest.raises(NotEditable):
        add(memory_bucket, owner)


def test_two_pulls_of_the_same_unknown_thing_make_one_revision(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.unknown = RAW
    pull(memory_bucket.pk, by=owner)
    assert pull(memory_bucket.pk, by=owner).state == State.READ_ONLY
    assert memory_bucket.revisions.count() == 2


@pytest.mark.parametrize("later", [LIVE, FOREIGN, None])
def test_a_bucket_that_is_readable_again_is_followed_again(
    later: Configuration | None, memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.unknown = RAW
    pull(memory_bucket.pk, by=owner)
    memory.unknown = None
    memory.buckets[BUCKET] = later
    assert pull(memory_bucket.pk, by=owner).state == State.IN_SYNC
    assert now(memory_bucket).working == (later or Configuration())


@pytest.mark.parametrize("later", [LIVE, None])
def test_a_bucket_first_read_when_it_was_not_understood_is_followed_later(
    later: Configuration | None, memory_account: Account, memory: MemoryGateway, owner: User
) -> None:
    (bucket,) = discover(memory_account, by=owner)
    memory.unknown = RAW
    assert pull(bucket.pk, by=owner).state == State.READ_ONLY
    memory.unknown = None
    memory.buckets[BUCKET] = later
    assert pull(bucket.pk, by=owner).state == State.IN_SYNC
    assert now(bucket).working == (later or Configuration())


def test_unpublished_changes_outlive_a_time_when_it_is_read_only(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    edited = add(memory_bucket, owner).working
    memory.unknown = RAW
    pull(memory_bucket.pk, by=owner)
    memory.unknown = None
    assert pull(memory_bucket.pk, by=owner).state == State.UNPUBLISHED
    assert now(memory_bucket).working == edited


def test_a_bucket_that_does_not_answer_is_unreachable_with_the_reason(
    memory_bucket: Bucket, memory: MemoryGateway, editor: User
) -> None:
    memory.raises[Action.GET] = unreachable()
    with pytest.raises(Unreachable):
        pull(memory_bucket.pk, by=editor)
    bucket = now(memory_bucket)
    assert bucket.state == State.UNREACHABLE
    assert told(bucket)["id"] == "oss.InternalError"
    event = last_event(audit.PullFailed)
    assert event.params == {"trouble": bucket.trouble}
    assert event.actor == "edda-editor"


def test_trouble_ends_with_the_next_answer(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    edited = add(memory_bucket, owner).working
    memory.raises[Action.GET] = unreachable()
    with pytest.raises(Unreachable):
        pull(memory_bucket.pk, by=owner)
    del memory.raises[Action.GET]
    bucket = pull(memory_bucket.pk, by=owner)
    assert (bucket.state, bucket.trouble) == (State.UNPUBLISHED, None)
    assert now(memory_bucket).working == edited


def test_a_bucket_that_is_gone_says_so(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    del memory.buckets[BUCKET]
    with pytest.raises(NotFound):
        pull(memory_bucket.pk, by=owner)
    trouble = told(now(memory_bucket))
    assert trouble["code"] == "NoSuchBucket"
    assert trouble["params"]["bucket"] == "examplebucket"


def while_asking(memory: MemoryGateway, change: Callable[[], object]) -> None:
    """Let ``change`` happen once, while the next GET is on its way back."""
    ask = memory.get_cors

    def slow(name: str) -> object:
        answer = ask(name)
        memory.get_cors = ask  # type: ignore[method-assign]
        change()
        return answer

    memory.get_cors = slow  # type: ignore[method-assign, assignment]


def test_an_older_reading_does_not_overwrite_a_newer_one(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    def newer() -> None:
        memory.buckets[BUCKET] = FOREIGN
        pull(memory_bucket.pk, by=owner)

    while_asking(memory, newer)
    assert pull(memory_bucket.pk, by=owner).state == State.IN_SYNC
    assert now(memory_bucket).working == FOREIGN
    assert memory_bucket.revisions.count() == 2


def test_an_edit_while_oss_is_asked_is_kept(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.buckets[BUCKET] = FOREIGN
    while_asking(memory, lambda: add(memory_bucket, owner))
    assert pull(memory_bucket.pk, by=owner).state == State.CONFLICT
    assert NEW in now(memory_bucket).working.rules


def test_the_time_of_a_reading_is_when_it_was_asked_for(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    answered = []
    while_asking(memory, lambda: answered.append(timezone.now()))
    bucket = pull(memory_bucket.pk, by=owner)
    assert bucket.read_at is not None
    assert timedelta(0) <= answered[0] - bucket.read_at < timedelta(minutes=1)


def test_a_pull_reads_local_oss(bucket: Bucket, local_oss: WatchedOSS, owner: User) -> None:
    local_oss.store.put_cors(BUCKET, FOREIGN)
    assert pull(bucket.pk, by=owner).state == State.IN_SYNC
    assert now(bucket).working == FOREIGN
    local_oss.store.put_cors(BUCKET, None)
    assert pull(bucket.pk, by=owner).rule_count == 0
