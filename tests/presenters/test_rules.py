"""What a rule does, in plain words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from buckets.cors import Rule
from buckets.presenters.rules import describe
from buckets.presenters.text import in_sequence, listed, say
from tests.cors.strategies import rules

SITE = "https://a.example.com"
RULE = Rule((SITE,), ("GET",))


def sentences(*told: tuple[str, dict[str, object]]) -> str:
    return in_sequence(say(message_id, **params) for message_id, params in told)


def test_a_rule_for_sites_is_described_field_by_field() -> None:
    rule = Rule((SITE,), ("PUT", "POST"), ("*",), ("ETag",), 60)
    assert describe(rule) == sentences(
        ("rules.sites", {"origins": SITE, "methods": listed(["PUT", "POST"])}),
        ("rules.any-header", {}),
        ("rules.exposed", {"names": "ETag"}),
        ("rules.cached", {"count": 60}),
    )


def test_a_wildcard_is_described_as_any_site() -> None:
    rule = Rule((SITE, "*"), ("GET", "HEAD"), ("x-a", "x-b"))
    assert describe(rule) == sentences(
        ("rules.any-site", {"methods": listed(["GET", "HEAD"])}),
        ("rules.headers", {"names": listed(["x-a", "x-b"])}),
    )


def test_the_origin_null_is_described_by_the_pages_that_send_it() -> None:
    assert describe(Rule((SITE, "null"), ("PUT",))) == sentences(
        ("rules.sites", {"origins": SITE, "methods": "PUT"}),
        ("rules.null", {"methods": "PUT"}),
        ("rules.no-headers", {}),
    )


def test_the_origin_of_files_is_described_by_the_pages_that_send_it() -> None:
    assert describe(Rule(("file://",), ("PUT",))) == sentences(
        ("rules.file", {"methods": "PUT"}), ("rules.no-headers", {})
    )


def test_a_rule_that_no_browser_can_match_is_said_to_do_nothing() -> None:
    dead = ("www.example.com", "https://a.example/")
    assert describe(Rule(dead, ("GET",))) == say("rules.never-matches", origins=listed(dead))


def test_values_with_percent_signs_are_only_text() -> None:
    rule = Rule(("https://%(x)s.example", SITE), ("GET",), ("%d",))
    assert describe(rule) == sentences(
        ("rules.sites", {"origins": SITE, "methods": "GET"}),
        ("rules.headers", {"names": "%d"}),
        ("rules.never-matches", {"origins": "https://%(x)s.example"}),
    )


def test_a_timeout_of_zero_is_not_described_as_remembering() -> None:
    assert describe(replace(RULE, max_age=0)) == describe(RULE)


@pytest.mark.parametrize("rule", [Rule((), ("GET",)), Rule(("*",), ()), Rule((), ())])
def test_of_an_unfinished_rule_it_is_said_what_is_missing(rule: Rule) -> None:
    assert describe(rule) == say("rules.incomplete")


@given(rules())
def test_any_rule_can_be_described(rule: Rule) -> None:
    assert describe(rule)
