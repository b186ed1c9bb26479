"""Activity: what people did and were refused, for those who may see the account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets.audit import Kind, record
from buckets.cors.evaluate.expectation import Expectation
from buckets.models import Account, Bucket, Event, Role
from buckets.oss.errors import REFUSALS
from buckets.presenters.text import say
from tests.fixtures.people import shared_account
from tests.views.page import Page, Visitor

ACTIVITY = reverse("activity")

Note = Callable[[Kind, dict[str, Any]], tuple[str, str, str]]


def told(page: Page) -> list[tuple[str, str, str]]:
    """Who did what, where, and the rest of the story."""
    lines = []
    for item in page.one("ol", css="activity").all("li"):
        line = item.all("p")[0]
        what, where, _when = line.text.split(" · ")
        lines.append((what, where, " ".join(item.texts("p", css="detail"))))
    return lines


@pytest.fixture
def note(memory_bucket: Bucket, editor: User) -> Note:
    """Write something down, and give what the page then says of it."""

    def note_and_read(kind: Kind, params: dict[str, Any]) -> tuple[str, str, str]:
        account = memory_bucket.account
        record(kind, by=editor, account=account, bucket=memory_bucket, **params)
        return told(Visitor(editor).get(ACTIVITY))[0]

    return note_and_read


TROUBLE = {"id": REFUSALS["InternalError"][1], "params": {}, "code": "", "request_id": ""}
RUN = {"run": 7, "doing": "check", "counts": {"failed": 2}}
NULL: Final[dict[str, Any]] = {"finding": "null-source", "params": {"value": "null"}}
CHANGED = {"changes": {"region": ["cn-hangzhou", "cn-beijing"]}, "secret": True}
STORIES: Final[dict[str, tuple[Kind, dict[str, Any]]]] = {
    "added the account": (Kind.ACCOUNT_ADDED, {}),
    "changed the account's settings": (Kind.ACCOUNT_CHANGED, CHANGED),
    "could not look for buckets": (Kind.DISCOVERY_FAILED, {"trouble": TROUBLE}),
    "tested the connection": (Kind.ACCOUNT_TESTED, {"found": 3}),
    "looked for buckets: 3 found, 1 new": (Kind.ACCOUNT_DISCOVERED, {"found": 3, "new": 1}),
    "gave ann the role Editor": (Kind.MEMBER_SET, {"member": "ann", "role": 20}),
    "removed ann from the account": (Kind.MEMBER_REMOVED, {"member": "ann"}),
    "created rule 3": (Kind.RULE_CREATED, {"place": 3}),
    "edited rule 3": (Kind.RULE_EDITED, {"place": 3}),
    "deleted rule 3": (Kind.RULE_DELETED, {"place": 3}),
    "moved rule 3 to place 2": (Kind.RULE_MOVED, {"place": 3, "to": 2}),
    "cleared all rules": (Kind.RULES_CLEARED, {"count": 3}),
    "turned Vary: Origin on": (Kind.VARY_SET, {"on": True}),
    "turned Vary: Origin off": (Kind.VARY_SET, {"on": False}),
    "took the rules of revision 2, to be published again": (Kind.RESTORED, {"revision": 2}),
    "made the proposed change of rule 2": (Kind.FIXED, {"place": 2}),
    "undid the last change": (Kind.UNDONE, {}),
    "promised: a": (Kind.EXPECTATION_ADDED, {"expectation": {"id": "a", "params": {}}}),
    "took back a promise: a": (
        Kind.EXPECTATION_REMOVED,
        {"expectation": {"id": "a", "params": {}}},
    ),
    "mended a finding: The source null lets in pages of anybody.": (Kind.FINDING_FIXED, NULL),
    "accepted a finding: The source null lets in pages of anybody.": (
        Kind.FINDING_ACCEPTED,
        {**NULL, "message": "Why not", "until": None},
    ),
    "opened a finding again: The source null lets in pages of anybody.": (
        Kind.FINDING_REOPENED,
        NULL,
    ),
    "discarded the unpublished changes": (Kind.DISCARDED, {}),
    "pulled and found revision 4": (Kind.PULLED, {"new": True, "revision": 4}),
    "pulled and found nothing new": (Kind.PULLED, {"new": False, "revision": 4}),
    "adopted what OSS holds": (Kind.ADOPTED, {}),
    "merged what was changed outside into the unpublished changes": (Kind.MERGED, {}),
    "checked, and found revision 4 on OSS": (Kind.CHECKED, {"new": True, "revision": 4}),
    "checked, and found revision 5 on OSS": (
        Kind.CHECKED,
        {
            "new": True,
            "revision": 5,
            "broken": [Expectation("https://a", True, "GET").message.as_json],
        },
    ),
    "checked, and found nothing new": (Kind.CHECKED, {"new": False, "revision": 4}),
    "could not check for drift": (Kind.CHECK_FAILED, {"trouble": TROUBLE}),
    "could not pull": (Kind.PULL_FAILED, {"trouble": TROUBLE}),
    "could not publish": (Kind.PUSH_FAILED, {"trouble": TROUBLE}),
    "published revision 4": (Kind.PUSHED, {"revision": 4, "message": "Why not"}),
    "was stopped from publishing": (Kind.PUSH_STOPPED, {"reason": "sync.drift"}),
    "published, and OSS has not confirmed it yet": (Kind.PUSH_UNKNOWN, {"trouble": None}),
    "published, but OSS holds what was there before": (Kind.PUSH_NOT_DONE, {"message": ""}),
    "published, but someone else wrote to OSS right after": (Kind.PUSH_OVERWRITTEN, {}),
    "started a run: Check 2 buckets for drift": (Kind.RUN_STARTED, RUN),
    "cancelled a run: Check 2 buckets for drift": (Kind.RUN_CANCELLED, RUN),
    "resumed a run: Check 2 buckets for drift": (Kind.RUN_RESUMED, RUN),
    "finished a run: Check 2 buckets for drift": (Kind.RUN_FINISHED, RUN),
    "was refused": (Kind.REFUSED, {"permission": "PUBLISH", "role": 20, "path": "/"}),
}
DETAILS = {
    "checked, and found revision 5 on OSS": (
        "no longer kept on OSS: https://a must be able to GET"
    ),
    "changed the account's settings": "region: cn-hangzhou → cn-beijing · another secret",
    "could not look for buckets": "OSS had an internal error. Try again in a moment.",
    "could not check for drift": "OSS had an internal error. Try again in a moment.",
    "could not pull": "OSS had an internal error. Try again in a moment.",
    "could not publish": "OSS had an internal error. Try again in a moment.",
    "published revision 4": "Why not",
    "accepted a finding: The source null lets in pages of anybody.": "Why not",
    "cancelled a run: Check 2 buckets for drift": "2 failed",
    "finished a run: Check 2 buckets for drift": "2 failed",
    "was stopped from publishing": say("sync.drift"),
    "was refused": "Your role here is Editor. To publish you need the role Publisher.",
}


def test_every_kind_has_its_story() -> None:
    assert {kind for kind, _ in STORIES.values()} == set(Kind)


@pytest.mark.parametrize("message", STORIES)
def test_everything_is_told_in_a_sentence(message: str, note: Note) -> None:
    kind, params = STORIES[message]
    assert note(kind, params) == (
        f"edda-editor {message}",
        "examplebucket",
        DETAILS.get(message, ""),
    )


def test_the_newest_comes_first(as_viewer: Visitor, memory_bucket: Bucket) -> None:
    assert memory_bucket.live is not None
    assert told(as_viewer.get(ACTIVITY)) == [
        ("olga-owner pulled and found revision 1", "examplebucket", ""),
        ("olga-owner looked for buckets: 1 found, 1 new", "Example team", ""),
    ]


def test_a_refusal_is_listed(as_viewer: Visitor, as_owner: Visitor, bucket_url: str) -> None:
    as_viewer.post(f"{bucket_url}pull/")
    assert told(as_owner.get(ACTIVITY))[0] == (
        "vera-viewer was refused",
        "examplebucket",
        "Your role here is Viewer. To change rules you need the role Editor.",
    )


@pytest.mark.usefixtures("memory_bucket")
def test_an_outsider_sees_nothing_of_it(as_outsider: Visitor) -> None:
    page = as_outsider.get(ACTIVITY)
    assert page.one("section", css="empty").one("h2").text == "No activity yet"


def test_each_account_tells_its_own_members_only(
    as_outsider: Visitor, memory_bucket: Bucket, outsider: User
) -> None:
    mine = shared_account({Role.OWNER: outsider}, name="Mine")
    record(Kind.ACCOUNT_ADDED, by=outsider, account=mine)
    assert told(as_outsider.get(ACTIVITY)) == [("otto-outsider added the account", "Mine", "")]
    assert Event.objects.filter(bucket_id=memory_bucket.pk).exists()


def test_one_bucket_can_be_looked_at_alone(as_viewer: Visitor, memory_bucket: Bucket) -> None:
    page = as_viewer.get(f"{ACTIVITY}?bucket={memory_bucket.pk}")
    assert told(page) == [("olga-owner pulled and found revision 1", "examplebucket", "")]
    assert page.link("Show the activity of all buckets") == ACTIVITY


def test_a_bucket_of_others_is_not_looked_into(as_outsider: Visitor, memory_bucket: Bucket) -> None:
    page = as_outsider.get(f"{ACTIVITY}?bucket={memory_bucket.pk}")
    assert memory_bucket.name not in page.text
    assert page.all("section", css="empty")


@pytest.mark.parametrize("said", ["x", "²", "-1", "", "0", "9" * 18, "9" * 5000])
@pytest.mark.usefixtures("memory_bucket")
def test_a_bucket_that_is_none_is_as_if_not_asked_for(said: str, as_viewer: Visitor) -> None:
    page = as_viewer.get(f"{ACTIVITY}?bucket={said}")
    assert len(told(page)) == 2
    assert not page.has_link("Show the activity of all buckets")


def test_activity_turns_pages(as_viewer: Visitor, memory_account: Account, viewer: User) -> None:
    for _ in range(51):
        record(Kind.ACCOUNT_ADDED, by=viewer, account=memory_account)
    page = as_viewer.get(ACTIVITY)
    assert len(told(page)) == 50
    assert len(told(as_viewer.get(ACTIVITY + page.link("Next")))) == 1
