"""The tools, asked."""

from __future__ import annotations

import json
from typing import Final

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.actions.action import Act, Action, Actions
from tests.pages.installation import Installation
from tests.pages.states import STRANGER

REASON: Final = "No 'Access-Control-Allow-Origin' header is present on the requested resource."


def tools(it: Installation) -> Actions:
    doctor, bucket = "doctor", it.buckets["published"].name
    address = f"{it.account.endpoint}/{bucket}/a-video-with-a-long-name.mp4"
    said = f"Access to fetch at '{address}' from origin '{STRANGER}'"
    blocked = f"{said} has been blocked by CORS policy: {REASON}"
    yield Action("doctor, refused", doctor, _diagnose_nothing)
    yield Action("doctor, diagnosed", doctor, _paste(f"{blocked}\nPUT {address}"))
    yield Action("doctor, told to a viewer", "viewer's doctor", _paste(blocked))
    yield Action("doctor, facts wanted", doctor, _paste(f"cors error at {address}"))
    not_cors = _paste("<Code>SignatureDoesNotMatch</Code>")
    yield Action("doctor, not CORS", doctor, not_cors)
    yield Action("doctor, nothing", doctor, _paste("It does not work"))
    yield Action("doctor, a HAR", doctor, _choose(address))
    yield Action("simulator, refused", "simulator", _try_nothing)


def probes(_: Installation) -> Actions:
    page = "expectations, published"
    yield Action("expectation refused", page, _expect_nothing)
    yield Action("expectation added", page, _expect)


def _expect(page: Page) -> None:
    page.get_by_role("textbox", name="Page").fill(STRANGER)
    page.get_by_label("Expected result").select_option("must-not")
    page.get_by_role("button", name="Add expectation", exact=True).click()
    expect(
        page.get_by_text("Expectation added. Every publish is checked against it.")
    ).to_be_visible()


def _expect_nothing(page: Page) -> None:
    page.get_by_role("button", name="Add expectation", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()


def _try_nothing(page: Page) -> None:
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("alert")).to_be_focused()


def _paste(text: str) -> Act:
    def paste(page: Page) -> None:
        page.get_by_label("Message").fill(text)
        page.get_by_role("button", name="Diagnose").click()
        expect(page.locator("#finding-title")).to_be_focused()

    return paste


def _diagnose_nothing(page: Page) -> None:
    page.get_by_role("button", name="Diagnose").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _choose(address: str) -> Act:
    headers = [{"name": "Origin", "value": STRANGER}]
    entries = [
        {
            "request": {"method": method, "url": address, "headers": headers},
            "response": {"status": 0},
        }
        for method in ("GET", "PUT", "DELETE")
    ]
    document = json.dumps({"log": {"entries": entries}}).encode()
    sent: FilePayload = {"name": "a.har", "mimeType": "application/json", "buffer": document}

    def choose(page: Page) -> None:
        page.get_by_label("Or a HAR file").set_input_files(sent)
        page.get_by_role("button", name="Diagnose").click()
        expect(page.get_by_role("heading", name="Other failed requests")).to_be_visible()

    return choose
