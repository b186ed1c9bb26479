"""A bucket: its working copy, what OSS last said, and the one word for how the two stand."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import models
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buckets.cors.limits import MAX_RULES
from buckets.cors.model import Configuration, Rule
from buckets.lint_policy import checks_in_force
from buckets.models.account import Account, Membership
from buckets.models.expectation import Expectation
from buckets.models.lease import Leased
from buckets.models.push import Push
from buckets.models.revision import Revision, fingerprint_of
from buckets.models.rule import CorsRule


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
        """Those of which something is promised that can be tried on OSS."""
        promised = Expectation.objects.filter(bucket=models.OuterRef("pk"))
        return self.filter(models.Exists(promised), live__rule_count__isnull=False)

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

    ``version`` counts changes of the working copy, so that a second saver is noticed. ``base``
    is the live configuration that the working copy started from, ``live`` what OSS last said,
    and ``newest`` the number of the newest revision, which is another one where OSS's answers
    overtook each other.
    ``linted_fingerprint`` tells of which working copy, by which checks, findings are kept in rows,
    empty when they are to be looked for anew.
    ``trouble`` is why the last attempt to reach it failed, as a sentence to translate;
    ``pending`` is a push of which nobody knows yet how it ended.
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

    def is_news(self, asked_at: datetime) -> bool:
        """Whether a reading asked for at ``asked_at`` is as new as what is known already.

        What is known from a time that is yet to come is known from before a clock was set back.
        """
        return self.read_at is None or self.read_at <= asked_at or self.read_at > timezone.now()

    def saw(
        self, document: bytes, configuration: Configuration | None, *, at: datetime, **why: str
    ) -> Revision:
        """Note what OSS holds now, as a new revision if it differs from the last one seen.

        ``configuration`` is None for a document that is not understood. ``why`` are the
        ``source``, ``by`` and ``message`` of a new revision. Leaves saving the bucket, and a new
        revision before it, to the caller.
        """
        seen, was_read_only = fingerprint_of(document, configuration), self.is_read_only
        if self.live is None or self.live.fingerprint != seen:
            found = (
                self._written_down_late(seen) if why["source"] == Revision.Source.PULLED else None
            )
            self.live = found or self.new_revision(document, configuration, **why)
        if self.is_read_only is not was_read_only:
            self.linted_fingerprint = ""  # what nobody can mend is not listed
        self.read_at = at
        self.trouble = None
        return self.live

    def _written_down_late(self, seen: str) -> Revision | None:
        """The newest revision, if it was kept without being live, and is what is live now."""
        if self.live is None or self.live.number == self.newest:
            return None
        return self.revisions.filter(number=self.newest, fingerprint=seen).first()

    def new_revision(
        self, document: bytes, configuration: Configuration | None, **why: str
    ) -> Revision:
        """The next revision, as `saw` has it. Leaves saving both to the caller."""
        self.newest += 1
        return Revision(
            bucket=self,
            number=self.newest,
            document=document,
            fingerprint=fingerprint_of(document, configuration),
            rule_count=None if configuration is None else len(configuration.rules),
            **why,
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
        return [self._row(place, rule) for place, rule in enumerate(configuration.rules)]

    def place(self, rows: Iterable[CorsRule]) -> None:
        """Make ``rows``, in their order, the rules of the working copy."""
        kept = list(rows)
        for position, row in enumerate(kept):
            row.position = position
        self.cors_rules.exclude(pk__in=[row.pk for row in kept]).delete()
        CorsRule.objects.bulk_update(kept, ["position"])

    def append(self, rule: Rule) -> None:
        """Add ``rule`` behind the others."""
        self._row(self.cors_rules.count(), rule).save()

    def count_version(self, working: Configuration) -> None:
        """Take over what follows from the working copy being ``working`` now."""
        self.version += 1
        self.rule_count = len(working.rules)
        self.fingerprint = working.fingerprint

    def stand(self) -> None:
        """Put the one word for how things stand. Leaves saving to the caller.

        A working copy that says what OSS says has nothing to lose, however it came to: from
        here on it follows OSS.
        """
        if self.live is not None and self.fingerprint == self.live.fingerprint:
            self.base = self.live
        self.state = self._present_state()

    def settle(self) -> None:
        """Put the one word for how things stand, and save, a new revision included."""
        self.stand()
        if self.live is not None and self.live.is_new:
            self.live.save()
        self.save()

    def _row(self, position: int, rule: Rule) -> CorsRule:
        row = CorsRule(bucket=self, position=position)
        row.value = rule
        return row

    def _present_state(self) -> State:
        if self.pending is not None:
            return State.OUTCOME_UNKNOWN
        if self.trouble is not None:
            return State.UNREACHABLE
        if self.live is None:
            return State.NOT_PULLED
        if self.is_read_only:
            return State.READ_ONLY
        if not self.has_unpublished_changes:
            return State.IN_SYNC
        if not self.has_drifted:
            return State.UNPUBLISHED
        return State.DRIFTED if self.is_untouched else State.CONFLICT
