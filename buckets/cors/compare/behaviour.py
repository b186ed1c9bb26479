"""What requests are answered otherwise by another configuration, each with an example.

Complete: of any request that the two answer differently, there is a change of its kind, from the
same old rule to the same new one. Minimal: each change has an example, with no header that it
could do without. Where requests need several headers at once, a few sets of them are told of two
rules, and not every one. It rests on `intersections`, where origins, and header names, that no rule
tells apart are tried once. Vary, which comes with every answer, is a change of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from buckets.cors.compare.diff import pairs
from buckets.cors.compare.intersections import Intersections, Pair, RequestSet
from buckets.cors.evaluate.oss import Preflight, vary
from buckets.cors.limits import MAX_RULES
from buckets.cors.model import Configuration, Rule
from buckets.cors.wildcard import indexes, lowest


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
    only some of what they mean is concerned). ``before`` and ``after`` are the indexes of the rules
    that answer; None stands for no rule.
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
    """Return the indexes of the rules that answer any request at all; the rest is shadowed."""
    intersections = Intersections(configuration, Configuration())
    found = (pair.first for pair in intersections.pairs() if any(intersections.requests(pair)))
    return frozenset(index for index in found if index is not None)


def cases(first: Configuration, second: Configuration) -> Iterator[Case]:
    """Every pair of rules that can answer the same request, for each method, with each set of
    headers that it takes.

    None stands for no rule. Requests that no rule of either answers are left out.
    """
    intersections = Intersections(first, second)
    describe = _Descriptions(intersections).of
    found = [
        (pair, requests)
        for pair in intersections.pairs()
        for requests in intersections.requests(pair)
    ]
    for pair, requests in sorted(found, key=lambda case: _order(*case)):
        request, methods, origins, headers = describe(requests)
        for method in methods:
            yield Case(replace(request, method=method), origins, headers, *pair)


def _changes(before: Configuration, after: Configuration) -> Iterator[Change]:
    """Yield the changes; those that differ in the method alone, or then in the origin, as one."""
    intersections = Intersections(before, after)
    kind_of = _Kinds(before, after).of
    alike: dict[tuple[ChangeKind, int | None, int | None], list[Pair]] = {}
    for pair in intersections.pairs():
        if kind := kind_of(pair):
            alike.setdefault((kind, pair.first, pair.second), []).append(pair)
    found = [
        (kind, some[0], requests)
        for (kind, *_), some in alike.items()
        for requests in intersections.requests(*some)
    ]
    describe = _Descriptions(intersections).of
    for kind, pair, requests in sorted(found, key=lambda change: _order(*change[1:])):
        yield Change(kind, *describe(requests), pair.first, pair.second)


def _order(pair: Pair, requests: RequestSet) -> tuple[int, ...]:
    """Sort by the origins as the rules list them, then by the methods, then by the rules."""
    first, second = (MAX_RULES if rule is None else rule for rule in pair[:2])
    return lowest(requests.origins), lowest(requests.methods), first, second


class _Descriptions:
    """Describes sets of requests in the values that rules and requests hold."""

    def __init__(self, intersections: Intersections) -> None:
        self._intersections = intersections
        self._methods = list(intersections.methods.values())

    def of(
        self, requests: RequestSet
    ) -> tuple[Preflight, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Return an example, the methods, and the patterns of the origins and of the headers."""
        headers = [self._intersections.headers[index] for index in requests.headers]
        origins = self._intersections.origins
        methods = [method for index in indexes(requests.methods) for method in self._methods[index]]
        with_patterns = requests.origins & self._intersections.with_patterns
        return (
            Preflight(
                origins[lowest(requests.origins)].example,
                methods[0],
                tuple([header.example for header in headers]),
            ),
            tuple(methods),
            tuple(
                [pattern for index in indexes(with_patterns) for pattern in origins[index].patterns]
            ),
            headers[0].patterns if len(headers) == 1 else (),
        )


class _Kinds:
    """Tells how the answer to a request changes when one rule answers it in place of another."""

    def __init__(self, before: Configuration, after: Configuration) -> None:
        self._before, self._after = before, after
        self._kept = frozenset(pairs(before.rules, after.rules))

    def of(self, pair: Pair) -> ChangeKind | None:
        if pair.first is None:
            return ChangeKind.ALLOWED
        if pair.second is None:
            return ChangeKind.BLOCKED
        was, becomes = self._before.rules[pair.first], self._after.rules[pair.second]
        if _answer(was, pair.first_any) != _answer(becomes, pair.second_any):
            return ChangeKind.HEADERS
        is_same = was == becomes or pair[:2] in self._kept
        return None if is_same else ChangeKind.RULE


def _answer(rule: Rule, is_any: bool) -> tuple[object, ...]:
    """What the headers of an answer by ``rule`` are made from."""
    return is_any, rule.methods, rule.expose_headers, rule.max_age
