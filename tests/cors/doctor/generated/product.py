"""Each sample in each wrapper, with other lines before and behind it: more than 20,000 texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain, islice, product, repeat
from typing import Final

from buckets.cors.doctor import CAUSES, Confidence, Diagnosis, KnownRules, diagnose, read
from tests.cors.doctor.generated import answers, browsers, others, refusals
from tests.cors.doctor.generated.noise import LOUD, QUIET
from tests.cors.doctor.generated.samples import Sample
from tests.cors.doctor.generated.wrappers import TEARING, WRAPPERS, cut
from tests.cors.doctor.texts import HOST

_AROUND: Final = 30
"""Surroundings in which a cause is told in each wrapper, where its samples are fewer than that."""

_CUTS: Final = (35, 50, 65, 80, 95)
"""Percent of a text that are left of it."""


@dataclass(frozen=True)
class Text:
    """A text, and what is right for it: ``cause``, or one of ``less`` that is not certain."""

    name: str
    text: str
    sample: Sample
    less: tuple[str, ...] = ()
    is_known: bool = True

    def diagnosed(self) -> Diagnosis:
        """What the doctor says; it knows the rules where the text leads to the bucket."""
        evidence = read(self.text)
        bucket = HOST.partition(".")[0]
        leads_there = bool(evidence.addresses) and evidence.addresses[0].bucket == bucket
        rules = self.sample.rules
        return diagnose(
            evidence, KnownRules(rules, rules) if self.is_known and leads_there else None
        )

    def is_right(self, found: Diagnosis) -> bool:
        """Whether that may be said: the cause, something less certain, or that nobody can tell."""
        if found.cause.id == self.sample.cause:
            return True
        if found.confidence is Confidence.CERTAIN:
            return False
        return found.confidence is Confidence.UNKNOWN or found.cause.id in self.less


@cache
def samples() -> tuple[Sample, ...]:
    """All samples."""
    made = (*browsers.samples(), *answers.samples(), *refusals.samples(), *others.samples())
    assert len({it.name for it in made}) == len(made)
    return made


def texts(step: int = 1, first: int = 0) -> Iterator[Text]:
    """Every ``step``th text from the ``first`` on, in an order that is always the same."""
    for make in islice(_made(), first, None, step):
        yield make()


def count() -> int:
    """How many texts there are."""
    return sum(1 for _ in _made())


def _made() -> Iterator[Callable[[], Text]]:
    return chain(_wrapped(), _cut_off())


def _wrapped() -> Iterator[Callable[[], Text]]:
    """Each sample in each wrapper, each time between other lines, with and without the rules."""
    for row, sample in enumerate(_weighted()):
        for column, wrapper in enumerate(WRAPPERS):
            yield partial(_wrap, row + column, row // 7 + column, sample, wrapper)


def _wrap(turn: int, other_turn: int, sample: Sample, wrapper: str) -> Text:
    around = list((QUIET | LOUD if sample.names_bucket else QUIET).items())
    before, behind = (around[it * 7 % len(around)] for it in (turn, 3 * other_turn))
    whole = "\n".join(filter(None, (before[1], sample.text, behind[1])))
    name = f"{sample.name} | {before[0]} | {behind[0]} | {wrapper}"
    is_known = turn % 4 != 3 and sample.names_bucket
    is_torn = wrapper in TEARING and "\n" in sample.text
    less = (*sample.less, *(() if is_known else sample.by_rules), *(CAUSES if is_torn else ()))
    name = name if is_known else f"{name} | no rules"
    return Text(name, WRAPPERS[wrapper](whole), sample, less, is_known)


def _weighted() -> Iterator[Sample]:
    """The samples, those of a cause that has few of them several times."""
    count = Counter(sample.cause for sample in samples())
    for sample in samples():
        yield from repeat(sample, max(1, _AROUND // count[sample.cause]))


def _cut_off() -> Iterator[Callable[[], Text]]:
    """Each sample without its end."""
    for sample, percent in product(samples(), _CUTS):
        yield partial(_cut, sample, percent)


def _cut(sample: Sample, percent: int) -> Text:
    """What it told is gone: any cause is right that is not certain."""
    name = f"{sample.name} | {percent} %"
    return Text(name, cut(sample.text, percent), sample, tuple(CAUSES))
