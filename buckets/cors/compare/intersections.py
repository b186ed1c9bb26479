"""Which rules of two configurations can answer the same request.

It rests on `cells`: origins, and header names, that no rule tells apart are tried once. All
sorts of origins are tried at once, as the bits of one number.
"""

from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple

from buckets.cors.assumptions import origin_as_compared
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
"""How many sets of several headers are tried for two rules, and more only where no request would
be told of without. Ten rules of which each refuses a header that the others allow can meet others
with tens of thousands of sets, which nobody would read."""


class Pair(NamedTuple):
    """``first`` of one configuration and ``second`` of another, which may answer the same request.

    They are places; None stands for no rule. ``first_any`` and ``second_any`` tell whether the
    answer allows any origin, by ``*``.
    """

    first: int | None
    second: int | None
    first_any: bool
    second_any: bool


Names = tuple[int, ...]
"""Sorts of header names that a request has, by their places."""


class Where(NamedTuple):
    """Requests with ``names``, by each of ``methods`` from each of ``origins``: a bit for each."""

    names: Names
    methods: int
    origins: int


class Intersections:
    """All meetings of the rules of two configurations.

    ``origins`` and ``names`` are the sorts of origins and of header names, ``methods`` the methods
    by the rules that allow them. A rule has one bit: those of the first configuration are lowest.
    """

    def __init__(self, first: Configuration, second: Configuration) -> None:
        rules = (*first.rules, *second.rules)
        self._sizes = len(first.rules), len(second.rules)
        self._of_first = (1 << len(first.rules)) - 1
        self._any = sum(1 << place for place, rule in enumerate(rules) if "*" in rule.origins)
        self.origins = _sorts_of_origins(rules)
        (self.with_patterns,) = columns(self.origins.with_patterns, 1)
        self._headers = HeaderCover(rules)
        self.names = self._headers.sorts
        self.methods: dict[int, list[str]] = {}
        for method in dict.fromkeys((*first.methods, *second.methods)):
            of_second = second.methods.get(method, 0) << len(first.rules)
            self.methods.setdefault(first.methods.get(method, 0) | of_second, []).append(method)
        self._every = (1 << len(self.origins)) - 1
        self._naming = columns(self.origins.groups, len(rules))
        self._known = {0: 0}

    def pairs(self) -> Iterator[Pair]:
        """Any two rules that might meet; never no rule with no rule."""
        size_of_first, size_of_second = self._sizes
        firsts, seconds = self._ways(0, size_of_first), self._ways(size_of_first, size_of_second)
        for (first, first_any), (second, second_any) in product(firsts, seconds):
            if first is not None or second is not None:
                yield Pair(first, second, first_any, second_any)

    def _ways(self, start: int, size: int) -> list[tuple[int | None, bool]]:
        """The rules of one configuration, those with a bare ``*`` once more by that, and none."""
        rules = range(size)
        by_any = [(rule, True) for rule in rules if self._any >> start + rule & 1]
        return [*((rule, False) for rule in rules), *by_any, (None, False)]

    def of(self, *pairs: Pair) -> Iterator[Where]:
        """All requests at which any of these pairs meets, with as few headers as can be."""
        found: dict[Names, dict[int, int]] = {}
        for pair in pairs:
            for method, names, origins in self._met(pair):
                _join(found.setdefault(names, {}), method, origins)
        for names, joined in found.items():
            for methods, origins in joined.items():
                if origins:
                    yield Where(names, methods, origins)

    def _met(self, pair: Pair) -> Iterator[tuple[int, Names, int]]:
        """For each method, by a bit: headers, and the origins that take them."""
        size, _ = self._sizes
        passed = self._before(pair.first, 0) | self._before(pair.second, 1) << size
        allowing, origins = 0, self._every
        for rule, is_any, start in (
            (pair.first, pair.first_any, 0),
            (pair.second, pair.second_any, size),
        ):
            if rule is not None:
                allowing |= 1 << start + rule
                named = self._naming[start + rule]
                origins &= self._every ^ named if is_any else named
        several: list[Names] = []
        for place, allowing_method in enumerate(self.methods):
            if not allowing & ~allowing_method:
                for names, some in self._divided(
                    origins, allowing, passed & allowing_method, several
                ):
                    yield 1 << place, names, some

    def _before(self, rule: int | None, side: int) -> int:
        """The rules of one configuration that are tried before this one."""
        return (1 << (self._sizes[side] if rule is None else rule)) - 1

    def _divided(
        self, origins: int, allowing: int, passed: int, several: list[Names]
    ) -> Iterator[tuple[Names, int]]:
        """The headers with which requests of ``origins`` get past the rules of ``passed``, to
        those of ``allowing``: none, or one, or else ``several`` that are known, or more."""
        left = origins & self._allowed(passed)
        if left != origins:
            yield (), origins ^ left
        names = self._headers.of(allowing)
        left ^= left & self._allowed(passed & ~self._headers.refusing(names))
        for name, refusing in names.items():
            if not left:
                return
            kept = left & self._allowed(passed & ~refusing)
            if kept != left:
                yield (name,), left ^ kept
                left = kept
        yield from self._with_several(left, allowing, passed, several)

    def _with_several(
        self, left: int, allowing: int, passed: int, known: list[Names]
    ) -> Iterator[tuple[Names, int]]:
        """Origins with the first set of headers that does for them; always some, if there are
        any, but few sets."""
        is_told = False
        for names in known:
            if found := self._needing(names, left, passed):
                yield names, found
                left ^= found
                is_told = True
        while left and (len(known) < _SEVERAL or not is_told):
            refusing = passed & (self.origins.groups[lowest(left)] | self._any)
            names = self._headers.fewest(allowing, refusing)
            found = self._needing(names, left, passed)
            yield names, found
            left ^= found
            known.append(names)
            is_told = True

    def _needing(self, names: Names, origins: int, passed: int) -> int:
        """Those of ``origins`` with which requests need all of ``names`` to pass, and no more."""
        origins ^= origins & self._allowed(passed & ~self._headers.refusing(names))
        for name in names:
            origins &= self._allowed(passed & self._headers.alone(name, names))
        return origins

    def _allowed(self, rules: int) -> int:
        """The sorts of origins that any of these rules allows."""
        # Of each configuration by itself: so there are few sets of rules to know.
        of_first = rules & self._of_first
        return self._allowed_by_any(of_first) | self._allowed_by_any(rules ^ of_first)

    def _allowed_by_any(self, rules: int) -> int:
        if rules not in self._known:
            rule = lowest(rules)
            origins = self._every if self._any >> rule & 1 else self._naming[rule]
            self._known[rules] = origins | self._allowed_by_any(rules & rules - 1)
        return self._known[rules]


def _join(known: dict[int, int], method: int, origins: int) -> None:
    """One method more for ``known``: some origins for each set of methods, none of them twice."""
    for methods, some in list(known.items()):
        if both := some & origins:
            known[methods] = some ^ both
            known[methods | method] = known.get(methods | method, 0) | both
            origins ^= both
    known[method] = known.get(method, 0) | origins


def _sorts_of_origins(rules: tuple[Rule, ...]) -> PatternPartition:
    has_any = any("*" in rule.origins for rule in rules)
    return PatternPartition(
        [_named(rule) for rule in rules],
        likely=_LIKELY_ORIGINS,
        is_real=_is_web_origin,
        rest=("*",) if has_any else (),  # what no rule names is what most of a bare `*` means
    )


def _named(rule: Rule) -> tuple[str, ...]:
    """The sources that OSS answers by name: behind a bare ``*``, none is looked at."""
    end = rule.origins.index("*") if "*" in rule.origins else len(rule.origins)
    return tuple(map(origin_as_compared, rule.origins[:end]))


def _is_web_origin(text: str) -> bool:
    return text.startswith(("https://", "http://")) and as_browsers_send(text) == text
