"""What differs between two configurations, rule by rule, ready to show."""

from dataclasses import dataclass

from buckets.cors import Rule
from buckets.cors.compare.diff import Diff, FieldChange, RuleChange
from buckets.presenters.text import FIELD_LABELS, in_commas, say


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of a changed rule, ready to show."""

    label: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    note: str

    @classmethod
    def of(cls, change: FieldChange) -> "FieldLine":
        note = say("changes.reordered") if change.reordered else ""
        label = str(FIELD_LABELS[change.field])
        return cls(label, change.removed, change.added, note)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One rule of a diff, ready to show: ``kind`` is the word for style, the rest is text."""

    kind: str
    title: str
    rule: Rule
    fields: tuple[FieldLine, ...]


def change_lines(changes: Diff) -> list[ChangeLine]:
    """A diff, rule by rule."""
    return [
        ChangeLine(
            kind=change.kind,
            title=_change_title(change),
            rule=change.after or change.before or Rule((), ()),
            fields=tuple(map(FieldLine.of, change.fields)),
        )
        for change in changes.rules
    ]


def counted(changes: Diff) -> str:
    """Return a diff in one line: "1 rule added, 2 rules changed"."""
    told = [
        say(f"changes.{kind}", count=changes.counts[kind])
        for kind in ("added", "removed", "changed", "moved")
        if changes.counts[kind]
    ]
    if changes.vary is not None:
        told.append(say("changes.vary-on" if changes.vary else "changes.vary-off"))
    return in_commas(told)


def _change_title(change: RuleChange) -> str:
    old = None if change.old_index is None else change.old_index + 1
    new = None if change.new_index is None else change.new_index + 1
    kind = "changed-and-moved" if change.kind == "changed" and change.moved else change.kind
    return say(f"changes.rule-{kind}", old=old, new=new)
