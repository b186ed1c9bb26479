"""Activity: what people did and were refused, for those who may see the account."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets import audit
from buckets.audit import AuditEvent, record
from buckets.models import Account, Bucket, Event, Role
from buckets.presenters.events import event_details, event_text
from buckets.presenters.text import say
from tests.fixtures.people import shared_account
from tests.presenters.event_samples import IDS, SAMPLES
from tests.views.page import Page, Visitor

ACTIVITY = reverse("activity")


def told(page: Page) -> list[tuple[str, str, str]]:
    """Who did what, where, and the rest of the story."""
    lines = []
    for item in page.one("ol", css="activity").all("li"):
        line = item.all("p")[0]
        what, where, _when = line.text.split(" · ")
        lines.append((what, where, " ".join(item.texts("p", css="detail"))))
    return lines


@pytest.mark.parametrize("event", SAMPLES, ids=IDS)
def test_each_event_is_shown_with_its_bucket_and_details(
    event: AuditEvent, memory_bucket: Bucket, editor: User
) -> None:
    row = record(event, by=editor, account=memory_bucket.account, bucket=memory_bucket)
    shown = told(Visitor(editor).get(ACTIVITY))[0]
    assert shown == (event_text(row), "examplebucket", event_details(row))


def test_the_newest_comes_first(as_viewer: Visitor, memory_bucket: Bucket) -> None:
    assert memory_bucket.live is not None
    assert told(as_viewer.get(ACTIVITY)) == [
        (say("audit.bucket.pulled", actor="olga-owner", revision=1), "examplebucket", ""),
        (say("audit.account.discovered", actor="olga-owner", found=1, new=1), "Example team", ""),
    ]


def test_a_refusal_is_listed(as_viewer: Visitor, as_owner: Visitor, bucket_url: str) -> None:
    as_viewer.post(f"{bucket_url}pull/")
    assert told(as_owner.get(ACTIVITY))[0] == (
        say("audit.refused", actor="vera-viewer"),
        "examplebucket",
        say("access.edit", role="Viewer"),
    )


@pytest.mark.usefixtures("memory_bucket")
def test_an_outsider_sees_nothing_of_it(as_outsider: Visitor) -> None:
    page = as_outsider.get(ACTIVITY)
    assert page.one("section", css="empty").one("h2").text == "No activity yet"


def test_each_account_tells_its_own_members_only(
    as_outsider: Visitor, memory_bucket: Bucket, outsider: User
) -> None:
    mine = shared_account({Role.OWNER: outsider}, name="Mine")
    record(audit.AccountAdded(), by=outsider, account=mine)
    assert told(as_outsider.get(ACTIVITY)) == [
        (say("audit.account.added", actor="otto-outsider"), "Mine", "")
    ]
    assert Event.objects.filter(bucket_id=memory_bucket.pk).exists()


def test_one_bucket_can_be_looked_at_alone(as_viewer: Visitor, memory_bucket: Bucket) -> None:
    page = as_viewer.get(f"{ACTIVITY}?bucket={memory_bucket.pk}")
    assert told(page) == [
        (say("audit.bucket.pulled", actor="olga-owner", revision=1), "examplebucket", "")
    ]
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
        record(audit.AccountAdded(), by=viewer, account=memory_account)
    page = as_viewer.get(ACTIVITY)
    assert len(told(page)) == 50
    assert len(told(as_viewer.get(ACTIVITY + page.link("Next")))) == 1
