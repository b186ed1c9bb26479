"""Which effects of publishing need a tick of their own, and what each says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckets.cors.compare.hazards import (
    HazardKind,
    expectation_broken,
    foreign_changes_replaced,
    hazards,
)
from buckets.cors.evaluate.expectation import Expectation
from buckets.cors.model import METHODS, Configuration, Rule
from buckets.cors.origin import OriginPattern
from tests.cors.strategies import configurations

NOTHING = Configuration()
A = "https://a.example"


def allowing(*grants: tuple[str, str], vary: bool = False) -> Configuration:
    """A rule each for sources and methods, both apart by blanks."""
    rules = [Rule(tuple(sources.split()), tuple(methods.split())) for sources, methods in grants]
    return Configuration(tuple(rules), vary)


def told(base: Configuration, target: Configuration) -> dict[str, str]:
    return {str(hazard.kind): str(hazard) for hazard in hazards(base, target)}


def test_removing_the_last_rule_is_told() -> None:
    (hazard,) = hazards(allowing((A, "GET")), NOTHING)
    assert hazard.kind is HazardKind.LAST_RULE_REMOVED
    assert str(hazard) == "Remove the last rule: browsers will block every script of another site"


def test_removing_one_of_two_rules_needs_no_tick() -> None:
    assert told(allowing((A, "GET"), ("null", "GET")), allowing((A, "GET"))) == {}


def test_a_bucket_that_had_no_rules_loses_none() -> None:
    assert told(NOTHING, NOTHING) == {}


def test_opening_to_all_names_the_source_and_the_methods() -> None:
    assert told(allowing((A, "GET")), allowing((A, "GET"), ("*", "GET HEAD"))) == {
        "opened-to-all": "Let pages on any site do what they could not do before: * (GET, HEAD)"
    }


def test_only_the_methods_that_are_new_are_named() -> None:
    found = told(allowing(("*", "GET")), allowing(("*", "GET HEAD")))
    assert found["opened-to-all"].endswith("before: * (HEAD)")


@pytest.mark.parametrize(
    "source",
    ["*", "h*", "http*", "https:*", "https://*", "http://*", "*:8443", "https://*:8443", "https*0"],
)
def test_a_source_that_any_host_can_match_is_open_to_all(source: str) -> None:
    assert list(told(NOTHING, allowing((source, "GET")))) == ["opened-to-all"]


@pytest.mark.parametrize(
    "source",
    [A, "null", "https://*.example", "*.example", "https://a*", "capacitor://*", "https://*:80/"],
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
    text = f"Let every site that a wildcard matches write or delete objects: {{}} ({method})"
    writes = {"writes-for-wildcard": text.format("https://*.example")}
    assert found == (writes if method in ("PUT", "POST", "DELETE") else {})


def test_writes_for_single_sites_need_no_tick() -> None:
    assert told(NOTHING, allowing((f"{A} null", "PUT POST DELETE"))) == {}


def test_writes_for_any_site_need_both_ticks() -> None:
    found = told(NOTHING, allowing(("*", "PUT")))
    assert list(found) == ["opened-to-all", "writes-for-wildcard"]


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
    assert found.endswith("objects: https://*.a (PUT, POST), https://*.b (PUT)")


@pytest.mark.parametrize("sources", [f"{A} null", "https://*.example", f"* {A}"])
def test_losing_vary_with_several_sources_is_told(sources: str) -> None:
    base = allowing((sources, "GET"), vary=True)
    (hazard,) = hazards(base, allowing((sources, "GET")))
    assert hazard.kind is HazardKind.VARY_LOST
    assert str(hazard).startswith("Stop sending Vary: Origin although several sources")


@pytest.mark.parametrize("sources", [A, "*", f"{A} {A}"])
def test_losing_vary_with_one_answer_for_all_needs_no_tick(sources: str) -> None:
    base = allowing((sources, "GET"), vary=True)
    assert told(base, allowing((sources, "GET"))) == {}


def test_sources_of_several_rules_are_several_sources() -> None:
    grants = ((A, "GET"), ("null", "GET"))
    assert "vary-lost" in told(allowing(*grants, vary=True), allowing(*grants))


def test_vary_that_was_never_sent_cannot_be_lost() -> None:
    several = allowing((f"{A} null", "GET"))
    assert told(allowing((A, "GET")), several) == {}
    assert told(Configuration((), response_vary=True), several) == {}


def test_replacing_foreign_changes_is_an_effect_that_sync_adds() -> None:
    hazard = foreign_changes_replaced()
    assert hazard.kind is HazardKind.FOREIGN_CHANGES_REPLACED
    assert str(hazard) == "Replace what was changed outside of this console"


@given(configurations(), configurations())
def test_there_is_at_most_one_effect_of_each_kind(base: Configuration, to: Configuration) -> None:
    kinds = [hazard.kind for hazard in hazards(base, to)]
    assert len(kinds) == len(set(kinds))


@given(configurations())
def test_publishing_what_is_there_already_has_no_effect(configuration: Configuration) -> None:
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


def test_a_broken_promise_is_an_effect_of_its_own_by_the_name_of_the_promise() -> None:
    hazard = expectation_broken("7", Expectation("https://a.example", True, "GET").message)
    assert hazard.kind == "breaks-7"
    assert str(hazard.message) == ("Break what was promised: https://a.example must be able to GET")
