"""The differences of a merge, ready to show: what each side has, and what can be chosen."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from buckets.cors import FIELDS, Rule
from buckets.cors.compare.diff import field_changes
from buckets.cors.compare.merge import Difference, OrderDifference, RuleDifference, Side
from buckets.presenters.changes import FieldLine
from buckets.presenters.text import FIELD_LABELS, listed, say

_SIDES: Final = ("base", "ours", "theirs")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a rule on one side, against the base: what stayed, went and came."""

    label: str
    kept: tuple[str, ...]
    line: FieldLine | None


@dataclass(frozen=True, slots=True)
class MergeColumn:
    """What one side has: a rule by its ``fields``, an order of ``rules``, or a ``text``."""

    side: str
    label: str
    fields: tuple[Field, ...] = ()
    rules: tuple[Rule, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to decide a difference."""

    side: Side
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A difference with its three columns and what can be chosen.

    ``is_rule``: the title is the sources of a rule, and not in anybody's language.
    ``is_conflict``: nobody but a person can choose. ``is_missing``: the person has not.
    """

    id: str
    title: str
    is_rule: bool
    what: str
    columns: tuple[MergeColumn, ...]
    options: tuple[Option, ...]
    agreed: bool
    is_conflict: bool
    is_missing: bool

    @classmethod
    def of(cls, difference: Difference, choice: Side | None, is_missing: bool) -> "Card":
        """``choice`` is what the person chose, if anything."""
        chosen = choice or difference.preset
        options = (Option(it, say(f"merge.keep-{it}"), it == chosen) for it in difference.sides)
        return cls(
            id=difference.id,
            title=_title(difference),
            is_rule=isinstance(difference, RuleDifference),
            what=_what(difference),
            columns=tuple(_column(difference, side) for side in _SIDES),
            options=tuple(options),
            agreed=difference.agreed,
            is_conflict=difference.preset is None,
            is_missing=is_missing,
        )


def _title(difference: Difference) -> str:
    if isinstance(difference, RuleDifference):
        rule = difference.ours or difference.theirs or difference.base
        return listed(rule.origins if rule else (), most=2)
    if isinstance(difference, OrderDifference):
        return say("merge.order")
    return say("merge.vary")


def _what(difference: Difference) -> str:
    """Return who did what: "changed here, removed on OSS"."""
    here = _verb(difference.base, difference.ours)
    there = _verb(difference.base, difference.theirs)
    if difference.agreed:
        return say(f"merge.alike-{here}")
    sides = [f"{here}-here" if here else "", f"{there}-on-oss" if there else ""]
    return say(f"merge.{'-'.join(filter(None, sides))}")


def _verb(before: object, after: object) -> str:
    if before == after:
        return ""
    if before is None:
        return "added"
    return "removed" if after is None else "changed"


def _column(difference: Difference, side: str) -> MergeColumn:
    label = say(f"merge.{side}")
    if isinstance(difference, OrderDifference):
        return MergeColumn(side, label, rules=getattr(difference, side))
    if not isinstance(difference, RuleDifference):
        on = getattr(difference, side)
        return MergeColumn(side, label, text=say("merge.on" if on else "merge.off"))
    rule: Rule | None = getattr(difference, side)
    if rule is None:
        return MergeColumn(side, label, text=say("merge.no-rule"))
    return MergeColumn(side, label, fields=tuple(_fields(difference, rule)))


def _fields(difference: RuleDifference, rule: Rule) -> Iterator[Field]:
    """The fields that the rule has on any side, in the order of the form."""
    versions = [it for it in (difference.base, difference.ours, difference.theirs) if it]
    changes = {it.field: it for it in field_changes(difference.base or rule, rule)}
    for name in FIELDS:
        if all(getattr(version, name) in ((), None) for version in versions):
            continue
        change, value = changes.get(name), getattr(rule, name)
        values = value if isinstance(value, tuple) else () if value is None else (str(value),)
        kept = tuple(it for it in values if change is None or it not in change.added)
        line = FieldLine.of(change) if change else None
        yield Field(str(FIELD_LABELS[name]), kept, line)
