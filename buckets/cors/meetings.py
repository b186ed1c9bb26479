"""Which rules of two configurations can answer the same request.

It rests on `cells`: origins, and header names, that no rule tells apart are tried once.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from buckets.cors.assumptions import origin_as_compared
from buckets.cors.cells import Cell, cells
from buckets.cors.configuration import Configuration, Rule
from buckets.cors.origins import as_browsers_send
from buckets.cors.patterns import places

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


class Meeting(NamedTuple):
    """That ``first`` of one configuration and ``second`` of another answer the same request.

    They are places; None stands for no rule. ``first_any`` and ``second_any`` tell whether the
    answer allows any origin, by ``*``; ``names`` are the sorts of headers that it takes.
    """

    first: int | None
    second: int | None
    first_any: bool
    second_any: bool
    names: tuple[int, ...]


class Meetings:
    """All meetings of the rules of two configurations.

    ``origins`` and ``names`` are the sorts of origins and of header names, ``methods`` the methods
    by the rules that allow them. A rule has one bit: those of the first configuration are lowest.
    """

    def __init__(self, first: Configuration, second: Configuration) -> None:
        rules = (*first.rules, *second.rules)
        self._of_first = (1 << len(first.rules)) - 1
        self._size_of_first = len(first.rules)
        self._any = sum(1 << place for place, rule in enumerate(rules) if "*" in rule.origins)
        self.origins = tuple(_sorts_of_origins(rules))
        self.names = cells([rule.allowed_headers for rule in rules], likely=_LIKELY_HEADERS)
        self.methods: dict[int, list[str]] = {}
        for method in dict.fromkeys((*first.methods, *second.methods)):
            of_second = second.methods.get(method, 0) << len(first.rules)
            self.methods.setdefault(first.methods.get(method, 0) | of_second, []).append(method)
        # A demand is one number: the rules to refuse lowest, the rules to allow above them, and
        # then a bit each for that the answer of the first, and of the second, is to any origin.
        self._size = len(rules)
        self._all = (1 << self._size) - 1
        self._refusing = [self._all & ~name.groups for name in self.names]
        by_width = sorted((-it.bit_count(), place) for place, it in enumerate(self._refusing))
        self._by_width = [place for _, place in by_width]
        self._first_any, self._second_any = 1 << 2 * self._size, 2 << 2 * self._size
        self._met: dict[tuple[int, int], tuple[Meeting, ...]] = {}
        self._meeting: dict[int, Meeting | None] = {}
        self._answering: dict[int, list[int]] = {}
        self._narrow: dict[int, _Sorts] = {}
        self._found: dict[int, tuple[int, ...] | None] = {}

    def of(self, origin: Cell, allowing_method: int) -> tuple[Meeting, ...]:
        """Those at requests of such an origin, and with a method that these rules allow; never of
        no rule with no rule."""
        allowing = allowing_method & (origin.groups | self._any)
        named = allowing & origin.groups
        known = self._met.get((allowing, named))
        if known is None:
            known = self._met[allowing, named] = tuple(self._meetings(allowing, named))
        return known

    def _meetings(self, allowing: int, named: int) -> Iterator[Meeting]:
        unnamed = (allowing & ~named) << self._size
        firsts, seconds = (
            [demand | (any_bit if demand & unnamed else 0) for demand in self._demands(rules)]
            for rules, any_bit in (
                (allowing & self._of_first, self._first_any),
                (allowing & ~self._of_first, self._second_any),
            )
        )
        known = self._meeting
        for first in firsts:
            for second in seconds:
                demand = first | second
                if demand not in known:
                    known[demand] = self._meet(demand)
                if (meeting := known[demand]) is not None:
                    yield meeting

    def _demands(self, allowing: int) -> list[int]:
        """For each of these rules of one configuration that answers some request, and then for
        none: that it allows, and that those before it refuse."""
        if allowing not in self._answering:
            found, before = [], 0
            for place in places(allowing):
                found.append(1 << place << self._size | before)
                before |= 1 << place
            found.append(before)
            self._answering[allowing] = [it for it in found if self._names_for(it) is not None]
        return self._answering[allowing]

    def _meet(self, demand: int) -> Meeting | None:
        allowing = demand >> self._size & self._all
        names = self._names_for(demand & ~(self._first_any | self._second_any))
        if names is None or not allowing:
            return None
        # At most one of each configuration.
        first = (allowing & self._of_first).bit_length()
        second = (allowing >> self._size_of_first).bit_length()
        return Meeting(
            first - 1 if first else None,
            second - 1 if second else None,
            bool(demand & self._first_any),
            bool(demand & self._second_any),
            names,
        )

    def _names_for(self, demand: int) -> tuple[int, ...] | None:
        """Sorts of header names, as few as can be, all allowed by the rules that ``demand`` wants
        to allow, and of which each that it wants to refuse refuses one; None where there are no
        such names."""
        chosen = self._chosen(demand)
        # Of two, neither refuses for both: it would have been chosen first, and alone.
        if chosen is None or len(chosen) < 3:
            return chosen
        kept = list(chosen)
        for name in chosen:
            left = demand & self._all
            for other in kept:
                left &= -1 if other == name else ~self._refusing[other]
            if not left:
                kept.remove(name)
        return tuple(kept)

    def _chosen(self, demand: int) -> tuple[int, ...] | None:
        """Always the sort that most of the rules refuse that are left to refuse."""
        if demand in self._found:
            return self._found[demand]
        chosen: tuple[int, ...] | None = ()
        if left := demand & self._all:
            names, refusing = self._narrowest(demand >> self._size)
            counts = [(left & rules).bit_count() for rules in refusing]
            most = max(counts, default=0)
            best = counts.index(most) if most else None
            rest = None if best is None else self._chosen(demand & ~refusing[best])
            chosen = None if best is None or rest is None else (names[best], *rest)
        self._found[demand] = chosen
        return chosen

    def _narrowest(self, allowing: int) -> "_Sorts":
        """The sorts of names that these rules allow, but none where another is refused by more."""
        if allowing in self._narrow:
            return self._narrow[allowing]
        names: list[int] = []
        refusing: list[int] = []
        for name in self._by_width:
            rules = self._refusing[name]
            if not allowing & rules:
                for more in refusing:
                    if not rules & ~more:
                        break
                else:
                    names.append(name)
                    refusing.append(rules)
        self._narrow[allowing] = names, refusing
        return names, refusing


_Sorts = tuple[list[int], list[int]]
"""Sorts of header names, and of each the rules that refuse it, a bit each."""


def _sorts_of_origins(rules: tuple[Rule, ...]) -> Iterator[Cell]:
    named = [_named(rule) for rule in rules]
    has_any = any("*" in rule.origins for rule in rules)
    for cell in cells(named, likely=_LIKELY_ORIGINS, is_real=_is_web_origin):
        # What no rule names is what most of a bare `*` means.
        yield cell.called("*") if has_any and not cell.groups else cell


def _named(rule: Rule) -> tuple[str, ...]:
    """The sources that OSS answers by name: behind a bare ``*``, none is looked at."""
    end = rule.origins.index("*") if "*" in rule.origins else len(rule.origins)
    return tuple(map(origin_as_compared, rule.origins[:end]))


def _is_web_origin(text: str) -> bool:
    return text.startswith(("https://", "http://")) and as_browsers_send(text) == text
