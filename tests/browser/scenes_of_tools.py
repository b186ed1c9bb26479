"""The tools, with answers of every kind on them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.furnishing import Furnishing
from tests.browser.scenes import Scene

STRANGER: Final = "https://stranger.example"
REASON: Final = "No 'Access-Control-Allow-Origin' header is present on the requested resource."
TITLE: Final = "Error doctor"


def scenes(furnishing: Furnishing) -> Iterator[Scene]:
    doctor, bucket = reverse("doctor"), furnishing.buckets["published"]
    address = f"{furnishing.account.endpoint}/{bucket.name}/a-video-with-a-long-name.mp4"
    said = f"Access to fetch at '{address}' from origin '{STRANGER}'"
    blocked = f"{said} has been blocked by CORS policy: {REASON}"
    yield Scene("tools", reverse("tools"), "Tools")
    yield Scene("doctor", doctor, TITLE)
    yield Scene("doctor, diagnosed", doctor, TITLE, _paste(f"{blocked}\nPUT {address}"))
    yield Scene("doctor, told to a viewer", doctor, TITLE, _paste(blocked), who="vera-viewer")
    yield Scene("doctor, facts wanted", doctor, TITLE, _paste(f"cors error at {address}"))
    yield Scene("doctor, not CORS", doctor, TITLE, _paste("<Code>SignatureDoesNotMatch</Code>"))
    yield Scene("doctor, nothing", doctor, TITLE, _paste("It does not work"))
    yield Scene("doctor, refused", doctor, TITLE, _diagnose_nothing)
    yield Scene("doctor, a HAR", doctor, TITLE, _choose(address))
    change = urlencode({"origin": STRANGER, "method": "PUT", "headers": "x-oss-meta-a"})
    fix = reverse("fix", args=[bucket.pk])
    yield Scene("fix", f"{fix}?{change}", "Make the proposed change?")
    yield from _same_origin(reverse("same_origin"))
    yield from _tests(bucket.pk)


def _same_origin(path: str) -> Iterator[Scene]:
    for name, pair in {
        "same": (STRANGER, f"{STRANGER}/page"),
        "not the same": (STRANGER, f"http://{'long-label.' * 9}example:8080/"),
        "no addresses": ("www.example.com", "https://*.example.com"),
    }.items():
        query = urlencode({"a": pair[0], "b": pair[1]})
        yield Scene(f"same origin, {name}", f"{path}?{query}", "Same-origin checker")
    yield Scene("same origin", path, "Same-origin checker")


def _tests(bucket_id: int) -> Iterator[Scene]:
    name, blocked = "published", {"origin": STRANGER, "method": "PUT", "headers": "x-oss-meta-a"}
    tab = reverse("test_bucket", args=[bucket_id])
    yield Scene("test", tab, name)
    yield Scene("test, blocked", f"{tab}?{urlencode(blocked)}", name)
    yield Scene("test, refused", f"{tab}?origin=%2A&headers=a+b", name)
    yield Scene("test, by a viewer", f"{tab}?{urlencode(blocked)}", name, who="vera-viewer")
    expectations = reverse("expectations", args=[bucket_id])
    yield Scene("expectations", expectations, name, _promise)
    breaking = f"{reverse('fix', args=[bucket_id])}?{urlencode(blocked)}"
    yield Scene("fix that breaks a promise", breaking, "Make the proposed change?")
    yield Scene("promise refused", expectations, name, _promise_nothing)
    yield Scene("simulator", reverse("simulator"), "Simulator")
    yield Scene("simulator, refused", reverse("simulator"), "Simulator", _try_nothing)


def _promise(page: Page) -> None:
    page.get_by_role("textbox", name="Page").fill(STRANGER)
    page.get_by_label("Expected result").select_option("must-not")
    page.get_by_role("button", name="Add expectation", exact=True).click()
    expect(
        page.get_by_text("Expectation added. Every publish is checked against it.")
    ).to_be_visible()


def _promise_nothing(page: Page) -> None:
    page.get_by_role("button", name="Add expectation", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()


def _try_nothing(page: Page) -> None:
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("alert")).to_be_focused()


def _paste(text: str) -> Callable[[Page], None]:
    def paste(page: Page) -> None:
        page.get_by_label("Message").fill(text)
        page.get_by_role("button", name="Diagnose").click()
        expect(page.locator("#finding-title")).to_be_focused()

    return paste


def _diagnose_nothing(page: Page) -> None:
    page.get_by_role("button", name="Diagnose").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _choose(address: str) -> Callable[[Page], None]:
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
