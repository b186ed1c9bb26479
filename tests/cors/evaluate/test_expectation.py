"""What a team expects of a bucket, and whether the rules meet it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from buckets.cors import METHODS, Configuration, Rule
from buckets.cors.evaluate.catalogue import CATALOGUE
from buckets.cors.evaluate.expectation import Expectation, proposed
from tests.cors.strategies import configurations

APP, EVIL = "https://app.example.com", "https://evil.example"
RULE = Rule((APP,), ("PUT", "HEAD"), ("content-type", "x-oss-*"), ("ETag",))
CONFIGURATION = Configuration((RULE,))


@pytest.mark.parametrize(
    ("expectation", "message_id"),
    [
        (Expectation(APP, method="PUT"), "evaluate.must"),
        (Expectation(APP, True, "PUT", ("content-type", "x-a")), "evaluate.must-send"),
        (Expectation(APP, True, "PUT", (), ("ETag",)), "evaluate.must-read"),
        (Expectation(APP, True, "PUT", ("x-a",), ("ETag",)), "evaluate.must-send-and-read"),
        (Expectation(EVIL, False), "evaluate.must-not"),
        (Expectation(EVIL, False, "PUT"), "evaluate.must-not-use"),
        (Expectation(EVIL, False, "", ("x-a",)), "evaluate.must-not-send"),
        (Expectation(EVIL, False, "PUT", ("x-a",)), "evaluate.must-not-use-and-send"),
    ],
)
def test_its_message_names_what_it_names(expectation: Expectation, message_id: str) -> None:
    message = expectation.message
    assert message.id == message_id
    told = str(CATALOGUE[message_id])
    named = {"headers": expectation.headers, "reads": expectation.reads}
    assert all((f"%({field})s" in told) is bool(values) for field, values in named.items())
    assert (message.params["origin"], message.params["headers"]) == (
        expectation.origin,
        ", ".join(expectation.headers),
    )


def test_its_message_names_every_method_where_it_is_about_each() -> None:
    assert Expectation(APP).message.params["method"] == "GET, POST, PUT, DELETE, HEAD"


SAME = Expectation(APP, True, "PUT", ("x-a", "x-b"), ("ETag",))


def test_the_key_of_an_expectation_is_pinned_as_rows_hold_it() -> None:
    assert SAME.key == "1-b21c40f79f9020c9f37edbce06c11ddd"


def test_the_case_and_the_order_of_header_names_make_no_other_key() -> None:
    other = Expectation(APP, True, "PUT", ("X-B", "x-a"), ("etag", "ETag"))
    assert other.key == SAME.key


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": EVIL},
        {"allowed": False},
        {"method": "GET"},
        {"headers": ("x-a",)},
        {"reads": ()},
        {"headers": (), "reads": ("ETag", "x-a", "x-b")},
    ],
)
def test_another_expectation_has_another_key(changed: dict[str, Any]) -> None:
    assert replace(SAME, **changed).key != SAME.key


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
