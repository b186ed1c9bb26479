"""What people really paste (tests/cases) into the simulator and the form is judged rightly."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from django.http import QueryDict
from django.urls import reverse

from buckets.cors import Message
from buckets.cors.formats.recognise import NotRecognised, Recognised, recognise
from buckets.cors.lint import Finding
from buckets.cors.validate.oss_refusals import refused_by_oss
from buckets.cors.validate.problem import ProblemLevel
from buckets.forms.rule import RuleForm
from buckets.models import Bucket
from buckets.presenters.text import translate
from buckets.sync.findings import found_in
from tests.views.page import Page, Visitor

CASES: Final = Path(__file__).parents[1] / "cases" / "public.json"
PUBLIC: Final = {it["id"]: it for it in json.loads(CASES.read_text())}
REQUEST: Final = {"origin": "https://app.example.com", "method": "GET"}


def text_of(case_id: str) -> str:
    return str(PUBLIC[case_id]["input"])


def of_surface(*surfaces: str) -> set[str]:
    return {case_id for case_id, case in PUBLIC.items() if case["surface"] in surfaces}


def tried(visitor: Visitor, document: str) -> Page:
    return visitor.post(reverse("simulator"), {"document": document, **REQUEST})


# --- Documents that are read ----------------------------------------------------------------------


@dataclass(frozen=True)
class Read:
    """What is told of a document: ``repairs``, ``refused`` and ``findings`` by id, and what is
    ``never`` found."""

    repairs: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


METHODS_EXPOSED: Final = Read(findings=("method-among-headers",) * 2)
MISSPELT: Final = Read(findings=("wide-open", "header-misspelt"))
LISTS: Final = Read(
    findings=("header-never-matches", "exposed-list"),
    never=("etag-not-exposed", "request-id-not-exposed"),
)
DOCUMENTS: Final = {
    "C01": Read(repairs=("namespace",)),
    "C03": Read(repairs=("rule-id",)),
    "C04": METHODS_EXPOSED,
    "C08": Read(findings=("origin-never-matches",)),
    "C09": Read(refused=("unknown-method",)),
    "C11": MISSPELT,
    "C12": Read(repairs=("surroundings",)),
    "C15": Read(repairs=("escapes",)),
    "C17": Read(repairs=("fragment",)),
    "C20": Read(repairs=("quotes",)),
    "C22": Read(findings=("origin-never-matches",)),
    "C25": LISTS,
    "C26": Read(),
    "F-C04": METHODS_EXPOSED,
    "F-C07": Read(findings=("origin-never-matches",) * 2),
    "F-C09": Read(refused=("unknown-method",)),
    "F-C11": MISSPELT,
    "F-C21": Read(refused=("unknown-method",)),
    "F-C23": Read(
        refused=("two-wildcards",), findings=("any-scheme",) + ("origin-never-matches",) * 4
    ),
    "F-C24": Read(refused=("spaced-method",), findings=("origin-never-matches",)),
    "F-C25": LISTS,
    "F-L02": Read(refused=("exposed-character",)),
    "F-L04": Read(findings=("key-value-header",)),
    "F-L05": Read(findings=("response-header-allowed", "forbidden-header", "cors-header-exposed")),
    "F-L06": Read(findings=("null-source", "file-source"), never=("origin-never-matches",)),
    "F-L08": Read(findings=("origin-never-matches",)),
}
REASONS: Final = {
    "C08": ["validate.empty"],
    "C22": ["validate.blank"],
    "C25": ["validate.blank"],
    "F-C07": ["validate.no-scheme"] * 2,
    "F-C23": [
        "validate.trailing-slash",
        "validate.path",
        "validate.upper-case",
        "validate.no-scheme",
    ],
    "F-C24": ["validate.blank"],
    "F-L08": ["validate.default-port"],
}
"""Why something never matches."""


@pytest.mark.parametrize("case_id", DOCUMENTS)
def test_a_document_is_read_and_judged(case_id: str) -> None:
    expected, recognised = DOCUMENTS[case_id], recognise(text_of(case_id))
    found = [finding.id for finding in found_in(recognised.configuration)]
    assert [it.id for it in recognised.repairs] == [f"formats.repair.{i}" for i in expected.repairs]
    assert tuple(it.id for it in refused_by_oss(recognised.configuration)) == expected.refused
    assert sorted(it for it in found if it in expected.findings) == sorted(expected.findings)
    assert not {*found} & {*expected.never}


@pytest.mark.parametrize("case_id", REASONS)
def test_what_never_matches_says_why(case_id: str) -> None:
    found = found_in(recognise(text_of(case_id)).configuration)
    dead = [it for it in found if it.id in ("origin-never-matches", "header-never-matches")]
    assert [it.why.id for it in dead] == REASONS[case_id]


def told_of(recognised: Recognised, findings: tuple[Finding, ...]) -> list[Message]:
    refused = [problem.message for problem in refused_by_oss(recognised.configuration)]
    found = [message for it in findings for message in (it.message, it.why, it.advice)]
    return [*recognised.repairs, *refused, *found]


@pytest.mark.parametrize("case_id", DOCUMENTS)
def test_the_simulator_tells_all_of_it(case_id: str, as_viewer: Visitor) -> None:
    recognised = recognise(text_of(case_id))
    page = tried(as_viewer, text_of(case_id))
    assert page.status == 200
    assert page.one("section", id="result").text
    for message in told_of(recognised, found_in(recognised.configuration)):
        assert " ".join(translate(message).split()) in page.text


def test_what_oss_would_refuse_is_said_above_what_becomes_of_the_request(
    as_viewer: Visitor,
) -> None:
    text = tried(as_viewer, text_of("C09")).text
    assert 0 < text.index("OSS would refuse these rules") < text.index("Allowed by rule 1")


def test_that_there_are_no_rules_is_said(as_viewer: Visitor) -> None:
    assert "There are no rules." in tried(as_viewer, text_of("C26")).text


# --- Documents that are named ---------------------------------------------------------------------

NAMED: Final = {
    "C02": "is-s3-json",
    "C05": "is-terraform",
    "C16": "is-azure",
    "C19": "is-oss-json",
    "C28": "is-no-rules",
    "C30": "at",
}


@pytest.mark.parametrize("case_id", NAMED)
def test_what_cannot_be_read_is_named_beside_its_field(case_id: str, as_viewer: Visitor) -> None:
    with pytest.raises(NotRecognised) as refusal:
        recognise(text_of(case_id))
    page = tried(as_viewer, text_of(case_id))
    assert refusal.value.message.id == f"formats.pasted.{NAMED[case_id]}"
    assert page.status == 422
    assert translate(refusal.value.message) in page.one("ul", id="problems-document").text


def test_the_right_name_of_an_element_is_told(as_viewer: Visitor) -> None:
    page = tried(as_viewer, text_of("C30"))
    assert "<AllowedOrigin>" in page.one("ul", id="problems-document").text


def test_every_case_of_the_simulator_and_of_findings_is_among_them() -> None:
    assert {*DOCUMENTS, *NAMED} == of_surface("simulator", "findings")


# --- The form -------------------------------------------------------------------------------------

A, B = "https://a.example.com", "https://b.example.com"
TYPED: Final = {
    "R01": ("origins", "full-width", f"{A}\n{B}"),
    "R02": ("origins", "full-width", A),
    "R03": ("origins", "wrapped", A),
    "R04": ("origins", "wrapped", A),
    "R06": ("origins", "wrapped", A),
    "R08": ("origins", "file-origin", None),
    "R09": ("origins", "wrapped", f"{A}\n{B}"),
    "R11": ("origins", "blank", f"{A}\n{B}"),
    "R12": ("expose_headers", "blank", "ETag\nx-oss-request-id"),
    "R14": ("origins", "non-ascii-host", "https://xn--fsqu00a.xn--0zwm56d"),
    "R15": ("origins", "path", "https://servicewechat.com"),
    "R16": ("max_age", "bad-max-age", "600"),
    "R17": ("allowed_headers", "response-header", None),
}
ADVICE: Final = ("R08", "R17")


def filled(field: str, text: str) -> RuleForm:
    data = QueryDict(mutable=True)
    data.update({"origins": A, "methods": "GET"})
    data[field] = text
    return RuleForm(data, bucket=Bucket())


@pytest.mark.parametrize("case_id", TYPED)
def test_what_is_typed_is_one_problem_with_its_repair(case_id: str) -> None:
    field, problem_id, fix = TYPED[case_id]
    form = filled(field, text_of(case_id))
    (problem,) = form.problems
    assert (problem.field, problem.id, problem.fix) == (field, problem_id, fix)
    assert (problem.level is ProblemLevel.ADVICE) == (case_id in ADVICE)
    assert form.is_valid() == (case_id in ADVICE)


@pytest.mark.parametrize("case_id", [it for it in TYPED if TYPED[it][2]])
def test_the_repair_of_what_is_typed_is_taken(case_id: str) -> None:
    field, _, fix = TYPED[case_id]
    form = filled(field, text_of(case_id))
    line = form.problems[0].line or ""
    mended = form.with_fix(f"{field}:{line}")
    assert mended.is_valid()
    assert mended[field].value() == fix


def test_every_case_of_the_form_is_among_them() -> None:
    assert {*TYPED} == of_surface("form")
