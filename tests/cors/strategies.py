"""Hypothesis strategies for the values of the domain, for every test that needs some.

`origins`, `rules` and `configurations` make what OSS takes, however odd: repeated values, blanks,
line ends inside a value, origins without a scheme. `writable_configurations` adds what OSS would
refuse but XML can carry, `arbitrary_text` and `drafts` what a person might type or paste.
`starred` makes patterns that overlap.
"""

from typing import TypeVar

from hypothesis import strategies as st

from buckets.cors import METHODS, Configuration, Rule
from buckets.cors.limits import MAX_AGE_LIMIT, MAX_RULES
from buckets.cors.validate.draft import Draft
from buckets.cors.validate.oss_refusals import refused_by_oss

T = TypeVar("T")

_KNOWN_ORIGINS = (
    "*",
    "null",
    "file://",
    "https://www.example.com",
    "https://*.example.com",
    "http://localhost:*",
    "http://[::1]:3000",
    "capacitor://localhost",
    "www.aliyun.com",
    "localhost",
    "*.aliyuncs.com",
    "https://www.example.com/",
    "HTTPS://WWW.EXAMPLE.COM:443",
    "https://bücher.example",
    "a value with blanks ",
)
_KNOWN_HEADERS = (
    "*",
    "content-type",
    "x-oss-meta-*",
    "X-Oss-Meta-Author",
    "content-type:text/plain",
    "content-type, authorization",
    "access-control-allow-origin",
    "origin",
    "x-oss-dat",
)
_KNOWN_EXPOSED = ("ETag", "x-oss-request-id", "Content-Length", "etag", "ETag, x-a", "GET")
_FRAGMENTS = (
    *_KNOWN_ORIGINS,
    *_KNOWN_HEADERS,
    *_KNOWN_EXPOSED,
    *"*/:.,;'\"@?#[]%&<> \t\n\r\0",
    "\r\n",
    "https://",
    "://",
    "http:/",
    "file:///C:/index.html",
    "user:password@",
    ":443",
    ":080",
    ":99999",
    "3600 s",
    "1.5",
    "9" * 30,
    "0",
    "ü",
    "\N{LATIN SMALL LETTER LONG S}",
    "\N{KELVIN SIGN}",
    "\N{IDEOGRAPHIC FULL STOP}",
    "\N{FULLWIDTH SOLIDUS}",
    "\N{FULLWIDTH ASTERISK}",
    "\N{ZERO WIDTH SPACE}",
    "\N{LINE SEPARATOR}",
    "\ud800",
    "\uffff",
)


def xml_text(max_size: int = 12) -> st.SearchStrategy[str]:
    """Any text that an XML document can carry, line ends and the like included."""
    letters = st.characters(
        codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff"
    )
    return st.text(st.one_of(letters, st.sampled_from("*&<>'\"] \t\n\r\x85")), max_size=max_size)


def origins() -> st.SearchStrategy[str]:
    """One AllowedOrigin that OSS takes: not empty, at most one ``*``."""
    hosts = st.from_regex(r"(\*\.)?[a-z]([a-z0-9-]{0,5}[a-z0-9])?\.example", fullmatch=True)
    ports = st.one_of(st.just(""), st.integers(1, 65535).map(lambda port: f":{port}"))
    schemes = st.sampled_from(["https", "http", "capacitor"])
    usual = st.builds("{}://{}{}".format, schemes, hosts, ports)
    odd = xml_text().filter(lambda text: text and text.count("*") < 2)
    return st.one_of(st.sampled_from(_KNOWN_ORIGINS), usual, odd)


def starred(letters: str, longest: int) -> st.SearchStrategy[str]:
    """A pattern of a few letters, with a ``*`` or without, up to so many letters on each side."""
    side = st.text(letters, max_size=longest)
    return st.builds("{}{}{}".format, side, st.sampled_from(["", "*"]), side)


def rules() -> st.SearchStrategy[Rule]:
    """One rule that OSS takes."""
    headers = xml_text().filter(lambda text: text.count("*") < 2)
    exposed = xml_text().map(lambda text: text.translate(str.maketrans("", "", "*<>&'\"")))
    return st.builds(
        Rule,
        origins=_several(origins(), min_size=1),
        methods=_several(st.sampled_from(METHODS), min_size=1, max_size=6),
        allowed_headers=_several(st.one_of(st.sampled_from(_KNOWN_HEADERS), headers)),
        expose_headers=_several(st.one_of(st.sampled_from(_KNOWN_EXPOSED), exposed)),
        max_age=st.one_of(st.none(), st.sampled_from([0, MAX_AGE_LIMIT]), st.integers(0, 99_999)),
    )


def configurations(max_rules: int = MAX_RULES) -> st.SearchStrategy[Configuration]:
    """A configuration that OSS takes, or one without rules."""
    made = st.builds(Configuration, _several(rules(), max_size=max_rules), st.booleans())
    return made.filter(lambda configuration: not refused_by_oss(configuration))


def writable_configurations() -> st.SearchStrategy[Configuration]:
    """A configuration that XML can carry, whether OSS takes it or not."""
    values = _several(xml_text())
    ages = st.one_of(st.none(), st.integers(0, 10**18 - 1))
    anything = st.builds(Rule, values, values, values, values, ages)
    return st.builds(Configuration, _several(anything, max_size=12), st.booleans())


def arbitrary_text() -> st.SearchStrategy[str]:
    """What may arrive in a field of a form: anything, but often nearly something."""
    pasted = st.lists(st.sampled_from(_FRAGMENTS), max_size=8).map("".join)
    lines = st.lists(st.sampled_from(_FRAGMENTS), max_size=5).map("\n".join)
    return st.one_of(st.text(st.characters(), max_size=20), pasted, lines)


def drafts() -> st.SearchStrategy[Draft]:
    """The Create Rule form filled in anyhow, methods that have no check box included."""
    methods = st.one_of(st.sampled_from(METHODS), st.sampled_from(["get", "OPTIONS", "*", ""]))
    return st.builds(
        Draft,
        origins=arbitrary_text(),
        methods=_several(methods),
        allowed_headers=arbitrary_text(),
        expose_headers=arbitrary_text(),
        max_age=arbitrary_text(),
    )


def _several(
    values: st.SearchStrategy[T], *, min_size: int = 0, max_size: int = 3
) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(values, min_size=min_size, max_size=max_size).map(tuple)
