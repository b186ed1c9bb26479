"""No secret that is pasted into the error doctor, or is in a file, comes out of it anywhere."""

from __future__ import annotations

import html
import json
import logging
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from buckets.models import Bucket
from tests.views.database import dump
from tests.views.doctor_page import DOCTOR, paste
from tests.views.page import Page, Visitor
from tests.views.pasted_secrets import PASTED, SECRETS, har

INVALID: Final = {"method": "PUT it"}


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """All that any logger says, at any level."""
    quiet = [
        it for it in logging.root.manager.loggerDict.values() if isinstance(it, logging.Logger)
    ]
    before = [(it, it.level, it.propagate) for it in quiet]
    for logger in quiet:
        logger.setLevel(logging.DEBUG)
        logger.propagate = True
    with caplog.at_level(logging.DEBUG):
        yield caplog
    for logger, level, propagate in before:
        logger.setLevel(level)
        logger.propagate = propagate


def in_page(page: Page) -> str:
    """The answer with its headers, to the letter and as a browser reads it."""
    text = page.content.decode() + repr(dict(page.headers))
    read = html.unescape(text)
    return "\n".join((text, read, unquote(read)))


def in_records(logged: pytest.LogCaptureFixture) -> str:
    """Every record with all that it carries."""
    return logged.text + "\n".join(repr(vars(record)) for record in logged.records)


def shown(page: Page, logged: pytest.LogCaptureFixture) -> dict[str, list[str]]:
    """Which secrets stand where."""
    places = {"page": in_page(page), "logs": in_records(logged), "database": dump()}
    found = {
        place: [name for name, secret in SECRETS.items() if secret in text]
        for place, text in places.items()
    }
    return {place: names for place, names in found.items() if names}


def test_the_secrets_are_in_what_is_pasted() -> None:
    everything = json.dumps(har()) + "".join(PASTED.values())
    assert not [name for name, secret in SECRETS.items() if secret not in everything]
    assert all(any(it in text for it in SECRETS.values()) for text in PASTED.values())


def test_what_would_be_shown_is_found(as_viewer: Visitor, logged: Any) -> None:
    secret = SECRETS["signature"]
    logging.getLogger("anywhere").debug("signed by %s", secret)
    page = paste(as_viewer, f"It does not work at {secret}")
    assert shown(page, logged) == {"page": ["signature"], "logs": ["signature"]}


@pytest.mark.parametrize("name", PASTED)
def test_no_secret_in_a_text_comes_out(
    as_viewer: Visitor, memory_bucket: Bucket, logged: Any, name: str
) -> None:
    page = paste(as_viewer, PASTED[name])
    assert page.status == 200
    assert shown(page, logged) == {}


@pytest.mark.parametrize("name", PASTED)
def test_no_secret_comes_back_in_a_form_that_is_refused(
    as_viewer: Visitor, memory_bucket: Bucket, logged: Any, name: str
) -> None:
    page = paste(as_viewer, PASTED[name], **INVALID)
    assert page.status == 422
    assert shown(page, logged) == {}


@pytest.mark.parametrize("name", PASTED)
def test_no_secret_comes_out_of_an_exception(
    as_viewer: Visitor, logged: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def broken(text: str) -> None:
        raise RuntimeError("the doctor is ill")

    monkeypatch.setattr("buckets.views.doctor.read_text", broken)
    as_viewer.client.raise_request_exception = False
    page = paste(as_viewer, PASTED[name])
    assert page.status == 500
    assert "the doctor is ill" in logged.text
    assert shown(page, logged) == {}


def test_what_comes_back_of_a_text_can_be_sent_again(
    as_viewer: Visitor, memory_bucket: Bucket, logged: Any
) -> None:
    page = paste(as_viewer, PASTED["curl -v"])
    for form in page.all("form", method="post"):
        if form.get("action") == DOCTOR:
            assert shown(as_viewer.submit(page, form), logged) == {}


def as_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("network.har", json.dumps(har()).encode(), "application/json")


@pytest.mark.parametrize("said", [{}, INVALID])
def test_no_secret_in_a_file_comes_out(
    as_viewer: Visitor, memory_bucket: Bucket, logged: Any, said: dict[str, str]
) -> None:
    page = as_viewer.post(DOCTOR, {"har": as_file(), **said})
    assert page.status == (422 if said else 200)
    assert shown(page, logged) == {}


@pytest.mark.parametrize("said", [{}, INVALID])
def test_no_secret_in_a_pasted_file_comes_out(
    as_viewer: Visitor, memory_bucket: Bucket, logged: Any, said: dict[str, str]
) -> None:
    page = paste(as_viewer, json.dumps(har(), indent=2), **said)
    assert page.status == (422 if said else 200)
    assert shown(page, logged) == {}


def test_of_a_file_with_several_failures_none_of_the_forms_holds_a_secret(
    as_viewer: Visitor, memory_bucket: Bucket, logged: Any
) -> None:
    page = as_viewer.post(DOCTOR, {"har": as_file()})
    again = page.one("ul", css="joint").one("form")
    assert shown(as_viewer.submit(page, again), logged) == {}
