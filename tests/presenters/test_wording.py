"""Facts as sentences: rules, changes and failures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from buckets.cors.compare.diff import diff
from buckets.cors.message import Message
from buckets.cors.model import FIELDS, Configuration, Rule
from buckets.cors.validate.catalogue import TEXTS
from buckets.oss.errors import Throttled
from buckets.presenters.text import FIELD_LABELS, listed, translate
from buckets.presenters.wording import (
    STOPPED,
    Failure,
    change_lines,
    counted,
    describe,
)
from buckets.sync import push
from buckets.sync.expectation_checks import NOTHING_TO_CHECK
from buckets.sync.snapshot import failure
from tests.cors.strategies import configurations, rules

A = Rule(("https://a.example.com",), ("GET",))
B = Rule(("https://b.example.com",), ("PUT", "POST"), ("*",), ("ETag",), 60)
C = Rule(("https://c.example.com",), ("GET",), ("x-c",))
D = Rule(("https://d.example.com",), ("DELETE",), (), (), 5)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d"], "a, b, c and 1 more"),
        (list("abcdefg"), "a, b, c and 4 more"),
    ],
)
def test_a_list_is_told_as_people_do(values: list[str], told: str) -> None:
    assert listed(values) == told


def test_more_of_a_list_is_told_on_request() -> None:
    assert listed(list("abcde"), most=5) == "a, b, c, d and e"


def test_values_with_percent_signs_are_only_text() -> None:
    rule = Rule(("https://%(x)s.example", "null"), ("GET",), ("%d",))
    told = describe(rule)
    assert "They may send the request headers %d." in told
    assert told.endswith("No browser can match https://%(x)s.example.")


def test_a_rule_that_no_browser_can_match_is_said_to_do_nothing() -> None:
    rule = Rule(("www.example.com", "https://a.example/"), ("GET",))
    assert describe(rule) == "No browser can match www.example.com and https://a.example/."


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (
            A,
            (
                "Pages on https://a.example.com may GET objects in this bucket. "
                "They may send no request headers of their own."
            ),
        ),
        (
            B,
            (
                "Pages on https://b.example.com may PUT and POST objects in this bucket. "
                "They may send any request header. Scripts may read ETag from the answer. "
                "Browsers remember this for up to 60 seconds."
            ),
        ),
        (
            Rule(("https://a.example", "*"), ("GET", "HEAD"), ("x-a", "x-b"), (), 1),
            (
                "Pages on any site may GET and HEAD objects in this bucket. "
                "They may send the request headers x-a and x-b. "
                "Browsers remember this for up to 1 second."
            ),
        ),
    ],
)
def test_a_rule_is_told_in_plain_words(rule: Rule, told: str) -> None:
    assert describe(rule) == told


def test_a_timeout_of_zero_is_not_told_as_remembering() -> None:
    assert "remember" not in describe(replace(A, max_age=0))


@pytest.mark.parametrize("rule", [Rule((), ("GET",)), Rule(("*",), ()), Rule((), ())])
def test_of_an_unfinished_rule_it_is_said_what_is_missing(rule: Rule) -> None:
    assert describe(rule).startswith("Enter sources and select methods")


@given(rules())
def test_any_rule_can_be_told(rule: Rule) -> None:
    told = describe(rule)
    assert "objects in this bucket" in told or "No browser can match" in told


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((), (A,), "1 rule added"),
        ((), (A, B), "2 rules added"),
        ((A,), (), "1 rule removed"),
        ((A, B, C), (), "3 rules removed"),
        ((A,), (replace(A, methods=("PUT",)),), "1 rule changed"),
        ((A, B), (B, A), "1 rule moved"),
        ((A, D), (replace(A, max_age=1), B), "1 rule added, 1 rule removed, 1 rule changed"),
        ((A,), (A,), ""),
    ],
)
def test_a_diff_is_told_in_one_line(
    before: tuple[Rule, ...], after: tuple[Rule, ...], told: str
) -> None:
    assert counted(diff(Configuration(before), Configuration(after))) == told


def test_vary_is_counted_too() -> None:
    off, on = Configuration((A,)), Configuration((A,), response_vary=True)
    assert counted(diff(off, on)) == "Vary: Origin on"
    assert counted(diff(on, off)) == "Vary: Origin off"
    assert counted(diff(off, replace(on, rules=(A, B)))) == "1 rule added, Vary: Origin on"


@pytest.mark.parametrize(
    ("before", "after", "kind", "title"),
    [
        ((A,), (A, B), "added", "Rule 2 added"),
        ((A, B), (A,), "removed", "Rule 2 removed"),
        ((A,), (replace(A, max_age=1),), "changed", "Rule 1 changed"),
        ((A, B, C), (B, C, A), "moved", "Rule moved from place 1 to 3"),
        (
            (A, B, C),
            (B, C, replace(A, max_age=1)),
            "changed",
            "Rule changed, and moved from place 1 to 3",
        ),
    ],
)
def test_a_change_has_a_title_as_people_count(
    before: tuple[Rule, ...], after: tuple[Rule, ...], kind: str, title: str
) -> None:
    (line,) = change_lines(diff(Configuration(before), Configuration(after)))
    assert (line.kind, line.title) == (kind, title)
    assert line.rule == (after[-1] if kind != "removed" else B)


def test_a_changed_field_is_told_by_its_label() -> None:
    changed = replace(B, methods=("POST", "PUT"), expose_headers=(), max_age=90)
    (line,) = change_lines(diff(Configuration((B,)), Configuration((changed,))))
    methods, exposed, age = line.fields
    assert (methods.label, methods.note) == ("Allowed Methods", "in another order")
    assert (methods.removed, methods.added) == ((), ())
    assert (exposed.label, exposed.removed) == ("Exposed Headers", ("ETag",))
    assert (exposed.added, exposed.note) == ((), "")
    assert (age.label, age.removed, age.added) == ("Cache Timeout (Seconds)", ("60",), ("90",))


@given(configurations(), configurations())
def test_any_change_can_be_told(before: Configuration, after: Configuration) -> None:
    changes = diff(before, after)
    assert bool(counted(changes)) is bool(changes)
    assert all(line.title and "None" not in line.title for line in change_lines(changes))


def test_every_field_of_a_rule_has_a_label() -> None:
    assert tuple(FIELD_LABELS) == FIELDS


def test_a_failure_is_told_with_oss_s_own_marks() -> None:
    error = Throttled(Message("Too fast: %(n)s.", {"n": 3}), code="Slow", request_id="5FA2")
    assert Failure.of(failure(error).as_json) == Failure("Too fast: 3.", "Slow", "5FA2")
    assert Failure.of(None) is None


@pytest.mark.parametrize("template", TEXTS.values(), ids=TEXTS)
def test_every_sentence_of_the_domain_can_be_told(template: str) -> None:
    params = dict.fromkeys(["value", "limit", "size", "methods", "first"], "%s")
    assert translate(Message(template, params)) == template % params


def test_every_reason_to_stop_has_a_sentence() -> None:
    constants = {name: value for name, value in vars(push).items() if name.isupper()}
    reasons = {value for value in constants.values() if isinstance(value, str)}
    assert set(STOPPED) == {*reasons, NOTHING_TO_CHECK}
    assert all(str(STOPPED[it]).startswith("Nothing was published") for it in reasons)
