"""What changed between two configurations: nothing left out, nothing told twice."""

from collections import Counter
from dataclasses import replace
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckets.cors import FIELDS, Configuration, Rule
from buckets.cors.compare.diff import Diff, FieldChange, RuleChange, diff

A, B, C, D, E = (
    Rule((f"https://{name}.example",), ("GET",), ("*",), ("ETag",), age)
    for age, name in enumerate("abcde")
)


def between(before: list[Rule], after: list[Rule]) -> Diff:
    return diff(Configuration(before), Configuration(after))  # type: ignore[arg-type]


def one(before: Rule, after: Rule) -> RuleChange:
    (change,) = between([before], [after]).rules
    return change


def test_the_same_configuration_differs_in_nothing() -> None:
    found = between([A, B], [A, B])
    assert (found.rules, found.vary, bool(found)) == ((), None, False)


def test_an_added_rule_says_where_it_stands() -> None:
    (change,) = between([A, C], [A, B, C]).rules
    assert change == RuleChange(None, B, None, 1)
    assert change.kind == "added"


def test_a_removed_rule_says_where_it_stood() -> None:
    (change,) = between([A, B, C], [A, C]).rules
    assert change == RuleChange(B, None, 1, None)
    assert change.kind == "removed"


def test_a_moved_rule_says_from_where_to_where() -> None:
    (change,) = between([A, B, C], [C, A, B]).rules
    assert change == RuleChange(C, C, 2, 0, moved=True)
    assert change.kind == "moved"


def test_a_changed_rule_has_both_its_faces() -> None:
    wider = replace(B, methods=("GET", "PUT"))
    (change,) = between([A, B], [A, wider]).rules
    methods = FieldChange("methods", removed=(), added=("PUT",))
    assert change == RuleChange(B, wider, 1, 1, fields=(methods,))
    assert change.kind == "changed"


def test_a_rule_may_be_changed_and_moved() -> None:
    found = between([A, B, C], [replace(C, max_age=None), A, B]).rules
    assert [(change.kind, change.moved, change.old_index) for change in found] == [
        ("changed", True, 2)
    ]


def test_a_rule_whose_source_alone_changed_is_still_that_rule() -> None:
    change = one(A, replace(A, origins=("https://new.example",)))
    assert change.fields == (
        FieldChange("origins", ("https://a.example",), ("https://new.example",)),
    )


def test_a_rule_that_shares_a_source_is_that_rule_whatever_else_changed() -> None:
    assert one(A, Rule((*A.origins, "null"), ("PUT",))).kind == "changed"


def test_rules_with_nothing_in_common_are_one_removed_and_one_added() -> None:
    stranger = Rule(("null",), ("PUT",), (), (), None)
    found = between([A], [stranger])
    assert [change.kind for change in found.rules] == ["added", "removed"]
    assert found.counts == Counter(added=1, removed=1)


def test_an_equal_rule_is_recognised_before_one_that_is_alike() -> None:
    wider = replace(A, methods=("GET", "PUT"))
    (change,) = between([A], [wider, A]).rules
    assert (change.kind, change.after) == ("added", wider)


def test_a_rule_is_recognised_by_the_sources_it_shares_most() -> None:
    left = Rule(("https://a.example", "https://b.example", "https://c.example"), ("GET",))
    near = replace(left, origins=(*left.origins[:2], "null"))
    far = replace(left, origins=(left.origins[0], "null"))
    found = between([left], [far, near]).rules
    assert [(change.kind, change.after) for change in found] == [("added", far), ("changed", near)]


def test_one_of_two_equal_rules_removed_is_one_removed() -> None:
    assert between([A, A, B], [A, B]).counts == Counter(removed=1)


def test_the_old_timeout_and_the_new_are_told() -> None:
    (field,) = one(A, replace(A, max_age=60)).fields
    assert field == FieldChange("max_age", removed=("0",), added=("60",))


def test_a_timeout_of_zero_is_not_none() -> None:
    (field,) = one(A, replace(A, max_age=None)).fields
    assert field == FieldChange("max_age", removed=("0",), added=())


def test_values_in_another_order_are_reordered() -> None:
    many = replace(A, methods=("GET", "PUT"))
    (field,) = one(many, replace(many, methods=("PUT", "GET"))).fields
    assert (field.field, field.reordered) == ("methods", True)


def test_a_repeated_value_that_went_is_removed_and_not_reordered() -> None:
    (field,) = one(replace(A, methods=("GET", "GET")), A).fields
    assert (field.removed, field.added, field.reordered) == (("GET",), (), False)


@pytest.mark.parametrize("value", [True, False])
def test_the_new_vary_setting_is_told(value: bool) -> None:
    found = diff(Configuration((A,), not value), Configuration((A,), value))
    assert (found.rules, found.vary, bool(found)) == ((), value, True)


def test_changes_stand_in_the_new_order_and_removed_rules_last() -> None:
    found = between([A, B, C], [Rule(("null",), ("PUT",)), A, replace(C, max_age=9)])
    assert [(change.kind, change.new_index) for change in found.rules] == [
        ("added", 0),
        ("changed", 2),
        ("removed", None),
    ]


@pytest.mark.parametrize("size", range(6))
def test_the_fewest_rules_are_moved(size: int) -> None:
    before = [A, B, C, D, E][:size]
    for order in permutations(range(size)):
        found = between(before, [before[place] for place in order])
        assert {change.kind for change in found.rules} <= {"moved"}
        assert len(found.rules) == fewest_moves(order), order


def fewest_moves(order: tuple[int, ...]) -> int:
    """By brute force: the fewest to take out so that the rest stands in the old order."""
    for moves in range(len(order) + 1):
        for kept in combinations(order, len(order) - moves):
            if list(kept) == sorted(kept):
                return moves
    raise AssertionError


# Any two configurations, often with rules in common


def some(*values: str, least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), min_size=least, max_size=2).map(tuple)


ALIKE = st.builds(
    Rule,
    some("*", "null", "https://a.example", "https://b.example"),
    some("GET", "PUT"),
    some("*", "x-a"),
    some("ETag"),
    st.sampled_from([None, 0, 60]),
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Configuration, Configuration]:
    """A configuration, and what came of it: rules kept, touched, taken out, put in, shuffled."""
    before = draw(st.lists(ALIKE, max_size=5))
    kept = draw(st.permutations(before))[: draw(st.integers(0, 5))]
    touched = [draw(touches(rule)) for rule in kept]
    after = draw(st.permutations([*touched, *draw(st.lists(ALIKE, max_size=2))]))
    return Configuration(tuple(before)), Configuration(tuple(after), draw(st.booleans()))


def touches(rule: Rule) -> st.SearchStrategy[Rule]:
    return st.sampled_from(
        [
            rule,
            replace(rule, max_age=None),
            replace(rule, origins=rule.origins[::-1]),
            replace(rule, origins=("https://c.example", *rule.origins)),
            replace(rule, methods=("DELETE",), allowed_headers=rule.allowed_headers * 2),
        ]
    )


@given(pairs())
def test_nothing_differs_only_between_equals(pair: tuple[Configuration, Configuration]) -> None:
    assert bool(diff(*pair)) == (pair[0] != pair[1])
    assert not diff(pair[1], pair[1])


@given(pairs())
def test_every_rule_of_both_sides_is_accounted_for_once(
    pair: tuple[Configuration, Configuration],
) -> None:
    before, after = pair
    changes = diff(before, after).rules
    olds = [change.old_index for change in changes if change.old_index is not None]
    news = [change.new_index for change in changes if change.new_index is not None]
    untouched_olds = [rule for place, rule in enumerate(before.rules) if place not in olds]
    untouched_news = [rule for place, rule in enumerate(after.rules) if place not in news]
    assert len(set(olds)) == len(olds)
    assert news == sorted(set(news))
    assert untouched_olds == untouched_news


@given(pairs())
def test_a_change_holds_the_rules_that_stand_in_its_places(
    pair: tuple[Configuration, Configuration],
) -> None:
    before, after = pair
    for change in diff(before, after).rules:
        old, new = change.old_index, change.new_index
        assert change.before == (None if old is None else before.rules[old])
        assert change.after == (None if new is None else after.rules[new])


@given(pairs())
def test_rules_that_are_not_moved_keep_their_order(
    pair: tuple[Configuration, Configuration],
) -> None:
    before, after = pair
    changes = diff(before, after).rules
    gone = {change.old_index for change in changes}
    come = {change.new_index for change in changes}
    untouched_olds = [place for place in range(len(before.rules)) if place not in gone]
    untouched_news = [place for place in range(len(after.rules)) if place not in come]
    stayed = list(zip(untouched_olds, untouched_news, strict=True))
    stayed += [
        (change.old_index or 0, change.new_index or 0)
        for change in changes
        if change.kind == "changed" and not change.moved
    ]
    assert [new for _, new in sorted(stayed)] == sorted(new for _, new in stayed)


@given(pairs())
def test_a_changed_field_tells_exactly_what_came_and_went(
    pair: tuple[Configuration, Configuration],
) -> None:
    for change in diff(*pair).rules:
        if change.before is not None and change.after is not None:
            told = {field.field: field for field in change.fields}
            for field in FIELDS:
                assert_told(
                    getattr(change.before, field), getattr(change.after, field), told.get(field)
                )


def assert_told(before: object, after: object, told: FieldChange | None) -> None:
    assert (told is None) == (before == after)
    if told is not None:
        came, went = Counter(told.added), Counter(told.removed)
        assert not came & went
        assert values(before) + came == values(after) + went
        assert told.reordered == (values(before) == values(after))


def values(field: object) -> Counter[str]:
    if isinstance(field, tuple):
        return Counter(field)
    return Counter() if field is None else Counter([str(field)])


@given(pairs())
def test_the_counts_are_those_of_the_changes(pair: tuple[Configuration, Configuration]) -> None:
    found = diff(*pair)
    kinds = [change.kind for change in found.rules]
    assert found.counts == {kind: kinds.count(kind) for kind in kinds}


@given(pairs())
def test_there_and_back_adds_what_it_removes(pair: tuple[Configuration, Configuration]) -> None:
    there, back = diff(*pair).counts, diff(*reversed(pair)).counts
    assert there["added"] - there["removed"] == back["removed"] - back["added"]
