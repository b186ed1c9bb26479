"""The smallest change that lets a blocked request through, and what it costs."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from buckets.cors import METHODS, Configuration, Rule
from buckets.cors.compare.behaviour import ChangeKind, compare
from buckets.cors.compare.remedy import Remedy, remedies
from buckets.cors.evaluate.browser import PageHeader, PageRequest
from buckets.cors.evaluate.simulation import simulate
from buckets.cors.limits import MAX_RULES
from buckets.cors.validate.oss_refusals import refused_by_oss
from tests.cors.strategies import configurations

A, B = "https://a.example", "https://b.example"
GETS = Rule((A,), ("GET",), (), ("ETag",))


def remedied(*rules: Rule, origin: str = A, **more: object) -> tuple[Remedy, ...]:
    request = PageRequest(origin, **more)  # type: ignore[arg-type]
    return remedies(Configuration(rules), request)


def rules_of(*found: Remedy) -> list[tuple[Rule, ...]]:
    return [remedy.configuration.rules for remedy in found]


def test_a_request_that_succeeds_needs_none() -> None:
    assert remedied(GETS) == ()


def test_without_rules_one_is_made_for_just_this_request() -> None:
    (remedy,) = remedied(method="PUT", headers=(PageHeader("x-a"),), reads=("ETag",))
    assert (remedy.index, remedy.is_new) == (0, True)
    assert remedy.configuration.rules == (Rule((A,), ("PUT",), ("x-a",), ("ETag",)),)


def test_another_origin_is_one_more_value() -> None:
    (remedy,) = remedied(GETS, origin=B)
    assert (remedy.index, remedy.is_new) == (0, False)
    assert remedy.configuration.rules[0].origins == (A, B)


def test_another_method_is_one_more_value() -> None:
    (remedy,) = remedied(GETS, method="put")
    assert remedy.configuration.rules[0].methods == ("GET", "PUT")


def test_a_header_is_one_more_value() -> None:
    (remedy,) = remedied(GETS, headers=(PageHeader("X-A"),))
    assert remedy.configuration.rules[0].allowed_headers == ("x-a",)


def test_a_header_to_be_read_is_one_more_value() -> None:
    (remedy,) = remedied(GETS, reads=("etag", "x-oss-request-id"))
    assert remedy.configuration.rules[0].expose_headers == ("ETag", "x-oss-request-id")
    assert [it.kind for it in remedy.changes] == [ChangeKind.HEADERS]


def test_the_rule_that_lacks_least_is_widened() -> None:
    (remedy, *_) = remedied(GETS, Rule((B,), ("PUT",)), origin=B, method="DELETE")
    assert remedy.index == 1


def test_a_rule_that_comes_too_late_is_moved() -> None:
    hiding, showing = Rule(("*",), ("GET",)), Rule((A,), ("GET",), (), ("ETag", "x-a"))
    found = remedied(hiding, showing, reads=("ETag", "x-a"))
    assert rules_of(found[0]) == [(showing, hiding)]


def test_what_allows_less_is_offered_beside_what_is_smaller() -> None:
    everything = Rule((A, B), METHODS, ("x-*",))
    smallest, narrowest = remedied(everything, origin="https://c.example", method="PUT")
    assert smallest.configuration.rules == (Rule((A, B, "https://c.example"), METHODS, ("x-*",)),)
    assert narrowest.configuration.rules[1:] == (Rule(("https://c.example",), ("PUT",)),)
    assert narrowest.is_new


def test_a_header_for_several_sources_is_more_than_for_the_one_that_asks() -> None:
    smallest, narrowest = remedied(Rule((A, B), ("GET",)), headers=(PageHeader("x-a"),))
    assert not smallest.is_new
    assert narrowest.is_new
    assert narrowest.configuration.rules[narrowest.index] == Rule((A,), ("GET",), ("x-a",))


def test_where_there_is_no_room_for_a_rule_one_is_widened() -> None:
    full = tuple(Rule((f"https://{n}.example",), METHODS) for n in range(MAX_RULES))
    (remedy,) = remedied(*full, method="PUT")
    assert not remedy.is_new


def test_where_there_is_no_room_for_a_value_there_is_no_remedy() -> None:
    long = Rule(tuple(f"https://{n:0400}.example" for n in range(36)), ("GET",))
    assert not refused_by_oss(Configuration((long,)))
    assert remedied(long, origin=f"{A}.{0:0400}") == ()


@pytest.mark.parametrize("source", ["*", A])
def test_no_rule_helps_with_credentials(source: str) -> None:
    assert remedied(Rule((source,), METHODS, ("*",)), credentials=True) == ()


@pytest.mark.parametrize("method", ["PATCH", "OPTIONS", "TRACE", "put "])
def test_no_rule_helps_with_a_method_that_oss_does_not_have(method: str) -> None:
    assert remedied(GETS, method=method) == ()


@pytest.mark.parametrize("unreadable", ["*", "Set-Cookie", "a&b"])
def test_no_rule_helps_to_read_what_none_can_expose(unreadable: str) -> None:
    assert remedied(GETS, reads=(unreadable,)) == ()


REQUESTS = st.builds(
    PageRequest,
    st.sampled_from([A, B, "null", "https://www.example.com", "http://localhost:3000"]),
    st.sampled_from([*METHODS, "put"]),
    st.lists(st.sampled_from(["x-oss-meta-a", "x-a", "authorization"]), max_size=2).map(
        lambda names: tuple(map(PageHeader, names))
    ),
    watches_upload=st.booleans(),
    reads=st.lists(st.sampled_from(["ETag", "x-a", "Content-Length"]), max_size=2).map(tuple),
)


@given(configurations(3), REQUESTS)
def test_a_remedy_makes_the_request_succeed(
    configuration: Configuration, request: PageRequest
) -> None:
    found = remedies(configuration, request)
    assert bool(found) is not simulate(configuration, request).succeeds
    assert all(simulate(remedy.configuration, request).succeeds for remedy in found)


@given(configurations(3), REQUESTS)
def test_a_remedy_blocks_nothing_and_is_something_that_oss_takes(
    configuration: Configuration, request: PageRequest
) -> None:
    for remedy in remedies(configuration, request):
        assert ChangeKind.BLOCKED not in {change.kind for change in remedy.changes}
        assert remedy.changes == compare(configuration, remedy.configuration)
        assert not refused_by_oss(remedy.configuration)


@given(configurations(3), REQUESTS)
def test_the_narrowest_allows_nothing_but_the_request(
    configuration: Configuration, request: PageRequest
) -> None:
    assume(not simulate(configuration, request).succeeds)
    *_, narrowest = remedies(configuration, request)
    for change in narrowest.changes:
        if change.kind is ChangeKind.ALLOWED:
            assert {*change.origins, change.request.origin} == {request.origin}
            assert change.methods == (request.method.upper(),)
            assert {*change.request.headers} <= {*request.asks_for}


@given(configurations(3), REQUESTS)
def test_a_remedy_differs_in_the_rule_that_it_names(
    configuration: Configuration, request: PageRequest
) -> None:
    for remedy in remedies(configuration, request):
        rules = remedy.configuration.rules
        others = [*rules[: remedy.index], *rules[remedy.index + 1 :]]
        assert len(rules) == len(configuration.rules) + remedy.is_new
        assert all(rule in configuration.rules for rule in others)
