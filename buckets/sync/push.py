"""Publishing the working copy: read, compare, write, read back, record.

OSS has no conditional write for CORS: a foreign write between our read and our PUT can be
neither prevented nor seen. That window is one round trip, and the before-image is kept.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction

from buckets.audit import Kind, record
from buckets.models import Bucket, Revision
from buckets.models.revision import fingerprint_of
from buckets.oss.errors import OssError
from buckets.oss.gateway import Gateway
from buckets.sync.connect import bucket_gateway
from buckets.sync.plan import Plan, plan
from buckets.sync.pull import Reading, failure, note_unreachable, read

READ_BACK_WAITS: Final = (0.0, 0.5, 1.5, 3.0)
"""Seconds before each attempt to see the new configuration: a read may be stale for 1 to 5 s."""


class PushStopped(Exception):
    """Nothing was written, and ``reason`` names why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


STALE_PLAN: Final = "stale-plan"  # the working copy or the live one is not what was reviewed
DRIFT: Final = "drift"  # OSS holds something else than the plan was made from
UNSAFE_PLAN: Final = "unsafe-plan"  # it overwrites what was changed outside, and nobody said so
UNDER_WAY: Final = "under-way"  # another publish is not settled yet
REFUSED_BY_OSS: Final = "refused-by-oss"  # the plan has problems for which OSS would refuse it


@dataclass(frozen=True, slots=True)
class Pushed:
    """How a publish ended: ``confirmed`` when OSS was seen to hold the target."""

    bucket: Bucket
    confirmed: bool


def push(
    bucket_id: int,
    *,
    agreed: str,
    by: User,
    message: str = "",
    replace_drift: bool = False,
    wait: Callable[[float], None] = time.sleep,
) -> Pushed:
    """Publish the plan whose fingerprint is ``agreed``.

    ``replace_drift`` is the person's word that what was changed outside may be overwritten;
    ``wait`` is given the seconds to let pass before OSS is read back.

    Raises `PushStopped` when it must not be done, `OssError` when OSS failed or refused and
    nothing was changed. A lost answer is settled by reading back, never by trying again; where
    that does not settle it, the bucket's outcome stays unknown until the next pull.
    """
    bucket = Bucket.objects.select_related("account").get(pk=bucket_id)
    try:
        gateway = bucket_gateway(bucket)
        before = read(gateway, bucket)
    except OssError as error:
        note_unreachable(bucket_id, error, kind=Kind.PUSH_FAILED, by=by)
        raise
    intent = _commit_intent(bucket_id, before, agreed, replace_drift=replace_drift, by=by)
    lost = _write(gateway, bucket, intent, by)
    after = _read_back(gateway, bucket, intent, wait)
    return _commit_outcome(bucket_id, intent, after, lost, by=by, message=message)


def _commit_intent(
    bucket_id: int, before: Reading, agreed: str, *, replace_drift: bool, by: User
) -> Plan:
    """Check that the plan still stands, and note that a write is about to happen."""
    with transaction.atomic():
        bucket = Bucket.objects.locked(bucket_id)
        intent = plan(bucket)
        reason = _reason_to_stop(bucket, intent, agreed, replace_drift=replace_drift)
        if reason is None and bucket.is_news(before.asked_at):
            bucket.saw(
                before.document,
                before.configuration,
                at=before.asked_at,
                source=Revision.Source.PULLED,
                by=by.get_username(),
            )
            if intent != plan(bucket):
                reason = DRIFT
        bucket.outcome_unknown = bucket.outcome_unknown or reason is None
        bucket.settle()
        if reason is not None:
            record(Kind.PUSH_STOPPED, by=by, account=bucket.account, bucket=bucket, reason=reason)
    if reason is not None or intent is None:
        raise PushStopped(reason or STALE_PLAN)
    return intent


def _reason_to_stop(
    bucket: Bucket, intent: Plan | None, agreed: str, *, replace_drift: bool
) -> str | None:
    if bucket.outcome_unknown:
        return UNDER_WAY
    if intent is None or intent.fingerprint != agreed:
        return STALE_PLAN
    if bucket.has_drifted and not replace_drift:
        return UNSAFE_PLAN
    return REFUSED_BY_OSS if intent.problems else None


def _write(gateway: Gateway, bucket: Bucket, intent: Plan, by: User) -> OssError | None:
    """Write the target. Gives the error when its outcome is unknown; raises it when it is not."""
    try:
        if intent.target.rules:
            gateway.put_cors(bucket.name, intent.target)
        else:
            gateway.delete_cors(bucket.name)
    except OssError as error:
        if error.outcome_unknown:
            return error
        _commit_refusal(bucket.pk, error, by)
        raise
    return None


def _commit_refusal(bucket_id: int, error: OssError, by: User) -> None:
    """Record that OSS did not take the write, so that nothing is unknown any more."""
    with transaction.atomic():
        bucket = Bucket.objects.locked(bucket_id)
        bucket.outcome_unknown = False
        bucket.settle()
        trouble = failure(error)
        record(Kind.PUSH_FAILED, by=by, account=bucket.account, bucket=bucket, trouble=trouble)


def _read_back(
    gateway: Gateway, bucket: Bucket, intent: Plan, wait: Callable[[float], None]
) -> Reading | None:
    """What OSS holds after the write: the last reading, or None if there was none.

    Ends early once something else than the old configuration is seen.
    """
    reading: Reading | None = None
    for reading in _readings(gateway, bucket, wait):
        if reading.configuration is None or (
            reading.configuration.fingerprint != intent.base.fingerprint
        ):
            break
    return reading


def _readings(gateway: Gateway, bucket: Bucket, wait: Callable[[float], None]) -> Iterator[Reading]:
    for seconds in READ_BACK_WAITS:
        wait(seconds)
        try:
            yield read(gateway, bucket)
        except OssError:
            continue


def _commit_outcome(
    bucket_id: int,
    intent: Plan,
    after: Reading | None,
    lost: OssError | None,
    *,
    by: User,
    message: str,
) -> Pushed:
    """Record how it ended, all in one transaction. A pull may have seen something newer."""
    seen = after and fingerprint_of(after.document, after.configuration)
    reached = seen == intent.target.fingerprint
    settled = after is not None and seen != intent.base.fingerprint
    with transaction.atomic():
        bucket = Bucket.objects.locked(bucket_id)
        if after is not None and settled and bucket.is_news(after.asked_at):
            bucket.saw(
                after.document,
                after.configuration,
                at=after.asked_at,
                source=Revision.Source.PUSHED if reached else Revision.Source.PULLED,
                by=by.get_username(),
                message=message if reached else "",
            )
        live = bucket.live
        confirmed = live is not None and live.fingerprint == intent.target.fingerprint
        if confirmed:
            bucket.base = live
        bucket.outcome_unknown = not (settled or confirmed)
        bucket.settle()
        record(
            Kind.PUSHED if confirmed else Kind.PUSH_UNKNOWN,
            by=by,
            account=bucket.account,
            bucket=bucket,
            revision=live.number if live else None,
            message=message,
            overwritten=settled and not confirmed,
            trouble=failure(lost) if lost else None,
        )
    return Pushed(bucket, confirmed)
