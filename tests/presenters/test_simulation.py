"""What becomes of a request, and what a change of the rules does to requests, in words."""

from __future__ import annotations

import pytest

from buckets.cors.compare.behaviour import Change, ChangeKind
from buckets.cors.evaluate.browser import PageRequest
from buckets.cors.evaluate.oss import Preflight
from buckets.cors.evaluate.simulation import simulate
from buckets.cors.model import Configuration, Rule
from buckets.presenters.behaviour import BehaviourLine
from buckets.presenters.simulation import verdict

APP = "https://app.example.com"
RULES = Configuration(
    (
        Rule((APP,), ("GET", "PUT"), ("x-a",), ("ETag",)),
        Rule(("*",), ("GET", "PUT"), ("*",)),
    )
)
UNREADABLE = (
    "Blocked: OSS carries the request out, but the browser does not accept the answer of rule 1."
)


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (PageRequest(APP), "Allowed by rule 1."),
        (PageRequest("https://b.example"), "Allowed by rule 2."),
        (PageRequest("https://b.example", reads=("ETag",)),
         "Allowed by rule 2, but the page cannot read ETag."),
        (PageRequest(APP, "DELETE"), "Blocked: the browser asks first, and no rule answers."),
        (PageRequest(APP, "TRACE"), "Browsers send no such method."),
        (PageRequest(APP, "GET", credentials=True),
         UNREADABLE),
        (PageRequest(APP, "PUT", credentials=True),
         "Blocked: the browser asks first, and does not accept the answer of rule 1."),
        (PageRequest(APP, "POST"),
         "Blocked: OSS carries the request out, but no rule answers, so the page gets nothing."),
    ],
)  # fmt: skip
def test_what_becomes_of_a_request(request_: PageRequest, told: str) -> None:
    assert verdict(simulate(RULES, request_)) == told


@pytest.mark.parametrize("kind", [it for it in ChangeKind if it is not ChangeKind.VARY])
def test_every_kind_of_change_is_told_with_an_example(kind: ChangeKind) -> None:
    change = Change(kind, Preflight(APP, "GET", ("x-a",)), ("GET",), before=0, after=1)
    line = BehaviourLine.of(change, gets_vary=False)
    assert line.word
    assert line.example == f"GET from {APP} with x-a"


@pytest.mark.parametrize(("gets", "told"), [(True, "gets Vary"), (False, "loses Vary")])
def test_vary_comes_with_every_answer(gets: bool, told: str) -> None:
    line = BehaviourLine.of(Change(ChangeKind.VARY, Preflight("", "")), gets_vary=gets)
    assert (line.word, line.rules) == ("Every answer", f"{told}: Origin")
