"""What happened, for the Activity page."""

from django.db import models

from buckets.cors import Configuration
from buckets.cors.formats import xml


class Event(models.Model):
    """One thing that someone did or was refused: a row of an `audit.AuditEvent`.

    It holds names rather than foreign keys, so that the record outlives what it tells of.

    Attributes:
        kind: the id of the kind of event.
        params: its properties as JSON.
        before, after: the working copy as XML, where the event changed one, else "".
        version: the bucket's version after the event.
    """

    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=40)
    actor = models.CharField(max_length=150)
    account_id = models.BigIntegerField(null=True)
    account_name = models.CharField(max_length=100, blank=True)
    bucket_id = models.BigIntegerField(null=True)
    bucket_name = models.CharField(max_length=63, blank=True)
    params = models.JSONField(default=dict)
    version = models.PositiveIntegerField(null=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["account_id", "-id"], name="event_of_account"),
            models.Index(fields=["bucket_id", "version"], name="event_of_bucket_version"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.kind} {self.bucket_name or self.account_name}"

    @property
    def configuration_before(self) -> Configuration:
        """The working copy before the event, which must have changed one."""
        return xml.read(self.before.encode())
