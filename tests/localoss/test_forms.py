"""PostObject: a browser's form upload with a signed policy."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.localoss.plain import ORIGIN, Reply, ask

BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
KEY_CONDITION = [["starts-with", "$key", "user/"]]


def encoded(policy: Any) -> str:
    return base64.b64encode(json.dumps(policy).encode()).decode()


def policy(conditions: Any = KEY_CONDITION, hours: float = 1) -> str:
    end = datetime.now(UTC) + timedelta(hours=hours)
    return encoded({"expiration": end.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "conditions": conditions})


def v1(server: WatchedOSS, document: str) -> dict[str, str]:
    digest = hmac.new(server.access_key_secret.encode(), document.encode(), hashlib.sha1).digest()
    signature = base64.b64encode(digest).decode()
    return {"OSSAccessKeyId": server.access_key_id, "policy": document, "Signature": signature}


def v4(server: WatchedOSS, document: str, region: str = "cn-hangzhou") -> dict[str, str]:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    key = b"aliyun_v4" + server.access_key_secret.encode()
    for part in (stamp[:8], region, "oss", "aliyun_v4_request", document):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    scope = f"{server.access_key_id}/{stamp[:8]}/{region}/oss/aliyun_v4_request"
    return {
        "policy": document,
        "x-oss-signature-version": "OSS4-HMAC-SHA256",
        "x-oss-credential": scope,
        "x-oss-date": stamp,
        "x-oss-signature": key.hex(),
    }


def multipart(fields: Mapping[str, str], content: bytes = b"hello") -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    file = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="C:\\\\x\\\\a.txt"'
        "\r\nContent-Type: text/plain\r\n\r\n"
    )
    submit = (
        f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="submit"\r\n\r\nUpload\r\n'
        f"--{BOUNDARY}--\r\n"
    )
    return ("".join(parts) + file).encode() + content + submit.encode()


def post(
    server: WatchedOSS, fields: Mapping[str, str], content: bytes = b"hello", **headers: str
) -> Reply:
    content_type = f"multipart/form-data; boundary={BOUNDARY}"
    body = multipart({"key": "user/${filename}"} | dict(fields), content)
    return ask(server, "POST", f"/{BUCKET}", body, Content_Type=content_type, **headers)


@pytest.mark.parametrize("sign", [v1, v4])
def test_a_signed_form_is_stored(local_oss: WatchedOSS, sign: Any) -> None:
    reply = post(local_oss, sign(local_oss, policy()))
    assert (reply.status, reply.headers["etag"]) == (204, '"5D41402ABC4B2A76B9719D911017C592"')
    assert local_oss.store.get(BUCKET).objects["user/a.txt"].body == b"hello"


@pytest.mark.parametrize("sign", [v1, v4])
def test_a_policy_changed_after_signing_is_a_mismatch(local_oss: WatchedOSS, sign: Any) -> None:
    fields = sign(local_oss, policy()) | {"policy": policy([])}
    assert post(local_oss, fields).code == "SignatureDoesNotMatch"


def test_a_form_signed_for_another_region_is_refused(local_oss: WatchedOSS) -> None:
    assert post(local_oss, v4(local_oss, policy(), "cn-beijing")).code == "InvalidArgument"


def test_a_form_of_an_unknown_key_is_refused(local_oss: WatchedOSS) -> None:
    fields = v1(local_oss, policy()) | {"OSSAccessKeyId": "nobody"}
    assert post(local_oss, fields).code == "InvalidAccessKeyId"


def test_a_key_without_a_policy_is_refused(local_oss: WatchedOSS) -> None:
    reply = post(local_oss, {"OSSAccessKeyId": "localoss", "Signature": "x"})
    assert (reply.status, reply.text("EC")) == (400, "0002-00000702")


def test_a_form_without_a_signature_needs_a_bucket_that_all_may_write(
    local_oss: WatchedOSS,
) -> None:
    assert post(local_oss, {}).code == "AccessDenied"
    local_oss.store.set_acl(BUCKET, "public-read-write")
    assert post(local_oss, {}).status == 204


def test_a_form_for_a_missing_bucket_finds_none(local_oss: WatchedOSS) -> None:
    local_oss.store.clear()
    assert post(local_oss, {}).code == "NoSuchBucket"


@pytest.mark.parametrize(
    "conditions",
    [
        [],
        [{"bucket": BUCKET}],
        [{"BUCKET": BUCKET, "key": "user/a.txt"}],
        [["eq", "$key", "user/a.txt"]],
        [["starts-with", "$key", ""]],
        [["in", "$x-oss-content-type", ["", "text/plain"]]],
        [["not-in", "$key", ["other"]]],
        [["content-length-range", 5, 5]],
    ],
)
def test_a_form_that_its_policy_allows_is_stored(local_oss: WatchedOSS, conditions: Any) -> None:
    reply = post(local_oss, v1(local_oss, policy(conditions)) | {"key": "user/a.txt"})
    assert reply.status == 204


@pytest.mark.parametrize(
    ("conditions", "code"),
    [
        ([{"bucket": "other"}], "AccessDenied"),
        ([["eq", "$key", "user/b.txt"]], "AccessDenied"),
        ([["starts-with", "$key", "other/"]], "AccessDenied"),
        ([["in", "$key", ["user/b.txt"]]], "AccessDenied"),
        ([["not-in", "$key", ["user/a.txt"]]], "AccessDenied"),
        ([["content-length-range", 6, 9]], "EntityTooSmall"),
        ([["content-length-range", 0, 4]], "EntityTooLarge"),
        ([["like", "$key", "x"]], "InvalidPolicyDocument"),
        ([["in", "$key", "no list"]], "InvalidPolicyDocument"),
        ([["content-length-range", "0", "9"]], "InvalidPolicyDocument"),
        ([123], "InvalidPolicyDocument"),
        (None, "InvalidPolicyDocument"),
    ],
)
def test_a_form_that_its_policy_does_not_allow_is_refused(
    local_oss: WatchedOSS, conditions: Any, code: str
) -> None:
    reply = post(local_oss, v1(local_oss, policy(conditions)) | {"key": "user/a.txt"})
    assert reply.code == code
    assert not local_oss.store.get(BUCKET).objects


def test_a_policy_that_has_expired_is_refused(local_oss: WatchedOSS) -> None:
    reply = post(local_oss, v1(local_oss, policy(hours=-1)))
    assert reply.text("Message") == "Invalid according to Policy: Policy expired."


@pytest.mark.parametrize(
    "document",
    [
        "no Base64!",
        base64.b64encode(b"no JSON").decode(),
        base64.b64encode(b"[" * 100_000).decode(),
        encoded([]),
        encoded({"conditions": []}),
        encoded({"conditions": [], "expiration": "tomorrow"}),
    ],
)
def test_what_is_no_policy_is_refused(local_oss: WatchedOSS, document: str) -> None:
    reply = post(local_oss, v1(local_oss, document))
    assert (reply.status, reply.code) == (400, "InvalidPolicyDocument")


def test_a_policy_without_milliseconds_will_do(local_oss: WatchedOSS) -> None:
    document = encoded({"expiration": "2999-01-01T00:00:00Z", "conditions": []})
    assert post(local_oss, v1(local_oss, document)).status == 204


@pytest.fixture
def public(local_oss: WatchedOSS) -> WatchedOSS:
    local_oss.store.set_acl(BUCKET, "public-read-write")
    return local_oss


@pytest.mark.parametrize(("wish", "status"), [("200", 200), ("201", 201), ("999", 204)])
def test_the_form_chooses_the_status(public: WatchedOSS, wish: str, status: int) -> None:
    assert post(public, {"success_action_status": wish}).status == status


def test_a_201_has_a_document(public: WatchedOSS) -> None:
    reply = post(public, {"success_action_status": "201"})
    assert [reply.text(name) for name in ("Bucket", "Key", "ETag", "Location")] == [
        BUCKET,
        "user/a.txt",
        '"5D41402ABC4B2A76B9719D911017C592"',
        f"{public.endpoint}/{BUCKET}/user/a.txt",
    ]


@pytest.mark.parametrize("page", ["http://localhost/done", "http://localhost/done?a=b"])
def test_the_form_can_send_the_browser_on(public: WatchedOSS, page: str) -> None:
    reply = post(public, {"success_action_redirect": page})
    assert reply.status == 303
    assert reply.headers["location"].startswith(f"{page}{'&' if '?' in page else '?'}bucket=")


def test_a_form_cannot_write_header_lines(public: WatchedOSS) -> None:
    reply = post(public, {"success_action_redirect": "http://localhost/\r\nSet-Cookie: a=b"})
    assert "set-cookie" not in reply.headers


def test_fields_about_the_content_are_kept(public: WatchedOSS) -> None:
    post(public, {"x-oss-meta-author": "Ada", "Cache-Control": "no-cache", "other": "x"})
    stored = public.store.get(BUCKET).objects["user/a.txt"]
    assert dict(stored.headers) == {
        "Content-Type": "text/plain",
        "x-oss-meta-author": "Ada",
        "cache-control": "no-cache",
    }


def test_the_form_can_say_the_content_type(public: WatchedOSS) -> None:
    post(public, {"x-oss-content-type": "image/png"})
    stored = public.store.get(BUCKET).objects["user/a.txt"]
    assert dict(stored.headers)["Content-Type"] == "image/png"


def test_a_form_upload_gets_its_cors_headers(public: WatchedOSS) -> None:
    from buckets.cors import Configuration, Rule

    public.store.put_cors(BUCKET, Configuration((Rule((ORIGIN,), ("POST",)),)))
    reply = post(public, {}, Origin=ORIGIN)
    assert reply.headers["access-control-allow-origin"] == ORIGIN


def test_a_wrong_content_md5_is_an_invalid_digest(public: WatchedOSS) -> None:
    assert post(public, {"content-md5": "wrong"}).code == "InvalidDigest"


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "multipart/form-data", "multipart/form-data; boundary="]
)
def test_a_post_that_is_no_form_is_refused(public: WatchedOSS, content_type: str) -> None:
    reply = ask(public, "POST", f"/{BUCKET}/", b"hello", Content_Type=content_type)
    assert (reply.status, reply.code) == (400, "RequestIsNotMultiPartContent")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"--B\r\n",
        b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nb',
        b"--B\r\nno head\r\n--B--",
        b"--B\r\nContent-Disposition: form-data\r\n\r\nb\r\n--B--",
        b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--B--',
        b"--B--",
    ],
)
def test_a_form_that_is_broken_is_refused(public: WatchedOSS, body: bytes) -> None:
    content_type = 'multipart/form-data; charset=utf-8; boundary="B"'
    reply = ask(public, "POST", f"/{BUCKET}", body, Content_Type=content_type)
    assert (reply.status, reply.code) == (400, "MalformedPOSTRequest")


def test_a_post_to_an_object_is_not_there(public: WatchedOSS) -> None:
    assert ask(public, "POST", f"/{BUCKET}/a.txt", b"hello").status == 403
