"""ListBuckets, PutBucket, DeleteBucket, GetBucketInfo, GetBucketLocation and the bucket's ACL."""

from typing import Final

from buckets.localoss import paging
from buckets.localoss.answers import OWNER, Answer, branch, document, leaf
from buckets.localoss.assumptions import BUCKET_MADE_AGAIN
from buckets.localoss.authentication import iso_time
from buckets.localoss.call import Call
from buckets.localoss.refusals import invalid_argument
from buckets.localoss.request import LOCATION, REGION, Request
from buckets.localoss.store import Acl, Bucket

_DEFAULT_MAX_KEYS: Final = 100
_LIMIT_MAX_KEYS: Final = 1000


def list_buckets(call: Call) -> Answer:
    """By name. The paging elements are there only when something is left out (documented)."""
    request = call.request
    prefix = request.parameter("prefix") or ""
    marker = request.parameter("marker") or ""
    max_keys = paging.number(
        request,
        "max-keys",
        default=_DEFAULT_MAX_KEYS,
        limit=_LIMIT_MAX_KEYS,
        ec="0017-00000289",
    )
    found = [
        bucket
        for bucket in call.store.all()
        if bucket.name.startswith(prefix) and bucket.name > marker
    ]
    page = found[:max_keys]
    truncation = []
    if len(found) > len(page):
        truncation = [
            leaf("Prefix", prefix),
            leaf("Marker", marker),
            leaf("MaxKeys", str(max_keys)),
            leaf("IsTruncated", "true"),
            leaf("NextMarker", page[-1].name),
        ]
    entries = (branch("Bucket", *_facts(bucket, request)) for bucket in page)
    return document(
        branch("ListAllMyBucketsResult", *truncation, OWNER, branch("Buckets", *entries))
    )


def put_bucket(call: Call) -> Answer:
    name = call.request.bucket
    status = BUCKET_MADE_AGAIN if call.store.find(name) else 200
    call.store.create(name, _acl(call.request) or Acl.PRIVATE)
    return Answer(status, (("Location", f"/{name}"),))


def delete_bucket(call: Call) -> Answer:
    call.store.remove(call.request.bucket)
    return Answer(204)


def get_info(call: Call) -> Answer:
    bucket = call.store.get(call.request.bucket)
    return document(
        branch(
            "BucketInfo",
            branch(
                "Bucket",
                *_facts(bucket, call.request),
                leaf("DataRedundancyType", "LRS"),
                OWNER,
                _grant(bucket),
            ),
        )
    )


def get_location(_: Call) -> Answer:
    return document(leaf("LocationConstraint", LOCATION))


def get_acl(call: Call) -> Answer:
    bucket = call.store.get(call.request.bucket)
    return document(branch("AccessControlPolicy", OWNER, _grant(bucket)))


def put_acl(call: Call) -> Answer:
    acl = _acl(call.request)
    if acl is None:
        raise invalid_argument("The x-oss-acl header is missing.", ArgumentName="x-oss-acl")
    call.store.set_acl(call.request.bucket, acl)
    return Answer()


def _facts(bucket: Bucket, request: Request) -> list[str]:
    # Both endpoints are the address by which the client got here, so that it can follow them.
    return [
        leaf("CreationDate", iso_time(bucket.created)),
        leaf("ExtranetEndpoint", request.endpoint),
        leaf("IntranetEndpoint", request.endpoint),
        leaf("Location", LOCATION),
        leaf("Name", bucket.name),
        leaf("Region", REGION),
        leaf("StorageClass", "Standard"),
    ]


def _grant(bucket: Bucket) -> str:
    return branch("AccessControlList", leaf("Grant", bucket.acl.value))


def _acl(request: Request) -> Acl | None:
    text = request.headers.get("x-oss-acl")
    if not text:
        return None
    try:
        return Acl(text)
    except ValueError:
        raise invalid_argument(
            "no such bucket access control exists",
            ArgumentName="x-oss-acl",
            ArgumentValue=text,
        ) from None
