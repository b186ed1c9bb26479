"""The states of a bucket, and the facts from which each follows."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How a bucket stands, shown everywhere with the same word."""

    NOT_PULLED = "not-pulled", _("Not pulled")
    IN_SYNC = "in-sync", _("In sync")
    UNPUBLISHED = "unpublished", _("Unpublished changes")
    DRIFTED = "drifted", _("Drifted")
    CONFLICT = "conflict", _("Conflict")
    UNREACHABLE = "unreachable", _("Unreachable")
    READ_ONLY = "read-only", _("Read-only")
    OUTCOME_UNKNOWN = "outcome-unknown", _("Outcome unknown")


@dataclass(frozen=True, slots=True)
class StateFacts:
    """What is known of a bucket, as far as its state follows from it.

    Attributes:
        pulled: OSS was read at least once.
        reachable: the last attempt to read it succeeded, or there was none.
        understood: OSS holds only what the console understands.
        edited: the working copy is neither its base nor what OSS holds.
        drifted: what OSS holds is neither the base nor the working copy.
        pending: nobody knows yet how the last push ended.
    """

    pulled: bool
    reachable: bool
    understood: bool
    edited: bool
    drifted: bool
    pending: bool

    @property
    def state(self) -> State:
        """Return the state; of several that hold, the one that a person must know of first."""
        if self.pending:
            return State.OUTCOME_UNKNOWN
        if not self.reachable:
            return State.UNREACHABLE
        if not self.pulled:
            return State.NOT_PULLED
        if not self.understood:
            return State.READ_ONLY
        if self.edited:
            return State.CONFLICT if self.drifted else State.UNPUBLISHED
        return State.DRIFTED if self.drifted else State.IN_SYNC
