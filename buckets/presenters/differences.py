"""The differences of a merge, ready to show: what each side has, and what can be chosen."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buckets.cors.compare.diff import field_changes
from buckets.cors.compare.merge import Difference, OrderDifference, RuleDifference, Side
from buckets.cors.model import FIELDS, Rule
from buckets.presenters.text import FIELD_LABELS, listed
from buckets.presenters.wording import FieldLine

_LABELS: Final = {
    "base": gettext_lazy("Base"),
    "ours": gettext_lazy("Ours"),
    "theirs": gettext_lazy("Theirs"),
}
_TAKE: Final = {
    Side.OURS: gettext_lazy("Take ours"),
    Side.THEIRS: gettext_lazy("Take theirs"),
    Side.BOTH: gettext_lazy("Keep both"),
}
_HERE: Final = {
    "added": gettext_lazy("added here"),
    "removed": gettext_lazy("removed here"),
    "changed": gettext_lazy("changed here"),
}
_ON_OSS: Final = {
    "added": gettext_lazy("added on OSS"),
    "removed": gettext_lazy("removed on OSS"),
    "changed": gettext_lazy("changed on OSS"),
}
_ALIKE: Final = {
    "added": gettext_lazy("added on both sides"),
    "removed": gettext_lazy("removed on both sides"),
    "changed": gettext_lazy("changed alike on both sides"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a rule on one side, against the base: what stayed, went and came."""

    label: str
    kept: tuple[str, ...]
    line: FieldLine | None


@dataclass(frozen=True, slots=True)
class Column:
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
    columns: tuple[Column, ...]
    options: tuple[Option, ...]
    agreed: bool
    is_conflict: bool
    is_missing: bool

    @classmethod
    def of(cls, difference: Difference, choice: Side | None, is_missing: bool) -> "Card":
        """``choice`` is what the person chose, if anything."""
        chosen = choice or difference.preset
        options = (Option(it, str(_TAKE[it]), it == chosen) for it in difference.sides)
        return cls(
            id=difference.id,
            title=_title(difference),
            is_rule=isinstance(difference, RuleDifference),
            what=_what(difference),
            columns=tuple(_column(difference, side) for side in _LABELS),
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
        return _("Order of the rules")
    return _("Vary: Origin")


def _what(difference: Difference) -> str:
    """Who did what: "changed here, removed on OSS"."""
    here = _verb(difference.base, difference.ours)
    there = _verb(difference.base, difference.theirs)
    if difference.agreed:
        return str(_ALIKE[here])
    told = [str(_HERE[here])] if here else []
    return ", ".join([*told, str(_ON_OSS[there])] if there else told)


def _verb(before: object, after: object) -> str:
    if before == after:
        return ""
    if before is None:
        return "added"
    return "removed" if after is None else "changed"


def _column(difference: Difference, side: str) -> Column:
    label = str(_LABELS[side])
    if isinstance(difference, OrderDifference):
        return Column(side, label, rules=getattr(difference, side))
    if not isinstance(difference, RuleDifference):
        return Column(side, label, text=_("On") if getattr(difference, side) else _("Off"))
    rule: Rule | None = getattr(difference, side)
    if rule is None:
        return Column(side, label, text=_("no such rule"))
    return Column(side, label, fields=tuple(_fields(difference, rule)))


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
