"""Findings: which configurations have which, and what their fixes do."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations, product, starmap

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from buckets.cors import Configuration, Rule
from buckets.cors.compare.behaviour import ChangeKind, compare
from buckets.cors.evaluate.oss import Preflight, evaluate
from buckets.cors.lint import CHECKS, Finding, Severity
from buckets.cors.lint.catalogue import CATALOGUE
from buckets.cors.lint.fields import SDK_HEADERS
from buckets.cors.lint.registry import NO_ROOM
from buckets.cors.origin import OriginPattern
from buckets.cors.validate.oss_refusals import refused_by_oss
from buckets.cors.validate.rules import browsers_send
from buckets.presenters.text import translate
from tests.cors.lint.cases import (
    EXAMPLES,
    FULL,
    LONG,
    OPEN,
    UPLOAD,
    A,
    B,
    Example,
    found_in,
    ids,
    of,
    rule,
)
from tests.cors.strategies import configurations

by_id = pytest.mark.parametrize("example", EXAMPLES, ids=lambda it: it.id)


def kinds(before: Configuration, after: Configuration) -> set[ChangeKind]:
    return {change.kind for change in compare(before, after)}


def test_every_finding_has_an_example() -> None:
    assert {example.id for example in EXAMPLES} == set(CHECKS)


@by_id
def test_what_has_it_is_found(example: Example) -> None:
    assert example.id in ids(example.has)


@by_id
def test_what_nearly_has_it_is_not(example: Example) -> None:
    assert example.id not in ids(example.nearly)


@by_id
def test_the_fix_is_the_edit_that_was_meant(example: Example) -> None:
    finding = next(it for it in found_in(example.has) if it.id == example.id)
    assert finding.fix == example.fixed


@by_id
def test_the_fix_removes_it_and_changes_only_what_it_is_about(example: Example) -> None:
    finding = next(it for it in found_in(example.has) if it.id == example.id)
    if finding.fix is not None:
        assert finding.id not in ids(finding.fix)
        assert kinds(example.has, finding.fix) <= finding.may_change


@by_id
def test_every_message_has_its_text_and_parameters(example: Example) -> None:
    for finding in found_in(example.has):
        assert {finding.message.id, finding.source.id, finding.advice.id} <= {*CATALOGUE}
        for message in (finding.message, finding.why, finding.source, finding.advice):
            assert "%(" not in translate(message)


@by_id
def test_a_check_brings_the_text_of_every_fix_that_it_names(example: Example) -> None:
    for finding in found_in(example.has):
        assert finding.advice.id in {*CHECKS[finding.id].texts, NO_ROOM}


def test_the_checks_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        CHECKS["vary-off"] = CHECKS["vary-off-mixed"]  # type: ignore[index]


def test_a_bucket_without_rules_has_no_findings() -> None:
    assert found_in(Configuration()) == ()


def test_a_rule_as_it_should_be_has_no_findings() -> None:
    assert ids(of(UPLOAD)) == []


def test_the_gravest_come_first() -> None:
    found = found_in(Configuration((rule("null", A, "http://c.site.com", max_age=None),)))
    assert [it.severity for it in found] == sorted(it.severity for it in found)
    assert {Severity.HIGH, Severity.MEDIUM, Severity.LOW} <= {it.severity for it in found}


def test_the_key_survives_moving_rules_and_values() -> None:
    rules = (rule(A, "null"), rule(B, "http://c.site.com", max_age=None))
    there = found_in(of(*rules))
    turned = [replace(it, origins=it.origins[::-1]) for it in rules[::-1]]
    assert {it.key for it in there} == {it.key for it in found_in(of(*turned))}


PINNED = {
    "shadowed-rule": "600f2e06aa84d61d",
    "overlapping-rules": "62075aa31a328c89",
    "etag-not-exposed": "b462e6e2224b4282",
    "redundant-entries": "1053f168a2ed3ee0",
    "vary-off": "1e05bd3782f3632c",
}


@pytest.mark.parametrize("finding_id", PINNED)
def test_the_key_is_the_one_that_is_already_stored(finding_id: str) -> None:
    # A change here opens every accepted finding again: it needs another version, and a migration.
    configuration = Configuration((Rule((A, A, B), ("PUT",), (), (), 60), rule(methods="PUT")))
    (finding,) = [it for it in found_in(configuration) if it.id == finding_id and it.copy == 0]
    assert finding.key == PINNED[finding_id]


def test_what_is_found_twice_has_two_keys() -> None:
    found = found_in(of(rule("null"), rule("null", methods="PUT")))
    keys = [it.key for it in found if it.id == "null-source"]
    assert len(keys) == len(set(keys)) == 2


def test_the_key_changes_with_what_is_found() -> None:
    one, other = (
        next(it for it in found_in(of(replace(OPEN, methods=methods))) if it.index == 0)
        for methods in (("GET", "PUT"), ("GET", "PUT", "DELETE"))
    )
    assert one.id == other.id == "any-site-writes"
    assert one.key != other.key


def test_a_fix_that_oss_would_refuse_is_not_offered() -> None:
    full = of(*FULL[:-1], replace(OPEN, origins=("*", A), methods=("GET", "PUT")))
    (finding,) = [it for it in found_in(full) if it.id == "any-site-writes"]
    assert finding.fix is None
    assert finding.advice.id == NO_ROOM


def test_what_oss_would_refuse_anyway_can_still_be_mended() -> None:
    (finding,) = [it for it in found_in(of(*FULL, rule("null"))) if it.id == "null-source"]
    assert finding.fix == of(*FULL)


def test_a_configuration_that_xml_cannot_carry_is_not_measured() -> None:
    assert "size-nearly-full" not in ids(of(Rule((*LONG, "https://a\0"), ("GET",))))


def test_splitting_and_merging_do_not_undo_each_other() -> None:
    sites = of(rule(A, B, "https://other.com"))
    (split,) = [it for it in found_in(sites) if it.id == "several-sites"]
    assert split.fix is not None
    assert not {"several-sites", "mergeable-rules"} & {*ids(split.fix)}


def test_rules_are_merged_only_where_no_answer_changes() -> None:
    """The second one lies between two that are alike, and takes what the third would answer."""
    between = rule(B, "https://c.site.com", max_age=5)
    apart = of(rule(A), between, rule(B, "https://d.site.com"))
    (merged,) = [it for it in found_in(apart) if it.id == "mergeable-rules"]
    assert merged.fix is not None
    assert kinds(apart, merged.fix) <= {ChangeKind.RULE}
    crossed = of(rule(A), rule(A, B, max_age=5), rule(B, "https://z.site.com"))
    assert "mergeable-rules" not in ids(crossed)


@pytest.mark.parametrize("name", SDK_HEADERS)
def test_the_sdk_needs_each_of_its_headers(name: str) -> None:
    allowed = tuple(other for other in SDK_HEADERS if other != name)
    (finding,) = [
        it
        for it in found_in(of(replace(UPLOAD, allowed_headers=allowed)))
        if it.id == "sdk-headers-missing"
    ]
    assert finding.value == name


def test_every_header_that_the_sdk_misses_is_named() -> None:
    bare = of(replace(UPLOAD, allowed_headers=()))
    (finding,) = [it for it in found_in(bare) if it.id == "sdk-headers-missing"]
    assert finding.why.params["value"] == ", ".join(SDK_HEADERS)


def sources(configuration: Configuration) -> list[str]:
    return [source for it in configuration.rules for source in it.origins]


# --- For any configuration ------------------------------------------------------------------------


SOURCES = (A, B, "https://*.site.com", "https://other.com", "*", "null", "http://a.site.com")
CROWDED = st.builds(
    Configuration,
    st.lists(
        st.builds(
            Rule,
            st.lists(st.sampled_from(SOURCES), min_size=1, max_size=3),
            st.sampled_from([("GET",), ("PUT",), ("GET", "PUT")]),
            st.sampled_from([(), ("*",), ("x-a", "x-*")]),
            st.sampled_from([(), ("ETag",)]),
            st.sampled_from([None, 600]),
        ),
        max_size=9,
    ),
    st.booleans(),
)
"""Rules that get in each other's way, and may be one."""


def where(finding: Finding) -> tuple[object, ...]:
    return finding.index, finding.field, finding.value


TWINS = Rule(("*",), ("GET",), ("content-type:text/plain",))


@given(configurations(max_rules=5) | CROWDED)
@example(Configuration((TWINS, TWINS)))
def test_every_fix_does_what_it_says_and_no_more(configuration: Configuration) -> None:
    found = found_in(configuration)
    for finding in found:
        if finding.fix is None:
            continue
        assert not refused_by_oss(finding.fix), finding.id
        assert kinds(configuration, finding.fix) <= finding.may_change, finding.id
        left = [it for it in found_in(finding.fix) if it.id == finding.id]
        # A rule that nothing reached may be reached now, and then has the same to be mended.
        is_fewer = len(left) < len([it for it in found if it.id == finding.id])
        assert is_fewer or where(finding) not in map(where, left), finding.id


@given(CROWDED)
def test_no_two_findings_have_the_same_key(configuration: Configuration) -> None:
    keys = [finding.key for finding in found_in(configuration)]
    assert len(keys) == len(set(keys))


@given(configurations(max_rules=3))
def test_what_is_newly_allowed_is_what_the_finding_is_about(configuration: Configuration) -> None:
    """A corrected or encrypted source lets that source in, and nobody else."""
    for finding in found_in(configuration):
        if finding.fix is None or finding.field != "origins":
            continue
        new = Counter(sources(finding.fix)) - Counter(sources(configuration))
        for change in compare(configuration, finding.fix):
            if change.kind is ChangeKind.ALLOWED:
                assert any(OriginPattern(it).matches(change.request.origin) for it in new)


TEXTS = st.text("ab*", min_size=1, max_size=2).filter(lambda text: text.count("*") < 2)
SMALL_RULES = st.builds(
    Rule,
    st.lists(TEXTS, min_size=1, max_size=2),
    st.lists(st.sampled_from(["GET", "PUT"]), min_size=1, max_size=2),
    st.lists(st.sampled_from(["*", "x", "x-*"]), max_size=2),
)
ORIGINS = ["".join(letters) for n in (1, 2, 3) for letters in product("aby", repeat=n)]
HEADERS = [names for n in range(4) for names in combinations(["x", "x-a", "q"], n)]


@given(st.lists(SMALL_RULES, max_size=4))
def test_what_is_said_to_be_shadowed_never_answers_and_all_else_does(rules: list[Rule]) -> None:
    """Compared with all requests that such small rules can tell apart."""
    configuration = Configuration(tuple(rules))
    shadowed = {it.index for it in found_in(configuration) if it.id == "shadowed-rule"}
    requests = starmap(Preflight, product(ORIGINS, ("GET", "PUT"), HEADERS))
    answering = {evaluate(configuration, request).rule for request in requests}
    assert shadowed == {*range(len(rules))} - answering


PIECES = ("https", "http", "://", "a", "app.site.com", ".", "[::1]", ":8080", ":443", ":1", "null")


@given(st.lists(st.sampled_from(PIECES), max_size=5).map("".join), st.data())
def test_any_part_of_an_origin_can_be_a_wildcard(origin: str, data: st.DataObject) -> None:
    if browsers_send(origin) and "*" not in origin:
        start = data.draw(st.integers(0, len(origin)))
        end = data.draw(st.integers(start, len(origin)))
        assert browsers_send(f"{origin[:start]}*{origin[end:]}")
