"""Which rule answers: every sentence about matching in `oss-cors.md`, and why the others do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckets.cors import METHODS, Configuration, Rule
from buckets.cors.evaluate.oss import (
    Actual,
    Condition,
    Decision,
    Miss,
    Preflight,
    Verdict,
    allows_header,
    evaluate,
    vary,
)
from tests.cors.strategies import rules

SITE = "https://www.example.com"
OTHER = "https://other.example"
PUTS = Rule((SITE,), ("PUT",), ("content-type",), ("ETag",), 60)
GETS = Rule(("*",), ("GET", "HEAD"))


def preflight(
    *tried: Rule, origin: str = SITE, method: str = "PUT", headers: tuple[str, ...] = ()
) -> Decision:
    return evaluate(Configuration(tried), Preflight(origin, method, headers))


def actual(*tried: Rule, origin: str = SITE, method: str = "PUT") -> Decision:
    return evaluate(Configuration(tried), Actual(origin, method))


# Which rule


def test_the_first_rule_that_matches_answers() -> None:
    assert preflight(PUTS, PUTS).rule == 0


def test_a_rule_that_fails_is_passed_over_and_the_next_is_tried() -> None:
    assert preflight(GETS, PUTS).rule == 1


def test_no_configuration_matches_nothing() -> None:
    assert preflight() == Decision(None, (), ())


def test_no_rule_that_matches_gives_no_headers() -> None:
    decision = preflight(GETS)
    assert (decision.rule, decision.headers) == (None, ())


def test_conditions_are_not_put_together_from_two_rules() -> None:
    assert preflight(Rule((OTHER,), ("PUT",)), Rule((SITE,), ("GET",))).rule is None


def test_any_one_of_several_origins_is_enough() -> None:
    assert preflight(Rule((OTHER, SITE), ("PUT",))).rule == 0


@pytest.mark.parametrize("origin", ["https://www.example.com:8443", "http://www.example.com"])
def test_scheme_and_port_belong_to_the_origin(origin: str) -> None:
    assert preflight(PUTS, origin=origin).rule is None


def test_the_case_of_an_origin_counts() -> None:
    assert preflight(PUTS, origin=SITE.upper()).rule is None


def test_the_case_of_a_method_counts() -> None:
    assert preflight(PUTS, method="put").rule is None


def test_every_requested_header_has_to_be_allowed() -> None:
    assert preflight(PUTS, headers=("content-type", "x-oss-meta-a")).rule is None


def test_requested_headers_are_compared_without_case() -> None:
    assert preflight(PUTS, headers=("Content-Type",)).rule == 0


def test_a_requested_header_is_compared_as_a_whole() -> None:
    # The vendor's own case: x-oss-meta-author-1 against x-oss-meta-author.
    assert not allows_header("x-oss-meta-author", "x-oss-meta-author-1")


@pytest.mark.parametrize(
    ("pattern", "name", "allowed"),
    [
        ("*", "anything", True),
        ("x-oss-*", "X-Oss-Date", True),
        ("x-oss-*", "x-amz-date", False),
        ("X-Oss-*", "x-oss-date", True),
        ("x.oss", "x-oss", False),
        ("content-type:text/plain", "content-type", False),
    ],
)
def test_an_allowed_header_may_hold_one_wildcard(pattern: str, name: str, allowed: bool) -> None:
    assert allows_header(pattern, name) is allowed


def test_no_requested_headers_ask_nothing_of_a_rule_without_allowed_headers() -> None:
    assert preflight(Rule((SITE,), ("PUT",))).rule == 0


def test_an_actual_request_is_not_judged_by_its_headers() -> None:
    assert actual(Rule((SITE,), ("PUT",), ())).rule == 0


def test_an_actual_request_needs_its_origin_and_method_allowed() -> None:
    assert actual(PUTS, origin=OTHER).rule is None
    assert actual(PUTS, method="GET").rule is None


# Why not the others


def test_a_rule_says_all_that_it_misses() -> None:
    (verdict,) = preflight(PUTS, origin=OTHER, method="GET", headers=("x-a", "x-b")).verdicts
    assert verdict == Verdict(
        misses=(
            Miss(Condition.ORIGIN, OTHER),
            Miss(Condition.METHOD, "GET"),
            Miss(Condition.HEADER, "x-a"),
            Miss(Condition.HEADER, "x-b"),
        ),
        answers=False,
    )


def test_only_headers_that_are_not_allowed_are_missed() -> None:
    (verdict,) = preflight(PUTS, headers=("x-a", "content-type")).verdicts
    assert verdict.misses == (Miss(Condition.HEADER, "x-a"),)


def test_rules_behind_the_one_that_answers_are_judged_too() -> None:
    verdicts = preflight(GETS, PUTS, PUTS, GETS).verdicts
    missed = (Miss(Condition.METHOD, "PUT"),)
    assert verdicts == (
        Verdict(missed, answers=False),
        Verdict((), answers=True),
        Verdict((), answers=False),
        Verdict(missed, answers=False),
    )


# The headers


def test_a_preflight_is_answered_with_these_headers_in_this_order() -> None:
    decision = preflight(PUTS, headers=("Content-Type",))
    assert decision.headers == (
        ("Access-Control-Allow-Origin", SITE),
        ("Access-Control-Allow-Methods", "PUT"),
        ("Access-Control-Allow-Headers", "Content-Type"),
        ("Access-Control-Expose-Headers", "ETag"),
        ("Access-Control-Max-Age", "60"),
    )


def test_an_actual_request_is_answered_with_these_headers_in_this_order() -> None:
    assert actual(PUTS).headers == (
        ("Access-Control-Allow-Origin", SITE),
        ("Access-Control-Allow-Methods", "PUT"),
        ("Access-Control-Expose-Headers", "ETag"),
        ("Access-Control-Max-Age", "60"),
    )


def test_all_methods_of_the_rule_are_named_in_stored_order() -> None:
    headers = dict(preflight(Rule(("*",), ("PUT", "GET", "DELETE"))).headers)
    assert headers["Access-Control-Allow-Methods"] == "PUT, GET, DELETE"


def test_the_requested_headers_are_allowed_and_not_those_of_the_rule() -> None:
    rule = Rule(("*",), ("PUT",), ("*", "x-never-asked"))
    headers = dict(preflight(rule, headers=("X-B", "x-a")).headers)
    assert headers["Access-Control-Allow-Headers"] == "X-B, x-a"


def test_no_allow_headers_when_none_were_requested() -> None:
    assert "Access-Control-Allow-Headers" not in dict(preflight(PUTS).headers)


def test_all_exposed_headers_are_named() -> None:
    rule = Rule(("*",), ("PUT",), (), ("ETag", "x-oss-request-id"))
    assert (
        dict(preflight(rule).headers)["Access-Control-Expose-Headers"] == "ETag, x-oss-request-id"
    )


def test_no_expose_headers_when_the_rule_has_none() -> None:
    assert "Access-Control-Expose-Headers" not in dict(preflight(Rule(("*",), ("PUT",))).headers)


def test_a_cache_timeout_of_zero_is_sent() -> None:
    rule = Rule(("*",), ("PUT",), max_age=0)
    assert dict(preflight(rule).headers)["Access-Control-Max-Age"] == "0"


def test_no_max_age_when_the_rule_has_none() -> None:
    assert "Access-Control-Max-Age" not in dict(preflight(Rule(("*",), ("PUT",))).headers)


@pytest.mark.parametrize(
    ("origins", "allowed"),
    [
        (("*",), "*"),
        ((SITE,), SITE),
        (("https://*",), SITE),
        (("*", SITE), "*"),
        ((SITE, "*"), SITE),
    ],
)
def test_the_allowed_origin_is_a_wildcard_only_when_that_pattern_matched(
    origins: tuple[str, ...], allowed: str
) -> None:
    headers = dict(preflight(Rule(origins, ("PUT",))).headers)
    assert headers["Access-Control-Allow-Origin"] == allowed


@given(rules(), st.sampled_from(METHODS))
def test_credentials_are_never_allowed(rule: Rule, method: str) -> None:
    names = dict([*preflight(rule, method=method).headers, *actual(rule, method=method).headers])
    assert "Access-Control-Allow-Credentials" not in names


# Vary


def test_vary_is_origin_when_the_setting_is_on() -> None:
    assert vary(Configuration((PUTS,), response_vary=True)) == (("Vary", "Origin"),)


def test_no_vary_when_the_setting_is_off() -> None:
    assert vary(Configuration((PUTS,))) == ()


def test_no_vary_without_a_rule() -> None:
    assert vary(Configuration((), response_vary=True)) == ()


def test_vary_is_no_part_of_what_a_rule_answers() -> None:
    decision = evaluate(Configuration((PUTS,), response_vary=True), Preflight(SITE, "PUT"))
    assert "Vary" not in dict(decision.headers)
