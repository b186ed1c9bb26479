"""axe-core finds nothing on any page, light and dark, 320 and 1280 px wide; nothing sticks out.

The pages are those of the catalogue, and what is done on them. The everyday run takes a pairwise
sample: each page in both themes and at both widths, in two of the four combinations, which
alternate from page to page. The full run takes all four.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.actions.action import Action
from tests.browser.actions.groups import ACTIONS
from tests.browser.furnished import Furnished
from tests.browser.visits import Visits
from tests.fixtures.local_oss import WatchedOSS
from tests.pages.catalogue import Entry
from tests.pages.groups import GROUPS
from tests.pages.installation import Installation

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text()

Theme = Literal["light", "dark"]
Combination = tuple[int, Theme]
PAIRWISE: tuple[tuple[Combination, ...], ...] = (
    ((320, "light"), (1280, "dark")),
    ((1280, "light"), (320, "dark")),
)
ALL_COMBINATIONS: tuple[tuple[Combination, ...], ...] = (
    ((320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")),
)
WIDE = 1280
HEIGHT = 800

# Everything that axe has on by itself, best practices too, and target-size, which it has not.
EVERYTHING = {"rules": {"target-size": {"enabled": True}}}

# What another theme can change is colours alone, and these are the rules that look at them.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}

THEMES: dict[Theme, object] = {"light": EVERYTHING, "dark": COLOURS}

# What makes the page scroll sideways, boxes that cut off what is in them, boxes to tick that are
# smaller than a target may be, and what axe finds; null where the page has no axe yet, which a page
# loses when it leads to another one.
LOOK = """
async (rules) => {
    if (!window.axe) return null;
    const beyond = [...document.querySelectorAll("html, body :not(input)")].filter((it) => {
        if (it.clientWidth <= 1 || it.scrollWidth <= it.clientWidth) return false;
        return it.matches("html") || ["hidden", "clip"].includes(getComputedStyle(it).overflowX);
    });
    // axe counts their labels in.
    const ticked = document.querySelectorAll("main :is([type=checkbox], [type=radio])");
    const small = [...ticked].filter((it) => {
        const box = it.getBoundingClientRect();
        return it.checkVisibility() && (box.width < 24 || box.height < 24);
    });
    const found = await axe.run({resultTypes: ["violations"], preload: false, ...rules});
    return [
        ...beyond.map((it) => ({sticksOut: it.outerHTML.slice(0, 100)})),
        ...small.map((it) => ({smallerThanATarget: it.outerHTML.slice(0, 100)})),
        ...found.violations.map((it) => ({
            rule: it.id,
            help: it.help,
            where: it.nodes.map((node) => `${node.target} ${node.html} ${node.failureSummary}`),
        })),
    ];
}
"""


@pytest.fixture(scope="module")
def furnished() -> Iterator[Furnished]:
    """Furnished once a worker, over sockets."""
    with WatchedOSS(buckets=()) as oss:
        yield Furnished(oss)


@pytest.fixture
def installation(furnished: Furnished, transactional_db: None) -> Installation:
    """The same for every group, whatever the one before has changed."""
    return furnished.open()


@pytest.mark.parametrize("group", GROUPS)
def test_axe_finds_nothing_and_nothing_sticks_out(
    visits: Visits, installation: Installation, group: str
) -> None:
    check(visits, installation, group, PAIRWISE)


@pytest.mark.full
@pytest.mark.parametrize("group", GROUPS)
def test_axe_finds_nothing_in_any_combination(
    visits: Visits, installation: Installation, group: str
) -> None:
    check(visits, installation, group, ALL_COMBINATIONS)


def check(
    visits: Visits,
    it: Installation,
    group: str,
    turns: Sequence[Sequence[Combination]],
) -> None:
    """Look at the pages of ``group``, each in the combinations whose turn it is."""
    visits.expected |= {403, 404, 429}
    pages: dict[str, Page] = {}
    actions = actions_of(it, group)
    combinations = cycle(turns)
    found: list[str] = []
    for entry in GROUPS[group](it):
        if entry.who not in pages:
            pages[entry.who] = visits.open(it.people.get(entry.who), reduced_motion="reduce")
        page = pages[entry.who]
        for name in looks(entry, actions.pop(entry.name, []), page):
            found += [f"{name} {fault}" for fault in faults(page, next(combinations))]
    assert not found, "\n\n".join(found)
    assert not actions, f"on pages that are not in the catalogue: {actions}"


def actions_of(it: Installation, group: str) -> dict[str, list[Action]]:
    """The actions of ``group``, by the entry of the catalogue on whose page they are done."""
    actions: dict[str, list[Action]] = defaultdict(list)
    for of_group in ACTIONS.get(group, ()):
        for action in of_group(it):
            actions[action.on].append(action)
    return actions


def looks(entry: Entry, actions: Sequence[Action], page: Page) -> Iterator[str]:
    """Bring ``page`` to the page of ``entry``, then to where each action leads; yield the names."""
    page.goto(entry.path)
    expect_heading(page, entry.heading)
    yield entry.name
    for action in actions:
        page.set_viewport_size({"width": WIDE, "height": HEIGHT})
        if action is not actions[0]:
            page.goto(entry.path)
        action.act(page)
        expect_heading(page, action.heading or entry.heading)
        yield action.name


def expect_heading(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()


def faults(page: Page, combinations: Sequence[Combination]) -> Iterator[str]:
    """Tell what is wrong with a page: sideways, and by axe."""
    for width, theme in combinations:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=theme)
        violations: list[dict[str, Any]] | None = page.evaluate(LOOK, THEMES[theme])
        if violations is None:
            page.evaluate(AXE)
            violations = page.evaluate(LOOK, THEMES[theme])
        assert violations is not None
        for violation in violations:
            yield f"at {width} px, {theme}: {json.dumps(violation, indent=1)}"
