"""What people paste as a configuration: read without loss, or named with the next step."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from buckets.cors import Configuration, Message, Rule
from buckets.cors.formats import xml
from buckets.cors.formats.catalogue import CATALOGUE
from buckets.cors.formats.recognise import NotRecognised, Recognised, recognise
from buckets.cors.formats.shapes import Shape, shape_of
from tests.cors.formats.test_xml_damage import damaged_documents
from tests.cors.strategies import arbitrary_text, writable_configurations

RULE = Rule(("https://app.example.com",), ("GET",), ("x-a",), ("ETag",), 600)
DOCUMENT = xml.write(Configuration((RULE,))).decode()
BODY = DOCUMENT.partition("?>\n")[2]


def refused(text: str) -> Message:
    with pytest.raises(NotRecognised) as refusal:
        recognise(text)
    return refusal.value.message


def repairs(recognised: Recognised) -> list[str]:
    return [it.id.removeprefix("formats.repair.") for it in recognised.repairs]


@given(writable_configurations())
def test_what_oss_returns_is_read_as_it_is(configuration: Configuration) -> None:
    document = xml.write(configuration).decode()
    assert recognise(document) == Recognised(configuration, ())


def every_line(mark: str) -> Callable[[str], str]:
    return lambda document: "".join(f"{mark}{line}\n" for line in document.splitlines())


def numbered(document: str) -> str:
    lines = document.splitlines()
    return "".join(f"{number:3} {line}\n" for number, line in enumerate(lines, start=1))


WRAPPED: dict[str, tuple[list[str], Callable[[str], str]]] = {
    "escaped for HTML": (["escapes"], html.escape),
    "a string in JSON": (["escapes", "surroundings"], json.dumps),
    "a value in JSON": (
        ["escapes", "surroundings"],
        lambda it: json.dumps({"Body": it, "Status": 200}),
    ),
    "a string of JSON that is safe in HTML": (
        ["escapes", "surroundings"],
        lambda it: json.dumps(it).replace("<", "\\u003c").replace(">", "\\u003e"),
    ),
    "typographic quotes": (["quotes"], lambda it: it.replace('"', "\u201d", 4)),
    "a sentence before it": (["surroundings"], lambda it: f"These are our rules:\n\n{it}"),
    "a fence": (["surroundings"], lambda it: f"```xml\n{it}```\nIt does not work."),
    "a document type": (["surroundings"], lambda it: it.replace("?>", "?><!DOCTYPE a []>", 1)),
    "marks of a quotation": (["between-elements", "surroundings"], every_line("> ")),
    "marks to fold with": (["between-elements"], lambda it: it.replace("<CORS", "\u25bc<CORS")),
    "numbers of lines": (["between-elements", "surroundings"], numbered),
    "no-break spaces": (["between-elements"], lambda it: it.replace("\n  ", "\n\u00a0 ")),
    "the namespace of S3": (
        ["namespace"],
        lambda it: it.replace(
            "tion>", 'tion xmlns="http://s3.amazonaws.com/doc/2006-03-01/">', 1
        ),
    ),
    "a namespace with a prefix": (
        ["namespace"],
        lambda it: re.sub(r"(</?)(?=[A-Z])", r"\1ns0:", it).replace(
            "tion>", "tion xmlns:ns0='urn:a'>", 1
        ),
    ),
    "an ID": (["rule-id"], lambda it: it.replace("<CORSRule>", "<CORSRule><ID>a rule</ID>")),
    "an empty ID": (["rule-id"], lambda it: it.replace("<CORSRule>", "<CORSRule><ID/>")),
    "another encoding": ([], lambda it: it.replace("UTF-8", "GBK")),
    "blanks around it": ([], lambda it: f"\n\n {it} \n"),
    "two of them": (
        ["surroundings", "rule-id"],
        lambda it: "Rules:\n" + it.replace("</CORSRule>", "<ID/></CORSRule>"),
    ),
}  # fmt: skip


VALUES = st.lists(
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_characters="\\")),
    max_size=2,
)
PLAIN = st.builds(
    Configuration,
    st.lists(st.builds(Rule, VALUES, VALUES, VALUES, VALUES), min_size=1, max_size=2),
    st.booleans(),
)
"""Values on one line without a backslash, which wrappers of lines and of JSON leave alone."""


@pytest.mark.parametrize(("told", "wrap"), WRAPPED.values(), ids=WRAPPED)
@given(configuration=PLAIN)
@example(configuration=Configuration((Rule((), (), (), ("A:",)),)))  # no path of Windows
def test_what_stands_around_a_document_is_taken_off_and_told(
    told: list[str], wrap: Callable[[str], str], configuration: Configuration
) -> None:
    recognised = recognise(wrap(xml.write(configuration).decode()))
    assert recognised.configuration == configuration
    assert repairs(recognised) == told


FRAGMENTS = {
    "rules": BODY.partition("<CORSConfiguration>")[2].partition("<ResponseVary>")[0],
    "rules and Vary": BODY.partition("<CORSConfiguration>")[2].partition("</CORSConf")[0],
    "values": BODY.partition("<CORSRule>")[2].partition("</CORSRule>")[0],
}


@pytest.mark.parametrize("fragment", FRAGMENTS.values(), ids=FRAGMENTS)
def test_a_part_of_a_document_is_made_whole(fragment: str) -> None:
    recognised = recognise(fragment)
    assert recognised.configuration == Configuration((RULE,))
    assert repairs(recognised) == ["fragment"]


def test_the_vary_of_a_part_is_kept() -> None:
    text = FRAGMENTS["rules"] + "<ResponseVary>true</ResponseVary>"
    assert recognise(text).configuration == Configuration((RULE,), response_vary=True)


def test_a_configuration_without_rules_is_one() -> None:
    assert recognise("<CORSConfiguration/>") == Recognised(Configuration(), ())
    assert repairs(recognise("There it is: <CORSConfiguration />")) == ["surroundings"]


@given(st.one_of(arbitrary_text(), damaged_documents().map(lambda it: it.decode(errors="replace"))))
def test_any_text_is_read_whole_or_refused_with_a_text(text: str) -> None:
    try:
        configuration = recognise(text).configuration
    except NotRecognised as refusal:
        message_id = refusal.message.id
    else:
        message_id = ""
        assert len(configuration.rules) == len(re.findall(r"<CORSRule\b", text))
        origins = sum(len(rule.origins) for rule in configuration.rules)
        assert origins == len(re.findall(r"<AllowedOrigin\b", text))
    assert message_id in {"", *CATALOGUE}


S3 = '{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}'
NAMED = {
    "JSON of S3": (f"[{S3}]", "is-s3-json"),
    "JSON of the tool for S3": (f'```\n{{"CORSRules": [{S3}]}}\n```', "is-s3-json"),
    "JSON of ossutil": ('{"CORSRule": {"AllowedMethod": ["GET"]}}', "is-oss-json"),
    "JSON of Google": ('[{"origin": ["*"], "method": ["GET"]}]', "is-google-json"),
    "JSON of R2": ('{"rules": [{"allowed": {"origins": ["*"]}}]}', "is-r2-json"),
    "other JSON": ('{"a": 1}', "is-json"),
    "Terraform": ('cors_rule {\n  allowed_origins = ["*"]\n}', "is-terraform"),
    "JavaScript": ("putBucketCORS('a', [{ allowedOrigin: '*' }])", "is-javascript"),
    "YAML": ("Rules:\n  - AllowedOrigins:\n      - '*'", "is-yaml"),
    "XML of Azure": (
        "<Cors><CorsRule><AllowedOrigins>*</AllowedOrigins></CorsRule></Cors>",
        "is-azure",
    ),
    "XML of Google": ("<CorsConfig><Cors></Cors></CorsConfig>", "is-google-xml"),
    "other XML": ("<html></html>", "is-xml"),
    "headers": ("HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *", "is-answer"),
    "no rules": ("<Error><Code>NoSuchCORSConfiguration</Code></Error>", "is-no-rules"),
    "no rules, told by a tool": ("StatusCode=404, Code=NoSuchCORSConfiguration", "is-no-rules"),
    "a sentence": ("Where are the rules?", "is-nothing"),
    "a declaration alone": ('<?xml version="1.0"?>', "is-nothing"),
    "two documents": (BODY + BODY, "several-documents"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "named"), NAMED.values(), ids=NAMED)
def test_what_is_no_document_of_oss_is_named(text: str, named: str) -> None:
    assert refused(text).id == f"formats.pasted.{named}"


@pytest.mark.parametrize("shape", sorted(set(Shape) - {Shape.OSS}))
def test_every_shape_has_a_text(shape: Shape) -> None:
    assert f"formats.pasted.is-{shape}" in CATALOGUE


@pytest.mark.parametrize(
    ("text", "code"),
    [("<Error>\n <Code>AccessDenied</Code></Error>", "AccessDenied"), ("<Error><a/></Error>", "?")],
)
def test_an_error_of_oss_is_told_by_its_code(text: str, code: str) -> None:
    message = refused(text)
    assert (message.id, message.params["code"]) == ("formats.pasted.is-error", code)


WRONG = {
    "not well-formed": ("</AllowedOrigin>", "</AllowedOrign>", "malformed", None, (4, 45)),
    "plural": ("AllowedOrigin>", "AllowedOrigins>", "unknown-element", "AllowedOrigin", (4, 5)),
    "in lower case": ("CORSRule>", "corsrule>", "unknown-element", "CORSRule", (3, 3)),
    "root in other case": (
        "CORSConfiguration>", "CorsConfiguration>", "wrong-root", "CORSConfiguration", (2, 1)
    ),
    "unknown": ("<CORSRule>", "<CORSRule><Other/>", "unknown-element", None, (3, 13)),
}  # fmt: skip


@pytest.mark.parametrize("before", ["", "\n\nThese are our rules:\n"])
@pytest.mark.parametrize(
    ("old", "new", "problem_id", "meant", "position"), WRONG.values(), ids=WRONG
)
def test_what_is_wrong_is_told_with_its_place_and_what_was_meant(
    old: str, new: str, problem_id: str, meant: str | None, position: tuple[int, int], before: str
) -> None:
    message = refused(before + DOCUMENT.replace(old, new))
    line, column = position
    assert message.id == "formats.pasted.at"
    assert (message.params["line"], message.params["column"]) == (line + before.count("\n"), column)
    problem = message.params["problem"]
    assert isinstance(problem, Message)
    if meant:
        assert (problem.id, problem.params["name"]) == ("formats.pasted.meant", meant)
        problem = problem.params["problem"]
    assert isinstance(problem, Message)
    assert problem.id == f"formats.{problem_id}"


def test_a_document_that_was_cut_off_is_told_to_be_so() -> None:
    problem = refused(DOCUMENT[:200]).params["problem"]
    assert problem == Message("formats.pasted.cut-off")


def test_nothing_that_may_belong_to_the_configuration_is_left_out() -> None:
    rule = FRAGMENTS["rules"].strip()
    assert refused(f"<AllowedOrigins>*</AllowedOrigins>{rule}").id == "formats.pasted.at"
    assert refused(f"{BODY}{rule}").id == "formats.pasted.at"


def test_the_end_of_a_value_is_no_mark_of_a_line() -> None:
    text = BODY.replace("<MaxAgeSeconds>600", "<ID/><MaxAgeSeconds>\n600 ")
    assert recognise(text).configuration == Configuration((RULE,))


def test_a_value_of_blanks_keeps_them() -> None:
    text = BODY.replace("x-a", "\u00a0").replace("<CORSRule>", "<CORSRule><ID/>")
    assert recognise(text).configuration.rules[0].allowed_headers == ("\u00a0",)


def test_what_is_too_large_is_not_looked_at() -> None:
    assert refused("<" * (xml.MAX_READ_BYTES + 1)).id == "formats.too-large"


def test_a_text_of_something_else_has_no_shape() -> None:
    assert shape_of("https://origin.example") is None
