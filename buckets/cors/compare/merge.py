"""What two sides made of the same configuration, brought together rule by rule.

Nothing is dropped in silence: a rule that stands in any of the three configurations is in the
result, or in a difference that says what each side did with it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final

from buckets.cors.compare.rule_identity import Name, common, lined_up, names
from buckets.cors.model import Configuration, Rule, digest


class Side(StrEnum):
    """Whose word is taken. ``BOTH`` keeps the two rules where each side made another one."""

    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"


_EITHER: Final = (Side.OURS, Side.THEIRS)
_NO_CHOICES: Final[Mapping[str, Side]] = MappingProxyType({})


class Undecided(Exception):
    """There is no result yet: ``ids`` are the differences that somebody has to choose in."""

    def __init__(self, ids: tuple[str, ...]) -> None:
        super().__init__(", ".join(ids))
        self.ids = ids


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """A rule as it was and as each side has it, None where it is not.

    ``preset`` is the side that holds unless somebody chooses: the only one that changed it.
    None is a conflict. Where both ``agreed``, either side gives the same.
    """

    kind: ClassVar[str] = "rule"
    id: str
    base: Rule | None
    ours: Rule | None
    theirs: Rule | None

    @property
    def agreed(self) -> bool:
        """Whether both sides did the same, so that there is nothing to decide."""
        return self.ours == self.theirs

    @property
    def preset(self) -> Side | None:
        """The side to take unless somebody chooses, None when somebody must."""
        return Side.OURS if self.agreed else _only_changed(self.base, self.ours, self.theirs)

    @property
    def sides(self) -> tuple[Side, ...]:
        """What can be chosen."""
        two_rules = self.preset is None and self.ours is not None and self.theirs is not None
        return (*_EITHER, Side.BOTH) if two_rules else _EITHER

    def taken(self, side: Side, *, first: Side) -> Iterator[Rule]:
        """The rules that choosing ``side`` gives; of two, the one of ``first`` comes first."""
        order = (self.ours, self.theirs) if first is Side.OURS else (self.theirs, self.ours)
        versions = {Side.OURS: (self.ours,), Side.THEIRS: (self.theirs,), Side.BOTH: order}
        return (rule for rule in versions[side] if rule is not None)


@dataclass(frozen=True, slots=True)
class OrderDifference:
    """The sides put rules that both have in different orders. Holds all rules of each."""

    kind: ClassVar[str] = "order"
    id: ClassVar[str] = "order"
    agreed: ClassVar[bool] = False
    sides: ClassVar[tuple[Side, ...]] = _EITHER
    base: tuple[Rule, ...]
    ours: tuple[Rule, ...]
    theirs: tuple[Rule, ...]
    preset: Side | None


@dataclass(frozen=True, slots=True)
class VaryDifference:
    """Vary: Origin was changed, by one side or by both alike: with two values, never a conflict."""

    kind: ClassVar[str] = "vary"
    id: ClassVar[str] = "vary"
    sides: ClassVar[tuple[Side, ...]] = _EITHER
    base: bool
    ours: bool
    theirs: bool

    @property
    def agreed(self) -> bool:
        """Whether both sides did the same."""
        return self.ours == self.theirs

    @property
    def preset(self) -> Side:
        """The side that changed it."""
        return Side.THEIRS if self.ours == self.base else Side.OURS


Difference = RuleDifference | OrderDifference | VaryDifference

_Line = tuple[Rule | RuleDifference, ...]
"""Rules in the order of one side: undisputed ones as they are, the others to be decided."""


@dataclass(frozen=True, slots=True)
class Merge:
    """All that differs between the three, and what comes of each way to decide it.

    ``differences`` are in the order of our rules, those of order and Vary last. Their ids stay
    the same as long as what they are about does.
    """

    differences: tuple[Difference, ...]
    by_order: Mapping[Side, _Line]
    vary: Mapping[Side, bool]

    def undecided(self, choices: Mapping[str, Side] = _NO_CHOICES) -> tuple[str, ...]:
        """The ids still to choose in. What a difference does not offer is no choice."""
        decided = self._decided(choices)
        return tuple(each.id for each in self.differences if each.id not in decided)

    def result(self, choices: Mapping[str, Side] = _NO_CHOICES) -> Configuration:
        """The configuration that comes of ``choices`` by id, and of the presets elsewhere.

        Choosing one side throughout gives exactly that side. Raises `Undecided`.
        """
        if undecided := self.undecided(choices):
            raise Undecided(undecided)
        chosen = self._decided(choices)
        order = chosen.get(OrderDifference.id, Side.OURS)
        rules: list[Rule] = []
        for entry in self.by_order[order]:
            if isinstance(entry, Rule):
                rules.append(entry)
            else:
                rules += entry.taken(chosen[entry.id], first=order)
        return Configuration(tuple(rules), self.vary[chosen.get(VaryDifference.id, Side.OURS)])

    def _decided(self, choices: Mapping[str, Side]) -> dict[str, Side]:
        return {
            each.id: side
            for each in self.differences
            for side in each.sides
            if side == (choices.get(each.id) or each.preset)
        }


def merge(base: Configuration, ours: Configuration, theirs: Configuration) -> Merge:
    """Bring together what ``ours`` and ``theirs`` each made of ``base``.

    A rule keeps its place among the others; where both sides put one at the same place, that of
    the side whose order is taken comes first (ours, unless the order is in dispute).
    """
    was, here, there = names(base.rules, ours.rules, theirs.rules)
    lines = {Side.OURS: lined_up(here, there), Side.THEIRS: lined_up(there, here)}
    gone = [name for name in was if name not in {*here, *there}]
    entries = _entries(
        [*lines[Side.OURS], *gone],
        dict(zip(was, base.rules, strict=True)),
        dict(zip(here, ours.rules, strict=True)),
        dict(zip(there, theirs.rules, strict=True)),
    )
    differences: list[Difference] = [e for e in entries.values() if isinstance(e, RuleDifference)]
    if common(here, there) != common(there, here):
        preset = _reordered(was, here, there)
        differences.append(OrderDifference(base.rules, ours.rules, theirs.rules, preset))
    vary = VaryDifference(base.response_vary, ours.response_vary, theirs.response_vary)
    if not vary.base == vary.ours == vary.theirs:
        differences.append(vary)
    return Merge(
        differences=tuple(differences),
        by_order={side: tuple(entries[name] for name in line) for side, line in lines.items()},
        vary={Side.OURS: ours.response_vary, Side.THEIRS: theirs.response_vary},
    )


def _only_changed(base: object, ours: object, theirs: object) -> Side | None:
    """The one side that is not as the base was; None when both or neither are."""
    if (base == ours) == (base == theirs):
        return None
    return Side.THEIRS if base == ours else Side.OURS


def _reordered(was: list[Name], here: list[Name], there: list[Name]) -> Side | None:
    """The one side that changed the order, as far as all three have the same rules."""
    old = common(common(was, here), there)
    return _only_changed(old, common(common(here, there), was), common(common(there, here), was))


def _entries(
    named: list[Name],
    base: Mapping[Name, Rule],
    ours: Mapping[Name, Rule],
    theirs: Mapping[Name, Rule],
) -> dict[Name, Rule | RuleDifference]:
    """By name the rule that is the same in all three, or how they differ in it."""
    entries: dict[Name, Rule | RuleDifference] = {}
    seen: Counter[str] = Counter()
    for name in named:
        versions = (base.get(name), ours.get(name), theirs.get(name))
        if versions[0] is not None and len({*versions}) == 1:
            entries[name] = versions[0]
            continue
        mark = _mark(versions)
        seen[mark] += 1
        entries[name] = RuleDifference(f"rule-{mark}-{seen[mark]}", *versions)
    return entries


def _mark(versions: Sequence[Rule | None]) -> str:
    """A short text that is the same for the same rules."""
    return digest("difference", *(rule and rule.canonical() for rule in versions))[:12]
