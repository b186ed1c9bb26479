"""Signature version 1: HMAC-SHA1 over the request (Include V1 signatures in the header / URL)."""

import base64
import hashlib
import hmac
from typing import Final

from buckets.localoss.request import Request

# The parameters that name what is asked for, or change the answer, are signed; others are not.
_NAMES: Final = (
    "acl uploads location cors logging website referer lifecycle delete append tagging "
    "objectMeta uploadId partNumber security-token position img style styleName replication "
    "replicationProgress replicationLocation cname bucketInfo comp qos live status vod "
    "startTime endTime symlink x-oss-process callback callback-var stat encryption versions "
    "versioning versionId policy requestPayment x-oss-traffic-limit x-oss-request-payer "
    "restore group link qosInfo asyncFetch sequential inventory inventoryId "
    "continuation-token worm wormId wormExtend resourceGroup regionList accessPoint "
    "publicAccessBlock transferAcceleration metaQuery httpsConfig redundancyTransition "
    "objectInfo x-oss-async-process x-oss-ac-source-ip x-oss-ac-subnet-mask x-oss-ac-vpc-id "
    "x-oss-ac-forward-allow response-content-type response-content-language response-expires "
    "response-cache-control response-content-disposition response-content-encoding "
)
SUBRESOURCES: Final = frozenset(_NAMES.split())


def string_to_sign(request: Request, date: str) -> bytes:
    """``date`` is the Date line: the date of the header form, the Expires of the URL form."""
    lines = [
        request.method,
        request.headers.get("content-md5"),
        request.headers.get("content-type"),
        date,
        *_oss_headers(request),
    ]
    return "\n".join(lines).encode("latin-1", "replace") + b"\n" + _resource(request)


def sign(secret: str, data: bytes) -> str:
    digest = hmac.new(secret.encode(), data, hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def _oss_headers(request: Request) -> list[str]:
    pairs = sorted(pair for pair in request.headers.pairs if pair[0].startswith("x-oss-"))
    return [f"{name}:{value}" for name, value in pairs]


def _resource(request: Request) -> bytes:
    path = f"/{request.bucket}/{request.key}" if request.bucket else "/"
    signed = sorted(pair for pair in request.query if pair[0] in SUBRESOURCES)
    query = "&".join(f"{name}={value}" if value else name for name, value in signed)
    whole = f"{path}?{query}" if query else path
    return whole.encode("utf-8", "surrogateescape")
