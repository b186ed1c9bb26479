"""Histories that a long run found to be untrue once, or that the checker took to be."""

from __future__ import annotations

import pytest

from buckets.models import Run
from tests.faults.test_state_machine import Histories
from tests.faults.troubled import Trouble
from tests.faults.world import NAMES, PEOPLE, Fate


def fate(*troubles: tuple[str, int], what: str = "", at: int = 0) -> Fate:
    met = tuple(Trouble(trouble, "GET", times) for trouble, times in troubles)
    return Fate(met, what, at, PEOPLE[0])


HISTORIES = {
    # Old answers that show what a foreigner wrote before, and that was replaced unawares.
    "replaced unawares, by two": [
        ("add", fate(("late", 1), ("late", 1), what="push", at=4)),
        ("add", fate(("unheard", 1), ("unheard", 1))),
        ("add", fate(("late", 2), what="push", at=4)),
    ],
    "replaced unawares, and seen": [
        ("add", fate(("late", 1), ("late", 2), what="push", at=4)),
        ("add", fate(("late", 1))),
    ],
    "written by who was held up": [
        ("add", fate(what="taken over", at=6)),
        ("add", fate(("unheard", 1), ("unheard", 1))),
        ("add", fate(("late", 1))),
    ],
    "in sync for a moment": [
        ("add", fate(("unheard", 1))),
        ("delete", fate(("late", 1))),
        ("delete", fate(what="edit", at=2)),
    ],
    "in sync for a moment, by a look of another": [
        ("clear", fate(("late", 1), what="pull")),
    ],
    "in sync for a moment, and then it follows": [
        ("add", fate(what="foreign, pull")),
        ("restore", fate(("unheard", 2), what="foreign, pull", at=2)),
        ("delete", fate(what="foreign, pull", at=4)),
    ],
    "written down late, and seen again": [
        ("add", fate(what="foreign, pull", at=7)),
        ("add", fate(("late", 1), ("unheard", 1), what="foreign, pull", at=2)),
    ],
    "written down late": [
        ("delete", fate(what="foreign, pull", at=13)),
        ("move", fate()),
    ],
}


@pytest.mark.usefixtures("world")
def test_what_a_run_did_not_take_at_its_word_is_kept() -> None:
    histories = Histories()
    try:
        histories.somebody_edits_and_publishes(
            what="add", name=NAMES[0], who=PEOPLE[0], number=0, fate=fate()
        )
        histories.a_foreigner_writes(name=NAMES[0], number=0)
        histories.a_worker_runs(
            kind=Run.Kind.PULL, who=PEOPLE[0], ticked=False, fate=fate(what="foreign", at=5)
        )
    finally:
        histories.teardown()


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("history", HISTORIES)
def test_it_is_true(history: str) -> None:
    histories = Histories()
    try:
        for what, met in HISTORIES[history]:
            histories.somebody_edits_and_publishes(
                what=what, name=NAMES[0], who=PEOPLE[0], number=0, fate=met
            )
    finally:
        histories.teardown()
