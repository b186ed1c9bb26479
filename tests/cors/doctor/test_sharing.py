"""A link to a diagnosis holds the facts of the request and nothing else of the text."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from buckets.cors.doctor import Evidence, Symptom, diagnose, from_params, read, to_params
from buckets.cors.doctor.parse.circumstances import Circumstance
from tests.cors.doctor.test_cases import DOCTOR_CASES, held

NAMES = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=20)
HOSTS = st.sampled_from(
    ["bucket.oss-cn-hangzhou.aliyuncs.com", "cdn.example.com", "127.0.0.1:9000"]
)


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    """What a link can hold in full."""
    url = f"https://{draw(HOSTS)}/{draw(NAMES)}"
    return from_params(
        {
            "symptom": draw(st.sampled_from(sorted(Symptom))),
            "url": url,
            "origin": draw(st.sampled_from(["", "https://app.example.com", "null"])),
            "method": draw(st.sampled_from(["", "GET", "PUT"])),
            "headers": ",".join(draw(st.lists(NAMES, max_size=3))),
            "status": draw(st.sampled_from(["", "200", "403"])),
            "preflight": draw(st.sampled_from(["", "0", "1"])),
            "credentials": draw(st.sampled_from(["", "1"])),
            "is_cut": draw(st.sampled_from(["", "1"])),
            "circumstances": ",".join(draw(st.sets(st.sampled_from(sorted(Circumstance))))),
        }
    )


@given(evidence())
def test_what_it_holds_comes_back(known: Evidence) -> None:
    assert from_params(to_params(known)) == known


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=600)))
def test_whatever_stands_in_it_is_read(params: dict[str, str]) -> None:
    assert diagnose(from_params(params)).cause.id


def test_a_shared_diagnosis_is_that_of_the_text() -> None:
    differing = [case["id"] for case in DOCTOR_CASES if _differs(case)]
    assert len(differing) <= len(DOCTOR_CASES) // 50, differing


def _differs(case: dict[str, Any]) -> bool:
    """Whether the link tells another cause; it may, where only the query of an address tells."""
    known, rules = read(case["input"]), held(case["rules"])
    return diagnose(from_params(to_params(known)), rules).cause is not diagnose(known, rules).cause


def test_neither_a_query_nor_a_password_is_in_it() -> None:
    said = Evidence(
        url="https://user:hidden@bucket.oss-cn-hangzhou.aliyuncs.com/a?Signature=hidden#hidden",
        redirected_from="https://api.example.com/a?token=hidden",
        code="AccessDenied",
        text="You have no right to access this object. hidden",
    )
    assert "hidden" not in str(to_params(said))


def test_a_value_that_is_too_long_is_left_out() -> None:
    assert to_params(Evidence(origin="https://" + "a" * 600)) == {}


def test_nobody_s_words_are_shown_as_those_of_oss() -> None:
    forged = {
        "text": "Call us.",
        "code": "Call us",
        "endpoint": "oss.evil.example",
        "method": "a b",
    }
    assert from_params(forged) == Evidence()
