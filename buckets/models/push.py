"""The journal of publishing: what was about to be written, before it was."""

from datetime import datetime, timedelta
from typing import Final

from django.db import models

STALE_READS: Final = timedelta(seconds=5)
"""How long after a write OSS may still answer with what was there before it."""


class PushQuerySet(models.QuerySet["Push"]):
    def written_lately(self, at: datetime) -> dict[int, str]:
        """By bucket, the fingerprint of what was published so shortly before ``at`` that a reading
        then that shows anything else may be an old one.

        Not only what is known to have been replaced: a foreign write that OSS had not shown yet
        was replaced unawares.
        """
        confirmed = self.filter(outcome=Push.Outcome.CONFIRMED, settled_at__gt=at - STALE_READS)
        return dict(confirmed.order_by("pk").values_list("bucket_id", "target"))


class Push(models.Model):
    """One attempt to publish, committed before the write.

    Attributes:
        reason: why, as the person gave it; may be "".
        plan: the fingerprint of the plan that the person agreed to.
        base, target: the fingerprints of what OSS held and of what is written.
        document: the bytes that are written; empty for a DELETE.
        fence: the token of the bucket's lease under which it is made. While that lease lasts the
            writer counts as alive; afterwards any reading settles how it ended.
    """

    class Outcome(models.TextChoices):
        PENDING = "pending"
        CONFIRMED = "confirmed"  # OSS was seen to hold the target
        REFUSED = "refused"  # OSS refused the write
        NOT_DONE = "not-done"  # OSS was seen to hold the base, when nobody was writing any more
        OVERWRITTEN = "overwritten"  # OSS was seen to hold something else

    bucket = models.ForeignKey("Bucket", models.CASCADE, related_name="pushes")
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=500, blank=True)
    plan = models.CharField(max_length=64)
    base = models.CharField(max_length=64)
    target = models.CharField(max_length=64)
    document = models.BinaryField()
    at = models.DateTimeField()
    fence = models.PositiveBigIntegerField(default=0)
    outcome = models.CharField(max_length=11, choices=Outcome, default=Outcome.PENDING)
    settled_at = models.DateTimeField(null=True)

    objects = PushQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["bucket", "outcome", "settled_at"], name="push_of_bucket_settled")
        ]

    def __str__(self) -> str:
        return f"push {self.pk} of {self.bucket}: {self.outcome}"

    def outcome_of(self, seen: str, *, writing: bool) -> "Push.Outcome":
        """How it ended, going by the fingerprint that OSS showed.

        ``writing``: whether its maker could still have been at work when OSS was asked.
        """
        if seen == self.target:
            return self.Outcome.CONFIRMED
        if writing:
            return self.Outcome.PENDING
        return self.Outcome.NOT_DONE if seen == self.base else self.Outcome.OVERWRITTEN
