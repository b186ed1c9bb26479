"""axe-core finds nothing on any page, light and dark, 320 and 1280 px wide; nothing sticks out.

The pages are those of the catalogue, and what is done on them. The full run looks at each in all
combinations of theme and width. The everyday run takes a pairwise sample: each view in both themes
and at both widths, and of its further looks one in eight.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, repeat
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
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
COMBINATIONS: tuple[Combination, ...] = (
    (320, "light"),
    (1280, "dark"),
    (1280, "light"),
    (320, "dark"),
)
WIDTHS = (320, 1280)
HEIGHT = 800

# Everything that axe has on by itself, best practices too, and target-size, which it has not.
EVERYTHING = {"rules": {"target-size": {"enabled": True}}}

# What another theme can change is colours alone, and these are the rules that look at them.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}

# What makes the page scroll sideways, boxes that cut off what is in them, boxes to tick that are
# smaller than a target may be, and what axe finds.
LOOK = """
async (rules) => {
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
    const found = rules && (await axe.run({resultTypes: ["violations"], preload: false, ...rules}));
    return [
        ...beyond.map((it) => ({sticksOut: it.outerHTML.slice(0, 100)})),
        ...small.map((it) => ({smallerThanATarget: it.outerHTML.slice(0, 100)})),
        ...(found ? found.violations : []).map((it) => ({
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
    check(visits, installation, group, in_turn)


@pytest.mark.full
@pytest.mark.parametrize("group", GROUPS)
def test_axe_finds_nothing_in_any_combination(
    visits: Visits, installation: Installation, group: str
) -> None:
    check(visits, installation, group, in_all)


def in_turn() -> Iterator[Sequence[Combination]]:
    """The first look of a view at both widths and in both themes, then one in eight, in one."""
    yield COMBINATIONS[:2]
    for combination in cycle([*COMBINATIONS[2:], *COMBINATIONS[:2]]):
        yield from (*[()] * 7, (combination,))


def in_all() -> Iterator[Sequence[Combination]]:
    return repeat(COMBINATIONS)


def check(
    visits: Visits,
    it: Installation,
    group: str,
    turns: Callable[[], Iterator[Sequence[Combination]]],
) -> None:
    """Look at the pages of ``group``, those of each view in the combinations that are next."""
    visits.expected |= {403, 404, 429}
    pages: dict[str, Page] = {}
    actions = actions_of(it, group)
    of_view: dict[str, Iterator[Sequence[Combination]]] = defaultdict(turns)
    found: list[str] = []
    for entry in GROUPS[group](it):
        if entry.who not in pages:
            page = visits.open(it.people.get(entry.who), reduced_motion="reduce")
            page.add_init_script(AXE)
            pages[entry.who] = page
        page = pages[entry.who]
        for action in (None, *actions.pop(entry.name, [])):
            if combinations := next(of_view[view_of(entry.path)]):
                enter(page, entry, action)
                name = action.name if action else entry.name
                found += [f"{name} {fault}" for fault in faults(page, combinations)]
    assert not found, "\n\n".join(found)
    assert not actions, f"on pages that are not in the catalogue: {actions}"


def actions_of(it: Installation, group: str) -> dict[str, list[Action]]:
    """The actions of ``group``, by the entry of the catalogue on whose page they are done."""
    actions: dict[str, list[Action]] = defaultdict(list)
    for of_group in ACTIONS.get(group, ()):
        for action in of_group(it):
            actions[action.on].append(action)
    return actions


def enter(page: Page, entry: Entry, action: Action | None) -> None:
    """Bring ``page`` to that of ``entry``, and to where ``action`` leads from there."""
    page.set_viewport_size({"width": WIDTHS[-1], "height": HEIGHT})
    page.goto(entry.path)
    heading = entry.heading
    if action:
        action.act(page)
        heading = action.heading or heading
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()


def view_of(path: str) -> str:
    """The name of the view at ``path``; "" where there is none."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def faults(page: Page, combinations: Sequence[Combination]) -> Iterator[str]:
    """Tell what is wrong with a page: sideways at each width, and by axe in ``combinations``."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        themes = [theme for at, theme in combinations if at == width]
        if not themes:
            yield from (f"at {width} px: {json.dumps(it)}" for it in look(page, None))
        for theme in themes:
            page.emulate_media(color_scheme=theme)
            for violation in look(page, EVERYTHING if theme == themes[0] else COLOURS):
                yield f"at {width} px, {theme}: {json.dumps(violation, indent=1)}"


def look(page: Page, rules: object) -> list[dict[str, Any]]:
    """What `LOOK` finds, by these ``rules`` of axe or by none."""
    violations: list[dict[str, Any]] = page.evaluate(LOOK, rules)
    return violations
