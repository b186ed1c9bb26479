"""Which header names get a request past some rules, to others that allow all of them.

It rests on `cells`: names that no rule tells apart are tried once. Rules are told by a bit each.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from buckets.cors.compare.equivalence_classes import PatternPartition
from buckets.cors.model import Rule
from buckets.cors.wildcard import columns, lowest, places

_LIKELY: Final = ("custom", "x-custom", "meta-a", "1", "")


class HeaderCover:
    """All ``sorts`` of header names; each is told by its place."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        every = (1 << len(rules)) - 1
        self.sorts = PatternPartition([rule.allowed_headers for rule in rules], likely=_LIKELY)
        self._refusing = [every & ~groups for groups in self.sorts.groups]
        self._wide_first = sorted(
            range(len(self.sorts)), key=lambda place: -self._refusing[place].bit_count()
        )
        groups = [self.sorts.groups[place] for place in self._wide_first]
        self._allowed_by = columns(groups, len(rules))  # places in `_wide_first`, a bit each
        self._every = (1 << len(self.sorts)) - 1
        self._known: dict[int, dict[int, int]] = {}
        self._as_narrow: dict[int, int] = {}

    def of(self, allowing: int) -> dict[int, int]:
        """The sorts that these rules allow, each with the rules that refuse it, most of them
        first; but none where another is refused by the same rules, and by more."""
        if allowing not in self._known:
            self._known[allowing] = found = {}
            left = self._allowed(allowing)
            while left:
                name = self._wide_first[lowest(left)]
                found[name] = self._refusing[name]
                left ^= left & self._no_wider(name)
        return self._known[allowing]

    def _no_wider(self, name: int) -> int:
        """The sorts that no rule refuses that does not refuse ``name``, which is one of them."""
        if name not in self._as_narrow:
            self._as_narrow[name] = self._allowed(self.sorts.groups[name])
        return self._as_narrow[name]

    def _allowed(self, allowing: int) -> int:
        allowed = self._every
        for rule in places(allowing):
            allowed &= self._allowed_by[rule]
        return allowed

    def fewest(self, allowing: int, refusing: int) -> tuple[int, ...]:
        """As few sorts as can be that ``allowing`` allow, and of which each of ``refusing``, which
        can all be got past, refuses one."""
        names = self.of(allowing)
        chosen = []
        left = refusing
        while left:
            # Always the sort that most of the rules refuse that are left.
            best = max(names, key=lambda name: (left & names[name]).bit_count())
            chosen.append(best)
            left &= ~names[best]
        return self._needed(chosen, refusing)

    def _needed(self, names: Sequence[int], refusing: int) -> tuple[int, ...]:
        """``names`` without those that the others make needless."""
        kept = list(names)
        for name in names:
            if not self.alone(name, kept) & refusing:
                kept.remove(name)
        return tuple(kept)

    def alone(self, name: int, names: Iterable[int]) -> int:
        """The rules that of ``names`` refuse this one alone."""
        rules = self._refusing[name]
        for other in names:
            if other != name:
                rules &= ~self._refusing[other]
        return rules

    def refusing(self, names: Iterable[int]) -> int:
        """The rules that refuse any of ``names``."""
        rules = 0
        for name in names:
            rules |= self._refusing[name]
        return rules
