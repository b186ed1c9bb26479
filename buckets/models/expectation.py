"""The expectations of a bucket, a row each."""

from django.db import models

from buckets.cors.evaluate import expectation


class Expectation(models.Model):
    """One expectation: who must be able to send such a request, or must not."""

    bucket = models.ForeignKey("Bucket", models.CASCADE, related_name="expectations")
    origin = models.CharField(max_length=300)
    allowed = models.BooleanField(default=True)
    method = models.CharField(max_length=32, blank=True)
    headers = models.JSONField(default=list)
    reads = models.JSONField(default=list)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        must = "may" if self.allowed else "may not"
        return f"{self.origin} {must} {self.method or 'do anything'}"

    @classmethod
    def of(cls, value: expectation.Expectation, **said: object) -> "Expectation":
        """A row, not saved yet, for ``value``; ``said`` are its bucket and who it is by."""
        return cls(
            origin=value.origin,
            allowed=value.allowed,
            method=value.method,
            headers=list(value.headers),
            reads=list(value.reads),
            **said,
        )

    @property
    def value(self) -> expectation.Expectation:
        """The expectation as the domain knows it."""
        return expectation.Expectation(
            self.origin, self.allowed, self.method, tuple(self.headers), tuple(self.reads)
        )
