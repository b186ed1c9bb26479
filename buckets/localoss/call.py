"""One call in progress: what its handler may use."""

import base64
import hashlib
from dataclasses import dataclass

from buckets.localoss.refusals import invalid_object_name, wrong_digest
from buckets.localoss.request import Request
from buckets.localoss.store import Store

_MAX_KEY_BYTES = 1023  # Object naming conventions


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
