"""What becomes of a request, and of a change, in a sentence."""

from __future__ import annotations

import pytest

from buckets.cors.behaviour import Change, ChangeKind
from buckets.cors.browser import PageRequest
from buckets.cors.configuration import Configuration, Rule
from buckets.cors.matching import Preflight
from buckets.cors.simulation import simulate
from buckets.views.answers import answer_lines, change_sentence, outcome

APP = "https://app.example.com"
RULES = Configuration(
    (
        Rule((APP,), ("GET", "PUT"), ("x-a",), ("ETag",)),
        Rule(("*",), ("GET", "PUT"), ("*",)),
    )
)
CREDENTIALS = PageRequest(APP, "GET", credentials=True)


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (PageRequest(APP), "Rule 1 allows it."),
        (PageRequest("https://b.example", reads=("ETag",)),
         "Rule 2 allows it, and the page cannot read ETag."),
        (PageRequest(APP, "DELETE"), "No rule matches the preflight: OSS answers it with 403."),
        (PageRequest(APP, "TRACE"), "Browsers send no such request."),
        (CREDENTIALS, "Rule 1 answers, and the browser keeps that from the page."),
        (
            PageRequest(APP, "PUT", credentials=True),
            "Rule 1 answers the preflight, and the browser stops there.",
        ),
    ],
)  # fmt: skip
def test_what_becomes_of_a_request(request_: PageRequest, told: str) -> None:
    assert outcome(simulate(RULES, request_)) == told


def test_a_request_without_preflight_that_no_rule_matches() -> None:
    told = "No rule matches, so the browser keeps the answer from the page."
    assert outcome(simulate(Configuration(), PageRequest(APP))) == told


@pytest.mark.parametrize("kind", ChangeKind)
def test_every_kind_of_change_is_told(kind: ChangeKind) -> None:
    change = Change(kind, Preflight(APP, "GET", ("x-a",)), ("GET",))
    assert change_sentence(change).endswith(", with x-a")


def test_what_nobody_can_see_is_left_out() -> None:
    changes = [Change(kind, Preflight(APP, "GET"), ("GET",)) for kind in ChangeKind]
    assert len(answer_lines(changes)) == len(ChangeKind) - 1
