"""What OSS accepts at most, and what this console derives from it: each number stands here once."""

from typing import Final

MAX_RULES: Final = 10
"""Rules a bucket can hold (PutBucketCors)."""

MAX_DOCUMENT_BYTES: Final = 16 * 1024
"""The largest document that PutBucketCors takes, in bytes."""

MAX_AGE_LIMIT: Final = 999_999_999
"""The largest cache timeout, in seconds, that the vendor's own clients send."""

NEARLY_FULL: Final = MAX_RULES * 8 // 10
"""Rules from which on room is worth more than a rule for each site."""

LARGE_DOCUMENT: Final = MAX_DOCUMENT_BYTES * 8 // 10
"""Bytes from which on a document is told to be nearly too large."""
