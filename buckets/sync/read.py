"""Asking OSS what it holds, and recording what the answer tells."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from buckets.audit import Kind, record
from buckets.cors.configuration import Configuration
from buckets.models import Bucket, Push, Revision
from buckets.models.revision import fingerprint_of
from buckets.oss.errors import NotUnderstood, OssError
from buckets.oss.gateway import Gateway

logger = logging.getLogger(__name__)

Wait = Callable[[float], None]

WAITS: Final = (0.5, 1.5, 3.0)
"""Seconds before asking again for what a read just after a write may not show yet (1 to 5 s)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one GET brought: ``configuration`` is None when the document is not understood.

    ``asked_at`` is when the question was put: what is known from later is not overwritten.
    """

    document: bytes
    configuration: Configuration | None
    asked_at: datetime

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.document, self.configuration)


def read(gateway: Gateway, bucket: Bucket, *, wait: Wait = time.sleep) -> Reading:
    """The bucket's configuration on OSS. Raises `OssError`.

    An answer that was replaced moments ago is asked for again, for as long as OSS may be late.
    """
    reading = read_once(gateway, bucket)
    superseded = bucket.pushes.superseded(reading.asked_at)
    for seconds in WAITS:
        if reading.fingerprint not in superseded:
            break
        wait(seconds)
        reading = read_once(gateway, bucket)
    return reading


def read_once(gateway: Gateway, bucket: Bucket) -> Reading:
    """What OSS answers now, which just after a write may be old. Raises `OssError`."""
    asked_at = timezone.now()
    try:
        snapshot = gateway.get_cors(bucket.name)
    except NotUnderstood as answer:
        return Reading(answer.raw, None, asked_at)
    return Reading(snapshot.raw, snapshot.configuration, asked_at)


def take_in(bucket: Bucket, reading: Reading, *, by: User) -> Revision | None:
    """Note what ``reading`` shows, and settle a pending push by it. In the bucket's transaction.

    Gives the live revision, or None when something newer is known already. A configuration that
    a pending push was to write is that push's, whoever comes to see it. The working copy is not
    touched, and saving the bucket is left to `Bucket.settle`.
    """
    if not bucket.is_news(reading.asked_at):
        return None
    push, outcome = bucket.pending, Push.Outcome.PENDING
    why = {"source": Revision.Source.PULLED, "by": by.get_username()}
    if push is not None:
        outcome = push.outcome_of(reading.fingerprint, at=reading.asked_at)
        if outcome == Push.Outcome.CONFIRMED:
            why = {"source": Revision.Source.PUSHED, "by": push.by, "message": push.message}
    revision = bucket.saw(reading.document, reading.configuration, at=reading.asked_at, **why)
    if push is not None and outcome != Push.Outcome.PENDING:
        close(bucket, push, outcome)
    return revision


def close(
    bucket: Bucket, push: Push, outcome: Push.Outcome, *, error: OssError | None = None
) -> None:
    """Record how ``push`` ended, under the name of who made it."""
    bucket.pending = None
    if outcome == Push.Outcome.CONFIRMED:
        bucket.base = bucket.live  # what was edited since then was edited on top of it
    push.outcome = outcome
    push.settled_at = timezone.now()
    push.save()
    record(
        _KINDS[outcome],
        by=push.by,
        account=bucket.account,
        bucket=bucket,
        revision=bucket.live.number if bucket.live else None,
        message=push.message,
        trouble=failure(error) if error else None,
    )


_KINDS: Final = {
    Push.Outcome.CONFIRMED: Kind.PUSHED,
    Push.Outcome.REFUSED: Kind.PUSH_FAILED,
    Push.Outcome.NOT_DONE: Kind.PUSH_NOT_DONE,
    Push.Outcome.OVERWRITTEN: Kind.PUSH_OVERWRITTEN,
}


def note_unreachable(
    bucket_id: int, error: OssError, *, asked_at: datetime, kind: Kind, by: User
) -> None:
    """Record, as ``kind``, that the bucket could not be read, and show it as unreachable.

    Something that was learned after ``asked_at`` is not put in doubt by it.
    """
    with transaction.atomic():
        bucket = Bucket.objects.locked(bucket_id)
        trouble = failure(error)
        if bucket.is_news(asked_at):
            bucket.trouble = trouble
        bucket.settle()
        record(kind, by=by, account=bucket.account, bucket=bucket, trouble=trouble)


def failure(error: OssError) -> dict[str, object]:
    """The error as JSON that can be told later, in the reader's language; its detail is logged."""
    logger.warning("OSS: %s [%s %s] %s", error, error.code, error.request_id, error.detail)
    return {
        "template": error.sentence.template,
        "params": dict(error.sentence.params),
        "code": error.code,
        "request_id": error.request_id,
    }
