"""What is known of a header by its name."""

from functools import lru_cache
from typing import Final

from buckets.cors.model import METHODS, lower_ascii

KNOWN_HEADERS: Final = (
    "Accept-Language",
    "Accept-Ranges",
    "Authorization",
    "Cache-Control",
    "Content-Disposition",
    "Content-Encoding",
    "Content-Language",
    "Content-Length",
    "Content-MD5",
    "Content-Range",
    "Content-Type",
    "ETag",
    "Expires",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "If-Unmodified-Since",
    "Last-Modified",
    "Pragma",
    "Range",
    "Retry-After",
    "Server-Timing",
    "Timing-Allow-Origin",
    "X-CSRF-Token",
    "X-Requested-With",
    "X-XSRF-Token",
    "x-amz-date",
    "x-oss-acl",
    "x-oss-additional-headers",
    "x-oss-callback",
    "x-oss-callback-var",
    "x-oss-content-sha256",
    "x-oss-copy-source",
    "x-oss-credential",
    "x-oss-date",
    "x-oss-ec",
    "x-oss-expiration",
    "x-oss-forbid-overwrite",
    "x-oss-hash-crc64ecma",
    "x-oss-next-append-position",
    "x-oss-object-acl",
    "x-oss-object-type",
    "x-oss-process",
    "x-oss-process-status",
    "x-oss-request-id",
    "x-oss-restore",
    "x-oss-security-token",
    "x-oss-server-side-encryption",
    "x-oss-server-side-encryption-key-id",
    "x-oss-server-time",
    "x-oss-signature",
    "x-oss-signature-version",
    "x-oss-storage-class",
    "x-oss-symlink-target",
    "x-oss-tagging",
    "x-oss-tagging-count",
    "x-oss-traffic-limit",
    "x-oss-user-agent",
    "x-oss-version-id",
)
"""Headers that pages send to OSS or read from it (PutObject, GetObject, AppendObject, ali-oss)."""

_KNOWN: Final = {lower_ascii(name): name for name in KNOWN_HEADERS}
_METHODS: Final = (*METHODS, "OPTIONS", "PATCH", "TRACE", "CONNECT")


def is_response_header(name: str) -> bool:
    """Return whether it is a header of CORS that servers send, and pages never."""
    low = lower_ascii(name)
    return low.startswith("access-control-") and not low.startswith("access-control-request-")


def is_method(name: str) -> bool:
    """Return whether it is a method of HTTP, in any case, and so the name of no header."""
    return name.upper() in _METHODS


@lru_cache(maxsize=1024)
def meant_by(name: str) -> str | None:
    """Return the well-known header that differs from ``name`` by one slip: ETag for `etga`.

    A slip is a character too many, too few or another one, or two that changed places. None
    where ``name`` is well known itself, or nothing like it.
    """
    low = lower_ascii(name)
    if low in _KNOWN:
        return None
    return next((it for other, it in _KNOWN.items() if _is_one_slip(low, other)), None)


def _is_one_slip(name: str, other: str) -> bool:
    if abs(len(name) - len(other)) > 1:
        return False
    differing = (
        index for index, pair in enumerate(zip(name, other, strict=False)) if len({*pair}) > 1
    )
    start = next(differing, min(len(name), len(other)))
    rest, meant = name[start:], other[start:]
    is_swap = rest[:2] == meant[1::-1] and rest[2:] == meant[2:]
    return is_swap or rest[1:] in (meant, meant[1:]) or rest == meant[1:]
