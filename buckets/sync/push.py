"""Publishing the working copy: read, compare, write, read back, record.

OSS has no conditional write for CORS: a foreign write between our read and our PUT can be
neither prevented nor seen. That window is one round trip, and the before-image is kept.
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from buckets.audit import Kind, record
from buckets.models import Bucket, Push
from buckets.oss.errors import OssError
from buckets.oss.gateway import Gateway
from buckets.sync.connect import bucket_gateway
from buckets.sync.plan import Plan, plan
from buckets.sync.read import (
    WAITS,
    Reading,
    Wait,
    close,
    failure,
    note_unreachable,
    read,
    read_once,
    take_in,
)


class PushStopped(Exception):
    """Nothing was written, and ``reason`` names why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


STALE_PLAN: Final = "stale-plan"  # the working copy or the live one is not what was reviewed
DRIFT: Final = "drift"  # OSS holds something else than the plan was made from
UNSAFE_PLAN: Final = "unsafe-plan"  # it overwrites what was changed outside, and nobody said so
UNDER_WAY: Final = "under-way"  # another push is not settled yet
REFUSED_BY_OSS: Final = "refused-by-oss"  # the plan has problems for which OSS would refuse it


@dataclass(frozen=True, slots=True)
class Pushed:
    """How a push ended: ``confirmed`` when OSS was seen to hold the target."""

    bucket: Bucket
    confirmed: bool


def push(
    bucket_id: int,
    *,
    agreed: str,
    by: User,
    message: str = "",
    replace_drift: bool = False,
    wait: Wait = time.sleep,
) -> Pushed:
    """Publish the plan whose fingerprint is ``agreed``; once, however often it is asked for.

    ``replace_drift`` is the person's word that what was changed outside may be overwritten;
    ``wait`` is given the seconds to let pass before OSS is asked again.

    Raises `PushStopped` when it must not be done, `OssError` when OSS failed or refused and
    nothing was changed. A lost answer is settled by reading back, never by trying again; where
    that does not settle it, the outcome stays unknown until a later reading does.
    """
    bucket = Bucket.objects.select_related("account", "live").get(pk=bucket_id)
    if _is_done_already(bucket, agreed):
        return Pushed(bucket, confirmed=True)
    asked_at = timezone.now()
    try:
        gateway = bucket_gateway(bucket)
        before = read(gateway, bucket, wait=wait)
    except OssError as error:
        note_unreachable(bucket_id, error, asked_at=asked_at, kind=Kind.PUSH_FAILED, by=by)
        raise
    said = _Said(agreed=agreed, by=by, message=message, replace_drift=replace_drift)
    intent, journal = _commit_intent(bucket_id, before, said)
    lost = _write(gateway, intent, journal)
    after = _read_back(gateway, journal, wait)
    return _commit_outcome(journal, after, lost, by=by)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the person said on publishing."""

    agreed: str
    by: User
    message: str
    replace_drift: bool


def _is_done_already(bucket: Bucket, agreed: str) -> bool:
    """Whether this very plan was just published: someone clicked twice."""
    latest = bucket.pushes.filter(outcome=Push.Outcome.CONFIRMED).first()
    return (
        latest is not None
        and latest.plan == agreed
        and bucket.live is not None
        and latest.target == bucket.live.fingerprint == bucket.fingerprint
    )


def _commit_intent(bucket_id: int, before: Reading, said: _Said) -> tuple[Plan, Push]:
    """Check that the plan still stands, and write down what is about to be done."""
    with transaction.atomic():
        bucket = Bucket.objects.locked(bucket_id)
        intent = plan(bucket)
        take_in(bucket, before, by=said.by)
        reason = _reason_to_stop(bucket, intent, before, said)
        if reason is None and intent is not None:
            bucket.pending = _journal(bucket, intent, said)
        bucket.settle()
        if reason is not None:
            record(
                Kind.PUSH_STOPPED,
                by=said.by,
                account=bucket.account,
                bucket=bucket,
                reason=reason,
            )
    if intent is None or bucket.pending is None or reason is not None:
        raise PushStopped(reason or STALE_PLAN)
    return intent, bucket.pending


def _reason_to_stop(
    bucket: Bucket, intent: Plan | None, before: Reading, said: _Said
) -> str | None:
    if bucket.pending is not None:
        return UNDER_WAY
    if intent is None or intent.fingerprint != said.agreed:
        return STALE_PLAN
    if before.fingerprint != intent.base.fingerprint:
        return DRIFT
    if bucket.has_drifted and not said.replace_drift:
        return UNSAFE_PLAN
    return REFUSED_BY_OSS if intent.problems else None


def _journal(bucket: Bucket, intent: Plan, said: _Said) -> Push:
    now = timezone.now()
    # One write and the reads after it, each within the deadline of a call.
    lease = (2 + len(WAITS)) * settings.OSS_DEADLINE + sum(WAITS)
    return Push.objects.create(
        bucket=bucket,
        by=said.by.get_username(),
        message=said.message,
        plan=said.agreed,
        base=intent.base.fingerprint,
        target=intent.target.fingerprint,
        document=intent.document,
        at=now,
        lease_until=now + timedelta(seconds=lease),
    )


def _write(gateway: Gateway, intent: Plan, journal: Push) -> OssError | None:
    """Write the target. Gives the error when its outcome is unknown; raises it when it is not."""
    name = journal.bucket.name
    try:
        if intent.target.rules:
            gateway.put_cors(name, intent.target)
        else:
            gateway.delete_cors(name)
    except OssError as error:
        if error.outcome_unknown:
            return error
        with transaction.atomic():
            bucket = Bucket.objects.locked(journal.bucket_id)
            if bucket.pending_id == journal.pk:
                close(bucket, journal, Push.Outcome.REFUSED, error=error)
                bucket.settle()
        raise
    return None


def _read_back(gateway: Gateway, journal: Push, wait: Wait) -> Reading | None:
    """What OSS holds after the write: the target as soon as it is seen, else the last answer."""
    reading: Reading | None = None
    for seconds in (0.0, *WAITS):
        wait(seconds)
        try:
            reading = read_once(gateway, journal.bucket)
        except OssError:
            continue
        if reading.fingerprint == journal.target:
            break
    return reading


def _commit_outcome(
    journal: Push, after: Reading | None, lost: OssError | None, *, by: User
) -> Pushed:
    """Record how it ended, unless a reading that came in meanwhile has settled it already."""
    with transaction.atomic():
        bucket = Bucket.objects.locked(journal.bucket_id)
        if after is not None and bucket.pending_id == journal.pk:
            take_in(bucket, after, by=by)
            if bucket.pending and bucket.live and bucket.live.fingerprint != journal.base:
                close(bucket, bucket.pending, Push.Outcome.OVERWRITTEN)
        if bucket.pending_id == journal.pk:
            # Nobody is writing any more: the next reading settles it.
            bucket.pushes.filter(pk=journal.pk).update(lease_until=timezone.now())
            record(
                Kind.PUSH_UNKNOWN,
                by=by,
                account=bucket.account,
                bucket=bucket,
                trouble=failure(lost) if lost else None,
            )
        bucket.settle()
        journal.refresh_from_db()
    return Pushed(bucket, journal.outcome == Push.Outcome.CONFIRMED)
