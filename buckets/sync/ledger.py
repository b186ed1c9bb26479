"""A unit of work: what readings change, of one bucket or of thousands, in one transaction."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from buckets.audit import (
    CONSOLE,
    Actor,
    AuditEvent,
    CheckFailed,
    PullFailed,
    PushDone,
    PushEnded,
    PushFailed,
    PushNotDone,
    PushOverwritten,
    name_of,
    new_row,
)
from buckets.cors import Configuration
from buckets.models import Bucket, CorsRule, Event, Push, Revision
from buckets.models.failure import Failure
from buckets.oss.errors import OssError
from buckets.sync.findings import keep_findings
from buckets.sync.snapshot import Reading, failure


class Ledger:
    """What a transaction is to write of the buckets that it has locked, until `commit` writes it.

    The number of SQL statements does not grow with the number of buckets.
    """

    def __init__(self, by: Actor, *, linting: bool = True) -> None:
        """Begin with nothing, in the name of ``by``.

        ``linting``: whether `commit` looks for findings; else `findings.lint_left` does it later,
        as it takes long with many buckets.
        """
        self.by = name_of(by)
        self._linting = linting
        self._buckets: dict[int, Bucket] = {}
        self._new_rows: dict[int, list[CorsRule]] = {}
        self._working: list[tuple[Bucket, Configuration]] = []
        self._new_revisions: list[Revision] = []
        self._pushes: list[Push] = []
        self._events: list[Event] = []

    def add(self, bucket: Bucket) -> None:
        """Save ``bucket`` as it is now."""
        self._buckets[bucket.pk] = bucket

    def record_reading(self, bucket: Bucket, reading: Reading) -> bool:
        """Make what ``reading`` shows the live revision, and settle a pending push by it.

        Returns whether that revision was not known; False where something newer is known
        already. A configuration that a pending push was to write is that push's, whoever reads
        it first. The working copy is not touched.
        """
        self.add(bucket)
        for doubtful in reading.earlier:
            if doubtful.fingerprint != reading.fingerprint:
                self.keep_revision(bucket, doubtful)
        if not bucket.is_news(reading.asked_at):
            self.keep_revision(bucket, reading)
            return False
        source, by, reason = Revision.Source.PULLED, self.by, ""
        known, push, outcome = bucket.live, bucket.pending, Push.Outcome.PENDING
        if push is not None:
            writing = bucket.may_be_at_work(push.fence, reading.asked_at)
            outcome = push.outcome_of(reading.fingerprint, writing=writing)
            if outcome == Push.Outcome.CONFIRMED:
                source, by, reason = Revision.Source.PUSHED, push.by, push.reason
        seen = bucket.observe(
            reading.document,
            reading.configuration,
            at=reading.asked_at,
            source=source,
            by=by,
            reason=reason,
        )
        if not bucket.linted_fingerprint:
            self._working.append((bucket, bucket.working))
        if seen is not known and seen.is_new:
            self._new_revisions.append(seen)
        if push is not None and outcome != Push.Outcome.PENDING:
            self.settle_push(bucket, push, outcome)
        return seen is not known

    def keep_revision(self, bucket: Bucket, reading: Reading) -> None:
        """Keep what may be an old answer as a revision, if it is none yet: OSS held it once."""
        self.add(bucket)
        found = (it.bucket_id == bucket.pk and it.fingerprint for it in self._new_revisions)
        known = bucket.revisions.filter(fingerprint=reading.fingerprint)
        if reading.fingerprint not in found and not known.exists():
            revision = bucket.new_revision(
                reading.document,
                reading.configuration,
                source=Revision.Source.PULLED,
                by=self.by,
            )
            self._new_revisions.append(revision)

    def fast_forward(self, bucket: Bucket) -> tuple[Configuration, Configuration] | None:
        """Make the working copy what OSS holds; return it before and after, None if it was that.

        What is not understood cannot be adopted, and is no base to have edited from either: once
        it is readable again, an untouched working copy must still be seen to be untouched.
        """
        if not (bucket.is_editable and bucket.has_unpublished_changes):
            return None
        before, after = bucket.working, bucket.follow_live()
        self._new_rows[bucket.pk] = bucket.rows_of(after)
        self._working.append((bucket, after))
        return before, after

    def settle_push(
        self,
        bucket: Bucket,
        push: Push,
        outcome: Push.Outcome,
        *,
        error: OssError | None = None,
    ) -> None:
        """Record how ``push`` ended, under the name of who made it."""
        bucket.pending = None
        if outcome == Push.Outcome.CONFIRMED:
            bucket.base = bucket.live  # what was edited since then was edited on top of it
        push.outcome = outcome
        push.settled_at = timezone.now()
        self._pushes.append(push)
        ended = _ENDS[outcome](
            revision=bucket.live.number if bucket.live else None,
            reason=push.reason,
            trouble=failure(error) if error else None,
        )
        self.record_event(ended, bucket, by=push.by)

    def record_unreachable(self, bucket: Bucket, error: OssError, *, asked_at: datetime) -> Failure:
        """Keep with the bucket that it could not be read, and return why.

        Nothing is kept where something newer than ``asked_at`` is known.
        """
        self.add(bucket)
        trouble = failure(error)
        if bucket.is_news(asked_at):
            bucket.trouble = trouble.as_json
        return trouble

    def record_event(
        self,
        event: AuditEvent,
        bucket: Bucket,
        *,
        by: Actor = "",
        before: Configuration | None = None,
        after: Configuration | None = None,
    ) -> None:
        """Record that ``event`` happened to ``bucket``, as `audit.record` does."""
        self.add(bucket)
        actor, account = by or self.by, bucket.account
        row = new_row(event, by=actor, account=account, bucket=bucket, before=before, after=after)
        self._events.append(row)

    def commit(self) -> None:
        """Set the state of each bucket, and save everything."""
        buckets = list(self._buckets.values())
        for bucket in buckets:
            bucket.refresh_state()
        Revision.objects.bulk_create(self._new_revisions)
        CorsRule.objects.filter(bucket__in=self._new_rows).delete()
        CorsRule.objects.bulk_create(row for rows in self._new_rows.values() for row in rows)
        Push.objects.bulk_update(self._pushes, ["outcome", "settled_at"])
        # An update of many rows, each with values of its own: they are all there, and locked.
        Bucket.objects.bulk_create(
            buckets, update_conflicts=True, unique_fields=["id"], update_fields=_WRITTEN
        )
        if self._linting:
            keep_findings(self._working)
        Event.objects.bulk_create(self._events)


_WRITTEN: Final = (
    "version",
    "response_vary",
    "rule_count",
    "fingerprint",
    "base",
    "live",
    "newest",
    "read_at",
    "trouble",
    "pending",
    "state",
    "linted_fingerprint",
    *Bucket.LEASE_FIELDS,
)

_ENDS: Final[dict[Push.Outcome, type[PushEnded]]] = {
    Push.Outcome.CONFIRMED: PushDone,
    Push.Outcome.REFUSED: PushFailed,
    Push.Outcome.NOT_DONE: PushNotDone,
    Push.Outcome.OVERWRITTEN: PushOverwritten,
}


def record_unreachable(
    bucket_id: int,
    error: OssError,
    *,
    asked_at: datetime,
    kind: type[PullFailed] | type[CheckFailed],
    by: Actor,
) -> None:
    """Record, as ``kind``, that the bucket could not be read, and show it as unreachable.

    What nobody asked for and is known already is not recorded again: workers come each minute.
    """
    with transaction.atomic():
        bucket = Bucket.objects.all_locked([bucket_id]).get()
        ledger = Ledger(by)
        known = bucket.failure
        trouble = ledger.record_unreachable(bucket, error, asked_at=asked_at)
        if by != CONSOLE or known is None or trouble.message.id != known.message.id:
            ledger.record_event(kind(trouble), bucket)
        ledger.commit()
