"""How far this machine's clock is off OSS's, which refuses calls from 15 minutes on."""

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final

from buckets.cors import Message

TOLERATED: Final = 60.0
"""Seconds that the clock may be off without a message."""


def clock_skew(headers: Mapping[str, str], at: float) -> float | None:
    """Return the seconds that this machine's clock is ahead of whoever sent ``headers``.

    Negative: behind. None if they hold no valid date. ``at``: when they were sent, in Unix seconds
    by our clock. Good to a second, as the header ``Date`` is (RFC 9110).
    """
    try:
        told = parsedate_to_datetime(headers.get("date", ""))
        # On average half a second has been cut off.
        return at - (told.replace(tzinfo=UTC).timestamp() + 0.5)
    except (ValueError, OverflowError):
        return None


def skew_message(seconds: float | None) -> Message | None:
    """Return the message about a skew of so many seconds, or None if it is too small to matter."""
    if seconds is None or abs(seconds) <= TOLERATED:
        return None
    minutes = max(round(abs(seconds) / 60), 2)
    return Message("oss.clock-behind" if seconds < 0 else "oss.clock-ahead", {"minutes": minutes})
