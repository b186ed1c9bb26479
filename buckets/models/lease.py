"""The right to be the only one who works on something, for a while."""

from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.utils import timezone

CLOCKS_AGREE_WITHIN: Final = timedelta(seconds=5)
"""How far apart the clocks of machines that share the database may be."""


class LeaseTaken(Exception):
    """Someone else works on it, until ``until`` at the latest unless they renew."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"taken until {until:%H:%M:%S}")
        self.until = until


class LeaseLost(Exception):
    """The lease ran out and someone else took it: what was done meanwhile is not ours to record."""


class Leased(models.Model):
    """A row that one worker at a time has a lease on.

    ``fence`` is the token of who took it last and grows with each; a worker that was held up
    and lost its lease shows an older one. ``handed_at`` is when it was last taken or given back.
    Every verb wants the row locked, and leaves saving it to the caller.
    """

    fence = models.PositiveBigIntegerField(default=0, editable=False)
    handed_at = models.DateTimeField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    LEASE_FIELDS: Final = ("fence", "handed_at", "leased_until")

    def take_lease(self, seconds: float) -> int:
        """Take it for ``seconds``; gives the token. Raises `LeaseTaken`."""
        now = timezone.now()
        until = self.lease_over_at
        if until is not None and now < until:
            raise LeaseTaken(until)
        self.fence += 1
        self.handed_at = now
        self.leased_until = now + timedelta(seconds=seconds)
        return self.fence

    def renew_lease(self, token: int, seconds: float) -> None:
        """Have it for ``seconds`` from now. Raises `LeaseLost` when somebody else took it."""
        if self.fence != token:
            raise LeaseLost
        self.leased_until = timezone.now() + timedelta(seconds=seconds)

    def release_lease(self, token: int) -> None:
        """Give it back, if it is still ours."""
        if self.fence == token:
            self.handed_at = timezone.now()
            self.leased_until = None

    @property
    def lease_over_at(self) -> datetime | None:
        """From when on others may take it, on whatever machine; None if nobody has it."""
        return self.leased_until and self.leased_until + CLOCKS_AGREE_WITHIN

    @property
    def is_leased(self) -> bool:
        """Whether somebody works on it now, as far as anybody can know."""
        return self.lease_over_at is not None and timezone.now() < self.lease_over_at

    def may_be_at_work(self, token: int, at: datetime) -> bool:
        """Whether the holder of ``token`` could still have been at work at ``at``."""
        over = (self.lease_over_at if self.fence == token else None) or self.handed_at
        return over is not None and at < over
