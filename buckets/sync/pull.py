"""Reading what OSS holds now."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from buckets.audit import Kind, record
from buckets.cors.configuration import Configuration
from buckets.models import Bucket, Revision
from buckets.oss.errors import NotUnderstood, OssError
from buckets.oss.gateway import Gateway
from buckets.sync.connect import bucket_gateway


@dataclass(frozen=True, slots=True)
class Reading:
    """What one GET brought: ``configuration`` is None when the document is not understood.

    ``asked_at`` is when the question was put: what is known from later is not overwritten.
    """

    document: bytes
    configuration: Configuration | None
    asked_at: datetime


def read(gateway: Gateway, bucket: Bucket) -> Reading:
    """Ask OSS for the bucket's configuration. Raises `OssError`."""
    asked_at = timezone.now()
    try:
        snapshot = gateway.get_cors(bucket.name)
    except NotUnderstood as answer:
        return Reading(answer.raw, None, asked_at)
    return Reading(snapshot.raw, snapshot.configuration, asked_at)


def pull(bucket_id: int, *, by: User) -> Bucket:
    """Read the bucket's configuration and record it.

    A working copy without changes of its own follows; one with unpublished changes is left as
    it is. Raises `OssError` after recording that, and why, the bucket could not be read.
    """
    bucket = Bucket.objects.select_related("account").get(pk=bucket_id)
    try:
        reading = read(bucket_gateway(bucket), bucket)
    except OssError as error:
        note_unreachable(bucket_id, error, kind=Kind.PULL_FAILED, by=by)
        raise
    with transaction.atomic():
        bucket = Bucket.objects.locked(bucket_id)
        if bucket.is_news(reading.asked_at):
            _take(bucket, reading, by)
    return bucket


def note_unreachable(bucket_id: int, error: OssError, *, kind: Kind, by: User) -> None:
    """Record, as ``kind``, that the bucket could not be read, and show it as unreachable."""
    with transaction.atomic():
        bucket = Bucket.objects.locked(bucket_id)
        bucket.trouble = failure(error)
        bucket.settle()
        record(kind, by=by, account=bucket.account, bucket=bucket, trouble=bucket.trouble)


def failure(error: OssError) -> dict[str, object]:
    """The error as JSON that can be told later, in the reader's language."""
    return {
        "template": error.sentence.template,
        "params": dict(error.sentence.params),
        "code": error.code,
        "request_id": error.request_id,
    }


def _take(bucket: Bucket, reading: Reading, by: User) -> None:
    untouched = bucket.base is None or bucket.fingerprint == bucket.base.fingerprint
    known, before = bucket.live, bucket.working
    revision = bucket.saw(
        reading.document,
        reading.configuration,
        at=reading.asked_at,
        source=Revision.Source.PULLED,
        by=by.get_username(),
    )
    # What is not understood cannot be adopted, and is no base to have edited from either: once
    # it is readable again, an untouched working copy must still be seen to be untouched.
    if untouched and revision.is_understood and bucket.fingerprint != revision.fingerprint:
        bucket.adopt_live()
    bucket.settle()
    after = bucket.working
    record(
        Kind.PULLED,
        by=by,
        account=bucket.account,
        bucket=bucket,
        before=None if after == before else before,
        after=None if after == before else after,
        revision=revision.number,
        new=revision != known,
        state=bucket.state,
    )
