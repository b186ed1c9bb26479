"""Signatures: both versions, in the header and in the URL, right and wrong in every way."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import oss2
import pytest

from buckets.localoss import LocalOSS
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.localoss.conftest import AUTHS
from tests.localoss.plain import Reply, ask, signed

MINUTE = 60
DATE = "Sun, 22 Nov 2026 14:32:00 GMT"
SCOPE = "localoss/20261122/cn-hangzhou/oss/aliyun_v4_request"


@pytest.fixture(params=[1, 4])
def version(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def with_object(local_oss: WatchedOSS) -> WatchedOSS:
    local_oss.store.put_object(BUCKET, "a b/ü+&.txt", b"hello")
    return local_oss


def client(server: LocalOSS, auth: Any, session: oss2.Session, **settings: Any) -> oss2.Bucket:
    defaults = {"region": "cn-hangzhou", "session": session}
    return oss2.Bucket(auth, server.endpoint, BUCKET, **(defaults | settings))


def refused(call: Callable[[], object]) -> oss2.exceptions.ServerError:
    with pytest.raises(oss2.exceptions.ServerError) as caught:
        call()
    error: oss2.exceptions.ServerError = caught.value
    return error


# --- In the header ------------------------------------------------------------------------------


def test_the_right_key_is_let_in(bucket: oss2.Bucket) -> None:
    assert bucket.get_bucket_acl().acl == "private"


@pytest.mark.parametrize("auth_class", AUTHS.values(), ids=AUTHS)
def test_an_unknown_key_is_named(
    local_oss: WatchedOSS, session: oss2.Session, auth_class: Any
) -> None:
    error = refused(client(local_oss, auth_class("nobody", "x"), session).get_bucket_cors)
    assert (error.status, error.code, error.ec, error.details["OSSAccessKeyId"]) == (
        403,
        "InvalidAccessKeyId",
        "0002-00000902",
        "nobody",
    )


@pytest.mark.parametrize("auth_class", AUTHS.values(), ids=AUTHS)
def test_a_wrong_secret_is_a_mismatch_that_shows_what_was_to_be_signed(
    local_oss: WatchedOSS, session: oss2.Session, auth_class: Any
) -> None:
    error = refused(client(local_oss, auth_class("localoss", "wrong"), session).get_bucket_cors)
    assert (error.status, error.code, error.ec) == (403, "SignatureDoesNotMatch", "0002-00000040")
    to_sign = error.details["StringToSign"]
    assert to_sign.startswith(("GET\n\n\n", "OSS4-HMAC-SHA256\n"))
    assert bytes.fromhex(error.details["StringToSignBytes"]).decode() == to_sign
    assert "localoss-secret" not in str(error.details)


@pytest.mark.parametrize("minutes", [14.5, -14.5])
def test_a_clock_may_be_wrong_by_almost_fifteen_minutes(
    local_oss: WatchedOSS, bucket: oss2.Bucket, minutes: float
) -> None:
    local_oss.advance(minutes * MINUTE)
    assert bucket.get_bucket_acl().status == 200


@pytest.mark.parametrize("minutes", [15.5, -15.5])
def test_a_clock_that_is_wrong_by_more_is_refused_with_both_times(
    local_oss: WatchedOSS, bucket: oss2.Bucket, minutes: float
) -> None:
    local_oss.advance(minutes * MINUTE)
    error = refused(bucket.get_bucket_cors)
    assert (error.status, error.code, error.ec) == (403, "RequestTimeTooSkewed", "0002-00000504")
    assert error.details["MaxAllowedSkewMilliseconds"] == "900000"
    assert error.details["RequestTime"].endswith("Z")
    assert error.details["ServerTime"].endswith("Z")


def test_several_keys_can_be_known_at_once(session: oss2.Session) -> None:
    with WatchedOSS(keys={"a": "secret-a", "b": "secret-b"}) as server:
        for name, secret in server.keys.items():
            assert client(server, oss2.AuthV4(name, secret), session).get_bucket_acl().status == 200


def test_a_key_is_not_let_in_with_the_secret_of_another(session: oss2.Session) -> None:
    with WatchedOSS(keys={"a": "secret-a", "b": "secret-b"}) as server:
        error = refused(client(server, oss2.AuthV4("a", "secret-b"), session).get_bucket_cors)
    assert error.code == "SignatureDoesNotMatch"


@pytest.mark.parametrize(
    ("settings", "message", "ec"),
    [
        ({"region": "cn-beijing"}, "Invalid signing region in Authorization header.", "226"),
        (
            {"cloudbox_id": "cb-1"},
            "Invalid signing region in Authorization header.",
            "226",
        ),
    ],
)
def test_v4_for_another_region_is_refused(
    local_oss: WatchedOSS, session: oss2.Session, settings: dict[str, str], message: str, ec: str
) -> None:
    auth = oss2.AuthV4(local_oss.access_key_id, local_oss.access_key_secret)
    error = refused(client(local_oss, auth, session, **settings).get_bucket_cors)
    assert (error.status, error.code, error.message) == (400, "InvalidArgument", message)
    assert error.ec == f"0002-00000{ec}"


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        ("OSS localoss", "InvalidArgument"),
        ("OSS localoss:", "InvalidArgument"),
        ("OSS2 AccessKeyId:localoss,Signature:x", "InvalidArgument"),
        ("Basic bG9jYWw6b3Nz", "InvalidArgument"),
        ("OSS4-HMAC-SHA256 Signature=x", "InvalidArgument"),
        ("OSS4-HMAC-SHA256 Credential=" + SCOPE, "InvalidArgument"),
        ("OSS4-HMAC-SHA256", "InvalidArgument"),
    ],
)
def test_an_authorization_that_is_none_is_refused(
    local_oss: WatchedOSS, authorization: str, code: str
) -> None:
    reply = ask(local_oss, "GET", "/", Authorization=authorization)
    assert (reply.status, reply.code, reply.text("EC")) == (400, code, "0002-00000063")


@pytest.mark.parametrize(
    ("credential", "ec"),
    [
        ("localoss/20261122/cn-hangzhou/aliyun_v4_request", "213"),
        ("localoss/20261122/cn-hangzhou/oss/aws4_request", "213"),
        ("localoss/20261121/cn-hangzhou/oss/aliyun_v4_request", "213"),
        ("/20261122/cn-hangzhou/oss/aliyun_v4_request", "213"),
        ("localoss/20261122/cn-hangzhou/s3/aliyun_v4_request", "227"),
    ],
)
def test_a_v4_credential_that_is_none_is_refused(credential: str, ec: str) -> None:
    with LocalOSS(clock=lambda: 1795357920.0) as server:
        authorization = f"OSS4-HMAC-SHA256 Credential={credential},Signature=x"
        reply = ask(server, "GET", "/", Authorization=authorization, x_oss_date="20261122T143200Z")
    assert (reply.code, reply.text("EC")) == ("InvalidArgument", f"0002-00000{ec}")


def test_v4_over_a_hash_of_the_content_is_refused(local_oss: WatchedOSS) -> None:
    reply = ask(
        local_oss,
        "GET",
        "/",
        Authorization=f"OSS4-HMAC-SHA256 Credential={SCOPE},Signature=x",
        x_oss_content_sha256="0" * 64,
    )
    assert (reply.code, reply.text("EC")) == ("InvalidArgument", "0002-00000214")


@pytest.mark.parametrize(
    "authorization", ["OSS a:b", f"OSS4-HMAC-SHA256 Credential={SCOPE},Signature=x"]
)
@pytest.mark.parametrize("date", ["", "yesterday", "20269922T143200Z", "Sun, 99 Nov 2026"])
def test_without_a_valid_date_nothing_is_verified(
    local_oss: WatchedOSS, authorization: str, date: str
) -> None:
    reply = ask(local_oss, "GET", "/", Authorization=authorization, x_oss_date=date)
    assert (reply.status, reply.code, reply.text("EC")) == (403, "AccessDenied", "0002-00000503")


def test_the_date_header_will_do_for_v1() -> None:
    with LocalOSS(clock=lambda: 1795357920.0) as server:
        reply = ask(server, "GET", "/", Authorization="OSS localoss:x", Date=DATE)
    assert reply.code == "SignatureDoesNotMatch"


def test_a_signature_that_is_no_ascii_is_a_mismatch(local_oss: WatchedOSS) -> None:
    url = f"/{BUCKET}/a?OSSAccessKeyId=localoss&Expires=99999999999&Signature=%C3%BC%FF"
    assert ask(local_oss, "GET", url).code == "SignatureDoesNotMatch"


# --- In the URL ---------------------------------------------------------------------------------


def test_a_signed_url_gets_the_object(with_object: WatchedOSS, version: int) -> None:
    url = signed(with_object, "GET", "a b/ü+&.txt", version=version)
    assert ask(with_object, "GET", url).body == b"hello"


def test_a_signed_url_puts_an_object_with_the_headers_that_it_was_signed_with(
    local_oss: WatchedOSS, version: int
) -> None:
    headers = {"content-type": "text/plain", "x-oss-meta-author": "Ada"}
    url = signed(local_oss, "PUT", "b.txt", version=version, headers=headers)
    reply = ask(local_oss, "PUT", url, b"hello", content_type="text/plain", x_oss_meta_author="Ada")
    assert reply.status == 200
    assert dict(local_oss.store.get(BUCKET).objects["b.txt"].headers) == {
        "Content-Type": "text/plain",
        "x-oss-meta-author": "Ada",
    }


@pytest.mark.parametrize(
    "headers", [{}, {"content_type": "text/html"}, {"content_type": "text/plain", "x_oss_a": "b"}]
)
def test_other_headers_than_those_signed_are_a_mismatch(
    local_oss: WatchedOSS, version: int, headers: dict[str, str]
) -> None:
    url = signed(local_oss, "PUT", "b.txt", version=version, headers={"content-type": "text/plain"})
    assert ask(local_oss, "PUT", url, b"hello", **headers).code == "SignatureDoesNotMatch"


def test_a_url_signed_for_one_thing_is_good_for_no_other(
    with_object: WatchedOSS, version: int
) -> None:
    url = signed(with_object, "GET", "a b/ü+&.txt", version=version)
    query = urlsplit(url).query
    for method, target in (
        ("DELETE", urlsplit(url).path),
        ("GET", f"/{BUCKET}/other.txt"),
        ("GET", "/otherbucket/a%20b/%C3%BC%2B%26.txt"),
    ):
        assert ask(with_object, method, f"{target}?{query}").code == "SignatureDoesNotMatch"
    assert ask(with_object, "GET", f"{url}&response-content-type=a").code == "SignatureDoesNotMatch"


def test_a_url_is_good_until_it_expires(with_object: WatchedOSS, version: int) -> None:
    url = signed(with_object, "GET", "a b/ü+&.txt", version=version)
    with_object.advance(9 * MINUTE)
    assert ask(with_object, "GET", url).status == 200
    with_object.advance(2 * MINUTE)
    reply = ask(with_object, "GET", url)
    assert (reply.status, reply.code, reply.text("Message")) == (
        403,
        "AccessDenied",
        "Request has expired.",
    )
    assert reply.text("Expires") < reply.text("ServerTime")


def test_a_v4_url_from_the_future_is_not_valid_yet(with_object: WatchedOSS) -> None:
    url = signed(with_object, "GET", "a b/ü+&.txt")
    with_object.advance(-16 * MINUTE)
    reply = ask(with_object, "GET", url)
    assert (reply.status, reply.text("EC")) == (403, "0002-00000235")


@pytest.mark.parametrize("expires", ["", "soon", "-1", "1.5", "9" * 30])
def test_a_v1_url_with_a_senseless_expiry_is_refused(local_oss: WatchedOSS, expires: str) -> None:
    reply = ask(local_oss, "GET", f"/{BUCKET}/a?OSSAccessKeyId=a&Signature=b&Expires={expires}")
    assert (reply.status, reply.code, reply.text("EC")) == (403, "AccessDenied", "0002-00000070")


@pytest.mark.parametrize("lifetime", ["0", "604801", "", "week"])
def test_a_v4_url_may_live_from_one_second_to_a_week(
    with_object: WatchedOSS, lifetime: str
) -> None:
    url = changed(signed(with_object, "GET", "a b/ü+&.txt"), "x-oss-expires", lifetime)
    assert ask(with_object, "GET", url).text("EC") == "0002-00000232"


def test_a_v4_url_without_a_date_is_refused(with_object: WatchedOSS) -> None:
    url = changed(signed(with_object, "GET", "a b/ü+&.txt"), "x-oss-date", "today")
    assert ask(with_object, "GET", url).text("EC") == "0002-00000503"


@pytest.mark.parametrize("name", ["x-oss-credential", "x-oss-signature"])
def test_a_v4_url_that_lacks_something_is_refused(with_object: WatchedOSS, name: str) -> None:
    url = changed(signed(with_object, "GET", "a b/ü+&.txt"), name, "")
    assert ask(with_object, "GET", url).status in (400, 403)


def test_the_host_can_be_signed_too(with_object: WatchedOSS) -> None:
    auth = oss2.AuthV4(with_object.access_key_id, with_object.access_key_secret)
    session = oss2.Session()
    bucket = client(with_object, auth, session)
    host = with_object.address
    url = bucket.sign_url(
        "GET", "a b/ü+&.txt", 60, headers={"host": host}, additional_headers={"host"}
    )
    session.session.close()
    assert "x-oss-additional-headers=host" in url
    assert ask(with_object, "GET", url, Host=host).status == 200
    assert ask(with_object, "GET", url, Host="127.0.0.1").code == "SignatureDoesNotMatch"


def changed(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    pairs = dict(parse_qsl(parts.query, keep_blank_values=True)) | {name: value}
    return parts._replace(query=urlencode(pairs, quote_via=quote)).geturl()


@pytest.mark.parametrize("ask_for", ["cors", "cors="])
def test_a_sub_resource_is_signed_alike_with_and_without_an_equals_sign(
    local_oss: WatchedOSS, version: int, ask_for: str
) -> None:
    url = signed(local_oss, "GET", version=version, query={"cors": ""})
    reply = ask(local_oss, "GET", re.sub(r"\bcors\b", ask_for, url))
    assert (reply.status, reply.code) == (404, "NoSuchCORSConfiguration")


# --- Not at all ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "/"),
        ("GET", f"/{BUCKET}?cors"),
        ("PUT", f"/{BUCKET}?cors"),
        ("DELETE", f"/{BUCKET}?cors"),
        ("GET", f"/{BUCKET}?bucketInfo"),
        ("PUT", f"/{BUCKET}?acl"),
        ("GET", f"/{BUCKET}"),
        ("PUT", "/newbucket"),
        ("DELETE", f"/{BUCKET}"),
    ],
)
def test_managing_needs_a_signature_however_public_the_bucket(
    local_oss: WatchedOSS, method: str, target: str
) -> None:
    local_oss.store.set_acl(BUCKET, "public-read-write")
    reply = ask(local_oss, method, target)
    assert (reply.status, reply.code) == (403, "AccessDenied")
    assert reply.text("Message") == "Anonymous access is forbidden for this operation."


ANONYMOUS = [
    ("private", "GET", 403),
    ("private", "HEAD", 403),
    ("private", "PUT", 403),
    ("private", "DELETE", 403),
    ("public-read", "GET", 200),
    ("public-read", "HEAD", 200),
    ("public-read", "PUT", 403),
    ("public-read", "DELETE", 403),
    ("public-read-write", "GET", 200),
    ("public-read-write", "HEAD", 200),
    ("public-read-write", "PUT", 200),
    ("public-read-write", "DELETE", 204),
]


@pytest.mark.parametrize(("acl", "method", "status"), ANONYMOUS)
def test_the_acl_decides_what_everybody_may_do(
    local_oss: WatchedOSS, acl: str, method: str, status: int
) -> None:
    local_oss.store.put_object(BUCKET, "a.txt", b"hello")
    local_oss.store.set_acl(BUCKET, acl)
    assert ask(local_oss, method, f"/{BUCKET}/a.txt").status == status


def test_a_missing_bucket_is_told_to_everybody(local_oss: WatchedOSS) -> None:
    reply: Reply = ask(local_oss, "GET", "/nobucket/a.txt")
    assert (reply.status, reply.code) == (404, "NoSuchBucket")
