"""One call in progress: what its handler may use."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Final

from buckets.localoss.answers import Pairs
from buckets.localoss.refusals import (
    condition_on_upload,
    header_not_implemented,
    invalid_object_name,
    wrong_digest,
)
from buckets.localoss.request import Request
from buckets.localoss.store import Store

KEPT_HEADERS: Final = (
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "expires",
)
"""What is said of the content and comes back with it, beside Content-Type and `x-oss-meta-`."""

_MAX_KEY_BYTES: Final = 1023  # Object naming conventions
_DEFAULT_TYPE: Final = "application/octet-stream"
_CONDITIONS: Final = ("if-match", "if-none-match", "if-modified-since", "if-unmodified-since")
# Ignoring one of these would store another object than was meant, or for other readers.
_NOT_IMPLEMENTED: Final = (
    "x-oss-callback",
    "x-oss-copy-source",
    "x-oss-forbid-overwrite",
    "x-oss-object-acl",
    "x-oss-server-side-encryption",
    "x-oss-tagging",
)


@dataclass(frozen=True, slots=True)
class Call:
    """A request with the store that it is about, its time and who sent it (None: anonymous)."""

    request: Request
    store: Store
    now: float
    caller: str | None


def check_digest(content: bytes, content_md5: str) -> None:
    """Content-MD5 is optional; present and wrong, the call is refused (documented)."""
    if not content_md5:
        return
    digest = hashlib.md5(content, usedforsecurity=False).digest()
    if base64.b64encode(digest).decode() != content_md5:
        raise wrong_digest()


def check_key(key: str) -> None:
    """UTF-8, 1 to 1023 bytes, beginning with neither slash nor backslash (documented)."""
    size = len(key.encode("utf-8", "surrogateescape"))
    utf8 = not any("\ud800" <= letter <= "\udfff" for letter in key)
    if not utf8 or not 1 <= size <= _MAX_KEY_BYTES or key[0] in "/\\":
        raise invalid_object_name(key)


def check_headers(request: Request) -> None:
    """Raises NotImplemented for what an upload may ask of OSS, and this server does not do."""
    for name in _CONDITIONS:
        if request.headers.get(name):
            raise condition_on_upload(name)
    for name in _NOT_IMPLEMENTED:
        if request.headers.get(name) not in ("", "false"):
            raise header_not_implemented(name)


def kept_headers(pairs: Pairs, content_type: str) -> Pairs:
    """The headers of an upload that come back with the object."""
    kept = (p for p in pairs if p[0] in KEPT_HEADERS or p[0].startswith("x-oss-meta-"))
    return (("Content-Type", content_type or _DEFAULT_TYPE), *kept)
