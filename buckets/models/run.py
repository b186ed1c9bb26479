"""Work on many buckets: what was asked for, and how far it has come, bucket by bucket."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Count, Min, Q
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buckets.models.account import Account
from buckets.models.bucket import Bucket
from buckets.models.lease import CLOCKS_AGREE_WITHIN, Leased


class RunQuerySet(models.QuerySet["Run"]):
    def of(self, user: User) -> "RunQuerySet":
        """The runs in which something is of an account that ``user`` is a member of."""
        mine = Account.objects.filter(memberships__user=user)
        items = RunItem.objects.filter(run=models.OuterRef("pk"), bucket__account__in=mine)
        return self.filter(Q(account__in=mine) | Q(models.Exists(items)))

    def unfinished(self) -> "RunQuerySet":
        """Those that a worker is at, or should be."""
        return self.filter(finished_at=None)

    def left_behind(self) -> "RunQuerySet":
        """Unfinished ones that no worker is at."""
        over = Q(leased_until=None) | Q(leased_until__lt=timezone.now() - CLOCKS_AGREE_WITHIN)
        return self.unfinished().filter(over)

    def locked(self, run_id: int) -> "Run":
        """The run for changing in this transaction."""
        return self.select_for_update().get(pk=run_id)


class Run(Leased):
    """Something to do with many buckets. Its lease is the right to work on it.

    Attributes:
        account: the one whose buckets it first looks for, until ``listed_at``; None for a
            selection of buckets.
        user: who started it. Their right to publish is looked up when each bucket is published.
        by: the name of who started it, to show.
        reason: why, as that person gave it; for a run that publishes.
        hazards: the kinds of hazard that the person acknowledged.
        cancelled_at: since when no further bucket is begun.
        trouble: why the buckets could not be listed, as JSON of a `Failure`.
    """

    class Kind(models.TextChoices):
        PULL = "pull", _("Pull")
        CHECK = "check", _("Check for drift")
        PUBLISH = "publish", _("Publish")
        PROBE = "probe", _("Check the expectations on OSS")

    class State(StrEnum):
        WAITING = "waiting"
        RUNNING = "running"
        CANCELLING = "cancelling"
        CANCELLED = "cancelled"
        DONE = "done"

    kind = models.CharField(max_length=7, choices=Kind)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="runs")
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=500, blank=True)
    hazards = models.JSONField(default=list)
    at = models.DateTimeField(auto_now_add=True)
    listed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=150, blank=True)
    finished_at = models.DateTimeField(null=True)
    trouble = models.JSONField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"run {self.pk}: {self.kind}"

    @property
    def state(self) -> "Run.State":
        """How it stands; one whose worker was killed waits for the next.

        Cancelling: nothing more is begun, and a worker still has to enter what is under way.
        """
        if self.is_over:
            return self.State.CANCELLED if self.is_cancelled else self.State.DONE
        if self.is_cancelled:
            return self.State.CANCELLING
        return self.State.RUNNING if self.is_leased else self.State.WAITING

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody cancelled it: no further bucket is begun."""
        return self.cancelled_at is not None

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.finished_at is not None

    @property
    def is_moving(self) -> bool:
        """Whether a look later may show more."""
        return not self.is_over or self.is_leased

    @property
    def is_listing(self) -> bool:
        """Whether it is not known yet which buckets it is about."""
        return self.listed_at is None

    def accounts(self) -> models.QuerySet[Account]:
        """Those in which it has something to do."""
        if self.account_id is not None:
            return Account.objects.filter(pk=self.account_id)
        return Account.objects.filter(pk__in=self.items.values("bucket__account"))


class RunItemQuerySet(models.QuerySet["RunItem"]):
    def of(self, user: User) -> "RunItemQuerySet":
        """Those about buckets that ``user`` may see."""
        return self.filter(bucket__account__memberships__user=user)

    def open(self) -> "RunItemQuerySet":
        """Those that are still to be done."""
        return self.filter(result=RunItem.Result.OPEN)

    def last_check(self, bucket: Bucket) -> "RunItem | None":
        """Return the last check of the bucket's expectations, which may be still to do."""
        tries = self.filter(bucket=bucket, run__kind=Run.Kind.PROBE)
        cancelled = Q(result=RunItem.Result.OPEN, run__finished_at__isnull=False)
        return tries.exclude(cancelled).order_by("-pk").first()

    def for_work(self) -> "RunItemQuerySet":
        """With all that is needed to ask OSS about each bucket."""
        return self.select_related("bucket__account")

    def for_show(self) -> "RunItemQuerySet":
        """With all that is shown of each bucket."""
        related = self.select_related("bucket__account", "bucket__live")
        return related.defer("bucket__live__document")

    def accounts(self) -> dict[Account, dict[str, int]]:
        """The accounts of the buckets, with how many there are of each result."""
        counted = self.order_by().values_list("bucket__account", "result")
        counts: dict[int, dict[str, int]] = {}
        for account_id, result, count in counted.annotate(count=Count("pk")):
            counts.setdefault(account_id, {})[result] = count
        accounts = Account.objects.in_bulk(counts)
        return {accounts[account_id]: counted for account_id, counted in counts.items()}

    def store(self, items: Iterable["RunItem"]) -> None:
        """Save what came of ``items``, in one statement however many there are."""
        self.bulk_create(
            items,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["result", "reason", "trouble", "expectation_report", "settled_at"],
        )

    def counts(self) -> dict[str, int]:
        """How many there are of each result."""
        counted = self.order_by().values_list("result").annotate(count=Count("pk"))
        return dict(counted)

    def counts_by_run(self) -> dict[int, dict[str, int]]:
        """By the number of the run, how many there are of each result."""
        counted = self.order_by().values_list("run", "result").annotate(count=Count("pk"))
        counts: dict[int, dict[str, int]] = {}
        for run_id, result, count in counted:
            counts.setdefault(run_id, {})[result] = count
        return counts

    def reasons(self) -> list[tuple["RunItem", int]]:
        """Why some were stopped or failed: an example of each reason, the commonest first, and
        how many there are of it."""
        unlucky = self.filter(result__in=[RunItem.Result.STOPPED, RunItem.Result.FAILED])
        marked = unlucky.order_by().annotate(failure=KT("trouble__id"), code=KT("trouble__code"))
        grouped = marked.values("result", "reason", "failure", "code")
        found = grouped.annotate(example=Min("pk"), count=Count("pk"))
        counts = dict(found.values_list("example", "count"))
        examples = self.model._default_manager.in_bulk(counts)
        common = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return [(examples[pk], count) for pk, count in common]


class RunItem(models.Model):
    """What a run is to do with one bucket, and the result.

    Attributes:
        plan: the fingerprint of the plan that the person agreed to, for a run that publishes.
        reason: the id of why it was stopped, "" if it was not.
        trouble: why it failed, as JSON of a `Failure`.
        expectation_report: the result of each expectation check, for a run that makes them.
    """

    class Result(models.TextChoices):
        OPEN = "open", _("To do")
        UNCHANGED = "unchanged", _("Unchanged")
        NEW = "new", _("New on OSS")
        PUBLISHED = "published", _("Published")
        KEPT = "kept", _("Expectations met")
        BROKEN = "broken", _("Expectations broken")
        UNKNOWN = "unknown", _("Not confirmed")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")

    PROBLEMS = (Result.FAILED, Result.STOPPED, Result.BROKEN, Result.UNKNOWN)
    """What did not come out as it should, and can be tried again."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="items")
    bucket = models.ForeignKey(Bucket, models.CASCADE, related_name="+")
    plan = models.CharField(max_length=64, blank=True)
    result = models.CharField(max_length=9, choices=Result, default=Result.OPEN)
    reason = models.CharField(max_length=100, blank=True)
    trouble = models.JSONField(null=True)
    expectation_report = models.JSONField(null=True)
    settled_at = models.DateTimeField(null=True)

    objects = RunItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "bucket"], name="one_item_a_bucket_in_a_run")
        ]
        indexes = [models.Index(fields=["run", "result", "id"], name="item_of_run_by_result")]

    def __str__(self) -> str:
        return f"{self.bucket} in {self.run}: {self.result}"

    def settle(
        self,
        result: "RunItem.Result",
        *,
        reason: str = "",
        trouble: Mapping[str, Any] | None = None,
        expectation_report: Mapping[str, Any] | None = None,
    ) -> None:
        """Set the result, and why, as the attributes say. Leaves saving it to the caller."""
        self.result = result
        self.reason = reason
        self.trouble = trouble
        self.expectation_report = expectation_report
        self.settled_at = timezone.now()
