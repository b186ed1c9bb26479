"""Signature version 4: HMAC-SHA256 with a key a day, region and product (Sign version 4)."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from buckets.localoss.request import Request

ALGORITHM: Final = "OSS4-HMAC-SHA256"
UNSIGNED_PAYLOAD: Final = "UNSIGNED-PAYLOAD"
_PRODUCT: Final = "oss"
_TERMINATOR: Final = "aliyun_v4_request"
_SIGNED_HEADERS: Final = {"content-type", "content-md5"}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a derived key is good for: one day, one region, one product."""

    access_key_id: str
    day: str
    region: str
    product: str

    @classmethod
    def parse(cls, credential: str) -> "Scope | None":
        """From `AccessKeyId/date/region/oss/aliyun_v4_request`; None if it is not that."""
        parts = credential.split("/")
        if len(parts) != 5 or parts[4] != _TERMINATOR or not all(parts):
            return None
        return cls(*parts[:4])

    @property
    def is_for_oss(self) -> bool:
        return self.product == _PRODUCT

    def __str__(self) -> str:
        return f"{self.day}/{self.region}/{self.product}/{_TERMINATOR}"

    def sign(self, secret: str, data: bytes) -> str:
        key = f"aliyun_v4{secret}".encode()
        for part in (self.day, self.region, self.product, _TERMINATOR):
            key = _hmac(key, part.encode())
        return _hmac(key, data).hex()


def canonical_request(request: Request, additional: tuple[str, ...]) -> bytes:
    """The request in its canonical form; ``additional`` names further signed headers, sorted."""
    # The resource is /bucket/key whatever the URL style.
    path = f"/{request.bucket}/{request.key}" if request.bucket else "/"
    signed = sorted(
        pair
        for pair in request.headers.pairs
        if pair[0].startswith("x-oss-") or pair[0] in _SIGNED_HEADERS or pair[0] in additional
    )
    lines = [
        request.method,
        _encoded(path, safe="/"),
        _query(request),
        "".join(f"{name}:{value}\n" for name, value in signed),
        ";".join(additional),
        request.headers.get("x-oss-content-sha256") or UNSIGNED_PAYLOAD,
    ]
    return "\n".join(lines).encode("latin-1", "replace")


def string_to_sign(timestamp: str, scope: Scope, canonical: bytes) -> bytes:
    digest = hashlib.sha256(canonical).hexdigest()
    return "\n".join([ALGORITHM, timestamp, str(scope), digest]).encode("utf-8", "replace")


def _query(request: Request) -> str:
    pairs = sorted(
        (_encoded(name), _encoded(value))
        for name, value in request.query
        if name != "x-oss-signature"
    )
    return "&".join(f"{name}={value}" if value else name for name, value in pairs)


def _encoded(text: str, safe: str = "") -> str:
    return quote(text, safe=safe, errors="surrogateescape")


def _hmac(key: bytes, data: bytes) -> bytes:
    return hmac.new(key, data, hashlib.sha256).digest()
