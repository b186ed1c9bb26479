"""The drawings of docs/architecture.md show what the code does."""

from __future__ import annotations

from itertools import product
from pathlib import Path

from buckets.models.state import State, StateFacts
from tests.docs.state_diagram import diagram

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"


def test_the_drawn_states_are_those_of_the_code() -> None:
    drawn = PAGE.read_text(encoding="utf-8").split("```mermaid\n", 1)[1].split("\n```", 1)[0]
    assert drawn == diagram(), "draw it anew: python -m tests.docs"


def test_every_state_is_reached_by_an_arrow() -> None:
    arrows = [line for line in diagram().splitlines() if "-->" in line]
    assert {arrow.split("--> ")[1].split(":")[0] for arrow in arrows} == {
        state.name.lower() for state in State
    }


def test_every_combination_of_facts_has_a_state() -> None:
    assert {StateFacts(*values).state for values in product((False, True), repeat=6)} == set(State)
