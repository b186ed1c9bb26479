"""A figure, and how many of them are put side by side."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured, and what it should at most (or, with ``least``, at least) be."""

    name: str
    value: float
    goal: float
    how: str
    least: bool = False

    @property
    def is_met(self) -> bool:
        return self.value >= self.goal if self.least else self.value <= self.goal

    @property
    def line(self) -> str:
        """``name  value  goal  ok|short``."""
        bound = f"{'≥' if self.least else '≤'} {self.goal:g}"
        return f"{self.name:<62}{self.value:>10.3g}{bound:>10}  {'ok' if self.is_met else 'short'}"


def ratio(ours: Callable[[int], float], peers: Callable[[int], float], *, rounds: int) -> float:
    """The median of ``ours`` to ``peers``, round by round; who comes first takes turns."""
    found = []
    for number in range(rounds):
        if number % 2:
            peer, own = peers(number), ours(number)
        else:
            own, peer = ours(number), peers(number)
        found.append(own / peer)
    return statistics.median(found)
