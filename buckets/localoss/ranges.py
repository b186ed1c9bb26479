"""The Range header of GetObject, as OSS reads it."""

import re
from typing import Final

from buckets.localoss.assumptions import AFTER_FIRST_RANGE
from buckets.localoss.refusals import invalid_range

_RANGE: Final = re.compile(rf"bytes=([0-9]{{0,18}})-([0-9]{{0,18}}){AFTER_FIRST_RANGE}")


def requested(header: str, size: int, *, standard: bool) -> range | None:
    """Which bytes of an object are asked for; None: all of it, with status 200.

    ``size`` is the object's, in bytes. ``standard`` says that the request has the header
    `x-oss-range-behavior: standard`. Without it a range that is not wholly within the object
    is ignored, unlike in HTTP; with it the range is cut to the object, and one that begins
    behind its end raises InvalidRange. A header that is no range is always ignored.
    """
    match = _RANGE.fullmatch(header)
    if match is None or match[1] == match[2] == "":
        return None
    if match[1]:
        first, last = int(match[1]), int(match[2] or max(size - 1, int(match[1])))
        if last < first:
            return None
    else:  # the last so many bytes
        first, last = size - int(match[2]), size - 1
    if 0 <= first <= last < size:
        return range(first, last + 1)
    if not standard:
        return None
    if size == 0 or first > last or first >= size:
        raise invalid_range()
    return range(max(first, 0), min(last + 1, size))
