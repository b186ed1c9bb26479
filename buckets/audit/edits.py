"""Edits of a bucket's working copy. A verb of `buckets.sync.edit` records one of these.

Each can be undone, by going back to the working copy before it.
"""

from dataclasses import dataclass

from buckets.audit.registry import AuditEvent, event
from buckets.cors import Message


class Edit(AuditEvent):
    """A change of the working copy by a person."""


@dataclass(frozen=True)
class Rebase(Edit):
    """An edit after which the working copy starts from another revision than before.

    Attributes:
        base: the number of the revision from which it started before, None if there was none;
            undo goes back to it.
    """

    base: int | None


@event(
    "rule.created",
    text="%(actor)s created rule %(number)s",
    vary_on="%(actor)s created rule %(number)s and turned on Vary: Origin",
    vary_off="%(actor)s created rule %(number)s and turned off Vary: Origin",
)
class RuleCreated(Edit):
    """A rule was added as ``number``, from 1; ``vary`` is what the bucket's Vary became with it."""

    number: int
    vary: bool | None = None

    @property
    def variant(self) -> str:
        return _vary_variant(self.vary)


@event(
    "rule.edited",
    text="%(actor)s edited rule %(number)s",
    vary_on="%(actor)s edited rule %(number)s and turned on Vary: Origin",
    vary_off="%(actor)s edited rule %(number)s and turned off Vary: Origin",
)
class RuleEdited(Edit):
    """Rule ``number``, from 1, was changed; ``vary`` is what the bucket's Vary became with it."""

    number: int
    vary: bool | None = None

    @property
    def variant(self) -> str:
        return _vary_variant(self.vary)


@event("rule.deleted", text="%(actor)s deleted rule %(number)s")
class RuleDeleted(Edit):
    number: int


@event("rule.moved", text="%(actor)s moved rule %(number)s to position %(to)s")
class RuleMoved(Edit):
    """Rule ``number`` became rule ``to``, both from 1."""

    number: int
    to: int


@event("rules.cleared", text="%(actor)s cleared all rules")
class RulesCleared(Edit):
    count: int


@event(
    "vary.set",
    vary_on="%(actor)s turned on Vary: Origin",
    vary_off="%(actor)s turned off Vary: Origin",
)
class VarySet(Edit):
    on: bool

    @property
    def variant(self) -> str:
        return _vary_variant(self.on)


@event("changes.discarded", text="%(actor)s discarded the unpublished changes")
class ChangesDiscarded(Rebase):
    pass


@event("live.adopted", text="%(actor)s adopted the rules that OSS holds")
class LiveAdopted(Rebase):
    pass


@event("live.merged", text="%(actor)s merged the changes made outside into the unpublished changes")
class LiveMerged(Rebase):
    pass


@event(
    "revision.restored",
    text="%(actor)s restored the rules of revision %(revision)s as unpublished changes",
)
class RevisionRestored(Edit):
    revision: int


@event("rules.fixed", text="%(actor)s applied the proposed change of rule %(number)s")
class RemedyApplied(Edit):
    number: int


@event("finding.fixed", text="%(actor)s fixed a finding: %(finding)s")
class FindingFixed(Edit):
    finding: Message


@dataclass(frozen=True)
class Undo(Edit):
    """An edit that took the last one back.

    Attributes:
        redo: whether the last one was an undo itself, so that this made its edit again.
    """

    redo: bool = False

    @property
    def variant(self) -> str:
        return "redo" if self.redo else ""


@event(
    "edit.undone",
    text="%(actor)s undid the last change",
    redo="%(actor)s redid the last change",
)
class EditUndone(Undo):
    pass


@event(
    "rebase.undone",
    text="%(actor)s undid the last change",
    redo="%(actor)s redid the last change",
)
class RebaseUndone(Undo, Rebase):
    pass


def is_undo(event: AuditEvent) -> bool:
    """Return whether ``event`` took an edit back, so that to undo it is to redo that edit."""
    return isinstance(event, Undo) and not event.redo


def _vary_variant(on: bool | None) -> str:
    return {True: "vary_on", False: "vary_off", None: ""}[on]
