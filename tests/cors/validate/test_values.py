"""Values that were copied with something around them: what is offered in their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckets.cors.validate.draft import Draft
from buckets.cors.validate.duration import seconds_in
from buckets.cors.validate.known_headers import (
    KNOWN_HEADERS,
    is_method,
    is_response_header,
    meant_by,
)
from buckets.cors.validate.problem import Problem, ProblemLevel
from buckets.cors.validate.rules import browsers_send
from buckets.cors.validate.values import says_something, values_in
from tests.cors.strategies import arbitrary_text, origins

A, B = "https://a.example.com", "https://b.example.com"
COMMA, COLON, SLASH = "\N{FULLWIDTH COMMA}", "\N{FULLWIDTH COLON}", "\N{FULLWIDTH SOLIDUS}"


def of(field: str, text: str) -> list[tuple[str, int | None, str | None]]:
    fields = {"origins": A, "methods": ("GET",), field: text}
    return [(it.id, it.line, it.fix) for it in Draft(**fields).problems()]  # type: ignore[arg-type]


FULL_WIDTH = {
    f"{A}{COMMA}{B}": f"{A}\n{B}",
    f"{A}\N{IDEOGRAPHIC COMMA}{B}\N{IDEOGRAPHIC FULL STOP}": f"{A}\n{B}",
    f"{A}\N{FULLWIDTH SEMICOLON}{B}": f"{A}\n{B}",
    f"https{COLON}//a.example.com": A,
    f"https{COLON}{SLASH}{SLASH}a.example.com": A,
    f"\N{FULLWIDTH LEFT PARENTHESIS}{A}\N{FULLWIDTH RIGHT PARENTHESIS}": A,
    f"\N{LEFT BLACK LENTICULAR BRACKET}{A}\N{RIGHT BLACK LENTICULAR BRACKET}": A,
    f"\N{IDEOGRAPHIC SPACE}x{COLON}{A}": A,
    f"Origin{COLON}{A}": A,
    f"Origin{COLON} {A}": A,
    "https://*\N{FULLWIDTH FULL STOP}example.com": "https://*.example.com",
}
WRAPPED = {
    f"Origin: {A}": A,
    f"origin={A}": A,
    f"> Origin: {A}": A,
    f"-H 'Origin: {A}'": A,
    f'"Origin": "{A}",': A,
    "Access-Control-Allow-Origin: *": "*",
    "Origin: null": "null",
    f"Referer: {A}/page": A,
    f"our site: {A}": None,
    f"site: {A}": A,
    f"<AllowedOrigin>{A}</AllowedOrigin>": A,
    f"<AllowedOrigin>{A}</AllowedOrigin><AllowedOrigin>{B}</AllowedOrigin>": f"{A}\n{B}",
    f"&lt;li&gt;{A}&lt;/li&gt;": A,
    f'<a href="{A}/page" class="x">our site</a>': A,
    f"[{A}]({A})": A,
    f"[our site]({A}/page)": A,
    f"<{A}>": A,
    f"<{A}|a.example.com>": A,
    f'["{A}", "{B}"]': f"{A}\n{B}",
    f"['{A}','{B}']": f"{A}\n{B}",
    f"[{A}, {B}]": f"{A}\n{B}",
    f'allowed_origins = ["{A}", "{B}"]': f"{A}\n{B}",
    f'"AllowedOrigin": "{A}",': A,
    f'{{"{A}", "{B}"}},': f"{A}\n{B}",
    '["https:\\/\\/a.example.com"]': A,
    f"“{A}”": A,
    f"`{A}`": A,
    f"* {A}": A,
    f"- {A}": A,
    f"12. {A}": A,
    f"({A})": A,
    "[http://[::1]:3000]": "http://[::1]:3000",
    "[[::1]:3000, http://[::1]]": "http://[::1]:3000\nhttp://[::1]",
}


@pytest.mark.parametrize(("typed", "fix"), FULL_WIDTH.items(), ids=map(ascii, FULL_WIDTH))
def test_full_width_characters_in_a_source_are_one_problem(typed: str, fix: str) -> None:
    assert of("origins", typed) == [("full-width", 1, fix)]


@pytest.mark.parametrize(("typed", "fix"), WRAPPED.items(), ids=map(ascii, WRAPPED))
def test_what_stands_around_a_source_is_one_problem(typed: str, fix: str | None) -> None:
    assert of("origins", typed) == [("wrapped" if fix else "blank", 1, fix)]


@pytest.mark.parametrize(
    "typed", [f"see {A}", f"allow {A} only", f"add_header Access-Control-Allow-Origin {A};"]
)
def test_a_word_of_a_sentence_is_not_offered_as_a_source(typed: str) -> None:
    assert of("origins", typed) == [("blank", 1, None)]


HEADERS = {
    f"content-type{COMMA}authorization": ("full-width", "content-type\nauthorization"),
    f"Content-Type{COLON}application/json": ("full-width", "Content-Type"),
    f"Content-Type{COLON} application/json": ("full-width", "Content-Type"),
    "<AllowedHeader>content-type</AllowedHeader>": ("wrapped", "content-type"),
    '["content-type", "authorization"]': ("wrapped", "content-type\nauthorization"),
    "`content-type`": ("wrapped", "content-type"),
    "'content-type'": ("wrapped", "content-type"),
    "- content-type": ("wrapped", "content-type"),
    "-H 'Content-Type: image/png'": ("wrapped", "Content-Type"),
    "Access-Control-Allow-Headers: a, b": ("wrapped", "a\nb"),
    "access-control-request-headers: a,b": ("wrapped", "a\nb"),
    'allowed_headers = ["a", "b"]': ("wrapped", "a\nb"),
    "a, b;": ("blank", "a\nb"),
}


@pytest.mark.parametrize(("typed", "expected"), HEADERS.items(), ids=map(ascii, HEADERS))
def test_what_stands_around_a_header_is_one_problem(typed: str, expected: tuple[str, str]) -> None:
    problem_id, fix = expected
    assert of("allowed_headers", typed) == [(problem_id, 1, fix)]


def test_the_header_that_exposes_others_is_taken_off() -> None:
    typed = "Access-Control-Expose-Headers: ETag, x-oss-request-id"
    assert of("expose_headers", typed) == [("wrapped", 1, "ETag\nx-oss-request-id")]


# --- Several lines --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        f'[\n  "{A}",\n  "{B}"\n]',
        f'"AllowedOrigins": [\n  "{A}",\n  "{B}"\n],',
        f"[\n{A},\n{B}\n],",
        f"{{\r\n'{A}'\r\n'{B}'\r\n}}",
    ],
)
def test_a_list_over_several_lines_is_one_problem(typed: str) -> None:
    assert of("origins", typed) == [("wrapped", None, f"{A}\n{B}")]


def test_a_list_that_cannot_be_mended_is_judged_line_by_line() -> None:
    problems = of("origins", f"[\n{A}\nhttps://a|b\n]")
    assert problems == [("no-scheme", 1, None), ("bad-host", 3, None), ("no-scheme", 4, None)]


XML = (
    "<CORSConfiguration><CORSRule><AllowedOrigin>{0}</AllowedOrigin><AllowedOrigin>{1}"
    "</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedHeader>x-a</AllowedHeader>"
    "</CORSRule>{2}</CORSConfiguration>"
)


def test_of_a_whole_configuration_the_values_of_the_field_are_offered() -> None:
    text = XML.format(A, B, "")
    assert of("origins", text) == [("configuration-in-sources", None, f"{A}\n{B}")]
    assert of("allowed_headers", text) == [("configuration-in-headers", None, "x-a")]
    assert of("expose_headers", text) == [("configuration-in-headers", None, None)]


@pytest.mark.parametrize(
    "text", [XML.format(A, f"{B}/", ""), XML.format(A, B, "<CORSRule></CORSRule>"), "<CORSRule>"]
)
def test_values_that_are_not_sound_or_not_of_one_rule_are_not_offered(text: str) -> None:
    assert of("origins", text) == [("configuration-in-sources", None, None)]


# --- For any text ---------------------------------------------------------------------------------


@given(origins().filter(browsers_send))
def test_a_source_that_browsers_send_is_the_value_itself(source: str) -> None:
    assert values_in(source, "origins").problem_id == ""


@given(arbitrary_text(), st.sampled_from(["origins", "allowed_headers", "max_age"]))
def test_every_value_is_one_word_that_says_something(text: str, field: str) -> None:
    for value in values_in(text, field).values:
        assert says_something(value)
        assert len(value.split()) == 1


# --- file:// --------------------------------------------------------------------------------------


def test_the_origin_of_android_is_taken_with_advice() -> None:
    (problem,) = Draft("file://", ("GET",)).problems()
    assert isinstance(problem, Problem)
    assert (problem.id, problem.level) == ("file-origin", ProblemLevel.ADVICE)


@pytest.mark.parametrize("typed", ["file:///C:/a.html", "file://name@", "file://:80", "file://?a"])
def test_the_address_of_a_file_is_refused(typed: str) -> None:
    assert of("origins", typed) == [("file-source", 1, "null")]


# --- Times ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("600", 600),
        ("86,400", 86_400),
        ("600 s", 600),
        ("10 min", 600),
        ("10min.", None),
        ("1h", 3600),
        ("2 days", 172_800),
        ("1 week", 604_800),
        ("1h 30m", 5400),
        ("1 hour and 30 minutes", 5400),
        ("1 day, 2 hours", 93_600),
        ("1.5 hours", 5400),
        ("0,5 h", 1800),
        ("1.5", None),
        ("1.5 s", None),
        ("\uff11\uff10 \u5206\u949f", 600),
        ("1 \u5c0f\u65f6", 3600),
        ("2\u5929", 172_800),
        ("1 month", None),
        ("h", None),
        ("", None),
        ("10 minutes ago", None),
        ("1" * 61, None),
    ],
    ids=ascii,
)
def test_a_time_is_read_in_seconds(text: str, seconds: int | None) -> None:
    assert seconds_in(text) == seconds


@pytest.mark.parametrize(
    "typed",
    ["10 min", "Access-Control-Max-Age: 600", "max-age=600", "<MaxAgeSeconds>600</MaxAgeSeconds>",
     '"600"', "600;", "max_age_seconds = 600", '"MaxAgeSeconds": 600,'],
)  # fmt: skip
def test_a_time_with_something_around_it_is_offered_in_seconds(typed: str) -> None:
    assert of("max_age", typed) == [("bad-max-age", None, "600")]


# --- Names of headers -----------------------------------------------------------------------------


@given(st.sampled_from(KNOWN_HEADERS), st.data())
def test_one_slip_in_a_known_name_is_noticed(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("az-"))
    slip = data.draw(
        st.sampled_from(
            [
                name[:at] + name[at + 1 :],
                name[:at] + letter + name[at:],
                name[:at] + letter + name[at + 1 :],
                name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
            ]
        )
    )
    known = {it.lower() for it in KNOWN_HEADERS}
    assert (meant_by(slip) is None) == (slip.lower() in known)


@pytest.mark.parametrize("name", ["x-a", "x-oss-meta-author", "x-tag", "content", "x-oss", ""])
def test_another_name_is_no_slip(name: str) -> None:
    assert meant_by(name) is None


def test_headers_of_answers_and_methods_are_known_in_any_case() -> None:
    assert is_response_header("Access-Control-Allow-Origin")
    assert not is_response_header("access-control-request-method")
    assert is_method("get")
    assert not is_method("x-get")
