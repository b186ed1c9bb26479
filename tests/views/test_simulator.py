"""The Test tab of a bucket and the simulator of pasted rules."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets import audit
from buckets.cors import Configuration, Rule
from buckets.cors.formats.xml import write
from buckets.models import Bucket
from buckets.oss.endpoint import object_url
from buckets.presenters.text import listed, say
from buckets.sync.pull import pull
from tests.fakes import MemoryGateway
from tests.fixtures.people import LIVE, NEW
from tests.sync.actions import RAW, add, last_event, now, publish
from tests.views.page import Element, Page, Visitor

APP = "https://app.example.com"
RULES = Configuration((Rule((APP,), ("GET", "PUT"), ("content-type",), ("ETag",)),))
PUT = {"origin": APP, "method": "PUT", "headers": "content-type: image/png"}


def ask(visitor: Visitor, **said: str) -> Page:
    document = write(RULES).decode()
    return visitor.post(reverse("simulator"), {"document": document, **PUT, **said})


def verdicts(page: Page) -> list[str]:
    return [it.text for it in page.all("p", css="told")]


def steps(page: Page) -> list[Element]:
    return page.all("li", css="step")


def test_what_goes_through_is_told_in_the_order_in_which_it_happens(as_viewer: Visitor) -> None:
    page = ask(as_viewer)
    assert verdicts(page) == [f"✓ {say('simulation.allowed', rule=1)}"]
    asked, sent, got = steps(page)
    assert asked.one("ul", css="reasons-plain").texts("li") == [
        say("evaluate.preflight-for-method", method="PUT"),
        say("evaluate.preflight-for-type"),
    ]
    assert "Access-Control-Request-Headers: content-type" in asked.text
    assert "Rule 1 answers" in asked.text
    assert "Access-Control-Allow-Methods: GET, PUT" in asked.text
    assert "PUT Origin: https://app.example.com" in sent.text
    assert "The body, etag, and the headers that are always readable" in got.text


def test_a_request_that_a_form_could_make_is_not_asked_about(as_viewer: Visitor) -> None:
    page = ask(as_viewer, method="get", headers="")
    assert say("simulation.no-preflight") in steps(page)[0].text


def test_what_is_blocked_says_why_and_what_browsers_print(as_viewer: Visitor) -> None:
    page = ask(as_viewer, method="DELETE", headers="x-a")
    (asked,) = steps(page)
    misses = [
        say("simulation.other-method", value="DELETE"),
        say("simulation.other-header", value="x-a"),
    ]
    assert say("simulation.passed-over", reasons=listed(misses)) in asked.text
    assert "403 AccessForbidden" in asked.text
    printed = page.one("details", css="console-says").text
    assert "has been blocked by CORS policy: Response to preflight" in printed
    assert "Cross-Origin Request Blocked" in printed


def test_what_the_page_cannot_read_is_told(as_viewer: Visitor) -> None:
    page = ask(as_viewer, reads="x-oss-request-id")
    assert verdicts(page) == [f"✕ {say('simulation.unread', rule=1, names='x-oss-request-id')}"]
    assert say("simulation.unreadable", names="x-oss-request-id") in steps(page)[-1].text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"credentials": "on"}, "set withCredentials to false"),
        ({"method": "TRACE"}, say("simulation.not-sendable")),
    ],
)
def test_where_no_rule_helps_none_is_offered(
    said: dict[str, str], told: str, as_viewer: Visitor
) -> None:
    page = ask(as_viewer, **said)
    assert told in page.text
    assert not page.all("section", css="remedy")


def test_a_request_that_is_a_test_is_in_an_address_that_can_be_shared(as_viewer: Visitor) -> None:
    page = ask(as_viewer)
    (link,) = [it for it in page.all("a") if it.text == "Link to this test"]
    assert verdicts(as_viewer.get(link.get("href"))) == [f"✓ {say('simulation.allowed', rule=1)}"]


def test_what_would_make_too_long_an_address_is_not_shared(as_viewer: Visitor) -> None:
    page = ask(as_viewer, reads="\n".join(["x-" + "a" * 200] * 15))
    assert verdicts(page)[0].startswith("✕ Allowed by rule 1, but")
    assert "to share" not in page.text


@pytest.mark.parametrize(
    "typed",
    [f"Origin: {APP}", f"<{APP}/page>", f"{APP}/page", "https\N{FULLWIDTH COLON}//app.example.com"],
)
def test_a_page_is_read_as_the_form_reads_a_source(typed: str, as_viewer: Visitor) -> None:
    assert verdicts(ask(as_viewer, origin=typed)) == [f"✓ {say('simulation.allowed', rule=1)}"]


@pytest.mark.parametrize(
    ("field", "said", "told"),
    [
        ("document", "<html/>", "not a CORS configuration"),
        ("document", "", "required"),
        ("origin", "*", "Enter the address of a page"),
        ("origin", "http://", "Enter the address of a page"),
        ("method", "G T", "Enter a method"),
        ("headers", "a b: c", "“a b” is no header name"),
        ("headers", "::", "“::” is no header name"),
        ("headers", f"a {'b' * 200}", "bbb…” is no header name"),
        ("reads", "a\n" * 101, "no more than 100 lines"),
    ],
)
def test_what_cannot_be_tried_is_said_beside_its_field(
    field: str, said: str, told: str, as_viewer: Visitor
) -> None:
    page = ask(as_viewer, **{field: said})
    assert page.status == 422
    assert told in page.one("ul", id=f"problems-{field}").text
    assert page.one("section", css="notice-error").get("tabindex") == "-1"


# --- On a bucket --------------------------------------------------------------------------------


def tried(visitor: Visitor, bucket: Bucket, **said: str) -> Page:
    return visitor.get(f"{reverse('test_bucket', args=[bucket.pk])}?{urlencode(said)}")


def columns(page: Page) -> list[str]:
    return [it.texts("h3")[0] for it in page.all("section", css="column")]


def test_without_a_request_there_is_only_the_form(
    memory_bucket: Bucket, as_viewer: Visitor
) -> None:
    page = tried(as_viewer, memory_bucket)
    assert page.one("input", id="id_method").get("value") == "GET"
    assert not columns(page)


def test_what_is_in_sync_is_tried_once(memory_bucket: Bucket, as_viewer: Visitor) -> None:
    assert columns(tried(as_viewer, memory_bucket, **PUT)) == ["Working copy"]


def test_what_is_unpublished_is_tried_beside_what_is_live(
    memory_bucket: Bucket, as_viewer: Visitor, editor: User
) -> None:
    add(memory_bucket, editor)
    said = {"origin": NEW.origins[0], "method": NEW.methods[0]}
    page = tried(as_viewer, memory_bucket, **said)
    assert columns(page) == ["Working copy", "Live: revision 1"]
    assert [it[0] for it in verdicts(page)] == ["✓", "✕"]


def test_the_address_of_the_object_is_the_bucket_s_own(
    memory_bucket: Bucket, as_viewer: Visitor
) -> None:
    page = tried(as_viewer, memory_bucket, **PUT, key="photos/ä.jpg")
    url = object_url(memory_bucket.endpoint, memory_bucket.name, "photos/ä.jpg")
    assert url.endswith("/photos/%C3%A4.jpg")
    assert url in page.text


def test_an_older_revision_stands_beside_them(
    memory_bucket: Bucket, as_viewer: Visitor, publisher: User
) -> None:
    add(memory_bucket, publisher)
    publish(memory_bucket, publisher)
    page = tried(as_viewer, memory_bucket, **PUT, revision="1")
    assert columns(page) == ["Working copy", "Revision 1"]
    assert columns(tried(as_viewer, memory_bucket, **PUT, revision="99")) == ["Working copy"]


def test_of_a_read_only_bucket_only_what_was_understood_is_tried(
    memory_bucket: Bucket, as_editor: Visitor, owner: User, memory: MemoryGateway
) -> None:
    memory.unknown = RAW
    pull(memory_bucket.pk, by=owner)
    page = tried(as_editor, memory_bucket, **PUT)
    assert "There are no rules to test yet." in page.text
    assert columns(tried(as_editor, memory_bucket, **PUT, revision="1")) == ["Revision 1"]


# --- What would help ----------------------------------------------------------------------------

BLOCKED = {
    "origin": "https://new.example.com",
    "method": "DELETE",
    "headers": "x-a",
    "reads": "x-b",
}


def test_what_would_help_leads_to_the_change(
    memory_bucket: Bucket, as_editor: Visitor, as_viewer: Visitor
) -> None:
    page = tried(as_editor, memory_bucket, **BLOCKED)
    page = as_editor.get(page.link("Review this change…"))
    assert page.one("h1").text == "Make the proposed change?"
    as_editor.submit(page, page.form())
    assert verdicts(tried(as_viewer, memory_bucket, **BLOCKED))[0] == "✓ Allowed by rule 1."
    assert last_event(audit.RemedyApplied).actor == "edda-editor"


def test_who_thinks_better_of_it_is_back_at_the_test(
    memory_bucket: Bucket, as_editor: Visitor
) -> None:
    page = as_editor.get(tried(as_editor, memory_bucket, **BLOCKED).link("Review this change…"))
    assert verdicts(as_editor.get(page.link("Cancel")))[0].startswith("✕ Blocked")
    assert now(memory_bucket).working == LIVE


def test_a_viewer_is_told_who_can(memory_bucket: Bucket, as_viewer: Visitor) -> None:
    page = tried(as_viewer, memory_bucket, **BLOCKED)
    assert "Your role cannot change the rules." in page.text
    assert not page.has_link("Review this change…")
