"""What a team promises of a bucket, and whether the rules keep it."""

import pytest
from hypothesis import given

from buckets.cors.evaluate.expectation import Expectation, proposed
from buckets.cors.model import METHODS, Configuration, Rule
from tests.cors.strategies import configurations

APP, EVIL = "https://app.example.com", "https://evil.example"
RULE = Rule((APP,), ("PUT", "HEAD"), ("content-type", "x-oss-*"), ("ETag",))
CONFIGURATION = Configuration((RULE,))


@pytest.mark.parametrize(
    ("expectation", "said"),
    [
        (Expectation(APP, method="PUT"), f"{APP} must be able to PUT"),
        (Expectation(APP), f"{APP} must be able to GET, POST, PUT, DELETE, HEAD"),
        (
            Expectation(APP, True, "PUT", ("content-type", "x-a")),
            f"{APP} must be able to PUT with content-type, x-a",
        ),
        (
            Expectation(APP, True, "PUT", (), ("ETag",)),
            f"{APP} must be able to PUT and read ETag",
        ),
        (
            Expectation(APP, True, "PUT", ("x-a",), ("ETag",)),
            f"{APP} must be able to PUT with x-a and read ETag",
        ),
        (Expectation(EVIL, False), f"{EVIL} must not be able to do anything"),
        (Expectation(EVIL, False, "PUT"), f"{EVIL} must not be able to PUT"),
        (Expectation(EVIL, False, "", ("x-a",)), f"{EVIL} must not be able to send x-a"),
        (
            Expectation(EVIL, False, "PUT", ("x-a",)),
            f"{EVIL} must not be able to PUT with x-a",
        ),
    ],
)
def test_it_is_a_sentence(expectation: Expectation, said: str) -> None:
    assert str(expectation.message) == said


@pytest.mark.parametrize(
    ("expectation", "holds"),
    [
        (Expectation(APP, True, "PUT", ("Content-Type", "x-oss-meta-a"), ("etag",)), True),
        (Expectation(APP, True, "PUT", ("authorization",)), False),
        (Expectation(APP, True, "PUT", (), ("x-oss-request-id",)), False),
        (Expectation(APP, True, "GET"), False),
        (Expectation(APP), False),
        (Expectation(EVIL, False), True),
        (Expectation(APP, False), False),
        (Expectation(APP, False, "GET"), True),
        (Expectation(APP, False, "PUT"), False),
        (Expectation(APP, False, "PUT", ("authorization",)), True),
        (Expectation(APP, False, "", ("x-oss-a",)), False),
        # A page that cannot read what it wants still gets the answer.
        (Expectation(APP, False, "PUT", (), ("x-a",)), False),
    ],
)
def test_it_holds_or_not(expectation: Expectation, holds: bool) -> None:
    assert expectation.holds(CONFIGURATION) is holds


def test_without_a_method_it_is_about_each() -> None:
    methods = [it.request.method for it in Expectation(APP).simulations(CONFIGURATION)]
    assert methods == list(METHODS)


def test_that_every_method_is_allowed_needs_every_method() -> None:
    assert Expectation(APP).holds(Configuration((Rule((APP,), METHODS),)))


def test_proposed_is_each_named_source_with_each_method_and_all_that_goes_with_it() -> None:
    assert proposed(CONFIGURATION) == tuple(
        Expectation(APP, True, method, ("content-type",), ("ETag",)) for method in ("PUT", "HEAD")
    )


def test_a_wildcard_is_no_promise_to_anybody() -> None:
    assert proposed(Configuration((Rule(("*", "https://*.example.com"), ("GET",)),))) == ()


def test_the_same_is_proposed_once() -> None:
    assert len(proposed(Configuration((RULE, RULE)))) == 2


def test_what_an_earlier_rule_keeps_from_being_is_not_proposed() -> None:
    exposing = Rule((APP,), ("GET",), expose_headers=("ETag",))
    hiding = Rule(("*",), ("GET",))
    assert proposed(Configuration((hiding, exposing))) == ()


@given(configurations())
def test_what_is_proposed_holds(configuration: Configuration) -> None:
    assert all(expectation.holds(configuration) for expectation in proposed(configuration))


@given(configurations())
def test_without_rules_nothing_that_was_proposed_holds(configuration: Configuration) -> None:
    assert not any(it.holds(Configuration()) for it in proposed(configuration))
