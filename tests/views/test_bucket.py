"""A bucket's page: its rules and how it stands, in every state and for every role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets.cors import Configuration, Rule
from buckets.cors.limits import MAX_RULES
from buckets.models import Bucket
from buckets.oss.errors import Action
from buckets.presenters.text import say
from tests.fakes import MemoryGateway, refusal
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import APP, LIVE, leave_pending
from tests.sync.actions import FOREIGN, RAW, add, now, unreachable
from tests.views.page import Page, Visitor

Open = Callable[[], Page]


def pull(visitor: Visitor, url: str) -> Page:
    page = visitor.get(url)
    return visitor.submit(page, page.form("/pull/"))


def test_the_table_shows_each_rule_in_order(as_viewer: Visitor, bucket_url: str) -> None:
    table = as_viewer.get(bucket_url).one("table")
    rows = [row for row in table.one("tbody").all("tr") if row.get("class") != "says"]
    assert [cell.text for cell in rows[0] if cell.tag in ("th", "td")] == [
        "1",
        "https://app.example.com",
        "GET HEAD",
        "*",
        "ETag",
        "600",
    ]
    assert [cell.text for cell in rows[1] if cell.tag in ("th", "td")][-1] == "not set"


def test_the_columns_have_the_words_of_the_oss_console(as_editor: Visitor, bucket_url: str) -> None:
    assert as_editor.get(bucket_url).one("table").one("thead").texts("th") == [
        "#",
        "Sources",
        "Allowed Methods",
        "Allowed Headers",
        "Exposed Headers",
        "Cache Timeout (Seconds)",
        "Actions",
    ]


def test_each_rule_has_its_sentence(as_viewer: Visitor, bucket_url: str) -> None:
    says = as_viewer.get(bucket_url).texts("tr", css="says")
    assert [line.split(" may ")[0] for line in says] == [
        "Pages on https://app.example.com",
        "Pages on https://upload.example.com",
    ]


def test_how_many_of_ten_rules_is_in_view(as_viewer: Visitor, bucket_url: str) -> None:
    assert as_viewer.get(bucket_url).one("span", css="count").text == f"2 of {MAX_RULES} rules"


def test_with_ten_rules_there_is_no_create_rule(
    as_editor: Visitor, bucket_url: str, memory_bucket: Bucket
) -> None:
    assert as_editor.get(bucket_url).has_link("Create Rule")
    for _ in range(MAX_RULES - 2):
        memory_bucket.append(APP)
    memory_bucket.count_version(memory_bucket.working)
    memory_bucket.save_with_state()
    page = as_editor.get(bucket_url)
    assert page.one("span", css="count").text == f"{MAX_RULES} of {MAX_RULES} rules"
    assert not page.has_link("Create Rule")


def test_htmx_gets_the_content_and_the_news_to_read_out(by_htmx: Visitor, bucket_url: str) -> None:
    page = by_htmx.get(bucket_url)
    parts = [part.get("id") for part in page.children if not isinstance(part, str)]
    assert parts == ["news", "content"]
    assert "HX-Request" in page.headers["Vary"]


def test_a_viewer_finds_nothing_to_edit_with(as_viewer: Visitor, bucket_url: str) -> None:
    content = as_viewer.get(bucket_url).one(id="content")
    assert content.all("button") == []
    tabs = ["CORS rules", "Test", "Expectations", "History", "Activity"]
    words = ["Buckets", "Example team", *tabs, "3 findings"]
    assert content.texts("a") == words


def test_a_viewer_reads_the_vary_setting(as_viewer: Visitor, bucket_url: str) -> None:
    assert as_viewer.get(bucket_url).one("form", css="vary").one("strong").text == "On"


# --- Unpublished changes ------------------------------------------------------------------------


def test_in_sync_there_is_no_bar(as_editor: Visitor, bucket_url: str) -> None:
    page = as_editor.get(bucket_url)
    assert page.texts("span", css="state") == ["In sync"]
    assert not page.all(css="unpublished")


def test_unpublished_changes_are_counted(
    as_editor: Visitor, bucket_url: str, memory_bucket: Bucket, editor: User
) -> None:
    add(memory_bucket, editor)
    page = as_editor.get(bucket_url)
    assert page.texts("span", css="state") == ["Unpublished changes"]
    assert page.one(css="unpublished").one("p").text == (
        "Unpublished changes: 1 rule added. Browsers do not see them until you publish."
    )


@pytest.mark.parametrize(
    ("name", "links"),
    [
        ("as_viewer", ["Review"]),
        ("as_editor", ["Review", "Discard…"]),
        ("as_publisher", ["Review & publish", "Discard…"]),
    ],
)
def test_the_bar_offers_what_the_role_may_do(
    name: str,
    links: list[str],
    request: pytest.FixtureRequest,
    bucket_url: str,
    memory_bucket: Bucket,
    editor: User,
) -> None:
    add(memory_bucket, editor)
    page = request.getfixturevalue(name).get(bucket_url)
    assert page.one(css="unpublished").texts("a") == links


def test_what_oss_would_refuse_is_told_with_the_rule(
    as_editor: Visitor, bucket_url: str, memory_bucket: Bucket, editor: User
) -> None:
    add(memory_bucket, editor, Rule(("https://*.*.example.com",), ("GET",)))
    assert as_editor.get(bucket_url).one(css="notice-warning").texts("li") == [
        "Rule 3: “https://*.*.example.com” has more than one *. Use at most one."
    ]


def test_a_conflict_says_that_both_changed(
    as_editor: Visitor,
    bucket_url: str,
    memory_bucket: Bucket,
    editor: User,
    memory: MemoryGateway,
) -> None:
    add(memory_bucket, editor)
    memory.buckets[BUCKET] = FOREIGN
    page = as_editor.follow(pull(as_editor, bucket_url))
    assert page.texts("span", css="state") == ["Conflict"]
    assert page.one("h2", id="outside-title").text == "Conflict: changed here and on OSS"
    assert not page.all(css="unpublished")
    assert now(memory_bucket).working.rules[:2] == LIVE.rules


# --- Pull ---------------------------------------------------------------------------------------


def test_pull_with_nothing_new_says_so(as_editor: Visitor, bucket_url: str) -> None:
    page = pull(as_editor, bucket_url)
    assert page.target == bucket_url
    assert as_editor.follow(page).notices == ["Nothing new on OSS."]


def test_pull_brings_what_oss_holds(
    as_editor: Visitor, bucket_url: str, memory: MemoryGateway, memory_bucket: Bucket
) -> None:
    memory.buckets[BUCKET] = FOREIGN
    page = as_editor.follow(pull(as_editor, bucket_url))
    assert page.notices == ["OSS holds a new configuration."]
    assert now(memory_bucket).working == FOREIGN


def test_an_unreachable_bucket_says_why_with_the_marks_of_oss(
    as_editor: Visitor, bucket_url: str, memory: MemoryGateway
) -> None:
    memory.raises[Action.GET] = refusal("AccessDenied", Action.GET)
    page = as_editor.follow(pull(as_editor, bucket_url))
    assert page.texts("span", css="state") == ["Unreachable"]
    failure = page.one("section", css="notice-error")
    assert say("oss.AccessDenied", permission="oss:GetBucketCors") in failure.text
    assert failure.texts("code") == ["AccessDenied", "5FA2B5E6C0FFEE0123456789"]


def test_why_a_pull_failed_is_said_once(
    as_editor: Visitor, bucket_url: str, memory: MemoryGateway
) -> None:
    memory.raises[Action.GET] = unreachable()
    page = as_editor.follow(pull(as_editor, bucket_url))
    assert page.notices == [
        "The pull failed just now.",
        f"{say('oss.InternalError')} Request ID 5FA2B5E6C0FFEE0123456789",
    ]
    assert page.text.count(say("oss.InternalError")) == 1


def test_an_unreachable_bucket_still_shows_its_rules(
    as_editor: Visitor, bucket_url: str, memory: MemoryGateway
) -> None:
    memory.raises[Action.GET] = unreachable()
    page = as_editor.follow(pull(as_editor, bucket_url))
    assert page.one("span", css="count").text == f"2 of {MAX_RULES} rules"


def test_a_bucket_that_can_be_read_again_is_in_sync_again(
    as_editor: Visitor, bucket_url: str, memory: MemoryGateway
) -> None:
    memory.raises[Action.GET] = unreachable()
    pull(as_editor, bucket_url)
    del memory.raises[Action.GET]
    page = as_editor.follow(pull(as_editor, bucket_url))
    assert page.texts("span", css="state") == ["In sync"]
    assert not page.all(css="notice-error")


# --- The other states ---------------------------------------------------------------------------


@pytest.fixture
def read_only(as_editor: Visitor, bucket_url: str, memory: MemoryGateway) -> Page:
    """The page of a bucket of which OSS holds something unknown."""
    memory.unknown = RAW + b"<\xff>&amp;"
    return as_editor.follow(pull(as_editor, bucket_url))


def test_a_read_only_bucket_shows_the_raw_document(read_only: Page) -> None:
    assert read_only.texts("span", css="state") == ["Read-only"]
    assert read_only.one("pre").raw_text == RAW.decode() + "<\ufffd>&amp;"


def test_a_read_only_bucket_says_what_is_not_understood(read_only: Page) -> None:
    first, second = read_only.one("section", css="notice-warning").texts("p")
    assert first.startswith("OSS holds a configuration that this console does not understand.")
    assert "Novelty" in second


def test_a_read_only_bucket_has_nothing_to_edit_with(read_only: Page) -> None:
    content = read_only.one(id="content")
    assert content.texts("button") == ["Pull"]
    assert not content.all("table")
    for word in ("Create Rule", "Clear all…", "Discard…", "Review", "Edit", "Delete"):
        assert not read_only.has_link(word)


@pytest.mark.parametrize("name", ["clear", "discard", "vary", "create_rule"])
@pytest.mark.usefixtures("read_only")
def test_a_read_only_bucket_takes_no_edit(
    name: str, as_editor: Visitor, memory_bucket: Bucket
) -> None:
    bucket, rules = now(memory_bucket), memory_bucket.working
    typed = {"version": bucket.version, "origins": "*", "methods": "GET"}
    page = as_editor.follow(as_editor.post(reverse(name, args=[bucket.pk]), typed))
    assert page.notices[0] == "This bucket cannot be edited as it is now. Pull it first."
    assert bucket.working == rules


def test_a_viewer_of_a_read_only_bucket_cannot_pull(read_only: Page, as_viewer: Visitor) -> None:
    assert as_viewer.get(read_only.url).one(id="content").texts("button") == []


def test_an_unknown_outcome_says_what_to_do(
    as_editor: Visitor, bucket_url: str, editor: User, memory_bucket: Bucket
) -> None:
    leave_pending(add(memory_bucket, editor))
    page = as_editor.get(bucket_url)
    assert page.texts("span", css="state") == ["Outcome unknown"]
    (notice,) = page.notices
    assert notice.startswith("olga-owner published now, and OSS has not confirmed it. Pull to see")


@pytest.fixture
def unread(memory_bucket: Bucket) -> str:
    other = Bucket.objects.create(account=memory_bucket.account, name="unread")
    return reverse("bucket", args=[other.pk])


def test_a_bucket_that_was_never_read_says_what_to_do(as_editor: Visitor, unread: str) -> None:
    page = as_editor.get(unread)
    assert page.texts("span", css="state") == ["Not pulled"]
    assert "never read from OSS" in page.one(css="facts").text
    empty = page.one("section", css="empty")
    assert (empty.one("h2").text, empty.texts("button")) == ("Not pulled yet", ["Pull"])


def test_a_viewer_cannot_pull_it(as_viewer: Visitor, unread: str) -> None:
    assert as_viewer.get(unread).one("section", css="empty").texts("button") == []


def test_a_bucket_without_rules_says_what_that_means(
    as_editor: Visitor, bucket_url: str, memory: MemoryGateway
) -> None:
    memory.buckets[BUCKET] = Configuration()
    page = as_editor.follow(pull(as_editor, bucket_url))
    empty = page.one("div", css="empty")
    assert empty.one("h3").text == "No rules"
    assert "Create a rule to allow a site." in empty.text
    assert page.has_link("Create Rule")
    assert not page.has_link("Clear all…")
