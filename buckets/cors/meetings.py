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
        self._groups = [name.groups for name in self.names]
        self._by_width = sorted(range(len(self.names)), key=lambda it: self._groups[it].bit_count())
        self._met: dict[tuple[int, int], tuple[Meeting, ...]] = {}
        self._answering: dict[int, list[_Candidate]] = {}
        self._allowed: dict[int, _Sorts] = {}
        self._found: dict[tuple[int, int], tuple[int, ...] | None] = {}

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
        firsts = self._candidates(allowing & self._of_first)
        seconds = [
            (None if place is None else place - self._size_of_first, bit, before, bit & ~named > 0)
            for place, bit, before in self._candidates(allowing & ~self._of_first)
        ]
        for place, bit, before in firsts:
            is_any = bit & ~named > 0
            for other, other_bit, other_before, other_is_any in seconds:
                if bit or other_bit:
                    names = self._names_for(bit | other_bit, before | other_before)
                    if names is not None:
                        yield Meeting(place, other, is_any, other_is_any, names)

    def _candidates(self, allowing: int) -> "list[_Candidate]":
        """Those of these rules of one configuration that answer some request, and then None."""
        if allowing not in self._answering:
            found, before = [], 0
            for place in places(allowing):
                found.append(_Candidate(place, 1 << place, before))
                before |= 1 << place
            found.append(_Candidate(None, 0, before))
            self._answering[allowing] = [
                it for it in found if self._names_for(it.bit, it.before) is not None
            ]
        return self._answering[allowing]

    def _names_for(self, allowing: int, refusing: int) -> tuple[int, ...] | None:
        """Sorts of header names, as few as can be, all allowed by these rules, and of which each of
        those refuses one; None where there are no such names."""
        wanted = allowing, refusing
        if wanted not in self._found:
            if allowing not in self._allowed:
                self._allowed[allowing] = self._narrowest(allowing)
            self._found[wanted] = self._fewest(self._allowed[allowing], refusing)
        return self._found[wanted]

    def _narrowest(self, allowing: int) -> "_Sorts":
        """The sorts of names that these rules allow, but none where another is refused by more."""
        names: list[int] = []
        groups: list[int] = []
        for name in self._by_width:
            wide = self._groups[name]
            if not allowing & ~wide and not any(not narrow & ~wide for narrow in groups):
                names.append(name)
                groups.append(wide)
        return names, groups

    def _fewest(self, sorts: "_Sorts", refusing: int) -> tuple[int, ...] | None:
        """Always the one that most of the rules refuse that are left, and then none too many."""
        names, groups = sorts
        chosen: list[int] = []
        left = refusing
        while left:
            refused = [(left & ~allowing).bit_count() for allowing in groups]
            most = max(refused, default=0)
            if not most:
                return None
            chosen.append(names[refused.index(most)])
            left &= self._groups[chosen[-1]]
        # Of two, neither refuses for both: it would have been chosen first, and alone.
        for name in tuple(chosen) if len(chosen) > 2 else ():
            left = refusing
            for other in chosen:
                left &= -1 if other == name else self._groups[other]
            if not left:
                chosen.remove(name)
        return tuple(chosen)


_Sorts = tuple[list[int], list[int]]
"""Sorts of header names, and of each the rules that allow it, a bit each."""


class _Candidate(NamedTuple):
    """A rule that allows an origin and a method; None for that no rule answers.

    ``before`` has the bits of the candidates before it, which a header must keep from answering.
    """

    place: int | None
    bit: int
    before: int


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
