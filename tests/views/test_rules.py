"""What is done to the rules of a bucket: edit, delete, move, clear, discard, Vary."""

from __future__ import annotations

import pytest
from django.urls import reverse

from buckets.cors import Configuration, Rule
from buckets.cors.compare.diff import diff
from buckets.models import Bucket, Event
from buckets.presenters.text import say
from buckets.sync.pull import pull
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import APP, LIVE, UPLOADS
from tests.views.page import Page, Visitor


def row_url(name: str, bucket: Bucket, place: int) -> str:
    return reverse(name, args=[bucket.pk, bucket.cors_rules.all()[place].pk])


def press(visitor: Visitor, url: str, button: str) -> Page:
    """Press the bucket's button that is labelled so."""
    page = visitor.get(url)
    form = page.one_of(f for f in page.all("form") if f.all("button", aria_label=button))
    return visitor.submit(page, form, press=button)


# --- Edit ---------------------------------------------------------------------------------------


def test_edit_opens_with_the_rule(as_editor: Visitor, memory_bucket: Bucket) -> None:
    page = as_editor.get(row_url("edit_rule", memory_bucket, 1))
    assert page.one("main").one("h1").text == "Edit rule 2"
    said = page.form().values
    assert said["origins"] == ["https://upload.example.com"]
    assert said["methods"] == ["POST", "PUT"]
    assert said["allowed_headers"] == ["content-type"]


def test_edit_offers_no_starting_points(as_editor: Visitor, memory_bucket: Bucket) -> None:
    assert not as_editor.get(row_url("edit_rule", memory_bucket, 0)).all(css="points")


def test_edit_by_htmx_is_the_panel_alone(by_htmx: Visitor, memory_bucket: Bucket) -> None:
    assert not by_htmx.get(row_url("edit_rule", memory_bucket, 0)).all("main")


def test_edit_puts_the_change_in_the_place_of_the_rule(
    as_editor: Visitor, memory_bucket: Bucket, bucket_url: str
) -> None:
    page = as_editor.get(row_url("edit_rule", memory_bucket, 0))
    page = as_editor.submit(page, page.form(), max_age="60", methods="GET")
    assert page.target == bucket_url
    changed = Rule(("https://app.example.com",), ("GET",), ("*",), ("ETag",), 60)
    assert memory_bucket.working.rules == (changed, UPLOADS)


def test_edit_without_a_change_changes_nothing(
    as_editor: Visitor, memory_bucket: Bucket, bucket_url: str
) -> None:
    events = Event.objects.count()
    page = as_editor.get(row_url("edit_rule", memory_bucket, 0))
    assert as_editor.submit(page, page.form()).target == bucket_url
    assert (memory_bucket.working, Event.objects.count()) == (LIVE, events)


def test_an_odd_rule_from_oss_can_be_saved_as_it_is(
    as_editor: Visitor, memory_bucket: Bucket, memory: MemoryGateway
) -> None:
    odd = Rule(("www.example.com", "www.example.com"), ("GET",), ("a", "a"))
    memory.buckets[BUCKET] = Configuration((odd,))
    pull(memory_bucket.pk, by=memory_bucket.account.members.earliest("pk"))
    page = as_editor.get(row_url("edit_rule", memory_bucket, 0))
    assert as_editor.submit(page, page.form()).status == 302
    assert memory_bucket.working.rules == (odd,)


def test_a_refused_edit_keeps_its_rule_and_what_was_typed(
    as_editor: Visitor, memory_bucket: Bucket
) -> None:
    page = as_editor.get(row_url("edit_rule", memory_bucket, 1))
    page = as_editor.submit(page, page.form(), origins="nonsense", methods=None)
    assert (page.status, page.one("main").one("h1").text) == (422, "Edit rule 2")
    assert page.form().values["origins"] == ["nonsense"]
    assert "methods" not in page.form().values
    assert memory_bucket.working == LIVE


def test_edit_of_a_rule_that_is_gone_is_not_found(
    as_editor: Visitor, memory_bucket: Bucket
) -> None:
    url = row_url("edit_rule", memory_bucket, 0)
    memory_bucket.cors_rules.all()[0].delete()
    assert as_editor.get(url).status == 404


# --- Delete -------------------------------------------------------------------------------------


def test_delete_asks_and_says_what_will_be_lost(as_editor: Visitor, memory_bucket: Bucket) -> None:
    page = as_editor.get(row_url("delete_rule", memory_bucket, 1))
    assert page.one("main").one("h1").text == "Delete rule 2?"
    assert page.one("main").one("dl").texts("code") == [
        "https://upload.example.com",
        "PUT",
        "POST",
        "content-type",
        "ETag",
    ]


def test_delete_takes_the_rule_out(
    as_editor: Visitor, memory_bucket: Bucket, bucket_url: str
) -> None:
    page = as_editor.get(row_url("delete_rule", memory_bucket, 0))
    assert as_editor.submit(page, page.form()).target == bucket_url
    assert memory_bucket.working.rules == (UPLOADS,)


@pytest.mark.parametrize("method", ["get", "post"])
def test_delete_of_a_rule_that_is_gone_shows_the_bucket(
    method: str, as_editor: Visitor, memory_bucket: Bucket, bucket_url: str
) -> None:
    url = row_url("delete_rule", memory_bucket, 0)
    memory_bucket.cors_rules.all()[0].delete()
    assert getattr(as_editor, method)(url).target == bucket_url


# --- Move ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("button", ["Move rule 1 down", "Move rule 2 up"])
def test_move_changes_places(
    button: str, as_editor: Visitor, bucket_url: str, memory_bucket: Bucket
) -> None:
    assert press(as_editor, bucket_url, button).target == bucket_url
    assert memory_bucket.working.rules == (UPLOADS, APP)


@pytest.mark.parametrize("button", ["Move rule 1 up", "Move rule 2 down"])
def test_at_the_end_of_the_list_a_rule_stays(
    button: str, as_editor: Visitor, bucket_url: str, memory_bucket: Bucket
) -> None:
    events = Event.objects.count()
    assert press(as_editor, bucket_url, button).target == bucket_url
    assert (memory_bucket.working, Event.objects.count()) == (LIVE, events)


def test_the_ends_of_the_list_are_marked(as_editor: Visitor, bucket_url: str) -> None:
    page = as_editor.get(bucket_url)
    marked = [b.get("aria-label") for b in page.all("button", aria_disabled="true")]
    assert marked == ["Move rule 1 up", "Move rule 2 down"]


def test_move_by_htmx_ends_on_the_bucket(
    by_htmx: Visitor, bucket_url: str, memory_bucket: Bucket
) -> None:
    page = by_htmx.follow(press(by_htmx, bucket_url, "Move rule 1 down"))
    assert page.one("table").texts("code")[0] == "https://upload.example.com"
    assert not page.all("html")


def test_move_of_a_rule_that_never_was_is_not_found(
    as_editor: Visitor, memory_bucket: Bucket
) -> None:
    url = reverse("move_rule", args=[memory_bucket.pk, 999999])
    assert as_editor.post(url, {"version": memory_bucket.version}).status == 404


# --- Clear --------------------------------------------------------------------------------------


def test_clear_asks_and_lists_every_rule(as_editor: Visitor, memory_bucket: Bucket) -> None:
    page = as_editor.get(reverse("clear", args=[memory_bucket.pk]))
    assert page.one("main").one("h1").text == "Clear all 2 rules?"
    assert [line.split()[2] for line in page.one(css="clear-list").texts("li")] == [
        "https://app.example.com",
        "https://upload.example.com",
    ]


def test_clear_takes_all_rules_out(
    as_editor: Visitor, memory_bucket: Bucket, bucket_url: str
) -> None:
    page = as_editor.get(reverse("clear", args=[memory_bucket.pk]))
    assert as_editor.submit(page, page.form()).target == bucket_url
    assert memory_bucket.working.rules == ()


# --- Discard ------------------------------------------------------------------------------------


def test_discard_asks_and_says_what_will_be_lost(
    as_editor: Visitor, memory_bucket: Bucket, bucket_url: str
) -> None:
    press(as_editor, bucket_url, "Move rule 1 down")
    page = as_editor.get(reverse("discard", args=[memory_bucket.pk]))
    assert page.one("main").one("h1").text == "Discard the unpublished changes?"
    assert page.one(css="changes").texts("h3") == [say("changes.rule-moved", old=1, new=2)]


def test_discard_brings_back_what_oss_last_said(
    as_editor: Visitor, memory_bucket: Bucket, bucket_url: str
) -> None:
    press(as_editor, bucket_url, "Move rule 1 down")
    page = as_editor.get(reverse("discard", args=[memory_bucket.pk]))
    assert as_editor.submit(page, page.form()).target == bucket_url
    assert memory_bucket.working == LIVE
    assert as_editor.get(bucket_url).texts("span", css="state") == ["In sync"]


def test_with_nothing_to_discard_it_says_so(as_editor: Visitor, memory_bucket: Bucket) -> None:
    page = as_editor.get(reverse("discard", args=[memory_bucket.pk]))
    assert (
        "There are no unpublished changes: the rules here are what OSS held when it was last read."
        in page.text
    )
    assert not page.one("main").all("form")


# --- Vary: Origin -------------------------------------------------------------------------------


def turn(visitor: Visitor, bucket_url: str) -> Page:
    page = visitor.get(bucket_url)
    return visitor.submit(page, page.form("/vary/"))


def test_the_switch_turns_vary_off_and_on_again(as_editor: Visitor, bucket_url: str) -> None:
    seen = []
    for _ in range(2):
        page = as_editor.follow(turn(as_editor, bucket_url))
        seen.append(page.one("button", role="switch").get("aria-checked"))
    assert seen == ["false", "true"]


def test_vary_is_a_change_to_publish(
    as_editor: Visitor, bucket_url: str, memory_bucket: Bucket
) -> None:
    page = as_editor.follow(turn(as_editor, bucket_url))
    assert "Vary: Origin off" in page.one(css="unpublished").text
    assert diff(LIVE, Bucket.objects.get().working).vary is False


# --- A bucket that cannot be edited -------------------------------------------------------------


@pytest.mark.parametrize("name", ["vary", "clear", "discard"])
def test_a_bucket_that_was_never_read_cannot_be_edited(
    name: str, as_editor: Visitor, memory_bucket: Bucket
) -> None:
    other = Bucket.objects.create(account=memory_bucket.account, name="unread")
    page = as_editor.post(reverse(name, args=[other.pk]), {"version": "0"})
    assert as_editor.follow(page).notices == [
        "This bucket cannot be edited as it is now. Pull it first."
    ]
