"""Pasted texts: the cause is found, whatever stands around them and however they are broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckets.cors.doctor import CAUSES, Diagnosis, KnownRules, diagnose, read
from tests.cors.doctor.pasted_answers import ANSWERS
from tests.cors.doctor.pasted_browsers import BROWSERS
from tests.cors.doctor.pasted_chromium import CHROMIUM
from tests.cors.doctor.pasted_others import NOT_CORS
from tests.cors.doctor.pasted_requests import REQUESTS
from tests.cors.doctor.pasted_tools import TOOLS
from tests.cors.doctor.texts import HOST, RULES, URL
from tests.cors.strategies import arbitrary_text

ABOUT_CORS: Final = (REQUESTS, ANSWERS, CHROMIUM, BROWSERS, TOOLS)
CORS: Final = {name: it for texts in ABOUT_CORS for name, it in texts.items()}
PASTED: Final = {**CORS, **NOT_CORS}


def found_in(text: str) -> Diagnosis:
    """The diagnosis, with the rules of the bucket where the text leads to it."""
    evidence = read(text)
    known = evidence.addresses and evidence.addresses[0].bucket == HOST.partition(".")[0]
    return diagnose(evidence, KnownRules(RULES, RULES) if known else None)


def test_there_are_enough_of_them() -> None:
    assert len(CORS) >= 120
    assert len(NOT_CORS) >= 40
    assert len(PASTED) == sum(map(len, (*ABOUT_CORS, NOT_CORS)))
    assert len({text for text, _ in PASTED.values()}) == len(PASTED)


def test_every_cause_has_a_text_that_leads_to_it() -> None:
    assert {cause for _, cause in PASTED.values()} == set(CAUSES)
    assert not [name for name, (_, cause) in CORS.items() if CAUSES[cause].is_cors is False]
    assert not [name for name, (_, cause) in NOT_CORS.items() if CAUSES[cause].is_cors]


@pytest.mark.parametrize("name", PASTED)
def test_the_cause_is_found(name: str) -> None:
    text, cause = PASTED[name]
    assert found_in(text).cause.id == cause


def quoted(text: str) -> str:
    return "\n".join(f"> > {line}" for line in text.splitlines())


def wrapped(text: str) -> str:
    """As a narrow terminal or an e-mail has it: broken between words, and behind hyphens."""
    return re.sub(r"(?<=[A-Za-z]{5}-)(?=[A-Z][a-z])| (?=[a-z])", "\n    ", text)


def typographic(text: str) -> str:
    return re.sub(r"'([^'\n]*)'", "‘\\1’", re.sub(r'"([^"\n]*)"', "“\\1”", text))


AROUND: Final[dict[str, Callable[[str], str]]] = {
    "console noise": lambda it: f"index.html:1 \n(index):1 {it}\nvm12 app.7d8.js:2:31337",
    "a question": lambda it: f"你好，上传的时候报错，怎么办？\n\n{it}\n\n谢谢！",
    "German": lambda it: f"Hallo zusammen, seit heute früh:\n```\n{it}\n```\nWas tun?",
    "Arabic": lambda it: f"مرحبا، هذا هو الخطأ\n{it}\nشكرا",
    "an e-mail": quoted,
    "HTML": lambda it: it.replace("'", "&#39;").replace("<", "&lt;"),
    "typographic quotes": typographic,
    "invisible characters": lambda it: "\ufeff" + it.replace("Origin", "Ori\u200bgin"),
    "carriage returns": lambda it: it.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("how", AROUND)
def test_what_stands_around_it_changes_nothing(how: str) -> None:
    other = {name: found_in(AROUND[how](text)).cause.id for name, (text, _) in PASTED.items()}
    assert other == {name: cause for name, (_, cause) in PASTED.items()}


MESSAGES: Final = {
    name: it
    for name, it in PASTED.items()
    if re.search("^(Access to|Cross-Origin|已|Quell|XML)", it[0])
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_may_be_broken_in_the_middle(name: str) -> None:
    text, cause = MESSAGES[name]
    assert found_in(wrapped(text)).cause.id == cause


VALUE_OR_WORD: Final = r"((?:[A-Z]+ )?https?://[^\s',)]+|'[^']*'|‘[^’]*’|<.*>)|([A-Za-z]+)"


@pytest.mark.parametrize("name", MESSAGES)
def test_letter_case_does_not_count_but_in_values(name: str) -> None:
    text, cause = MESSAGES[name]
    assert (
        found_in(re.sub(VALUE_OR_WORD, lambda it: it[1] or it[2].lower(), text)).cause.id == cause
    )


@given(arbitrary_text() | st.text(max_size=400))
def test_any_text_is_answered(text: str) -> None:
    for held in (None, KnownRules(RULES, RULES)):
        assert diagnose(read(text), held).steps


@given(st.sampled_from([text for text, _ in PASTED.values()]), st.data())
def test_any_damage_is_answered(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    to = data.draw(st.integers(at, len(text)))
    other = data.draw(arbitrary_text())
    evidence = read(text[:at] + other + text[to:])
    assert diagnose(evidence, KnownRules(RULES)).cause.id in CAUSES


def test_a_bucket_without_rules_is_the_cause_whatever_the_message_lacks() -> None:
    evidence = read(f"Cross-Origin Request Blocked: remote resource at {URL}. (Reason: whatever)")
    assert diagnose(evidence, KnownRules(RULES.with_rules(()))).cause.id == "no-rules"
