"""What requests are answered otherwise by another configuration, each with an example.

Complete: of any request that the two answer differently, there is a change of its kind, from the
same old rule to the same new one. Minimal: each change has an example, with no header that it
could do without. It rests on `meetings`, where origins, and header names, that no rule tells apart
are tried once. Vary, which comes with every answer, is a change of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from buckets.cors.configuration import Configuration, Rule
from buckets.cors.diff import pairs
from buckets.cors.matching import Preflight, vary
from buckets.cors.meetings import Meeting, Meetings
from buckets.cors.patterns import places as places_of


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
    found = list(_changes(before, after))
    if vary(before) != vary(after):
        found.append(Change(ChangeKind.VARY, Preflight("", "")))
    order = list(ChangeKind)
    return tuple(sorted(found, key=lambda change: order.index(change.kind)))


def reachable(configuration: Configuration) -> frozenset[int]:
    """The places of the rules that answer any request at all; the rest is shadowed."""
    meetings = Meetings(configuration, Configuration())
    found = (
        meeting.first
        for origin in meetings.origins
        for allowing in meetings.methods
        for meeting in meetings.of(origin, allowing)
    )
    return frozenset(place for place in found if place is not None)


def cases(first: Configuration, second: Configuration) -> Iterator[Case]:
    """Every pair of rules that can answer the same request, for each sort of origin and method.

    None stands for no rule. Requests that no rule of either answers are left out.
    """
    meetings = Meetings(first, second)
    for origin in meetings.origins:
        for allowing, methods in meetings.methods.items():
            for it, method in product(meetings.of(origin, allowing), methods):
                names = [meetings.names[place] for place in it.names]
                yield Case(
                    Preflight(origin.example, method, tuple(name.example for name in names)),
                    origin.patterns,
                    names[0].patterns if len(names) == 1 else (),
                    it.first,
                    it.second,
                    it.first_any,
                    it.second_any,
                )


_Sort = tuple[ChangeKind, int | None, int | None, tuple[int, ...]]
"""How answers change, from which rule to which, and the sorts of headers that it takes."""


def _changes(before: Configuration, after: Configuration) -> Iterator[Change]:
    """Those that differ in the method alone, or then in the origin, are told as one."""
    meetings = Meetings(before, after)
    kind_of = _Kinds(before, after).of
    joined: dict[tuple[_Sort, int], list[int]] = {}
    for (meeting, methods), places in _joined(meetings).items():
        if kind := kind_of(meeting):
            sort = kind, meeting.first, meeting.second, meeting.names
            joined.setdefault((sort, methods), []).extend(places)
    some_methods = list(meetings.methods.values())
    for ((kind, old, new, sorts), methods), places in joined.items():
        origins = [meetings.origins[place] for place in sorted(places)]
        same = tuple(method for bit in places_of(methods) for method in some_methods[bit])
        names = [meetings.names[place] for place in sorts]
        yield Change(
            kind,
            Preflight(origins[0].example, same[0], tuple(name.example for name in names)),
            same,
            tuple(pattern for origin in origins for pattern in origin.patterns),
            names[0].patterns if len(names) == 1 else (),
            old,
            new,
        )


def _joined(meetings: Meetings) -> dict[tuple[Meeting, int], list[int]]:
    """For each meeting, and methods at which it is, by bits: the places of the origins."""
    joined: dict[tuple[Meeting, int], list[int]] = {}
    for place, origin in enumerate(meetings.origins):
        methods_of: dict[Meeting, int] = {}
        for bit, allowing in enumerate(meetings.methods):
            for meeting in meetings.of(origin, allowing):
                methods_of[meeting] = methods_of.get(meeting, 0) | 1 << bit
        for meeting_and_methods in methods_of.items():
            joined.setdefault(meeting_and_methods, []).append(place)
    return joined


class _Kinds:
    """What it means that two rules answer the same request, found out of each two once."""

    def __init__(self, before: Configuration, after: Configuration) -> None:
        self._before, self._after = before, after
        self._kept = frozenset(pairs(before.rules, after.rules))
        self._known: dict[tuple[int | None, int | None, bool, bool], ChangeKind | None] = {}

    def of(self, meeting: Meeting) -> ChangeKind | None:
        both = meeting[:4]
        if both not in self._known:
            self._known[both] = self._kind(*both)
        return self._known[both]

    def _kind(
        self, old: int | None, new: int | None, old_any: bool, new_any: bool
    ) -> ChangeKind | None:
        if old is None:
            return ChangeKind.ALLOWED
        if new is None:
            return ChangeKind.BLOCKED
        was, becomes = self._before.rules[old], self._after.rules[new]
        if _answer(was, old_any) != _answer(becomes, new_any):
            return ChangeKind.HEADERS
        is_same = was == becomes or (old, new) in self._kept
        return None if is_same else ChangeKind.RULE


def _answer(rule: Rule, is_any: bool) -> tuple[object, ...]:
    """What the headers of an answer by ``rule`` are made from."""
    return is_any, rule.methods, rule.expose_headers, rule.max_age
