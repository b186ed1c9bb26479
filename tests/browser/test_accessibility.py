"""axe-core finds nothing on any page, light and dark, 320 and 1280 px wide; nothing sticks out.

The everyday run takes a pairwise sample: each page in both themes and at both widths, in two of
the four combinations, which alternate from page to page. The full run takes all four.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page

from tests.browser import scenes_of_probes, scenes_of_runs, scenes_of_tools
from tests.browser.furnishing import Furnishing, House
from tests.browser.scenes import GROUPS, Scene
from tests.browser.visits import Visits
from tests.fixtures.local_oss import WatchedOSS

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"

ALL = {
    **GROUPS,
    "runs": scenes_of_runs.scenes,
    "tools": scenes_of_tools.scenes,
    "probes": scenes_of_probes.scenes,
}
WIDTHS = (320, 1280)

Combination = tuple[int, Literal["light", "dark"]]
ALL_COMBINATIONS: tuple[Combination, ...] = (
    (320, "light"),
    (1280, "dark"),
    (1280, "light"),
    (320, "dark"),
)
PAIRWISE = (ALL_COMBINATIONS[:2], ALL_COMBINATIONS[2:])

# Everything that axe has on by itself, best practices too, and target-size, which it has not.
EVERYTHING = {"rules": {"target-size": {"enabled": True}}}

# What another theme can change is colours alone, and these are the rules that look at them.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}

THEMES: dict[Literal["light", "dark"], object] = {"light": EVERYTHING, "dark": COLOURS}

RUN = """
(rules) => axe.run({resultTypes: ["violations"], preload: false, ...rules}).then(
    (found) => found.violations.map((it) => ({
        rule: it.id,
        help: it.help,
        where: it.nodes.map((node) => `${node.target} ${node.html} ${node.failureSummary}`),
    })),
)
"""

# What makes the page scroll sideways, and boxes that cut off what is in them.
OVERFLOW = """
() => [...document.querySelectorAll("html, body :not(input)")].filter((it) => {
    if (it.clientWidth <= 1 || it.scrollWidth <= it.clientWidth) return false;
    return it.matches("html") || ["hidden", "clip"].includes(getComputedStyle(it).overflowX);
}).map((it) => it.outerHTML.slice(0, 100))
"""

# Boxes to tick that are smaller themselves than a target may be; axe counts their labels in.
SMALL = """
() => [...document.querySelectorAll("main :is([type=checkbox], [type=radio])")].filter((it) => {
    const box = it.getBoundingClientRect();
    return it.checkVisibility() && (box.width < 24 || box.height < 24);
}).map((it) => it.outerHTML.slice(0, 100))
"""


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """Furnished once a worker, over sockets."""
    with WatchedOSS(buckets=()) as oss:
        yield House(oss)


@pytest.fixture
def furnishing(house: House, transactional_db: None) -> Furnishing:
    """The same for every group, whatever the one before has changed."""
    return house.open()


@pytest.fixture
def people(furnishing: Furnishing) -> dict[str, User]:
    """Everybody by name."""
    return {user.username: user for user in User.objects.all()}


@pytest.mark.parametrize("group", ALL)
def test_axe_finds_nothing_and_nothing_sticks_out(
    visits: Visits, furnishing: Furnishing, people: dict[str, User], group: str
) -> None:
    check(visits, furnishing, people, group, PAIRWISE)


@pytest.mark.full
@pytest.mark.parametrize("group", ALL)
def test_axe_finds_nothing_in_any_combination(
    visits: Visits, furnishing: Furnishing, people: dict[str, User], group: str
) -> None:
    check(visits, furnishing, people, group, [ALL_COMBINATIONS])


def check(
    visits: Visits,
    furnishing: Furnishing,
    people: dict[str, User],
    group: str,
    turns: Sequence[Sequence[Combination]],
) -> None:
    """Look at the pages of ``group``, each in the combinations whose turn it is."""
    visits.expected |= {403, 404, 429}
    pages: dict[str, Page] = {}
    found: list[str] = []
    for number, scene in enumerate(ALL[group](furnishing)):
        if scene.who not in pages:
            pages[scene.who] = visits.open(people.get(scene.who), reduced_motion="reduce")
            pages[scene.who].add_init_script(path=AXE)
        combinations = turns[number % len(turns)]
        found += [f"{scene.name} {it}" for it in faults(scene, pages[scene.who], combinations)]
    assert not found, "\n\n".join(found)


def faults(scene: Scene, page: Page, combinations: Sequence[Combination]) -> Iterator[str]:
    """Tell what is wrong with the page of ``scene``: sideways at each width, and by axe."""
    scene.enter(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if beyond := page.evaluate(OVERFLOW):
            yield f"at {width} px sticks out: {beyond}"
        if small := page.evaluate(SMALL):
            yield f"at {width} px is smaller than 24 by 24 px: {small}"
        for theme in (theme for at, theme in combinations if at == width):
            page.emulate_media(color_scheme=theme)
            violations: list[dict[str, Any]] = page.evaluate(RUN, THEMES[theme])
            for violation in violations:
                yield f"at {width} px, {theme}: {json.dumps(violation, indent=1)}"
