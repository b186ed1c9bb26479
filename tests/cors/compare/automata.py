"""Sets of texts as greenery's automata: a witness for `cells` and for what stands on it."""

from collections.abc import Iterable
from functools import lru_cache

from greenery import parse
from greenery.fsm import Fsm


def texts(*patterns: str) -> Fsm:
    """The texts that any of these patterns, of letters and hyphens, with one ``*``, matches."""
    found = NOTHING
    for pattern in patterns:
        found = found | _texts(pattern)
    return found


@lru_cache(maxsize=4096)
def _texts(pattern: str) -> Fsm:
    return parse(pattern.replace("*", ".*")).to_fsm().reduce()


NOTHING = parse("[]").to_fsm()
SOME_TEXT = parse(".+").to_fsm()


def divided(groups: Iterable[Iterable[str]]) -> dict[int, Fsm]:
    """By the groups that match them, a bit each, all sets of texts but the empty text."""
    parts = {0: SOME_TEXT}
    for bit, patterns in enumerate(groups):
        matched = texts(*patterns)
        halves = {mask: (part - matched, part & matched) for mask, part in parts.items()}
        parts = {mask: without for mask, (without, _) in halves.items()}
        parts |= {mask | 1 << bit: within for mask, (_, within) in halves.items()}
        parts = {mask: part.reduce() for mask, part in parts.items() if not part.empty()}
    return parts
