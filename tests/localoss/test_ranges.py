"""GetObject in part: what a Range header gets, and what OSS does with one that does not fit."""

from __future__ import annotations

import oss2
import pytest

from buckets.cors import Configuration, Rule
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.localoss.plain import ORIGIN, Reply, ask, signed

CONTENT = bytes(range(100)) * 10  # the vendor's own example has 1,000 bytes
WHOLE = (200, None, CONTENT)


def get(server: WatchedOSS, asked: str, *, standard: bool = False) -> Reply:
    server.store.put_object(BUCKET, "a.bin", CONTENT)
    behavior = {"x-oss-range-behavior": "standard"} if standard else {}
    url = signed(server, "GET", "a.bin", headers=behavior)
    return ask(server, "GET", url, Range=asked, **behavior)


def seen(reply: Reply) -> tuple[int, str | None, bytes]:
    return reply.status, reply.headers.get("content-range"), reply.body


@pytest.mark.parametrize(
    ("asked", "shown", "part"),
    [
        ("bytes=0-499", "bytes 0-499/1000", CONTENT[:500]),
        ("bytes=500-", "bytes 500-999/1000", CONTENT[500:]),
        ("bytes=-500", "bytes 500-999/1000", CONTENT[500:]),
        ("bytes=999-999", "bytes 999-999/1000", CONTENT[999:]),
        ("bytes=0-", "bytes 0-999/1000", CONTENT),
        ("bytes=0-9,20-29", "bytes 0-9/1000", CONTENT[:10]),
    ],
)
@pytest.mark.parametrize("standard", [False, True])
def test_a_range_within_the_object_is_partial_content(
    local_oss: WatchedOSS, asked: str, shown: str, part: bytes, standard: bool
) -> None:
    assert seen(get(local_oss, asked, standard=standard)) == (206, shown, part)


@pytest.mark.parametrize(
    "asked", ["bytes=0-1000", "bytes=1000-2000", "bytes=1000-", "bytes=-2000", "bytes=-0"]
)
def test_a_range_that_is_not_within_the_object_is_ignored(
    local_oss: WatchedOSS, asked: str
) -> None:
    assert seen(get(local_oss, asked)) == WHOLE


@pytest.mark.parametrize("asked", ["byte=0-499", "bytes=5-2", "bytes=-", "bytes=a-b", "0-5", ""])
@pytest.mark.parametrize("standard", [False, True])
def test_a_header_that_is_no_range_is_ignored(
    local_oss: WatchedOSS, asked: str, standard: bool
) -> None:
    assert seen(get(local_oss, asked, standard=standard)) == WHOLE


@pytest.mark.parametrize(
    ("asked", "shown", "part"),
    [
        ("bytes=500-2000", "bytes 500-999/1000", CONTENT[500:]),
        ("bytes=-2000", "bytes 0-999/1000", CONTENT),
    ],
)
def test_the_standard_behaviour_cuts_a_range_to_the_object(
    local_oss: WatchedOSS, asked: str, shown: str, part: bytes
) -> None:
    assert seen(get(local_oss, asked, standard=True)) == (206, shown, part)


@pytest.mark.parametrize("asked", ["bytes=1000-2000", "bytes=1000-", "bytes=-0"])
def test_the_standard_behaviour_refuses_a_range_behind_the_end(
    local_oss: WatchedOSS, asked: str
) -> None:
    reply = get(local_oss, asked, standard=True)
    assert (reply.status, reply.code, reply.text("Message")) == (
        416,
        "InvalidRange",
        "The requested range cannot be satisfied",
    )


@pytest.mark.parametrize("asked", [(0, 0), (0, None), (None, 5)])
def test_no_range_is_within_an_empty_object(
    bucket: oss2.Bucket, asked: tuple[int | None, int | None]
) -> None:
    bucket.put_object("empty", b"")
    assert bucket.get_object("empty", byte_range=asked).status == 200
    with pytest.raises(oss2.exceptions.ServerError) as caught:
        bucket.get_object("empty", byte_range=asked, headers={"x-oss-range-behavior": "standard"})
    assert caught.value.status == 416


def test_oss2_reads_a_range(bucket: oss2.Bucket) -> None:
    bucket.put_object("a.bin", CONTENT)
    got = bucket.get_object("a.bin", byte_range=(10, 19))
    assert (got.read(), got.content_length) == (CONTENT[10:20], 10)


def test_a_head_is_about_the_whole_object(bucket: oss2.Bucket) -> None:
    bucket.put_object("a.bin", CONTENT)
    head = bucket.head_object("a.bin", headers={"Range": "bytes=0-9"})
    assert (head.status, head.content_length, head.headers["Accept-Ranges"]) == (200, 1000, "bytes")


def test_a_part_and_a_refused_range_carry_the_headers_of_cors(local_oss: WatchedOSS) -> None:
    rules = Configuration((Rule((ORIGIN,), ("GET",), (), ("Content-Range",)),))
    local_oss.store.put_cors(BUCKET, rules)
    local_oss.store.set_acl(BUCKET, "public-read")
    local_oss.store.put_object(BUCKET, "a.bin", CONTENT)
    for asked, status in [("bytes=0-9", 206), ("bytes=1000-", 416)]:
        headers = {"Origin": ORIGIN, "Range": asked, "x-oss-range-behavior": "standard"}
        reply = ask(local_oss, "GET", f"/{BUCKET}/a.bin", **headers)
        assert (reply.status, reply.cors_headers["access-control-expose-headers"]) == (
            status,
            "Content-Range",
        )
