"""Asking OSS what a bucket holds."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.utils import timezone

from buckets.cors import Configuration
from buckets.models import Bucket
from buckets.models.failure import Failure
from buckets.models.revision import fingerprint_of
from buckets.oss.errors import OssError
from buckets.oss.gateway import Gateway
from buckets.oss.rate_limit import Wait

logger = logging.getLogger(__name__)

WAITS: Final = (0.5, 1.5, 3.0)
"""Seconds before asking again for what a read just after a write may not show yet (1 to 5 s)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of one GET: ``configuration`` is None when the document is not understood.

    ``asked_at`` is when the request began: what is known from later is not overwritten.
    ``earlier`` are answers that were asked for again, as they may have been stale.
    """

    document: bytes
    configuration: Configuration | None
    asked_at: datetime
    earlier: "tuple[Reading, ...]" = ()

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.document, self.configuration)


def read(gateway: Gateway, bucket: Bucket, *, wait: Wait) -> Reading:
    """Return the bucket's configuration on OSS. Raises `OssError`.

    Just after a publish, an answer that does not show it is asked for again, for as long as OSS
    may be late; ``wait`` lets the seconds before that pass.
    """
    reading = read_once(gateway, bucket)
    written = bucket.pushes.written_lately(reading.asked_at).get(bucket.pk, reading.fingerprint)
    for seconds in WAITS:
        if reading.fingerprint == written:
            break
        wait(seconds)
        earlier = (*reading.earlier, reading)
        reading = replace(read_once(gateway, bucket), earlier=earlier)
    return reading


def read_once(gateway: Gateway, bucket: Bucket) -> Reading:
    """Return what OSS answers now, which just after a write may be old. Raises `OssError`."""
    asked_at = timezone.now()
    snapshot = gateway.get_cors(bucket.name)
    return Reading(snapshot.raw, snapshot.configuration, asked_at)


def failure(error: OssError) -> Failure:
    """Return the error as rows keep it; its detail is logged, and not kept."""
    logger.warning("OSS: %s [%s %s] %s", error, error.code, error.request_id, error.detail)
    return Failure(error.message, error.code, error.request_id)
