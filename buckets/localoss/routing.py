"""Which call of OSS a request is, and what it needs of whoever sends it."""

from collections.abc import Callable
from enum import Enum, auto
from typing import Final

from buckets.localoss import (
    bucket_calls,
    cors_calls,
    listing_calls,
    multipart_calls,
    object_calls,
)
from buckets.localoss.answers import Answer
from buckets.localoss.assumptions import ANONYMOUS_LISTING
from buckets.localoss.call import Call
from buckets.localoss.refusals import call_not_implemented
from buckets.localoss.request import Request
from buckets.localoss.signature_v1 import SUBRESOURCES

Handler = Callable[[Call], Answer]


class Need(Enum):
    """What a call asks of whoever sends it."""

    OWNER = auto()
    READER = auto()
    WRITER = auto()


Operation = tuple[Handler, Need]
_LISTING: Final = Need.READER if ANONYMOUS_LISTING else Need.OWNER

# By method and sub-resource. A parameter that names no sub-resource decides nothing.
_ACCOUNT_CALLS: Final[dict[tuple[str, str], Operation]] = {
    ("GET", ""): (bucket_calls.list_buckets, Need.OWNER),
}
_BUCKET_CALLS: Final[dict[tuple[str, str], Operation]] = {
    ("PUT", "cors"): (cors_calls.put_cors, Need.OWNER),
    ("GET", "cors"): (cors_calls.get_cors, Need.OWNER),
    ("DELETE", "cors"): (cors_calls.delete_cors, Need.OWNER),
    ("GET", "bucketInfo"): (bucket_calls.get_info, Need.OWNER),
    ("GET", "location"): (bucket_calls.get_location, Need.OWNER),
    ("PUT", "acl"): (bucket_calls.put_acl, Need.OWNER),
    ("GET", "acl"): (bucket_calls.get_acl, Need.OWNER),
    ("PUT", ""): (bucket_calls.put_bucket, Need.OWNER),
    ("DELETE", ""): (bucket_calls.delete_bucket, Need.OWNER),
    ("GET", ""): (listing_calls.list_objects, _LISTING),
    ("GET", "uploads"): (multipart_calls.list_uploads, _LISTING),
    ("POST", "delete"): (object_calls.delete_objects, Need.WRITER),
}
_OBJECT_CALLS: Final[dict[tuple[str, str], Operation]] = {
    ("PUT", ""): (object_calls.put_object, Need.WRITER),
    ("GET", ""): (object_calls.get_object, Need.READER),
    ("HEAD", ""): (object_calls.head_object, Need.READER),
    ("HEAD", "objectMeta"): (object_calls.get_meta, Need.READER),
    ("DELETE", ""): (object_calls.delete_object, Need.WRITER),
    ("POST", "uploads"): (multipart_calls.initiate, Need.WRITER),
    ("PUT", "uploadId"): (multipart_calls.upload_part, Need.WRITER),
    ("POST", "uploadId"): (multipart_calls.complete, Need.WRITER),
    ("DELETE", "uploadId"): (multipart_calls.abort, Need.WRITER),
    ("GET", "uploadId"): (multipart_calls.list_parts, _LISTING),
}
# These change how a call is carried out, not which call it is.
_PARAMETERS: Final = frozenset({"continuation-token", "security-token", "x-oss-traffic-limit"})


def operation(request: Request) -> Operation:
    """The call, or one that refuses with NotImplemented."""
    asked = (request.method, subresource(request))
    calls = _OBJECT_CALLS if request.key else _BUCKET_CALLS if request.bucket else _ACCOUNT_CALLS
    return calls.get(asked, (_missing, Need.OWNER))


def subresource(request: Request) -> str:
    """The parameter that says which call it is, empty if none does."""
    named = [
        name
        for name, _ in request.query
        if name in SUBRESOURCES - _PARAMETERS and not name.startswith("response-")
    ]
    # A part number goes with an upload id, whichever of them comes first.
    return "uploadId" if "uploadId" in named else next(iter(named), "")


def _missing(call: Call) -> Answer:
    request = call.request
    about = "an object" if request.key else "a bucket" if request.bucket else "the account"
    name = subresource(request)
    aspect = f" with the sub-resource {name}" if name else ""
    raise call_not_implemented(f"{request.method} of {about}{aspect}")
