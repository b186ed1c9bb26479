"""PutObject, GetObject, HeadObject, DeleteObject and PostObject, for small objects."""

from typing import Final
from urllib.parse import quote, urlencode

from buckets.localoss.answers import Answer, Pairs, branch, document, http_date, leaf
from buckets.localoss.call import Call, check_digest, check_key
from buckets.localoss.form import Form
from buckets.localoss.refusals import forbidden_by_acl, no_such_key, too_large
from buckets.localoss.store import MAX_OBJECT_BYTES, Acl, StoredObject

_KEPT: Final = (
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "expires",
)
_DEFAULT_TYPE: Final = "application/octet-stream"
_OVERRIDES: Final = "response-"


def put_object(call: Call) -> Answer:
    request = call.request
    check_key(request.key)
    check_digest(request.body, request.headers.get("content-md5"))
    content_type = request.headers.get("content-type") or _DEFAULT_TYPE
    stored = _store(call, request.key, request.body, content_type, request.headers.pairs)
    return Answer(200, (_etag(stored),))


def get_object(call: Call) -> Answer:
    stored = call.store.get(call.request.bucket).objects.get(call.request.key)
    if stored is None:
        raise no_such_key(call.request.key)
    # `response-content-type` and its like replace what is stored (GetObject).
    overridden = {
        name.removeprefix(_OVERRIDES): value
        for name, value in call.request.query
        if name.startswith(_OVERRIDES) and name.removeprefix(_OVERRIDES) in (*_KEPT, "content-type")
    }
    kept = tuple(pair for pair in stored.headers if pair[0].lower() not in overridden)
    facts = (
        _etag(stored),
        ("Last-Modified", http_date(stored.modified)),
        ("x-oss-object-type", "Normal"),
        ("x-oss-storage-class", "Standard"),
    )
    return Answer(200, (*kept, *overridden.items(), *facts), stored.body)


def delete_object(call: Call) -> Answer:
    """204 also when there is none (documented)."""
    key = call.request.key
    call.store.change(call.request.bucket, lambda bucket: bucket.without_object(key))
    return Answer(204)


def post_object(call: Call, form: Form) -> Answer:
    """A browser's form upload, after `authorise`."""
    check_key(form.key)
    check_digest(form.content, form.text("content-md5"))
    content_type = form.text("x-oss-content-type") or form.content_type or _DEFAULT_TYPE
    stored = _store(call, form.key, form.content, content_type, form.header_pairs)
    return _after_upload(call, form, stored)


def authorise(call: Call, form: Form) -> None:
    """Who may upload is settled by the form alone, whatever the request's headers say."""
    if form.is_signed:
        form.check_signature(call.now)
    elif call.store.get(call.request.bucket).acl is not Acl.PUBLIC_READ_WRITE:
        raise forbidden_by_acl()


def _store(call: Call, key: str, content: bytes, content_type: str, headers: Pairs) -> StoredObject:
    if len(content) > MAX_OBJECT_BYTES:
        raise too_large()
    kept = tuple(pair for pair in headers if pair[0] in _KEPT or pair[0].startswith("x-oss-meta-"))
    return call.store.put_object(
        call.request.bucket, key, content, (("Content-Type", content_type), *kept)
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
