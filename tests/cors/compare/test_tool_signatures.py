"""Which changes made outside look like a known tool's."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckets.cors import Configuration, Rule
from buckets.cors.compare.catalogue import CATALOGUE
from buckets.cors.compare.tool_signatures import ToolSignature, recognise
from buckets.cors.formats.xml import read
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
    assert traits(B, rewritten, vary=False) == [
        "vary-lost",
        "order-shuffled",
        "zero-timeout-dropped",
        "header-case",
    ]


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
def test_any_other_change_is_no_tool_s(rules: tuple[Rule, ...]) -> None:
    assert traits(*rules, vary=False) == []


def test_a_tool_that_drops_zeros_drops_all_of_them() -> None:
    before = Configuration((A, replace(B, max_age=0)))
    after = Configuration((A, replace(B, max_age=None)))
    assert recognise(before, after) == ()


def test_a_tool_that_adds_zeros_adds_them_to_every_rule_without_a_timeout() -> None:
    before = Configuration((replace(A, max_age=None), B, replace(A, max_age=None)))
    after = Configuration((A, B, replace(A, max_age=None)))
    assert recognise(before, after) == ()


def document(*rules: str, vary: str = "") -> bytes:
    """A document as tools write it: in one line."""
    inside = "".join(f"<CORSRule>{rule}</CORSRule>" for rule in rules)
    xml = '<?xml version="1.0" encoding="utf-8"?>'
    return f"{xml}<CORSConfiguration>{inside}{vary}</CORSConfiguration>".encode()


ONE_SITE = "<AllowedOrigin>https://a.example</AllowedOrigin><AllowedMethod>GET</AllowedMethod>"
VARY = "<ResponseVary>true</ResponseVary>"


def test_the_sdk_for_dotnet_adds_a_timeout_of_zero_and_loses_vary() -> None:
    before = read(document(ONE_SITE, vary=VARY))
    after = read(document(f"{ONE_SITE}<MaxAgeSeconds>0</MaxAgeSeconds>"))
    assert recognise(before, after) == (
        ToolSignature.VARY_LOST,
        ToolSignature.ZERO_TIMEOUT_ADDED,
    )


def test_ali_oss_adds_empty_headers_drops_a_zero_and_loses_vary() -> None:
    before = read(document(f"{ONE_SITE}<MaxAgeSeconds>0</MaxAgeSeconds>", vary=VARY))
    empty = "<AllowedHeader></AllowedHeader><ExposeHeader></ExposeHeader>"
    assert recognise(before, read(document(ONE_SITE + empty))) == (
        ToolSignature.VARY_LOST,
        ToolSignature.ZERO_TIMEOUT_DROPPED,
        ToolSignature.EMPTY_ELEMENT_ADDED,
    )


def test_an_empty_header_beside_others_is_no_tool_s() -> None:
    named = "<AllowedHeader>x-a</AllowedHeader>"
    before = read(document(ONE_SITE + named))
    after = read(document(f"{ONE_SITE}{named}<AllowedHeader></AllowedHeader>"))
    assert recognise(before, after) == ()


def test_the_sdk_for_cpp_drops_a_timeout_of_zero_and_loses_vary() -> None:
    before = read(document(f"{ONE_SITE}<MaxAgeSeconds>0</MaxAgeSeconds>", vary=VARY))
    assert recognise(before, read(document(ONE_SITE))) == (
        ToolSignature.VARY_LOST,
        ToolSignature.ZERO_TIMEOUT_DROPPED,
    )


def test_vary_switched_on_is_no_tool_s() -> None:
    assert recognise(Configuration((A, B)), Configuration((B, A), response_vary=True)) == ()


def test_no_change_has_no_signature() -> None:
    assert traits(A, B) == []
    assert recognise(Configuration((), response_vary=True), Configuration()) == ()


WRITERS_WITHOUT_VARY = ("ali-oss", "ossutil 1.x", "Go", ".NET", "C++", "C and", "Ruby", "Terraform")


@pytest.mark.parametrize(
    ("trait", "tool"),
    [
        *((ToolSignature.VARY_LOST, tool) for tool in WRITERS_WITHOUT_VARY),
        (ToolSignature.ORDER_SHUFFLED, "Terraform"),
        (ToolSignature.ZERO_TIMEOUT_DROPPED, "ali-oss (Node)"),
        (ToolSignature.ZERO_TIMEOUT_ADDED, ".NET"),
        (ToolSignature.EMPTY_ELEMENT_ADDED, "ali-oss (Node)"),
        (ToolSignature.HEADER_CASE, "A tool"),
    ],
)
def test_a_trait_names_who_writes_like_that(trait: ToolSignature, tool: str) -> None:
    assert tool in str(CATALOGUE[trait.message.id])


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
