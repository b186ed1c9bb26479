"""What the simulator says of a page's request is what a real Chromium does with it.

Every case has a bucket of its own, so none meets what the browser kept of another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Frame, Page

from buckets.cors.evaluate import browser_console
from buckets.cors.evaluate.browser import Block
from buckets.cors.evaluate.simulation import Simulation, simulate
from buckets.localoss.store import Acl
from tests.browser.foreign import ForeignSite
from tests.browser.matrix import Case, cases
from tests.browser.sending import SEND
from tests.browser.visits import PATIENCE
from tests.fixtures.local_oss import WatchedOSS

# Runs all cases of a page, and tells for each which headers it could read, or how it failed.
TRY_ALL = (
    "async (all) => {"
    + SEND
    + """
    const form = () => {
        const data = new FormData();
        data.append("key", "clip");
        data.append("file", new Blob(["new"]), "clip");
        return data;
    };
    const shown = (url) => new Promise((done) => {
        const image = new Image();
        image.onload = image.onerror = done;
        image.src = url;
    });
    return Promise.all(all.map(async (it) => {
        try {
            if (it.image) await shown(it.url);
            const header = await send(it, it.method === "POST" ? form() : null);
            return it.reads.filter((name) => header(name) !== null);
        } catch (error) {
            return error.name;
        }
    }));
}
"""
)
SANDBOX = """
() => new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-scripts";
    frame.srcdoc = "<!doctype html>";
    frame.onload = () => done();
    document.body.append(frame);
})
"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "08d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


@dataclass(frozen=True)
class CheckResults:
    """A case, what the simulator says of it, and what came of it."""

    case: Case
    url: str
    said: Simulation
    could: list[str] | str
    sent: list[tuple[str, ...]]
    printed: list[str]

    @property
    def block(self) -> Block | None:
        return self.said.block_after_image if self.case.after_image else self.said.block


@pytest.fixture(scope="module")
def tried(chromium: Browser) -> Iterator[list[CheckResults]]:
    """All cases, each tried by a page of its origin."""
    with (
        WatchedOSS(buckets=()) as oss,
        ForeignSite(chromium) as site,
        chromium.new_context() as context,
    ):
        yield list(try_all(oss, context, site))


def try_all(oss: WatchedOSS, context: BrowserContext, site: ForeignSite) -> Iterator[CheckResults]:
    context.set_default_timeout(PATIENCE)
    printed: list[str] = []

    def note(message: ConsoleMessage) -> None:
        printed.append(message.text)

    context.on("console", note)
    made = {
        case: address(oss, f"case-{n}", case)
        for n, case in enumerate(dict.fromkeys(cases(site.port)))
    }
    could: dict[Case, list[str] | str] = {}
    for origin in dict.fromkeys(case.request.origin for case in made):
        some = [case for case in made if case.request.origin == origin]
        page = context.new_page()
        frame = frame_of(page, origin, site)
        answers = frame.evaluate(TRY_ALL, [as_script(case, made[case]) for case in some])
        could |= zip(some, answers, strict=True)
        # Complaints come in their order: with that of one more request, all are there.
        with page.expect_console_message(lambda message: f"{oss.endpoint}/?last" in message.text):
            frame.evaluate("(url) => fetch(url).catch(() => null)", f"{oss.endpoint}/?last")
    for case, url in made.items():
        yield CheckResults(
            case,
            url,
            simulate(case.configuration, case.request),
            could[case],
            sent_to(oss, url),
            [text for text in printed if f"'{url}'" in text],
        )


def address(oss: WatchedOSS, bucket: str, case: Case) -> str:
    """Where the object of a case is, in a bucket with its rules."""
    oss.store.create(bucket, Acl.PUBLIC_READ_WRITE)
    oss.store.put_cors(bucket, case.configuration if case.configuration.rules else None)
    kept = (("Content-Type", "image/png"), ("Cache-Control", "max-age=600"))
    oss.store.put_object(bucket, "clip", PIXEL, kept)
    return f"{oss.endpoint}/{bucket}/{'' if case.request.method == 'POST' else 'clip'}"


def frame_of(page: Page, origin: str, site: ForeignSite) -> Frame:
    """A document of this origin; "null" is that of a frame in a sandbox."""
    page.goto(site.origin if origin == "null" else origin)
    if origin == "null":
        page.evaluate(SANDBOX)
    return page.frames[-1]


def as_script(case: Case, url: str) -> dict[str, Any]:
    request = case.request
    return {
        "url": url,
        "method": request.method,
        "headers": [[header.name, header.value] for header in request.headers],
        "credentials": request.credentials,
        "watches": request.watches_upload,
        "xhr": case.by_xhr,
        "image": case.after_image,
        "reads": request.reads,
    }


def sent_to(oss: WatchedOSS, url: str) -> list[tuple[str, ...]]:
    """What the browser sent because of a script: the method and all that concerns CORS."""
    path = url.removeprefix(oss.endpoint)
    asked = ("Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers")
    return [
        (request.method, *filter(None, (request.headers.get(name.lower()) for name in asked)))
        for request in (exchange.request for exchange in oss.exchanges)
        if f"/{request.bucket}/{request.key}" == path and request.headers.get("origin")
    ]


def test_there_are_cases_enough(tried: list[CheckResults]) -> None:
    assert len(tried) >= 60
    assert {it.block is None for it in tried} == {True, False}


def test_a_page_could_do_what_the_simulator_says(tried: list[CheckResults]) -> None:
    assert {it.case: it.could for it in tried} == {it.case: expected(it) for it in tried}


def expected(it: CheckResults) -> list[str] | str:
    if not it.said.is_sendable or it.block:
        return "TypeError"
    return [name for name in it.case.request.reads if name not in it.said.unread]


def test_the_browser_sent_what_the_simulator_says(tried: list[CheckResults]) -> None:
    found = {it.case: it.sent for it in tried if not it.case.after_image}
    assert found == {it.case: foretold(it.said) for it in tried if not it.case.after_image}


def foretold(said: Simulation) -> list[tuple[str, ...]]:
    sent = []
    if said.preflight:
        sent.append(("OPTIONS", *(value for _, value in said.preflight.sent)))
    if said.answer:
        sent.append((said.request.method.upper(), *(value for _, value in said.answer.sent)))
    return sent


def test_chromium_printed_what_the_simulator_says(tried: list[CheckResults]) -> None:
    assert {it.case: it.printed for it in tried} == {it.case: message(it) for it in tried}


def message(it: CheckResults) -> list[str]:
    if it.block is None:
        return []
    return [browser_console.chromium(it.block, it.case.request, it.url, by_xhr=it.case.by_xhr)]
