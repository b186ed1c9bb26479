"""Line by line: what the Create Rule form refuses, the repair it offers, and what it takes."""

import pytest

from buckets.cors.limits import MAX_RULES
from buckets.cors.message import MOST_QUOTED
from buckets.cors.validate.draft import Draft
from buckets.cors.validate.problem import Problem, ProblemLevel

SITE = "https://www.example.com"

Found = list[tuple[str, str | None]]


def found(problems: tuple[Problem, ...]) -> Found:
    return [(problem.id, problem.fix) for problem in problems]


def of_origins(text: str) -> tuple[Problem, ...]:
    return Draft(origins=text, methods=("GET",)).problems()


def of_headers(**fields: str) -> tuple[Problem, ...]:
    return Draft(SITE, ("GET",), **fields).problems()


ORIGINS_REFUSED: dict[str, Found] = {
    "": [("no-origin", None)],
    " \r\n\t": [("no-origin", None)],
    "www.example.com": [("no-scheme", SITE)],
    "localhost:3000": [("no-scheme", "http://localhost:3000")],
    "*.example.com": [("no-scheme", "https://*.example.com")],
    "https:/www.example.com": [("no-scheme", SITE)],
    "file:x": [("no-scheme", "null")],
    "https:\\\\x": [("no-scheme", None)],
    "**": [("two-wildcards", "*"), ("no-scheme", "*")],
    "https://*.*.example.com": [("two-wildcards", "https://*.example.com")],
    "https://**.example.com": [("two-wildcards", "https://*.example.com")],
    "*://*.example.com": [("two-wildcards", None)],
    "https://*.example.com:*": [("two-wildcards", None)],
    f"{SITE}/path": [("path", SITE)],
    f"{SITE}/": [("trailing-slash", SITE)],
    f"{SITE}?query": [("query", SITE)],
    f"{SITE}#fragment": [("query", SITE)],
    f"{SITE}/?query": [("trailing-slash", SITE), ("query", SITE)],
    f"{SITE}/path?query": [("path", SITE), ("query", SITE)],
    "https://a.example https://b.example": [("blank", "https://a.example\nhttps://b.example")],
    "https://a.example,b.example": [("blank", "https://a.example\nhttps://b.example")],
    "'https://a.example'; 'https://b.example'": [
        ("wrapped", "https://a.example\nhttps://b.example")
    ],
    "https://a.example\N{LINE SEPARATOR}null": [("blank", "https://a.example\nnull")],
    '["https://a.example", "https://b.example"]': [
        ("wrapped", "https://a.example\nhttps://b.example")
    ],
    "- https://a.example": [("wrapped", "https://a.example")],
    "https://a.example https://[": [("blank", None)],
    "https://a.example https://*.*": [("blank", None)],
    f"{SITE},": [("blank", SITE)],
    f"“{SITE}”": [("wrapped", SITE)],
    "https://www.example.com:443": [("default-port", SITE)],
    "http://www.example.com:80": [("default-port", "http://www.example.com")],
    "https://www.example.com:0": [("bad-port", None)],
    "https://www.example.com:65536": [("bad-port", None)],
    "https://www.example.com:08080": [("bad-port", None)],
    "https://www.example.com:": [("bad-port", SITE)],
    "https://www.example.com:80a": [("bad-port", None)],
    "https://WWW.example.com": [("upper-case", SITE)],
    "HTTPS://www.example.com": [("upper-case", SITE)],
    "Null": [("upper-case", "null")],
    "https://bücher.example": [("non-ascii-host", "https://xn--bcher-kva.example")],
    "https://*.bücher.example": [("non-ascii-host", "https://*.xn--bcher-kva.example")],
    "https://b*ücher.example": [("non-ascii-host", None)],
    "HTTPS://bücher.example:443/": [
        ("non-ascii-host", "https://xn--bcher-kva.example"),
        ("default-port", "https://xn--bcher-kva.example"),
        ("upper-case", "https://xn--bcher-kva.example"),
        ("trailing-slash", "https://xn--bcher-kva.example"),
    ],
    "https://": [("no-host", None)],
    "https://:8080": [("no-host", None)],
    "file:///C:/index.html": [("file-source", "null")],
    "FILE://": [("upper-case", "file://")],
    "https://a|b": [("bad-host", None)],
    "https://[::1": [("bad-host", None), ("bad-port", None)],
    "https://[::1]x": [("bad-host", None), ("bad-port", None)],
    "://www.example.com": [("bad-scheme", None)],
    "ht_tp://www.example.com": [("bad-scheme", None)],
    "https://name:word@www.example.com": [("userinfo", SITE)],
}


@pytest.mark.parametrize(
    ("line", "expected"), ORIGINS_REFUSED.items(), ids=map(ascii, ORIGINS_REFUSED)
)
def test_a_source_is_refused_with_its_repair(line: str, expected: Found) -> None:
    problems = of_origins(line)
    assert found(problems) == expected
    assert {problem.level for problem in problems} == {ProblemLevel.FORM}
    assert {problem.field for problem in problems} == {"origins"}


@pytest.mark.parametrize(
    "line",
    [
        "*",
        "null",
        SITE,
        "http://www.example.com",
        "https://www.example.com:8443",
        "http://www.example.com:443",
        "https://*.example.com",
        "https://*",
        "*://www.example.com",
        "http://localhost:*",
        "http://localhost:80*",
        "http://localhost",
        "http://127.0.0.1:65535",
        "http://[::1]:3000",
        "https://[2001:db8::1]",
        "https://[::ffff:192.0.2.1]",
        "https://xn--bcher-kva.example",
        "https://under_score.example",
        "https://www.example.com.",
        "capacitor://localhost",
        "ionic://localhost",
        "chrome-extension://abcdefghijklmnop",
    ],
)
def test_a_source_is_taken(line: str) -> None:
    assert of_origins(line) == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x-*-*", [("two-wildcards", None)]),
        ("x y", [("blank", "x\ny")]),
        ("content-type, x-oss-date;", [("blank", "content-type\nx-oss-date")]),
        ('"content-type"', [("wrapped", "content-type")]),
        ("content-type:", [("key-value", "content-type")]),
        ("content-type : text/plain", [("key-value", "content-type")]),
        ("content-type:text/plain", [("key-value", "content-type")]),
        ("x-*:**", [("two-wildcards", "x-*"), ("key-value", "x-*")]),
        ("**:x", [("two-wildcards", None), ("key-value", None)]),
        ("content-type:\N{NO-BREAK SPACE}x", [("bad-header", "content-type")]),
        (":authority", [("bad-header", "authority")]),
        ("größe", [("bad-header", None)]),
        ("größe x", [("blank", None)]),
        ("(x)", [("wrapped", "x")]),
        (";,", [("bad-header", None)]),
        ("x\0", [("bad-header", None)]),
    ],
)
def test_an_allowed_header_is_judged_with_its_repair(line: str, expected: Found) -> None:
    assert found(of_headers(allowed_headers=line)) == expected


@pytest.mark.parametrize("line", ["*", "x-oss-*", "Content-Type", "x!#$%&'+.^_`|~-9"])
def test_an_allowed_header_is_taken(line: str) -> None:
    assert of_headers(allowed_headers=line) == ()


def test_a_header_with_its_value_is_advised_against_and_not_refused() -> None:
    (problem,) = of_headers(allowed_headers="content-type:text/plain")
    assert problem.level is ProblemLevel.ADVICE


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("*", [("exposed-wildcard", None)]),
        ("x-oss-*", [("exposed-wildcard", None)]),
        ("x y", [("blank", "x\ny")]),
        ("ETag: x", [("bad-header", "ETag")]),
        ("'ETag'", [("wrapped", "ETag")]),
        ("x&y", [("exposed-character", None)]),
        ("x'y", [("exposed-character", None)]),
        ("x&y z", [("blank", None)]),
        ("<x>", [("bad-header", None)]),
        ("*&", [("exposed-wildcard", None), ("exposed-character", None)]),
    ],
)
def test_an_exposed_header_is_refused_with_its_repair(line: str, expected: Found) -> None:
    problems = of_headers(expose_headers=line)
    assert found(problems) == expected
    assert {problem.level for problem in problems} == {ProblemLevel.FORM}


@pytest.mark.parametrize("line", ["ETag", "x-oss-request-id", "x!#$%+.^_`|~-9"])
def test_an_exposed_header_is_taken(line: str) -> None:
    assert of_headers(expose_headers=line) == ()


def test_no_method_is_refused() -> None:
    assert found(Draft(origins=SITE).problems()) == [("no-method", None)]


@pytest.mark.parametrize("method", ["OPTIONS", "*", "get", ""])
def test_a_method_that_has_no_check_box_is_refused(method: str) -> None:
    assert found(Draft(SITE, ("GET", method)).problems()) == [("unknown-method", None)]


@pytest.mark.parametrize("text", ["", "  ", "0", "60", " 60\r\n", "007", "999999999", "0" * 5000])
def test_a_cache_timeout_is_taken(text: str) -> None:
    assert of_headers(max_age=text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-1", [("bad-max-age", None)]),
        ("+1", [("bad-max-age", None)]),
        ("1.5", [("bad-max-age", None)]),
        ("1e3", [("bad-max-age", None)]),
        ("one hour", [("bad-max-age", None)]),
        ("60 minutes", [("bad-max-age", "3600")]),
        ("3600s", [("bad-max-age", "3600")]),
        ("3600 Seconds", [("bad-max-age", "3600")]),
        ("1 sec", [("bad-max-age", "1")]),
        ("86,400", [("bad-max-age", "86400")]),
        ("86 400", [("bad-max-age", "86400")]),
        ("8,64,00", [("bad-max-age", None)]),
        ("\uff13\uff16\uff10\uff10", [("bad-max-age", "3600")]),
        ("٣", [("bad-max-age", None)]),
        ("9,999,999,999", [("bad-max-age", None)]),
        ("9" * 5000 + "s", [("bad-max-age", None)]),
        ("1000000000", [("max-age-too-large", None)]),
        ("9" * 5000, [("max-age-too-large", None)]),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_a_cache_timeout_is_refused_with_its_repair(text: str, expected: Found) -> None:
    problems = of_headers(max_age=text)
    assert found(problems) == expected
    assert {problem.field for problem in problems} == {"max_age"}


def test_an_eleventh_rule_is_refused() -> None:
    problems = Draft(SITE, ("GET",)).problems(rules_beside=MAX_RULES)
    assert found(problems) == [("too-many-rules", None)]


def test_a_tenth_rule_is_taken() -> None:
    assert Draft(SITE, ("GET",)).problems(rules_beside=MAX_RULES - 1) == ()


XML = """<?xml version="1.0" encoding="UTF-8"?>
<CORSConfiguration>
  <CORSRule>
    <AllowedOrigin>https://app.example.com</AllowedOrigin>
    <AllowedMethod>GET</AllowedMethod>
  </CORSRule>
</CORSConfiguration>"""
PASTED = {
    "XML": XML,
    "XML of S3": XML.replace("tion>", 'tion xmlns="http://s3.amazonaws.com/doc/2006-03-01/">', 1),
    "XML on one line": XML.replace("\n", ""),
    "a part of it": "<AllowedMethod>GET</AllowedMethod>",
    "JSON of S3": '[{"AllowedOrigins": ["https://a.example"], "AllowedMethods": ["GET"]}]',
    "JSON of a tool": '{\n  "CORSRules": [\n    {"AllowedOrigins": ["*"]}\n  ]\n}',
    "JSON of Google": '[{"origin": ["https://a.example"], "method": ["GET"]}]',
    "JSON of R2": '{"rules": [{"allowed": {"origins": ["https://a.example"]}}]}',
    "Terraform": 'cors_rule {\n  allowed_origins = ["*"]\n}',
}


@pytest.mark.parametrize("text", PASTED.values(), ids=PASTED)
def test_a_configuration_in_place_of_sources_is_one_problem(text: str) -> None:
    (problem,) = of_origins(text)
    assert (problem.id, problem.field) == ("configuration-in-sources", "origins")
    assert (problem.level, problem.line) == (ProblemLevel.FORM, None)


@pytest.mark.parametrize("field", ["allowed_headers", "expose_headers"])
def test_a_configuration_in_place_of_headers_is_one_problem(field: str) -> None:
    (problem,) = of_headers(**{field: XML})
    assert (problem.id, problem.field) == ("configuration-in-headers", field)


@pytest.mark.parametrize(
    "text", ["https://origin.example", '["https://a.example"]', "cors.example"]
)
def test_what_only_has_such_words_in_it_is_no_configuration(text: str) -> None:
    assert "configuration-in-sources" not in {problem.id for problem in of_origins(text)}


LONG = "a" * 5000


@pytest.mark.parametrize(
    "problems",
    [
        of_origins(f"{LONG} {LONG}"),
        of_origins(f"https://{LONG}/"),
        of_origins(f"{SITE}/{LONG}\n{SITE}/{LONG}"),
        of_headers(allowed_headers=f"{LONG}:1\n({LONG}"),
        of_headers(expose_headers=f"*{LONG}"),
        of_headers(max_age="9" * 5000),
        of_headers(max_age=LONG),
        Draft(SITE, (LONG,)).problems(),
    ],
)
def test_what_is_long_is_quoted_in_part(problems: tuple[Problem, ...]) -> None:
    quotes = [str(it.message.params["value"]) for it in problems]
    assert max(map(len, quotes)) == MOST_QUOTED
    assert any(quote.endswith("…") for quote in quotes)
