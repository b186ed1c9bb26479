"""What was answered indeed, beside what the rules predict."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckets.cors import METHODS, Configuration, Rule
from buckets.cors.evaluate.browser import PageHeader, PageRequest
from buckets.cors.evaluate.observation import (
    STATUS,
    Agreement,
    HeaderCheck,
    HttpAnswer,
    Observation,
    compare_answer,
)
from buckets.cors.evaluate.oss import Headers
from buckets.cors.evaluate.simulation import predict_answer, predict_preflight, simulate
from tests.cors.strategies import configurations

APP = "https://app.example.com"
RULE = Rule((APP,), ("GET", "PUT"), ("content-type", "x-a"), ("ETag", "x-b"), 60)
LIVE = Configuration((RULE,), response_vary=True)
PUT = PageRequest(APP, "PUT", (PageHeader("content-type"), PageHeader("x-a")))
GET = PageRequest(APP)


def observed(
    answering: Configuration, request: PageRequest, live: Configuration = LIVE
) -> Observation:
    """What is seen where other rules answer than are live."""
    preflight = predict_preflight(answering, request)
    answer = predict_answer(answering, replace(request, method="GET", headers=()))
    return Observation(
        live,
        request,
        HttpAnswer(preflight.status or 0, preflight.headers),
        HttpAnswer(200, answer.headers),
    )


def point(points: tuple[HeaderCheck, ...], name: str) -> HeaderCheck:
    (found,) = [it for it in points if it.name == name]
    return found


def preflight_points(status: int, *headers: tuple[str, str]) -> tuple[HeaderCheck, ...]:
    return compare_answer(predict_preflight(LIVE, PUT), HttpAnswer(status, headers))


def test_all_as_predicted_is_no_difference() -> None:
    seen = observed(LIVE, PUT)
    assert seen.differences == ()
    assert {it.agreement for it in seen.preflight_checks} == {Agreement.SAME}
    assert seen.goes_through


def test_the_points_of_a_preflight_are_its_status_and_each_header() -> None:
    names = [it.name for it in observed(LIVE, PUT).preflight_checks]
    assert names == [
        STATUS,
        "Access-Control-Allow-Origin",
        "Access-Control-Allow-Methods",
        "Access-Control-Allow-Headers",
        "Access-Control-Expose-Headers",
        "Access-Control-Max-Age",
        "Vary",
    ]


def test_of_a_get_the_status_is_no_point() -> None:
    names = [it.name for it in observed(LIVE, GET).answer_checks]
    assert STATUS not in names
    assert "Vary" in names


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Access-Control-Allow-Methods", "PUT,GET"),
        ("access-control-allow-headers", "X-A, Content-Type"),
        ("Access-Control-Expose-Headers", "x-b,etag"),
        ("Vary", "Accept-Encoding, ORIGIN"),
        ("Vary", "*"),
        ("Access-Control-Max-Age", " 60 "),
    ],
)
def test_what_browsers_understand_alike_is_the_same(name: str, value: str) -> None:
    (seen,) = [it for it in preflight_points(200, (name, value)) if it.name == name]
    assert seen.agreement is Agreement.SAME


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Access-Control-Allow-Methods", "put, GET"),
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Max-Age", "61"),
        ("Access-Control-Allow-Headers", "content-type"),
        ("Vary", "Accept-Encoding"),
    ],
)
def test_what_browsers_do_not_is_different(name: str, value: str) -> None:
    assert point(preflight_points(200, (name, value)), name).agreement is Agreement.DIFFERENT


def test_what_is_missing_and_what_is_more_is_told() -> None:
    points = preflight_points(200, ("Access-Control-Allow-Credentials", "true"))
    more = point(points, "Access-Control-Allow-Credentials")
    missing = point(points, "Access-Control-Allow-Origin")
    assert (more.predicted, more.seen, more.agreement) == ("", "true", Agreement.DIFFERENT)
    assert (missing.predicted, missing.seen) == (APP, "")


def test_what_no_browser_heeds_is_no_point() -> None:
    points = preflight_points(200, ("Access-Control-Allow-Everything", "1"), ("X-Other", "2"))
    assert {it.name for it in points}.isdisjoint({"Access-Control-Allow-Everything", "X-Other"})


def test_a_header_that_comes_twice_counts_as_joined() -> None:
    twice = (("Vary", "Accept"), ("vary", "Origin"))
    assert point(preflight_points(200, *twice), "Vary").seen == "Accept, Origin"


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_refused_get_without_a_word_of_cors_tells_nothing(status: int) -> None:
    seen = replace(observed(LIVE, PUT), answer=HttpAnswer(status, ()))
    assert seen.differences == ()
    assert {it.agreement for it in seen.answer_checks} == {Agreement.INCONCLUSIVE}
    assert seen.goes_through


@pytest.mark.parametrize(
    "answer", [HttpAnswer(302, ()), HttpAnswer(403, (("Access-Control-Max-Age", "60"),))]
)
def test_one_that_says_something_of_cors_or_is_none_tells(answer: HttpAnswer) -> None:
    assert replace(observed(LIVE, GET), answer=answer).differences


@pytest.mark.parametrize(("status", "agrees"), [(204, True), (302, False), (403, False)])
def test_any_success_is_one_to_browsers(status: int, agrees: bool) -> None:
    same = point(preflight_points(status), STATUS).agreement is Agreement.SAME
    assert same is agrees


def test_a_refused_preflight_always_tells() -> None:
    seen = replace(observed(LIVE, PUT), preflight=HttpAnswer(403, ()))
    assert STATUS in [it.name for it in seen.differences]
    assert not seen.goes_through


def test_what_a_page_cannot_read_is_not_what_it_wants() -> None:
    wants = replace(GET, reads=("x-b",))
    without = Configuration((replace(RULE, expose_headers=()),), True)
    assert observed(LIVE, wants).goes_through
    assert not observed(without, wants).goes_through


def test_a_get_of_a_private_object_is_judged_by_the_preflight() -> None:
    closed = Configuration((replace(RULE, methods=("PUT",)),), True)
    seen = replace(observed(closed, GET), answer=HttpAnswer(403, ()))
    assert not seen.goes_through
    assert replace(observed(LIVE, GET), answer=HttpAnswer(403, ())).goes_through


def test_of_a_refused_get_and_preflight_the_page_gets_nothing() -> None:
    refused = HttpAnswer(403, (("Access-Control-Allow-Origin", APP),))
    assert not replace(
        observed(LIVE, GET), preflight=refused, answer=HttpAnswer(403, ())
    ).goes_through


def test_a_preflight_that_no_browser_would_send_stops_nothing() -> None:
    assert replace(observed(LIVE, GET), preflight=HttpAnswer(403, ())).goes_through


def test_a_put_is_not_judged_by_the_get() -> None:
    seen = observed(Configuration((replace(RULE, methods=("PUT",)),), True), PUT)
    assert seen.differences
    assert seen.goes_through


def test_what_a_page_may_not_read_by_the_rules_it_does_not_get() -> None:
    wants = replace(GET, reads=("x-other",))
    assert observed(LIVE, wants).differences == ()
    assert not observed(LIVE, wants).goes_through


def test_the_get_is_sent_without_what_the_page_s_own_has() -> None:
    assert observed(LIVE, PUT).get == PageRequest(APP)


def test_a_cache_that_shows_itself_once_is_known() -> None:
    signs = (("X-Cache", "HIT"),)
    seen = observed(LIVE, GET)
    assert replace(seen, answer=HttpAnswer(200, signs)).cdn_headers == signs
    assert replace(seen, preflight=HttpAnswer(200, signs)).cdn_headers == signs


@pytest.mark.parametrize(
    "header",
    [("Via", "1.1 a"), ("X-Cache", "HIT"), ("AGE", "7"), ("EagleId", "7cc1"), ("CF-Ray", "8f")],
)
def test_a_cdn_is_known_by_its_headers(header: tuple[str, str]) -> None:
    both: Headers = (header, ("x-oss-request-id", "5FA2"))
    assert HttpAnswer(200, both).cdn_headers == (header,)
    seen = replace(
        observed(LIVE, GET), answer=HttpAnswer(200, both), preflight=HttpAnswer(200, both)
    )
    assert seen.cdn_headers == (header,)


def test_oss_itself_shows_no_cdn() -> None:
    assert observed(LIVE, GET).cdn_headers == ()


requests = st.builds(
    PageRequest,
    st.sampled_from([APP, "https://b.example", "http://a.b.example"]),
    st.sampled_from(METHODS),
    st.lists(st.sampled_from(["content-type", "x-a"]).map(PageHeader), max_size=2).map(tuple),
    st.booleans(),
    st.booleans(),
    st.lists(st.sampled_from(["ETag", "x-b"]), max_size=1).map(tuple),
)


@given(configurations(), configurations(), requests)
def test_a_get_goes_through_when_the_rules_that_answer_let_it(
    live: Configuration, answering: Configuration, request: PageRequest
) -> None:
    get = replace(request, method="GET")
    expected = simulate(answering, get).succeeds
    assert observed(answering, get, live).goes_through is expected


@given(configurations(), configurations(), requests)
def test_nothing_goes_through_that_the_preflight_blocks(
    live: Configuration, answering: Configuration, request: PageRequest
) -> None:
    blocked = simulate(answering, request).block
    if blocked is not None and blocked.of_preflight:
        assert not observed(answering, request, live).goes_through
