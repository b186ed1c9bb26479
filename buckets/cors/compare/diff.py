"""What changed between two configurations, rule by rule, as data."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from buckets.cors.model import FIELDS, Configuration, Rule


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What happened to one field of a rule.

    ``removed`` and ``added`` hold values; with neither, only their order changed.
    """

    field: str
    removed: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def reordered(self) -> bool:
        """Whether the same values stand in another order."""
        return not self.removed and not self.added


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule before and after, with its indexes in either configuration.

    Without ``before`` it was added, without ``after`` removed. With both and no ``fields`` it
    only moved past others.
    """

    before: Rule | None
    after: Rule | None
    old_index: int | None
    new_index: int | None
    moved: bool = False
    fields: tuple[FieldChange, ...] = ()

    @property
    def kind(self) -> str:
        """``added``, ``removed``, ``changed`` (perhaps moved too) or ``moved``."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "changed" if self.fields else "moved"


@dataclass(frozen=True, slots=True)
class Diff:
    """All that differs: the rules in their new order, removed ones last, and the Vary setting.

    ``vary`` is the new value, or None when it stayed.
    """

    rules: tuple[RuleChange, ...]
    vary: bool | None

    def __bool__(self) -> bool:
        return bool(self.rules) or self.vary is not None

    @property
    def counts(self) -> Counter[str]:
        """How many rules were ``added``, ``removed``, ``changed`` and ``moved``."""
        return Counter(change.kind for change in self.rules)


def diff(before: Configuration, after: Configuration) -> Diff:
    """What it takes to get from ``before`` to ``after``."""
    same_rules = pairs(before.rules, after.rules)
    moved = _moved(same_rules)
    old_indexes = {new: old for old, new in same_rules}
    changes = list(_kept_and_added(before.rules, after.rules, old_indexes, moved))
    for old, rule in enumerate(before.rules):
        if old not in old_indexes.values():
            changes.append(RuleChange(rule, None, old, None))
    same_vary = before.response_vary == after.response_vary
    return Diff(tuple(changes), None if same_vary else after.response_vary)


def _kept_and_added(
    before: tuple[Rule, ...],
    after: tuple[Rule, ...],
    old_indexes: dict[int, int],
    moved: set[int],
) -> Iterator[RuleChange]:
    for new, rule in enumerate(after):
        old = old_indexes.get(new)
        if old is None:
            yield RuleChange(None, rule, None, new)
            continue
        fields = tuple(field_changes(before[old], rule))
        if fields or new in moved:
            yield RuleChange(before[old], rule, old, new, new in moved, fields)


def pairs(before: Sequence[Rule], after: Sequence[Rule]) -> list[tuple[int, int]]:
    """Pair the index of each old rule with that of the new one it became: equal ones first.

    The rest are paired by how much they look alike.

    Runs of equal rules come before single ones, so that of two duplicates the one that stayed
    is the one that is said to have stayed.
    """
    found = {
        block.a + step: block.b + step
        for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
        for step in range(block.size)
    }
    candidates = sorted(
        (
            (-_likeness(old_rule, new_rule), abs(old - new), old, new)
            for old, old_rule in enumerate(before)
            for new, new_rule in enumerate(after)
        ),
    )
    for likeness, _, old, new in candidates:
        if likeness < 0 and old not in found and new not in found.values():
            found[old] = new
    return sorted(found.items())


def _likeness(old: Rule, new: Rule) -> float:
    """How much two rules look like the same rule, from 0 to 2 (equal). Sources weigh most."""
    if old == new:
        return 2.0
    shared = set(old.origins) & set(new.origins)
    if shared:
        return 1.0 + len(shared) / len({*old.origins, *new.origins}) / 2
    same = sum(getattr(old, field) == getattr(new, field) for field in FIELDS[1:])
    return same / len(FIELDS) if same >= 3 else 0.0


def _moved(same_rules: Iterable[tuple[int, int]]) -> set[int]:
    """The new indexes of the fewest rules whose moving explains the new order."""
    tails: list[int] = []
    runs: list[list[int]] = []
    news = [new for _, new in same_rules]
    for new in news:
        at = bisect_left(tails, new)
        run = [*(runs[at - 1] if at else []), new]
        tails[at : at + 1] = [new]
        runs[at : at + 1] = [run]
    return set(news) - set(runs[-1] if runs else [])


def field_changes(old: Rule, new: Rule) -> Iterator[FieldChange]:
    for field in FIELDS:
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            removed = Counter(_values(before)) - Counter(_values(after))
            added = Counter(_values(after)) - Counter(_values(before))
            yield FieldChange(field, tuple(removed.elements()), tuple(added.elements()))


def _values(value: tuple[str, ...] | int | None) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return () if value is None else (str(value),)
