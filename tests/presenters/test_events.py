"""Audit events as text: what the actor did, and the details."""

from __future__ import annotations

import pytest

from buckets import audit
from buckets.audit import EVENTS, AuditEvent
from buckets.audit.catalogue import CATALOGUE
from buckets.models import Account, Event
from buckets.presenters.events import event_details, event_text
from buckets.presenters.runs import run_title, tally
from buckets.presenters.text import say, translate
from tests.presenters.event_samples import EXPECTATION, IDS, SAMPLES, TROUBLE


def row_of(event: AuditEvent) -> Event:
    return audit.new_row(event, by="edda-editor", account=Account(name="Example team"))


def test_there_is_a_sample_of_each_kind_and_of_each_text() -> None:
    assert {event.id for event in SAMPLES} == set(EVENTS)
    assert {event.message_id for event in SAMPLES} == set(CATALOGUE)


@pytest.mark.parametrize("event", SAMPLES, ids=IDS)
def test_every_event_is_told_in_a_sentence_that_names_the_actor(event: AuditEvent) -> None:
    text = event_text(row_of(event))
    assert "edda-editor" in text
    assert "{" not in text


@pytest.mark.parametrize("event", SAMPLES, ids=IDS)
def test_an_event_is_read_back_from_its_row(event: AuditEvent) -> None:
    assert audit.event_of(row_of(event)) == event


def test_names_in_an_event_are_only_text() -> None:
    name = "100 % %(x)s <b>"
    assert name in event_text(row_of(audit.MemberRemoved(name)))


def test_a_role_is_told_by_its_name() -> None:
    assert event_text(row_of(audit.MemberSet("ann", 20))) == say(
        "audit.member.set", actor="edda-editor", member="ann", role="Editor"
    )


@pytest.mark.parametrize(
    ("counts", "title"), [({}, run_title("pull", 0)), ({"open": 2}, run_title("pull", 2))]
)
def test_a_run_is_told_by_its_title(counts: dict[str, int], title: str) -> None:
    assert event_text(row_of(audit.RunStarted(7, "pull", counts))).endswith(title)


FAILED = translate(TROUBLE.message)
DETAILS: list[tuple[AuditEvent, list[str]]] = [
    (audit.RuleCreated(1), []),
    (audit.PullFailed(TROUBLE), [FAILED]),
    (audit.CheckFailed(TROUBLE), [FAILED]),
    (audit.DiscoveryFailed(TROUBLE), [FAILED]),
    (audit.PushUnknown(TROUBLE), [FAILED]),
    (audit.PushUnknown(), []),
    (audit.AccountTested(trouble=TROUBLE), [FAILED]),
    (audit.AccountTested(found=1), []),
    (audit.PushFailed(2, reason="TICKET-7", trouble=TROUBLE), [FAILED]),
    (audit.PushDone(2, reason="TICKET-7"), ["TICKET-7"]),
    (audit.PushDone(2), []),
    (audit.PushStopped("sync.drift"), [say("sync.drift")]),
    (audit.FindingAccepted(EXPECTATION, reason="An old app"), ["An old app"]),
    (
        audit.BucketChecked(2, new=True, broken=(EXPECTATION, EXPECTATION)),
        [say("events.expectation-broken", expectation=translate(EXPECTATION))] * 2,
    ),
    (audit.Refused("EDIT", 10, "/"), [say("access.edit", role="Viewer")]),
    (audit.RunStarted(7, "pull", {"open": 2}), []),
    (audit.RunResumed(7, "pull", {"open": 2}), []),
    (
        audit.RunCancelled(7, "pull", {"new": 1, "open": 2}),
        [text for _result, text in tally({"new": 1, "open": 2})],
    ),
    (audit.AccountChanged({}, secret=False), []),
    (
        audit.AccountChanged({"signature": ["v4", "v1"], "name": ["a", "b"]}, secret=False),
        [
            say("events.setting-changed", setting="name", old="a", new="b"),
            say("events.setting-changed", setting="signature", old="v4", new="v1"),
        ],
    ),
    (
        audit.AccountChanged({"addresses": ["", "a\nb"]}, secret=True),
        [
            say(
                "events.setting-changed",
                setting="other addresses",
                old=say("events.setting-empty"),
                new="a, b",
            ),
            say("events.secret-changed"),
        ],
    ),
]


@pytest.mark.parametrize(("event", "details"), DETAILS)
def test_the_details_of_an_event_are_whole_messages(event: AuditEvent, details: list[str]) -> None:
    assert event_details(row_of(event)) == " · ".join(details)


def test_a_clock_that_is_off_is_told_with_the_test_of_the_connection() -> None:
    assert "5" in event_details(row_of(audit.AccountTested(found=1, skew=300.4)))
