"""Who sends a request: the AccessKey whose signature it carries, or nobody."""

import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from buckets.localoss import signature_v1, signature_v4
from buckets.localoss.assumptions import EXPIRED, LIFETIME_OUT_OF_BOUNDS, USED_TOO_EARLY
from buckets.localoss.refusals import (
    RefusedError,
    invalid_argument,
    invalid_authorization,
    no_valid_date,
    signature_mismatch,
    time_too_skewed,
    unknown_access_key,
)
from buckets.localoss.request import REGION, Request
from buckets.localoss.signature_v4 import Scope

ALLOWED_SKEW: Final = 15 * 60
"""Seconds by which a client's clock may be wrong (documented)."""

_MAX_LIFETIME: Final = 7 * 24 * 3600  # seconds; of a V4 signed URL (documented)
_V1_HEADER: Final = re.compile(r"OSS ([^:\s]+):(\S+)")
_WHOLE_NUMBER: Final = re.compile(r"[0-9]{1,15}")
_STAMP: Final = "%Y%m%dT%H%M%SZ"

Keys = Mapping[str, str]
"""The secret of each AccessKey id."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A signature that somebody sent, and how it comes about from a secret."""

    access_key_id: str
    signature: str
    string_to_sign: bytes
    sign: Callable[[str], str]
    canonical_request: bytes = b""


def caller(request: Request, keys: Keys, now: float) -> str | None:
    """The AccessKey id that signed ``request``; None if nobody did. Raises `RefusedError`."""
    authorization = request.headers.get("authorization")
    if authorization.startswith(signature_v4.ALGORITHM):
        claim = _v4_header(request, authorization, now)
    elif authorization:
        claim = _v1_header(request, authorization, now)
    elif request.parameter("x-oss-signature-version") == signature_v4.ALGORITHM:
        claim = _v4_url(request, now)
    elif request.parameter("OSSAccessKeyId") is not None:
        claim = _v1_url(request, now)
    else:
        return None
    return verified(claim, keys)


def verified(claim: Claim, keys: Keys) -> str:
    """The AccessKey id of a claim that holds. Raises `RefusedError`."""
    secret = keys.get(claim.access_key_id)
    if secret is None:
        raise unknown_access_key(claim.access_key_id)
    expected = claim.sign(secret).encode()
    # In constant time, so that a signature cannot be guessed byte by byte.
    if hmac.compare_digest(expected, claim.signature.encode("utf-8", "replace")):
        return claim.access_key_id
    details = {
        "OSSAccessKeyId": claim.access_key_id,
        "SignatureProvided": claim.signature,
        "StringToSign": claim.string_to_sign.decode("utf-8", "replace"),
        "StringToSignBytes": claim.string_to_sign.hex(" ").upper(),
    }
    if claim.canonical_request:
        details["CanonicalRequest"] = claim.canonical_request.decode("utf-8", "replace")
    raise signature_mismatch(**details)


def scope_of(credential: str, timestamp: str) -> Scope:
    """The scope of a V4 credential, checked against the day and this server's region."""
    scope = Scope.parse(credential)
    if scope is None or scope.day != timestamp[:8]:
        raise invalid_argument("Invalid Credential in Authorization header.", "0002-00000213")
    if scope.region != REGION:
        message = "Invalid signing region in Authorization header."
        raise invalid_argument(message, "0002-00000226")
    if not scope.is_for_oss:
        message = "Invalid signing product in Authorization header."
        raise invalid_argument(message, "0002-00000227")
    return scope


def iso_time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _v1_header(request: Request, authorization: str, now: float) -> Claim:
    match = _V1_HEADER.fullmatch(authorization)
    if match is None:
        raise invalid_authorization()
    date = request.headers.get("x-oss-date") or request.headers.get("date")
    _check_skew(date, now)
    return _v1_claim(request, match[1], match[2], date)


def _v1_url(request: Request, now: float) -> Claim:
    expires = request.parameter("Expires") or ""
    if not _WHOLE_NUMBER.fullmatch(expires):
        message = "Invalid date (should be seconds since epoch)."
        raise RefusedError(403, "AccessDenied", message, "0002-00000070")
    if now > int(expires):
        raise _expired(int(expires), now)
    access_key_id = request.parameter("OSSAccessKeyId") or ""
    return _v1_claim(request, access_key_id, request.parameter("Signature") or "", expires)


def _v1_claim(request: Request, access_key_id: str, signature: str, date: str) -> Claim:
    data = signature_v1.string_to_sign(request, date)
    return Claim(access_key_id, signature, data, lambda secret: signature_v1.sign(secret, data))


def _v4_header(request: Request, authorization: str, now: float) -> Claim:
    listed = authorization.removeprefix(signature_v4.ALGORITHM).split(",")
    pairs = (field.partition("=") for field in listed)
    fields = {name.strip(): value.strip() for name, _, value in pairs}
    if not {"Credential", "Signature"} <= fields.keys():
        raise invalid_authorization()
    if request.headers.get("x-oss-content-sha256") not in ("", signature_v4.UNSIGNED_PAYLOAD):
        raise invalid_argument("Invalid x-oss-content-sha256 header.", "0002-00000214")
    timestamp = request.headers.get("x-oss-date")
    _check_skew(timestamp, now)
    scope = scope_of(fields["Credential"], timestamp)
    additional = fields.get("AdditionalHeaders", "")
    return _v4_claim(request, scope, timestamp, additional, fields["Signature"])


def _v4_url(request: Request, now: float) -> Claim:
    timestamp = request.parameter("x-oss-date") or ""
    start = _seconds(timestamp)
    if start is None:
        raise no_valid_date()
    lifetime = request.parameter("x-oss-expires") or ""
    if not (_WHOLE_NUMBER.fullmatch(lifetime) and 1 <= int(lifetime) <= _MAX_LIFETIME):
        raise _url_refusal(LIFETIME_OUT_OF_BOUNDS, "Invalid expires parameter.")
    if now < start - ALLOWED_SKEW:
        raise _url_refusal(USED_TOO_EARLY, "Request is not valid yet.")
    if now > start + int(lifetime):
        raise _expired(start + int(lifetime), now)
    scope = scope_of(request.parameter("x-oss-credential") or "", timestamp)
    additional = request.parameter("x-oss-additional-headers") or ""
    signature = request.parameter("x-oss-signature") or ""
    return _v4_claim(request, scope, timestamp, additional, signature)


def _v4_claim(
    request: Request, scope: Scope, timestamp: str, additional: str, signature: str
) -> Claim:
    names = tuple(sorted({name.lower() for name in additional.split(";") if name}))
    canonical = signature_v4.canonical_request(request, names)
    data = signature_v4.string_to_sign(timestamp, scope, canonical)
    return Claim(
        scope.access_key_id,
        signature,
        data,
        lambda secret: scope.sign(secret, data),
        canonical_request=canonical,
    )


def _check_skew(date: str, now: float) -> None:
    sent = _seconds(date)
    if sent is None:
        raise no_valid_date()
    if abs(now - sent) > ALLOWED_SKEW:
        raise time_too_skewed(
            request_time=iso_time(sent), server_time=iso_time(now), allowed=ALLOWED_SKEW
        )


def _seconds(date: str) -> float | None:
    """A date in either form that OSS takes (`Date` of HTTP, or `20261122T143200Z`)."""
    try:
        return datetime.strptime(date, _STAMP).replace(tzinfo=UTC).timestamp()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(date).replace(tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return None


def _expired(end: float, now: float) -> RefusedError:
    return _url_refusal(
        EXPIRED, "Request has expired.", Expires=iso_time(end), ServerTime=iso_time(now)
    )


def _url_refusal(kind: tuple[int, str, str], message: str, **details: str) -> RefusedError:
    status, code, ec = kind
    return RefusedError(status, code, message, ec, **details)
