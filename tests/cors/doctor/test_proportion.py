"""A text is read in no more steps than it is long, whatever it is."""

from __future__ import annotations

import dataclasses
import gc
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any, Final

import pytest

import buckets.cors.doctor
from buckets.cors.doctor import LONGEST, read
from tests.cors.doctor.adversarial import FAMILIES
from tests.sampling import one_in

MODULES: Final = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(buckets.cors.doctor.__path__, "buckets.cors.doctor.")
]


def patterns() -> dict[str, re.Pattern[str]]:
    return {
        f"{module.__name__}.{name}.{place}": it
        for module in MODULES
        for name, value in vars(module).items()
        for place, it in enumerate(patterns_in(value))
    }


def patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    parts: Iterable[object] = value if isinstance(value, tuple) else ()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = [getattr(value, it.name) for it in dataclasses.fields(value)]
    for part in parts:
        yield from patterns_in(part)


def most_steps(tree: Any) -> int:
    """How many signs a pattern can look at from one beginning, at most, without going back."""
    steps = 0
    for kind, value in tree:
        if "REPEAT" in str(kind):
            _least, most, inner = value
            bound = 10**9 if most is _constants.MAXREPEAT else most
            steps += bound * max(1, most_steps(inner))
        elif kind is _constants.BRANCH:
            steps += max(map(most_steps, value[1]))
        elif kind is _constants.SUBPATTERN:
            steps += most_steps(value[3])
        elif "GROUP" in str(kind) and isinstance(value, tuple):
            steps += most_steps(value[1])
        else:
            steps += 1
    return steps


ENDLESS: Final = {"har_entries._BETWEEN", "har_entries._STEP"}  # each goes on where it stopped


@pytest.mark.parametrize("name", [it for it in patterns() if not any(e in it for e in ENDLESS)])
def test_no_pattern_goes_on_for_ever(name: str) -> None:
    assert most_steps(_parser.parse(patterns()[name].pattern)) < 25_000


def test_an_endless_pattern_would_be_found() -> None:
    assert most_steps(_parser.parse("a(b*)+c")) > 10**9


def calls_for(text: str) -> int:
    """The calls, of Python and of C, that reading ``text`` takes."""
    count = 0

    def note(_frame: object, event: str, _what: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    gc.disable()  # what other tests left would be counted
    sys.setprofile(note)
    try:
        read(text)
    finally:
        sys.setprofile(None)
        gc.enable()
    return count


@pytest.mark.parametrize("size", [4_000, pytest.param(20_000, marks=pytest.mark.full)])
@pytest.mark.parametrize("name", FAMILIES)
def test_the_calls_grow_no_faster_than_the_text(name: str, size: int) -> None:
    short, long = (FAMILIES[name] * (length // len(FAMILIES[name])) for length in (size, 4 * size))
    assert calls_for(long) <= 4.4 * calls_for(short) + 100


@pytest.mark.parametrize("name", one_in(8, sorted(FAMILIES.keys() - {"a HAR file"})))
def test_a_megabyte_is_read_as_far_as_anybody_would(name: str) -> None:
    text = FAMILIES[name] * (2**20 // len(FAMILIES[name]))
    assert calls_for(text) <= calls_for(text[:LONGEST]) + 100
