"""Undo on the bucket's page: who did the last edit, and taking it back."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets.models import Bucket, State
from buckets.presenters.text import say
from buckets.sync.edit import discard_changes, set_vary
from buckets.sync.pull import check, pull
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import LIVE, NEW
from tests.sync.actions import FOREIGN, RAW, add, now, publish
from tests.views.page import Page, Visitor


@pytest.fixture
def edited(memory_bucket: Bucket, owner: User) -> Bucket:
    """The owner has added a rule."""
    return add(memory_bucket, owner)


def press_undo(visitor: Visitor, page: Page) -> Page:
    return visitor.submit(page, page.form("/undo/"))


def offered(page: Page) -> str:
    """What the line beside the button says, without when it was."""
    return page.form("/undo/").one("span").text.partition(" · ")[0]


def can_undo(page: Page) -> bool:
    return any(form.get("action").endswith("/undo/") for form in page.all("form"))


@pytest.mark.usefixtures("edited")
def test_the_last_edit_is_told_with_who_made_it(as_editor: Visitor, bucket_url: str) -> None:
    assert offered(as_editor.get(bucket_url)) == say(
        "audit.rule.created", actor="olga-owner", number=3
    )


@pytest.mark.usefixtures("edited")
def test_undo_takes_it_back_and_says_who_did(
    as_editor: Visitor, bucket_url: str, memory_bucket: Bucket
) -> None:
    page = press_undo(as_editor, as_editor.get(bucket_url))
    assert page.target == bucket_url
    assert now(memory_bucket).working == LIVE
    page = as_editor.follow(page)
    assert page.notices == []
    assert offered(page) == say("audit.edit.undone", actor="edda-editor")


@pytest.mark.usefixtures("edited")
def test_after_undo_redo_is_offered_and_after_redo_undo(
    as_editor: Visitor, bucket_url: str
) -> None:
    offers = []
    for _ in range(4):
        page = as_editor.get(bucket_url)
        offers.append(page.form("/undo/").one("button").text)
        press_undo(as_editor, page)
    assert offers == ["Undo", "Redo", "Undo", "Redo"]


@pytest.mark.usefixtures("edited")
def test_after_a_discard_is_undone_redo_is_offered(
    as_editor: Visitor, bucket_url: str, memory_bucket: Bucket, editor: User
) -> None:
    bucket = now(memory_bucket)
    discard_changes(bucket.pk, version=bucket.version, by=editor)
    press_undo(as_editor, as_editor.get(bucket_url))
    assert as_editor.get(bucket_url).form("/undo/").texts("button") == ["Redo"]


@pytest.mark.usefixtures("edited")
def test_a_redo_is_told_as_one(as_editor: Visitor, bucket_url: str) -> None:
    for _ in range(2):
        press_undo(as_editor, as_editor.get(bucket_url))
    assert offered(as_editor.get(bucket_url)) == say("audit.edit.undone.redo", actor="edda-editor")


@pytest.mark.usefixtures("edited")
def test_undo_twice_is_redo(as_editor: Visitor, bucket_url: str, memory_bucket: Bucket) -> None:
    for _ in range(2):
        press_undo(as_editor, as_editor.get(bucket_url))
    assert now(memory_bucket).working.rules == (*LIVE.rules, NEW)


def test_an_edit_that_is_published_is_not_offered_for_undo(
    as_editor: Visitor, bucket_url: str, edited: Bucket, owner: User
) -> None:
    publish(edited, owner)
    page = as_editor.get(bucket_url)
    assert page.all("a", href=reverse("restore", args=[edited.pk, 1]))
    assert not can_undo(page)


def test_nor_is_it_when_oss_was_changed_after_the_publish(
    as_editor: Visitor, bucket_url: str, edited: Bucket, memory: MemoryGateway, owner: User
) -> None:
    publish(edited, owner)
    memory.buckets[BUCKET] = FOREIGN
    check(edited.pk, by=owner)
    assert now(edited).state == State.DRIFTED
    assert not can_undo(as_editor.get(bucket_url))


def test_an_edit_after_the_publish_is_offered_for_undo(
    as_editor: Visitor, bucket_url: str, edited: Bucket, owner: User
) -> None:
    publish(edited, owner)
    add(edited, owner)
    assert can_undo(as_editor.get(bucket_url))


def test_a_discard_after_the_publish_is_offered_for_undo(
    as_editor: Visitor, bucket_url: str, edited: Bucket, owner: User
) -> None:
    publish(edited, owner)
    version = add(edited, owner).version
    bucket = discard_changes(edited.pk, version=version, by=owner)
    assert bucket.state == State.IN_SYNC
    assert can_undo(as_editor.get(bucket_url))


def test_an_adoption_is_offered_for_undo(
    as_editor: Visitor, bucket_url: str, edited: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.buckets[BUCKET] = FOREIGN
    check(edited.pk, by=owner)
    bucket = discard_changes(edited.pk, version=now(edited).version, by=owner)
    assert bucket.state == State.IN_SYNC
    assert can_undo(as_editor.get(bucket_url))


@pytest.mark.usefixtures("edited")
def test_undo_by_htmx_ends_on_the_bucket(by_htmx: Visitor, bucket_url: str) -> None:
    page = by_htmx.follow(press_undo(by_htmx, by_htmx.get(bucket_url)))
    assert not page.all("html")
    assert page.one(id="news").text == "In sync"


def test_without_an_edit_there_is_nothing_to_undo(as_editor: Visitor, bucket_url: str) -> None:
    assert not can_undo(as_editor.get(bucket_url))


@pytest.mark.usefixtures("edited")
def test_a_viewer_is_offered_no_undo(as_viewer: Visitor, bucket_url: str) -> None:
    assert not can_undo(as_viewer.get(bucket_url))


def test_after_a_pull_that_changed_the_rules_there_is_nothing_to_undo(
    as_editor: Visitor, bucket_url: str, edited: Bucket, memory: MemoryGateway, owner: User
) -> None:
    press_undo(as_editor, as_editor.get(bucket_url))
    memory.buckets[BUCKET] = FOREIGN
    pull(edited.pk, by=owner)
    assert not can_undo(as_editor.get(bucket_url))


def test_a_read_only_bucket_has_nothing_to_undo(
    as_editor: Visitor, bucket_url: str, edited: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.unknown = RAW
    pull(edited.pk, by=owner)
    assert not can_undo(as_editor.get(bucket_url))
    page = as_editor.post(reverse("undo", args=[edited.pk]), {"version": edited.version})
    assert as_editor.follow(page).notices[0] == (
        "This bucket cannot be edited as it is now. Pull it first."
    )


def test_not_the_edit_that_came_meanwhile_is_undone(
    as_editor: Visitor, bucket_url: str, edited: Bucket, owner: User
) -> None:
    page = as_editor.get(bucket_url)
    set_vary(edited.pk, on=False, version=edited.version, by=owner)
    page = as_editor.follow(press_undo(as_editor, page))
    (notice,) = page.texts("p", css="notice-warning")
    assert f"({say('audit.vary.set.vary_off', actor='olga-owner')})" in notice
    assert now(edited).working.rules == (*LIVE.rules, NEW)
