"""Small objects: put, get, head, delete."""

from __future__ import annotations

import oss2
import pytest

from buckets.localoss.store import MAX_OBJECT_BYTES
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.localoss.plain import Reply, ask, signed

KEYS = ["a.txt", "docs/a b.txt", "ü/日本.txt", "a+b&c=d?e#f%20g", "a//b", "~'()*!"]


@pytest.mark.parametrize("key", KEYS)
def test_an_object_comes_back_as_it_was_put(bucket: oss2.Bucket, key: str) -> None:
    bucket.put_object(key, b"hello")
    assert bucket.get_object(key).read() == b"hello"


@pytest.mark.parametrize("key", KEYS)
def test_a_signed_url_of_oss2_gets_it(local_oss: WatchedOSS, bucket: oss2.Bucket, key: str) -> None:
    bucket.put_object(key, b"hello")
    assert ask(local_oss, "GET", bucket.sign_url("GET", key, 60, slash_safe=True)).body == b"hello"


def test_the_etag_is_the_md5_in_quotes(bucket: oss2.Bucket) -> None:
    assert bucket.put_object("a.txt", b"hello").headers["ETag"] == (
        '"5D41402ABC4B2A76B9719D911017C592"'
    )


def test_what_was_said_about_the_content_comes_back_with_it(bucket: oss2.Bucket) -> None:
    headers = {
        "Content-Type": "text/plain",
        "Cache-Control": "no-cache",
        "Content-Disposition": "attachment",
        "x-oss-meta-author": "Ada",
        "x-oss-storage-class": "IA",
    }
    bucket.put_object("a.txt", b"hello", headers=headers)
    head = bucket.head_object("a.txt")
    assert (head.content_length, head.content_type, head.object_type) == (5, "text/plain", "Normal")
    assert head.headers["Cache-Control"] == "no-cache"
    assert head.headers["Content-Disposition"] == "attachment"
    assert head.headers["x-oss-meta-author"] == "Ada"
    assert head.headers["x-oss-storage-class"] == "Standard"
    assert head.last_modified > 1_700_000_000


def test_a_query_replaces_what_is_said_about_the_content(bucket: oss2.Bucket) -> None:
    bucket.put_object("a.txt", b"hello", headers={"Content-Type": "text/plain"})
    params = {"response-content-type": "text/html", "response-x-oss-meta-a": "b"}
    result = bucket.get_object("a.txt", params=params)
    assert result.headers["Content-Type"] == "text/html"
    assert "x-oss-meta-a" not in result.headers


def test_a_stream_of_unknown_length_is_put_in_chunks(bucket: oss2.Bucket) -> None:
    bucket.put_object("a.txt", iter([b"x", b"yz"]))
    assert bucket.get_object("a.txt").read() == b"xyz"


def test_deleting_what_is_not_there_succeeds(bucket: oss2.Bucket) -> None:
    bucket.put_object("a.txt", b"hello")
    assert [bucket.delete_object("a.txt").status for _ in range(2)] == [204, 204]
    with pytest.raises(oss2.exceptions.NoSuchKey) as caught:
        bucket.get_object("a.txt")
    assert caught.value.ec == "0026-00000001"


def test_a_wrong_content_md5_is_an_invalid_digest(
    local_oss: WatchedOSS, bucket: oss2.Bucket
) -> None:
    digest = oss2.utils.content_md5(b"something else")
    with pytest.raises(oss2.exceptions.InvalidDigest):
        bucket.put_object("a.txt", b"hello", headers={"Content-MD5": digest})
    assert not local_oss.store.get(BUCKET).objects


def test_an_object_that_is_too_large_is_refused(bucket: oss2.Bucket) -> None:
    bucket.put_object("a.bin", bytes(MAX_OBJECT_BYTES))
    with pytest.raises(oss2.exceptions.ServerError) as caught:
        bucket.put_object("a.bin", bytes(MAX_OBJECT_BYTES + 1))
    assert (caught.value.status, caught.value.code) == (400, "EntityTooLarge")


@pytest.mark.parametrize("key", ["/a", "\\a", "k" * 1024])
def test_a_key_against_the_conventions_is_refused(local_oss: WatchedOSS, key: str) -> None:
    reply = ask(local_oss, "PUT", signed(local_oss, "PUT", key), b"hello")
    assert (reply.status, reply.code) == (400, "InvalidObjectName")


def test_a_key_that_is_no_utf8_is_refused(local_oss: WatchedOSS) -> None:
    local_oss.store.set_acl(BUCKET, "public-read-write")
    assert ask(local_oss, "PUT", f"/{BUCKET}/%FF", b"hello").code == "InvalidObjectName"


def test_a_key_of_1023_bytes_is_taken(bucket: oss2.Bucket) -> None:
    bucket.put_object("ü" * 511 + "k", b"hello")
    assert bucket.get_object("ü" * 511 + "k").read() == b"hello"


def test_the_meta_of_an_object_is_its_size_its_etag_and_its_date(bucket: oss2.Bucket) -> None:
    bucket.put_object("a.txt", b"hello", headers={"x-oss-meta-author": "Ada"})
    meta, head = bucket.get_object_meta("a.txt"), bucket.head_object("a.txt")
    assert (meta.content_length, meta.etag, meta.last_modified) == (
        5,
        head.etag,
        head.last_modified,
    )
    assert "x-oss-meta-author" not in meta.headers


def test_there_is_no_meta_of_an_object_that_is_not_there(bucket: oss2.Bucket) -> None:
    with pytest.raises(oss2.exceptions.NotFound):
        bucket.get_object_meta("a.txt")


def test_many_objects_are_deleted_at_once(local_oss: WatchedOSS, bucket: oss2.Bucket) -> None:
    for key in KEYS:
        bucket.put_object(key, b"hello")
    deleted = bucket.batch_delete_objects([*KEYS[1:], "not there"]).deleted_keys
    assert sorted(deleted) == sorted([*KEYS[1:], "not there"])
    assert list(local_oss.store.get(BUCKET).objects) == KEYS[:1]


def delete_raw(server: WatchedOSS, body: bytes, digest: str | None = None) -> Reply:
    """DeleteMultipleObjects with this body, and the digest that it has unless told otherwise."""
    content_md5 = oss2.utils.content_md5(body) if digest is None else digest
    headers = {"Content-MD5": content_md5} if content_md5 else {}
    url = signed(server, "POST", query={"delete": ""}, headers=headers)
    return ask(server, "POST", url, body, **headers)


def test_a_quiet_deletion_says_nothing(local_oss: WatchedOSS) -> None:
    local_oss.store.put_object(BUCKET, "a", b"hello")
    body = b"<Delete><Quiet>true</Quiet><Object><Key>a</Key></Object></Delete>"
    reply = delete_raw(local_oss, body)
    assert (reply.status, reply.body, dict(local_oss.store.get(BUCKET).objects)) == (200, b"", {})


@pytest.mark.parametrize(
    ("body", "digest", "code", "ec"),
    [
        (b"<Delete/>", "", "MissingArgument", "0016-00000606"),
        (b"<Delete/>", "AAAA", "InvalidDigest", ""),
        (b"<Delete/>", None, "MalformedXML", "0016-00000615"),
        (b"<Delete><Object/></Delete>", None, "MalformedXML", "0016-00000615"),
        (b"<Other/>", None, "MalformedXML", ""),
    ],
)
def test_a_deletion_that_is_not_well_formed_is_refused(
    local_oss: WatchedOSS, body: bytes, digest: str | None, code: str, ec: str
) -> None:
    reply = delete_raw(local_oss, body, digest)
    assert (reply.status, reply.code, reply.text("EC")) == (400, code, ec)


def test_at_most_a_thousand_objects_are_deleted_at_once(bucket: oss2.Bucket) -> None:
    with pytest.raises(oss2.exceptions.MalformedXml):
        bucket.batch_delete_objects([str(number) for number in range(1001)])
