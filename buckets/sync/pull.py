"""Reading what OSS holds now into the console."""

import time

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from buckets.audit import Kind, record
from buckets.models import Bucket
from buckets.oss.errors import OssError
from buckets.sync.connect import bucket_gateway
from buckets.sync.read import Reading, Wait, note_unreachable, read, take_in


def pull(bucket_id: int, *, by: User, wait: Wait = time.sleep) -> Bucket:
    """Read the bucket's configuration and record it.

    A working copy without changes of its own follows; one with unpublished changes is left as
    it is. Raises `OssError` after recording that, and why, the bucket could not be read.
    ``wait`` is given the seconds to let pass before a stale answer is asked for again.
    """
    bucket = Bucket.objects.select_related("account").get(pk=bucket_id)
    asked_at = timezone.now()
    try:
        reading = read(bucket_gateway(bucket), bucket, wait=wait)
    except OssError as error:
        note_unreachable(bucket_id, error, asked_at=asked_at, kind=Kind.PULL_FAILED, by=by)
        raise
    with transaction.atomic():
        bucket = Bucket.objects.locked(bucket_id)
        _follow(bucket, reading, by)
    return bucket


def _follow(bucket: Bucket, reading: Reading, by: User) -> None:
    untouched, known, before = bucket.is_untouched, bucket.live, bucket.working
    revision = take_in(bucket, reading, by=by)
    # What is not understood cannot be adopted, and is no base to have edited from either: once
    # it is readable again, an untouched working copy must still be seen to be untouched.
    if untouched and bucket.is_editable and bucket.has_unpublished_changes:
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
        revision=bucket.live.number if bucket.live else None,
        new=revision is not None and revision != known,
    )
