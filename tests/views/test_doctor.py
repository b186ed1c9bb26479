"""The error doctor's page: what it says, asks for and offers, and that it keeps nothing."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from buckets.cors.doctor import MOST_BYTES
from buckets.models import Bucket, Event
from buckets.presenters.text import say
from tests.fixtures.people import APP, LIVE
from tests.sync.actions import add, now
from tests.views.database import dump
from tests.views.doctor_page import (
    DOCTOR,
    ENDPOINT_HOST,
    STRANGER,
    URL,
    blocked,
    bucket_told,
    headline,
    paste,
)
from tests.views.page import Visitor


def har_file(*entries: dict[str, Any]) -> SimpleUploadedFile:
    document = json.dumps({"log": {"entries": entries}})
    return SimpleUploadedFile("network.har", document.encode(), "application/json")


def entry(method: str, origin: str, status: int, url: str = URL) -> dict[str, Any]:
    headers = [
        {"name": "Origin", "value": origin},
        {"name": "Authorization", "value": "OSS top-secret"},
    ]
    return {
        "request": {"method": method, "url": url, "headers": headers},
        "response": {"status": status, "headers": []},
    }


@pytest.fixture
def shared(memory_bucket: Bucket) -> Bucket:
    """The bucket that all members see, with `LIVE`."""
    return memory_bucket


def test_the_cause_is_named_with_its_source(as_viewer: Visitor, shared: Bucket) -> None:
    page = paste(as_viewer, blocked())
    assert (page.status, headline(page)) == (200, say("doctor.origin"))
    assert page.one("cite").text == say("doctor.source.oss-configure-cors")
    assert say("doctor.detail.not-listed", origin=STRANGER) in page.text


def test_it_is_tried_on_live_and_on_the_working_copy(
    as_viewer: Visitor, shared: Bucket, owner: User
) -> None:
    page = paste(as_viewer, blocked())
    told = say("simulation.request-unanswered")
    assert page.texts(css="rule-check") == [told] * 2


def test_what_the_working_copy_mends_is_said_to_be_unpublished(
    as_viewer: Visitor, shared: Bucket, owner: User
) -> None:
    add(shared, owner)  # https://new.example.com may GET
    page = paste(as_viewer, blocked("https://new.example.com"))
    assert "The unpublished changes allow it already." in page.text
    assert page.texts(css="rule-check")[1] == "Allowed by rule 3."


def test_who_may_edit_is_led_to_the_change(as_editor: Visitor, shared: Bucket) -> None:
    page = paste(as_editor, blocked())
    assert page.texts("ins") == [STRANGER]
    page = as_editor.get(page.link("Review this change…"))
    assert page.one("h1").text == "Make the proposed change?"
    assert page.texts("ins") == [STRANGER]
    assert f"Newly allowed GET, HEAD from {STRANGER}" in page.text
    assert now(shared).working == LIVE


def test_the_change_is_made_after_it_was_confirmed(as_editor: Visitor, shared: Bucket) -> None:
    page = as_editor.get(paste(as_editor, blocked()).link("Review this change…"))
    assert as_editor.submit(page, page.form()).target == reverse("bucket", args=[shared.pk])
    first = now(shared).working.rules[0]
    assert first.origins == (*APP.origins, STRANGER)
    assert paste(as_editor, blocked()).text.count("Allowed by rule 1.") == 1
    assert Event.objects.latest("pk").kind == "rules.fixed"


def test_who_is_late_changes_nothing(as_editor: Visitor, shared: Bucket, owner: User) -> None:
    page = as_editor.get(paste(as_editor, blocked()).link("Review this change…"))
    before = add(shared, owner).working
    page = as_editor.follow(as_editor.submit(page, page.form()))
    assert "Nothing was done" in page.text
    assert now(shared).working == before


def test_who_may_not_edit_gets_a_text_to_send(as_viewer: Visitor, shared: Bucket) -> None:
    page = paste(as_viewer, blocked())
    told = page.one("textarea", id="message").raw_text.strip()
    assert told.startswith(say("diagnosis.request", bucket="examplebucket"))
    label = say("diagnosis.known.origin")
    assert say("diagnosis.request.fact", label=label, value=STRANGER) in told.splitlines()
    assert not page.has_link("Review this change…")


def test_of_a_bucket_that_one_does_not_see_nothing_is_learnt(
    as_outsider: Visitor, shared: Bucket
) -> None:
    User.objects.create_superuser("chief")
    page = paste(as_outsider, blocked())
    told = say("diagnosis.bucket.unseen", bucket="examplebucket", administrators="chief")
    assert bucket_told(page) == told
    assert not page.texts(css="rule-check")
    named = paste(as_outsider, blocked(), bucket="examplebucket")
    assert bucket_told(named) == told
    other = paste(as_outsider, blocked(url=f"https://no-such-bucket.{ENDPOINT_HOST}/a"))
    assert bucket_told(other) == told.replace("examplebucket", "no-such-bucket")


def test_what_is_missing_is_asked_for_with_what_was_found_filled_in(
    as_viewer: Visitor, shared: Bucket
) -> None:
    reason = "(Reason: CORS header ‘Access-Control-Allow-Origin’ missing)."
    text = f"Cross-Origin Request Blocked: … remote resource at {URL}. {reason}"
    page = paste(as_viewer, text)
    questions = page.one("details", css="facts-form").texts("li")
    assert questions[:2] == [
        say("doctor.missing.origin"),
        say("doctor.missing.method"),
    ]
    form = page.one("details", css="facts-form").one("form")
    assert form.values["bucket"] == ["examplebucket"]
    page = as_viewer.submit(page, form, origin="https://stranger.example/page", method="get")
    assert headline(page) == say("doctor.origin")
    assert page.one("details", css="facts-form").one("form").values["origin"] == [STRANGER]


def test_a_message_is_asked_for_once(as_viewer: Visitor, shared: Bucket) -> None:
    page = paste(as_viewer, blocked())
    assert page.one("details", css="another-form").one("textarea").raw_text.strip() == ""
    again = paste(as_viewer, "It does not work!")
    assert again.one("textarea", id="id_text").raw_text.strip() == "It does not work!"
    assert not again.all("details", css="another-form")


def test_a_bucket_that_was_never_read_is_not_judged(as_viewer: Visitor, shared: Bucket) -> None:
    Bucket.objects.filter(pk=shared.pk).update(live=None)
    page = paste(as_viewer, blocked())
    assert "Its rules are not known yet. Pull the bucket first." in page.text
    assert not page.texts(css="rule-check")


def test_nothing_recognised_is_an_answer(as_viewer: Visitor) -> None:
    page = paste(as_viewer, "It does not work!")
    assert (page.status, headline(page)) == (200, say("doctor.nothing"))


def test_facts_alone_are_enough(as_viewer: Visitor, shared: Bucket) -> None:
    page = paste(as_viewer, "", bucket="examplebucket", origin=STRANGER, method="PUT")
    assert headline(page) == say("doctor.origin")


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({}, "Paste a message or choose a HAR file."),
        ({"text": "x" * 200_001}, "at most 200000 characters"),
        ({"text": "x", "origin": "https://*.example.com"}, "An origin is like"),
        ({"text": "x", "origin": "no origin"}, "An origin is like"),
        ({"text": "x", "method": "PUT it"}, "A method is one word"),
        ({"text": "x\0"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_summary(
    as_viewer: Visitor, said: dict[str, str], problem: str
) -> None:
    page = as_viewer.post(DOCTOR, said)
    assert page.status == 422
    assert problem in page.one(role="alert").text


# --- HAR files ------------------------------------------------------------------------------------


def test_a_har_file_is_searched_for_failures(as_editor: Visitor, shared: Bucket) -> None:
    sent = har_file(
        entry("GET", STRANGER, 200),
        entry("GET", "https://app.example.com:3000", 0),
        entry("GET", "https://app.example.com", 403),
    )
    page = as_editor.post(DOCTOR, {"har": sent})
    assert headline(page) == say("doctor.origin")
    others = page.one("ul", css="joint")
    assert len(others.all("form")) == 2
    page = as_editor.submit(page, others.all("form")[0])
    assert headline(page) == say("doctor.port")


def test_what_is_kept_of_it_for_the_page_holds_no_secret(
    as_viewer: Visitor, shared: Bucket
) -> None:
    signed = entry("GET", STRANGER, 403, url=f"{URL}?Signature=top-secret")
    page = as_viewer.post(DOCTOR, {"har": har_file(signed)})
    assert headline(page) == say("doctor.origin")
    assert b"top-secret" not in page.content


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (b"", "Is it a HAR file?"),
        (b"{}", "Is it a HAR file?"),
        (b"\x89PNG\r\n\x00\xff", "Is it a HAR file?"),
        (b'{"log": {"entries": []}}', "Is it a HAR file?"),
        (b'{"entries": [{"request": 1}]}', "1 request was looked at."),
        (b'{"entries": [{}, {', "A part of the file could not be read."),
    ],
)
def test_any_file_is_answered(as_viewer: Visitor, document: bytes, told: str) -> None:
    page = as_viewer.post(DOCTOR, {"har": SimpleUploadedFile("a.har", document)})
    assert page.status == 200
    assert told in page.text


def test_many_preflights_are_explained(as_viewer: Visitor) -> None:
    def asked(number: int) -> dict[str, Any]:
        one = entry("OPTIONS", STRANGER, 200, url=f"{URL}{number}")
        one["request"]["headers"].append({"name": "Access-Control-Request-Method", "value": "GET"})
        allow = {"name": "Access-Control-Allow-Origin", "value": "*"}
        one["response"]["headers"].append(allow)
        return one

    page = as_viewer.post(DOCTOR, {"har": har_file(*map(asked, range(9)))})
    assert "9 of them are preflights" in page.text


def test_a_har_may_be_pasted_too(as_viewer: Visitor, shared: Bucket) -> None:
    document = json.dumps({"log": {"entries": [entry("GET", STRANGER, 403)]}})
    assert headline(paste(as_viewer, document)) == say("doctor.origin")


@pytest.mark.parametrize(("size", "status"), [(MOST_BYTES, 200), (MOST_BYTES + 1, 422)])
def test_a_file_is_taken_up_to_twenty_megabytes(as_viewer: Visitor, size: int, status: int) -> None:
    sent = BytesIO(b" " * size)
    sent.name = "network.har"
    page = as_viewer.post(DOCTOR, {"har": sent})
    assert page.status == status
    assert ("larger than 20 MB" in page.text) is (status == 422)


def test_nothing_of_it_is_kept(
    as_editor: Visitor, shared: Bucket, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    monkeypatch.setattr(settings, "FILE_UPLOAD_TEMP_DIR", str(tmp_path))
    before = dump()
    paste(as_editor, blocked("https://nobody-knows.example"))
    as_editor.post(DOCTOR, {"har": har_file(entry("GET", "https://nobody-knows.example", 403))})
    assert dump() == before
    assert not list(tmp_path.iterdir())
    assert "nobody-knows" not in caplog.text


def test_what_no_form_takes_is_refused_before_it_is_read(as_viewer: Visitor) -> None:
    page = paste(as_viewer, "x" * 3_000_000)
    assert (page.status, page.one("h1").text) == (400, "Too much at once")
