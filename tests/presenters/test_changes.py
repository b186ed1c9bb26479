"""What differs between two configurations, in one line and rule by rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from buckets.cors import FIELDS, Configuration, Rule
from buckets.cors.compare.diff import diff
from buckets.presenters.changes import change_lines, counted
from buckets.presenters.text import FIELD_LABELS, in_commas, say
from tests.cors.strategies import configurations

A = Rule(("https://a.example.com",), ("GET",))
B = Rule(("https://b.example.com",), ("PUT", "POST"), ("*",), ("ETag",), 60)
C = Rule(("https://c.example.com",), ("GET",), ("x-c",))
D = Rule(("https://d.example.com",), ("DELETE",), (), (), 5)


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        ((), (A,), {"added": 1}),
        ((), (A, B), {"added": 2}),
        ((A,), (), {"removed": 1}),
        ((A, B, C), (), {"removed": 3}),
        ((A,), (replace(A, methods=("PUT",)),), {"changed": 1}),
        ((A, B), (B, A), {"moved": 1}),
        ((A, D), (replace(A, max_age=1), B), {"added": 1, "removed": 1, "changed": 1}),
        ((A,), (A,), {}),
    ],
)
def test_a_diff_is_counted_in_one_line(
    before: tuple[Rule, ...], after: tuple[Rule, ...], counts: dict[str, int]
) -> None:
    line = in_commas(say(f"changes.{kind}", count=count) for kind, count in counts.items())
    assert counted(diff(Configuration(before), Configuration(after))) == line


def test_vary_is_counted_too() -> None:
    off, on = Configuration((A,)), Configuration((A,), response_vary=True)
    assert counted(diff(off, on)) == say("changes.vary-on")
    assert counted(diff(on, off)) == say("changes.vary-off")
    both = in_commas([say("changes.added", count=1), say("changes.vary-on")])
    assert counted(diff(off, replace(on, rules=(A, B)))) == both


@pytest.mark.parametrize(
    ("before", "after", "kind", "title"),
    [
        ((A,), (A, B), "added", say("changes.rule-added", new=2)),
        ((A, B), (A,), "removed", say("changes.rule-removed", old=2)),
        ((A,), (replace(A, max_age=1),), "changed", say("changes.rule-changed", new=1)),
        ((A, B, C), (B, C, A), "moved", say("changes.rule-moved", old=1, new=3)),
        (
            (A, B, C),
            (B, C, replace(A, max_age=1)),
            "changed",
            say("changes.rule-changed-and-moved", old=1, new=3),
        ),
    ],
)
def test_a_change_has_a_title_with_the_numbers_of_the_rule(
    before: tuple[Rule, ...], after: tuple[Rule, ...], kind: str, title: str
) -> None:
    (line,) = change_lines(diff(Configuration(before), Configuration(after)))
    assert (line.kind, line.title) == (kind, title)
    assert line.rule == (after[-1] if kind != "removed" else B)


def test_a_changed_field_is_shown_by_its_label() -> None:
    changed = replace(B, methods=("POST", "PUT"), expose_headers=(), max_age=90)
    (line,) = change_lines(diff(Configuration((B,)), Configuration((changed,))))
    methods, exposed, age = line.fields
    assert (methods.label, methods.note) == (str(FIELD_LABELS["methods"]), say("changes.reordered"))
    assert (methods.removed, methods.added) == ((), ())
    assert (exposed.label, exposed.removed) == (str(FIELD_LABELS["expose_headers"]), ("ETag",))
    assert (exposed.added, exposed.note) == ((), "")
    assert (age.label, age.removed, age.added) == (str(FIELD_LABELS["max_age"]), ("60",), ("90",))


@given(configurations(), configurations())
def test_any_change_can_be_shown(before: Configuration, after: Configuration) -> None:
    changes = diff(before, after)
    assert bool(counted(changes)) is bool(changes)
    assert all(line.title and "None" not in line.title for line in change_lines(changes))


def test_every_field_of_a_rule_has_a_label() -> None:
    assert tuple(FIELD_LABELS) == FIELDS
