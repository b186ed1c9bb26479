"""ListObjects, in its versions 1 and 2."""

import binascii
from typing import Final

from buckets.localoss import paging
from buckets.localoss.answers import OWNER, Answer, branch, document, leaf
from buckets.localoss.authentication import iso_time
from buckets.localoss.call import Call
from buckets.localoss.paging import Filter, Page
from buckets.localoss.request import Request
from buckets.localoss.store import Bucket, StoredObject

_DEFAULT_MAX_KEYS: Final = 100
_LIMIT_MAX_KEYS: Final = 1000


def list_objects(call: Call) -> Answer:
    """Objects in the order of their keys, as version 1 or, with `list-type=2`, version 2."""
    if call.request.parameter("list-type") == "2":
        return _version_2(call)
    request = call.request
    marker = paging.marker(request, "marker", "0015-00000405")
    bucket, shown, limit, page = _listed(call, marker)
    encode = paging.encoder(shown.encoding)
    following = [leaf("NextMarker", encode(page.last[0]))] if page.is_truncated else []
    return document(
        branch(
            "ListBucketResult",
            *_head(request, shown, limit, page),
            leaf("Marker", encode(marker)),
            *following,
            *_body(bucket, shown, page, with_owner=True),
        )
    )


def _version_2(call: Call) -> Answer:
    request = call.request
    start_after = paging.marker(request, "start-after")
    token = request.parameter("continuation-token") or ""
    bucket, shown, limit, page = _listed(call, _key_of(token) if token else start_after)
    encode = paging.encoder(shown.encoding)
    optional = [
        *([leaf("StartAfter", encode(start_after))] if start_after else []),
        *([leaf("ContinuationToken", token)] if token else []),
        *([leaf("NextContinuationToken", _token(page.last[0]))] if page.is_truncated else []),
    ]
    return document(
        branch(
            "ListBucketResult",
            *_head(request, shown, limit, page),
            *optional,
            leaf("KeyCount", str(len(page.entries) + len(page.prefixes))),
            *_body(bucket, shown, page, with_owner=request.parameter("fetch-owner") == "true"),
        )
    )


def _listed(call: Call, after: str) -> tuple[Bucket, Filter, int, Page]:
    """The bucket, what of it is asked for, how much, and that much of it behind a key."""
    shown = Filter.of(call.request, "0015-00000406")
    limit = paging.number(
        call.request,
        "max-keys",
        default=_DEFAULT_MAX_KEYS,
        limit=_LIMIT_MAX_KEYS,
        ec="0015-00000402",
    )
    bucket = call.store.get(call.request.bucket)
    page = paging.page(((key, "") for key in bucket.objects), shown, (after, ""), limit)
    return bucket, shown, limit, page


def _head(request: Request, shown: Filter, limit: int, page: Page) -> list[str]:
    encode = paging.encoder(shown.encoding)
    return [
        leaf("Name", request.bucket),
        leaf("Prefix", encode(shown.prefix)),
        leaf("MaxKeys", str(limit)),
        leaf("Delimiter", encode(shown.delimiter)),
        *paging.encoding_leaf(shown.encoding),
        leaf("IsTruncated", str(page.is_truncated).lower()),
    ]


def _body(bucket: Bucket, shown: Filter, page: Page, *, with_owner: bool) -> list[str]:
    encode = paging.encoder(shown.encoding)
    owner = [OWNER] if with_owner else []
    contents = [
        branch("Contents", leaf("Key", encode(key)), *_facts(bucket.objects[key]), *owner)
        for key, _ in page.entries
    ]
    return contents + paging.common_prefixes(page, encode)


def _facts(stored: StoredObject) -> list[str]:
    return [
        leaf("LastModified", iso_time(stored.modified)),
        leaf("ETag", f'"{stored.etag}"'),
        leaf("Type", stored.type),
        leaf("Size", str(len(stored.body))),
        leaf("StorageClass", "Standard"),
    ]


def _token(key: str) -> str:
    """Where to go on, in letters that every encoding leaves alone."""
    return key.encode().hex()


def _key_of(token: str) -> str:
    try:
        return binascii.unhexlify(token).decode()
    except ValueError as error:
        raise paging.invalid_parameter("continuation-token", token) from error
