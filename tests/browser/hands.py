"""How people work a page: with a pointer, or by keyboard alone."""

from __future__ import annotations

from typing import Protocol

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.visits import PATIENCE, WAIT

MOST_TABS = 80
WAYS = ("pointer", "no JavaScript", "keyboard")


def in_each_way(*everyday: str) -> pytest.MarkDecorator:
    """Run a test once for each ``way`` to work a page: those of ``everyday`` always, the others
    where every combination is run."""
    others = [pytest.param(way, marks=pytest.mark.full) for way in WAYS if way not in everyday]
    return pytest.mark.parametrize("way", [*everyday, *others])


# Whether the element that has the focus has an outline too, and a part in view with nothing on top.
FOCUS_SHOWS = """
() => {
  const it = document.activeElement;
  if (it === document.body) return true;
  const style = getComputedStyle(it), box = it.getBoundingClientRect();
  const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]];
  const inView = points.some(([x, y]) => {
    const top = document.elementFromPoint(box.x + x * box.width, box.y + y * box.height);
    return top !== null && (it.contains(top) || top.contains(it));
  });
  return inView && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}
"""
# Where the focus is, seen from an element; "gone" where another one has taken its place.
WHERE = """
(element) =>
  element === document.activeElement ? "here" : element.isConnected ? "elsewhere" : "gone"
"""
FOCUSED = "document.activeElement.outerHTML.slice(0, 160)"


class Hands(Protocol):
    """What the tours need."""

    def press(self, target: Locator) -> None:
        """Follow a link, push a button, tick a box."""

    def write(self, target: Locator, text: str) -> None:
        """Put ``text`` into a field in place of what it holds."""


class Pointer:
    """Someone with a mouse, or a finger."""

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)


class Keyboard:
    """Someone without; whatever gets the focus must show it."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, target: Locator) -> None:
        self.go_to(target)
        is_link = target.evaluate("(element) => element.tagName === 'A'")
        self._page.keyboard.press("Enter" if is_link else "Space")

    def write(self, target: Locator, text: str) -> None:
        self.go_to(target)
        self._page.keyboard.press("ControlOrMeta+a")
        self._page.keyboard.type(text)

    def go_to(self, target: Locator, key: str = "Tab") -> None:
        """Press Tab, or ``key``, until ``target`` has the focus."""
        target.wait_for()  # a panel that is about to open would remember where Tab went meanwhile
        element = target.element_handle()
        for _ in range(MOST_TABS):
            where = element.evaluate(WHERE)
            if where == "here":
                return
            if where == "gone":
                element = target.element_handle()
            self.step(key)
        raise AssertionError(f"{MOST_TABS} times {key}, and never at {target}")

    def step(self, key: str = "Tab") -> None:
        """Press Tab, or ``key``, once."""
        self._page.keyboard.press(key)
        self.check_focus_shows()

    def check_focus_shows(self) -> None:
        """Whatever has the focus has an outline and is in view, once the page has scrolled."""
        assert self._page.evaluate(WAIT % FOCUS_SHOWS, PATIENCE), (
            f"has the focus unseen: {self._page.evaluate(FOCUSED)}"
        )


def has_focus(target: Locator) -> bool:
    return bool(target.evaluate("(element) => element === document.activeElement"))
