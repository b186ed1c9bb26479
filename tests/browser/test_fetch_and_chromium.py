"""What the domain says of requests and redirects is what a real Chromium does.

Every case has addresses of its own, so none meets what the browser kept of another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from playwright.sync_api import Browser, Page

from buckets.cors.evaluate import browser_console
from buckets.cors.evaluate.browser import (
    Block,
    BlockCause,
    PageRequest,
    as_sent,
    check_preflight,
    check_response,
    unread,
)
from buckets.cors.evaluate.redirect import Redirect, is_cross_origin
from tests.browser.answer_cases import answer_cases
from tests.browser.answering import Answer, AnsweringSite, Asked
from tests.browser.fetch_case import APP, READ, FetchCase
from tests.browser.redirect_cases import redirect_cases
from tests.browser.sending import SEND
from tests.browser.visits import PATIENCE

# Sends all requests, and tells of each which headers it could read, or null if it failed.
SEND_ALL = (
    "async ([all, names]) => {"
    + SEND
    + """
    return Promise.all(all.map(async (it) => {
        try {
            const header = await send(it, it.body);
            return names.filter((name) => header(name) !== null);
        } catch {
            return null;
        }
    }));
}
"""
)


@dataclass
class Outcome:
    """What came of a case: each request that was sent, the headers that the page could read (None
    where it got no answer), and what the browser printed."""

    sent: list[tuple[str, ...]] = field(default_factory=list)
    could_read: list[str] | None = None
    printed: list[str] = field(default_factory=list)


def filled(answer: Answer, app: str, following: str) -> Answer:
    """An answer with what its headers leave open."""
    headers = (
        (name, value.replace("{app}", app).replace("{next}", following))
        for name, value in answer.headers
    )
    return Answer(answer.status, tuple(headers))


@dataclass(frozen=True)
class Addressed:
    """A case at addresses of a site: one for each hop, with its answers to a preflight and to the
    request itself."""

    case: FetchCase
    request: PageRequest
    urls: tuple[str, ...]
    answers: tuple[tuple[Answer, Answer], ...]

    @classmethod
    def at(cls, site: AnsweringSite, number: int, case: FetchCase) -> Addressed:
        """Let ``site`` answer the requests of a case."""
        app = site.origin(APP)
        urls = [f"{site.origin(hop.host)}/{number}/{at}" for at, hop in enumerate(case.hops)]
        answers = []
        for hop, url, following in zip(case.hops, urls, [*urls[1:], ""], strict=True):
            to = following.removeprefix("http://")
            preflight, answer = filled(hop.preflight, app, to), filled(hop.answer, app, to)
            site.answers |= {(url, True): preflight, (url, False): answer}
            answers.append((preflight, answer))
        return cls(case, replace(case.request, origin=app), tuple(urls), tuple(answers))

    def as_script(self) -> dict[str, Any]:
        request = self.request
        return {
            "url": self.urls[0],
            "method": request.method,
            "headers": [[header.name, header.value] for header in request.headers],
            "credentials": request.credentials,
            "watches": request.watches_upload,
            "xhr": self.case.by_xhr,
            "body": "new" if request.method in ("POST", "PUT") else None,
        }

    def foretell(self) -> Foretold:
        """What the domain says comes of it, hop by hop."""
        request, foretold = self.request, Foretold()
        for url, (preflight, answer) in zip(self.urls, self.answers, strict=True):
            foretold.block = self._send(request, url, preflight, foretold)
            redirect = Redirect.of(url, answer.status, answer.headers)
            if foretold.block is None:
                foretold.block = blocked(request, url, answer, redirect)
            if foretold.block:
                foretold.outcome.printed.append(self._printed(foretold.block, url))
                return foretold
            if redirect is None:
                foretold.outcome.could_read = readable(request, url, answer)
                return foretold
            request = redirect.follow(request)
        raise AssertionError("the last hop redirects")

    def _send(
        self, request: PageRequest, url: str, preflight: Answer, foretold: Foretold
    ) -> Block | None:
        """Send a preflight, if need be, and the request if that allows it."""
        is_cross = is_cross_origin(request.origin, url)
        method = as_sent(request.method)
        sends = foretold.outcome.sent.append
        if is_cross and request.reasons:
            sends(("OPTIONS", url, request.origin, method, ",".join(request.asks_for)))
            block = check_preflight(request, preflight.status, preflight.headers)
            if block:
                return block
        tells_origin = is_cross or method not in ("GET", "HEAD")
        sends((method, url, request.origin if tells_origin else "", "", ""))
        return None

    def _printed(self, block: Block, url: str) -> str:
        first = "" if url == self.urls[0] else self.urls[0]
        return browser_console.chromium(
            block, self.request, url, by_xhr=self.case.by_xhr, redirected_from=first
        )


@dataclass
class Foretold:
    """What is said to come of a case, and why the page gets nothing, if it does not."""

    outcome: Outcome = field(default_factory=Outcome)
    block: Block | None = None


def blocked(
    request: PageRequest, url: str, answer: Answer, redirect: Redirect | None
) -> Block | None:
    """Why the browser makes nothing of the answer to the request itself."""
    if redirect:
        return redirect.check(request)
    is_cross = is_cross_origin(request.origin, url)
    return check_response(request, answer.status, answer.headers) if is_cross else None


def readable(request: PageRequest, url: str, answer: Answer) -> list[str]:
    """Which of the answer's headers the page reads; of its own origin all but cookies."""
    is_cross = is_cross_origin(request.origin, url)
    lacking = unread(request, answer.headers) if is_cross else ("Set-Cookie",)
    has = {name for name, _ in answer.headers}
    return [name for name in READ if name in has and name not in lacking]


def sent(asked: Asked) -> tuple[str, ...]:
    """What a request tells of CORS."""
    names = ("origin", "access-control-request-method", "access-control-request-headers")
    return (asked.method, asked.url, *(asked.headers.get(name, "") for name in names))


def test_chromium_does_what_the_domain_says(chromium: Browser) -> None:
    with AnsweringSite() as site, chromium.new_page() as page:
        page.set_default_timeout(PATIENCE)
        addressed = {
            name: Addressed.at(site, number, case)
            for number, (name, case) in enumerate((*answer_cases(), *redirect_cases()))
        }
        found = outcomes(page, site, addressed)
    foretold = {name: case.foretell() for name, case in addressed.items()}
    assert {it.block.cause for it in foretold.values() if it.block} == {*BlockCause}
    assert found == {name: it.outcome for name, it in foretold.items()}


def outcomes(
    page: Page, site: AnsweringSite, addressed: Mapping[str, Addressed]
) -> dict[str, Outcome]:
    """What comes of all cases, tried at once by one page."""
    printed: list[str] = []
    page.on("console", lambda message: printed.append(message.text))
    page.goto(site.origin(APP))
    requests = [case.as_script() for case in addressed.values()]
    could_read = page.evaluate(SEND_ALL, [requests, READ])
    # Complaints come in their order: with that of one more request, all are there.
    last = f"{site.origin('last')}/last"
    with page.expect_console_message(lambda message: last in message.text):
        page.evaluate("(url) => fetch(url).catch(() => null)", last)
    return {
        name: Outcome(
            [sent(asked) for asked in site.asked if asked.url in case.urls],
            read,
            [text for text in printed if any(f"at '{url}'" in text for url in case.urls)],
        )
        for (name, case), read in zip(addressed.items(), could_read, strict=True)
    }
