"""How far this machine's clock is off OSS's, which refuses calls from 15 minutes on."""

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final

from buckets.cors.message import Message, gettext_noop

TOLD: Final = 60.0
"""Seconds up to which a clock that is off is nobody's business."""

_BEHIND: Final = gettext_noop(
    "This server's clock is about %(minutes)s minutes behind OSS's, which refuses calls that are "
    "more than 15 minutes off. Set it right (NTP)."
)
_AHEAD: Final = gettext_noop(
    "This server's clock is about %(minutes)s minutes ahead of OSS's, which refuses calls that "
    "are more than 15 minutes off. Set it right (NTP)."
)


def clock_skew(headers: Mapping[str, str], at: float) -> float | None:
    """The seconds that this machine's clock is ahead of whoever sent ``headers``.

    Negative: behind. None if they tell no time. ``at``: when they were sent, in Unix seconds by
    our clock. Good to a second, because that is how the header ``Date`` tells time (RFC 9110).
    """
    try:
        told = parsedate_to_datetime(headers.get("date", ""))
        # On average half a second has been cut off.
        return at - (told.replace(tzinfo=UTC).timestamp() + 0.5)
    except (ValueError, OverflowError):
        return None


def skew_message(seconds: float | None) -> Message | None:
    """What a person is told of a skew, if it is worth telling."""
    if seconds is None or abs(seconds) <= TOLD:
        return None
    minutes = max(round(abs(seconds) / 60), 2)
    return Message(_BEHIND if seconds < 0 else _AHEAD, {"minutes": minutes})
