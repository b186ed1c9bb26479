"""What becomes of a request, and what a change of the rules does to requests, in words."""

from __future__ import annotations

import pytest

from buckets.cors import Configuration, Rule
from buckets.cors.compare.behaviour import Change, ChangeKind
from buckets.cors.evaluate.browser import PageRequest
from buckets.cors.evaluate.oss import Preflight
from buckets.cors.evaluate.simulation import simulate
from buckets.presenters.behaviour import BehaviourLine
from buckets.presenters.simulation import verdict
from buckets.presenters.text import say

APP = "https://app.example.com"
RULES = Configuration(
    (
        Rule((APP,), ("GET", "PUT"), ("x-a",), ("ETag",)),
        Rule(("*",), ("GET", "PUT"), ("*",)),
    )
)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (PageRequest(APP), say("simulation.allowed", rule=1)),
        (PageRequest("https://b.example"), say("simulation.allowed", rule=2)),
        (
            PageRequest("https://b.example", reads=("ETag",)),
            say("simulation.unread", rule=2, names="ETag"),
        ),
        (PageRequest(APP, "DELETE"), say("simulation.preflight-unanswered")),
        (PageRequest(APP, "TRACE"), say("simulation.not-sendable")),
        (PageRequest(APP, "GET", credentials=True), say("simulation.request-blocked", rule=1)),
        (PageRequest(APP, "PUT", credentials=True), say("simulation.preflight-blocked", rule=1)),
        (PageRequest(APP, "POST"), say("simulation.request-unanswered")),
    ],
)
def test_what_becomes_of_a_request(request_: PageRequest, message: str) -> None:
    assert verdict(simulate(RULES, request_)) == message


@pytest.mark.parametrize("kind", [it for it in ChangeKind if it is not ChangeKind.VARY])
def test_every_kind_of_change_is_told_with_an_example(kind: ChangeKind) -> None:
    change = Change(kind, Preflight(APP, "GET", ("x-a",)), ("GET",), before=0, after=1)
    line = BehaviourLine.of(change, gets_vary=False)
    assert line.word
    example = {"method": "GET", "origin": APP, "headers": "x-a"}
    assert line.example == say("behaviour.example-with-headers", **example)


@pytest.mark.parametrize(
    ("gets", "message_id"), [(True, "behaviour.gets-vary"), (False, "behaviour.loses-vary")]
)
def test_vary_comes_with_every_answer(gets: bool, message_id: str) -> None:
    line = BehaviourLine.of(Change(ChangeKind.VARY, Preflight("", "")), gets_vary=gets)
    assert (line.word, line.rules) == (say("behaviour.vary"), say(message_id))
