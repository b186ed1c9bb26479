"""An installation's choice of checks."""

from __future__ import annotations

import pytest

from buckets.cors import Configuration, Rule
from buckets.cors.lint import CHECKS, Finding, Policy, Severity, findings
from tests.cors.lint.cases import FULL, is_public_suffix

STRAY = Configuration((Rule(("null",), ("HEAD",)),), response_vary=True)


def found_by(**words: str) -> dict[str, Finding]:
    policy = Policy.from_words({name.replace("_", "-"): word for name, word in words.items()})
    found = findings(STRAY, is_public_suffix=is_public_suffix, policy=policy)
    return {finding.id: finding for finding in found}


def fingerprint(**words: str) -> str:
    return Policy.from_words(words).fingerprint(CHECKS.values())


def test_without_a_choice_every_check_is_as_it_was_registered() -> None:
    severities = {finding.id: finding.severity for finding in found_by().values()}
    assert severities == {"null-source": Severity.HIGH, "cache-timeout-unset": Severity.LOW}


def test_a_check_that_is_off_finds_nothing() -> None:
    assert {*found_by(null_source="off")} == {"cache-timeout-unset"}


def test_another_severity_holds_in_place_of_the_check_s_own() -> None:
    assert [*found_by(null_source="note", cache_timeout_unset="high")] == [
        "cache-timeout-unset",
        "null-source",
    ]


def test_the_key_does_not_depend_on_the_severity() -> None:
    assert found_by(null_source="note")["null-source"].key == found_by()["null-source"].key


def test_another_severity_holds_for_what_is_graver_than_its_check() -> None:
    full = Configuration(FULL, response_vary=True)
    policy = Policy.from_words({"rules-nearly-full": "high"})
    found = findings(full, is_public_suffix=is_public_suffix, policy=policy)
    assert [it.severity for it in found if it.id == "rules-nearly-full"] == [Severity.HIGH]


@pytest.mark.parametrize("words", [{"vary-off": "off"}, {"vary-off": "high"}])
def test_the_fingerprint_changes_with_the_choice(words: dict[str, str]) -> None:
    assert fingerprint(**words) != fingerprint()


def test_the_fingerprint_is_the_same_for_the_severity_that_a_check_has() -> None:
    assert fingerprint(**{"vary-off": "medium"}) == fingerprint()
