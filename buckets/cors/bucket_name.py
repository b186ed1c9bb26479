"""How a bucket may be called (PutBucket, naming conventions)."""

import re
from typing import Final

BUCKET_NAME: Final = r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]"
"""A regular expression without groups, to be put into larger ones."""

_BUCKET_NAME: Final = re.compile(BUCKET_NAME)


def is_bucket_name(text: str) -> bool:
    """Return whether OSS would create a bucket with this name."""
    return _BUCKET_NAME.fullmatch(text) is not None
