"""Pull and check: what OSS holds now becomes the live revision here."""

from django.db import transaction
from django.utils import timezone

from buckets.audit import Actor, BucketChecked, BucketPulled, CheckFailed, PullFailed
from buckets.cors import Message
from buckets.models import Bucket, Revision
from buckets.oss.errors import OssError
from buckets.sync.gateways import bucket_gateway
from buckets.sync.ledger import Ledger, record_unreachable
from buckets.sync.runtime import current
from buckets.sync.snapshot import Reading, read


def pull(bucket_id: int, *, by: Actor) -> Bucket:
    """Read the bucket's configuration and record it.

    A working copy without changes of its own follows; one with unpublished changes is left as
    it is. Raises `OssError` after recording that, and why, the bucket could not be read.
    """
    return _look(bucket_id, by=by, follow=True)


def check(bucket_id: int, *, by: Actor) -> Bucket:
    """Look whether OSS still holds what is known. As `pull`, but no working copy follows: a
    bucket that was changed outside is then shown as drifted."""
    return _look(bucket_id, by=by, follow=False)


def _look(bucket_id: int, *, by: Actor, follow: bool) -> Bucket:
    related = Bucket.objects.select_related("account", "live", "base")
    bucket = related.get(pk=bucket_id)
    asked_at = timezone.now()
    try:
        reading = read(bucket_gateway(bucket), bucket, wait=current().wait)
    except OssError as error:
        kind = PullFailed if follow else CheckFailed
        record_unreachable(bucket_id, error, asked_at=asked_at, kind=kind, by=by)
        raise
    with transaction.atomic():
        bucket = Bucket.objects.all_locked([bucket_id]).get()
        ledger = Ledger(by)
        record_reading(ledger, bucket, reading, follow=follow, always=True)
        ledger.commit()
        return related.get(pk=bucket_id)


def record_reading(
    ledger: Ledger, bucket: Bucket, reading: Reading, *, follow: bool, always: bool
) -> bool:
    """Put into ``ledger`` what ``reading`` tells of ``bucket``, which has all its relations loaded.

    ``follow``: an untouched working copy becomes what OSS holds. ``always``: record also that
    nothing new was found. Returns whether something new was found.
    """
    # Untouched is what it was before the reading: afterwards OSS may hold what was edited here, or
    # what was published before it was edited back. A bucket that was never read has nothing to be
    # overtaken, and follows in any case.
    untouched, first = bucket.is_untouched and bucket.pending is None, bucket.live is None
    was = bucket.live
    new = ledger.record_reading(bucket, reading)
    forwarded = ledger.fast_forward(bucket) if untouched and (follow or first) else None
    if new or forwarded or always:
        before, after = forwarded or (None, None)
        kind = BucketPulled if follow else BucketChecked
        number = bucket.live.number if bucket.live else None
        event = kind(number, new, _newly_broken(bucket, was))
        ledger.record_event(event, bucket, before=before, after=after)
    return new


def _newly_broken(bucket: Bucket, was: Revision | None) -> tuple[Message, ...]:
    """Return the expectations that the live revision breaks and ``was``, the one before, met."""
    if was is None or was is bucket.live:
        return ()
    expectations = [it.value for it in bucket.expectations.all()]
    # Only now, as each parses a document: in a run over thousands few have expectations.
    before = was.understood if expectations else None
    after = bucket.live.understood if expectations and bucket.live else None
    if before is None or after is None:
        return ()
    broken = (it for it in expectations if it.holds(before) and not it.holds(after))
    return tuple(it.message for it in broken)
