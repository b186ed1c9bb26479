"""Which header names make some rules refuse a request that other rules allow.

OSS tries rules in order, and a rule that refuses any header of a preflight does not answer it. So
a request gets past a rule with a header that the rule refuses. Header names that no rule tells
apart are one class (`equivalence_classes`), known by its index in ``HeaderCover.classes``.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from buckets.cors.compare.bitsets import HeaderSet, RuleSet
from buckets.cors.compare.equivalence_classes import PatternPartition
from buckets.cors.model import Rule
from buckets.cors.wildcard import columns, indexes, lowest

_LIKELY: Final = ("custom", "x-custom", "meta-a", "1", "")


class HeaderCover:
    """All classes of header names that ``rules`` tell apart, and which rules refuse each."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        every_rule = (1 << len(rules)) - 1
        self.classes = PatternPartition([rule.allowed_headers for rule in rules], likely=_LIKELY)
        self._refusing = [RuleSet(every_rule & ~groups) for groups in self.classes.groups]
        self._most_refused_first = sorted(
            range(len(self.classes)), key=lambda header: -self._refusing[header].bit_count()
        )
        groups = [self.classes.groups[header] for header in self._most_refused_first]
        self._allowed_by = [HeaderSet(bits) for bits in columns(groups, len(rules))]
        self._every_class = HeaderSet((1 << len(self.classes)) - 1)
        self._candidates: dict[RuleSet, dict[int, RuleSet]] = {}
        self._no_better_than: dict[int, HeaderSet] = {}

    def candidates(self, allowing: RuleSet) -> dict[int, RuleSet]:
        """Return the classes worth trying that all rules of ``allowing`` allow.

        Each comes with the rules that refuse it, the class that most rules refuse first. A class
        is left out where the rules that refuse it all refuse another one that is returned.
        """
        if allowing not in self._candidates:
            self._candidates[allowing] = found = {}
            left = self._allowed_by_all(allowing)
            while left:
                header = self._most_refused_first[lowest(left)]
                found[header] = self._refusing[header]
                left = HeaderSet(left & ~self._no_better(header))
        return self._candidates[allowing]

    def _no_better(self, header: int) -> HeaderSet:
        """The classes that only rules which refuse ``header`` refuse, ``header`` among them."""
        if header not in self._no_better_than:
            allowing = RuleSet(self.classes.groups[header])
            self._no_better_than[header] = self._allowed_by_all(allowing)
        return self._no_better_than[header]

    def _allowed_by_all(self, rules: RuleSet) -> HeaderSet:
        allowed = self._every_class
        for rule in indexes(rules):
            allowed = HeaderSet(allowed & self._allowed_by[rule])
        return allowed

    def fewest(self, allowing: RuleSet, refusing: RuleSet) -> tuple[int, ...]:
        """Choose classes that all rules of ``allowing`` allow and each of ``refusing`` refuses.

        Each rule of ``refusing`` refuses at least one of the classes, and there must be one that
        it does. None of the classes can be left out; there may be a smaller choice all the same.
        """
        candidates = self.candidates(allowing)
        chosen = []
        left = refusing
        while left:
            # Greedy: the class that most of the rules refuse that are left.
            best = max(candidates, key=lambda header: (left & candidates[header]).bit_count())
            chosen.append(best)
            left = RuleSet(left & ~candidates[best])
        return self._without_needless(chosen, refusing)

    def _without_needless(self, headers: Sequence[int], refusing: RuleSet) -> tuple[int, ...]:
        """Leave out each class whose rules of ``refusing`` all refuse another one as well."""
        kept = list(headers)
        for header in headers:
            if not self.refusing_only(header, kept) & refusing:
                kept.remove(header)
        return tuple(kept)

    def refusing_only(self, header: int, headers: Iterable[int]) -> RuleSet:
        """Return the rules that refuse ``header`` and none of the other ``headers``."""
        rules = self._refusing[header]
        for other in headers:
            if other != header:
                rules = RuleSet(rules & ~self._refusing[other])
        return rules

    def refusing(self, headers: Iterable[int]) -> RuleSet:
        """Return the rules that refuse any of ``headers``."""
        rules = RuleSet(0)
        for header in headers:
            rules = RuleSet(rules | self._refusing[header])
        return rules
