"""What each difference between two sides says, what it offers, and what comes of choosing."""

from dataclasses import replace

import pytest

from buckets.cors import Configuration, Rule
from buckets.cors.compare.merge import (
    Merge,
    OrderDifference,
    RuleDifference,
    Side,
    Undecided,
    VaryDifference,
    merge,
)

OURS, THEIRS, BOTH = Side.OURS, Side.THEIRS, Side.BOTH
A, B, C, D, E = (
    Rule((f"https://{name}.example",), ("GET",), ("*",), ("ETag",), age)
    for age, name in enumerate("abcde")
)
X, Y = (Rule((f"http://{name}.test",), (method,)) for name, method in (("x", "PUT"), ("y", "POST")))
A_PUT, A_POST = replace(A, methods=("PUT",)), replace(A, methods=("POST",))


def of(base: str | list[Rule], ours: list[Rule], theirs: list[Rule]) -> Merge:
    sides = (Configuration(tuple(rules)) for rules in (base, ours, theirs))  # type: ignore[arg-type]
    return merge(*sides)


def rule_difference(merged: Merge) -> RuleDifference:
    (difference,) = merged.differences
    assert isinstance(difference, RuleDifference)
    return difference


def rules(merged: Merge, *choices: Side) -> list[Rule]:
    """The result of choosing in this order, which is that of the differences."""
    ids = [difference.id for difference in merged.differences]
    return list(merged.result(dict(zip(ids, choices, strict=False))).rules)


# One rule


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "preset"),
    [
        (A, A_PUT, A, OURS),
        (A, A, A_PUT, THEIRS),
        (A, None, A, OURS),
        (A, A, None, THEIRS),
        (None, A, None, OURS),
        (None, None, A, THEIRS),
        (A, A_PUT, A_POST, None),
        (A, None, A_POST, None),
        (A, A_PUT, None, None),
        (None, A, A_PUT, None),
        (A, A_PUT, A_PUT, OURS),
        (A, None, None, OURS),
        (None, A, A, OURS),
    ],
)
def test_a_rule_is_preset_to_the_only_side_that_changed_it(
    base: Rule | None, ours: Rule | None, theirs: Rule | None, preset: Side | None
) -> None:
    sides = [[X, *([rule] if rule else []), Y] for rule in (base, ours, theirs)]
    found = rule_difference(of(*sides))
    assert (found.base, found.ours, found.theirs, found.preset) == (base, ours, theirs, preset)
    assert found.agreed == (ours == theirs)


def test_both_rules_can_be_kept_where_both_sides_have_another_one() -> None:
    assert rule_difference(of([A], [A_PUT], [A_POST])).sides == (OURS, THEIRS, BOTH)
    assert rule_difference(of([], [A], [A_PUT])).sides == (OURS, THEIRS, BOTH)


@pytest.mark.parametrize(("ours", "theirs"), [([A_PUT], []), ([], [A_PUT]), ([A], [A_PUT])])
def test_both_is_not_offered_where_there_are_no_two_changed_rules(
    ours: list[Rule], theirs: list[Rule]
) -> None:
    assert rule_difference(of([A], ours, theirs)).sides == (OURS, THEIRS)


@pytest.mark.parametrize(
    ("choice", "result"),
    [(OURS, [X, A_PUT]), (THEIRS, [X, A_POST]), (BOTH, [X, A_PUT, A_POST])],
)
def test_a_conflict_becomes_what_is_chosen(choice: Side, result: list[Rule]) -> None:
    assert rules(of([X, A], [X, A_PUT], [X, A_POST]), choice) == result


def test_a_choice_overrides_the_preset() -> None:
    assert rules(of([A, B], [A], [A, B]), THEIRS) == [A, B]


def test_changes_to_different_rules_are_both_taken() -> None:
    assert rules(of([A, B, C], [A_PUT, B, C], [A, B, X])) == [A_PUT, B, X]


def test_what_each_side_removed_is_gone() -> None:
    assert rules(of([A, B, C], [B, C], [A, B])) == [B]


def test_new_rules_for_different_sites_are_no_conflict_however_alike() -> None:
    assert rules(of([A], [A, B], [A, C])) == [A, B, C]


def test_a_rule_that_one_side_copied_and_the_other_turned_into_the_copy_is_kept_once() -> None:
    assert rules(of([A], [A, A_PUT], [A_PUT])) == [A_PUT]


def test_of_equal_rules_each_counts() -> None:
    assert rules(of([A, A], [A, A, A], [A, A])) == [A, A, A]
    assert rules(of([A, B, A], [A, B], [B, A])) in ([A, B], [B, A])


def test_who_became_whom_of_equal_rules_does_not_depend_on_which_side_is_ours() -> None:
    wider = replace(A, origins=("null", *A.origins))
    sides = [[A_PUT, wider], [wider, A_PUT]]
    orders = [of([A, A], *pair).differences[-1] for pair in (sides, sides[::-1])]
    assert {order.preset for order in orders} == {OURS, THEIRS}


def test_equal_differences_are_told_apart() -> None:
    first, second = of([], [A, A], []).differences
    assert first.id != second.id
    assert rules(of([], [A, A], []), OURS, THEIRS) == [A]


def test_an_id_depends_on_nothing_but_its_own_rule() -> None:
    alone = rule_difference(of([A], [A_PUT], [A]))
    assert of([A, B], [X, A_PUT, B], [A]).differences[1].id == alone.id
    assert rule_difference(of([A], [A_POST], [A])).id != alone.id


# Order


def test_a_rule_added_by_each_side_stands_where_that_side_put_it() -> None:
    assert rules(of([A, B], [X, A, B], [A, Y, B])) == [X, A, Y, B]


def test_at_the_same_place_ours_comes_first() -> None:
    assert rules(of([A, B], [A, X, B], [A, Y, B])) == [A, X, Y, B]


@pytest.mark.parametrize(
    ("ours", "theirs", "preset"),
    [
        ([C, A, B], [A, B, C], OURS),
        ([A, B, C], [C, A, B], THEIRS),
        ([C, A, B], [B, A, C], None),
        ([X, A, B, C], [A, B, C, X], None),
    ],
)
def test_the_order_is_preset_to_the_only_side_that_changed_it(
    ours: list[Rule], theirs: list[Rule], preset: Side | None
) -> None:
    order = of([A, B, C], ours, theirs).differences[-1]
    assert isinstance(order, OrderDifference)
    assert (order.base, order.ours, order.theirs) == ((A, B, C), tuple(ours), tuple(theirs))
    assert (order.id, order.preset, order.sides) == ("order", preset, (OURS, THEIRS))


def test_the_same_move_on_both_sides_is_no_difference() -> None:
    merged = of([A, B, C], [C, A, B], [C, A, B])
    assert merged.differences == ()
    assert rules(merged) == [C, A, B]


def test_a_move_and_a_change_of_the_same_rule_are_both_taken() -> None:
    assert rules(of([A, B, C], [B, C, A], [A_PUT, B, C])) == [B, C, A_PUT]


def test_a_move_past_a_removed_rule_is_no_difference() -> None:
    assert rules(of([A, B], [B, A], [A])) == [A]


@pytest.mark.parametrize(("choice", "result"), [(OURS, [B, A, X, C]), (THEIRS, [C, B, A, X])])
def test_an_order_in_dispute_is_that_of_the_side_chosen(choice: Side, result: list[Rule]) -> None:
    merged = of([A, B, C], [B, A, X, C], [C, B, A])
    assert merged.result({"order": choice}).rules == tuple(result)


def test_of_two_rules_kept_that_of_the_side_whose_order_is_taken_comes_first() -> None:
    merged = of([A, B, C], [A_PUT, B, C], [C, A_POST, B])
    assert rules(merged, BOTH) == [C, A_POST, A_PUT, B]


# Vary


@pytest.mark.parametrize("base", [True, False])
@pytest.mark.parametrize(("changed", "preset"), [((OURS,), OURS), ((THEIRS,), THEIRS)])
def test_vary_is_preset_to_the_side_that_changed_it(
    base: bool, changed: tuple[Side, ...], preset: Side
) -> None:
    ours, theirs = (base != (side in changed) for side in (OURS, THEIRS))
    merged = merge(*(Configuration((A,), value) for value in (base, ours, theirs)))
    (vary,) = merged.differences
    assert vary == VaryDifference(base, ours, theirs)
    assert (vary.id, vary.preset, vary.agreed) == ("vary", preset, False)
    assert merged.result().response_vary != base
    other = THEIRS if preset is OURS else OURS
    assert merged.result({"vary": other}).response_vary == base


def test_vary_that_both_sides_changed_is_agreed() -> None:
    merged = merge(*(Configuration((A,), value) for value in (False, True, True)))
    assert [difference.agreed for difference in merged.differences] == [True]
    assert merged.result().response_vary


def test_no_difference_of_order_is_agreed() -> None:
    assert [found.agreed for found in of([A, B], [B, A], [A, B]).differences] == [False]


# Choosing


def test_there_is_no_result_before_every_conflict_is_decided() -> None:
    merged = of([A, B], [A_PUT, B], [A_POST, B, C])
    conflict = merged.differences[0].id
    assert merged.undecided() == (conflict,)
    with pytest.raises(Undecided) as raised:
        merged.result()
    assert raised.value.ids == (conflict,)


def test_a_choice_that_is_not_offered_decides_nothing() -> None:
    merged = of([A], [A], [])
    (difference,) = merged.differences
    assert merged.undecided({difference.id: BOTH}) == (difference.id,)


def test_choices_in_other_differences_are_ignored() -> None:
    assert of([A], [A_PUT], [A]).result({"rule-of-before": THEIRS}).rules == (A_PUT,)


def test_each_difference_says_what_it_is_about() -> None:
    sides = (Configuration(given, vary) for given, vary in (((A, B), False), ((B, A_PUT), True)))
    base, ours = sides
    kinds = [(found.kind, found.preset) for found in merge(base, ours, base).differences]
    assert kinds == [("rule", OURS), ("order", OURS), ("vary", OURS)]
