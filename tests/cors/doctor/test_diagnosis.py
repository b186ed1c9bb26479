"""What a diagnosis says beside the cause: the values at hand, what it lacks, what would mend it."""

from __future__ import annotations

import pytest

from buckets.cors.doctor.advice_on_cors import ON_CORS
from buckets.cors.doctor.advice_on_others import ON_OTHERS
from buckets.cors.doctor.causes import Cause
from buckets.cors.doctor.diagnose import Diagnosis, Fact, KnownRules, diagnose
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.doctor.symptoms import Symptom
from buckets.cors.evaluate.simulation import simulate
from buckets.cors.model import Configuration, Rule
from tests.cors.doctor.texts import APP, HOST, RULES, UPLOAD, URL

STRANGER = "https://stranger.example"


def blocked(origin: str = STRANGER, method: str = "PUT", *headers: str, **more: object) -> Evidence:
    return Evidence(Symptom.BLOCKED, URL, origin, method, headers, **more)  # type: ignore[arg-type]


def of(
    evidence: Evidence, working: Configuration = RULES, live: Configuration | None = RULES
) -> Diagnosis:
    return diagnose(evidence, KnownRules(working, live))


def test_every_cause_has_its_words_once() -> None:
    assert {*ON_CORS, *ON_OTHERS} == set(Cause)
    assert not ON_CORS.keys() & ON_OTHERS.keys()


def test_what_is_said_on_cors_is_cors() -> None:
    assert {cause for cause in Cause if cause.is_cors} == set(ON_CORS)
    assert {cause for cause in Cause if cause.is_cors is None} == {Cause.NO_ANSWER, Cause.NOTHING}


@pytest.mark.parametrize(
    ("evidence", "detail"),
    [
        (blocked(), f"The page is at {STRANGER}, which no source matches."),
        (
            blocked("https://shop.example.com", "GET"),
            ("The page is at https://shop.example.com. Rule 3 has https://shop.example.com:8443, "
            "which is not the same text."),
        ),
        (blocked(APP, "DELETE"), f"Rule 1 allows {APP}, but not DELETE."),
        (blocked(UPLOAD, "PUT", "x-a", "x-b"), f"Rule 2 allows {UPLOAD}, but not x-a, x-b."),
        (
            Evidence(Symptom.ETAG, URL, UPLOAD, "PUT"),
            "Rule 2 answers, and does not expose ETag.",
        ),
        (
            Evidence(Symptom.ETAG, URL, "https://twice.example.com", "PUT"),
            "Rule 8 would, but rule 7 answers before it.",
        ),
        (Evidence(Symptom.OSS_ERROR, URL, code="FileImmutable"), "OSS said FileImmutable."),
        (blocked(APP, "GET", status=403), "It answered with status 403."),
        (
            Evidence(Symptom.OTHER_ORIGIN, URL, APP, "GET", value=UPLOAD),
            f"The answer was for {UPLOAD}, the page is at {APP}.",
        ),
    ],
)  # fmt: skip
def test_the_detail_names_the_values(evidence: Evidence, detail: str) -> None:
    assert str(of(evidence).detail) == detail


def test_credentials_leave_nothing_to_add() -> None:
    found = of(blocked(APP, "GET", credentials=True))
    assert (found.cause, found.detail, found.remedies) == (Cause.CREDENTIALS, None, ())


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
    assert len(with_change.steps) == len(without.steps) + 1
    assert (without.cause, without.missing) == (Cause.ORIGIN, (Fact.METHOD,))
    assert (with_change.is_tried, without.is_tried) == (True, True)


def test_what_the_working_copy_mends_is_unpublished() -> None:
    mended = RULES.with_rules([Rule((STRANGER,), ("PUT",))])
    assert of(blocked(), working=mended).is_unpublished
    assert not of(blocked()).is_unpublished
    assert not diagnose(blocked()).is_unpublished


def test_a_bucket_that_was_never_read_is_judged_by_its_working_copy() -> None:
    assert of(blocked(), live=None).cause is Cause.ORIGIN


def test_a_bucket_without_rules_needs_no_more_than_that() -> None:
    empty = Configuration()
    asked = of(Evidence(Symptom.BLOCKED, URL), empty, empty)
    assert (asked.cause, asked.is_certain) == (Cause.NO_RULES, True)
    assert asked.missing == (Fact.ORIGIN, Fact.METHOD)
    told = of(blocked(), empty, empty)
    assert (told.cause, told.missing, len(told.remedies)) == (Cause.NO_RULES, (), 1)


def test_a_bare_failure_is_only_likely_to_be_that() -> None:
    bare = Evidence(Symptom.NO_ANSWER, URL, STRANGER, "PUT")
    assert of(bare).is_certain is False
    assert of(Evidence(Symptom.NO_ANSWER, URL), Configuration(), None).is_certain is False
    assert of(Evidence(Symptom.NO_ANSWER, URL, APP, "GET")).cause is Cause.NO_ANSWER


def test_it_depends_on_the_method() -> None:
    found = of(blocked(UPLOAD, ""))
    assert (found.cause, found.missing) == (Cause.RULES, (Fact.METHOD, Fact.HEADERS))


def test_a_refused_preflight_that_the_rules_allow_had_headers_nobody_told() -> None:
    asked = Evidence(Symptom.NOT_OK, URL, UPLOAD, "PUT", of_preflight=True)
    assert of(asked).missing == (Fact.METHOD, Fact.HEADERS)
    told = Evidence(Symptom.NOT_OK, URL, UPLOAD, "PUT", ("content-type",), of_preflight=True)
    assert (of(told).cause, of(told).missing) == (Cause.ALLOWED, ())


def test_with_vary_on_no_cache_mixes_requests() -> None:
    evidence = Evidence(Symptom.NO_ALLOW_ORIGIN, URL, APP, "GET", of_preflight=False)
    on = Configuration(RULES.rules, response_vary=True)
    assert of(evidence).cause is Cause.MIXED_REQUESTS
    assert of(evidence, on, on).cause is Cause.ALLOWED


def test_what_a_domain_of_ones_own_answers_is_a_cdn_s() -> None:
    evidence = Evidence(Symptom.OTHER_ORIGIN, "https://media.example.com/a", APP, "GET")
    assert of(evidence).cause is Cause.CDN


@pytest.mark.parametrize(
    ("evidence", "cause"),
    [
        (Evidence(), Cause.NOTHING),
        (Evidence(url=URL), Cause.NO_ANSWER),
        (Evidence(url="https://api.example.org/"), Cause.NOT_OSS),
        (Evidence(url=URL, origin=APP), Cause.RULES),
        (Evidence(url=URL, status=403), Cause.REFUSED_FIRST),
        (Evidence(url=URL, status=200), Cause.RULES),
        (Evidence(url=URL, by_cdn=True), Cause.CDN),
        (Evidence(Symptom.ANSWERED, URL), Cause.ALLOWED),
    ],
)
def test_without_rules_the_message_leads_as_far_as_it_goes(
    evidence: Evidence, cause: Cause
) -> None:
    found = diagnose(evidence)
    assert (found.cause, found.is_certain, found.missing[0]) == (cause, False, Fact.BUCKET)


@pytest.mark.parametrize(
    ("source", "origin", "cause"),
    [
        ("https://app.example.com:8443", "https://app.example.com", Cause.PORT),
        ("http://app.example.com", "https://app.example.com", Cause.SCHEME),
        ("http://app.example.com:81", "https://app.example.com", Cause.SCHEME),
        ("app.example.com", "https://app.example.com", Cause.SCHEME),
        ("https://App.example.com", "https://app.example.com", Cause.SPELLING),
        ("https://app.example.com/path", "https://app.example.com", Cause.SPELLING),
        ("https://*.example.com/", "https://app.example.com", Cause.SPELLING),
        ("https://bücher.example", "https://xn--bcher-kva.example", Cause.SPELLING),
        ("https://other.example", "https://app.example.com", Cause.ORIGIN),
        ("a value with blanks", "https://app.example.com", Cause.ORIGIN),
        ("https://app.example.com", "nonsense", Cause.ORIGIN),
    ],
)
def test_a_source_that_was_meant_is_told_from_one_that_was_not(
    source: str, origin: str, cause: Cause
) -> None:
    rules = Configuration((Rule((source,), ("PUT",)),))
    assert of(blocked(origin), rules, rules).cause is cause


def test_of_several_the_likeliest_is_told() -> None:
    sources = ("https://app.example.com:81", "http://app.example.com", "https://app.example.com/")
    rules = Configuration((Rule(sources, ("PUT",)),))
    assert of(blocked(), rules, rules).cause is Cause.ORIGIN
    assert of(blocked("https://app.example.com"), rules, rules).cause is Cause.SPELLING


def test_clues_know_their_host() -> None:
    assert (Evidence(url=URL).host, Evidence(url=URL).is_elsewhere) == (HOST, False)
    assert Evidence(url="https://cdn.example.com/a").is_elsewhere
    assert not Evidence().is_elsewhere
