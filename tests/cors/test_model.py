"""A configuration as a value, and the fingerprint that tells two of them apart."""

import json
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given

from buckets.cors import Configuration, Rule, lower_ascii
from buckets.cors.formats import xml
from tests.cors.strategies import configurations

RULE = Rule(
    origins=("https://a.example", "https://b.example"),
    methods=("GET", "HEAD"),
    allowed_headers=("x-one", "x-two"),
    expose_headers=("ETag", "x-oss-request-id"),
    max_age=60,
)
OTHER = Rule(origins=("*",), methods=("GET",))


def fingerprint(*rules: Rule, vary: bool = False) -> str:
    return Configuration(rules, vary).fingerprint


def test_a_rule_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        RULE.max_age = 1  # type: ignore[misc]


def test_a_rule_keeps_lists_as_tuples() -> None:
    made = Rule(origins=["*"], methods=["GET"])  # type: ignore[arg-type]
    assert made == OTHER


def test_a_configuration_keeps_lists_as_tuples() -> None:
    assert Configuration([OTHER]).rules == (OTHER,)  # type: ignore[arg-type]


def test_allowed_headers_are_held_in_lower_case_as_oss_reads_them_back() -> None:
    assert replace(RULE, allowed_headers=("X-One", "GET")).allowed_headers == ("x-one", "get")


def test_exposed_headers_keep_their_case() -> None:
    assert RULE.expose_headers == ("ETag", "x-oss-request-id")


def test_lower_case_is_that_of_ascii_only() -> None:
    assert lower_ascii("AZ\N{KELVIN SIGN}Ü") == "az\N{KELVIN SIGN}Ü"


def test_with_rules_keeps_the_vary_setting() -> None:
    assert Configuration((RULE,), True).with_rules([OTHER]) == Configuration((OTHER,), True)


def test_the_fingerprint_is_the_one_that_is_already_stored() -> None:
    # A change here makes every stored plan stale and every bucket look drifted.
    assert (
        fingerprint(RULE, vary=True)
        == "ef63ff55bd755c855095ec0223bd767db28da74b75ed72f43338a96cd5f42151"
    )


def test_the_canonical_form_has_names_of_its_own() -> None:
    # Stored keys are made of it: renaming an attribute of a rule must change nothing here.
    assert json.dumps(RULE.canonical()) == (
        '{"version": 1, "AllowedOrigin": ["https://a.example", "https://b.example"], '
        '"AllowedMethod": ["GET", "HEAD"], "AllowedHeader": ["x-one", "x-two"], '
        '"ExposeHeader": ["ETag", "x-oss-request-id"], "MaxAgeSeconds": 60}'
    )


def test_the_order_of_rules_counts() -> None:
    assert fingerprint(RULE, OTHER) != fingerprint(OTHER, RULE)


@pytest.mark.parametrize("field", ["origins", "methods", "allowed_headers", "expose_headers"])
def test_the_order_of_values_counts(field: str) -> None:
    turned = replace(RULE, **{field: getattr(RULE, field)[::-1]})
    assert fingerprint(turned) != fingerprint(RULE)


@pytest.mark.parametrize("field", ["origins", "methods", "allowed_headers", "expose_headers"])
def test_repeated_values_count(field: str) -> None:
    doubled = replace(RULE, **{field: getattr(RULE, field) * 2})
    assert fingerprint(doubled) != fingerprint(RULE)


def test_a_repeated_rule_counts() -> None:
    assert fingerprint(RULE, RULE) != fingerprint(RULE)


def test_the_case_of_allowed_headers_does_not_count() -> None:
    shouted = replace(RULE, allowed_headers=("X-ONE", "X-TWO"))
    assert fingerprint(shouted) == fingerprint(RULE)


def test_the_case_of_exposed_headers_counts() -> None:
    assert fingerprint(replace(RULE, expose_headers=("etag", "x-oss-request-id"))) != fingerprint(
        RULE
    )


def test_no_cache_timeout_is_not_a_timeout_of_zero() -> None:
    assert fingerprint(replace(RULE, max_age=None)) != fingerprint(replace(RULE, max_age=0))


def test_vary_counts() -> None:
    assert fingerprint(RULE, vary=True) != fingerprint(RULE)


def test_vary_does_not_count_without_a_rule() -> None:
    assert fingerprint(vary=True) == fingerprint()


def test_an_absent_vary_is_false() -> None:
    document = xml.write(Configuration((RULE,)))
    without = document.replace(b"<ResponseVary>false</ResponseVary>", b"")
    assert without != document
    assert xml.read(without).fingerprint == fingerprint(RULE)


def test_a_value_cannot_slip_from_one_field_into_another() -> None:
    left = Rule(origins=("a", "b"), methods=())
    right = Rule(origins=("a",), methods=("b",))
    assert fingerprint(left) != fingerprint(right)


@given(configurations(), configurations())
def test_fingerprints_are_equal_where_configurations_are(
    one: Configuration, two: Configuration
) -> None:
    same = one.rules == two.rules and (not one.rules or one.response_vary == two.response_vary)
    assert (one.fingerprint == two.fingerprint) == same
