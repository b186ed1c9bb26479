"""What a real Chromium shows of a page that was broken on purpose leads to what was broken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser

from buckets.cors.doctor import Confidence, Diagnosis, read
from buckets.cors.doctor.parse.pasted import unwrap
from buckets.cors.doctor.parse.phrases import MEASURED, phrases_in
from tests.browser.broken_pages import Seen, Theatre, theatre
from tests.browser.scenes import SCENES, Scene
from tests.sampling import one_in

BY_NAME: Final = {scene.name: scene for scene in SCENES}


@pytest.fixture(scope="module")
def stage(chromium: Browser) -> Iterator[Theatre]:
    with theatre(chromium) as made:
        yield made


def is_right(found: Diagnosis, scene: Scene) -> bool:
    if found.cause.id == scene.cause:
        return True
    return found.confidence is not Confidence.CERTAIN and found.cause.id in scene.less


def told(seen: Seen, found: Diagnosis) -> str:
    return f"{found.cause.id}, {found.confidence}, of:\n{seen.console}\n{seen.har}"


def test_there_are_scenes_enough() -> None:
    assert len(BY_NAME) == len(SCENES) >= 60


@pytest.mark.parametrize("name", one_in(4, [it.name for it in SCENES if it.in_console]))
def test_the_console_leads_to_what_was_broken(stage: Theatre, name: str) -> None:
    seen = stage.seen(BY_NAME[name])
    found = stage.diagnosed(read(seen.console))
    assert is_right(found, BY_NAME[name]), told(seen, found)


@pytest.mark.full
def test_what_is_marked_as_measured_is_what_it_prints(stage: Theatre) -> None:
    consoles = [stage.seen(it).console for it in SCENES if it.in_console]
    assert phrases_in(unwrap("\n".join(consoles)).text.lower()) == MEASURED


@pytest.mark.parametrize("name", one_in(6, [it.name for it in SCENES if it.in_har]))
def test_the_network_panel_leads_to_what_was_broken(stage: Theatre, name: str) -> None:
    seen = stage.seen(BY_NAME[name])
    found = stage.diagnosed(read(seen.har))
    assert is_right(found, BY_NAME[name]), told(seen, found)
