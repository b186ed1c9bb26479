"""The working copy of a bucket's rules, a row each."""

from django.db import models

from buckets.cors import Rule


class CorsRule(models.Model):
    """One rule of a working copy. Its row outlives edits and moves.

    Attributes:
        index: where it stands among the bucket's rules, from 0.
    """

    bucket = models.ForeignKey("Bucket", models.CASCADE, related_name="cors_rules")
    index = models.PositiveSmallIntegerField()
    origins = models.JSONField(default=list)
    methods = models.JSONField(default=list)
    allowed_headers = models.JSONField(default=list)
    expose_headers = models.JSONField(default=list)
    max_age = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["index", "pk"]

    def __str__(self) -> str:
        return f"rule {self.index + 1} of {self.bucket}"

    @property
    def value(self) -> Rule:
        """The rule as the domain knows it."""
        return Rule(
            origins=tuple(self.origins),
            methods=tuple(self.methods),
            allowed_headers=tuple(self.allowed_headers),
            expose_headers=tuple(self.expose_headers),
            max_age=self.max_age,
        )

    @value.setter
    def value(self, rule: Rule) -> None:
        self.origins = list(rule.origins)
        self.methods = list(rule.methods)
        self.allowed_headers = list(rule.allowed_headers)
        self.expose_headers = list(rule.expose_headers)
        self.max_age = rule.max_age
