"""Settle the pushes that a killed process left open."""

from buckets.audit import CONSOLE
from buckets.models import Bucket
from buckets.oss.errors import OssError
from buckets.sync.pull import check


def recover() -> int:
    """Ask OSS how each push ended whose process is gone; return how many there were.

    A push that OSS does not answer for stays open until the next time. Nothing is sent again.
    """
    pending = Bucket.objects.filter(pending__isnull=False)
    left = [bucket.pk for bucket in pending if not bucket.is_leased]
    for bucket_id in left:
        try:
            check(bucket_id, by=CONSOLE)
        except OssError:
            continue  # recorded by the check
    return len(left)
