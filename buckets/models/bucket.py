"""A bucket: its working copy, what OSS last said, and the one word for how the two stand."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import models
from django.db.models.functions import Concat
from django.utils import timezone

from buckets.cors import Configuration, Rule
from buckets.cors.limits import MAX_RULES
from buckets.lint_policy import checks_in_force
from buckets.models.account import Account, Membership
from buckets.models.expectation import Expectation
from buckets.models.failure import Failure
from buckets.models.lease import Leased
from buckets.models.push import Push
from buckets.models.revision import Revision, fingerprint_of
from buckets.models.rule import CorsRule
from buckets.models.state import State, StateFacts


def _linted_now() -> Concat:
    """Return what ``linted_fingerprint`` is while the findings in rows are the present ones."""
    return Concat(models.Value(f"{checks_in_force()}:"), models.F("fingerprint"))


class BucketQuerySet(models.QuerySet["Bucket"]):
    def of(self, user: User) -> "BucketQuerySet":
        """The buckets of the accounts that ``user`` is a member of."""
        # Not a join: SQLite would begin with the memberships, and sort all buckets for one page.
        mine = Membership.objects.filter(user=user, account=models.OuterRef("account"))
        return self.filter(models.Exists(mine))

    def unpublished(self) -> "BucketQuerySet":
        """Those that can be published: the working copy says something else than OSS did."""
        return self.filter(live__rule_count__isnull=False).exclude(
            fingerprint=models.F("live__fingerprint")
        )

    def with_expectations(self) -> "BucketQuerySet":
        """Those with expectations that can be checked on OSS."""
        expectations = Expectation.objects.filter(bucket=models.OuterRef("pk"))
        return self.filter(models.Exists(expectations), live__rule_count__isnull=False)

    def lint_stale(self) -> "BucketQuerySet":
        """Those whose working copy, or the checks in force, changed since findings were kept."""
        return self.exclude(linted_fingerprint=_linted_now())

    def mark_linted(self) -> None:
        """Keep that the findings are those of the working copies and checks as they are now."""
        self.update(linted_fingerprint=_linted_now())

    def locked(self, bucket_id: int) -> "Bucket":
        """The bucket for changing in this transaction. On SQLite the transaction is the lock."""
        return self.select_for_update(of=("self",)).select_related("account").get(pk=bucket_id)

    def all_locked(self, bucket_ids: Iterable[int]) -> "BucketQuerySet":
        """These buckets for changing in this transaction, with all that tells how they stand.

        Locked in one order, so that two who want some of the same wait for each other once. And
        then read anew: PostgreSQL joins to a row that it waited for what was there before.
        """
        wanted = self.filter(pk__in=bucket_ids).order_by("pk")
        locked = list(wanted.select_for_update().values_list("pk", flat=True))
        related = self.select_related("account", "live", "base", "pending")
        related = related.prefetch_related("cors_rules", "expectations")
        return related.filter(pk__in=locked).order_by("pk")


class Bucket(Leased):
    """A bucket of an account. Its lease is the right to publish there.

    Attributes:
        version: counts changes of the working copy, so that a second saver is noticed.
        response_vary, rule_count, fingerprint: of the working copy.
        base: the revision from which the working copy started.
        live: the revision that OSS held at ``read_at``.
        newest: the number of the newest revision, which is not the live one where OSS's answers
            overtook each other.
        trouble: why the last attempt to read it failed, as JSON of a `Failure`.
        pending: a push of which nobody knows yet how it ended.
        linted_fingerprint: of which working copy, and by which checks, findings are kept in rows;
            "" when it has to be linted anew.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="buckets")
    name = models.CharField(max_length=63)
    region = models.CharField(max_length=50)
    endpoint = models.URLField(max_length=300)
    version = models.PositiveIntegerField(default=0)
    response_vary = models.BooleanField(default=False)
    rule_count = models.PositiveSmallIntegerField(default=0)
    fingerprint = models.CharField(max_length=64, default=Configuration().fingerprint)
    base = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+", editable=False)
    live = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+", editable=False)
    newest = models.PositiveIntegerField(default=0, editable=False)
    read_at = models.DateTimeField(null=True)
    trouble = models.JSONField(null=True)
    pending = models.ForeignKey(Push, models.SET_NULL, null=True, related_name="+", editable=False)
    state = models.CharField(max_length=15, choices=State, default=State.NOT_PULLED)
    linted_fingerprint = models.CharField(max_length=81, default="", editable=False)

    objects = BucketQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "name"], name="one_bucket_a_name")
        ]
        # For the list: searched and sorted by name, filtered by state. Not by ``read_at`` too: it
        # would be written anew each time that a bucket is looked at.
        indexes = [
            models.Index(fields=["name", "id"], name="bucket_by_name"),
            models.Index(fields=["state", "name", "id"], name="bucket_by_state"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def working(self) -> Configuration:
        """The working copy as a value."""
        return Configuration(tuple(row.value for row in self.cors_rules.all()), self.response_vary)

    @property
    def has_unpublished_changes(self) -> bool:
        """Whether the working copy says something else than OSS last said."""
        return self.live is not None and self.fingerprint != self.live.fingerprint

    @property
    def has_drifted(self) -> bool:
        """Whether OSS says something else than when the working copy was started."""
        return self.live is not None and (
            self.base is None or self.base.fingerprint != self.live.fingerprint
        )

    @property
    def is_untouched(self) -> bool:
        """Whether the working copy has no changes of its own. Without a base it began empty."""
        begun = Configuration() if self.base is None else self.base
        return self.fingerprint == begun.fingerprint

    @property
    def is_read_only(self) -> bool:
        """Whether OSS holds something that is not understood."""
        return self.live is not None and not self.live.is_understood

    @property
    def is_editable(self) -> bool:
        """Whether there is a working copy to edit: OSS was read, and understood."""
        return self.live is not None and self.live.is_understood

    @property
    def has_room(self) -> bool:
        """Whether one more rule fits."""
        return self.rule_count < MAX_RULES

    @property
    def failure(self) -> Failure | None:
        """Why the last attempt to read it failed, or None."""
        return None if self.trouble is None else Failure.from_json(self.trouble)

    def is_news(self, asked_at: datetime) -> bool:
        """Whether a reading asked for at ``asked_at`` is as new as what is known already.

        What is known from a time that is yet to come is known from before a clock was set back.
        """
        return self.read_at is None or self.read_at <= asked_at or self.read_at > timezone.now()

    def observe(
        self,
        document: bytes,
        configuration: Configuration | None,
        *,
        at: datetime,
        source: Revision.Source,
        by: str,
        reason: str = "",
    ) -> Revision:
        """Make what OSS held at ``at`` the live revision, a new one if it differs from the last.

        ``configuration`` is None for a document that is not understood; ``source``, ``by`` and
        ``reason`` are those of a new revision. Returns the live revision. Leaves saving the
        bucket, and a new revision before it, to the caller.
        """
        seen, was_read_only = fingerprint_of(document, configuration), self.is_read_only
        if self.live is None or self.live.fingerprint != seen:
            pulled = source == Revision.Source.PULLED
            found = self._kept_before_live(seen) if pulled else None
            self.live = found or self.new_revision(
                document, configuration, source=source, by=by, reason=reason
            )
        if self.is_read_only is not was_read_only:
            self.linted_fingerprint = ""  # what nobody can mend is not listed
        self.read_at = at
        self.trouble = None
        return self.live

    def _kept_before_live(self, seen: str) -> Revision | None:
        """The newest revision, if it was kept without being live, and is what is live now."""
        if self.live is None or self.live.number == self.newest:
            return None
        return self.revisions.filter(number=self.newest, fingerprint=seen).first()

    def new_revision(
        self,
        document: bytes,
        configuration: Configuration | None,
        *,
        source: Revision.Source,
        by: str,
        reason: str = "",
    ) -> Revision:
        """Return the next revision, as `observe` makes it. Leaves saving both to the caller."""
        self.newest += 1
        return Revision(
            bucket=self,
            number=self.newest,
            document=document,
            fingerprint=fingerprint_of(document, configuration),
            rule_count=None if configuration is None else len(configuration.rules),
            source=source,
            by=by,
            reason=reason,
        )

    def adopt_live(self) -> None:
        """Make the working copy what OSS last said, which must be understood.

        Leaves counting that to the caller, as every edit does.
        """
        self.replace_working(self.live.configuration if self.live else Configuration())
        self.base = self.live

    def follow_live(self) -> Configuration:
        """What OSS last said, as the working copy from now on. Leaves its rows to the caller."""
        configuration = self.live.configuration if self.live else Configuration()
        self.response_vary = configuration.response_vary
        self.base = self.live
        self.count_version(configuration)
        return configuration

    def replace_working(self, configuration: Configuration) -> None:
        """Make the working copy ``configuration``, in new rows."""
        self.response_vary = configuration.response_vary
        self.cors_rules.all().delete()
        CorsRule.objects.bulk_create(self.rows_of(configuration))

    def rows_of(self, configuration: Configuration) -> list[CorsRule]:
        """The rows of ``configuration`` as a working copy, not saved."""
        return [self._row(index, rule) for index, rule in enumerate(configuration.rules)]

    def set_rules(self, rows: Iterable[CorsRule]) -> None:
        """Make ``rows``, in their order, the rules of the working copy; delete the others."""
        kept = list(rows)
        for index, row in enumerate(kept):
            row.index = index
        self.cors_rules.exclude(pk__in=[row.pk for row in kept]).delete()
        CorsRule.objects.bulk_update(kept, ["index"])

    def append(self, rule: Rule) -> None:
        """Add ``rule`` behind the others."""
        self._row(self.cors_rules.count(), rule).save()

    def count_version(self, working: Configuration) -> None:
        """Take over what follows from the working copy being ``working`` now."""
        self.version += 1
        self.rule_count = len(working.rules)
        self.fingerprint = working.fingerprint

    def refresh_state(self) -> None:
        """Set ``state`` by the other fields. Leaves saving to the caller.

        A working copy that equals the live revision has nothing to lose, however it came to:
        the live revision becomes its base, so that it follows OSS from here on.
        """
        if self.live is not None and self.fingerprint == self.live.fingerprint:
            self.base = self.live
        self.state = StateFacts(
            pulled=self.live is not None,
            reachable=self.trouble is None,
            understood=not self.is_read_only,
            edited=self.has_unpublished_changes and not self.is_untouched,
            drifted=self.has_unpublished_changes and self.has_drifted,
            pending=self.pending is not None,
        ).state

    def save_with_state(self) -> None:
        """Set ``state``, and save the bucket and a new live revision."""
        self.refresh_state()
        if self.live is not None and self.live.is_new:
            self.live.save()
        self.save()

    def _row(self, index: int, rule: Rule) -> CorsRule:
        row = CorsRule(bucket=self, index=index)
        row.value = rule
        return row
