"""Settling what a process left open that did not live to see its end."""

import time

from buckets.audit import CONSOLE
from buckets.models import Bucket
from buckets.oss.errors import OssError
from buckets.sync.pull import check
from buckets.sync.snapshot import Wait


def recover(*, wait: Wait = time.sleep) -> int:
    """Ask OSS how each publish ended whose maker is gone; gives how many there were.

    One that OSS does not answer for stays open, for the next time. Nothing is sent again.
    """
    pending = Bucket.objects.filter(pending__isnull=False)
    left = [bucket.pk for bucket in pending if not bucket.is_leased]
    for bucket_id in left:
        try:
            check(bucket_id, by=CONSOLE, wait=wait)
        except OssError:
            continue  # recorded by the check
    return len(left)
