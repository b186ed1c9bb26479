"""What the vendor's own test suites assert of the live service, as facts about Local OSS."""

from __future__ import annotations

from typing import Any

import oss2
import pytest
from oss2.models import BucketCors, CorsRule

from buckets.cors import Configuration, Rule
from buckets.cors.limits import MAX_RULES
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.localoss.plain import Reply, ask, signed

ORIGIN = "http://www.example.com"


def cors_rule(**values: Any) -> CorsRule:
    defaults: dict[str, Any] = {"allowed_origins": ["*"], "allowed_methods": ["GET"]}
    return CorsRule(**(defaults | values))


def facts(rule: CorsRule) -> dict[str, Any]:
    """A rule as a value; oss2's own have no equality."""
    return dict(vars(rule))


def test_two_rules_with_a_long_max_age_and_vary_are_read_back_equal(bucket: oss2.Bucket) -> None:
    rules = [
        cors_rule(allowed_origins=["*"], allowed_methods=["PUT", "GET"], allowed_headers=["x-a"]),
        cors_rule(
            allowed_origins=["http://www.a.com", "http://www.b.com"],
            allowed_methods=["GET"],
            allowed_headers=["Authorization"],
            expose_headers=["x-oss-test", "x-oss-test1"],
            max_age_seconds=33012,
        ),
    ]
    bucket.put_bucket_cors(BucketCors(rules, response_vary=True))
    read = bucket.get_bucket_cors()
    rules[1].allowed_headers = ["authorization"]
    assert (read.response_vary, [facts(rule) for rule in read.rules]) == (
        True,
        [facts(rule) for rule in rules],
    )


def test_an_allowed_header_is_read_back_in_lower_case(bucket: oss2.Bucket) -> None:
    bucket.put_bucket_cors(BucketCors([cors_rule(allowed_headers=["GET", "X-Oss-Meta-A"])]))
    assert bucket.get_bucket_cors().rules[0].allowed_headers == ["get", "x-oss-meta-a"]


def test_an_exposed_header_keeps_its_case(bucket: oss2.Bucket) -> None:
    bucket.put_bucket_cors(BucketCors([cors_rule(expose_headers=["ETag", "x-OSS-Test"])]))
    assert bucket.get_bucket_cors().rules[0].expose_headers == ["ETag", "x-OSS-Test"]


def test_vary_put_as_true_false_and_unset_comes_back_true_false_false(bucket: oss2.Bucket) -> None:
    read = []
    for value in (True, False, None):
        bucket.put_bucket_cors(BucketCors([cors_rule()], response_vary=value))
        read.append(bucket.get_bucket_cors().response_vary)
    assert read == [True, False, False]


def test_an_unset_max_age_comes_back_unset_and_zero_comes_back_zero(bucket: oss2.Bucket) -> None:
    bucket.put_bucket_cors(BucketCors([cors_rule(), cors_rule(max_age_seconds=0)]))
    assert [rule.max_age_seconds for rule in bucket.get_bucket_cors().rules] == [None, 0]


def test_duplicate_values_and_their_order_survive(bucket: oss2.Bucket) -> None:
    origins = ["http://b.com", "http://a.com", "http://b.com"]
    methods = ["PUT", "GET", "PUT"]
    bucket.put_bucket_cors(
        BucketCors([cors_rule(allowed_origins=origins, allowed_methods=methods)])
    )
    rule = bucket.get_bucket_cors().rules[0]
    assert (rule.allowed_origins, rule.allowed_methods) == (origins, methods)


@pytest.mark.parametrize("origin", ["www.aliyun.com", "localhost", "*.aliyuncs.com", "a b"])
def test_an_origin_needs_no_shape_of_a_url(bucket: oss2.Bucket, origin: str) -> None:
    bucket.put_bucket_cors(BucketCors([cors_rule(allowed_origins=[origin])]))
    assert bucket.get_bucket_cors().rules[0].allowed_origins == [origin]


def test_a_star_beside_named_headers_is_accepted(bucket: oss2.Bucket) -> None:
    bucket.put_bucket_cors(BucketCors([cors_rule(allowed_headers=["*", "x-a"])]))
    assert bucket.get_bucket_cors().rules[0].allowed_headers == ["*", "x-a"]


def test_a_put_replaces_everything(bucket: oss2.Bucket) -> None:
    bucket.put_bucket_cors(BucketCors([cors_rule(), cors_rule()], response_vary=True))
    bucket.put_bucket_cors(BucketCors([cors_rule(allowed_methods=["HEAD"])]))
    read = bucket.get_bucket_cors()
    assert (read.response_vary, [rule.allowed_methods for rule in read.rules]) == (
        False,
        [["HEAD"]],
    )


def test_deleting_twice_succeeds_twice(bucket: oss2.Bucket) -> None:
    bucket.put_bucket_cors(BucketCors([cors_rule()]))
    assert [bucket.delete_bucket_cors().status, bucket.delete_bucket_cors().status] == [204, 204]


def test_a_bucket_without_rules_has_no_such_configuration(bucket: oss2.Bucket) -> None:
    with pytest.raises(oss2.exceptions.NoSuchCors) as caught:
        bucket.get_bucket_cors()
    assert (caught.value.status, caught.value.message, caught.value.ec) == (
        404,
        "The CORS Configuration does not exist.",
        "0034-00000001",
    )


@pytest.mark.parametrize("call", ["get_bucket_cors", "delete_bucket_cors"])
def test_a_missing_bucket_is_said_to_be_missing(
    local_oss: WatchedOSS, bucket: oss2.Bucket, call: str
) -> None:
    local_oss.store.remove(BUCKET)
    with pytest.raises(oss2.exceptions.NoSuchBucket) as caught:
        getattr(bucket, call)()
    assert (caught.value.ec, caught.value.message, caught.value.details["BucketName"]) == (
        "0015-00000101",
        "The specified bucket does not exist.",
        BUCKET,
    )


def test_rules_for_a_missing_bucket_are_refused(local_oss: WatchedOSS, bucket: oss2.Bucket) -> None:
    local_oss.store.remove(BUCKET)
    with pytest.raises(oss2.exceptions.NoSuchBucket):
        bucket.put_bucket_cors(BucketCors([cors_rule()]))


def test_ten_rules_are_taken(bucket: oss2.Bucket) -> None:
    bucket.put_bucket_cors(BucketCors([cors_rule()] * MAX_RULES))
    assert len(bucket.get_bucket_cors().rules) == MAX_RULES


def test_an_eleventh_rule_is_refused_and_nothing_is_changed(bucket: oss2.Bucket) -> None:
    bucket.put_bucket_cors(BucketCors([cors_rule(allowed_methods=["HEAD"])]))
    with pytest.raises(oss2.exceptions.ServerError) as caught:
        bucket.put_bucket_cors(BucketCors([cors_rule()] * (MAX_RULES + 1)))
    assert (caught.value.status, caught.value.code, caught.value.message) == (
        400,
        "CORSRuleBeyondLimit",
        "The CORS Rules num is beyond limit.",
    )
    assert bucket.get_bucket_cors().rules[0].allowed_methods == ["HEAD"]


@pytest.mark.parametrize(
    ("rule", "ec"),
    [
        (cors_rule(allowed_methods=["*"]), "0034-00000011"),
        (cors_rule(allowed_methods=["OPTIONS"]), "0034-00000011"),
        (cors_rule(allowed_methods=["get"]), "0034-00000011"),
        (cors_rule(allowed_methods=[""]), "0034-00000011"),
        (cors_rule(allowed_methods=[]), "0034-00000011"),
        (cors_rule(expose_headers=["*"]), "0034-00000013"),
        (cors_rule(expose_headers=["a&b"]), "0034-00000013"),
        (cors_rule(allowed_origins=["http://*.*.com"]), ""),
        (cors_rule(allowed_headers=["x-*-*"]), ""),
        (cors_rule(allowed_origins=[]), ""),
    ],
)
def test_a_rule_that_the_documentation_forbids_is_malformed(
    bucket: oss2.Bucket, rule: CorsRule, ec: str
) -> None:
    with pytest.raises(oss2.exceptions.MalformedXml) as caught:
        bucket.put_bucket_cors(BucketCors([rule]))
    assert (caught.value.status, caught.value.ec) == (400, ec)


def test_a_configuration_without_a_rule_is_refused(bucket: oss2.Bucket) -> None:
    with pytest.raises(oss2.exceptions.MalformedXml) as caught:
        bucket.put_bucket_cors(BucketCors([], response_vary=True))
    assert (caught.value.ec, caught.value.headers["x-oss-ec"]) == ("0034-00000002",) * 2


@pytest.mark.parametrize("document", [b"", b"<a/>", b"<CORSConfiguration>", b"no XML at all"])
def test_what_is_no_configuration_is_malformed(bucket: oss2.Bucket, document: bytes) -> None:
    with pytest.raises(oss2.exceptions.MalformedXml) as caught:
        bucket.put_bucket_cors(document)
    assert caught.value.details["ErrorDetail"]


def test_a_document_of_sixteen_kilobytes_is_taken(bucket: oss2.Bucket) -> None:
    assert bucket.put_bucket_cors(document_of(16 * 1024)).status == 200


def test_a_document_of_one_byte_more_is_refused(bucket: oss2.Bucket) -> None:
    with pytest.raises(oss2.exceptions.ServerError) as caught:
        bucket.put_bucket_cors(document_of(16 * 1024 + 1))
    assert caught.value.status == 400


def document_of(size: int) -> bytes:
    head = b"<CORSConfiguration><CORSRule><AllowedOrigin>"
    tail = b"</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>"
    return head + b"x" * (size - len(head) - len(tail)) + tail


@pytest.mark.parametrize("version", [1, 4])
def test_a_right_content_md5_is_taken(local_oss: WatchedOSS, version: int) -> None:
    assert put_with_digest(local_oss, version, document_of(200)).status == 200


@pytest.mark.parametrize("version", [1, 4])
def test_a_wrong_content_md5_is_an_invalid_digest(local_oss: WatchedOSS, version: int) -> None:
    reply = put_with_digest(local_oss, version, b"something else")
    assert (reply.status, reply.code) == (400, "InvalidDigest")
    assert local_oss.store.get(BUCKET).cors is None


def put_with_digest(server: WatchedOSS, version: int, digested: bytes) -> Reply:
    digest = oss2.utils.content_md5(digested)
    url = signed(
        server, "PUT", version=version, query={"cors": ""}, headers={"content-md5": digest}
    )
    return ask(server, "PUT", url, document_of(200), Content_MD5=digest)


# --- OPTIONS: never signed, so no client is needed ----------------------------------------------


def preflight(server: WatchedOSS, **headers: str) -> Reply:
    return ask(server, "OPTIONS", f"/{BUCKET}/object", **headers)


def requested(method: str = "PUT", headers: str | None = None, **more: str) -> dict[str, str]:
    named = {"Origin": ORIGIN, "Access_Control_Request_Method": method} | more
    return named if headers is None else named | {"Access_Control_Request_Headers": headers}


@pytest.fixture
def two_rules(local_oss: WatchedOSS) -> WatchedOSS:
    """The first rule is for GET alone, the second for what the first passes over."""
    first = Rule(origins=("*",), methods=("GET",), allowed_headers=("x-oss-meta-author",))
    second = Rule(
        origins=("http://www.other.com", "http://*.example.com"),
        methods=("PUT", "POST"),
        allowed_headers=("x-oss-test", "x-oss-meta-author"),
        expose_headers=("ETag", "x-oss-request-id"),
        max_age=100,
    )
    local_oss.store.put_cors(BUCKET, Configuration((first, second)))
    return local_oss


def test_a_second_rule_answers_when_the_first_does_not_match(two_rules: WatchedOSS) -> None:
    reply = preflight(two_rules, **requested(headers="x-oss-test, X-Oss-Meta-Author"))
    assert (reply.status, reply.body, reply.cors_headers) == (
        200,
        b"",
        {
            "access-control-allow-origin": ORIGIN,
            "access-control-allow-methods": "PUT, POST",
            "access-control-allow-headers": "x-oss-test, X-Oss-Meta-Author",
            "access-control-expose-headers": "ETag, x-oss-request-id",
            "access-control-max-age": "100",
        },
    )


def test_a_star_is_answered_with_a_star(two_rules: WatchedOSS) -> None:
    reply = preflight(two_rules, **requested("GET"))
    assert reply.cors_headers == {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "GET",
    }


def test_a_header_that_merely_begins_like_an_allowed_one_is_refused(two_rules: WatchedOSS) -> None:
    reply = preflight(two_rules, **requested(headers="x-oss-meta-author-1"))
    assert (reply.status, reply.code, reply.cors_headers) == (403, "AccessForbidden", {})


def test_without_requested_headers_there_are_no_allowed_ones(two_rules: WatchedOSS) -> None:
    reply = preflight(two_rules, **requested())
    assert reply.status == 200
    assert "access-control-allow-headers" not in reply.cors_headers


def test_wrong_credentials_do_not_matter_to_a_preflight(two_rules: WatchedOSS) -> None:
    reply = preflight(two_rules, **requested(Authorization="OSS nobody:nothing"))
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (200, ORIGIN)


def test_a_preflight_that_no_rule_matches_is_forbidden_in_the_words_of_oss(
    two_rules: WatchedOSS,
) -> None:
    reply = preflight(two_rules, **requested("DELETE"))
    assert (reply.status, reply.code) == (403, "AccessForbidden")
    assert reply.text("Message") == (
        "CORSResponse: This CORS request is not allowed. This is usually because the evalution of "
        "Origin, request method / Access-Control-Request-Method or Access-Control-Requet-Headers "
        "are not whitelisted by the resource's CORS spec."
    )


def test_a_preflight_to_a_bucket_without_rules_is_forbidden(local_oss: WatchedOSS) -> None:
    reply = preflight(local_oss, **requested())
    assert (reply.status, reply.code) == (403, "AccessForbidden")


@pytest.mark.parametrize("missing", ["Origin", "Access_Control_Request_Method"])
def test_a_preflight_without_what_it_needs_is_a_bad_request(
    two_rules: WatchedOSS, missing: str
) -> None:
    headers = requested()
    del headers[missing]
    reply = preflight(two_rules, **headers)
    assert reply.status == 400
    assert missing.replace("_", "-") in reply.text("Message")


def test_a_preflight_to_a_missing_bucket_finds_none(local_oss: WatchedOSS) -> None:
    reply = ask(local_oss, "OPTIONS", "/nobucket/object", **requested())
    assert (reply.status, reply.code) == (404, "NoSuchBucket")


def test_a_preflight_to_no_bucket_at_all_is_forbidden(local_oss: WatchedOSS) -> None:
    assert ask(local_oss, "OPTIONS", "/", **requested()).code == "AccessForbidden"


# --- Actual requests ------------------------------------------------------------------------------


@pytest.fixture
def public(two_rules: WatchedOSS) -> WatchedOSS:
    """Everybody may read and write, so that no signature is in the way."""
    two_rules.store.set_acl(BUCKET, "public-read-write")
    return two_rules


def test_an_actual_request_that_matches_gets_the_headers(public: WatchedOSS) -> None:
    reply = ask(public, "PUT", f"/{BUCKET}/a.txt", b"hello", Origin=ORIGIN)
    assert (reply.status, reply.cors_headers) == (
        200,
        {
            "access-control-allow-origin": ORIGIN,
            "access-control-allow-methods": "PUT, POST",
            "access-control-expose-headers": "ETag, x-oss-request-id",
            "access-control-max-age": "100",
        },
    )


def test_an_actual_request_that_no_rule_matches_still_succeeds(public: WatchedOSS) -> None:
    reply = ask(public, "PUT", f"/{BUCKET}/a.txt", b"hello", Origin="http://elsewhere.net")
    assert (reply.status, reply.cors_headers) == (200, {})


def test_a_request_without_origin_gets_no_cors_headers(public: WatchedOSS) -> None:
    assert ask(public, "PUT", f"/{BUCKET}/a.txt", b"hello").cors_headers == {}


def test_a_missing_object_is_a_readable_404(public: WatchedOSS) -> None:
    reply = ask(public, "GET", f"/{BUCKET}/none", Origin=ORIGIN)
    assert (reply.status, reply.code, reply.headers["access-control-allow-origin"]) == (
        404,
        "NoSuchKey",
        "*",
    )


def test_a_refused_permission_carries_no_cors_headers(two_rules: WatchedOSS) -> None:
    reply = ask(two_rules, "GET", f"/{BUCKET}/a.txt", Origin=ORIGIN)
    assert (reply.status, reply.code, reply.cors_headers) == (403, "AccessDenied", {})


def test_a_refused_signature_carries_no_cors_headers(public: WatchedOSS) -> None:
    url = f"/{BUCKET}/a.txt?OSSAccessKeyId=localoss&Expires=99999999999&Signature=wrong"
    reply = ask(public, "GET", url, Origin=ORIGIN)
    assert (reply.code, reply.cors_headers) == ("SignatureDoesNotMatch", {})


def varying(server: WatchedOSS, vary: bool) -> WatchedOSS:
    configuration = server.store.get(BUCKET).cors
    assert configuration is not None
    server.store.put_cors(BUCKET, Configuration(configuration.rules, vary))
    return server


@pytest.mark.parametrize("origin", [{}, {"Origin": ORIGIN}, {"Origin": "http://elsewhere.net"}])
@pytest.mark.parametrize("method", ["GET", "PUT", "OPTIONS", "HEAD"])
def test_vary_is_on_every_answer_when_it_is_on(
    public: WatchedOSS, method: str, origin: dict[str, str]
) -> None:
    reply = ask(varying(public, vary=True), method, f"/{BUCKET}/a.txt", **origin)
    assert reply.headers["vary"] == "Origin"


@pytest.mark.parametrize("method", ["GET", "PUT", "OPTIONS", "HEAD"])
def test_vary_is_on_no_answer_when_it_is_off(public: WatchedOSS, method: str) -> None:
    reply = ask(varying(public, vary=False), method, f"/{BUCKET}/a.txt", Origin=ORIGIN)
    assert "vary" not in reply.headers


def test_credentials_are_never_allowed(public: WatchedOSS) -> None:
    for reply in (
        preflight(public, **requested()),
        ask(public, "PUT", f"/{BUCKET}/a.txt", b"", Origin=ORIGIN),
    ):
        assert "access-control-allow-credentials" not in reply.headers
