"""Writing down what readings tell, of one bucket or of thousands, in one transaction."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from buckets.audit import CONSOLE, Actor, Kind, name_of, note
from buckets.cors.model import Configuration
from buckets.models import Bucket, CorsRule, Event, Push, Revision
from buckets.oss.errors import OssError
from buckets.sync.findings import write_down
from buckets.sync.snapshot import Reading, failure


class Ledger:
    """What a transaction is to write of the buckets that it has locked, for `write` at its end.

    The number of SQL statements does not grow with the number of buckets. ``linting``: look for
    findings at once; without, that is left to `findings.lint_left`, as with many it takes long.
    """

    def __init__(self, by: Actor, *, linting: bool = True) -> None:
        self.by = name_of(by)
        self._judging = linting
        self._buckets: dict[int, Bucket] = {}
        self._followed: dict[int, list[CorsRule]] = {}
        self._working: list[tuple[Bucket, Configuration]] = []
        self._found: list[Revision] = []
        self._pushes: list[Push] = []
        self._events: list[Event] = []

    def add(self, bucket: Bucket) -> None:
        """Save ``bucket`` as it is now."""
        self._buckets[bucket.pk] = bucket

    def take_in(self, bucket: Bucket, reading: Reading) -> bool:
        """Note what ``reading`` shows, and settle a pending push by it.

        Gives whether it is a revision that was not known; not so when something newer is known
        already. A configuration that a pending push was to write is that push's, whoever comes
        to see it. The working copy is not touched.
        """
        self.add(bucket)
        for doubtful in reading.earlier:
            if doubtful.fingerprint != reading.fingerprint:
                self.keep(bucket, doubtful)
        if not bucket.is_news(reading.asked_at):
            self.keep(bucket, reading)
            return False
        why = {"source": Revision.Source.PULLED, "by": self.by}
        known, push, outcome = bucket.live, bucket.pending, Push.Outcome.PENDING
        if push is not None:
            writing = bucket.may_be_at_work(push.fence, reading.asked_at)
            outcome = push.outcome_of(reading.fingerprint, writing=writing)
            if outcome == Push.Outcome.CONFIRMED:
                why = {"source": Revision.Source.PUSHED, "by": push.by, "message": push.message}
        seen = bucket.saw(reading.document, reading.configuration, at=reading.asked_at, **why)
        if not bucket.linted_fingerprint:
            self._working.append((bucket, bucket.working))
        if seen is not known and seen.is_new:
            self._found.append(seen)
        if push is not None and outcome != Push.Outcome.PENDING:
            self.close(bucket, push, outcome)
        return seen is not known

    def keep(self, bucket: Bucket, reading: Reading) -> None:
        """Note a configuration that is old, or may be, if it is in no revision: it was there."""
        self.add(bucket)
        found = (it.bucket_id == bucket.pk and it.fingerprint for it in self._found)
        known = bucket.revisions.filter(fingerprint=reading.fingerprint)
        if reading.fingerprint not in found and not known.exists():
            why = {"source": Revision.Source.PULLED, "by": self.by}
            late = bucket.new_revision(reading.document, reading.configuration, **why)
            self._found.append(late)

    def follow(self, bucket: Bucket) -> tuple[Configuration, Configuration] | None:
        """Make the working copy what OSS said; gives what it was and is, None if it was that.

        What is not understood cannot be adopted, and is no base to have edited from either: once
        it is readable again, an untouched working copy must still be seen to be untouched.
        """
        if not (bucket.is_editable and bucket.has_unpublished_changes):
            return None
        before, after = bucket.working, bucket.follow_live()
        self._followed[bucket.pk] = bucket.rows_of(after)
        self._working.append((bucket, after))
        return before, after

    def close(
        self,
        bucket: Bucket,
        push: Push,
        outcome: Push.Outcome,
        *,
        error: OssError | None = None,
    ) -> None:
        """Note how ``push`` ended, under the name of who made it."""
        bucket.pending = None
        if outcome == Push.Outcome.CONFIRMED:
            bucket.base = bucket.live  # what was edited since then was edited on top of it
        push.outcome = outcome
        push.settled_at = timezone.now()
        self._pushes.append(push)
        self.note(
            _KINDS[outcome],
            bucket,
            by=push.by,
            revision=bucket.live.number if bucket.live else None,
            message=push.message,
            trouble=failure(error) if error else None,
        )

    def unreachable(
        self, bucket: Bucket, error: OssError, *, asked_at: datetime
    ) -> dict[str, object]:
        """Note that the bucket could not be read, and why; gives that as JSON.

        Something that was learned after ``asked_at`` is not put in doubt by it.
        """
        self.add(bucket)
        trouble = failure(error)
        if bucket.is_news(asked_at):
            bucket.trouble = trouble
        return trouble

    def note(self, kind: Kind, bucket: Bucket, *, by: Actor = "", **params: object) -> None:
        """Note that something happened to ``bucket``."""
        self.add(bucket)
        event = note(kind, by=by or self.by, account=bucket.account, bucket=bucket, **params)  # type: ignore[arg-type]
        self._events.append(event)

    def write(self) -> None:
        """Put the word for how each bucket stands, and save everything."""
        buckets = list(self._buckets.values())
        for bucket in buckets:
            bucket.stand()
        Revision.objects.bulk_create(self._found)
        CorsRule.objects.filter(bucket__in=self._followed).delete()
        CorsRule.objects.bulk_create(row for rows in self._followed.values() for row in rows)
        Push.objects.bulk_update(self._pushes, ["outcome", "settled_at"])
        # An update of many rows, each with values of its own: they are all there, and locked.
        Bucket.objects.bulk_create(
            buckets, update_conflicts=True, unique_fields=["id"], update_fields=_WRITTEN
        )
        if self._judging:
            write_down(self._working)
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

_KINDS: Final = {
    Push.Outcome.CONFIRMED: Kind.PUSHED,
    Push.Outcome.REFUSED: Kind.PUSH_FAILED,
    Push.Outcome.NOT_DONE: Kind.PUSH_NOT_DONE,
    Push.Outcome.OVERWRITTEN: Kind.PUSH_OVERWRITTEN,
}


def note_unreachable(
    bucket_id: int, error: OssError, *, asked_at: datetime, kind: Kind, by: Actor
) -> None:
    """Record, as ``kind``, that the bucket could not be read, and show it as unreachable.

    What nobody asked for and is known already is not recorded again: workers come each minute.
    """
    with transaction.atomic():
        bucket = Bucket.objects.all_locked([bucket_id]).get()
        ledger = Ledger(by)
        known = bucket.trouble and bucket.trouble["id"]
        trouble = ledger.unreachable(bucket, error, asked_at=asked_at)
        if by != CONSOLE or trouble["id"] != known:
            ledger.note(kind, bucket, trouble=trouble)
        ledger.write()
