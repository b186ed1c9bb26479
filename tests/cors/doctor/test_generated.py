"""Of the generated texts none is taken for something else with certainty, nor noise for CORS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import Final

import pytest

from buckets.cors.doctor import CAUSES, Confidence, diagnose, read
from tests.cors.doctor.generated import Text, count, texts
from tests.cors.doctor.generated.noise import LOUD, QUIET
from tests.cors.doctor.generated.product import samples
from tests.cors.doctor.generated.wrappers import WRAPPERS

LEAST: Final = 20_000
SHOWN: Final = 25
STEP: Final = 79
PARTS: Final = 24
KNOWN_MISSES: Final = (
    (
        "credentials, *, Firefox, German, wildcard-with-credentials | preload | violations"
        " | a narrow window"
    ),
    "AccessDenied 7, ali-oss, as JSON | source maps | Chinese | a narrow window",
)
"""Texts of which another cause is said, though not with certainty."""


def wrong_in(some: Iterable[Text]) -> list[str]:
    """What the doctor says of each text that it is wrong about."""
    wrong = []
    for text in some:
        found = text.diagnosed()
        if text.name not in KNOWN_MISSES and not text.is_right(found):
            wrong.append(f"{text.name}: {found.cause.id}, {found.confidence}")
    return wrong


def told(wrong: list[str]) -> str:
    return "\n".join([f"{len(wrong)} wrong", *wrong[:SHOWN]])


def test_there_are_enough_of_them() -> None:
    assert count() >= LEAST


def test_every_cause_is_among_them() -> None:
    assert {sample.cause for sample in samples()} == CAUSES.keys() - {"rules", "nothing"}


def test_they_are_always_the_same() -> None:
    assert [it.text for it in texts(501)] == [it.text for it in texts(501)]


def test_a_sample_of_them_is_told_right() -> None:
    wrong = wrong_in(texts(STEP))
    assert not wrong, told(wrong)


@pytest.mark.faults
@pytest.mark.parametrize("part", range(PARTS))
def test_all_of_them_are_told_right(part: int) -> None:
    wrong = wrong_in(texts(PARTS, part))
    assert not wrong, told(wrong)


NOISE: Final = QUIET | LOUD


def noise(step: int) -> Iterator[tuple[str, str]]:
    """Every ``step``th text that has nothing of OSS in it, with its name."""
    for wrapper, before, behind in islice(product(WRAPPERS, NOISE, NOISE), 0, None, step):
        text = WRAPPERS[wrapper](f"{NOISE[before]}\n{NOISE[behind]}")
        yield f"{before} | {behind} | {wrapper}", text


def taken_for_cors(some: Iterable[tuple[str, str]]) -> list[str]:
    """What the doctor says of each text that it takes for a failure of CORS."""
    found = ((name, diagnose(read(text))) for name, text in some)
    return [
        f"{name}: {it.cause.id}, {it.confidence}"
        for name, it in found
        if it.cause.is_cors and it.confidence is not Confidence.UNKNOWN
    ]


def test_noise_alone_is_never_taken_for_cors() -> None:
    wrong = taken_for_cors(noise(STEP))
    assert not wrong, told(wrong)


@pytest.mark.faults
def test_no_noise_alone_is_taken_for_cors() -> None:
    wrong = taken_for_cors(noise(1))
    assert not wrong, told(wrong)
