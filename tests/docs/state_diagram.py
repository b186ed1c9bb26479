"""The states of a bucket as a Mermaid diagram, for docs/architecture.md: `python -m tests.docs`.

The arrows are computed. To every combination of `StateFacts` that a bucket can have, all that can
happen to it is applied; where that changes the state of the code there is an arrow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import product
from typing import Final

from buckets.models.state import State, StateFacts

HAPPENINGS: Final[dict[str, dict[str, bool]]] = {
    "first pull": {"pulled": True},
    "OSS cannot be read": {"reachable": False},
    "OSS is read again": {"reachable": True},
    "OSS holds something unknown": {"understood": False},
    "OSS holds known rules again": {"understood": True},
    "edit": {"edited": True},
    "undo": {"edited": False},
    "changed outside": {"drifted": True},
    "merge": {"edited": True, "drifted": False},
    "adopt": {"drifted": False},
    "discard": {"edited": False, "drifted": False},
    "publish": {"edited": False, "drifted": False, "pending": False},
    "publish, answer lost": {"pending": True},
    "next read": {"pending": False},
}
"""What can happen to a bucket, with the facts that are so afterwards."""

NEEDED: Final[dict[str, tuple[State, ...]]] = {
    "merge": (State.CONFLICT,),
    "adopt": (State.DRIFTED,),
    "discard": (State.UNPUBLISHED, State.CONFLICT),
    "publish": (State.UNPUBLISHED, State.DRIFTED, State.CONFLICT),
    "publish, answer lost": (State.UNPUBLISHED, State.DRIFTED, State.CONFLICT),
}
"""The states in which a person can do it, where not in all."""


def diagram() -> str:
    """Return the diagram, a line for each state and each arrow."""
    arrows: dict[tuple[State, State], list[str]] = {}
    for before, after, happening in _transitions():
        told = arrows.setdefault((before, after), [])
        if happening not in told:
            told.append(happening)
    lines = [
        f"    {_name(before)} --> {_name(after)}: {' / '.join(arrows[before, after])}"
        for before, after in product(State, repeat=2)
        if (before, after) in arrows
    ]
    states = [f"    {_name(state)}: {state.label}" for state in State]
    return "\n".join(
        ["stateDiagram-v2", *states, f"    [*] --> {_name(State.NOT_PULLED)}: discovered", *lines]
    )


def _transitions() -> Iterator[tuple[State, State, str]]:
    """Yield the state before, the state after and what happened, some of them repeatedly."""
    for happening, facts in HAPPENINGS.items():
        for values in product((False, True), repeat=len(fields(StateFacts))):
            before = StateFacts(*values)
            after = replace(before, **facts)
            possible = _is_possible(before) and _is_possible(after)
            allowed = before.state in NEEDED.get(happening, tuple(State))
            if possible and allowed and before.state != after.state:
                yield before.state, after.state, happening


def _is_possible(facts: StateFacts) -> bool:
    """Return whether a bucket can be so: before the first pull nothing else is known of it."""
    known = facts.edited or facts.drifted or facts.pending or not facts.understood
    return facts.pulled or not known


def _name(state: State) -> str:
    return state.name.lower()
