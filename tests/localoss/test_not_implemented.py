"""What Local OSS does not do: it says so, and of what."""

from __future__ import annotations

import oss2
import pytest

from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.localoss.plain import Reply, ask, signed

HEADER_MESSAGE = "A header you provided implies functionality that is not implemented."


def ask_signed(
    server: WatchedOSS, method: str, key: str, query: dict[str, str], bucket: str = BUCKET
) -> Reply:
    return ask(server, method, signed(server, method, key, query=query, bucket=bucket))


@pytest.mark.parametrize("call", ["get_bucket_lifecycle", "get_bucket_referer"])
def test_oss2_is_told_that_a_call_is_not_there(bucket: oss2.Bucket, call: str) -> None:
    with pytest.raises(oss2.exceptions.ServerError) as caught:
        getattr(bucket, call)()
    assert (caught.value.status, caught.value.code) == (501, "NotImplemented")


@pytest.mark.parametrize(
    ("method", "key", "name", "what"),
    [
        ("GET", "", "lifecycle", "GET of a bucket with the sub-resource lifecycle"),
        ("POST", "", "metaQuery", "POST of a bucket with the sub-resource metaQuery"),
        ("HEAD", "", "", "HEAD of a bucket"),
        ("GET", "a", "x-oss-process", "GET of an object with the sub-resource x-oss-process"),
        ("GET", "a", "objectMeta", "GET of an object with the sub-resource objectMeta"),
        ("PUT", "a", "partNumber", "PUT of an object with the sub-resource partNumber"),
        ("POST", "a", "append", "POST of an object with the sub-resource append"),
        ("POST", "a", "", "POST of an object"),
    ],
)
def test_the_message_names_the_call(
    local_oss: WatchedOSS, method: str, key: str, name: str, what: str
) -> None:
    reply = ask_signed(local_oss, method, key, {name: ""} if name else {})
    assert reply.status == 501
    if method != "HEAD":
        assert reply.text("Message") == f"Local OSS does not implement {what}."
        assert reply.text("EC") == ""


def test_an_account_call_that_is_not_there_says_so(local_oss: WatchedOSS) -> None:
    reply = ask_signed(local_oss, "GET", "", {"regionList": ""}, bucket="")
    assert (reply.code, reply.text("Message")) == (
        "NotImplemented",
        "Local OSS does not implement GET of the account with the sub-resource regionList.",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-oss-copy-source", f"/{BUCKET}/other"),
        ("x-oss-forbid-overwrite", "true"),
        ("x-oss-callback", "e30="),
        ("x-oss-object-acl", "public-read"),
        ("x-oss-tagging", "a=b"),
        ("x-oss-server-side-encryption", "AES256"),
    ],
)
def test_a_header_that_would_be_missed_is_refused(
    local_oss: WatchedOSS, name: str, value: str
) -> None:
    for method, query in [("PUT", {}), ("POST", {"uploads": ""})]:
        url = signed(local_oss, method, "a.txt", query=query, headers={name: value})
        reply = ask(local_oss, method, url, b"", **{name: value})
        assert (reply.status, reply.code, reply.text("Message"), reply.text("Header")) == (
            501,
            "NotImplemented",
            HEADER_MESSAGE,
            name,
        )
    assert not local_oss.store.get(BUCKET).objects


def test_a_header_that_asks_for_nothing_is_no_obstacle(bucket: oss2.Bucket) -> None:
    headers = {"x-oss-forbid-overwrite": "false"}
    assert bucket.put_object("a.txt", b"hello", headers=headers).status == 200


def test_an_upload_on_a_condition_is_refused_as_oss_does(bucket: oss2.Bucket) -> None:
    with pytest.raises(oss2.exceptions.ServerError) as caught:
        bucket.put_object("a.txt", b"hello", headers={"If-None-Match": "*"})
    assert (caught.value.status, caught.value.code, caught.value.ec) == (
        400,
        "NotImplemented",
        "0017-00000245",
    )
