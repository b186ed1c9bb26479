"""Taking the last edit back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from buckets import audit
from buckets.cors import Configuration
from buckets.models import Bucket, Event, State
from buckets.sync.edit import (
    clear_rules,
    create_rule,
    delete_rule,
    discard_changes,
    edit_rule,
    last_edit,
    make_fix,
    move_rule,
    restore,
    set_vary,
    undo,
)
from buckets.sync.pull import pull
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import LIVE, NEW
from tests.sync.actions import FOREIGN, add, last_event, now, publish

Edit = Callable[[Bucket, int, User], Bucket]

EDITS: dict[type[audit.Edit], Edit] = {
    audit.RuleCreated: lambda bucket, _row, by: create_rule(
        bucket.pk, NEW, vary=False, version=bucket.version, by=by
    ),
    audit.RuleEdited: lambda bucket, row, by: edit_rule(
        bucket.pk, row, NEW, vary=False, version=bucket.version, by=by
    ),
    audit.RuleDeleted: lambda bucket, row, by: delete_rule(
        bucket.pk, row, version=bucket.version, by=by
    ),
    audit.RuleMoved: lambda bucket, row, by: move_rule(
        bucket.pk, row, up=False, version=bucket.version, by=by
    ),
    audit.RulesCleared: lambda bucket, _row, by: clear_rules(
        bucket.pk, version=bucket.version, by=by
    ),
    audit.VarySet: lambda bucket, _row, by: set_vary(
        bucket.pk, on=False, version=bucket.version, by=by
    ),
    audit.ChangesDiscarded: lambda bucket, _row, by: discard_changes(
        bucket.pk, version=bucket.version, by=by
    ),
    audit.RevisionRestored: lambda bucket, _row, by: restore(
        bucket.pk, 1, version=bucket.version, by=by
    ),
    audit.RemedyApplied: lambda bucket, _row, by: make_fix(
        bucket.pk, Configuration((NEW,)), 0, version=bucket.version, by=by
    ),
    audit.EditUndone: lambda bucket, _row, by: undo(bucket.pk, version=bucket.version, by=by),
}


def undone(bucket: Bucket, by: User) -> Bucket:
    return undo(bucket.pk, version=now(bucket).version, by=by)


@pytest.mark.parametrize("kind", EDITS)
def test_every_edit_can_be_undone(
    kind: type[audit.Edit], memory_bucket: Bucket, editor: User, owner: User
) -> None:
    bucket = add(memory_bucket, editor)
    before, first = bucket.working, bucket.cors_rules.all()[0].pk
    edited = EDITS[kind](bucket, first, editor)
    assert last_edit(edited) == last_event(kind)
    assert edited.working != before
    assert undone(bucket, owner).working == before == now(bucket).working
    assert now(bucket).fingerprint == before.fingerprint
    rebases = issubclass(kind, audit.Rebase)
    assert last_event(audit.RebaseUndone if rebases else audit.EditUndone).actor == "olga-owner"


@pytest.mark.parametrize("kind", EDITS)
def test_undone_twice_is_redone(
    kind: type[audit.Edit], memory_bucket: Bucket, editor: User
) -> None:
    bucket = add(memory_bucket, editor)
    after = EDITS[kind](bucket, bucket.cors_rules.all()[0].pk, editor).working
    undone(bucket, editor)
    assert undone(bucket, editor).working == after


def test_undoing_all_there_was_is_in_sync_again(memory_bucket: Bucket, editor: User) -> None:
    add(memory_bucket, editor)
    bucket = undone(memory_bucket, editor)
    assert (bucket.state, bucket.rule_count) == (State.IN_SYNC, 2)


def test_what_was_published_can_still_be_undone_here(memory_bucket: Bucket, owner: User) -> None:
    add(memory_bucket, owner)
    publish(memory_bucket, owner)
    bucket = undone(memory_bucket, owner)
    assert (bucket.working, bucket.state) == (LIVE, State.UNPUBLISHED)


def nothing_to_undo(bucket: Bucket, by: User) -> None:
    before, events = now(bucket), Event.objects.count()
    assert last_edit(before) is None
    after = undone(bucket, by)
    assert (after.version, after.working) == (before.version, before.working)
    assert Event.objects.count() == events


def test_without_an_edit_there_is_nothing_to_undo(memory_bucket: Bucket, editor: User) -> None:
    nothing_to_undo(memory_bucket, editor)


def test_after_a_pull_that_changed_the_rules_there_is_nothing_to_undo(
    memory_bucket: Bucket, memory: MemoryGateway, editor: User
) -> None:
    add(memory_bucket, editor)
    undone(memory_bucket, editor)
    memory.buckets[BUCKET] = FOREIGN
    assert pull(memory_bucket.pk, by=editor).working == FOREIGN
    nothing_to_undo(memory_bucket, editor)


def test_a_pull_that_left_the_rules_alone_leaves_something_to_undo(
    memory_bucket: Bucket, memory: MemoryGateway, editor: User
) -> None:
    add(memory_bucket, editor)
    memory.buckets[BUCKET] = FOREIGN
    pull(memory_bucket.pk, by=editor)
    assert undone(memory_bucket, editor).working == LIVE


def test_the_edit_of_another_bucket_is_not_undone(memory_bucket: Bucket, editor: User) -> None:
    other = Bucket.objects.create(account=memory_bucket.account, name="other")
    add(memory_bucket, editor)
    Event.objects.update(bucket_id=other.pk)
    assert last_edit(now(memory_bucket)) is None


def test_an_empty_working_copy_comes_back_empty(
    memory_bucket: Bucket, memory: MemoryGateway, editor: User
) -> None:
    memory.buckets[BUCKET] = None
    pull(memory_bucket.pk, by=editor)
    add(memory_bucket, editor)
    assert undone(memory_bucket, editor).working == Configuration()


def test_a_conflict_that_was_discarded_is_a_conflict_again(
    memory_bucket: Bucket, memory: MemoryGateway, editor: User
) -> None:
    add(memory_bucket, editor)
    memory.buckets[BUCKET] = FOREIGN
    pull(memory_bucket.pk, by=editor)
    bucket = now(memory_bucket)
    discard_changes(bucket.pk, version=bucket.version, by=editor)
    assert undone(memory_bucket, editor).state == State.CONFLICT
