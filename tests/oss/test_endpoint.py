"""Which addresses calls may go to."""

from __future__ import annotations

import pytest

from buckets.cors import Message
from buckets.oss.endpoint import (
    EndpointError,
    OtherAddress,
    object_url,
    parse_endpoint,
    parse_other_address,
    public_endpoint,
)

INTERNAL = "https://oss-cn-hangzhou-internal.aliyuncs.com"
ALLOWED = ("oss.example.com", "localhost", "127.0.0.1", "::1", "10.0.0.1")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("oss-cn-hangzhou-internal.aliyuncs.com", "https://oss-cn-hangzhou-internal.aliyuncs.com"),
        (" https://oss-accelerate.aliyuncs.com/ ", "https://oss-accelerate.aliyuncs.com"),
        ("HTTPS://OSS-cn-Hangzhou.Aliyuncs.com", "https://oss-cn-hangzhou.aliyuncs.com"),
        ("https://oss-cn-hangzhou.aliyuncs.com:443", "https://oss-cn-hangzhou.aliyuncs.com:443"),
        ("https://oss.example.com:8443", "https://oss.example.com:8443"),
        ("https://inner.oss.example.com", "https://inner.oss.example.com"),
        ("https://10.0.0.1", "https://10.0.0.1"),
        ("http://localhost:9100", "http://localhost:9100"),
        ("http://127.0.0.1:9100", "http://127.0.0.1:9100"),
        ("http://[::1]:9100", "http://[::1]:9100"),
    ],
)
def test_an_endpoint_is_kept_as_scheme_and_host(text: str, kept: str) -> None:
    assert parse_endpoint(text, allowed_hosts=ALLOWED) == kept
    assert parse_endpoint(kept, allowed_hosts=ALLOWED) == kept


NO_ADDRESS, NOT_HTTPS = Message("oss.not-an-endpoint"), Message("oss.not-https")


def foreign(host: str) -> Message:
    return Message("oss.unknown-host", {"host": host})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("http://oss-cn-hangzhou.aliyuncs.com", NOT_HTTPS),
        ("http://oss.example.com", NOT_HTTPS),
        ("http://10.0.0.1", NOT_HTTPS),
        ("ftp://oss-cn-hangzhou.aliyuncs.com", NOT_HTTPS),
        ("file://localhost", NOT_HTTPS),
        ("https://oss.example.com/bucket", NO_ADDRESS),
        ("https://oss.example.com//", NO_ADDRESS),
        ("https://oss.example.com?", NO_ADDRESS),
        ("https://oss.example.com/?x=1", NO_ADDRESS),
        ("https://oss.example.com#", NO_ADDRESS),
        ("https://oss.example.com#x", NO_ADDRESS),
        ("https://user@oss.example.com", NO_ADDRESS),
        ("https://:password@oss.example.com", NO_ADDRESS),
        ("https://@oss.example.com", NO_ADDRESS),
        ("https://oss.exämple.com", NO_ADDRESS),
        ("https://*.example.com", NO_ADDRESS),
        ("https://a b", NO_ADDRESS),
        ("https://", NO_ADDRESS),
        ("", NO_ADDRESS),
        ("https://[", NO_ADDRESS),
        ("https://oss.example.com:99999", NO_ADDRESS),
        ("https://oss.example.com:port", NO_ADDRESS),
        ("https://example.com", foreign("example.com")),
        ("https://notaliyuncs.com", foreign("notaliyuncs.com")),
        ("https://aliyuncs.com.example.com", foreign("aliyuncs.com.example.com")),
        ("https://oss.aliyuncs.com.", foreign("oss.aliyuncs.com.")),
        ("http://localhost.example.com", foreign("localhost.example.com")),
        ("http://127.0.0.2", foreign("127.0.0.2")),
        ("https://100.100.100.200", foreign("100.100.100.200")),
    ],
)
def test_what_is_unsafe_or_no_address_is_refused_with_a_sentence(text: str, told: Message) -> None:
    with pytest.raises(EndpointError) as caught:
        parse_endpoint(text, allowed_hosts=ALLOWED)
    assert caught.value.message == told


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "oss.example.com"])
def test_no_host_but_oss_s_own_is_known_unless_it_is_allowed(host: str) -> None:
    with pytest.raises(EndpointError) as caught:
        parse_endpoint(f"https://{host}", allowed_hosts=())
    assert caught.value.message == foreign(host.strip("[]"))


def test_the_public_endpoint_of_a_region_is_one_of_oss() -> None:
    endpoint = public_endpoint("cn-hangzhou")
    assert endpoint == "https://oss-cn-hangzhou.aliyuncs.com"
    assert parse_endpoint(endpoint, allowed_hosts=()) == endpoint


@pytest.mark.parametrize(
    ("endpoint", "url"),
    [
        ("https://oss-cn-hangzhou.aliyuncs.com", "https://b.oss-cn-hangzhou.aliyuncs.com/a%20b"),
        ("http://127.0.0.1:9100", "http://127.0.0.1:9100/b/a%20b"),
        ("http://localhost:9100", "http://localhost:9100/b/a%20b"),
        ("https://10.0.0.7", "https://10.0.0.7/b/a%20b"),
        ("http://[::1]:9100", "http://[::1]:9100/b/a%20b"),
    ],
)
def test_an_object_is_found_where_browsers_look_for_it(endpoint: str, url: str) -> None:
    assert object_url(endpoint, "b", "/a b") == url


# --- Where buckets are reached besides ----------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("oss-accelerate.aliyuncs.com", "https://oss-accelerate.aliyuncs.com"),
        (" https://OSS-cn-hangzhou-internal.aliyuncs.com/ ", INTERNAL),
        ("static.example.com \t photos", "https://static.example.com photos"),
        ("b.oss-accelerate.aliyuncs.com b00", "https://b.oss-accelerate.aliyuncs.com b00"),
        ("HTTP://Static.example.com/ photos", "http://static.example.com photos"),
        ("http://127.0.0.1:9100", "http://127.0.0.1:9100"),
        ("http://localhost:9200 photos", "http://localhost:9200 photos"),
    ],
)
def test_another_address_is_one_of_oss_or_that_of_a_bucket(line: str, kept: str) -> None:
    found = parse_other_address(line, allowed_hosts=["127.0.0.1", "localhost"])
    assert str(found) == kept
    assert OtherAddress.of(kept) == found


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "static.example.com",
            Message("oss.unknown-host-without-bucket", {"host": "static.example.com"}),
        ),
        (
            "static.example.com Not_A_Bucket",
            Message("oss.not-a-bucket-name", {"bucket": "Not_A_Bucket"}),
        ),
        ("static.example.com:8443 photos", foreign("static.example.com")),
        ("https://static.example.com/path photos", NO_ADDRESS),
        ("https://me@static.example.com photos", NO_ADDRESS),
        ("ftp://static.example.com photos", foreign("static.example.com")),
        ("10.0.0.1 photos", foreign("10.0.0.1")),
        ("intranet photos", foreign("intranet")),
        ("http://oss-accelerate.aliyuncs.com", NOT_HTTPS),
        ("http://rm-1.mysql.rds.aliyuncs.com photos", NOT_HTTPS),
        (f"{'label.' * 50}example.com photos", foreign(f"{'label.' * 50}example.com")),
        ("https://", NO_ADDRESS),
    ],
)
def test_any_other_is_refused_with_a_sentence(line: str, told: Message) -> None:
    with pytest.raises(EndpointError) as caught:
        parse_other_address(line, allowed_hosts=[])
    assert caught.value.message == told


def test_an_object_is_under_the_bucket_s_name_but_at_its_custom_domain_name() -> None:
    oss = OtherAddress("https://oss-accelerate.aliyuncs.com")
    custom = OtherAddress("https://static.example.com", "photos")
    assert oss.object_url("photos", "a b") == "https://photos.oss-accelerate.aliyuncs.com/a%20b"
    assert custom.object_url("photos", "/a b") == "https://static.example.com/a%20b"
