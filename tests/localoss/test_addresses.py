"""Path style and virtual-host style."""

from __future__ import annotations

import oss2
import pytest

from buckets.localoss.request import parse
from buckets.localoss.wire import Head, Headers
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.localoss.plain import ask, raw, signed


def place(target: str, host: str = "127.0.0.1:9100") -> tuple[str, str, str]:
    """Bucket, key and endpoint of a request to this target and host."""
    head = Head("GET", target, 1, Headers((("host", host),) if host else ()))
    request = parse(head, b"", "own:1")
    return request.bucket, request.key, request.endpoint


@pytest.mark.parametrize(
    ("target", "host", "expected"),
    [
        ("/", "127.0.0.1:9100", ("", "", "127.0.0.1:9100")),
        ("/b", "127.0.0.1:9100", ("b", "", "127.0.0.1:9100")),
        ("/b/", "localhost:9100", ("b", "", "localhost:9100")),
        ("/b/k/l", "localhost", ("b", "k/l", "localhost")),
        ("/b//k", "[::1]:9100", ("b", "/k", "[::1]:9100")),
        ("/", "b.localhost", ("b", "", "localhost")),
        ("/k/l", "b.localhost:9100", ("b", "k/l", "localhost:9100")),
        ("/k", "b.oss-cn-hangzhou.aliyuncs.com", ("b", "k", "own:1")),
        ("/", ".oss-cn-hangzhou.aliyuncs.com", ("", "", "own:1")),
        ("/b/k", "oss-cn-hangzhou.aliyuncs.com", ("b", "k", "own:1")),
        ("/b/k", "oss.example.com:80", ("b", "k", "oss.example.com:80")),
        ("/b/k", "", ("b", "k", "own:1")),
        ("/b/k", "<script>", ("b", "k", "own:1")),
        ("http://somewhere/b/k?cors", "localhost", ("b", "k", "localhost")),
        ("http://somewhere", "localhost", ("", "", "localhost")),
        ("*", "localhost", ("", "", "localhost")),
        ("http://[", "localhost", ("", "", "localhost")),
        ("/b/a%20b+%C3%BC", "localhost", ("b", "a b+ü", "localhost")),
    ],
)
def test_a_request_names_its_bucket_and_key(
    target: str, host: str, expected: tuple[str, str, str]
) -> None:
    assert place(target, host) == expected


@pytest.mark.parametrize("query", ["cors", "cors=", "&cors&", "x=1&cors"])
def test_a_parameter_is_there_with_or_without_a_value(query: str) -> None:
    request = parse(Head("GET", f"/b?{query}", 1, Headers()), b"", "own:1")
    assert (request.parameter("cors"), request.parameter("acl")) == ("", None)


def test_a_bucket_is_reached_by_its_own_host_name(local_oss: WatchedOSS) -> None:
    local_oss.store.set_acl(BUCKET, "public-read")
    local_oss.store.put_object(BUCKET, "docs/a.txt", b"hello")
    received = raw(
        local_oss, f"GET /docs/a.txt HTTP/1.1\r\nHost: {BUCKET}.localhost\r\n\r\n".encode()
    )
    assert received.endswith(b"\r\n\r\nhello")


@pytest.mark.parametrize("version", [1, 4])
def test_a_signature_is_over_bucket_and_key_whatever_the_style(
    local_oss: WatchedOSS, version: int
) -> None:
    local_oss.store.put_object(BUCKET, "docs/a.txt", b"hello")
    by_path = signed(local_oss, "GET", "docs/a.txt", version=version)
    by_host = by_path.replace(f"/{BUCKET}/docs", "/docs")
    assert ask(local_oss, "GET", by_host, Host=f"{BUCKET}.localhost:9100").body == b"hello"


def test_oss2_reaches_it_under_localhost(local_oss: WatchedOSS, session: oss2.Session) -> None:
    endpoint = local_oss.endpoint.replace("127.0.0.1", "localhost")
    auth = oss2.AuthV4(local_oss.access_key_id, local_oss.access_key_secret)
    bucket = oss2.Bucket(auth, endpoint, BUCKET, region="cn-hangzhou", session=session)
    assert bucket.get_bucket_info().extranet_endpoint == endpoint.removeprefix("http://")


def test_the_error_names_the_host_that_was_asked(local_oss: WatchedOSS) -> None:
    reply = ask(local_oss, "GET", "/a", Host="nobucket.localhost:9100")
    assert (reply.text("HostId"), reply.text("BucketName")) == (
        "nobucket.localhost:9100",
        "nobucket",
    )


def test_what_xml_cannot_carry_is_not_quoted_back(local_oss: WatchedOSS) -> None:
    assert ask(local_oss, "GET", "/a%01b%FF<&/key").text("BucketName") == "a?b?<&"
