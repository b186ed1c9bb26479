"""What was found in working copies, for the list over all buckets, and what a team lives with."""

from datetime import date

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from buckets.cors.lint import Finding
from buckets.models.account import Account, Membership
from buckets.models.bucket import Bucket


class SeverityLabel(models.IntegerChoices):
    """The words for `finding.Severity`, shown everywhere the same."""

    HIGH = 1, _("High")
    MEDIUM = 2, _("Medium")
    LOW = 3, _("Low")
    NOTE = 4, _("Note")


class KnownFindingQuerySet(models.QuerySet["KnownFinding"]):
    def of(self, user: User) -> "KnownFindingQuerySet":
        """Those in buckets of the accounts that ``user`` is a member of."""
        mine = Membership.objects.filter(user=user, account=OuterRef("account"))
        return self.filter(Exists(mine))

    def accepted(self, yes: bool, *, today: date) -> "KnownFindingQuerySet":
        """Those that are accepted on this day, or those that are not."""
        same = Acceptance.objects.on(today).filter(bucket=OuterRef("bucket"), key=OuterRef("key"))
        return self.filter(Exists(same) if yes else ~Exists(same))


class KnownFinding(models.Model):
    """A finding in the working copy of a bucket, as it was when that was written.

    ``kind`` is the id of its check, ``rule`` the index of the rule; ``value`` is what is
    concerned, to be searched for, and ``params`` fill in the message of its check. The names of
    bucket and account stand here too, so that thousands are sorted by an index of their own.
    """

    bucket = models.ForeignKey(Bucket, models.CASCADE, related_name="findings")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    bucket_name = models.CharField(max_length=63)
    key = models.CharField(max_length=16)
    kind = models.CharField(max_length=40)
    severity = models.PositiveSmallIntegerField(choices=SeverityLabel)
    rule = models.PositiveSmallIntegerField(null=True)
    value = models.TextField()
    params = models.JSONField(default=dict)

    objects = KnownFindingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "key"], name="one_finding_a_key")]
        indexes = [
            models.Index(fields=["severity", "bucket_name", "id"], name="finding_by_severity"),
            models.Index(fields=["kind", "bucket_name", "id"], name="finding_by_kind"),
            models.Index(fields=["bucket_name", "id"], name="finding_by_bucket"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.bucket_name}"

    @classmethod
    def of(cls, bucket: Bucket, finding: Finding) -> "KnownFinding":
        """The row for a finding in ``bucket``, not saved."""
        return cls(
            bucket=bucket,
            account_id=bucket.account_id,
            bucket_name=bucket.name,
            key=finding.key,
            kind=finding.id,
            severity=finding.severity,
            rule=finding.index,
            value=finding.value,
            params=dict(finding.message.params),
        )


class AcceptanceQuerySet(models.QuerySet["Acceptance"]):
    def on(self, day: date) -> "AcceptanceQuerySet":
        """Those that hold on this day: the last one of an acceptance is included."""
        return self.filter(Q(until=None) | Q(until__gte=day))


class Acceptance(models.Model):
    """That a team lives with a finding, why, and until when; without ``until``, for good.

    It holds for whatever has this ``key``: moving rules does not end it, and a change of what was
    found does. When the finding is gone it stays, for the case that it comes back.
    """

    bucket = models.ForeignKey(Bucket, models.CASCADE, related_name="acceptances")
    key = models.CharField(max_length=16)
    reason = models.CharField(_("reason"), max_length=500)
    until = models.DateField(_("until"), null=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now=True)

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bucket", "key"], name="one_acceptance_a_key")
        ]

    def __str__(self) -> str:
        return f"{self.key} in {self.bucket}, accepted by {self.by}"
