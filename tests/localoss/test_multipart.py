"""Multipart upload: the whole way, what is refused on it, and the lists of what is under way."""

from __future__ import annotations

import hashlib
from itertools import islice
from typing import Any

import oss2
import pytest
from oss2.models import PartInfo

from buckets.cors import Configuration, Rule
from buckets.localoss.refusals import RefusedError
from buckets.localoss.uploads import MAX_MULTIPART_BYTES, MIN_PART_BYTES, Part, Upload
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.localoss.plain import ORIGIN, ask, signed

KEY = "docs/ü b.bin"
FIRST, SECOND, LAST = b"1" * MIN_PART_BYTES, b"2" * MIN_PART_BYTES, b"3"


@pytest.fixture
def auth(local_oss: WatchedOSS) -> Any:
    """One signature is enough here: other clients make the same calls with both."""
    return oss2.AuthV4(local_oss.access_key_id, local_oss.access_key_secret)


@pytest.fixture
def upload_id(bucket: oss2.Bucket) -> str:
    headers = {"Content-Type": "text/plain", "x-oss-meta-author": "Ada"}
    return str(bucket.init_multipart_upload(KEY, headers=headers).upload_id)


def put_parts(bucket: oss2.Bucket, upload_id: str, *bodies: bytes) -> list[PartInfo]:
    """Parts with the numbers 1, 3, 5 and so on, in the opposite order."""
    numbered = list(zip(range(1, 100, 2), bodies, strict=False))
    parts = [
        PartInfo(number, bucket.upload_part(KEY, upload_id, number, body).etag)
        for number, body in reversed(numbered)
    ]
    return parts[::-1]


def complete_raw(
    server: WatchedOSS, upload_id: str, body: bytes, **headers: str
) -> tuple[str, str]:
    """Code and EC of a completion with this body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    url = signed(server, "POST", KEY, query={"uploadId": upload_id}, headers=named)
    reply = ask(server, "POST", url, body, **headers)
    return reply.code, reply.text("EC")


def test_parts_become_an_object_in_the_order_of_their_numbers(
    bucket: oss2.Bucket, upload_id: str
) -> None:
    parts = put_parts(bucket, upload_id, FIRST, SECOND, LAST)
    bucket.complete_multipart_upload(KEY, upload_id, parts)
    got = bucket.get_object(KEY)
    assert got.read() == FIRST + SECOND + LAST
    assert (got.content_type, got.object_type, got.headers["x-oss-meta-author"]) == (
        "text/plain",
        "Multipart",
        "Ada",
    )


def test_the_etag_says_of_how_many_parts_it_is(bucket: oss2.Bucket, upload_id: str) -> None:
    parts = put_parts(bucket, upload_id, FIRST, LAST)
    assert parts[1].etag == hashlib.md5(LAST, usedforsecurity=False).hexdigest().upper()
    etag = bucket.complete_multipart_upload(KEY, upload_id, parts).etag
    assert etag.endswith("-2")
    assert etag == bucket.head_object(KEY).etag == bucket.list_objects().object_list[0].etag


def test_nothing_is_seen_of_it_before_it_is_complete(bucket: oss2.Bucket, upload_id: str) -> None:
    bucket.put_object(KEY, b"before")
    parts = put_parts(bucket, upload_id, LAST)
    assert bucket.get_object(KEY).read() == b"before"
    bucket.complete_multipart_upload(KEY, upload_id, parts)
    assert bucket.get_object(KEY).read() == LAST


def test_a_part_that_comes_again_replaces_the_one_before(
    bucket: oss2.Bucket, upload_id: str
) -> None:
    put_parts(bucket, upload_id, FIRST)
    parts = put_parts(bucket, upload_id, SECOND)
    bucket.complete_multipart_upload(KEY, upload_id, parts)
    assert bucket.get_object(KEY).read() == SECOND


def test_parts_that_are_not_named_are_dropped(bucket: oss2.Bucket, upload_id: str) -> None:
    parts = put_parts(bucket, upload_id, FIRST, SECOND, LAST)
    bucket.complete_multipart_upload(KEY, upload_id, parts[1:])
    assert bucket.get_object(KEY).read() == SECOND + LAST


def test_complete_all_takes_every_part(bucket: oss2.Bucket, upload_id: str) -> None:
    put_parts(bucket, upload_id, FIRST, LAST)
    headers = {"x-oss-complete-all": "yes"}
    bucket.complete_multipart_upload(KEY, upload_id, None, headers=headers)
    assert bucket.get_object(KEY).read() == FIRST + LAST


def test_complete_all_of_nothing_is_refused(local_oss: WatchedOSS, upload_id: str) -> None:
    refused = complete_raw(local_oss, upload_id, b"", x_oss_complete_all="yes")
    assert refused[0] == "MalformedXML"


def test_complete_all_beside_a_list_is_refused(local_oss: WatchedOSS, upload_id: str) -> None:
    refused = complete_raw(local_oss, upload_id, b"<C/>", x_oss_complete_all="yes")
    assert refused == ("InvalidArgument", "0042-00000216")


def test_parts_out_of_order_are_refused(bucket: oss2.Bucket, upload_id: str) -> None:
    parts = put_parts(bucket, upload_id, FIRST, LAST)
    body = b"".join(
        b"<Part><PartNumber>%d</PartNumber><ETag>%s</ETag></Part>"
        % (part.part_number, part.etag.encode())
        for part in reversed(parts)
    )
    with pytest.raises(oss2.exceptions.ServerError) as caught:
        # oss2 itself would sort a list of parts.
        bucket._do(
            "POST",
            BUCKET,
            KEY,
            params={"uploadId": upload_id},
            data=b"<CompleteMultipartUpload>" + body + b"</CompleteMultipartUpload>",
        )
    assert (caught.value.code, caught.value.ec) == ("InvalidPartOrder", "0042-00000209")


@pytest.mark.parametrize("wrong", [PartInfo(2, "A" * 32), PartInfo(1, "A" * 32)])
def test_a_part_that_never_came_or_is_another_is_refused(
    bucket: oss2.Bucket, upload_id: str, wrong: PartInfo
) -> None:
    put_parts(bucket, upload_id, FIRST)
    with pytest.raises(oss2.exceptions.ServerError) as caught:
        bucket.complete_multipart_upload(KEY, upload_id, [wrong])
    assert (caught.value.status, caught.value.code) == (400, "InvalidPart")


def test_a_small_part_is_refused_unless_it_is_the_last(bucket: oss2.Bucket, upload_id: str) -> None:
    parts = put_parts(bucket, upload_id, FIRST[1:], LAST)
    with pytest.raises(oss2.exceptions.ServerError) as caught:
        bucket.complete_multipart_upload(KEY, upload_id, parts)
    assert (caught.value.status, caught.value.code, caught.value.ec) == (
        400,
        "EntityTooSmall",
        "0042-00000213",
    )
    assert bucket.complete_multipart_upload(KEY, upload_id, parts[:1]).status == 200


def test_more_than_the_server_keeps_is_refused() -> None:
    part = Part(bytes(5 * 1024 * 1024), 0.0)
    fitting = MAX_MULTIPART_BYTES // len(part.body)
    upload = Upload(KEY, (), 0.0, dict.fromkeys(range(1, fitting + 2), part))
    assert len(upload.assembled(upload.listed()[:fitting])[0]) == fitting * len(part.body)
    with pytest.raises(RefusedError, match="EntityTooLarge"):
        upload.assembled(upload.listed())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<CompleteMultipartUpload/>",
        b"<CompleteMultipartUpload><Part></Part></CompleteMultipartUpload>",
        b"<Other/>",
        b"<CompleteMultipartUpload>",
        b'<?xml version="1.0" encoding="none"?><CompleteMultipartUpload/>',
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><CompleteMultipartUpload/>",
    ],
)
def test_a_list_of_parts_that_is_none_is_refused(
    local_oss: WatchedOSS, upload_id: str, body: bytes
) -> None:
    assert complete_raw(local_oss, upload_id, body)[0] == "MalformedXML"


@pytest.mark.parametrize(
    ("number", "ec"),
    [("", "0017-00000219"), *((text, "0017-00000220") for text in ("0", "10001", "STR", "-1"))],
)
def test_a_part_number_out_of_bounds_is_refused(
    local_oss: WatchedOSS, upload_id: str, number: str, ec: str
) -> None:
    url = signed(local_oss, "PUT", KEY, query={"partNumber": number, "uploadId": upload_id})
    reply = ask(local_oss, "PUT", url, FIRST)
    assert (reply.status, reply.code, reply.text("EC")) == (400, "InvalidArgument", ec)


def test_a_part_with_another_digest_is_refused(bucket: oss2.Bucket, upload_id: str) -> None:
    digest = {"Content-MD5": oss2.utils.content_md5(b"something else")}
    with pytest.raises(oss2.exceptions.InvalidDigest):
        bucket.upload_part(KEY, upload_id, 1, FIRST, headers=digest)


CALLS = {
    "upload_part": (1, b"", "0017-00000244"),
    "complete_multipart_upload": ([PartInfo(1, "A")], "0042-00000002"),
    "abort_multipart_upload": ("0042-00000002",),
    "list_parts": ("0042-00000002",),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("why", ["unknown", "another key", "aborted"])
def test_an_upload_that_is_none_is_said_to_be_none(
    bucket: oss2.Bucket, upload_id: str, call: str, why: str
) -> None:
    *arguments, ec = CALLS[call]
    key = "other" if why == "another key" else KEY
    if why == "aborted":
        bucket.abort_multipart_upload(KEY, upload_id)
    wanted = "0004B9895DBBB6EC98E36" if why == "unknown" else upload_id
    with pytest.raises(oss2.exceptions.NoSuchUpload) as caught:
        getattr(bucket, call)(key, wanted, *arguments)
    assert (caught.value.status, caught.value.ec) == (404, ec)
    assert caught.value.details["UploadId"] == wanted


def test_an_upload_is_completed_once(bucket: oss2.Bucket, upload_id: str) -> None:
    parts = put_parts(bucket, upload_id, LAST)
    bucket.complete_multipart_upload(KEY, upload_id, parts)
    with pytest.raises(oss2.exceptions.NoSuchUpload):
        bucket.complete_multipart_upload(KEY, upload_id, parts)


def test_an_aborted_upload_leaves_nothing(bucket: oss2.Bucket, upload_id: str) -> None:
    put_parts(bucket, upload_id, FIRST)
    assert bucket.abort_multipart_upload(KEY, upload_id).status == 204
    assert not bucket.object_exists(KEY)
    assert not bucket.list_multipart_uploads().upload_list


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_parts_are_listed_by_their_numbers(bucket: oss2.Bucket, upload_id: str, size: int) -> None:
    parts = put_parts(bucket, upload_id, FIRST, SECOND, LAST)
    found = list(islice(oss2.PartIterator(bucket, KEY, upload_id, max_parts=size), 10))
    assert [(part.part_number, part.etag, part.size) for part in found] == [
        (part.part_number, part.etag, size)
        for part, size in zip(parts, (MIN_PART_BYTES, MIN_PART_BYTES, 1), strict=True)
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max-parts", "0"),
        ("max-parts", "1001"),
        ("part-number-marker", "x"),
        ("encoding-type", "x"),
    ],
)
def test_a_list_of_parts_with_a_parameter_out_of_bounds_is_refused(
    local_oss: WatchedOSS, upload_id: str, name: str, value: str
) -> None:
    reply = ask(
        local_oss, "GET", signed(local_oss, "GET", KEY, query={"uploadId": upload_id, name: value})
    )
    assert (reply.code, reply.text("ArgumentName")) == ("InvalidArgument", name)


def test_a_key_is_encoded_when_asked(local_oss: WatchedOSS) -> None:
    url = signed(local_oss, "POST", KEY, query={"uploads": "", "encoding-type": "url"})
    reply = ask(local_oss, "POST", url)
    assert (reply.text("EncodingType"), reply.text("Key")) == ("url", "docs%2F%C3%BC%20b.bin")


def test_everybody_uploads_parts_to_a_bucket_that_everybody_writes(local_oss: WatchedOSS) -> None:
    target = f"/{BUCKET}/a.bin"
    assert ask(local_oss, "POST", f"{target}?uploads").code == "AccessDenied"
    local_oss.store.set_acl(BUCKET, "public-read-write")
    upload_id = ask(local_oss, "POST", f"{target}?uploads").text("UploadId")
    ask(local_oss, "PUT", f"{target}?partNumber=1&uploadId={upload_id}", LAST)
    headers = {"x-oss-complete-all": "yes"}
    assert ask(local_oss, "POST", f"{target}?uploadId={upload_id}", **headers).status == 200
    assert local_oss.store.get(BUCKET).objects["a.bin"].body == LAST


def test_every_step_carries_the_headers_of_cors(local_oss: WatchedOSS, upload_id: str) -> None:
    rules = Configuration((Rule((ORIGIN,), ("GET", "PUT", "POST"), ("*",), ("ETag",)),))
    local_oss.store.put_cors(BUCKET, rules)
    for method, query in [
        ("POST", {"uploads": ""}),
        ("PUT", {"uploadId": upload_id, "partNumber": "1"}),
        ("GET", {"uploadId": upload_id}),
        ("POST", {"uploadId": upload_id}),
    ]:
        url = signed(local_oss, method, KEY, query=query)
        reply = ask(local_oss, method, url, Origin=ORIGIN)
        assert reply.cors_headers["access-control-expose-headers"] == "ETag"
