"""Requests held back, so that what a person does meanwhile comes before their answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route


@contextmanager
def held(page: Page, address: str) -> Iterator[None]:
    """Hold back requests to ``address``, a glob; after the block the newest is answered first."""
    routes: list[Route] = []
    is_over = False

    def hold(route: Route) -> None:
        if is_over:
            route.continue_()
        else:
            routes.append(route)

    page.route(address, hold)
    with page.expect_request(address):
        yield
    page.evaluate("document.title")  # what was asked for has been held by then
    is_over = True
    for route in reversed(routes):
        with page.expect_response(route.request.url):
            route.continue_()
