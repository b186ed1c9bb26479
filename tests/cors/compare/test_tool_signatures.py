"""Which changes made outside look like a known tool's."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckets.cors.compare.tool_signatures import ToolSignature, recognise
from buckets.cors.model import Configuration, Rule
from tests.cors.strategies import configurations

A = Rule(("https://a.example", "null"), ("GET", "PUT"), ("x-a", "x-b"), ("ETag", "X-Id"), 0)
B = Rule(("https://b.example",), ("GET",), (), (), 60)
BEFORE = Configuration((A, B), response_vary=True)


def traits(*rules: Rule, vary: bool = True) -> list[str]:
    return [trait.value for trait in recognise(BEFORE, Configuration(rules, vary))]


def test_vary_lost_and_nothing_else() -> None:
    assert traits(A, B, vary=False) == ["vary-lost"]


def test_rules_in_another_order() -> None:
    assert traits(B, A) == ["order-shuffled"]


@pytest.mark.parametrize("field", ["origins", "methods", "allowed_headers", "expose_headers"])
def test_values_of_a_rule_in_another_order(field: str) -> None:
    shuffled = Rule(**{**vars(A), field: getattr(A, field)[::-1]})
    assert traits(shuffled, B) == ["order-shuffled"]


def test_a_timeout_of_zero_dropped() -> None:
    assert traits(replace(A, max_age=None), B) == ["zero-timeout-dropped"]


def test_the_letter_case_of_exposed_headers() -> None:
    assert traits(replace(A, expose_headers=("etag", "x-id")), B) == ["header-case"]


def test_all_traits_at_once() -> None:
    rewritten = replace(A, origins=A.origins[::-1], expose_headers=("x-id", "etag"), max_age=None)
    assert traits(B, rewritten, vary=False) == [trait.value for trait in ToolSignature]


@pytest.mark.parametrize(
    "rules",
    [
        (A,),
        (A, B, B),
        (replace(A, methods=("GET",)), B),
        (replace(A, methods=("GET", "PUT", "GET")), B),
        (replace(A, origins=("https://a.example",) * 2), B),
        (A, replace(B, max_age=None)),
        (A, replace(B, max_age=0)),
        (),
    ],
)
def test_any_other_change_is_nobodys_handwriting(rules: tuple[Rule, ...]) -> None:
    assert traits(*rules, vary=False) == []


def test_a_tool_that_drops_zeros_drops_all_of_them() -> None:
    before = Configuration((A, replace(B, max_age=0)))
    after = Configuration((A, replace(B, max_age=None)))
    assert recognise(before, after) == ()


def test_a_zero_that_came_is_nobodys_handwriting() -> None:
    assert recognise(Configuration((replace(A, max_age=None),)), Configuration((A,))) == ()


def test_vary_switched_on_is_nobodys_handwriting() -> None:
    assert recognise(Configuration((A, B)), Configuration((B, A), response_vary=True)) == ()


def test_no_change_has_no_handwriting() -> None:
    assert traits(A, B) == []
    assert recognise(Configuration((), response_vary=True), Configuration()) == ()


@pytest.mark.parametrize(
    ("trait", "tool"),
    [
        (ToolSignature.VARY_LOST, "ali-oss (Node)"),
        (ToolSignature.ORDER_SHUFFLED, "Terraform"),
        (ToolSignature.ZERO_TIMEOUT_DROPPED, "ali-oss (Node)"),
        (ToolSignature.HEADER_CASE, "A tool"),
    ],
)
def test_a_trait_names_who_writes_like_that(trait: ToolSignature, tool: str) -> None:
    assert tool in str(trait.message)


@given(configurations(), st.data())
def test_what_such_a_tool_writes_is_recognised_whenever_anything_changed(
    before: Configuration, data: st.DataObject
) -> None:
    shuffled = data.draw(
        st.permutations([replace(r, max_age=r.max_age or None) for r in before.rules])
    )
    after = Configuration(tuple(shuffled))
    assert bool(recognise(before, after)) == (before.fingerprint != after.fingerprint)


@given(configurations(), configurations())
def test_no_trait_explains_rules_that_came_or_went(
    before: Configuration, after: Configuration
) -> None:
    if len(before.rules) != len(after.rules):
        assert recognise(before, after) == ()
