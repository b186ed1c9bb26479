"""A failed call as pages show it."""

from __future__ import annotations

from buckets.cors import Message
from buckets.oss.errors import Throttled
from buckets.presenters.failures import FailureView
from buckets.presenters.text import say
from buckets.sync import push
from buckets.sync.catalogue import CATALOGUE
from buckets.sync.expectation_checks import NOTHING_TO_CHECK
from buckets.sync.snapshot import failure


def test_a_failure_is_shown_with_the_code_and_request_id_of_oss() -> None:
    error = Throttled(Message("changes.rule-added", {"new": 3}), code="Slow", request_id="5FA2")
    shown = FailureView.of(failure(error).as_json)
    assert shown == FailureView(say("changes.rule-added", new=3), "Slow", "5FA2")
    assert FailureView.of(None) is None


def test_every_reason_to_stop_has_a_text() -> None:
    constants = {name: value for name, value in vars(push).items() if name.isupper()}
    reasons = {value for value in constants.values() if isinstance(value, str)}
    assert reasons
    assert {*reasons, NOTHING_TO_CHECK} <= CATALOGUE.keys()
