"""The verbs that change a working copy."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from buckets import audit
from buckets.cors import Configuration, Rule
from buckets.cors.compare.diff import diff
from buckets.cors.formats import xml
from buckets.models import Account, Bucket, CorsRule, Event, State
from buckets.sync.discover import discover
from buckets.sync.edit import (
    NotEditable,
    StaleVersion,
    clear_rules,
    create_rule,
    delete_rule,
    discard_changes,
    edit_rule,
    move_rule,
    set_vary,
    undo,
)
from buckets.sync.pull import pull
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import APP, LIVE, NEW, UPLOADS
from tests.sync.actions import FOREIGN, add, last_event, now

THIRD = Rule(("https://third.example.com",), ("GET",))

Verb = Callable[[Bucket, CorsRule, int | None, User], Bucket]

VERBS: dict[str, Verb] = {
    "create": lambda bucket, _row, version, by: create_rule(
        bucket.pk, NEW, vary=True, version=version, by=by
    ),
    "edit": lambda bucket, row, version, by: edit_rule(
        bucket.pk, row.pk, NEW, vary=True, version=version, by=by
    ),
    "delete": lambda bucket, row, version, by: delete_rule(
        bucket.pk, row.pk, version=version, by=by
    ),
    "move": lambda bucket, row, version, by: move_rule(
        bucket.pk, row.pk, up=False, version=version, by=by
    ),
    "clear": lambda bucket, _row, version, by: clear_rules(bucket.pk, version=version, by=by),
    "vary": lambda bucket, _row, version, by: set_vary(bucket.pk, on=False, version=version, by=by),
    "discard": lambda bucket, _row, version, by: discard_changes(bucket.pk, version=version, by=by),
    "undo": lambda bucket, _row, version, by: undo(bucket.pk, version=version, by=by),
}
every_verb = pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)


def row(bucket: Bucket, place: int) -> CorsRule:
    """The rule at this place, from 1."""
    return bucket.cors_rules.all()[place - 1]


def test_a_new_rule_comes_last(memory_bucket: Bucket, editor: User) -> None:
    saved = create_rule(memory_bucket.pk, NEW, version=memory_bucket.version, by=editor)
    assert saved.state == State.UNPUBLISHED
    assert now(memory_bucket).working == Configuration((APP, UPLOADS, NEW), response_vary=True)
    assert last_event(audit.RuleCreated).params == {"number": 3}


def test_a_new_rule_can_turn_vary_too(memory_bucket: Bucket, editor: User) -> None:
    create_rule(memory_bucket.pk, NEW, vary=False, version=memory_bucket.version, by=editor)
    assert now(memory_bucket).working == Configuration((APP, UPLOADS, NEW), response_vary=False)
    assert last_event(audit.RuleCreated).params == {"number": 3, "vary": False}


def test_an_edited_rule_keeps_its_row_and_its_place(memory_bucket: Bucket, editor: User) -> None:
    first = row(memory_bucket, 1)
    edit_rule(
        memory_bucket.pk,
        first.pk,
        NEW,
        vary=True,
        version=memory_bucket.version,
        by=editor,
    )
    assert now(memory_bucket).working.rules == (NEW, UPLOADS)
    assert row(memory_bucket, 1).pk == first.pk
    assert last_event(audit.RuleEdited).params == {"number": 1}


def test_an_edit_can_turn_vary_too(memory_bucket: Bucket, editor: User) -> None:
    first, version = row(memory_bucket, 1), memory_bucket.version
    edit_rule(memory_bucket.pk, first.pk, APP, vary=False, version=version, by=editor)
    assert now(memory_bucket).working == Configuration(LIVE.rules, response_vary=False)
    assert last_event(audit.RuleEdited).params == {"number": 1, "vary": False}


def test_an_edit_that_leaves_vary_leaves_it(memory_bucket: Bucket, editor: User) -> None:
    first, version = row(memory_bucket, 1), memory_bucket.version
    edit_rule(memory_bucket.pk, first.pk, NEW, version=version, by=editor)
    assert now(memory_bucket).working == Configuration((NEW, UPLOADS), response_vary=True)
    assert last_event(audit.RuleEdited).params == {"number": 1}


def test_the_rules_behind_a_deleted_one_move_up(memory_bucket: Bucket, editor: User) -> None:
    version = memory_bucket.version
    delete_rule(memory_bucket.pk, row(memory_bucket, 1).pk, version=version, by=editor)
    (left,) = memory_bucket.cors_rules.all()
    assert (left.index, left.value) == (0, UPLOADS)
    assert now(memory_bucket).rule_count == 1
    assert last_event(audit.RuleDeleted).params == {"number": 1}


@pytest.mark.parametrize(
    ("place", "up", "order"),
    [
        (1, False, (UPLOADS, APP, THIRD)),
        (2, False, (APP, THIRD, UPLOADS)),
        (2, True, (UPLOADS, APP, THIRD)),
        (3, True, (APP, THIRD, UPLOADS)),
    ],
)
def test_a_rule_moves_one_place(
    place: int, up: bool, order: tuple[Rule, ...], memory_bucket: Bucket, editor: User
) -> None:
    version = add(memory_bucket, editor, THIRD).version
    moved = row(memory_bucket, place).pk
    move_rule(memory_bucket.pk, moved, up=up, version=version, by=editor)
    assert now(memory_bucket).working.rules == order
    to = place - 1 if up else place + 1
    assert last_event(audit.RuleMoved).params == {"number": place, "to": to}
    assert row(memory_bucket, to).pk == moved


@pytest.mark.parametrize(("place", "up"), [(1, True), (2, False)])
def test_a_rule_at_the_end_stays_and_nothing_is_recorded(
    place: int, up: bool, memory_bucket: Bucket, editor: User
) -> None:
    events, version = Event.objects.count(), memory_bucket.version
    move_rule(memory_bucket.pk, row(memory_bucket, place).pk, up=up, version=version, by=editor)
    assert now(memory_bucket).working == LIVE
    assert (now(memory_bucket).version, Event.objects.count()) == (version, events)


def test_clearing_leaves_no_rule_but_vary(memory_bucket: Bucket, editor: User) -> None:
    clear_rules(memory_bucket.pk, version=memory_bucket.version, by=editor)
    assert now(memory_bucket).working == Configuration((), response_vary=True)
    assert now(memory_bucket).rule_count == 0
    assert last_event(audit.RulesCleared).params == {"count": 2}


def test_vary_is_turned_for_the_bucket(memory_bucket: Bucket, editor: User) -> None:
    set_vary(memory_bucket.pk, on=False, version=memory_bucket.version, by=editor)
    assert not now(memory_bucket).working.response_vary
    assert now(memory_bucket).state == State.UNPUBLISHED
    assert last_event(audit.VarySet).params == {"on": False}


def test_discarding_goes_back_to_what_oss_last_said(memory_bucket: Bucket, editor: User) -> None:
    version = add(memory_bucket, editor).version
    discarded = discard_changes(memory_bucket.pk, version=version, by=editor)
    assert discarded.state == State.IN_SYNC
    assert now(memory_bucket).working == LIVE
    assert last_event(audit.ChangesDiscarded).params == {"base": 1}


def test_discarding_in_a_conflict_takes_what_oss_has(
    memory_bucket: Bucket, memory: MemoryGateway, editor: User
) -> None:
    version = add(memory_bucket, editor).version
    memory.buckets[BUCKET] = FOREIGN
    pull(memory_bucket.pk, by=editor)
    discarded = discard_changes(memory_bucket.pk, version=version, by=editor)
    assert discarded.state == State.IN_SYNC
    assert now(memory_bucket).working == FOREIGN


@every_verb
def test_each_verb_that_changes_something_counts_the_version_and_keeps_both_sides(
    verb: Verb, memory_bucket: Bucket, editor: User
) -> None:
    version, before = add(memory_bucket, editor, THIRD).version, now(memory_bucket).working
    after = verb(memory_bucket, row(memory_bucket, 1), version, editor)
    event = Event.objects.all()[0]
    assert after.version == event.version
    assert after.version > version
    assert (event.actor, event.bucket_id) == ("edda-editor", memory_bucket.pk)
    assert xml.read(event.before.encode()) == before
    assert xml.read(event.after.encode()) == after.working == now(memory_bucket).working
    assert after.fingerprint == after.working.fingerprint
    assert after.rule_count == len(after.working.rules)


@every_verb
def test_each_verb_tells_the_second_saver_what_the_first_did(
    verb: Verb, memory_bucket: Bucket, editor: User, owner: User
) -> None:
    seen, target = memory_bucket.version, row(memory_bucket, 1)
    first = add(memory_bucket, editor, THIRD)
    working = now(memory_bucket).working
    with pytest.raises(StaleVersion) as caught:
        verb(memory_bucket, target, seen, owner)
    assert [event.actor for event in caught.value.events] == ["edda-editor"]
    assert caught.value.bucket.version == first.version
    assert now(memory_bucket).working == working


@every_verb
def test_no_verb_does_anything_for_who_cannot_say_what_they_saw(
    verb: Verb, memory_bucket: Bucket, editor: User
) -> None:
    working = add(memory_bucket, editor, THIRD).working
    with pytest.raises(StaleVersion) as caught:
        verb(memory_bucket, row(memory_bucket, 1), None, editor)
    assert (caught.value.events, caught.value.changes) == ([], diff(working, working))
    assert now(memory_bucket).working == working


@every_verb
def test_no_verb_touches_a_bucket_that_was_never_read(
    verb: Verb, memory_account: Account, editor: User
) -> None:
    (bucket,) = discover(memory_account, by=editor)
    with pytest.raises(NotEditable):
        verb(bucket, CorsRule(pk=1), bucket.version, editor)
    assert now(bucket).state == State.NOT_PULLED


def test_saving_what_is_there_already_is_no_edit(memory_bucket: Bucket, editor: User) -> None:
    version = memory_bucket.version
    saved = set_vary(memory_bucket.pk, on=True, version=version, by=editor)
    assert saved.version == version
    assert not Event.objects.filter(kind=audit.VarySet.id).exists()
