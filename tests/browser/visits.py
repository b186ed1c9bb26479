"""People at their browsers, and what the browsers complain of meanwhile."""

from __future__ import annotations

import re
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, WebError

PATIENCE: Final = 10_000
"""Milliseconds that a page may take to show what it should."""


class Visits:
    """Opens pages of the console and gathers complaints about them.

    A complaint is an error or a warning on the browser's console (a violation of the content
    security policy is one), an uncaught exception, or a request to anywhere else. An answer with
    a status in `expected` is none: a form that is refused comes back as 422.
    """

    def __init__(self, browser: Browser, address: str) -> None:
        self.address = address
        self.complaints: list[str] = []
        self.expected = {422}
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def open(self, user: User | None = None, **options: Any) -> Page:
        """A blank page in a browser where ``user`` is signed in; ``options`` are Playwright's."""
        context = self._browser.new_context(base_url=self.address, **options)
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("console", self._note_message)
        context.on("weberror", self._note_error)
        context.on("request", self._note_request)
        if user is not None:
            sign_in(context, self.address, session_of(user))
        return context.new_page()

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _note_message(self, message: ConsoleMessage) -> None:
        statuses = re.findall(r"(?:a status of|Status Error Code) (\d+)", message.text)
        refused = any(int(status) in self.expected for status in statuses)
        if message.type in ("error", "warning") and not refused:
            self.complaints.append(f"{message.location['url']}: {message.text}")

    def _note_error(self, error: WebError) -> None:
        self.complaints.append(str(error.error))

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:")):
            self.complaints.append(f"asked another host for {request.url}")


# Playwright's own `wait_for_function` evaluates text in the page, which the content security policy
# of the console forbids.
WAIT = """
async (most) => {
    const holds = %s;
    for (const end = performance.now() + most; !holds(); await new Promise(requestAnimationFrame)) {
        if (performance.now() > end) return false;
    }
    return true;
}
"""


def wait_until(page: Page, condition: str) -> None:
    """Wait until the function ``condition`` returns true on ``page``."""
    assert page.evaluate(WAIT % condition, PATIENCE), f"never on {page.url}: {condition}"


def sign_in(context: BrowserContext, address: str, session: str) -> None:
    """Give the browser the cookie of a session at ``address``."""
    cookie_name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": cookie_name, "value": session, "url": address}])


def session_of(user: User) -> str:
    """The key of a session of somebody who has just signed in."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
