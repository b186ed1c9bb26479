"""Real Chromium for these tests, and a watch over what it complains of."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.foreign import ForeignSite
from tests.browser.visits import PATIENCE, Visits

# As the Makefile looks for them: the first is the same engine without a browser's own windows.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

ARGUMENTS = (
    "--no-sandbox",  # which root cannot have
    "--no-first-run",
    # Nothing of its own to say to anybody, and nowhere to say it but on this machine.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.*",
)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all these tests; each opens contexts of its own.

    Playwright keeps an event loop in this thread, which Django takes for a reason to forbid the
    database. Nothing here is asynchronous, so it is told to allow it, as long as the loop runs.
    """
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert program is not None, f"none of {', '.join(CHROMIUM)} is installed"
    expect.set_options(timeout=PATIENCE)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visits(chromium: Browser, live_server: LiveServer) -> Iterator[Visits]:
    """Opens pages of the console. The test fails if the browser complained of any of them."""
    visits = Visits(chromium, live_server.url)
    yield visits
    visits.close()
    assert not visits.complaints, "\n".join(visits.complaints)


@pytest.fixture
def foreign_site(chromium: Browser) -> Iterator[ForeignSite]:
    """A site of another origin, whose scripts want something of a bucket."""
    with ForeignSite(chromium) as site:
        yield site
