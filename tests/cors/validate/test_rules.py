"""What OSS refuses, and that every problem there is can be met and reads well."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given

from buckets.cors import METHODS, Configuration, Rule
from buckets.cors.formats import xml
from buckets.cors.limits import MAX_AGE_LIMIT, MAX_DOCUMENT_BYTES, MAX_RULES
from buckets.cors.validate.catalogue import CATALOGUE
from buckets.cors.validate.draft import Draft
from buckets.cors.validate.oss_refusals import refused_by_oss
from buckets.cors.validate.problem import Line, Problem, ProblemLevel
from buckets.cors.validate.rules import source_problems
from tests.cors.strategies import writable_configurations

RULE = Rule(("https://www.example.com",), ("GET",))


def refused(**fields: object) -> tuple[Problem, ...]:
    return refused_by_oss(Configuration((replace(RULE, **fields),)))  # type: ignore[arg-type]


def typed(**fields: object) -> tuple[Problem, ...]:
    sound = Draft(origins="https://www.example.com", methods=("GET",))
    return replace(sound, **fields).problems()  # type: ignore[arg-type]


def source(line: str) -> Callable[[], tuple[Problem, ...]]:
    return lambda: typed(origins=line)


SHOWN: dict[str, Callable[[], Iterable[Problem]]] = {
    "too-many-rules": lambda: refused_by_oss(Configuration((RULE,) * (MAX_RULES + 1))),
    "document-too-large": lambda: refused(allowed_headers=("x" * MAX_DOCUMENT_BYTES,)),
    "rule-too-large": lambda: typed(allowed_headers="x" * MAX_DOCUMENT_BYTES),
    "no-origin": lambda: refused(origins=()),
    "no-method": lambda: refused(methods=()),
    "unknown-method": lambda: refused(methods=("OPTIONS",)),
    "spaced-method": lambda: refused(methods=("\n GET",)),
    "two-wildcards": lambda: refused(origins=("https://*.*",)),
    "configuration-in-sources": source("<CORSRule>"),
    "configuration-in-headers": lambda: typed(allowed_headers="<CORSRule>"),
    "exposed-character": lambda: refused(expose_headers=("x&y",)),
    "exposed-wildcard": lambda: typed(expose_headers="x-*"),
    "unwritable": lambda: refused(origins=("\0",)),
    "blank": source("https://a.example https://b.example"),
    "empty": lambda: source_problems(Line(1, "")),
    "full-width": source("https\N{FULLWIDTH COLON}//www.example.com"),
    "wrapped": source("Origin: https://www.example.com"),
    "no-scheme": source("www.example.com"),
    "bad-scheme": source("1ttps://www.example.com"),
    "no-host": source("https://"),
    "file-source": source("file:///"),
    "file-origin": source("file://"),
    "bad-host": source("https://a|b"),
    "userinfo": source("https://name@www.example.com"),
    "path": source("https://www.example.com/path"),
    "trailing-slash": source("https://www.example.com/"),
    "query": source("https://www.example.com?query"),
    "default-port": source("https://www.example.com:443"),
    "bad-port": source("https://www.example.com:0"),
    "upper-case": source("https://WWW.example.com"),
    "non-ascii-host": source("https://bücher.example"),
    "bad-header": lambda: typed(allowed_headers="größe"),
    "response-header": lambda: typed(allowed_headers="access-control-allow-origin"),
    "key-value": lambda: typed(allowed_headers="content-type:text/plain"),
    "bad-max-age": lambda: typed(max_age="soon"),
    "max-age-too-large": lambda: typed(max_age="1000000000"),
    "repeated-line": lambda: typed(expose_headers="ETag\netag"),
}


@pytest.mark.parametrize("message_id", CATALOGUE)
def test_every_problem_can_be_met_and_has_what_its_text_names(message_id: str) -> None:
    problem_id = message_id.removeprefix("validate.")
    problem = next(problem for problem in SHOWN[problem_id]() if problem.id == problem_id)
    assert problem.message.id == message_id
    assert "%(" not in str(CATALOGUE[message_id]) % problem.message.params


def test_a_sound_configuration_is_refused_for_nothing() -> None:
    assert refused_by_oss(Configuration((RULE,) * MAX_RULES, response_vary=True)) == ()


def test_no_rules_are_no_problem_because_that_is_a_delete() -> None:
    assert refused_by_oss(Configuration()) == ()


def test_an_eleventh_rule_is_refused_once_with_the_code_of_oss() -> None:
    (problem,) = refused_by_oss(Configuration((RULE,) * (MAX_RULES + 1)))
    assert (problem.id, problem.oss_code, problem.rule) == (
        "too-many-rules",
        "CORSRuleBeyondLimit",
        None,
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"origins": ()}, ("no-origin", "origins", "")),
        ({"methods": ()}, ("no-method", "methods", "0034-00000011")),
        ({"methods": ("PATCH",)}, ("unknown-method", "methods", "0034-00000011")),
        ({"methods": ("",)}, ("unknown-method", "methods", "0034-00000011")),
        ({"methods": ("*",)}, ("unknown-method", "methods", "0034-00000011")),
        ({"methods": ("get",)}, ("unknown-method", "methods", "0034-00000011")),
        ({"origins": ("**",)}, ("two-wildcards", "origins", "")),
        ({"allowed_headers": ("x-*-*",)}, ("two-wildcards", "allowed_headers", "")),
        ({"expose_headers": ("*",)}, ("exposed-character", "expose_headers", "0034-00000013")),
        ({"origins": ("\x0b",)}, ("unwritable", "origins", "")),
        ({"allowed_headers": ("\ud800",)}, ("unwritable", "allowed_headers", "")),
        ({"expose_headers": ("\uffff",)}, ("unwritable", "expose_headers", "")),
    ],
)
def test_what_oss_refuses_names_its_field_and_what_oss_answers(
    fields: dict[str, tuple[str, ...]], expected: tuple[str, str, str]
) -> None:
    (problem,) = refused(**fields)
    assert (problem.id, problem.field, problem.oss_ec) == expected
    assert (problem.level, problem.oss_code) == (ProblemLevel.OSS, "MalformedXML")


@pytest.mark.parametrize("character", "*<>&'\"")
def test_none_of_these_characters_is_taken_in_an_exposed_header(character: str) -> None:
    (problem,) = refused(expose_headers=(f"x{character}y",))
    assert problem.id == "exposed-character"


@pytest.mark.parametrize(
    "fields",
    [
        {"origins": ("www.aliyun.com", "localhost", "*.aliyuncs.com", "a value")},
        {"origins": ("*", "https://*.example.com", "https://www.example.com/")},
        {"origins": ("*", "*"), "methods": ("GET", "GET"), "allowed_headers": ("*", "*")},
        {"methods": METHODS},
        {"allowed_headers": ("*", "content-type", "content-type:text/plain", "a b")},
        {"expose_headers": ("ETag", "x y", "x,y")},
        {"max_age": 0},
        {"max_age": MAX_AGE_LIMIT},
    ],
    ids=str,
)
def test_oss_takes_what_the_form_would_not(fields: dict[str, object]) -> None:
    assert refused(**fields) == ()


def test_all_problems_are_told_at_once_each_with_its_rule() -> None:
    bad = Rule(("**",), (), ("**",), ("*",))
    found = refused_by_oss(
        Configuration((RULE, bad, *(RULE,) * (MAX_RULES - 2), Rule((), ("GET",))))
    )
    assert [(problem.id, problem.rule) for problem in found] == [
        ("too-many-rules", None),
        ("no-method", 1),
        ("two-wildcards", 1),
        ("two-wildcards", 1),
        ("exposed-character", 1),
        ("no-origin", MAX_RULES),
    ]


def with_size(size: int) -> Configuration:
    """A configuration whose document, written without indentation, has ``size`` bytes."""
    large = Configuration((replace(RULE, allowed_headers=("x" * MAX_DOCUMENT_BYTES,)),))
    too_many = len(xml.write(large)) - size
    return Configuration((replace(RULE, allowed_headers=("x" * (MAX_DOCUMENT_BYTES - too_many),)),))


def test_a_document_of_sixteen_kilobytes_is_taken() -> None:
    largest = with_size(MAX_DOCUMENT_BYTES)
    assert len(xml.write(largest)) == MAX_DOCUMENT_BYTES
    assert refused_by_oss(largest) == ()


def test_a_document_one_byte_larger_is_refused() -> None:
    (problem,) = refused_by_oss(with_size(MAX_DOCUMENT_BYTES + 1))
    assert problem.id == "document-too-large"
    assert problem.message.params == {"size": MAX_DOCUMENT_BYTES + 1, "limit": MAX_DOCUMENT_BYTES}


@given(writable_configurations())
def test_what_xml_can_carry_is_never_called_unwritable(configuration: Configuration) -> None:
    assert "unwritable" not in {problem.id for problem in refused_by_oss(configuration)}
