"""The error doctor with long texts that are slow to search: what twice the length costs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from buckets.cors.doctor import LONGEST, mask, read_text
from tests.bench.figures import Figure
from tests.cors.doctor.adversarial import FAMILIES

_DOUBLINGS = 3
_ROUNDS = 5
_LONG = 5  # seconds after which no more rounds are needed to be sure


def measure(_state: Path) -> Iterator[Figure]:
    """Each family of texts, from 25,000 characters to as many as are read."""
    for name, part in FAMILIES.items():
        long = (part * (LONGEST // len(part) + 1))[:LONGEST]
        factor = (_seconds(long) / _seconds(long[: LONGEST // 2**_DOUBLINGS])) ** (1 / _DOUBLINGS)
        how = f"CPU time, the mean of {_DOUBLINGS} doublings up to {LONGEST:,} characters"
        yield Figure(f"Time for twice the text, {name}", factor, 2.3, how)


def _seconds(text: str) -> float:
    """CPU seconds to read ``text``, in the best of some rounds: what others do adds to it."""
    spent: list[float] = []
    while len(spent) < _ROUNDS and sum(spent) < _LONG:
        began = time.process_time()
        read_text(mask(text))
        spent.append(time.process_time() - began)
    return min(spent)
