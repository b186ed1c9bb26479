"""A cause in words."""

from dataclasses import dataclass
from typing import Final

from buckets.cors.message import gettext_noop

TROUBLES: Final = gettext_noop("OSS, CORS errors and troubleshooting")
PUT: Final = gettext_noop("OSS, PutBucketCors")
FETCH: Final = gettext_noop("Fetch standard, CORS protocol")
FIREFOX: Final = gettext_noop("MDN, CORS errors")


@dataclass(frozen=True, slots=True)
class Advice:
    """What it is, what to do step by step, and where that is written."""

    headline: str
    steps: tuple[str, ...]
    source: str
