"""What becomes of a page's request, from the preflight to what the page gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckets.cors import METHODS, Configuration, Rule
from buckets.cors.evaluate.browser import BlockCause, PageHeader, PageRequest
from buckets.cors.evaluate.oss import Actual, Preflight
from buckets.cors.evaluate.simulation import Simulation, simulate
from tests.cors.evaluate.test_oss_reference import reference_rule
from tests.cors.strategies import configurations

SITE = "https://app.example.com"
GETS = Rule((SITE,), ("GET",), expose_headers=("ETag",))
PUTS = Rule((SITE,), ("PUT",), ("content-type",), max_age=60)
JSON = PageHeader("content-type", "application/json")


def simulated(
    *rules: Rule, method: str = "GET", headers: tuple[PageHeader, ...] = (), vary: bool = False
) -> Simulation:
    return simulate(Configuration(rules, vary), PageRequest(SITE, method, headers))


# What is sent


def test_a_simple_request_is_sent_without_asking() -> None:
    simulation = simulated(GETS)
    assert simulation.preflight is None
    assert simulation.answer is not None
    assert simulation.answer.sent == (("Origin", SITE),)


def test_a_preflight_asks_for_method_and_headers() -> None:
    asking = (JSON, PageHeader("X-A"), PageHeader("cookie"))
    preflight = simulated(PUTS, method="put", headers=asking).preflight
    assert preflight is not None
    assert preflight.sent == (
        ("Origin", SITE),
        ("Access-Control-Request-Method", "PUT"),
        ("Access-Control-Request-Headers", "content-type,x-a"),
    )


def test_a_preflight_without_headers_asks_for_none() -> None:
    preflight = simulated(PUTS, method="PUT").preflight
    assert preflight is not None
    assert [name for name, _ in preflight.sent] == ["Origin", "Access-Control-Request-Method"]


@pytest.mark.parametrize("method", ["CONNECT", "trace", "Track"])
def test_a_forbidden_method_is_not_sent_at_all(method: str) -> None:
    simulation = simulated(GETS, method=method)
    assert not simulation.is_sendable
    assert (simulation.preflight, simulation.answer, simulation.block) == (None, None, None)
    assert not simulation.is_allowed


# What comes of it


def test_a_page_gets_the_answer_of_a_rule_that_allows_it() -> None:
    simulation = simulated(PUTS, method="PUT", headers=(JSON,))
    assert simulation.is_sendable
    assert simulation.is_allowed
    assert simulation.block is None
    assert simulation.preflight is not None
    assert simulation.preflight.status == 200


def test_after_a_refused_preflight_nothing_is_sent() -> None:
    simulation = simulated(GETS, method="PUT")
    assert simulation.answer is None
    assert simulation.block is not None
    assert (simulation.block.cause, simulation.block.status) == (BlockCause.NO_ALLOW_ORIGIN, 403)
    assert (simulation.readable, simulation.unread) == ((), ())


def test_a_simple_request_is_sent_although_the_page_never_gets_the_answer() -> None:
    simulation = simulated(PUTS)
    assert simulation.answer is not None
    assert simulation.block is not None
    assert (simulation.block.cause, simulation.block.of_preflight) == (
        BlockCause.NO_ALLOW_ORIGIN,
        False,
    )
    assert not simulation.is_allowed


def test_the_answer_may_come_from_another_rule_than_that_of_the_preflight() -> None:
    first = Rule((SITE,), ("PUT",))
    simulation = simulated(first, PUTS, method="PUT", headers=(JSON,))
    assert simulation.preflight is not None
    assert simulation.answer is not None
    assert (simulation.preflight.decision.rule, simulation.answer.decision.rule) == (1, 0)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_vary_comes_with_every_answer(method: str) -> None:
    simulation = simulated(GETS, method=method, vary=True)
    for exchange in (simulation.preflight, simulation.answer):
        assert exchange is None or exchange.headers[-1] == ("Vary", "Origin")


def test_a_page_that_gets_the_answer_may_still_not_read_a_header() -> None:
    wanting = PageRequest(SITE, reads=("ETag", "x-oss-request-id"))
    simulation = simulate(Configuration((GETS,)), wanting)
    assert simulation.is_allowed
    assert not simulation.succeeds
    assert simulation.unread == ("x-oss-request-id",)
    assert "etag" in simulation.readable


def test_a_page_that_reads_all_that_it_wants_succeeds() -> None:
    wanting = PageRequest(SITE, reads=("ETag", "Content-Length"))
    assert simulate(Configuration((GETS,)), wanting).succeeds


@pytest.mark.parametrize(
    ("source", "cause"),
    [("*", BlockCause.WILDCARD_WITH_CREDENTIALS), (SITE, BlockCause.NO_ALLOW_CREDENTIALS)],
)
def test_no_rule_lets_a_page_send_cookies(source: str, cause: BlockCause) -> None:
    rule = Rule((source,), METHODS, ("*",))
    block = simulate(Configuration((rule,)), PageRequest(SITE, credentials=True)).block
    assert block is not None
    assert block.cause is cause


@pytest.mark.parametrize("source", [SITE, "*"])
def test_without_vary_an_image_that_was_shown_before_keeps_the_answer_from_the_page(
    source: str,
) -> None:
    block = simulated(Rule((source,), ("GET",))).block_after_image
    assert block is not None
    assert block.cause is BlockCause.NO_ALLOW_ORIGIN
    assert simulated(Rule((source,), ("GET",)), vary=True).block_after_image is None


def test_what_is_blocked_anyway_stays_so_after_an_image() -> None:
    simulation = simulated(PUTS, vary=True)
    assert simulation.block_after_image == simulation.block


def test_an_image_is_no_matter_to_an_upload_or_where_nothing_is_sent() -> None:
    assert simulated(PUTS, method="PUT").block_after_image is None
    assert simulated(GETS, method="PUT").block_after_image is not None


@given(
    configurations(4),
    st.sampled_from([SITE, "https://www.example.com", "null", "http://localhost:8080"]),
    st.sampled_from([*METHODS, "PATCH"]),
    st.lists(st.sampled_from(["content-type", "x-oss-meta-a", "x-a"]), max_size=2),
)
def test_a_page_gets_an_answer_where_a_rule_answers_and_one_allows_the_preflight(
    configuration: Configuration, origin: str, method: str, names: list[str]
) -> None:
    request = PageRequest(origin, method, tuple(map(PageHeader, names)))
    asked = Preflight(origin, method, tuple(names))
    answers = reference_rule(configuration, Actual(origin, method)) is not None
    allows = not request.reasons or reference_rule(configuration, asked) is not None
    assert simulate(configuration, request).is_allowed is (answers and allows)
