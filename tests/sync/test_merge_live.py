"""Bringing what was changed outside into the working copy, as a person chose."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import User

from buckets import audit
from buckets.audit import CONSOLE
from buckets.cors import Configuration, Rule
from buckets.cors.compare.hazards import HazardKind
from buckets.cors.compare.merge import Side, Undecided
from buckets.cors.formats import xml
from buckets.models import Account, Bucket, Event, State
from buckets.sync.discover import discover
from buckets.sync.edit import (
    NotEditable,
    StaleVersion,
    discard_changes,
    edit_rule,
    merge_live,
    undo,
)
from buckets.sync.plan import three_ways
from buckets.sync.pull import check
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import APP, LIVE, NEW, UPLOADS
from tests.sync.actions import add, last_event, now, planned, publish

OURS, THEIRS = replace(APP, max_age=6000), replace(APP, max_age=60)
FOUND = Rule(("https://found.example.com",), ("HEAD",))
ON_OSS = Configuration((THEIRS, UPLOADS, FOUND), response_vary=False)


@pytest.fixture
def conflict(memory_bucket: Bucket, memory: MemoryGateway, editor: User) -> Bucket:
    """Both sides changed the first rule and added one; OSS lost Vary."""
    first = memory_bucket.cors_rules.all()[0]
    edit_rule(memory_bucket.pk, first.pk, OURS, version=memory_bucket.version, by=editor)
    add(memory_bucket, editor)
    memory.buckets[BUCKET] = ON_OSS
    return check(memory_bucket.pk, by=CONSOLE)


def the_conflict(bucket: Bucket) -> str:
    """The id of the one difference that a person must choose in."""
    (found,) = three_ways(now(bucket)).undecided()
    return found


def merged(bucket: Bucket, by: User, side: Side = Side.OURS, **said: int) -> Bucket:
    choices = {the_conflict(bucket): side}
    seen = {"live": 2, "version": now(bucket).version} | said
    return merge_live(bucket.pk, choices, by=by, **seen)


@pytest.mark.parametrize(
    ("side", "first"),
    [(Side.OURS, [OURS]), (Side.THEIRS, [THEIRS]), (Side.BOTH, [OURS, THEIRS])],
)
def test_the_working_copy_becomes_what_was_chosen(
    side: Side, first: list[Rule], conflict: Bucket, editor: User, memory: MemoryGateway
) -> None:
    merged(conflict, editor, side)
    rules = now(conflict).working.rules
    assert list(rules[: len(first)]) == first
    assert {*rules[len(first) :]} == {UPLOADS, NEW, FOUND}
    assert memory.buckets[BUCKET] == ON_OSS


def test_elsewhere_the_side_that_changed_something_holds(conflict: Bucket, editor: User) -> None:
    merged(conflict, editor)
    assert now(conflict).working.response_vary is False


def test_then_it_is_an_unpublished_change_of_what_oss_holds(conflict: Bucket, editor: User) -> None:
    after = merged(conflict, editor)
    assert (after.state, after.base) == (State.UNPUBLISHED, after.live)
    kinds = [hazard.kind for hazard in planned(conflict).hazards]
    assert HazardKind.FOREIGN_CHANGES_REPLACED not in kinds


def test_it_is_published_as_any_change(
    conflict: Bucket, editor: User, memory: MemoryGateway
) -> None:
    merged(conflict, editor)
    assert publish(conflict, editor).confirmed
    assert memory.buckets[BUCKET] == now(conflict).working


def test_taking_theirs_throughout_leaves_nothing_to_publish(conflict: Bucket, editor: User) -> None:
    differences = three_ways(now(conflict)).differences
    choices = {difference.id: Side.THEIRS for difference in differences}
    after = merge_live(conflict.pk, choices, live=2, version=conflict.version, by=editor)
    assert (after.state, now(conflict).working) == (State.IN_SYNC, ON_OSS)


def test_the_record_has_both_sides_and_the_base(conflict: Bucket, editor: User) -> None:
    before = now(conflict).working
    after = merged(conflict, editor)
    event = last_event(audit.LiveMerged)
    assert (event.actor, event.params) == ("edda-editor", {"base": 1})
    assert event.version == after.version == conflict.version + 1
    assert xml.read(event.before.encode()) == before
    assert xml.read(event.after.encode()) == now(conflict).working


def test_undone_it_is_the_conflict_that_it_was(conflict: Bucket, editor: User) -> None:
    before = now(conflict).working
    version = merged(conflict, editor).version
    assert undo(conflict.pk, version=version, by=editor).state == State.CONFLICT
    assert now(conflict).working == before


def test_redone_it_is_merged_again(conflict: Bucket, editor: User) -> None:
    merge = merged(conflict, editor)
    version = undo(conflict.pk, version=merge.version, by=editor).version
    assert undo(conflict.pk, version=version, by=editor).state == merge.state == State.UNPUBLISHED
    assert now(conflict).working == merge.working


def test_drift_that_was_adopted_is_drift_again_when_that_is_undone(
    memory_bucket: Bucket, memory: MemoryGateway, editor: User
) -> None:
    memory.buckets[BUCKET] = ON_OSS
    bucket = check(memory_bucket.pk, by=CONSOLE)
    version = discard_changes(bucket.pk, version=bucket.version, by=editor).version
    assert undo(bucket.pk, version=version, by=editor).state == State.DRIFTED
    assert now(bucket).working == LIVE


def unchanged(bucket: Bucket, events: int) -> None:
    after = now(bucket)
    assert (after.state, after.version) == (State.CONFLICT, bucket.version)
    assert (after.working.rules[0], Event.objects.count()) == (OURS, events)


def test_without_a_choice_in_a_conflict_nothing_is_done(conflict: Bucket, editor: User) -> None:
    events = Event.objects.count()
    with pytest.raises(Undecided) as caught:
        merge_live(conflict.pk, {}, live=2, version=conflict.version, by=editor)
    assert caught.value.ids == (the_conflict(conflict),)
    unchanged(conflict, events)


def test_choices_made_by_an_older_revision_are_not_carried_out(
    conflict: Bucket, editor: User
) -> None:
    events = Event.objects.count()
    with pytest.raises(StaleVersion) as caught:
        merged(conflict, editor, live=1)
    assert caught.value.events == []
    unchanged(conflict, events)


def test_who_was_faster_is_told(conflict: Bucket, editor: User, owner: User) -> None:
    add(conflict, owner, Rule(("https://late.example.com",), ("GET",)))
    with pytest.raises(StaleVersion) as caught:
        merged(conflict, editor, version=conflict.version)
    assert [event.actor for event in caught.value.events] == ["olga-owner"]


def test_a_bucket_that_was_never_read_has_nothing_to_merge(
    memory_account: Account, editor: User
) -> None:
    (bucket,) = discover(memory_account, by=editor)
    with pytest.raises(NotEditable):
        merge_live(bucket.pk, {}, live=0, version=bucket.version, by=editor)
