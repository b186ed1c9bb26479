"""PutObject, GetObject, HeadObject, GetObjectMeta, DeleteObject, DeleteMultipleObjects and
PostObject, for small objects."""

from dataclasses import replace
from typing import Final
from urllib.parse import quote, urlencode

from buckets.localoss import paging, ranges, request_xml
from buckets.localoss.answers import Answer, Pairs, branch, document, http_date, leaf
from buckets.localoss.call import (
    KEPT_HEADERS,
    Call,
    check_digest,
    check_headers,
    check_key,
    kept_headers,
)
from buckets.localoss.form import Form
from buckets.localoss.refusals import (
    digest_missing,
    forbidden_by_acl,
    malformed_xml,
    no_such_key,
    too_large,
)
from buckets.localoss.store import MAX_OBJECT_BYTES, Acl, StoredObject

_OVERRIDES: Final = "response-"
_MAX_DELETED: Final = 1000  # objects in one request (DeleteMultipleObjects)


def put_object(call: Call) -> Answer:
    request = call.request
    check_key(request.key)
    check_headers(request)
    check_digest(request.body, request.headers.get("content-md5"))
    content_type = request.headers.get("content-type")
    stored = _store(call, request.key, request.body, content_type, request.headers.pairs)
    return Answer(200, (_etag(stored),))


def get_object(call: Call) -> Answer:
    """GetObject, whole or in part."""
    request = call.request
    stored = _stored(call)
    answer = _described(call, stored)
    standard = request.headers.get("x-oss-range-behavior") == "standard"
    asked = ranges.requested(request.headers.get("range"), len(stored.body), standard=standard)
    if asked is None:
        return replace(answer, body=stored.body)
    shown = f"bytes {asked.start}-{asked.stop - 1}/{len(stored.body)}"
    part = replace(answer, status=206, body=stored.body[asked.start : asked.stop])
    return part.with_headers(("Content-Range", shown))


def head_object(call: Call) -> Answer:
    """Of the whole object: a range is for GET alone (RFC 9110, 14.2)."""
    stored = _stored(call)
    return replace(_described(call, stored), body=stored.body)


def get_meta(call: Call) -> Answer:
    """GetObjectMeta: what can be told without looking into the object's own headers."""
    stored = _stored(call)
    return Answer(200, (_etag(stored), ("Last-Modified", http_date(stored.modified))), stored.body)


def delete_object(call: Call) -> Answer:
    """204 also when there is none (documented)."""
    key = call.request.key
    call.store.change(call.request.bucket, lambda bucket: bucket.without_objects(key))
    return Answer(204)


def delete_objects(call: Call) -> Answer:
    """DeleteMultipleObjects: what is not there counts as deleted (documented)."""
    request = call.request
    encoding = paging.encoding_type(request)
    if not request.headers.get("content-md5"):
        raise digest_missing()
    check_digest(request.body, request.headers.get("content-md5"))
    root = request_xml.read(request.body, "Delete")
    keys = [item.findtext("Key", "") for item in root.iterfind("Object")]
    if not keys or not all(keys):
        raise malformed_xml("There is no object, or one without a key.", "0016-00000615")
    if len(keys) > _MAX_DELETED:
        raise malformed_xml(f"There are more than {_MAX_DELETED} objects.")
    call.store.change(request.bucket, lambda bucket: bucket.without_objects(*keys))
    if root.findtext("Quiet", "").strip() == "true":
        return Answer()
    encode = paging.encoder(encoding)
    deleted = (branch("Deleted", leaf("Key", encode(key))) for key in keys)
    return document(branch("DeleteResult", *paging.encoding_leaf(encoding), *deleted))


def post_object(call: Call, form: Form) -> Answer:
    """A browser's form upload, after `authorise`."""
    check_key(form.key)
    check_digest(form.content, form.text("content-md5"))
    content_type = form.text("x-oss-content-type") or form.content_type
    stored = _store(call, form.key, form.content, content_type, form.header_pairs)
    return _after_upload(call, form, stored)


def authorise(call: Call, form: Form) -> None:
    """Who may upload is settled by the form alone, whatever the request's headers say."""
    if form.is_signed:
        form.check_signature(call.now)
    elif call.store.get(call.request.bucket).acl is not Acl.PUBLIC_READ_WRITE:
        raise forbidden_by_acl()


def _stored(call: Call) -> StoredObject:
    """The object that a call is about. Raises NoSuchKey as a `RefusedError`."""
    stored = call.store.get(call.request.bucket).objects.get(call.request.key)
    if stored is None:
        raise no_such_key(call.request.key)
    return stored


def _described(call: Call, stored: StoredObject) -> Answer:
    """The headers of an object, in an answer without content."""
    # `response-content-type` and its like replace what is stored (GetObject).
    replaceable = {f"{_OVERRIDES}{name}": name for name in (*KEPT_HEADERS, "content-type")}
    overridden = {
        replaceable[name]: value for name, value in call.request.query if name in replaceable
    }
    kept = tuple(pair for pair in stored.headers if pair[0].lower() not in overridden)
    facts = (
        _etag(stored),
        ("Accept-Ranges", "bytes"),
        ("Last-Modified", http_date(stored.modified)),
        ("x-oss-object-type", stored.type),
        ("x-oss-storage-class", "Standard"),
    )
    return Answer(200, (*kept, *overridden.items(), *facts))


def _store(call: Call, key: str, content: bytes, content_type: str, headers: Pairs) -> StoredObject:
    if len(content) > MAX_OBJECT_BYTES:
        raise too_large()
    return call.store.put_object(
        call.request.bucket, key, content, kept_headers(headers, content_type)
    )


def _after_upload(call: Call, form: Form, stored: StoredObject) -> Answer:
    bucket = call.request.bucket
    if redirect := form.text("success_action_redirect"):
        query = urlencode({"bucket": bucket, "key": form.key, "etag": f'"{stored.etag}"'})
        glue = "&" if "?" in redirect else "?"
        return Answer(303, (("Location", f"{redirect}{glue}{query}"), _etag(stored)))
    location = f"http://{call.request.endpoint}/{bucket}/{quote(form.key)}"
    headers = (_etag(stored), ("Location", location))
    status = form.text("success_action_status")
    if status == "201":
        answer = document(
            branch(
                "PostResponse",
                leaf("Bucket", bucket),
                leaf("ETag", f'"{stored.etag}"'),
                leaf("Key", form.key),
                leaf("Location", location),
            ),
            201,
        )
        return answer.with_headers(*headers)
    return Answer(200 if status == "200" else 204, headers)


def _etag(stored: StoredObject) -> tuple[str, str]:
    return ("ETag", f'"{stored.etag}"')
