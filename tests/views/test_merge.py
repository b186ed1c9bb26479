"""Merging: base, ours and theirs side by side, a choice in each, and what comes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets.audit import CONSOLE
from buckets.cors import Configuration, Rule
from buckets.cors.limits import MAX_RULES
from buckets.models import Bucket, State
from buckets.presenters.text import say
from buckets.sync.edit import discard_changes
from buckets.sync.pull import check, pull
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import APP, LIVE, NEW, UPLOADS
from tests.sync.actions import FOREIGN, RAW, add, now
from tests.views.page import Element, Page, Typed, Visitor

OURS, THEIRS = replace(APP, max_age=6000), replace(APP, methods=("HEAD", "GET"), max_age=None)
FOUND = Rule(("https://found.example.com",), ("HEAD",))
HERE = Configuration((OURS, UPLOADS, NEW), response_vary=True)
THERE = Configuration((THEIRS, FOUND, NEW), response_vary=False)


def edit(bucket: Bucket, working: Configuration) -> Bucket:
    """Make the working copy something else, in one go."""
    bucket = now(bucket)
    bucket.replace_working(working)
    bucket.count_version(working)
    bucket.save_with_state()
    return bucket


@pytest.fixture
def conflict(memory_bucket: Bucket, memory: MemoryGateway) -> Bucket:
    """Both sides changed the first rule and added the same one; OSS did more besides."""
    edit(memory_bucket, HERE)
    memory.buckets[BUCKET] = THERE
    return check(memory_bucket.pk, by=CONSOLE)


@pytest.fixture
def url(memory_bucket: Bucket) -> str:
    return reverse("merge", args=[memory_bucket.pk])


@pytest.fixture
def page(conflict: Bucket, as_editor: Visitor, url: str) -> Page:
    assert conflict.state == State.CONFLICT
    return as_editor.get(url)


def card(page: Page, title: str) -> Element:
    """The difference with this title."""
    titles = (span for span in page.all("span", css="difference-title") if span.text == title)
    return next(it for it in page.one_of(titles).ancestors if it.tag == "fieldset")


def chosen(difference: Element) -> list[str]:
    radios = difference.all("input", type="radio")
    return [it.get("value") for it in radios if "checked" in it.attributes]


def choose(page: Page, side: str, title: str = "https://app.example.com") -> dict[str, Typed]:
    """What the form says with this side chosen in one difference, besides what was preset."""
    said: dict[str, Typed] = {
        it.get("name"): it.get("value")
        for it in page.form().all("input", type="radio")
        if "checked" in it.attributes
    }
    return said | {card(page, title).get("id"): side}


def send(visitor: Visitor, page: Page, said: dict[str, Typed], *, press: str) -> Page:
    hidden = {it.get("name"): it.get("value") for it in page.form().all("input", type="hidden")}
    take: dict[str, Typed] = {"take": "yes"} if press == "Apply merge" else {}
    assert press in page.form().texts("button")
    return visitor.post(page.url, {**hidden, **said, **take})


# --- What differs -------------------------------------------------------------------------------


def test_every_difference_says_who_did_what(page: Page) -> None:
    whats = [it.text for it in page.all("span", css="what")]
    titles = page.texts("span", css="difference-title")
    assert dict(zip(titles, whats, strict=True)) == {
        "https://app.example.com": "Conflict changed here, changed on OSS",
        "https://upload.example.com": "removed on OSS",
        "https://found.example.com": "added on OSS",
        "Vary: Origin": "changed on OSS",
        "https://new.example.com": "added on both sides",
    }


def test_base_ours_and_theirs_stand_side_by_side(page: Page) -> None:
    sides = card(page, "https://app.example.com").all(css="side")
    assert [side.one("h3").text for side in sides] == [
        say(f"merge.{side}") for side in ("base", "ours", "theirs")
    ]
    fields = [dict(zip(side.texts("dt"), side.texts("dd"), strict=True)) for side in sides]
    assert {field["Sources"] for field in fields} == {"https://app.example.com"}
    assert [field["Cache Timeout (Seconds)"] for field in fields] == ["600", "600 6000", "600"]
    assert sides[1].texts("ins") == ["6000"]
    assert sides[2].texts("del") == ["600"]


def test_another_order_of_values_is_said_in_words(page: Page) -> None:
    theirs = card(page, "https://app.example.com").one(css="side-theirs")
    assert theirs.texts("span", css="none") == ["in another order"]


def test_a_side_without_the_rule_says_so(page: Page) -> None:
    assert card(page, "https://upload.example.com").one(css="side-theirs").one("p").text == (
        "no such rule"
    )


def test_a_field_that_only_others_have_is_none(
    conflict: Bucket, as_editor: Visitor, url: str
) -> None:
    edit(conflict, HERE.with_rules([replace(OURS, expose_headers=()), UPLOADS, NEW]))
    ours = card(as_editor.get(url), "https://app.example.com").one(css="side-ours")
    assert dict(zip(ours.texts("dt"), ours.texts("dd"), strict=True))["Exposed Headers"] == "ETag"
    assert ours.texts("del") == ["ETag", "600"]


def test_a_field_that_no_side_has_is_left_out(page: Page) -> None:
    theirs = card(page, "https://found.example.com").one(css="side-theirs")
    assert theirs.texts("dt") == ["Sources", "Allowed Methods"]


def test_vary_is_on_or_off(page: Page) -> None:
    assert card(page, "Vary: Origin").texts("p") == ["On", "On", "Off"]


def test_what_one_side_changed_is_chosen_and_a_conflict_is_not(page: Page) -> None:
    conflict = card(page, "https://app.example.com")
    assert (chosen(conflict), conflict.get("aria-required")) == ([], "true")
    for title in ("https://upload.example.com", "https://found.example.com", "Vary: Origin"):
        assert chosen(card(page, title)) == ["theirs"]


def test_both_can_be_kept_where_there_are_two_rules(page: Page) -> None:
    choices = [say(f"merge.keep-{side}") for side in ("ours", "theirs", "both")]
    assert card(page, "https://app.example.com").texts("label") == choices
    assert card(page, "https://upload.example.com").texts("label") == choices[:2]


def test_what_both_sides_did_is_folded_away_without_a_choice(page: Page) -> None:
    agreed = page.one("details", css="agreed")
    assert agreed.one("summary").text == "1 more difference on which both sides agree"
    assert card(page, "https://new.example.com") in list(agreed)
    assert not agreed.all("input")


def test_the_order_can_differ_too(
    memory_bucket: Bucket, memory: MemoryGateway, as_editor: Visitor, url: str
) -> None:
    edit(memory_bucket, LIVE.with_rules([UPLOADS, APP]))
    memory.buckets[BUCKET] = LIVE.with_rules([*LIVE.rules, FOUND])
    check(memory_bucket.pk, by=CONSOLE)
    order = card(as_editor.get(url), "Order of the rules")
    assert order.one(css="what").text == "changed here, changed on OSS"
    assert [side.texts("code") for side in order.all(css="side")] == [
        ["https://app.example.com", "https://upload.example.com"],
        ["https://upload.example.com", "https://app.example.com"],
        ["https://app.example.com", "https://upload.example.com", "https://found.example.com"],
    ]
    assert chosen(order) == ["ours"]


# --- The preview --------------------------------------------------------------------------------


def preview(page: Page) -> Element:
    return page.one("div", id="preview")


def test_without_every_choice_there_is_no_result_yet(page: Page) -> None:
    (notice,) = preview(page).texts("p")
    assert notice == "1 conflict is left. Choose a version to see the result."


def test_without_javascript_preview_shows_the_result_and_keeps_the_choices(
    page: Page, as_editor: Visitor, conflict: Bucket
) -> None:
    shown = send(as_editor, page, choose(page, "both"), press="Preview")
    assert shown.status == 200
    assert (
        preview(shown)
        .one(css="facts")
        .text.startswith(f"4 of {MAX_RULES} rules · Vary: Origin off · changes to publish")
    )
    assert [it.one("code").text for it in preview(shown).one("ol").all("li")] == [
        "https://app.example.com",
        "https://app.example.com",
        "https://found.example.com",
        "https://new.example.com",
    ]
    assert chosen(card(shown, "https://app.example.com")) == ["both"]
    assert now(conflict).working == HERE


def test_htmx_gets_the_preview_and_the_news_to_read_out(page: Page, by_htmx: Visitor) -> None:
    shown = send(by_htmx, page, choose(page, "ours"), press="Preview")
    parts = [part.get("id") for part in shown.children if not isinstance(part, str)]
    assert parts == ["preview", "preview-news"]
    assert shown.one(id="preview-news").text == f"The result has 3 of {MAX_RULES} rules."
    assert "HX-Request" in shown.headers["Vary"]


def test_htmx_reads_out_how_many_conflicts_are_left(page: Page, by_htmx: Visitor) -> None:
    assert send(by_htmx, page, {}, press="Preview").one(id="preview-news").text == "1 conflict left"


def test_what_oss_would_refuse_is_told_before_it_is_taken_over(
    memory_bucket: Bucket, memory: MemoryGateway, as_editor: Visitor, by_htmx: Visitor, url: str
) -> None:
    rules = [Rule((f"https://{n}.example.com",), ("GET",)) for n in range(MAX_RULES + 1)]
    edit(memory_bucket, LIVE.with_rules([*LIVE.rules, *rules[:6]]))
    memory.buckets[BUCKET] = LIVE.with_rules([*LIVE.rules, *rules[6:]])
    check(memory_bucket.pk, by=CONSOLE)
    page = as_editor.get(url)
    assert preview(page).one(css="notice-error").texts("li")[0].startswith("A bucket holds at most")
    told = send(by_htmx, page, {}, press="Preview").one(id="preview-news").text
    assert told == f"The result has {MAX_RULES + 3} of {MAX_RULES} rules. OSS would refuse it."


def test_a_result_without_rules_says_what_that_means(
    memory_bucket: Bucket, memory: MemoryGateway, as_editor: Visitor, url: str
) -> None:
    edit(memory_bucket, LIVE.with_rules([UPLOADS]))
    memory.buckets[BUCKET] = LIVE.with_rules([APP])
    check(memory_bucket.pk, by=CONSOLE)
    assert "No rules: browsers block scripts on other sites." in preview(as_editor.get(url)).text


# --- Taking it over -----------------------------------------------------------------------------


def test_the_result_becomes_the_working_copy_and_waits_to_be_published(
    page: Page, as_editor: Visitor, conflict: Bucket, memory: MemoryGateway
) -> None:
    taken = send(as_editor, page, choose(page, "ours"), press="Apply merge")
    shown = as_editor.follow(taken)
    assert shown.notices == ["Merged. Browsers see the result once it is published."]
    assert now(conflict).working == Configuration((OURS, FOUND, NEW), response_vary=False)
    assert now(conflict).state == State.UNPUBLISHED
    assert memory.buckets[BUCKET] == THERE
    undo = shown.form("/undo/").text
    assert undo.startswith(say("audit.live.merged", actor="edda-editor"))


def test_taking_theirs_throughout_is_what_oss_holds(
    page: Page, as_editor: Visitor, conflict: Bucket
) -> None:
    shown = as_editor.follow(send(as_editor, page, choose(page, "theirs"), press="Apply merge"))
    assert shown.notices == ["Merged. The rules here are what OSS holds."]
    assert now(conflict).state == State.IN_SYNC


def test_then_it_is_published_as_always(
    page: Page, as_editor: Visitor, as_publisher: Visitor, conflict: Bucket, memory: MemoryGateway
) -> None:
    send(as_editor, page, choose(page, "ours"), press="Apply merge")
    review = as_publisher.get(reverse("review", args=[conflict.pk]))
    assert not review.form().all("input", type="checkbox")
    as_publisher.submit(review, review.form())
    assert memory.buckets[BUCKET] == now(conflict).working


def alert(page: Page) -> Element:
    """What takes the focus on a page that says why nothing was saved."""
    assert page.status == 422
    (found,) = [it for it in page.all("section") if "autofocus" in it.attributes]
    assert (found.get("role"), found.get("tabindex")) == ("alert", "-1")
    return found


@pytest.mark.parametrize("said", ["", "neither", "BOTH"])
def test_who_has_not_chosen_is_led_to_the_conflict(
    said: str, page: Page, as_editor: Visitor, conflict: Bucket
) -> None:
    again = send(as_editor, page, choose(page, said), press="Apply merge")
    summary = alert(again)
    assert summary.texts("a") == ["https://app.example.com: changed here, changed on OSS"]
    marked = card(again, "https://app.example.com")
    assert summary.one("a").get("href") == f"#{marked.get('id')}-ours"
    assert marked.get("aria-invalid") == "true"
    assert "Choose a version." in marked.text
    assert now(conflict).working == HERE


def test_what_was_chosen_elsewhere_is_kept(page: Page, as_editor: Visitor) -> None:
    again = send(as_editor, page, choose(page, "ours", "Vary: Origin"), press="Apply merge")
    assert len(alert(again).texts("a")) == 1
    assert chosen(card(again, "Vary: Origin")) == ["ours"]


def test_both_is_no_choice_where_there_are_not_two_rules(page: Page, as_editor: Visitor) -> None:
    said = choose(page, "ours") | choose(page, "both", "https://upload.example.com")
    again = send(as_editor, page, said, press="Apply merge")
    assert alert(again).texts("a") == ["https://upload.example.com: removed on OSS"]


def test_who_was_faster_is_told_and_the_choices_are_kept(
    page: Page, as_editor: Visitor, conflict: Bucket, owner: User
) -> None:
    add(conflict, owner, FOREIGN.rules[0])
    again = send(as_editor, page, choose(page, "both"), press="Apply merge")
    assert f"({say('audit.rule.created', actor='olga-owner', number=4)})" in alert(again).text
    assert chosen(card(again, "https://app.example.com")) == ["both"]
    assert chosen(card(again, "https://foreign.example.com")) == ["ours"]
    send(as_editor, again, choose(again, "both"), press="Apply merge")
    assert set(now(conflict).working.rules) == {OURS, THEIRS, FOUND, NEW, *FOREIGN.rules}


@pytest.mark.parametrize("press", ["Apply merge", "Preview"])
def test_when_oss_changed_once_more_the_choices_are_kept_where_they_apply(
    press: str, page: Page, as_editor: Visitor, conflict: Bucket, memory: MemoryGateway
) -> None:
    memory.buckets[BUCKET] = THERE.with_rules([THEIRS, NEW])
    check(conflict.pk, by=CONSOLE)
    again = send(as_editor, page, choose(page, "theirs"), press=press)
    told = again.texts("section", css="notice-warning")[0]
    assert told.startswith("Nothing was saved, because OSS or the rules here changed after you")
    assert "https://found.example.com" not in again.text
    assert chosen(card(again, "https://app.example.com")) == ["theirs"]
    assert again.form().values["live"] == ["3"]
    assert now(conflict).working == HERE


def test_htmx_shows_no_preview_of_what_the_person_does_not_see(
    page: Page, by_htmx: Visitor, conflict: Bucket, owner: User
) -> None:
    add(conflict, owner, FOREIGN.rules[0])
    late = send(by_htmx, page, choose(page, "ours"), press="Preview")
    assert late.one("div", id="preview").one("a").text == "Open it again"
    assert late.one(id="preview-news").text.startswith("OSS or the rules here changed")


# --- Nothing to merge ---------------------------------------------------------------------------


def led_back(visitor: Visitor, page: Page) -> list[str]:
    """What the bucket's page says first, after being sent there."""
    return visitor.follow(page).notices


@pytest.mark.parametrize("held", [LIVE, FOREIGN])
def test_where_only_one_side_changed_there_is_nothing_to_merge(
    held: Configuration,
    as_editor: Visitor,
    memory_bucket: Bucket,
    memory: MemoryGateway,
    url: str,
) -> None:
    memory.buckets[BUCKET] = held
    check(memory_bucket.pk, by=CONSOLE)
    told = led_back(as_editor, as_editor.get(url))
    assert told[0] == "There is nothing to merge in this bucket."


def test_a_conflict_that_somebody_ended_meanwhile_is_told(
    page: Page, as_editor: Visitor, conflict: Bucket, owner: User
) -> None:
    discard_changes(conflict.pk, version=conflict.version, by=owner)
    taken = send(as_editor, page, choose(page, "ours"), press="Apply merge")
    assert (
        f"({say('audit.changes.discarded', actor='olga-owner')})" in led_back(as_editor, taken)[0]
    )
    assert now(conflict).working == THERE


def test_over_what_is_not_understood_nothing_is_merged(
    page: Page, as_editor: Visitor, conflict: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.unknown = RAW
    pull(conflict.pk, by=owner)
    taken = send(as_editor, page, choose(page, "ours"), press="Apply merge")
    assert led_back(as_editor, taken)[0] == (
        "This bucket cannot be edited as it is now. Pull it first."
    )
    assert now(conflict).working == HERE
