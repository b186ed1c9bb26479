"""A change of the rules is told wholly, and nothing is invented: brute force and automata agree."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations_with_replacement

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from buckets.cors import Configuration, Rule
from buckets.cors.compare import intersections
from buckets.cors.compare.behaviour import Change, ChangeKind, cases, compare, reachable
from buckets.cors.compare.diff import pairs
from buckets.cors.evaluate.oss import Preflight, evaluate
from tests.cors.compare.automata import SOME_TEXT, divided, texts
from tests.cors.evaluate.test_oss_reference import reference_rule
from tests.cors.strategies import configurations, starred

# Against brute force

FEW_METHODS = st.sampled_from([("GET",), ("PUT",), ("GET", "PUT")])
SOURCES = st.one_of(starred("ab", 2).filter(bool), st.just("*"))
OVERLAPPING = st.builds(
    Rule,
    st.lists(SOURCES, min_size=1, max_size=2).map(tuple),
    FEW_METHODS,
    st.lists(starred("xy", 2), max_size=2).map(tuple),
    st.sampled_from([(), ("ETag",)]),
    st.sampled_from([None, 0]),
)
SMALL = st.builds(Configuration, st.lists(OVERLAPPING, max_size=4).map(tuple), st.booleans())
REQUESTS = [
    Preflight(origin, "GET", names)
    for origin in ("a", "b", "ab", "ba", "aa", "aba", "c", "ac", "ca", "abab", "bab", "acb")
    for size in range(3)
    for names in combinations_with_replacement(("x", "y", "xy", "yx", "z", "xzy", "xx"), size)
]


def kind_of(
    before: Configuration, after: Configuration, request: Preflight
) -> tuple[str, int | None, int | None] | None:
    """How the answer to one request changes, without any of what is tested here."""
    old, new = reference_rule(before, request), reference_rule(after, request)
    if (old is None) != (new is None):
        return "allowed" if old is None else "blocked", old, new
    if old is None or new is None:
        return None
    if evaluate(before, request).headers != evaluate(after, request).headers:
        return "headers", old, new
    is_other = before.rules[old] != after.rules[new]
    if is_other and (old, new) not in pairs(before.rules, after.rules):
        return "rule", old, new
    return None


def known(changes: tuple[Change, ...]) -> set[tuple[str, int | None, int | None, str]]:
    return {(it.kind.value, it.before, it.after, method) for it in changes for method in it.methods}


def examples(changes: tuple[Change, ...]) -> Iterator[tuple[Change, Preflight]]:
    for change in changes:
        for method in change.methods:
            request = change.request
            yield change, Preflight(request.origin, method, request.headers)


@given(SMALL, SMALL)
def test_every_example_is_answered_as_its_change_says(
    before: Configuration, after: Configuration
) -> None:
    for change, request in examples(compare(before, after)):
        assert kind_of(before, after, request) == (change.kind, change.before, change.after)


@given(configurations(4), configurations(4))
def test_examples_hold_for_any_rules_that_oss_takes(
    before: Configuration, after: Configuration
) -> None:
    for change, request in examples(compare(before, after)):
        assert kind_of(before, after, request) == (change.kind, change.before, change.after)


@given(SMALL, SMALL)
def test_no_example_could_do_without_one_of_its_headers(
    before: Configuration, after: Configuration
) -> None:
    for change, request in examples(compare(before, after)):
        for name in request.headers:
            names = tuple(other for other in request.headers if other != name)
            fewer = Preflight(request.origin, request.method, names)
            rules = reference_rule(before, fewer), reference_rule(after, fewer)
            assert rules != (change.before, change.after)


@given(SMALL, SMALL)
def test_no_request_is_answered_otherwise_without_a_change_that_says_so(
    before: Configuration, after: Configuration
) -> None:
    told_of = known(compare(before, after))
    for request in REQUESTS:
        happens = kind_of(before, after, request)
        assert happens is None or (*happens, "GET") in told_of


@given(SMALL, SMALL)
def test_no_two_changes_say_the_same(before: Configuration, after: Configuration) -> None:
    said = [
        (it.kind, it.before, it.after, it.methods, it.request.headers, it.headers)
        for it in compare(before, after)
    ]
    assert len(said) == len({*said})


@given(SMALL)
def test_the_patterns_of_a_change_mean_such_requests_too(after: Configuration) -> None:
    for change in compare(Configuration(), after):
        for origin in change.origins:
            request = Preflight(origin.replace("*", "-" * 9), change.methods[0])
            widened = Preflight(request.origin, request.method, change.request.headers)
            assert reference_rule(after, widened) == change.after


@given(SMALL)
def test_the_header_patterns_of_a_change_mean_such_requests_too(after: Configuration) -> None:
    for change in compare(Configuration(), after):
        for header in change.headers:
            names = (header.replace("*", "-" * 9),)
            request = Preflight(change.request.origin, change.methods[0], names)
            assert reference_rule(after, request) == change.after


@given(SMALL)
def test_a_rule_that_answers_a_request_is_reachable(configuration: Configuration) -> None:
    answering = {reference_rule(configuration, request) for request in REQUESTS} - {None}
    assert answering <= reachable(configuration)


@given(configurations())
def test_a_rule_without_which_nothing_changes_is_not_reachable(
    configuration: Configuration,
) -> None:
    for place in {*range(len(configuration.rules))} - reachable(configuration):
        others = configuration.rules[:place] + configuration.rules[place + 1 :]
        changes = compare(configuration, configuration.with_rules(others))
        assert {it.kind for it in changes} <= {ChangeKind.VARY, ChangeKind.RULE}


# Against automata

Asked = tuple[tuple[Configuration, int | None, int], ...]
"""A configuration, the rule of it that should answer, and the bit of its first rule; twice."""


def possible(before: Configuration, after: Configuration) -> set[tuple[object, ...]]:
    """Every pair of rules for which greenery finds a request, and whether `*` let it in."""
    rules = (*before.rules, *after.rules)
    found = set()
    for named in divided([sources_by_name(rule) for rule in rules]):
        for method in ("GET", "PUT"):
            for old in (*range(len(before.rules)), None):
                for new in (*range(len(after.rules)), None):
                    asked = (before, old, 0), (after, new, len(before.rules))
                    if (old, new) != (None, None) and meets(asked, named, method):
                        found.add((old, new, method, *wildcards(asked, named)))
    return found


def sources_by_name(rule: Rule) -> tuple[str, ...]:
    """Without what stands behind a bare wildcard, and without that."""
    return rule.origins[: rule.origins.index("*")] if "*" in rule.origins else rule.origins


def meets(asked: Asked, named: int, method: str) -> bool:
    """Whether there are headers with which these two rules answer, of such an origin."""
    allowed: list[tuple[str, ...]] = []
    refused: list[tuple[str, ...]] = []
    for configuration, wanted, first in asked:
        for place, rule in enumerate(configuration.rules[: None if wanted is None else wanted + 1]):
            fits = method in rule.methods and ("*" in rule.origins or named >> first + place & 1)
            if place == wanted and not fits:
                return False
            if fits:
                (allowed if place == wanted else refused).append(rule.allowed_headers)
    return all(can_be_kept_out(others, *allowed) for others in refused)


@lru_cache(maxsize=4096)
def can_be_kept_out(others: tuple[str, ...], *allowed: tuple[str, ...]) -> bool:
    """Whether there is a header name that all of these rules allow and the other one does not."""
    names = SOME_TEXT
    for patterns in allowed:
        names = names & texts(*patterns)
    return not (names - texts(*others)).empty()


def wildcards(asked: Asked, named: int) -> list[bool]:
    return [wanted is not None and not named >> first + wanted & 1 for _, wanted, first in asked]


@given(SMALL, SMALL)
@example(Configuration(), Configuration())
def test_the_pairs_of_rules_that_can_meet_are_those_that_greenery_finds(
    before: Configuration, after: Configuration
) -> None:
    listed = {
        (it.first, it.second, it.request.method, it.first_any, it.second_any)
        for it in cases(before, after)
    }
    assert listed == possible(before, after)


LAST_TAKES_TWO = Configuration(
    tuple(Rule(("a",), ("GET", "PUT"), names) for names in (("x",), ("y",), ("x", "y")))
)


@given(SMALL, SMALL)
@example(LAST_TAKES_TWO, Configuration())
@example(LAST_TAKES_TWO, LAST_TAKES_TWO.with_rules(LAST_TAKES_TWO.rules[::-1]))
def test_however_few_sets_of_headers_are_tried_no_two_rules_that_can_meet_are_left_out(
    before: Configuration, after: Configuration
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intersections, "_SEVERAL", 0)
        found = {(it.first, it.second, it.request.method) for it in cases(before, after)}
    assert found == {it[:3] for it in possible(before, after)}


@given(SMALL)
def test_the_rules_that_can_answer_are_those_that_greenery_finds(
    configuration: Configuration,
) -> None:
    found = {it[0] for it in possible(configuration, Configuration())} - {None}
    assert reachable(configuration) == found
