"""What a diagnosis says beside the cause: the values at hand, what it lacks, what would mend it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from buckets.cors import Configuration, Message, Rule
from buckets.cors.doctor import (
    CAUSES,
    Confidence,
    Diagnosis,
    Evidence,
    KnownRules,
    Missing,
    Symptom,
    diagnose,
    read,
)
from buckets.cors.doctor.causes.base import FETCH, register
from buckets.cors.evaluate.simulation import simulate
from tests.cors.doctor.texts import APP, HOST, RULES, UPLOAD, URL

STRANGER = "https://stranger.example"


def blocked(origin: str = STRANGER, method: str = "PUT", *headers: str, **more: object) -> Evidence:
    return Evidence(Symptom.BLOCKED, URL, origin, method, headers, **more)  # type: ignore[arg-type]


def of(
    evidence: Evidence, working: Configuration = RULES, live: Configuration | None = RULES
) -> Diagnosis:
    return diagnose(evidence, KnownRules(working, live))


def test_of_an_id_there_is_one_cause() -> None:
    with pytest.raises(ValueError, match="origin"):
        register("origin", "Again.", FETCH, is_cors=True)


def test_what_cannot_be_told_is_neither_cors_nor_not() -> None:
    unknown = {cause.id for cause in CAUSES.values() if cause.is_cors is None}
    assert unknown == {"configuration", "no-answer", "nothing"}


def test_only_what_is_cors_can_be_mended_by_rules() -> None:
    assert all(cause.is_cors for cause in CAUSES.values() if cause.is_mendable)


def detail(name: str, **params: object) -> Message:
    return Message(f"doctor.detail.{name}", params)


SHOP, TWICE = "https://shop.example.com", "https://twice.example.com"


@pytest.mark.parametrize(
    ("evidence", "told"),
    [
        (blocked(), detail("not-listed", origin=STRANGER)),
        (
            blocked(SHOP, "GET"),
            detail("spelled", origin=SHOP, rule=3, source="https://shop.example.com:8443"),
        ),
        (blocked(APP, "DELETE"), detail("lacks-method", rule=1, origin=APP, method="DELETE")),
        (
            blocked(UPLOAD, "PUT", "x-a", "x-b"),
            detail("lacks-header", rule=2, origin=UPLOAD, headers="x-a, x-b"),
        ),
        (
            Evidence(Symptom.ETAG, URL, UPLOAD, "PUT"),
            detail("not-exposed", rule=2, headers="ETag"),
        ),
        (Evidence(Symptom.ETAG, URL, TWICE, "PUT"), detail("exposed-later", rule=8, first=7)),
        (
            Evidence(Symptom.OSS_ERROR, URL, code="FileImmutable"),
            detail("code", code="FileImmutable"),
        ),
        (blocked(APP, "GET", status=403), detail("status", status=403)),
        (
            Evidence(Symptom.OTHER_ORIGIN, URL, APP, "GET", value=UPLOAD),
            detail("other-site", value=UPLOAD, origin=APP),
        ),
    ],
)
def test_the_detail_names_the_values(evidence: Evidence, told: Message) -> None:
    assert of(evidence).detail == told


def test_credentials_leave_nothing_to_add() -> None:
    found = of(blocked(APP, "GET", credentials=True))
    assert (found.cause.id, found.detail, found.remedies) == ("credentials", None, ())


def test_what_mends_it_does() -> None:
    for evidence in (
        blocked(),
        blocked(UPLOAD, "PUT", "x-a"),
        Evidence(Symptom.ETAG, URL, UPLOAD, "PUT"),
    ):
        found = of(evidence)
        assert found.remedies
        for remedy in found.remedies:
            assert simulate(remedy.configuration, evidence.request(evidence.method)).succeeds


def test_a_page_without_an_origin_is_never_proposed_to_be_allowed() -> None:
    assert of(blocked("null")).remedies == ()


def test_a_review_is_a_step_only_where_there_is_something_to_review() -> None:
    with_change, without = of(blocked()), of(blocked(method=""))
    review = Message("doctor.step.review")
    assert (review in with_change.steps, review in without.steps) == (True, False)
    assert (without.cause.id, without.missing) == ("origin", (Missing.METHOD,))
    assert (with_change.is_tried, without.is_tried) == (True, True)


def test_what_the_working_copy_mends_is_unpublished() -> None:
    mended = RULES.with_rules([Rule((STRANGER,), ("PUT",))])
    assert of(blocked(), working=mended).is_unpublished
    assert not of(blocked()).is_unpublished
    assert not diagnose(blocked()).is_unpublished


def test_a_bucket_that_was_never_read_is_judged_by_its_working_copy() -> None:
    assert of(blocked(), live=None).cause.id == "origin"


def test_a_bucket_without_rules_needs_no_more_than_that() -> None:
    empty = Configuration()
    asked = of(Evidence(Symptom.BLOCKED, URL), empty, empty)
    assert (asked.cause.id, asked.is_certain) == ("no-rules", True)
    assert asked.missing == (Missing.ORIGIN, Missing.METHOD)
    told = of(blocked(), empty, empty)
    assert (told.cause.id, told.missing, len(told.remedies)) == ("no-rules", (), 1)


def test_a_bare_failure_is_only_likely_to_be_that() -> None:
    bare = Evidence(Symptom.NO_ANSWER, URL, STRANGER, "PUT")
    assert of(bare).is_certain is False
    assert of(Evidence(Symptom.NO_ANSWER, URL), Configuration(), None).is_certain is False
    assert of(Evidence(Symptom.NO_ANSWER, URL, APP, "GET")).cause.id == "no-answer"


def test_it_depends_on_the_method() -> None:
    found = of(blocked(UPLOAD, ""))
    assert (found.cause.id, found.missing) == ("rules", (Missing.METHOD, Missing.HEADERS))


def test_a_status_of_no_preflight_tells_that_oss_refused_it_before_the_rules() -> None:
    refused = replace(blocked(UPLOAD, ""), status=400, of_preflight=False)
    found = of(refused)
    assert (found.cause.id, found.is_certain) == ("refused-first", False)
    assert found.missing == (Missing.METHOD,)
    assert diagnose(refused).cause.id == "refused-first"
    assert of(replace(refused, status=403)).cause.id == "rules"


def test_a_refused_preflight_that_the_rules_allow_had_headers_nobody_told() -> None:
    asked = Evidence(Symptom.NOT_OK, URL, UPLOAD, "PUT", of_preflight=True)
    assert of(asked).missing == (Missing.METHOD, Missing.HEADERS)
    told = Evidence(Symptom.NOT_OK, URL, UPLOAD, "PUT", ("content-type",), of_preflight=True)
    assert (of(told).cause.id, of(told).missing) == ("allowed", ())


def test_with_vary_on_no_cache_mixes_requests() -> None:
    evidence = Evidence(Symptom.NO_ALLOW_ORIGIN, URL, APP, "GET", of_preflight=False)
    on = Configuration(RULES.rules, response_vary=True)
    assert of(evidence).cause.id == "mixed-requests"
    assert of(evidence, on, on).cause.id == "allowed"


def test_what_a_domain_of_ones_own_answers_is_a_cdn_s() -> None:
    evidence = Evidence(Symptom.OTHER_ORIGIN, "https://media.example.com/a", APP, "GET")
    assert of(evidence).cause.id == "cdn"


@pytest.mark.parametrize(
    ("evidence", "cause"),
    [
        (Evidence(), "nothing"),
        (Evidence(url=URL), "no-answer"),
        (Evidence(url="https://api.example.org/"), "not-oss"),
        (Evidence(url=URL, origin=APP), "rules"),
        (Evidence(url=URL, status=403), "refused-first"),
        (Evidence(url=URL, status=200), "rules"),
        (Evidence(url=URL, by_cdn=True), "cdn"),
        (Evidence(Symptom.ANSWERED, URL), "allowed"),
    ],
)
def test_without_rules_the_message_leads_as_far_as_it_goes(evidence: Evidence, cause: str) -> None:
    found = diagnose(evidence)
    assert (found.cause.id, found.is_certain, found.missing[0]) == (cause, False, Missing.BUCKET)


@pytest.mark.parametrize(
    ("source", "origin", "cause"),
    [
        ("https://app.example.com:8443", "https://app.example.com", "port"),
        ("http://app.example.com", "https://app.example.com", "scheme"),
        ("http://app.example.com:81", "https://app.example.com", "scheme"),
        ("app.example.com", "https://app.example.com", "scheme"),
        ("https://App.example.com", "https://app.example.com", "spelling"),
        ("https://app.example.com/path", "https://app.example.com", "spelling"),
        ("https://*.example.com/", "https://app.example.com", "spelling"),
        ("https://bücher.example", "https://xn--bcher-kva.example", "spelling"),
        ("https://other.example", "https://app.example.com", "origin"),
        ("a value with blanks", "https://app.example.com", "origin"),
        ("https://app.example.com", "nonsense", "origin"),
    ],
)
def test_a_source_that_was_meant_is_told_from_one_that_was_not(
    source: str, origin: str, cause: str
) -> None:
    rules = Configuration((Rule((source,), ("PUT",)),))
    assert of(blocked(origin), rules, rules).cause.id == cause


def test_of_several_the_likeliest_is_told() -> None:
    sources = ("https://app.example.com:81", "http://app.example.com", "https://app.example.com/")
    rules = Configuration((Rule(sources, ("PUT",)),))
    assert of(blocked(), rules, rules).cause.id == "origin"
    assert of(blocked("https://app.example.com"), rules, rules).cause.id == "spelling"


def test_clues_know_their_host() -> None:
    assert (Evidence(url=URL).host, Evidence(url=URL).is_elsewhere) == (HOST, False)
    assert Evidence(url="https://cdn.example.com/a").is_elsewhere
    assert not Evidence().is_elsewhere


# --- A bucket that is known, on a host that is not OSS's own ---------------------------------------


CUSTOM = "http://static.example.com/a.txt"
MISSING = "No 'Access-Control-Allow-Origin' header is present on the requested resource."
ON_CUSTOM = (
    f"Access to XMLHttpRequest at '{CUSTOM}' from origin '{APP}' has been blocked by CORS policy: "
    f"Response to preflight request doesn't pass access control check: {MISSING}"
)


def test_a_known_bucket_is_of_oss_whatever_its_host_is_called() -> None:
    rules = Configuration((Rule((APP,), ("GET",), ("*",), ("ETag",)),))
    found = of(read(ON_CUSTOM), rules, rules)
    assert (found.cause.id, found.missing) == ("method", (Missing.METHOD,))
    assert found.confidence is Confidence.LIKELY


def test_a_preflight_that_failed_tells_of_its_method_only_if_nothing_else_can_be_it() -> None:
    by_name = Configuration((Rule((APP,), ("GET",), ("x-a",), ("ETag",)),))
    found = of(read(ON_CUSTOM), by_name, by_name)
    assert (found.cause.id, found.missing) == ("rules", (Missing.METHOD, Missing.HEADERS))


@pytest.mark.parametrize("url", [CUSTOM, "http://127.0.0.1:9100/a/b", "http://a.localhost:9133/b"])
def test_of_a_known_bucket_an_sdk_may_leave_out_the_origin(url: str) -> None:
    said = f'RequestError: XHR error (req "error"), PUT {url} -1 (connected: false), headers: {{}}'
    found = of(read(said))
    assert (found.cause.id, found.missing) == ("no-answer", (Missing.ORIGIN,))


def test_a_bucket_may_be_known_although_its_rules_are_not() -> None:
    found = diagnose(read(ON_CUSTOM), is_known=True)
    assert (found.cause.id, found.missing) == ("rules", (Missing.METHOD,))
    assert diagnose(read(ON_CUSTOM)).cause.id == "not-oss"


def test_between_a_page_and_an_endpoint_stands_no_cdn() -> None:
    local = Evidence(Symptom.METHOD, "http://127.0.0.1:9100/a/b", APP, "GET", at_endpoint=True)
    assert of(local).cause.id == "allowed"
    assert of(replace(local, at_endpoint=False)).cause.id == "cdn"


@pytest.mark.parametrize(
    ("code", "message", "advice"),
    [
        ("CallbackFailed", "Error status : 502.", "callback"),
        ("AccessDenied", "You are denied by bucket referer policy.", "referer"),
        ("NoSuchKey", "The specified key does not exist.", ""),
    ],
)
def test_some_codes_have_advice(code: str, message: str, advice: str) -> None:
    body = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    ids = [it.id for it in diagnose(read(body)).advice]
    assert ids == ([f"doctor.advice.{advice}"] if advice else [])
