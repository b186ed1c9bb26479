"""Multipart upload: InitiateMultipartUpload, UploadPart, CompleteMultipartUpload,
AbortMultipartUpload, ListParts and ListMultipartUploads."""

import re
import secrets
from typing import Final
from urllib.parse import quote

from buckets.localoss import paging, request_xml
from buckets.localoss.answers import Answer, branch, document, leaf
from buckets.localoss.authentication import iso_time
from buckets.localoss.call import Call, check_digest, check_headers, check_key, kept_headers
from buckets.localoss.paging import Filter
from buckets.localoss.refusals import (
    invalid_part_number,
    list_beside_complete_all,
    malformed_xml,
    no_part_number,
    no_such_upload,
    too_large,
)
from buckets.localoss.request import Request
from buckets.localoss.store import MAX_OBJECT_BYTES, Bucket, StoredObject
from buckets.localoss.uploads import Listed, Part, Upload

_MAX_PART_NUMBER: Final = 10_000
_LIMIT: Final = 1000  # parts, or uploads, on one page (ListParts, ListMultipartUploads)
_NUMBER: Final = re.compile(r"[0-9]{1,5}")


def initiate(call: Call) -> Answer:
    """The headers are those of PutObject: they are kept for the object to be."""
    request = call.request
    check_key(request.key)
    check_headers(request)
    names = _names(request)
    upload_id = secrets.token_hex(16).upper()
    headers = kept_headers(request.headers.pairs, request.headers.get("content-type"))
    upload = Upload(request.key, headers, call.now)
    call.store.change(
        request.bucket, lambda bucket: bucket.with_upload(upload_id, upload), is_saved=False
    )
    return document(branch("InitiateMultipartUploadResult", *names, leaf("UploadId", upload_id)))


def upload_part(call: Call) -> Answer:
    request = call.request
    upload_id, number = _upload_id(request), _part_number(request)
    check_headers(request)
    check_digest(request.body, request.headers.get("content-md5"))
    if len(request.body) > MAX_OBJECT_BYTES:
        raise too_large()
    part = Part(request.body, call.now)

    def received(bucket: Bucket) -> Bucket:
        upload = _upload(bucket, request, ec="0017-00000244")
        return bucket.with_upload(upload_id, upload.with_part(number, part))

    call.store.change(request.bucket, received, is_saved=False)
    return Answer(200, (("ETag", f'"{part.etag}"'),))


def complete(call: Call) -> Answer:
    """The object appears in one step, and only then does the one before it go."""
    request = call.request
    check_headers(request)
    names = _names(request)
    takes_all = request.headers.get("x-oss-complete-all").lower() == "yes"
    if takes_all and request.body:
        raise list_beside_complete_all()
    named = None if takes_all else _listed(request.body)

    def completed(bucket: Bucket) -> Bucket:
        upload = _upload(bucket, request)
        body, etag = upload.assembled(upload.listed() if named is None else named)
        stored = StoredObject(body, upload.headers, call.now, multipart_etag=etag)
        return bucket.with_object(request.key, stored).without_upload(_upload_id(request))

    changed = call.store.change(request.bucket, completed)
    etag = f'"{changed.objects[request.key].etag}"'
    location = f"http://{request.endpoint}/{request.bucket}/{quote(request.key)}"
    answer = document(
        branch(
            "CompleteMultipartUploadResult",
            leaf("Location", location),
            *names,
            leaf("ETag", etag),
        )
    )
    return answer.with_headers(("ETag", etag))


def abort(call: Call) -> Answer:
    request = call.request

    def aborted(bucket: Bucket) -> Bucket:
        _upload(bucket, request)
        return bucket.without_upload(_upload_id(request))

    call.store.change(request.bucket, aborted, is_saved=False)
    return Answer(204)


def list_parts(call: Call) -> Answer:
    request = call.request
    upload = _upload(call.store.get(request.bucket), request)
    limit = paging.number(request, "max-parts", default=_LIMIT, limit=_LIMIT)
    marker = request.parameter("part-number-marker") or "0"
    if not _NUMBER.fullmatch(marker):
        raise paging.invalid_parameter("part-number-marker", marker)
    following = [item for item in sorted(upload.parts.items()) if item[0] > int(marker)]
    page = following[:limit]
    return document(
        branch(
            "ListPartsResult",
            *_names(request),
            leaf("UploadId", _upload_id(request)),
            leaf("StorageClass", "Standard"),
            leaf("PartNumberMarker", marker),
            leaf("NextPartNumberMarker", str(page[-1][0]) if page else marker),
            leaf("MaxParts", str(limit)),
            leaf("IsTruncated", str(len(following) > limit).lower()),
            *(_part(number, part) for number, part in page),
        )
    )


def list_uploads(call: Call) -> Answer:
    """Uploads under way, by key and, for one key, by upload id."""
    request = call.request
    bucket, shown = call.store.get(request.bucket), Filter.of(request)
    limit = paging.number(request, "max-uploads", default=_LIMIT, limit=_LIMIT)
    key_marker = paging.marker(request, "key-marker")
    # Without a key marker, that of the upload id is ignored (ListMultipartUploads).
    id_marker = (request.parameter("upload-id-marker") or "") if key_marker else ""
    entries = ((upload.key, upload_id) for upload_id, upload in bucket.uploads.items())
    page = paging.page(entries, shown, (key_marker, id_marker or paging.LAST_TAG), limit)
    encode = paging.encoder(shown.encoding)
    return document(
        branch(
            "ListMultipartUploadsResult",
            *paging.encoding_leaf(shown.encoding),
            leaf("Bucket", request.bucket),
            leaf("KeyMarker", encode(key_marker)),
            leaf("UploadIdMarker", id_marker),
            leaf("NextKeyMarker", encode(page.last[0])),
            leaf("NextUploadIdMarker", page.last[1]),
            leaf("Delimiter", encode(shown.delimiter)),
            leaf("Prefix", encode(shown.prefix)),
            leaf("MaxUploads", str(limit)),
            leaf("IsTruncated", str(page.is_truncated).lower()),
            *(
                _under_way(encode(key), upload_id, bucket.uploads[upload_id])
                for key, upload_id in page.entries
            ),
            *paging.common_prefixes(page, encode),
        )
    )


def _listed(body: bytes) -> Listed:
    """The parts that the client names. Raises MalformedXML as a `RefusedError`."""
    listed = []
    for part in request_xml.read(body, "CompleteMultipartUpload").iterfind("Part"):
        number, etag = part.findtext("PartNumber", "").strip(), part.findtext("ETag", "").strip()
        if not _NUMBER.fullmatch(number):
            raise malformed_xml("A PartNumber is no number.")
        listed.append((int(number), etag.strip('"')))
    return listed


def _upload(bucket: Bucket, request: Request, ec: str = "0042-00000002") -> Upload:
    """The upload that a call is about. Raises NoSuchUpload as a `RefusedError`."""
    upload = bucket.uploads.get(_upload_id(request))
    if upload is None or upload.key != request.key:
        raise no_such_upload(_upload_id(request), ec)
    return upload


def _upload_id(request: Request) -> str:
    return request.parameter("uploadId") or ""


def _part_number(request: Request) -> int:
    text = request.parameter("partNumber")
    if not text:
        raise no_part_number()
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= _MAX_PART_NUMBER:
        raise invalid_part_number(text)
    return int(text)


def _names(request: Request) -> list[str]:
    encoding = paging.encoding_type(request)
    return [
        *paging.encoding_leaf(encoding),
        leaf("Bucket", request.bucket),
        leaf("Key", paging.encoder(encoding)(request.key)),
    ]


def _under_way(key: str, upload_id: str, upload: Upload) -> str:
    return branch(
        "Upload",
        leaf("Key", key),
        leaf("UploadId", upload_id),
        leaf("StorageClass", "Standard"),
        leaf("Initiated", iso_time(upload.initiated)),
    )


def _part(number: int, part: Part) -> str:
    return branch(
        "Part",
        leaf("PartNumber", str(number)),
        leaf("LastModified", iso_time(part.received)),
        leaf("ETag", f'"{part.etag}"'),
        leaf("Size", str(len(part.body))),
    )
