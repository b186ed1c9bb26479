"""What OSS held, snapshot by snapshot."""

import hashlib
from typing import Any, Never

from django.db import models
from django.utils.translation import gettext_lazy as _

from buckets.cors import Configuration, Message
from buckets.cors.formats import xml


class Revision(models.Model):
    """An immutable snapshot of a bucket's live configuration.

    Attributes:
        number: counts from 1 in each bucket.
        source: whether it was found on OSS or published from here.
        by: who pulled or published it.
        reason: why it was published, as that person gave it; "" if it was found.
        document: the bytes that OSS sent; empty when the bucket had no configuration.
        rule_count: None when the document is not understood.
    """

    class Source(models.TextChoices):
        PULLED = "pulled", _("Found on OSS")
        PUSHED = "pushed", _("Published")

    bucket = models.ForeignKey("Bucket", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    source = models.CharField(max_length=6, choices=Source)
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=500, blank=True)
    document = models.BinaryField()
    fingerprint = models.CharField(max_length=64)
    rule_count = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["bucket", "number"], name="one_revision_a_number")
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of {self.bucket}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it once. Raises `TypeError` on a second time: history is not rewritten."""
        if not self._state.adding:
            self.refuse_change()
        super().save(*args, **kwargs)

    @property
    def is_new(self) -> bool:
        """Whether it is not in the database yet."""
        return self._state.adding

    def refuse_change(self) -> Never:
        raise TypeError("A revision is never changed after it was written.")

    @property
    def raw(self) -> bytes:
        """The document as bytes, whatever the database driver hands out."""
        return bytes(self.document)

    @property
    def is_understood(self) -> bool:
        """Whether the document holds only what the console understands."""
        return self.rule_count is not None

    @property
    def unknown(self) -> Message | None:
        """What in the document is not understood, or None."""
        try:
            _understood = self.configuration
        except xml.XmlError as error:
            return error.message
        return None

    @property
    def understood(self) -> Configuration | None:
        """What the document says, or None when it is not understood."""
        return self.configuration if self.is_understood else None

    @property
    def configuration_before(self) -> Configuration | None:
        """What the revision before says: nothing before the first, None if not understood."""
        earlier = Revision.objects.filter(bucket=self.bucket_id, number__lt=self.number)
        previous = earlier.first()
        return Configuration() if previous is None else previous.understood

    @property
    def configuration(self) -> Configuration:
        """What the document says. Raises `xml.XmlError` when it is not understood."""
        return xml.read(self.raw) if self.raw else Configuration()


def fingerprint_of(document: bytes, configuration: Configuration | None) -> str:
    """The fingerprint of a snapshot; one that is not understood is known by its bytes."""
    if configuration is not None:
        return configuration.fingerprint
    return hashlib.sha256(b"not understood:" + document).hexdigest()
