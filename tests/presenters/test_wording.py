"""Facts as sentences: rules, changes, failures and what happened."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from buckets.audit import Kind
from buckets.cors.compare.diff import diff
from buckets.cors.message import Message
from buckets.cors.model import FIELDS, Configuration, Rule
from buckets.cors.validate.catalogue import TEXTS
from buckets.models import Event, Role
from buckets.oss.errors import Throttled
from buckets.presenters.text import FIELD_LABELS, listed, say, translate
from buckets.presenters.wording import (
    Failure,
    change_lines,
    counted,
    describe,
    event_detail,
    event_message,
)
from buckets.sync import push
from buckets.sync.catalogue import CATALOGUE
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
    assert Failure.of(failure(error)) == Failure("Too fast: 3.", "Slow", "5FA2")
    assert Failure.of(None) is None


@pytest.mark.parametrize("template", TEXTS.values(), ids=TEXTS)
def test_every_sentence_of_the_domain_can_be_told(template: str) -> None:
    params = dict.fromkeys(["value", "limit", "size", "methods", "first"], "%s")
    assert translate(Message(template, params)) == template % params


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
