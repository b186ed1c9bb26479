"""Drift on the bucket's page: looking for it, what changed, what to do; and the way back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from buckets.audit import CONSOLE
from buckets.cors import Configuration
from buckets.models import Bucket, Revision, State
from buckets.oss.errors import Action
from buckets.presenters.text import say
from buckets.sync.edit import set_vary
from buckets.sync.pull import check, pull
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import LIVE, NEW, leave_pending
from tests.sync.actions import (
    FOREIGN,
    RAW,
    add,
    end_lease,
    now,
    publish,
    unreachable,
)
from tests.views.page import Element, Page, Visitor


def press_check(visitor: Visitor, url: str) -> Page:
    page = visitor.get(url)
    return visitor.follow(visitor.submit(page, page.form("/check/"), press="Check for drift"))


def section(page: Page) -> Element:
    return page.one("section", css="drift")


@pytest.fixture
def drifted(memory_bucket: Bucket, memory: MemoryGateway) -> Bucket:
    """OSS was changed outside, and nothing was edited here."""
    memory.buckets[BUCKET] = LIVE.with_rules([*LIVE.rules, *FOREIGN.rules])
    return check(memory_bucket.pk, by=CONSOLE)


@pytest.fixture
def conflict(memory_bucket: Bucket, memory: MemoryGateway, editor: User) -> Bucket:
    """OSS was changed outside, and here there are unpublished changes."""
    add(memory_bucket, editor)
    memory.buckets[BUCKET] = FOREIGN
    return check(memory_bucket.pk, by=CONSOLE)


# --- Looking for it -----------------------------------------------------------------------------


def test_a_check_finds_drift_and_changes_nothing_here(
    as_editor: Visitor, bucket_url: str, memory: MemoryGateway, memory_bucket: Bucket
) -> None:
    memory.buckets[BUCKET] = FOREIGN
    page = press_check(as_editor, bucket_url)
    assert page.notices[0] == "OSS was changed outside of this console."
    assert page.texts("span", css="state") == ["Drifted"]
    assert now(memory_bucket).working == LIVE


def test_a_check_that_finds_none_says_so(as_editor: Visitor, bucket_url: str) -> None:
    page = press_check(as_editor, bucket_url)
    assert page.notices == ["No drift: nobody changed OSS outside of this console."]


def test_a_check_that_fails_says_so_and_why(
    as_editor: Visitor, bucket_url: str, memory: MemoryGateway
) -> None:
    memory.raises[Action.GET] = unreachable()
    page = press_check(as_editor, bucket_url)
    assert page.notices[0] == "The check failed just now."
    assert page.notices[1].startswith(say("oss.InternalError"))


# --- What changed -------------------------------------------------------------------------------


@pytest.mark.usefixtures("drifted")
def test_drift_is_shown_rule_by_rule_with_who_noticed_it(
    as_viewer: Visitor, bucket_url: str
) -> None:
    drift = section(as_viewer.get(bucket_url))
    assert drift.one("h2").text == "Changed outside of this console"
    assert drift.one("summary").text == "Changes on OSS: 1 rule added"
    assert drift.texts("h3") == ["Rule 3 added", "Effect on requests"]
    assert drift.one(css="facts").text == "Detected by CORS Console now: revision 2"
    assert drift.one("time").get("title")


@pytest.mark.usefixtures("drifted")
def test_it_is_not_called_an_unpublished_change(
    as_editor: Visitor, by_htmx: Visitor, bucket_url: str
) -> None:
    assert not as_editor.get(bucket_url).all(css="unpublished")
    assert by_htmx.get(bucket_url).one(id="news").text == "Drifted"


@pytest.mark.parametrize(("more", "is_open"), [(3, True), (4, False)])
def test_many_changes_are_folded_away(
    more: int,
    is_open: bool,
    as_editor: Visitor,
    bucket_url: str,
    memory: MemoryGateway,
    memory_bucket: Bucket,
) -> None:
    memory.buckets[BUCKET] = LIVE.with_rules([*LIVE.rules, *FOREIGN.rules * more])
    check(memory_bucket.pk, by=CONSOLE)
    details = section(as_editor.get(bucket_url)).one("details")
    assert ("open" in details.attributes) is is_open


@pytest.mark.usefixtures("drifted")
def test_what_no_tool_does_is_laid_to_none(as_editor: Visitor, bucket_url: str) -> None:
    assert "tool" not in section(as_editor.get(bucket_url)).text


def test_the_handwriting_of_a_tool_is_told(
    as_editor: Visitor, bucket_url: str, memory: MemoryGateway, memory_bucket: Bucket
) -> None:
    memory.buckets[BUCKET] = Configuration(LIVE.rules)
    check(memory_bucket.pk, by=CONSOLE)
    drift = section(as_editor.get(bucket_url))
    assert "Likely changed by a tool:" in drift.texts("p")
    assert say("compare.tool-vary-lost") in drift.texts("li")


@pytest.mark.usefixtures("conflict")
def test_a_conflict_tells_of_both_sides(as_editor: Visitor, bucket_url: str) -> None:
    drift = section(as_editor.get(bucket_url))
    assert drift.one("h2").text == "Conflict: changed here and on OSS"
    assert "Unpublished changes here: 1 rule added" in drift.texts("p")
    assert drift.one("summary").text.endswith("1 rule added, 2 rules removed, Vary: Origin off")


def test_drift_to_what_is_not_understood_shows_the_document_alone(
    as_editor: Visitor, bucket_url: str, memory: MemoryGateway
) -> None:
    memory.unknown = RAW
    page = press_check(as_editor, bucket_url)
    assert page.texts("span", css="state") == ["Read-only"]
    assert not page.all("section", css="drift")


# --- What to do ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "of_drift", "of_conflict"),
    [
        ("as_viewer", ["Review"], ["Review"]),
        ("as_editor", ["Adopt…", "Review"], ["Merge…", "Adopt…", "Review"]),
        ("as_publisher", ["Adopt…", "Overwrite…"], ["Merge…", "Adopt…", "Overwrite…"]),
    ],
)
def test_it_offers_what_the_role_may_do(
    name: str,
    of_drift: list[str],
    of_conflict: list[str],
    request: pytest.FixtureRequest,
    bucket_url: str,
) -> None:
    visitor: Visitor = request.getfixturevalue(name)
    request.getfixturevalue("drifted")
    assert section(visitor.get(bucket_url)).one(css="actions").texts("a") == of_drift
    bucket = Bucket.objects.get()
    add(bucket, request.getfixturevalue("editor"))
    assert section(visitor.get(bucket_url)).one(css="actions").texts("a") == of_conflict


def test_adopting_drift_asks_once_and_says_that_nothing_is_lost(
    as_editor: Visitor, bucket_url: str, drifted: Bucket, memory: MemoryGateway
) -> None:
    asked = as_editor.get(as_editor.get(bucket_url).link("Adopt…"))
    assert asked.one("h1").text == "Adopt what OSS holds?"
    assert "Nothing is lost: there are no unpublished changes here." in asked.text
    assert asked.one("main").texts("h2") == ["Changes on OSS"]
    page = as_editor.follow(as_editor.submit(asked, asked.form(), press="Adopt"))
    assert page.texts("span", css="state") == ["In sync"]
    assert page.notices == ["Adopted. The rules here are what OSS holds."]
    assert now(drifted).working == memory.buckets[BUCKET]


def test_adopting_in_a_conflict_says_what_is_lost(
    as_editor: Visitor, bucket_url: str, conflict: Bucket
) -> None:
    asked = as_editor.get(as_editor.get(bucket_url).link("Adopt…"))
    assert asked.one("main").texts("h2") == ["Changes that are discarded", "Changes on OSS"]
    lost, came = asked.all(css="changes")
    assert (lost.texts("h3"), came.texts("h3")[0]) == (["Rule 3 added"], "Rule 1 added")
    as_editor.submit(asked, asked.form(), press="Adopt, and discard these changes")
    assert now(conflict).working == FOREIGN


def test_overwriting_leads_to_the_review(
    as_publisher: Visitor, bucket_url: str, drifted: Bucket, memory: MemoryGateway
) -> None:
    review = as_publisher.get(as_publisher.get(bucket_url).link("Overwrite…"))
    as_publisher.submit(review, review.form(), hazards="foreign-changes-replaced")
    assert (memory.buckets[BUCKET], now(drifted).state) == (LIVE, State.IN_SYNC)


def test_a_vary_without_rules_makes_no_conflict(
    as_editor: Visitor, bucket_url: str, memory_bucket: Bucket, memory: MemoryGateway, editor: User
) -> None:
    memory.buckets[BUCKET] = None
    bucket = pull(memory_bucket.pk, by=editor)
    set_vary(bucket.pk, on=True, version=bucket.version, by=editor)
    memory.buckets[BUCKET] = FOREIGN
    assert check(bucket.pk, by=CONSOLE).state == State.DRIFTED
    assert section(as_editor.get(bucket_url)).one(css="actions").texts("a")[0] == "Adopt…"


# --- After a publish ----------------------------------------------------------------------------


@pytest.fixture
def published(memory_bucket: Bucket, publisher: User) -> Bucket:
    return publish(add(memory_bucket, publisher), publisher).bucket


def offer(page: Page) -> list[str]:
    """What the quiet bars about the last publish say."""
    return [p.text for p in page.all("p", css="quiet")]


@pytest.mark.usefixtures("published")
def test_just_after_a_publish_the_way_back_is_offered(as_editor: Visitor, bucket_url: str) -> None:
    page = as_editor.get(bucket_url)
    told = "Revision 2 was published by paul-publisher now. Not right? Roll back to revision 1…"
    assert offer(page) == [told]
    restore = as_editor.get(page.link("Roll back to revision 1…"))
    assert restore.one("h1").text == "Restore revision 1?"


def test_an_hour_later_it_is_not(as_editor: Visitor, bucket_url: str, published: Bucket) -> None:
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Revision.objects.filter(bucket=published, number=2).update(at=an_hour_ago)
    assert offer(as_editor.get(bucket_url)) == []


def test_once_those_rules_are_here_it_is_not(
    as_editor: Visitor, bucket_url: str, published: Bucket
) -> None:
    page = as_editor.get(reverse("restore", args=[published.pk, 1]))
    as_editor.submit(page, page.form())
    assert offer(as_editor.get(bucket_url)) == []


def test_once_oss_holds_something_else_it_is_not(
    as_editor: Visitor, bucket_url: str, published: Bucket, memory: MemoryGateway
) -> None:
    memory.buckets[BUCKET] = FOREIGN
    pull(published.pk, by=CONSOLE)
    assert offer(as_editor.get(bucket_url)) == []


@pytest.mark.usefixtures("published")
def test_a_viewer_is_not_offered_it(as_viewer: Visitor, bucket_url: str) -> None:
    assert offer(as_viewer.get(bucket_url)) == []


def left_open(bucket: Bucket, memory: MemoryGateway, held: Configuration) -> None:
    """A publish of what is here was left open; OSS turns out to hold ``held``."""
    push = leave_pending(now(bucket))
    bucket.pushes.filter(pk=push.pk).update(base=LIVE.fingerprint, target=push.base)
    end_lease(bucket)
    memory.buckets[BUCKET] = held
    check(bucket.pk, by=CONSOLE)


def test_a_publish_that_was_overwritten_is_told_with_what_to_do(
    as_publisher: Visitor,
    bucket_url: str,
    memory_bucket: Bucket,
    editor: User,
    memory: MemoryGateway,
) -> None:
    left_open(add(memory_bucket, editor), memory, FOREIGN)
    told = say("drift.overwritten", who="olga-owner")
    page = as_publisher.get(bucket_url)
    drift = section(page)
    assert told in page.notices
    assert drift.one(css="actions").texts("a") == ["Merge…", "Adopt…", "Overwrite…"]


def test_a_publish_that_never_arrived_is_told_with_what_to_do(
    as_publisher: Visitor,
    bucket_url: str,
    memory_bucket: Bucket,
    editor: User,
    memory: MemoryGateway,
) -> None:
    left_open(add(memory_bucket, editor), memory, LIVE)
    page = as_publisher.get(bucket_url)
    bar = page.one(css="unpublished")
    told = say("drift.not-done", who="olga-owner")
    assert told in page.notices
    assert bar.texts("a")[0] == "Review & publish"


def test_after_another_edit_it_is_not_told_any_more(
    as_publisher: Visitor,
    bucket_url: str,
    memory_bucket: Bucket,
    editor: User,
    memory: MemoryGateway,
) -> None:
    left_open(add(memory_bucket, editor), memory, LIVE)
    add(memory_bucket, editor, FOREIGN.rules[0])
    assert "published these rules" not in as_publisher.get(bucket_url).text


def test_a_publish_that_oss_refused_leaves_no_word_behind(
    as_publisher: Visitor, bucket_url: str, memory_bucket: Bucket, editor: User
) -> None:
    edited = add(memory_bucket, editor, NEW)
    push = leave_pending(edited)
    edited.pushes.filter(pk=push.pk).update(target=edited.fingerprint, outcome="refused")
    assert "published these rules" not in as_publisher.get(bucket_url).text
