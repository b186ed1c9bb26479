"""Two people at the same bucket: the second saver learns what the first did, and loses nothing."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets import audit
from buckets.cors import Rule
from buckets.cors.limits import MAX_RULES
from buckets.models import Bucket, Event
from buckets.presenters.text import say
from buckets.sync.edit import clear_rules, create_rule, delete_rule, set_vary
from tests.fixtures.people import APP, LIVE, NEW, UPLOADS
from tests.views.page import Page, Visitor

MINE = Rule(("https://mine.example.com",), ("HEAD",))


@pytest.fixture
def opened(as_editor: Visitor, new_url: str) -> Page:
    """Create Rule, open in the editor's browser before anybody else does anything."""
    return as_editor.get(new_url)


@pytest.fixture
def faster(memory_bucket: Bucket, owner: User, opened: Page) -> Bucket:
    """The owner adds a rule and turns Vary off, while the editor types."""
    bucket = create_rule(memory_bucket.pk, NEW, version=memory_bucket.version, by=owner)
    return set_vary(bucket.pk, on=False, version=bucket.version, by=owner)


def save(visitor: Visitor, page: Page) -> Page:
    return visitor.submit(
        page,
        page.form(),
        origins="https://mine.example.com  \r\n",
        methods="HEAD",
        response_vary=None,
    )


@pytest.mark.usefixtures("faster")
def test_the_second_saver_is_told_who_did_what(as_editor: Visitor, opened: Page) -> None:
    page = save(as_editor, opened)
    assert page.status == 422
    summary = page.one(id="summary")
    assert summary.one("h2").text == ("Not saved yet: the rules changed while you were typing.")
    assert summary.all("ul")[0].texts("li") == [
        say("audit.rule.created", actor="olga-owner", number=3),
        say("audit.vary.set.vary_off", actor="olga-owner"),
    ]


@pytest.mark.usefixtures("faster")
def test_the_second_saver_sees_what_changed(as_editor: Visitor, opened: Page) -> None:
    changes = save(as_editor, opened).one(id="summary").one(css="changes")
    assert changes.texts("h3") == ["Rule 3 added", "Vary: Origin turned off"]
    assert "https://new.example.com" in changes.texts("code")


def test_the_second_saver_overwrites_nothing(
    as_editor: Visitor, opened: Page, faster: Bucket
) -> None:
    save(as_editor, opened)
    assert faster.working.rules == (*LIVE.rules, NEW)


@pytest.mark.usefixtures("faster")
def test_what_the_second_saver_typed_is_kept(as_editor: Visitor, opened: Page) -> None:
    said = save(as_editor, opened).form().values
    assert said["origins"] == ["https://mine.example.com  \r\n"]
    assert said["methods"] == ["HEAD"]


def test_ok_once_more_saves_on_top(as_editor: Visitor, opened: Page, faster: Bucket) -> None:
    page = save(as_editor, opened)
    assert as_editor.submit(page, page.form()).status == 302
    assert faster.working.rules == (*LIVE.rules, NEW, MINE)


@pytest.mark.usefixtures("faster")
def test_by_htmx_the_panel_comes_back(by_htmx: Visitor, opened: Page) -> None:
    page = save(by_htmx, opened)
    assert (page.status, page.all("html")) == (422, [])
    assert page.all(id="summary")


def test_somebody_still_faster_is_told_again(
    as_editor: Visitor, opened: Page, faster: Bucket, owner: User
) -> None:
    page = save(as_editor, opened)
    clear_rules(faster.pk, version=faster.version, by=owner)
    page = as_editor.submit(page, page.form())
    assert page.one(id="summary").all("ul")[0].texts("li") == [
        say("audit.rules.cleared", actor="olga-owner")
    ]


def test_the_tenth_rule_of_another_leaves_no_room(
    as_editor: Visitor, opened: Page, memory_bucket: Bucket, owner: User
) -> None:
    bucket = memory_bucket
    for _ in range(MAX_RULES - 2):
        bucket = create_rule(bucket.pk, NEW, version=bucket.version, by=owner)
    page = save(as_editor, opened)
    *others, mine = page.one(id="summary").texts("ul")
    assert others[0].startswith(say("audit.rule.created", actor="olga-owner", number=3))
    assert mine == say("validate.too-many-rules", limit=MAX_RULES)
    assert page.form().values["methods"] == ["HEAD"]


@pytest.mark.usefixtures("faster")
def test_whose_text_is_refused_is_told_of_both(as_editor: Visitor, opened: Page) -> None:
    page = as_editor.submit(opened, opened.form(), origins="nonsense")
    summary = page.one(id="summary")
    assert page.status == 422
    assert summary.all("ul")[0].texts("li")[0] == say(
        "audit.rule.created", actor="olga-owner", number=3
    )
    assert [link.get("href") for link in summary.all("a")] == ["#id_origins", "#id_methods_0"]
    assert "Save again to apply it" not in summary.text
    assert page.one(id="problems-origins").texts("li")


@pytest.mark.usefixtures("faster")
def test_whose_text_is_sound_can_save_it_with_ok(as_editor: Visitor, opened: Page) -> None:
    summary = save(as_editor, opened).one(id="summary")
    assert "Save again to apply it on top of these changes." in summary.text
    assert not summary.all("a")


@pytest.mark.usefixtures("faster")
def test_who_was_told_of_both_can_fix_it_and_save(as_editor: Visitor, opened: Page) -> None:
    page = as_editor.submit(opened, opened.form(), origins="www.example.com", methods="GET")
    page = as_editor.submit(page, page.form(), press="Use https://www.example.com")
    assert page.notices == ["Corrected. Choose OK to save the rule."]
    assert as_editor.submit(page, page.form()).status == 302


@pytest.fixture
def edited_and_deleted(as_editor: Visitor, memory_bucket: Bucket, owner: User) -> Page:
    """The second rule, open in the editor's browser, which the owner then deletes."""
    row = memory_bucket.cors_rules.all()[1]
    page = as_editor.get(reverse("edit_rule", args=[memory_bucket.pk, row.pk]))
    delete_rule(memory_bucket.pk, row.pk, version=memory_bucket.version, by=owner)
    return page


def test_who_edits_a_deleted_rule_is_told_so(as_editor: Visitor, edited_and_deleted: Page) -> None:
    page = save(as_editor, edited_and_deleted)
    assert page.status == 422
    assert page.one(id="summary").all("ul")[0].texts("li") == [
        say("audit.rule.deleted", actor="olga-owner", number=2)
    ]
    assert page.form().values["origins"] == ["https://mine.example.com  \r\n"]


def test_ok_once_more_makes_a_new_rule_of_the_deleted_one(
    as_editor: Visitor, edited_and_deleted: Page, memory_bucket: Bucket
) -> None:
    page = save(as_editor, edited_and_deleted)
    assert page.one("main").one("h1").text == "Create Rule"
    assert as_editor.submit(page, page.form()).status == 302
    assert memory_bucket.working.rules[0] == APP
    assert memory_bucket.working.rules[1].origins == MINE.origins
    assert Event.objects.all()[0].kind == audit.RuleCreated.id


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_rule_that_never_was_cannot_be_edited(
    method: str, as_editor: Visitor, memory_bucket: Bucket
) -> None:
    url = reverse("edit_rule", args=[memory_bucket.pk, 999999])
    said = {"version": memory_bucket.version, "origins": "*", "methods": "GET"}
    assert getattr(as_editor, method)(url, *([said] if method == "post" else [])).status == 404
    assert memory_bucket.working == LIVE


def not_done(visitor: Visitor, page: Page) -> str:
    """The one notice on the bucket's page afterwards."""
    (notice,) = visitor.follow(page).one(css="messages").texts("p", css="notice-warning")
    return notice


@pytest.mark.parametrize("name", ["clear", "discard"])
def test_what_asks_once_is_not_done_to_other_rules_than_it_named(
    name: str, as_editor: Visitor, memory_bucket: Bucket, owner: User
) -> None:
    bucket = set_vary(memory_bucket.pk, on=False, version=memory_bucket.version, by=owner)
    page = as_editor.get(reverse(name, args=[bucket.pk]))
    create_rule(bucket.pk, NEW, version=bucket.version, by=owner)
    told = not_done(as_editor, as_editor.submit(page, page.form()))
    assert told.startswith("Nothing was done, because the rules changed after you opened the page")
    assert f"({say('audit.rule.created', actor='olga-owner', number=3)})" in told
    assert bucket.working.rules == (*LIVE.rules, NEW)


def test_nor_is_a_rule_deleted(as_editor: Visitor, memory_bucket: Bucket, owner: User) -> None:
    row = memory_bucket.cors_rules.all()[0]
    page = as_editor.get(reverse("delete_rule", args=[memory_bucket.pk, row.pk]))
    set_vary(memory_bucket.pk, on=False, version=memory_bucket.version, by=owner)
    told = not_done(as_editor, as_editor.submit(page, page.form()))
    assert say("audit.vary.set.vary_off", actor="olga-owner") in told
    assert memory_bucket.working.rules == (APP, UPLOADS)


@pytest.fixture
def page_behind(as_editor: Visitor, bucket_url: str, memory_bucket: Bucket, owner: User) -> Page:
    """The bucket as the editor still sees it, after the owner deleted its second rule."""
    page = as_editor.get(bucket_url)
    row = memory_bucket.cors_rules.all()[1]
    delete_rule(memory_bucket.pk, row.pk, version=memory_bucket.version, by=owner)
    return page


@pytest.mark.parametrize("number", [0, 1])
def test_who_moves_a_rule_is_told_that_one_was_deleted(
    number: int, as_editor: Visitor, page_behind: Page
) -> None:
    form = [f for f in page_behind.all("form") if f.get("action").endswith("/move/")][number]
    page = as_editor.submit(page_behind, form, direction="down")
    assert say("audit.rule.deleted", actor="olga-owner", number=2) in not_done(as_editor, page)


def test_who_turns_vary_is_told_that_a_rule_was_deleted(
    as_editor: Visitor, page_behind: Page
) -> None:
    page = as_editor.submit(page_behind, page_behind.form("/vary/"))
    assert say("audit.rule.deleted", actor="olga-owner", number=2) in not_done(as_editor, page)


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "99", "9" * 18, "9" * 19, "9" * 5000])
@pytest.mark.parametrize("name", ["clear", "discard", "vary", "undo"])
def test_a_version_that_never_was_changes_nothing_and_is_told(
    name: str, version: str, as_editor: Visitor, memory_bucket: Bucket
) -> None:
    page = as_editor.post(reverse(name, args=[memory_bucket.pk]), {"version": version})
    assert not_done(as_editor, page) == (
        "Nothing was done, because the page was not up to date. Try again."
    )
    assert memory_bucket.working == LIVE


@pytest.mark.parametrize("name", ["clear", "discard", "vary", "undo"])
def test_a_form_without_a_version_changes_nothing_and_is_told(
    name: str, as_editor: Visitor, memory_bucket: Bucket
) -> None:
    page = as_editor.post(reverse(name, args=[memory_bucket.pk]))
    assert not_done(as_editor, page).startswith("Nothing was done, because the page was not up")
    assert memory_bucket.working == LIVE
