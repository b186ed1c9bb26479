"""Publishing the working copy: read, compare, write, read back, record.

OSS has no conditional write for CORS: a foreign write between our read and our PUT can be
neither prevented nor seen. That window is one round trip, and the before-image is kept.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from buckets.audit import PushFailed, PushStopped, PushUnknown
from buckets.models import Bucket, Push
from buckets.models.lease import LeaseLost, LeaseTaken
from buckets.oss.errors import OssError, Throttled
from buckets.oss.gateway import Gateway
from buckets.sync.gateways import bucket_gateway
from buckets.sync.ledger import Ledger
from buckets.sync.plan import Plan, plan
from buckets.sync.runtime import current
from buckets.sync.snapshot import WAITS, Reading, failure, read, read_once


class PublishRefused(Exception):
    """Nothing was written; ``reason`` is the message id that says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# Message ids, as rows keep them.
STALE_PLAN: Final = "sync.stale-plan"  # the working copy or the live one is not what was reviewed
DRIFT: Final = "sync.drift"  # OSS holds something else than the plan was made from
UNSAFE_PLAN: Final = "sync.unsafe-plan"  # it has a hazard that nobody acknowledged
LEASE_TAKEN: Final = "sync.lease-taken"  # somebody else publishes this bucket
NOT_ALLOWED: Final = "sync.not-allowed"  # who asked for it may not publish here any more
REFUSED_BY_OSS: Final = "sync.refused-by-oss"  # the plan has problems for which OSS would refuse it

_SPARE: Final = 10.0
"""Seconds that a lease lasts beyond what the calls may take: a busy machine is held up at times."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """How a push ended: ``confirmed`` when OSS was seen to hold the target."""

    bucket: Bucket
    confirmed: bool


@dataclass(frozen=True, slots=True)
class PublishRequest:
    """A person's request: the fingerprint of the ``plan`` that they saw, and their ``message``.

    ``hazards`` are the keys of those that they acknowledged.
    """

    by: User
    plan: str
    message: str = ""
    hazards: frozenset[str] = frozenset()


def push(bucket_id: int, order: PublishRequest) -> Pushed:
    """Publish the plan of ``order``; once, however often it is requested.

    Raises `PublishRefused` when it must not be done, `OssError` when OSS failed or refused and
    nothing was changed. A lost answer is settled by reading back, never by trying again; where
    that does not settle it, the outcome stays unknown until a later reading does.
    """
    bucket = Bucket.objects.select_related("account", "live").get(pk=bucket_id)
    if _is_done(bucket, order):
        return Pushed(bucket, confirmed=True)
    return _Publishing(bucket, order).run()


def _is_done(bucket: Bucket, order: PublishRequest) -> bool:
    """Return whether this very plan was published: someone clicked twice, or a run went on."""
    latest = bucket.pushes.filter(outcome=Push.Outcome.CONFIRMED).first()
    return (
        latest is not None
        and latest.plan == order.plan
        and bucket.live is not None
        and latest.target == bucket.live.fingerprint == bucket.fingerprint
    )


class _Publishing:
    """One publish under the bucket's lease, which each step that takes time renews first."""

    def __init__(self, bucket: Bucket, order: PublishRequest) -> None:
        self._bucket = bucket
        self._order = order
        self._token = 0

    def run(self) -> Pushed:
        self._take_lease()
        asked_at = timezone.now()
        try:
            gateway = bucket_gateway(self._bucket)
            before = read(gateway, self._bucket, wait=self._wait_on)
            journal = self._commit_intent(before)
            if journal is None:
                return Pushed(Bucket.objects.select_related("live").get(pk=self._bucket.pk), True)
            self._check_time(journal)
        except OssError as error:
            self._end_unread(error, asked_at)
            raise
        except LeaseLost:
            with transaction.atomic():
                self._note_stop(self._locked(), LEASE_TAKEN)
            raise PublishRefused(LEASE_TAKEN) from None
        lost = self._write(gateway, journal)
        return self._commit_outcome(journal, self._read_back(gateway, journal), lost)

    # --- The lease ------------------------------------------------------------------------------

    def _take_lease(self) -> None:
        with transaction.atomic():
            bucket = self._locked()
            try:
                self._token = bucket.take_lease(_lease_seconds())
            except LeaseTaken:
                pass
            else:
                bucket.save(update_fields=Bucket.LEASE_FIELDS)
                return
            self._note_stop(bucket, LEASE_TAKEN)
        raise PublishRefused(LEASE_TAKEN)

    def _wait_on(self, seconds: float) -> None:
        """Wait, then renew the lease for another call. Raises `LeaseLost`."""
        current().wait(seconds)
        with transaction.atomic():
            bucket = self._locked()
            bucket.renew_lease(self._token, _lease_seconds())
            bucket.save(update_fields=Bucket.LEASE_FIELDS)

    def _locked(self) -> Bucket:
        return Bucket.objects.all_locked([self._bucket.pk]).get()

    def _end(self, bucket: Bucket, ledger: Ledger) -> None:
        """Save the outcome, and release the lease."""
        bucket.release_lease(self._token)
        ledger.add(bucket)
        ledger.commit()

    # --- Before the write -----------------------------------------------------------------------

    def _end_unread(self, error: OssError, asked_at: datetime) -> None:
        """Record that OSS could not be read, unless it was only too busy just now."""
        with transaction.atomic():
            bucket = self._locked()
            ledger = Ledger(self._order.by)
            if not isinstance(error, Throttled):
                trouble = ledger.record_unreachable(bucket, error, asked_at=asked_at)
                ledger.record_event(PushFailed(trouble=trouble), bucket)
            self._end(bucket, ledger)

    def _commit_intent(self, before: Reading) -> Push | None:
        """Check that the plan is still valid, and journal what is about to be written.

        Return None if it was written already, by a process that was killed before it recorded
        that. Raises `PublishRefused` and `LeaseLost`.
        """
        with transaction.atomic():
            bucket = self._locked()
            ledger = Ledger(self._order.by)
            intent = plan(bucket)
            bucket.renew_lease(self._token, _lease_seconds())
            ledger.record_reading(bucket, before)
            reason = self._reason_to_stop(bucket, intent, before)
            if intent is not None and reason is None:
                bucket.pending = self._journal(intent)
                ledger.commit()
                return bucket.pending
            self._end(bucket, ledger)
            if _is_done(bucket, self._order):
                return None
            self._note_stop(bucket, reason or STALE_PLAN)
        raise PublishRefused(reason or STALE_PLAN)

    def _reason_to_stop(self, bucket: Bucket, intent: Plan | None, before: Reading) -> str | None:
        if bucket.pending is not None:
            return LEASE_TAKEN
        if intent is None or intent.fingerprint != self._order.plan:
            return STALE_PLAN
        if before.fingerprint != intent.base.fingerprint:
            return DRIFT
        if not self._order.hazards >= {hazard.key for hazard in intent.hazards}:
            return UNSAFE_PLAN
        return REFUSED_BY_OSS if intent.problems else None

    def _note_stop(self, bucket: Bucket, reason: str) -> None:
        ledger = Ledger(self._order.by)
        ledger.record_event(PushStopped(reason), bucket)
        ledger.commit()

    def _journal(self, intent: Plan) -> Push:
        return Push.objects.create(
            bucket=self._bucket,
            by=self._order.by.get_username(),
            reason=self._order.message,
            plan=self._order.plan,
            base=intent.base.fingerprint,
            target=intent.target.fingerprint,
            document=intent.document,
            at=timezone.now(),
            fence=self._token,
        )

    def _check_time(self, journal: Push) -> None:
        """Raise `LeaseLost` unless the write will be over while the lease lasts.

        It is late where the machine was held up, or slept: others may have published meanwhile,
        and the write would undo that. The next reading records that nothing was written.
        """
        if timezone.now() > journal.at + timedelta(seconds=_SPARE):
            raise LeaseLost

    # --- The write, and after it ----------------------------------------------------------------

    def _write(self, gateway: Gateway, journal: Push) -> OssError | None:
        """Send the journalled bytes. Return the error if its outcome is unknown, else raise it."""
        name = self._bucket.name
        try:
            if journal.document:
                gateway.put_cors(name, bytes(journal.document))
            else:
                gateway.delete_cors(name)
        except OssError as error:
            if error.outcome_unknown:
                return error
            with transaction.atomic():
                bucket = self._locked()
                ledger = Ledger(self._order.by)
                if self._is_ours(bucket, journal):
                    ledger.settle_push(bucket, journal, Push.Outcome.REFUSED, error=error)
                self._end(bucket, ledger)
            raise
        return None

    def _read_back(self, gateway: Gateway, journal: Push) -> list[Reading | None]:
        """Return what OSS answers after the write, until it is the target; None where it fails.

        All answers count: an old one may show what somebody wrote just before and we replaced.
        """
        answers: list[Reading | None] = []
        for seconds in (0.0, *WAITS):
            try:
                self._wait_on(seconds)
                answer = read_once(gateway, self._bucket)
            except LeaseLost:
                break
            except OssError:
                answers.append(None)
                continue
            answers.append(answer)
            if answer.fingerprint == journal.target:
                break
        return answers

    def _is_ours(self, bucket: Bucket, journal: Push) -> bool:
        """Return whether the push is still open, and the lease still ours."""
        return bucket.pending_id == journal.pk and bucket.fence == self._token

    def _commit_outcome(
        self, journal: Push, answers: list[Reading | None], lost: OssError | None
    ) -> Pushed:
        """Record how it ended, unless somebody else did, or will as our lease is lost."""
        with transaction.atomic():
            bucket = self._locked()
            ledger = Ledger(self._order.by)
            if self._is_ours(bucket, journal):
                for answer in filter(None, answers):
                    ledger.record_reading(bucket, answer)
                # Only the last answer cannot be an old one.
                seen = answers[-1] and bucket.live and bucket.live.fingerprint
                if bucket.pending and seen and seen != journal.base:
                    ledger.settle_push(bucket, bucket.pending, Push.Outcome.OVERWRITTEN)
            if self._is_ours(bucket, journal):
                # Nobody is writing any more: the next reading settles it.
                ledger.record_event(PushUnknown(failure(lost) if lost else None), bucket)
            self._end(bucket, ledger)
            journal.refresh_from_db()
        return Pushed(bucket, journal.outcome == Push.Outcome.CONFIRMED)


def _lease_seconds() -> float:
    """Return seconds enough for one call, which has a deadline, and the longest wait before it."""
    return float(settings.OSS_DEADLINE + max(WAITS) + _SPARE)
