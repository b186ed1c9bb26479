"""Which rule is which across three configurations: OSS gives rules no names, so we do."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from buckets.cors.compare.diff import pairs
from buckets.cors.model import Rule

Name = tuple[Rule, int]
"""Tells rules apart within a configuration: one that it holds, and how often it came before."""


def names(
    base: Sequence[Rule], ours: Sequence[Rule], theirs: Sequence[Rule]
) -> tuple[list[Name], list[Name], list[Name]]:
    """Give every rule, in order, a name that is the same where the rule is the same one.

    Equal rules are. Of the rest, those that `diff.pairs` recognises are: first what both sides
    have and the base has not, so that the same change on both sides is seen as one.
    """
    was, here, there = (_named(rules) for rules in (base, ours, theirs))
    # Sorted, so that of equally good ways to pair them none depends on which side is ours.
    on_both = sorted(common(_without(here, was), there), key=repr)
    agreed = _alike(_without(was, here, there), on_both)
    here, there = _renamed(here, agreed), _renamed(there, agreed)
    here = _renamed(here, _alike(_without(was, here), _without(here, was, there)))
    there = _renamed(there, _alike(_without(was, there), _without(there, was, here)))
    added = _alike(_without(here, was, there), _without(there, was, here))
    # Two new rules for different sites that only look alike are no conflict: both are wanted.
    rivals = {new: old for new, old in added.items() if {*new[0].origins} & {*old[0].origins}}
    return was, here, _renamed(there, rivals)


def _named(rules: Sequence[Rule]) -> list[Name]:
    seen: Counter[Rule] = Counter()
    names = []
    for rule in rules:
        names.append((rule, seen[rule]))
        seen[rule] += 1
    return names


def _alike(olds: list[Name], news: list[Name]) -> dict[Name, Name]:
    """By new name the old one of the rule that it probably was; none of them are equal."""
    found = pairs([rule for rule, _ in olds], [rule for rule, _ in news])
    return {news[new]: olds[old] for old, new in found}


def _renamed(names: list[Name], others: Mapping[Name, Name]) -> list[Name]:
    return [others.get(name, name) for name in names]


def common(names: list[Name], others: list[Name]) -> list[Name]:
    """The names that stand in both, in the order of the first."""
    return [name for name in names if name in others]


def _without(names: list[Name], *others: list[Name]) -> list[Name]:
    return [name for name in names if not any(name in other for other in others)]


def lined_up(first: list[Name], second: list[Name]) -> list[Name]:
    """All names in the order of ``first``; what only ``second`` has follows the rule it does there.

    Where the sides have their common names in the same order, both orders are kept.
    """
    followers: dict[Name | None, list[Name]] = defaultdict(list)
    anchor = None
    for name in second:
        if name in first:
            anchor = name
        else:
            followers[anchor].append(name)
    line, anchor = [], None
    for name in first:
        if name in second:
            line += followers[anchor]
            anchor = name
        line.append(name)
    return line + followers[anchor]
