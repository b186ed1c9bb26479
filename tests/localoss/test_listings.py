"""ListObjects, versions 1 and 2: order, prefix, delimiter, pages, and how keys are written."""

from __future__ import annotations

from itertools import islice
from typing import Any

import oss2
import pytest

from buckets.cors import Configuration, Rule
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.localoss.plain import ORIGIN, Reply, ask, signed

KEYS = ("fun/movie/001.avi", "fun/movie/007.avi", "fun/test.jpg", "oss.jpg")
BY_UTF_8 = [
    "A",
    "a",
    "a/b",
    "ab",
    "ü",
    "日",
    "\ufffd",
    "😀",
]  # UTF-16 has the last two the other way


@pytest.fixture
def auth(local_oss: WatchedOSS) -> Any:
    """One signature is enough here: other clients make the same calls with both."""
    return oss2.AuthV4(local_oss.access_key_id, local_oss.access_key_secret)


@pytest.fixture
def filled(local_oss: WatchedOSS) -> WatchedOSS:
    """The objects of the vendor's own example."""
    for key in KEYS:
        local_oss.store.put_object(BUCKET, key, key.encode())
    return local_oss


def list_page(server: WatchedOSS, **query: str) -> Reply:
    """The list over a URL, to see the XML itself."""
    named = {name.replace("_", "-"): value for name, value in query.items()}
    return ask(server, "GET", signed(server, "GET", query=named))


def names(listed: Any) -> list[str]:
    return [item.key for item in listed.object_list]


@pytest.mark.parametrize("call", ["list_objects", "list_objects_v2"])
def test_objects_are_listed_in_the_order_of_their_utf_8(
    local_oss: WatchedOSS, bucket: oss2.Bucket, call: str
) -> None:
    for key in reversed(BY_UTF_8):
        local_oss.store.put_object(BUCKET, key, b"")
    assert names(getattr(bucket, call)()) == BY_UTF_8


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("call", ["list_objects", "list_objects_v2"])
def test_a_prefix_and_a_delimiter_show_a_folder(bucket: oss2.Bucket, call: str) -> None:
    listed = getattr(bucket, call)(prefix="fun/", delimiter="/")
    assert (names(listed), listed.prefix_list) == (["fun/test.jpg"], ["fun/movie/"])


@pytest.mark.usefixtures("filled")
def test_a_prefix_alone_shows_all_below_it(bucket: oss2.Bucket) -> None:
    assert names(bucket.list_objects(prefix="fun/")) == list(KEYS[:3])


@pytest.mark.usefixtures("filled")
def test_what_is_told_of_an_object_is_what_head_tells(bucket: oss2.Bucket) -> None:
    listed, head = bucket.list_objects().object_list[0], bucket.head_object(KEYS[0])
    assert (listed.etag, listed.size, listed.last_modified, listed.type, listed.storage_class) == (
        head.etag,
        head.content_length,
        head.last_modified,
        "Normal",
        "Standard",
    )


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("delimiter", ["", "/"])
@pytest.mark.parametrize("iterator", [oss2.ObjectIterator, oss2.ObjectIteratorV2])
def test_pages_lead_through_everything_once(
    bucket: oss2.Bucket, iterator: Any, delimiter: str, size: int
) -> None:
    objects = iterator(bucket, delimiter=delimiter, max_keys=size)
    found = [item.key for item in islice(objects, 10)]  # not for ever, should pages repeat
    assert found == (["fun/", "oss.jpg"] if delimiter else list(KEYS))


@pytest.mark.usefixtures("filled")
def test_a_page_begins_behind_its_marker_whether_it_exists_or_not(bucket: oss2.Bucket) -> None:
    for marker in ("fun/movie/007.avi", "fun/n"):
        assert names(bucket.list_objects(marker=marker)) == ["fun/test.jpg", "oss.jpg"]
        assert names(bucket.list_objects_v2(start_after=marker)) == ["fun/test.jpg", "oss.jpg"]


@pytest.mark.usefixtures("filled")
def test_a_marker_within_a_folder_still_shows_the_folder(bucket: oss2.Bucket) -> None:
    listed = bucket.list_objects(marker="fun/movie/007.avi", delimiter="/")
    assert (listed.prefix_list, names(listed)) == (["fun/"], ["oss.jpg"])


def test_a_list_says_what_it_is_a_list_of(filled: WatchedOSS) -> None:
    reply = list_page(filled, prefix="f", delimiter="/", marker="a", max_keys="1")
    asked = ("Name", "Prefix", "Marker", "MaxKeys", "Delimiter", "IsTruncated", "NextMarker")
    assert [reply.text(name) for name in asked] == [BUCKET, "f", "a", "1", "/", "false", ""]


def test_version_2_counts_and_leaves_the_owner_out_unless_asked(filled: WatchedOSS) -> None:
    query = {"list_type": "2", "start_after": "fun/movie/007.avi", "delimiter": "/"}
    reply = list_page(filled, **query)
    assert [reply.text(name) for name in ("KeyCount", "StartAfter")] == ["2", query["start_after"]]
    assert reply.text("Contents/Owner/ID") == ""
    assert list_page(filled, **query, fetch_owner="true").text("Contents/Owner/ID") == "localoss"


def test_keys_are_encoded_when_asked(local_oss: WatchedOSS) -> None:
    local_oss.store.put_object(BUCKET, "ü/a b+\x01", b"")
    query = {"encoding_type": "url", "prefix": "ü/", "delimiter": "/"}
    reply = list_page(local_oss, **query)
    asked = ("EncodingType", "Prefix", "Delimiter", "Contents/Key")
    assert [reply.text(name) for name in asked] == [
        "url",
        "%C3%BC%2F",
        "%2F",
        "%C3%BC%2Fa%20b%2B%01",
    ]


@pytest.mark.parametrize(
    ("query", "ec"),
    [
        ({"max_keys": "0"}, "0015-00000402"),
        ({"max_keys": "1001"}, "0015-00000402"),
        ({"marker": "m" * 1024}, "0015-00000405"),
        ({"list_type": "2", "start_after": "m" * 1024}, ""),
        ({"delimiter": "abc"}, "0015-00000406"),
        ({"encoding_type": "xml"}, ""),
        ({"list_type": "2", "continuation_token": "no token"}, ""),
    ],
)
def test_a_parameter_out_of_bounds_is_refused(
    local_oss: WatchedOSS, query: dict[str, str], ec: str
) -> None:
    reply = list_page(local_oss, **query)
    assert (reply.status, reply.code, reply.text("EC")) == (400, "InvalidArgument", ec)
    assert reply.text("ArgumentName") == list(query)[-1].replace("_", "-")


def test_a_list_of_a_missing_bucket_is_refused(local_oss: WatchedOSS, bucket: oss2.Bucket) -> None:
    local_oss.store.clear()
    with pytest.raises(oss2.exceptions.NoSuchBucket):
        bucket.list_objects()


def test_nobody_lists_without_signing(local_oss: WatchedOSS) -> None:
    local_oss.store.set_acl(BUCKET, "public-read-write")
    for target in (f"/{BUCKET}", f"/{BUCKET}?uploads"):
        reply = ask(local_oss, "GET", target)
        assert (reply.status, reply.code) == (403, "AccessDenied")


def test_a_list_carries_the_headers_of_cors(local_oss: WatchedOSS) -> None:
    local_oss.store.put_cors(BUCKET, Configuration((Rule((ORIGIN,), ("GET",)),)))
    reply = ask(local_oss, "GET", signed(local_oss, "GET"), Origin=ORIGIN)
    assert reply.cors_headers["access-control-allow-origin"] == ORIGIN
