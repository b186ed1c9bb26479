"""Safelisted request headers by value: beside the steps of the Fetch standard, one by one."""

import string

from hypothesis import example, given
from hypothesis import strategies as st

from buckets.cors.evaluate.request_headers import is_safelisted

TOKEN = frozenset(string.ascii_letters + string.digits + "!#$%&'*+-.^_`|~")
UNSAFE = {*map(chr, range(0x20)), *'"():<>?@[\\]{}\x7f'} - {"\t"}
LANGUAGE = frozenset(string.ascii_letters + string.digits + " *,-.;=")
SIMPLE = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")

# What a script can give as a value: bytes, but no NUL and no line end.
BYTES = st.characters(max_codepoint=0xFF, exclude_characters="\0\r\n")


def values(*parts: str) -> st.SearchStrategy[str]:
    """Values made of these parts and of any bytes, without blanks around them."""
    pieces = st.one_of(st.sampled_from(parts), BYTES)
    return st.lists(pieces, max_size=12).map(lambda found: "".join(found).strip(" \t"))


def reference_essence(value: str) -> str | None:
    """MIME Sniffing standard, parse a MIME type: its essence, or None for a failure."""
    kind, slash, rest = value.strip(" \t\r\n").partition("/")
    subtype = rest.partition(";")[0].rstrip(" \t\r\n")
    if not slash or not kind or not subtype or not {*kind, *subtype} <= TOKEN:
        return None
    return f"{kind}/{subtype}".lower()


def reference_range(value: str) -> bool:
    """Parse a single range header value, without whitespace; with a beginning."""
    if not value.startswith("bytes="):
        return False
    rest = value.removeprefix("bytes=")
    start, end = (
        rest[: len(rest) - len(rest.lstrip(string.digits))],
        rest.lstrip(string.digits),
    )
    if not end.startswith("-"):
        return False
    end = end[1:]
    if end.strip(string.digits):
        return False
    return bool(start) and (not end or int(start) <= int(end))


@given(values(*SIMPLE, "TEXT/plain", "text", "/", "plain", ";", ",", "charset=utf-8", " ", "\t"))
@example("text/plain\xa0")
@example("text/plain\x85;a")
@example("text /plain")
@example("text/ plain")
@example("text/plain\t;\t")
def test_a_content_type_is_simple_by_its_essence(value: str) -> None:
    expected = len(value) <= 128 and not UNSAFE & {*value} and reference_essence(value) in SIMPLE
    assert is_safelisted("content-type", value) is expected


@given(values("bytes", "bytes=", "Bytes=", "=", "-", "0", "7", "10", ",", " ", "+"))
@example("bytes=10-9")
@example("bytes=-5")
@example("bytes=0-")
@example("Bytes=0-")
@example("bytes=\u00b2-")
def test_a_range_is_simple_if_it_is_a_single_one_with_a_beginning(value: str) -> None:
    assert is_safelisted("range", value) is reference_range(value)


@given(values("text/html", "*/*;q=0.1", ",", " "))
def test_an_accept_header_is_simple_without_unsafe_bytes(value: str) -> None:
    assert is_safelisted("accept", value) is (len(value) <= 128 and not UNSAFE & {*value})


@given(st.sampled_from(["accept-language", "content-language"]), values("de", "-", ";q=0.1", ", "))
def test_languages_are_simple_by_their_letters(name: str, value: str) -> None:
    assert is_safelisted(name, value) is (len(value) <= 128 and {*value} <= LANGUAGE)


@given(st.text(string.ascii_lowercase + "-", max_size=16), values("1"))
def test_no_other_header_is_simple(name: str, value: str) -> None:
    known = ("accept", "accept-language", "content-language", "content-type", "range")
    assert name in known or not is_safelisted(name, value)
