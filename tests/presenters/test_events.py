"""Facts as sentences: rules, changes, failures and what happened."""

from __future__ import annotations

from typing import Any

import pytest

from buckets.audit import Kind
from buckets.cors.message import Message
from buckets.cors.model import Rule
from buckets.models import Event, Role
from buckets.oss.errors import Throttled
from buckets.presenters.events import event_detail, event_message
from buckets.presenters.failures import Failure
from buckets.presenters.text import say
from buckets.sync import push
from buckets.sync.catalogue import CATALOGUE
from buckets.sync.expectation_checks import NOTHING_TO_CHECK
from buckets.sync.snapshot import failure

A = Rule(("https://a.example.com",), ("GET",))
B = Rule(("https://b.example.com",), ("PUT", "POST"), ("*",), ("ETag",), 60)
C = Rule(("https://c.example.com",), ("GET",), ("x-c",))
D = Rule(("https://d.example.com",), ("DELETE",), (), (), 5)


def test_a_failure_is_told_with_oss_s_own_marks() -> None:
    error = Throttled(Message("Too fast: %(n)s.", {"n": 3}), code="Slow", request_id="5FA2")
    assert Failure.of(failure(error)) == Failure("Too fast: 3.", "Slow", "5FA2")
    assert Failure.of(None) is None


def test_every_reason_to_stop_has_a_text() -> None:
    constants = {name: value for name, value in vars(push).items() if name.isupper()}
    reasons = {value for value in constants.values() if isinstance(value, str)}
    assert reasons
    assert {*reasons, NOTHING_TO_CHECK} <= CATALOGUE.keys()


TROUBLE = {"id": "Nothing came back.", "params": {}, "code": "", "request_id": ""}

FOUND = {"finding": "origin-never-matches", "params": {"value": "a"}}
EVENTS: dict[Kind, list[tuple[dict[str, Any], str, str]]] = {
    # kind: (params, sentence, detail), … as the product records them
    Kind.ACCOUNT_ADDED: [({}, "added the account", "")],
    Kind.ACCOUNT_CHANGED: [
        ({"changes": {}, "secret": False}, "changed the account's settings", ""),
        ({"changes": {}, "secret": True}, "changed the account's settings", "another secret"),
        (
            {
                "changes": {"access_key_id": ["LTAI5tOld", "LTAI5tNew"], "name": ["a %", "%(b)s"]},
                "secret": True,
            },
            "changed the account's settings",
            "AccessKey ID: LTAI5tOld → LTAI5tNew · name: a % → %(b)s · another secret",
        ),
    ],
    Kind.ACCOUNT_TESTED: [
        ({"found": 3}, "tested the connection", ""),
        (
            {"found": 3, "skew": 300.4},
            "tested the connection",
            say("oss.clock-ahead", minutes=5),
        ),
        ({"trouble": TROUBLE}, "tested the connection", "Nothing came back."),
    ],
    Kind.ACCOUNT_DISCOVERED: [
        ({"found": 3, "new": 1}, "looked for buckets: 3 found, 1 new", ""),
    ],
    Kind.DISCOVERY_FAILED: [
        ({"trouble": TROUBLE}, "could not look for buckets", "Nothing came back.")
    ],
    Kind.MEMBER_SET: [
        ({"member": "vera", "role": Role.EDITOR.value}, "gave vera the role Editor", ""),
    ],
    Kind.MEMBER_REMOVED: [({"member": "vera"}, "removed vera from the account", "")],
    Kind.RULE_CREATED: [
        ({"place": 3}, "created rule 3", ""),
        ({"place": 3, "vary": True}, "created rule 3 and turned Vary: Origin on", ""),
    ],
    Kind.RULE_EDITED: [
        ({"place": 1}, "edited rule 1", ""),
        ({"place": 1, "vary": False}, "edited rule 1 and turned Vary: Origin off", ""),
    ],
    Kind.RULE_DELETED: [({"place": 2}, "deleted rule 2", "")],
    Kind.RULE_MOVED: [({"place": 1, "to": 2}, "moved rule 1 to place 2", "")],
    Kind.RULES_CLEARED: [({"count": 2}, "cleared all rules", "")],
    Kind.VARY_SET: [
        ({"on": True}, "turned Vary: Origin on", ""),
        ({"on": False}, "turned Vary: Origin off", ""),
    ],
    Kind.RESTORED: [({"revision": 2}, "took the rules of revision 2, to be published again", "")],
    Kind.FIXED: [({"place": 2}, "made the proposed change of rule 2", "")],
    Kind.UNDONE: [({}, "undid the last change", "")],
    Kind.EXPECTATION_ADDED: [({"expectation": {"id": "a", "params": {}}}, "promised: a", "")],
    Kind.EXPECTATION_REMOVED: [
        ({"expectation": {"id": "a", "params": {}}}, "took back a promise: a", "")
    ],
    Kind.DISCARDED: [({}, "discarded the unpublished changes", "")],
    Kind.PULLED: [
        ({"revision": 2, "new": True}, "pulled and found revision 2", ""),
        ({"revision": 2, "new": False}, "pulled and found nothing new", ""),
    ],
    Kind.ADOPTED: [({}, "adopted what OSS holds", "")],
    Kind.MERGED: [({}, "merged what was changed outside into the unpublished changes", "")],
    Kind.CHECKED: [
        ({"revision": 2, "new": True}, "checked, and found revision 2 on OSS", ""),
        ({"revision": 2, "new": False}, "checked, and found nothing new", ""),
    ],
    Kind.CHECK_FAILED: [({"trouble": TROUBLE}, "could not check for drift", "Nothing came back.")],
    Kind.PULL_FAILED: [({"trouble": TROUBLE}, "could not pull", "Nothing came back.")],
    Kind.PUSHED: [
        ({"revision": 2, "message": "why", "trouble": None}, "published revision 2", "why"),
    ],
    Kind.PUSH_STOPPED: [
        ({"reason": reason}, "was stopped from publishing", say(reason))
        for reason in (push.DRIFT, push.STALE_PLAN)
    ],
    Kind.FINDING_FIXED: [(FOUND, "mended a finding: The source “a” can never match.", "")],
    Kind.FINDING_ACCEPTED: [
        (
            {**FOUND, "message": "It is old", "until": None},
            "accepted a finding: The source “a” can never match.",
            "It is old",
        )
    ],
    Kind.FINDING_REOPENED: [(FOUND, "opened a finding again: The source “a” can never match.", "")],
    Kind.PUSH_FAILED: [({"trouble": TROUBLE}, "could not publish", "Nothing came back.")],
    Kind.PUSH_UNKNOWN: [
        (
            {"trouble": TROUBLE},
            "published, and OSS has not confirmed it yet",
            "Nothing came back.",
        ),
        ({"trouble": None}, "published, and OSS has not confirmed it yet", ""),
    ],
    Kind.PUSH_NOT_DONE: [
        ({"message": "why"}, "published, but OSS holds what was there before", "why")
    ],
    Kind.PUSH_OVERWRITTEN: [
        ({"message": "why"}, "published, but someone else wrote to OSS right after", "why")
    ],
    Kind.RUN_STARTED: [
        (
            {"run": 7, "doing": "check", "counts": {"open": 10000}},
            "started a run: Check 10,000 buckets for drift",
            "",
        ),
        (
            {"run": 7, "doing": "pull", "counts": {}},
            "started a run: Discover and pull all buckets",
            "",
        ),
    ],
    Kind.RUN_CANCELLED: [
        (
            {"run": 7, "doing": "pull", "counts": {"new": 1, "open": 1}},
            "cancelled a run: Pull 2 buckets",
            "1 new on OSS · 1 to do",
        )
    ],
    Kind.RUN_RESUMED: [
        (
            {"run": 7, "doing": "publish", "counts": {"open": 1}},
            "resumed a run: Publish 1 bucket",
            "",
        )
    ],
    Kind.RUN_FINISHED: [
        (
            {
                "run": 7,
                "doing": "publish",
                "counts": {"failed": 1, "stopped": 2, "published": 3, "unknown": 4},
            },
            "finished a run: Publish 10 buckets",
            "3 published · 4 not confirmed · 2 stopped · 1 failed",
        ),
        (
            {"run": 7, "doing": "check", "counts": {}},
            "finished a run: Check 0 buckets for drift",
            "",
        ),
    ],
    Kind.REFUSED: [
        (
            {"permission": "PUBLISH", "role": Role.EDITOR.value, "path": "/"},
            "was refused",
            "Your role here is Editor. To publish you need the role Publisher.",
        ),
    ],
}


def test_every_kind_of_event_is_told_here() -> None:
    assert set(EVENTS) == set(Kind)


@pytest.mark.parametrize(
    ("kind", "params", "message", "detail"),
    [(kind, *row) for kind, rows in EVENTS.items() for row in rows],
)
def test_every_event_has_its_sentence(
    kind: Kind, params: dict[str, Any], message: str, detail: str
) -> None:
    event = Event(kind=kind, params=params)
    assert event_message(event) == message
    assert event_detail(event) == detail


def test_names_in_an_event_are_only_text() -> None:
    event = Event(kind=Kind.MEMBER_REMOVED, params={"member": "100 % %(x)s <b>"})
    assert event_message(event) == "removed 100 % %(x)s <b> from the account"
