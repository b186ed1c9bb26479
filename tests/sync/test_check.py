"""A check looks whether OSS still holds what is known, and lets no working copy follow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from buckets import audit
from buckets.audit import CONSOLE
from buckets.cors import Configuration
from buckets.cors.evaluate.expectation import Expectation, proposed
from buckets.cors.formats.xml import write
from buckets.models import Account, Bucket, Event, Revision, State
from buckets.oss.errors import Action, Unreachable
from buckets.sync.discover import discover
from buckets.sync.edit import discard_changes
from buckets.sync.expectations import add_expectation
from buckets.sync.ledger import Ledger
from buckets.sync.plan import drift
from buckets.sync.pull import check, pull, record_reading
from buckets.sync.snapshot import Reading
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import LIVE, leave_pending
from tests.sync.actions import FOREIGN, RAW, add, end_lease, last_event, now, unreachable


@pytest.fixture
def drifted(memory_bucket: Bucket, memory: MemoryGateway) -> Bucket:
    """Nobody edited it here, and OSS was seen to hold something else."""
    memory.buckets[BUCKET] = FOREIGN
    return check(memory_bucket.pk, by=CONSOLE)


def test_an_untouched_working_copy_stays_and_the_bucket_has_drifted(drifted: Bucket) -> None:
    assert drifted.state == State.DRIFTED
    assert now(drifted).working == LIVE
    assert drifted.live is not None
    assert drifted.live.configuration == FOREIGN


def test_what_was_found_is_the_console_s_revision_and_record(drifted: Bucket) -> None:
    revision, event = drifted.revisions.all()[0], last_event(audit.BucketChecked)
    assert (revision.number, revision.by, revision.source) == (2, CONSOLE, "pulled")
    assert (event.actor, event.params) == (CONSOLE, {"revision": 2, "new": True})
    assert (event.before, event.after) == ("", "")


def test_unpublished_changes_are_then_in_conflict(
    memory_bucket: Bucket, memory: MemoryGateway, editor: User
) -> None:
    edited = add(memory_bucket, editor).working
    memory.buckets[BUCKET] = FOREIGN
    assert check(memory_bucket.pk, by=CONSOLE).state == State.CONFLICT
    assert now(memory_bucket).working == edited


def test_nothing_new_is_recorded_too(memory_bucket: Bucket) -> None:
    assert check(memory_bucket.pk, by=CONSOLE).state == State.IN_SYNC
    assert last_event(audit.BucketChecked).params == {"revision": 1, "new": False}
    assert memory_bucket.revisions.count() == 1


def test_drift_ends_when_oss_goes_back(drifted: Bucket, memory: MemoryGateway) -> None:
    memory.buckets[BUCKET] = LIVE
    assert check(drifted.pk, by=CONSOLE).state == State.IN_SYNC


def test_a_pull_lets_the_untouched_copy_follow(drifted: Bucket, editor: User) -> None:
    assert pull(drifted.pk, by=editor).state == State.IN_SYNC
    assert now(drifted).working == FOREIGN


def test_a_bucket_that_was_never_read_is_read(memory_account: Account, owner: User) -> None:
    (bucket,) = discover(memory_account, by=owner)
    assert check(bucket.pk, by=CONSOLE).state == State.IN_SYNC
    assert now(bucket).working == LIVE


def test_a_bucket_that_cannot_be_read_is_unreachable(
    memory_bucket: Bucket, memory: MemoryGateway
) -> None:
    memory.raises[Action.GET] = unreachable()
    with pytest.raises(Unreachable):
        check(memory_bucket.pk, by=CONSOLE)
    assert now(memory_bucket).state == State.UNREACHABLE
    assert last_event(audit.CheckFailed).actor == CONSOLE


def test_a_check_settles_how_a_publish_ended(memory_bucket: Bucket) -> None:
    push = leave_pending(memory_bucket)
    end_lease(memory_bucket)
    assert check(memory_bucket.pk, by=CONSOLE).state == State.IN_SYNC
    push.refresh_from_db()
    assert push.outcome == "not-done"


def test_what_was_first_not_understood_has_drifted_from_nothing(
    memory_account: Account, memory: MemoryGateway, owner: User
) -> None:
    (bucket,) = discover(memory_account, by=owner)
    memory.unknown = RAW
    assert check(bucket.pk, by=CONSOLE).state == State.READ_ONLY
    memory.unknown = None
    found = check(bucket.pk, by=CONSOLE)
    outside = drift(found)
    assert found.state == State.DRIFTED
    assert outside is not None
    assert (outside.counts["added"], outside.vary) == (2, True)
    assert now(bucket).working == Configuration()


def test_adopting_drift_takes_what_oss_holds_and_loses_nothing(
    drifted: Bucket, editor: User
) -> None:
    adopted = discard_changes(drifted.pk, version=drifted.version, by=editor)
    assert adopted.state == State.IN_SYNC
    assert now(drifted).working == FOREIGN
    assert last_event(audit.LiveAdopted).params == {"base": 1}


def test_what_was_overtaken_before_it_was_written_down_is_kept_all_the_same(
    memory_bucket: Bucket, owner: User
) -> None:
    overtaken = Reading(write(FOREIGN), FOREIGN, timezone.now())
    bucket = check(memory_bucket.pk, by=owner)
    for _ in range(2):
        with transaction.atomic():
            bucket = Bucket.objects.all_locked([bucket.pk]).get()
            ledger = Ledger(owner)
            new = record_reading(ledger, bucket, overtaken, follow=True, always=False)
            assert not new
            ledger.commit()
    assert [revision.configuration for revision in bucket.revisions.all()] == [FOREIGN, LIVE]
    assert (now(bucket).live, now(bucket).working) == (bucket.revisions.get(number=1), LIVE)


def test_the_next_revision_is_counted_on_from_one_that_was_overtaken(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    bucket = now(memory_bucket)
    late = bucket.new_revision(
        write(FOREIGN), FOREIGN, source=Revision.Source.PULLED, by="olga-owner"
    )
    late.save()
    bucket.save()
    memory.buckets[BUCKET] = None
    assert check(bucket.pk, by=owner).live == bucket.revisions.get(number=3)


@pytest.mark.parametrize("look", [check, pull])
def test_a_promise_that_oss_no_longer_keeps_is_recorded(
    look: Callable[..., Bucket], memory_bucket: Bucket, memory: MemoryGateway, editor: User
) -> None:
    kept, broken = Expectation("https://evil.example", False), proposed(LIVE)[0]
    for it in (kept, broken):
        add_expectation(memory_bucket.pk, it, by=editor)
    memory.buckets[BUCKET] = None
    look(memory_bucket.pk, by=editor)
    look(memory_bucket.pk, by=editor)
    told = [event.params.get("broken") for event in Event.objects.order_by("-pk")[:2]]
    assert told == [None, [broken.message.as_json]]
