"""The error doctor with long texts that are slow to search: what twice the length costs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from buckets.cors.doctor import LONGEST, mask, read_text
from tests.bench.figures import Figure
from tests.cors.doctor.adversarial import FAMILIES

_SIZES = (LONGEST // 8, LONGEST // 4, LONGEST // 2, LONGEST)
_ROUNDS = 5
_LONG = 5  # seconds after which no more rounds are needed to be sure


def measure(_state: Path) -> Iterator[Figure]:
    """Each family of texts, from 25,000 characters to as many as are read."""
    for name, part in FAMILIES.items():
        spent = [_seconds((part * (size // len(part) + 1))[:size]) for size in _SIZES]
        factor = max(longer / shorter for shorter, longer in pairwise(spent))
        how = f"CPU time, {_SIZES[0]:,} to {LONGEST:,} characters, the worst doubling"
        yield Figure(f"Time for twice the text, {name}", factor, 2.3, how)


def _seconds(text: str) -> float:
    """CPU seconds to read ``text``, in the best of some rounds: what others do adds to it."""
    spent: list[float] = []
    while len(spent) < _ROUNDS and sum(spent) < _LONG:
        began = time.process_time()
        read_text(mask(text))
        spent.append(time.process_time() - began)
    return min(spent)
