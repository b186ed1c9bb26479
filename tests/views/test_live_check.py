"""What the panel says while one types."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets.cors import FIELDS, Configuration, Rule
from buckets.cors.compare.hazards import hazards
from buckets.cors.lint import Finding, findings
from buckets.cors.validate.problem import Line, Problem
from buckets.cors.validate.rules import source_problems
from buckets.models import Bucket
from buckets.presenters.rules import describe
from buckets.presenters.text import translate
from buckets.public_suffixes import is_public_suffix
from buckets.sync.pull import pull
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.views.page import Page, Visitor

ODD = Rule(("www.example.com",), ("GET",))


@pytest.fixture
def check_url(memory_bucket: Bucket) -> str:
    return reverse("check_rule", args=[memory_bucket.pk])


def told(page: Page) -> dict[str, list[str]]:
    """What stands at each field."""
    return {name: page.one(id=f"problems-{name}").texts("span") for name in FIELDS}


def test_it_answers_with_the_sentence_and_a_list_for_each_field(
    by_htmx: Visitor, check_url: str
) -> None:
    page = by_htmx.post(check_url, {"origins": "https://a.example.com", "methods": "GET"})
    parts = [child for child in page.children if not isinstance(child, str)]
    assert [part.get("id") for part in parts] == [
        "says",
        "advice",
        *(f"problems-{n}" for n in FIELDS),
    ]
    assert {part.get("hx-swap-oob") for part in parts} == {"innerHTML"}


def test_the_sentence_says_what_the_rule_will_do(by_htmx: Visitor, check_url: str) -> None:
    page = by_htmx.post(check_url, {"origins": "https://a.example.com", "methods": "GET"})
    assert page.one(id="says").text == describe(Rule(("https://a.example.com",), ("GET",)))


def test_each_problem_stands_at_its_field(by_htmx: Visitor, check_url: str) -> None:
    typed = {
        "origins": "*\r\nhttps://a.example.com/",
        "allowed_headers": "a b",
        "expose_headers": "*",
        "max_age": "soon",
    }
    problems = told(by_htmx.post(check_url, typed))
    assert {name: len(texts) for name, texts in problems.items()} == {
        "origins": 1,
        "methods": 0,
        "allowed_headers": 1,
        "expose_headers": 1,
        "max_age": 1,
    }
    assert problems["origins"][0].startswith("Line 2: ")


def test_what_is_not_typed_yet_is_not_complained_about(by_htmx: Visitor, check_url: str) -> None:
    page = by_htmx.post(check_url, {})
    assert not any(told(page).values())
    assert page.one(id="says").text == (
        "Enter sources and select methods to see what the rule will do."
    )


def test_a_wrong_line_is_told_before_the_methods_are_there(
    by_htmx: Visitor, check_url: str
) -> None:
    page = by_htmx.post(check_url, {"origins": "example"})
    assert len(told(page)["origins"]) == 1
    assert page.one(id="says").text == "Fix the marked problems to see what the rule will do."


def test_the_fix_is_offered_while_typing(by_htmx: Visitor, check_url: str) -> None:
    page = by_htmx.post(check_url, {"origins": "https://a.example.com/"})
    button = page.one("button")
    assert (button.get("name"), button.get("value")) == ("fix", "origins:1")


def test_advice_does_not_hide_what_the_rule_will_do(by_htmx: Visitor, check_url: str) -> None:
    typed = {"origins": "*", "methods": "GET", "allowed_headers": "content-type:text/plain"}
    page = by_htmx.post(check_url, typed)
    assert page.one(id="problems-allowed_headers").all("li", css="problem-advice")
    assert page.one(id="says").text.startswith("Pages on any site may GET")


def advice(page: Page) -> list[str]:
    return page.one(id="advice").texts("li")


def test_what_publishing_would_ask_about_is_said_while_typing(
    by_htmx: Visitor, check_url: str, memory_bucket: Bucket
) -> None:
    told = advice(by_htmx.post(check_url, {"origins": "*", "methods": "PUT"}))
    working = memory_bucket.working
    asked = hazards(working, working.with_rules((*working.rules, Rule(("*",), ("PUT",)))))
    assert len(asked) == 2
    assert told[:2] == [translate(hazard.message) for hazard in asked]


@pytest.mark.parametrize(("origin", "finding"), [("*", "any-site-writes"), ("null", "null-source")])
def test_what_is_unwise_in_the_rule_is_said_while_typing(
    origin: str, finding: str, by_htmx: Visitor, check_url: str
) -> None:
    told = advice(by_htmx.post(check_url, {"origins": origin, "methods": "PUT"}))
    (unwise,) = (it for it in lint(Rule((origin,), ("PUT",))) if it.id == finding)
    assert translate(unwise.message) in told


def lint(rule: Rule) -> tuple[Finding, ...]:
    return findings(Configuration((rule,)), is_public_suffix=is_public_suffix)


def test_what_is_unwise_in_other_rules_is_not_said(
    by_htmx: Visitor, check_url: str, memory_bucket: Bucket
) -> None:
    memory_bucket.append(Rule(("null",), ("PUT",)))
    typed = {"origins": "https://a.example.com", "methods": "GET", "max_age": "600"}
    assert advice(by_htmx.post(check_url, typed)) == []


def test_nothing_is_advised_while_something_is_refused(by_htmx: Visitor, check_url: str) -> None:
    assert advice(by_htmx.post(check_url, {"origins": "*\r\nnonsense", "methods": "PUT"})) == []


@pytest.mark.parametrize("visit", ["check", "save"])
def test_each_line_is_looked_at_once(
    visit: str,
    by_htmx: Visitor,
    check_url: str,
    new_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[str] = []

    def watched(line: Line) -> Iterator[Problem]:
        seen.append(line.text)
        return source_problems(line)

    monkeypatch.setattr("buckets.cors.validate.draft.source_problems", watched)
    lines = ["https://a.example.com", "https://b.example.com/"]
    typed = {"version": "1", "origins": "\r\n".join(lines), "methods": "GET"}
    by_htmx.post(check_url if visit == "check" else new_url, typed)
    assert seen == lines


@pytest.fixture
def odd_url(memory_bucket: Bucket, memory: MemoryGateway, editor: User) -> str:
    """Editing a rule from OSS that the form would refuse if it were new."""
    memory.buckets[BUCKET] = Configuration((ODD,))
    bucket = pull(memory_bucket.pk, by=editor)
    return reverse("edit_rule", args=[bucket.pk, bucket.cors_rules.get().pk])


def test_an_odd_rule_from_oss_is_told_of_and_accepted_as_it_is(
    by_htmx: Visitor, odd_url: str
) -> None:
    page = by_htmx.get(odd_url)
    (address,) = [e.get("hx-post") for e in page if "check" in e.get("hx-post")]
    for shown in (page, by_htmx.post(address, page.form().values)):
        (told,) = shown.one(id="problems-origins").texts("li", css="problem-advice")
        assert told.startswith("Line 1: “www.example.com” does not say http:// or https://.")
        assert not shown.all("li", css="problem-refusal")
    assert by_htmx.post(odd_url, page.form().values).status == 204


def test_an_odd_rule_that_is_changed_is_refused_while_typing(
    by_htmx: Visitor, odd_url: str
) -> None:
    page = by_htmx.get(odd_url)
    (address,) = [e.get("hx-post") for e in page if "check" in e.get("hx-post")]
    shown = by_htmx.post(address, {**page.form().values, "max_age": ["soon"]})
    refused = shown.texts("li", css="problem-refusal")
    assert ["www.example.com" in refused[0], "“soon”" in refused[1]] == [True, True]


def test_ok_on_an_unchanged_rule_says_so(as_editor: Visitor, odd_url: str) -> None:
    page = as_editor.get(odd_url)
    assert as_editor.follow(as_editor.submit(page, page.form())).notices == ["Nothing was changed."]


@pytest.mark.parametrize("rule", ["", "x", "999999", "9" * 40])
def test_a_rule_that_is_not_there_is_checked_as_a_new_one(
    rule: str, by_htmx: Visitor, check_url: str
) -> None:
    page = by_htmx.post(f"{check_url}?rule={rule}", {"origins": "www.example.com"})
    assert len(told(page)["origins"]) == 1


def test_what_is_marked_at_no_field_is_said_in_the_sentence(
    by_htmx: Visitor, check_url: str
) -> None:
    typed = {"origins": "*", "methods": "GET", "allowed_headers": "x" * 20_000}
    page = by_htmx.post(check_url, typed)
    assert page.one(id="says").text.startswith("The rule is too long: OSS takes at most 16384")
    assert set(map(len, told(page).values())) == {0}
