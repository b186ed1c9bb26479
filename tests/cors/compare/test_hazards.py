"""Which hazards of publishing need an acknowledgement of their own, and what each names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckets.cors import METHODS, Configuration, Message, Rule
from buckets.cors.compare.catalogue import CATALOGUE
from buckets.cors.compare.hazards import (
    Hazard,
    HazardKind,
    expectation_broken,
    foreign_changes_replaced,
    hazards,
    is_key,
)
from buckets.cors.evaluate.expectation import Expectation
from buckets.cors.origin import OriginPattern
from tests.cors.strategies import configurations

NOTHING = Configuration()
A = "https://a.example"


def allowing(*grants: tuple[str, str], vary: bool = False) -> Configuration:
    """A rule each for sources and methods, both apart by blanks."""
    rules = [Rule(tuple(sources.split()), tuple(methods.split())) for sources, methods in grants]
    return Configuration(tuple(rules), vary)


def told(base: Configuration, target: Configuration) -> dict[str, object]:
    """The hazards by key, each with the grants that it names."""
    return {it.key: it.message.params.get("grants", "") for it in hazards(base, target)}


def test_removing_the_last_rule_is_told() -> None:
    (hazard,) = hazards(allowing((A, "GET")), NOTHING)
    assert hazard.kind is HazardKind.LAST_RULE_REMOVED
    assert (hazard.key, hazard.message.id) == ("last-rule-removed", "compare.last-rule-removed")


def test_removing_one_of_two_rules_is_no_hazard() -> None:
    assert told(allowing((A, "GET"), ("null", "GET")), allowing((A, "GET"))) == {}


def test_a_bucket_that_had_no_rules_loses_none() -> None:
    assert told(NOTHING, NOTHING) == {}


def test_opening_to_all_names_the_source_and_the_methods() -> None:
    assert told(allowing((A, "GET")), allowing((A, "GET"), ("*", "GET HEAD"))) == {
        "opened-to-all": "* (GET, HEAD)"
    }


def test_only_the_methods_that_are_new_are_named() -> None:
    found = told(allowing(("*", "GET")), allowing(("*", "GET HEAD")))
    assert found == {"opened-to-all": "* (HEAD)"}


@pytest.mark.parametrize(
    "source",
    ["*", "h*", "http*", "https:*", "https://*", "http://*", "*:8443", "https://*:8443", "https*0"],
)
def test_a_source_that_any_host_can_match_is_open_to_all(source: str) -> None:
    assert list(told(NOTHING, allowing((source, "GET")))) == ["opened-to-all"]


@pytest.mark.parametrize(
    "source",
    [A, "https://*.example", "*.example", "https://a*", "capacitor://*", "https://*:80/"],
)
def test_a_source_that_some_hosts_cannot_match_is_not_open_to_all(source: str) -> None:
    assert told(NOTHING, allowing((source, "GET"))) == {}


def test_every_web_site_over_https_is_less_than_any_site() -> None:
    base = allowing(("https://*", "GET"))
    assert list(told(base, allowing(("*", "GET")))) == ["opened-to-all"]
    assert told(allowing(("*", "GET")), base) == {}


@pytest.mark.parametrize("method", METHODS)
def test_writes_for_a_wildcard_are_told_and_reads_are_not(method: str) -> None:
    found = told(NOTHING, allowing(("https://*.example", method)))
    writes = {"writes-for-wildcard": f"https://*.example ({method})"}
    assert found == (writes if method in ("PUT", "POST", "DELETE") else {})


def test_writes_for_single_sites_are_no_hazard() -> None:
    assert told(NOTHING, allowing((A, "PUT POST DELETE"))) == {}


def test_writes_for_any_site_are_two_hazards() -> None:
    found = told(NOTHING, allowing(("*", "PUT")))
    assert list(found) == ["opened-to-all", "writes-for-wildcard"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reads_for_null_are_a_hazard_as_any_site_can_send_it(method: str) -> None:
    assert told(NOTHING, allowing(("null", method))) == {"opened-to-null": f"null ({method})"}


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_writes_for_null_are_two_hazards_as_those_for_any_site(method: str) -> None:
    grants = f"null ({method})"
    found = told(NOTHING, allowing((f"{A} null", method)))
    assert found == {"opened-to-null": grants, "writes-for-null": grants}


def test_a_pattern_that_matches_null_is_as_null() -> None:
    assert list(told(NOTHING, allowing(("nu*", "GET")))) == ["opened-to-null"]


def test_null_is_not_new_where_any_origin_was_allowed() -> None:
    assert told(allowing(("*", "PUT")), allowing(("null", "PUT"))) == {}


def test_what_null_may_do_already_is_not_asked_about_again() -> None:
    found = told(allowing(("null", "GET")), allowing(("null", "GET HEAD")))
    assert found == {"opened-to-null": "null (HEAD)"}


def test_writes_that_a_wider_source_had_before_are_not_new() -> None:
    base = allowing(("https://*.example", "PUT"))
    assert told(base, allowing(("https://*.a.example https://b*.example", "PUT"))) == {}


def test_writes_that_only_a_narrower_source_had_before_are_new() -> None:
    base = allowing((f"https://*.a.example {A}", "PUT"))
    assert "writes-for-wildcard" in told(base, allowing(("https://*.example", "PUT")))


def test_another_method_of_a_wider_source_does_not_count() -> None:
    base = allowing(("https://*.example", "PUT"))
    assert "writes-for-wildcard" in told(base, allowing(("https://*.a.example", "DELETE")))


def test_each_source_is_named_once_with_all_that_is_new_for_it() -> None:
    target = allowing(("https://*.a https://*.b", "PUT GET PUT"), ("https://*.a", "POST"))
    found = told(NOTHING, target)["writes-for-wildcard"]
    assert found == "https://*.a (PUT, POST), https://*.b (PUT)"


@pytest.mark.parametrize("sources", [f"{A} null", "https://*.example", f"* {A}"])
def test_losing_vary_with_several_sources_is_told(sources: str) -> None:
    base = allowing((sources, "GET"), vary=True)
    (hazard,) = hazards(base, allowing((sources, "GET")))
    assert hazard.kind is HazardKind.VARY_LOST
    assert hazard.message.id == "compare.vary-lost"


@pytest.mark.parametrize("sources", [A, "*", f"{A} {A}"])
def test_losing_vary_with_one_answer_for_all_is_no_hazard(sources: str) -> None:
    base = allowing((sources, "GET"), vary=True)
    assert told(base, allowing((sources, "GET"))) == {}


def test_sources_of_several_rules_are_several_sources() -> None:
    grants = ((A, "GET"), ("https://b.example", "GET"))
    assert "vary-lost" in told(allowing(*grants, vary=True), allowing(*grants))


def test_vary_that_was_never_sent_cannot_be_lost() -> None:
    several = allowing((f"{A} https://b.example", "GET"))
    assert told(allowing((A, "GET")), several) == {}
    assert told(Configuration((), response_vary=True), several) == {}


def test_replacing_foreign_changes_is_a_hazard_that_sync_adds() -> None:
    hazard = foreign_changes_replaced()
    assert hazard.kind is HazardKind.FOREIGN_CHANGES_REPLACED
    assert hazard.message.id == "compare.foreign-changes-replaced"


@given(configurations(), configurations())
def test_there_is_at_most_one_hazard_of_each_kind(base: Configuration, to: Configuration) -> None:
    kinds = [hazard.kind for hazard in hazards(base, to)]
    assert len(kinds) == len(set(kinds))


@given(configurations())
def test_publishing_what_is_there_already_has_no_hazard(configuration: Configuration) -> None:
    assert hazards(configuration, configuration) == ()


PATTERNS = st.lists(st.sampled_from("aabb*"), max_size=6).map("".join)


@given(*[PATTERNS.filter(lambda text: text.count("*") < 2)] * 2)
def test_a_pattern_includes_another_when_it_matches_all_that_the_other_does(
    wide: str, narrow: str
) -> None:
    # A letter that stands in no pattern can only be matched by a wildcard.
    spelled_out = [narrow.replace("*", "z" * times) for times in range(8)]
    all_matched = all(OriginPattern(wide).matches(text) for text in spelled_out)
    assert OriginPattern(wide).includes(OriginPattern(narrow)) == all_matched


def test_a_broken_expectation_is_a_hazard_about_that_expectation() -> None:
    expectation = Expectation("https://a.example", True, "GET")
    hazard = expectation_broken("1-ab", expectation.message)
    assert hazard.kind is HazardKind.EXPECTATION_BROKEN
    assert hazard.key == "expectation-broken:1-ab"
    assert hazard.message.params == {"expectation": expectation.message}


@pytest.mark.parametrize("kind", HazardKind)
def test_every_hazard_has_a_text_for_one_bucket_and_for_several(kind: HazardKind) -> None:
    hazard = Hazard(kind, "", Message(f"compare.{kind}", {"grants": "* (GET)"}))
    assert {hazard.message.id, hazard.message_for_several.id} <= CATALOGUE.keys()
    assert "grants" not in str(CATALOGUE[hazard.message_for_several.id])


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("vary-lost", True),
        ("expectation-broken:1-ab", True),
        ("expectation-broken", False),
        ("expectation-broken:", False),
        ("vary-lost:1-ab", False),
        ("world-peace", False),
        ("", False),
    ],
)
def test_a_key_is_a_kind_and_for_an_expectation_its_subject(text: str, is_one: bool) -> None:
    assert is_key(text) is is_one
