"""History: every configuration that OSS was seen to hold, and what each one changed."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets.audit import CONSOLE
from buckets.cors import Configuration, Rule
from buckets.cors.formats import xml
from buckets.models import Bucket, State
from buckets.sync.pull import check, pull
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import LIVE, NEW
from tests.sync.actions import RAW, add, now, publish
from tests.views.page import Page, Visitor

OTHER = Rule(("https://other.example.com",), ("GET",))
TARGET = Configuration((*LIVE.rules, NEW), response_vary=True)


@pytest.fixture
def published(memory_bucket: Bucket, publisher: User) -> Bucket:
    """The bucket with a second revision, published from here."""
    return publish(add(memory_bucket, publisher), publisher, message="Ticket 42").bucket


def history(visitor: Visitor, bucket: Bucket) -> Page:
    return visitor.get(reverse("history", args=[bucket.pk]))


def revision(visitor: Visitor, bucket: Bucket, number: int) -> Page:
    return visitor.get(reverse("revision", args=[bucket.pk, number]))


def test_the_newest_revision_comes_first(as_viewer: Visitor, published: Bucket) -> None:
    rows = history(as_viewer, published).one("tbody").all("tr")
    cells = [[cell.text for cell in row if cell.tag in ("th", "td")] for row in rows]
    assert [row[0] for row in cells] == ["Revision 2 live", "Revision 1"]
    assert [row[2:] for row in cells] == [
        ["Published", "paul-publisher", "3", "Ticket 42"],
        ["Found on OSS", "olga-owner", "2", "first pull"],
    ]


def test_what_was_changed_outside_is_told_from_what_was_published(
    as_viewer: Visitor, memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.buckets[BUCKET] = TARGET
    check(memory_bucket.pk, by=CONSOLE)
    publish(add(memory_bucket, owner, OTHER), owner)
    rows = history(as_viewer, memory_bucket).one("tbody").all("tr")
    assert [[cell.text for cell in row.all("td")[1:]] for row in rows[:2]] == [
        ["Published", "olga-owner", "3", "no reason given"],
        ["Found on OSS", "CORS Console", "3", "changed outside of this console"],
    ]


def test_a_revision_shows_what_it_changed(as_viewer: Visitor, published: Bucket) -> None:
    page = revision(as_viewer, published, 2)
    assert page.one(css="changes").texts("h3") == ["Rule 3 added"]
    assert page.one("blockquote").text == "Ticket 42"
    assert page.texts("span", css="tag") == ["live"]


def test_a_revision_shows_its_document_to_the_letter(as_viewer: Visitor, published: Bucket) -> None:
    for number, configuration in ((1, LIVE), (2, TARGET)):
        document = revision(as_viewer, published, number).one("pre").raw_text
        assert document == xml.write(configuration).decode()


def test_the_first_revision_changed_everything(as_viewer: Visitor, published: Bucket) -> None:
    page = revision(as_viewer, published, 1)
    titles = ["Rule 1 added", "Rule 2 added", "Vary: Origin turned on"]
    assert page.one(css="changes").texts("h3") == titles
    assert not page.all("blockquote")


def test_a_first_revision_without_rules_says_so(
    as_viewer: Visitor, memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    other = Bucket.objects.create(account=memory_bucket.account, name="empty")
    memory.buckets["empty"] = None
    page = revision(as_viewer, pull(other.pk, by=owner), 1)
    assert "Nothing: the bucket had no rules." in page.text
    assert "There was none: the bucket had no CORS configuration." in page.text


@pytest.fixture
def strange(memory_bucket: Bucket, memory: MemoryGateway, owner: User) -> Bucket:
    """The second revision is not understood, the third is."""
    memory.unknown = RAW
    pull(memory_bucket.pk, by=owner)
    memory.unknown = None
    return pull(memory_bucket.pk, by=owner)


@pytest.mark.parametrize("number", [2, 3])
def test_what_is_not_understood_is_not_compared(
    number: int, as_viewer: Visitor, strange: Bucket
) -> None:
    assert "so they cannot be compared" in revision(as_viewer, strange, number).text


def test_what_is_not_understood_is_shown_all_the_same(as_viewer: Visitor, strange: Bucket) -> None:
    assert revision(as_viewer, strange, 2).one("pre").raw_text == RAW.decode()
    rows = history(as_viewer, strange).one("tbody").all("tr")
    assert [row.one("td", data_label="Rules").text for row in rows] == ["2", "?", "2"]


def test_history_turns_pages(as_viewer: Visitor, memory_bucket: Bucket) -> None:
    for number in range(2, 27):
        memory_bucket.revisions.create(number=number, document=b"", rule_count=0)
    page = history(as_viewer, memory_bucket)
    assert len(page.one("tbody").all("tr")) == 25
    last = as_viewer.get(page.url + page.link("Next"))
    assert last.one("tbody").texts("a") == ["Revision 1"]


def test_an_empty_history_says_what_will_be_there(
    as_viewer: Visitor, memory_bucket: Bucket
) -> None:
    other = Bucket.objects.create(account=memory_bucket.account, name="unread")
    empty = history(as_viewer, other).one("section", css="empty")
    assert empty.one("h2").text == "No history yet"


@pytest.mark.parametrize("number", [0, 99, int("9" * 30)])
def test_a_revision_that_never_was_is_not_found(
    number: int, as_viewer: Visitor, published: Bucket
) -> None:
    assert revision(as_viewer, published, number).status == 404


def test_a_revision_of_another_bucket_is_not_shown(as_viewer: Visitor, published: Bucket) -> None:
    other = Bucket.objects.create(account=published.account, name="other")
    assert revision(as_viewer, other, 2).status == 404
    assert BUCKET in revision(as_viewer, published, 2).one("title").text


def compared(visitor: Visitor, bucket: Bucket, query: str) -> Page:
    return visitor.get(reverse("compare", args=[bucket.pk]) + query)


def test_two_revisions_are_compared_in_the_order_that_was_asked_for(
    as_viewer: Visitor, published: Bucket
) -> None:
    forth = compared(as_viewer, published, "?from=1&to=2")
    assert forth.one("h1").text == "From revision 1 to revision 2"
    assert forth.one(css="changes").texts("h3") == ["Rule 3 added"]
    back = compared(as_viewer, published, "?from=2&to=1")
    assert back.one(css="changes").texts("h3") == ["Rule 3 removed"]


def test_a_revision_says_the_same_as_itself(as_viewer: Visitor, published: Bucket) -> None:
    assert "Both revisions are the same." in compared(as_viewer, published, "?from=1&to=1").texts(
        "p"
    )


def test_two_revisions_of_which_one_is_not_understood_are_not_compared(
    as_viewer: Visitor, published: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.unknown = RAW
    pull(published.pk, by=owner)
    page = compared(as_viewer, published, "?from=1&to=3")
    assert any("cannot be compared" in text for text in page.texts("p"))


@pytest.mark.parametrize("query", ["", "?from=1", "?from=1&to=99", "?from=x&to=-1"])
def test_what_is_no_revision_leads_back_to_the_list(
    query: str, as_viewer: Visitor, published: Bucket
) -> None:
    url = reverse("compare", args=[published.pk])
    response = as_viewer.get(url + query)
    assert (response.status, response.target) == (302, reverse("history", args=[published.pk]))


def test_restoring_asks_once_and_shows_what_changes(as_editor: Visitor, published: Bucket) -> None:
    asked = as_editor.get(reverse("restore", args=[published.pk, 1]))
    assert asked.one("h1").text == "Restore revision 1?"
    assert asked.one(css="changes").texts("h3") == ["Rule 3 removed"]
    assert now(published).working == TARGET


def test_restoring_warns_of_the_unpublished_changes_that_it_replaces(
    as_editor: Visitor, published: Bucket, editor: User
) -> None:
    url = reverse("restore", args=[published.pk, 1])
    assert as_editor.get(url).notices == []
    add(published, editor, OTHER)
    assert as_editor.get(url).one("main").all("p", css="notice-warning")


def test_a_restored_revision_waits_to_be_published(
    as_editor: Visitor, published: Bucket, memory: MemoryGateway
) -> None:
    page = as_editor.get(reverse("restore", args=[published.pk, 1]))
    as_editor.submit(page, page.form())
    bucket = now(published)
    assert (bucket.working, bucket.state) == (LIVE, State.UNPUBLISHED)
    assert memory.buckets[BUCKET] == TARGET


def test_what_is_there_already_is_not_restored(as_editor: Visitor, published: Bucket) -> None:
    page = as_editor.get(reverse("restore", args=[published.pk, 2]))
    assert "The rules here are already those of the revision." in page.texts("p")


def test_what_is_not_understood_is_not_restored(
    as_editor: Visitor, published: Bucket, memory: MemoryGateway, owner: User
) -> None:
    memory.unknown = RAW
    pull(published.pk, by=owner)
    assert as_editor.get(reverse("restore", args=[published.pk, 3])).status == 404
