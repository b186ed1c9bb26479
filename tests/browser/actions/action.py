"""Something done on a page, and what many pages have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.pages.installation import Installation

Act = Callable[[Page], None]


@dataclass(frozen=True)
class Action:
    """``act`` on the page of the catalogue's entry ``on``; ``heading`` proves where it led.

    Without a heading it is that of the entry.
    """

    name: str
    on: str
    act: Act
    heading: str = ""


Actions = Iterator[Action]
Group = Callable[[Installation], Actions]


def refused_on(button: str) -> Act:
    """Send a form that has nothing in it, or nothing that will do."""

    def send(page: Page) -> None:
        page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("alert")).to_be_visible()

    return send
