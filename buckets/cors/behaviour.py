"""What requests are answered otherwise by another configuration, each with an example.

Complete: of any request that the two answer differently, there is a change of its kind, from the
same old rule to the same new one. Minimal: each change has an example, with no header that it
could do without. It rests on `cells`: origins, and header names, that no rule tells apart are
tried once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from buckets.cors.assumptions import method_as_compared, origin_as_compared
from buckets.cors.cells import Cell, cells
from buckets.cors.configuration import Configuration, Rule
from buckets.cors.diff import pairs
from buckets.cors.matching import Preflight, vary
from buckets.cors.origins import as_browsers_send

_LIKELY_ORIGINS: Final = (
    "app",
    "https://www.example.com",
    "8080",
    ":8080",
    "https://app",
    "http://app",
    "",
)
_LIKELY_HEADERS: Final = ("custom", "x-custom", "meta-a", "1", "")


class ChangeKind(StrEnum):
    """How the answer to a request changes, the gravest first."""

    ALLOWED = "allowed"
    BLOCKED = "blocked"
    HEADERS = "headers"  # allowed before and after, with other headers
    RULE = "rule"  # the same answer, from another rule; a rule that was edited is no other one
    VARY = "vary"  # every answer gets, or loses, Vary: Origin


@dataclass(frozen=True, slots=True)
class Case:
    """Requests that the same rules answer: ``first`` of one configuration, ``second`` of another.

    ``request`` is an example with as few headers as can be; ``origins`` and ``headers`` are
    patterns from the rules that mean such requests too, ``headers`` each without any other.
    ``first_any`` and ``second_any`` tell whether the answer allows any origin, by ``*``.
    """

    request: Preflight
    origins: tuple[str, ...]
    headers: tuple[str, ...]
    first: int | None
    second: int | None
    first_any: bool
    second_any: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One way in which answers change: for ``request``, and the same with each of ``methods``.

    ``origins`` and ``headers`` are patterns from the rules that mean such requests too (none where
    only some of what they mean is concerned). ``before`` and ``after`` are the places, from 0, of
    the rules that answer.
    """

    kind: ChangeKind
    request: Preflight
    methods: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    before: int | None = None
    after: int | None = None


def compare(before: Configuration, after: Configuration) -> tuple[Change, ...]:
    """All that is answered otherwise by ``after``; empty when every answer stays the same."""
    kept = frozenset(pairs(before.rules, after.rules))
    changes = (_change(before, after, kept, case) for case in cases(before, after))
    found = _joined(filter(None, changes))
    if vary(before) != vary(after):
        found.append(Change(ChangeKind.VARY, Preflight("", "")))
    order = list(ChangeKind)
    return tuple(sorted(found, key=lambda change: order.index(change.kind)))


def reachable(configuration: Configuration) -> frozenset[int]:
    """The places of the rules that answer any request at all; the rest is shadowed."""
    found = cases(configuration, Configuration())
    return frozenset(case.first for case in found if case.first is not None)


def cases(first: Configuration, second: Configuration) -> Iterator[Case]:
    """Every pair of rules that can answer the same request, for each sort of origin and method.

    None stands for no rule. Requests that no rule of either answers are left out.
    """
    space = _Space(first, second)
    for origin in space.origins:
        for method in space.methods:
            yield from space.cases(origin, method)


def _change(
    before: Configuration, after: Configuration, kept: frozenset[tuple[int, int]], case: Case
) -> Change | None:
    """What it means that these rules answer; ``kept``: which old rule is which new one."""
    old = None if case.first is None else before.rules[case.first]
    new = None if case.second is None else after.rules[case.second]
    if old is None:
        kind = ChangeKind.ALLOWED
    elif new is None:
        kind = ChangeKind.BLOCKED
    elif _answer(old, case.first_any) != _answer(new, case.second_any):
        kind = ChangeKind.HEADERS
    elif old != new and (case.first, case.second) not in kept:
        kind = ChangeKind.RULE
    else:
        return None
    methods = (case.request.method,)
    return Change(kind, case.request, methods, case.origins, case.headers, case.first, case.second)


def _answer(rule: Rule, is_any: bool) -> tuple[object, ...]:
    """What the headers of an answer by ``rule`` are made from."""
    return is_any, rule.methods, rule.expose_headers, rule.max_age


def _joined(changes: Iterable[Change]) -> list[Change]:
    """Those that differ in the method alone put together, and then those that differ in origin."""
    by_origin: dict[Change, list[Change]] = {}
    for change in changes:
        like = replace(change, request=replace(change.request, method=""), methods=())
        by_origin.setdefault(like, []).append(change)
    alike: dict[Change, list[Change]] = {}
    for some in by_origin.values():
        methods = tuple(method for one in some for method in one.methods)
        joined = replace(some[0], methods=methods)
        like = replace(joined, request=replace(joined.request, origin=""), origins=())
        alike.setdefault(like, []).append(joined)
    return [
        replace(some[0], origins=tuple(origin for one in some for origin in one.origins))
        for some in alike.values()
    ]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A rule that allows an origin and a method; None for that no rule answers.

    ``before`` has the bits of the candidates before it, which a header must keep from answering.
    """

    place: int | None
    bit: int
    before: int
    is_any: bool = False


class _Space:
    """All requests that the rules of two configurations tell apart."""

    def __init__(self, first: Configuration, second: Configuration) -> None:
        rules = (*first.rules, *second.rules)
        self._sides = (
            [(place, 1 << place, rule) for place, rule in enumerate(first.rules)],
            [
                (place, 1 << len(first.rules) + place, rule)
                for place, rule in enumerate(second.rules)
            ],
        )
        named = [_named(rule) for rule in rules]
        origins = cells(named, likely=_LIKELY_ORIGINS, is_real=_is_web_origin)
        has_any = any("*" in rule.origins for rule in rules)
        # What no rule names is what most of a bare `*` means.
        self.origins = tuple(
            replace(cell, patterns=("*",)) if has_any and not cell.groups else cell
            for cell in origins
        )
        self.methods = dict.fromkeys(
            method_as_compared(method) for rule in rules for method in rule.methods
        )
        self._names = cells([rule.allowed_headers for rule in rules], likely=_LIKELY_HEADERS)
        self._found: dict[tuple[int, int], tuple[Cell, ...] | None] = {}

    def cases(self, origin: Cell, method: str) -> Iterator[Case]:
        """Those of one sort of origin."""
        firsts, seconds = (list(_candidates(side, origin, method)) for side in self._sides)
        for first in firsts:
            for second in seconds:
                names = self._names_for(first.bit | second.bit, first.before | second.before)
                if names is None or first.place is second.place is None:
                    continue
                yield Case(
                    Preflight(origin.example, method, tuple(name.example for name in names)),
                    origin.patterns,
                    names[0].patterns if len(names) == 1 else (),
                    first.place,
                    second.place,
                    first.is_any,
                    second.is_any,
                )

    def _names_for(self, allowing: int, refusing: int) -> tuple[Cell, ...] | None:
        """Sorts of header names, as few as can be, all allowed by these rules, and of which each of
        those refuses one; None where there are no such names."""
        wanted = allowing, refusing
        if wanted not in self._found:
            allowed = [name for name in self._names if not allowing & ~name.groups]
            self._found[wanted] = _fewest(allowed, refusing)
        return self._found[wanted]


def _fewest(names: list[Cell], refusing: int) -> tuple[Cell, ...] | None:
    chosen: list[Cell] = []
    left = refusing
    while left:
        best = max(names, key=lambda name: (left & ~name.groups).bit_count(), default=None)
        if best is None or not left & ~best.groups:
            return None
        chosen.append(best)
        left &= best.groups
    for name in tuple(chosen):
        others = [other for other in chosen if other is not name]
        if all(any(not other.groups & bit for other in others) for bit in _bits(refusing)):
            chosen = others
    return tuple(chosen)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        yield mask & -mask
        mask &= mask - 1


def _is_web_origin(text: str) -> bool:
    return text.startswith(("https://", "http://")) and as_browsers_send(text) == text


def _named(rule: Rule) -> tuple[str, ...]:
    """The sources that OSS answers by name: behind a bare ``*``, none is looked at."""
    end = rule.origins.index("*") if "*" in rule.origins else len(rule.origins)
    return tuple(map(origin_as_compared, rule.origins[:end]))


def _candidates(
    side: list[tuple[int, int, Rule]], origin: Cell, method: str
) -> Iterator[_Candidate]:
    """The rules of ``side`` that allow ``origin`` and ``method``, in their order, and then None."""
    before = 0
    for place, bit, rule in side:
        is_named = bool(origin.groups & bit)
        if (is_named or "*" in rule.origins) and method in map(method_as_compared, rule.methods):
            yield _Candidate(place, bit, before, is_any=not is_named)
            before |= bit
    yield _Candidate(None, 0, before)
