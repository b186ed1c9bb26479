"""Which rules of two configurations can answer the same request, and which requests these are.

Origins that no rule tells apart are one class, and so are header names (`equivalence_classes`).
So there are finitely many requests to try, and those of all origins are tried at once, as the bits
of one number (`bitsets`).

A worked example. The first configuration has one rule, A; the second has one rule, B:

====  ==========================  =======  ===============
rule  AllowedOrigin               methods  AllowedHeader
====  ==========================  =======  ===============
A     https://*.example.com       GET      (none)
B     https://app.example.com     GET      x-a
====  ==========================  =======  ===============

As bits of a `RuleSet`, A is 0b01 and B is 0b10. The rules divide all origins into three classes:

=====  ==========  ========================================  =============
index  matched by  what it holds                             as `OriginSet`
=====  ==========  ========================================  =============
0      A and B     https://app.example.com                   0b001
1      none        whatever is left                          0b010
2      A           all else that https://*.example.com does  0b100
=====  ==========  ========================================  =============

So A allows the origins 0b101, and B allows 0b001. Header names make two classes: 0 is x-a, which A
refuses; 1 is every other name, which both refuse. There is one group of methods, GET. Each pair of
a rule (or of no rule) on either side is tried:

- A and B. Nothing stands before either. Both allow 0b101 & 0b001 = 0b001. Result: GET from
  https://app.example.com without headers is answered by A and by B.
- A and no rule. The request must get past B. A allows 0b101. Of these B does not allow 0b100
  anyway. Result: without headers, GET from class 2 is answered by A and by none. From 0b001 a
  header would be needed that A allows and B refuses, but A allows none.
- No rule and B. The request must get past A. B allows 0b001, and A allows that too, so a header is
  needed that B allows and A refuses: class 0. Result: GET from https://app.example.com with x-a is
  answered by none and by B.
"""

from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple

from buckets.cors.compare.bitsets import MethodSet, OriginSet, RuleSet
from buckets.cors.compare.equivalence_classes import PatternPartition
from buckets.cors.compare.header_cover import HeaderCover
from buckets.cors.model import Configuration, Rule
from buckets.cors.origin import as_browsers_send
from buckets.cors.wildcard import columns, lowest

_LIKELY_ORIGINS: Final = (
    "app",
    "https://www.example.com",
    "8080",
    ":8080",
    "https://app",
    "http://app",
    "",
)
_SEVERAL: Final = 4
"""How many sets of several headers are tried for two rules; more only where there would be no
example without. Ten rules of which each refuses a header that the others allow can intersect others
with tens of thousands of sets, which nobody would read."""


class Pair(NamedTuple):
    """A rule of the first configuration and one of the second, by index; None stands for no rule.

    ``first_any`` and ``second_any``: the answer allows any origin, because a bare ``*`` does.
    """

    first: int | None
    second: int | None
    first_any: bool
    second_any: bool


class RequestSet(NamedTuple):
    """The requests by each of ``methods`` from each of ``origins`` with exactly ``headers``.

    ``headers`` are indexes of classes of header names.
    """

    headers: tuple[int, ...]
    methods: MethodSet
    origins: OriginSet


class Intersections:
    """All intersections of the rules of two configurations.

    ``origins`` and ``headers`` are the classes of origins and of header names; ``methods`` are the
    methods, by the rules that allow them; ``with_patterns`` are the origins that have patterns.
    """

    def __init__(self, first: Configuration, second: Configuration) -> None:
        rules = (*first.rules, *second.rules)
        self._sizes = len(first.rules), len(second.rules)
        self._first_rules = (1 << len(first.rules)) - 1
        self._with_bare_star = sum(
            1 << index for index, rule in enumerate(rules) if "*" in rule.origins
        )
        self.origins = _origin_classes(rules)
        self.with_patterns = OriginSet(columns(self.origins.with_patterns, 1)[0])
        self._cover = HeaderCover(rules)
        self.headers = self._cover.classes
        self.methods: dict[RuleSet, list[str]] = {}
        for method in dict.fromkeys((*first.methods, *second.methods)):
            of_second = second.methods.get(method, 0) << len(first.rules)
            allowing = RuleSet(first.methods.get(method, 0) | of_second)
            self.methods.setdefault(allowing, []).append(method)
        self._every_origin = OriginSet((1 << len(self.origins)) - 1)
        self._named_by = [OriginSet(bits) for bits in columns(self.origins.groups, len(rules))]
        self._allowed_by_any_of = {0: OriginSet(0)}

    def pairs(self) -> Iterator[Pair]:
        """Yield any two rules that might intersect; never no rule with no rule."""
        size_of_first, size_of_second = self._sizes
        firsts = self._answers(0, size_of_first)
        seconds = self._answers(size_of_first, size_of_second)
        for (first, first_any), (second, second_any) in product(firsts, seconds):
            if first is not None or second is not None:
                yield Pair(first, second, first_any, second_any)

    def _answers(self, start: int, size: int) -> list[tuple[int | None, bool]]:
        """List how one configuration can answer: the index of a rule, and whether with ``*``.

        A rule that has a bare ``*`` is there twice: for the sources before it, by which it answers
        with the origin that asked, and for the ``*`` itself. No rule, which is None, comes last.
        """
        rules = range(size)
        by_star = [(rule, True) for rule in rules if self._with_bare_star >> start + rule & 1]
        return [*((rule, False) for rule in rules), *by_star, (None, False)]

    def requests(self, *pairs: Pair) -> Iterator[RequestSet]:
        """Yield all requests that any of ``pairs`` answers, with as few headers as can be."""
        found: dict[tuple[int, ...], dict[MethodSet, OriginSet]] = {}
        for pair in pairs:
            for method, headers, origins in self._requests_of(pair):
                _join(found.setdefault(headers, {}), method, origins)
        for headers, joined in found.items():
            for methods, origins in joined.items():
                if origins:
                    yield RequestSet(headers, methods, origins)

    def _requests_of(self, pair: Pair) -> Iterator[tuple[MethodSet, tuple[int, ...], OriginSet]]:
        """Yield each group of methods with headers and the origins that need just these."""
        size, _ = self._sizes
        passed = RuleSet(self._before(pair.first, 0) | self._before(pair.second, 1) << size)
        allowing, origins = RuleSet(0), self._every_origin
        for rule, is_any, start in (
            (pair.first, pair.first_any, 0),
            (pair.second, pair.second_any, size),
        ):
            if rule is not None:
                allowing = RuleSet(allowing | 1 << start + rule)
                named = self._named_by[start + rule]
                origins = OriginSet(origins & ~named if is_any else origins & named)
        several: list[tuple[int, ...]] = []
        for index, allowing_method in enumerate(self.methods):
            if not allowing & ~allowing_method:
                # A rule that does not allow the method is passed without any header.
                by_headers = self._by_headers(
                    origins, allowing, RuleSet(passed & allowing_method), several
                )
                for headers, some in by_headers:
                    yield MethodSet(1 << index), headers, some

    def _before(self, rule: int | None, side: int) -> int:
        """The rules of one configuration that are tried before this one; all before no rule."""
        return (1 << (self._sizes[side] if rule is None else rule)) - 1

    def _by_headers(
        self,
        origins: OriginSet,
        allowing: RuleSet,
        passed: RuleSet,
        several: list[tuple[int, ...]],
    ) -> Iterator[tuple[tuple[int, ...], OriginSet]]:
        """Divide ``origins`` by the headers with which their requests get where they should.

        That is past all rules of ``passed`` and to those of ``allowing``: without a header, with
        one, or with several. ``several`` are the sets of several headers found so far for these
        rules, to which new ones are added.
        """
        left = OriginSet(origins & self._allowed(passed))
        if left != origins:
            yield (), OriginSet(origins ^ left)
        candidates = self._cover.candidates(allowing)
        refusing_any = self._cover.refusing(candidates)
        left = OriginSet(left & ~self._allowed(RuleSet(passed & ~refusing_any)))
        for header, refusing in candidates.items():
            if not left:
                return
            kept = OriginSet(left & self._allowed(RuleSet(passed & ~refusing)))
            if kept != left:
                yield (header,), OriginSet(left ^ kept)
                left = kept
        yield from self._by_several_headers(left, allowing, passed, several)

    def _by_several_headers(
        self,
        left: OriginSet,
        allowing: RuleSet,
        passed: RuleSet,
        known: list[tuple[int, ...]],
    ) -> Iterator[tuple[tuple[int, ...], OriginSet]]:
        """Yield origins with the first set of headers that does for them.

        Something is yielded if any origin is left, but after a few sets the rest is not.
        """
        has_example = False
        for headers in known:
            if found := self._needing_all(headers, left, passed):
                yield headers, found
                left = OriginSet(left ^ found)
                has_example = True
        while left and (len(known) < _SEVERAL or not has_example):
            refusing = passed & (self.origins.groups[lowest(left)] | self._with_bare_star)
            headers = self._cover.fewest(allowing, RuleSet(refusing))
            found = self._needing_all(headers, left, passed)
            yield headers, found
            left = OriginSet(left ^ found)
            known.append(headers)
            has_example = True

    def _needing_all(
        self, headers: tuple[int, ...], origins: OriginSet, passed: RuleSet
    ) -> OriginSet:
        """Those of ``origins`` whose requests get past with ``headers``, and with no fewer."""
        stopping = RuleSet(passed & ~self._cover.refusing(headers))
        origins = OriginSet(origins & ~self._allowed(stopping))
        for header in headers:
            refusing_only = RuleSet(passed & self._cover.refusing_only(header, headers))
            origins = OriginSet(origins & self._allowed(refusing_only))
        return origins

    def _allowed(self, rules: RuleSet) -> OriginSet:
        """The origins that any of these rules allows."""
        # Of each configuration by itself: so there are few sets of rules to know.
        of_first = rules & self._first_rules
        return OriginSet(self._allowed_by_any(of_first) | self._allowed_by_any(rules ^ of_first))

    def _allowed_by_any(self, rules: int) -> OriginSet:
        if rules not in self._allowed_by_any_of:
            rule = lowest(rules)
            has_star = self._with_bare_star >> rule & 1
            origins = self._every_origin if has_star else self._named_by[rule]
            others = self._allowed_by_any(rules & rules - 1)
            self._allowed_by_any_of[rules] = OriginSet(origins | others)
        return self._allowed_by_any_of[rules]


def _join(known: dict[MethodSet, OriginSet], method: MethodSet, origins: OriginSet) -> None:
    """Add a method of some origins to ``known``, which has each origin with one set of methods."""
    left: int = origins
    for methods, some in list(known.items()):
        if both := some & left:
            joined = MethodSet(methods | method)
            known[methods] = OriginSet(some ^ both)
            known[joined] = OriginSet(known.get(joined, 0) | both)
            left ^= both
    known[method] = OriginSet(known.get(method, 0) | left)


def _origin_classes(rules: tuple[Rule, ...]) -> PatternPartition:
    has_bare_star = any("*" in rule.origins for rule in rules)
    return PatternPartition(
        [_named(rule) for rule in rules],
        likely=_LIKELY_ORIGINS,
        is_real=_is_web_origin,
        rest=("*",) if has_bare_star else (),  # most of what a bare `*` means is what no rule names
    )


def _named(rule: Rule) -> tuple[str, ...]:
    """The sources that OSS answers by name: behind a bare ``*``, none is looked at."""
    end = rule.origins.index("*") if "*" in rule.origins else len(rule.origins)
    return rule.origins[:end]


def _is_web_origin(text: str) -> bool:
    return text.startswith(("https://", "http://")) and as_browsers_send(text) == text
