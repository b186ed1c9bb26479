"""Origins: which pattern matches which, and what a browser makes of what people type."""

import re

import idna
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from buckets.cors.origin import OriginPattern, Parts, as_browsers_send, in_punycode, is_loopback
from buckets.cors.validate.problem import Line, ProblemLevel
from buckets.cors.validate.rules import browsers_send, source_problems
from tests.cors.strategies import arbitrary_text, origins

SENT = {
    "https://www.example.com": "https://www.example.com",
    "*": "*",
    "null": "null",
    "NULL": "null",
    "www.example.com": "https://www.example.com",
    "www.example.com/path?query#fragment": "https://www.example.com",
    "www.example.com/goto?url=http://other.example": "https://www.example.com",
    "//www.example.com": "https://www.example.com",
    "https:/www.example.com": "https://www.example.com",
    "http:www.example.com": "http://www.example.com",
    "https//www.example.com": "https://www.example.com",
    "https://https://www.example.com": "https://www.example.com",
    "http://https://http://www.example.com": "http://www.example.com",
    "https://www.example.com/": "https://www.example.com",
    "https://www.example.com:443": "https://www.example.com",
    "http://www.example.com:80": "http://www.example.com",
    "https://www.example.com:80": "https://www.example.com:80",
    "https://www.example.com:": "https://www.example.com",
    "HTTPS://WWW.Example.COM": "https://www.example.com",
    "https://name:word@www.example.com": "https://www.example.com",
    "'https://www.example.com',": "https://www.example.com",
    "“https://www.example.com”;": "https://www.example.com",
    "https://bücher.example": "https://xn--bcher-kva.example",
    "https://*.bücher.example": "https://*.xn--bcher-kva.example",
    "http://例え.jp:8080": "http://xn--r8jz45g.jp:8080",
    "localhost": "http://localhost",
    "localhost:3000/": "http://localhost:3000",
    "127.0.0.1:8000": "http://127.0.0.1:8000",
    "[::1]:8000": "http://[::1]:8000",
    "localhost.example.com": "https://localhost.example.com",
    "127.example.com": "https://127.example.com",
    "http://localhost:*": "http://localhost:*",
    "http://[2001:DB8::1]": "http://[2001:db8::1]",
    "capacitor://localhost": "capacitor://localhost",
    "file:///C:/index.html": "null",
    "FILE:x": "null",
    "FILE://": "file://",
}
NO_ORIGIN = [
    "",
    "https://",
    "http://:80",
    "://www.example.com",
    "1https://www.example.com",
    "https://a b.example",
    "https://a\0.example",
    "https://a;b",
    "https://www.example.com:0",
    "https://www.example.com:65536",
    "https://www.example.com:080",
    "https://www.example.com:http",
    "https://[::1",
    "https://[::1]x]",
    "https://a@b@c",
    "https:\\\\www.example.com",
    "https://*ü.example",
    "https://\uff41\uff0fb.example",
    "https://\ud800.example",
    "https://\u0378.example",
    "https://" + "ü" * 254,
]


@pytest.mark.parametrize(("typed", "sent"), SENT.items(), ids=SENT)
def test_what_is_typed_is_put_as_a_browser_sends_it(typed: str, sent: str) -> None:
    assert as_browsers_send(typed) == sent


@pytest.mark.parametrize("typed", NO_ORIGIN, ids=ascii)
def test_what_no_browser_can_send_has_no_such_spelling(typed: str) -> None:
    assert as_browsers_send(typed) is None


@given(st.one_of(arbitrary_text(), origins()))
@example("https://a.example;',")
@example("https://a.example;/path")
@example("https://\uff41\uff0fb")
@example("https://ΑΣ.example")
def test_what_a_browser_sends_it_sends_again(typed: str) -> None:
    sent = as_browsers_send(typed)
    assert sent is None or as_browsers_send(sent) == sent


@given(st.one_of(arbitrary_text(), origins()))
@example("file://")
def test_what_a_browser_sends_is_refused_at_most_for_its_wildcards(typed: str) -> None:
    sent = as_browsers_send(typed)
    problems = tuple(source_problems(Line(1, sent))) if sent else ()
    refused = {it.id for it in problems if it.level is ProblemLevel.FORM}
    assert refused <= {"two-wildcards"}


@pytest.mark.parametrize(
    ("pattern", "origin"),
    [
        ("*", "https://www.example.com"),
        ("*", "null"),
        ("*", ""),
        ("null", "null"),
        ("https://www.example.com", "https://www.example.com"),
        ("https://*.example.com", "https://www.example.com"),
        ("https://*.example.com", "https://a.b.example.com"),
        ("https://*.example.com", "https://.example.com"),
        ("https://*", "https://www.example.com:8443"),
        ("http://localhost:*", "http://localhost:3000"),
        ("*.example.com", "https://www.example.com"),
        ("https://www.example.com*", "https://www.example.com:8443"),
        ("https://www.*", "https://www.a\nb"),
    ],
)
def test_a_pattern_matches(pattern: str, origin: str) -> None:
    assert OriginPattern(pattern).matches(origin)


@pytest.mark.parametrize(
    ("pattern", "origin"),
    [
        ("https://*.example.com", "https://example.com"),
        ("https://*.example.com", "https://example.com.evil.example"),
        ("https://*.example.com", "http://www.example.com"),
        ("https://www.example.com", "https://www.example.com:443"),
        ("https://www.example.com", "https://www.example.com/"),
        ("https://www.example.com", "https://WWW.example.com"),
        ("https://www.example.com", "https://wwwxexample.com"),
        ("www.example.com", "https://www.example.com"),
        ("https://a*a", "https://a"),
        ("https://*.example.com", "https://*.example.comx"),
        ("", "https://www.example.com"),
    ],
)
def test_a_pattern_does_not_match(pattern: str, origin: str) -> None:
    assert not OriginPattern(pattern).matches(origin)


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.255.0.9", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost.example.com", False),
        ("app.localhost", False),
        ("127.0.0.1.example", False),
        ("127.0.0", False),
        ("128.0.0.1", False),
        ("::2", False),
        ("", False),
    ],
)
def test_a_loopback_host_is_the_own_machine(host: str, is_own: bool) -> None:
    assert is_loopback(host) is is_own


def test_only_the_bare_wildcard_is_any_origin() -> None:
    assert [OriginPattern(text).is_any for text in ("*", "https://*", "**")] == [True, False, False]


@given(arbitrary_text())
def test_a_source_taken_apart_and_put_together_is_the_same(text: str) -> None:
    parts = Parts.of(text)
    assert parts is None or parts.has_userinfo or str(parts) == text


@pytest.mark.parametrize("host", ["bücher.example", "faß.de", "ΒΌΛΟΣ.com", "ẞ.de", "ĳ.nl", "Ⅷ.com"])
def test_punycode_is_that_of_browsers(host: str) -> None:
    assert in_punycode(host) == idna.encode(host, uts46=True).decode()


HOSTS = st.text(
    st.one_of(
        st.characters(categories=["L", "M", "N", "Cf"]),
        st.sampled_from("aZ0-ßẞςΣΆſĲＡÅ한하\u00ad\u200b\u200c\u200d\ufe0f。\uff0e｡"),
    ),
    min_size=1,
    max_size=8,
)


@given(HOSTS)
@example("ΑΣ.ΑΣ")
@example("a\u00adb")
@example("日本\u200b語。jp")
@example("\N{CHEROKEE LETTER A}\N{GREEK LUNATE SIGMA SYMBOL}")
def test_punycode_agrees_with_the_idna_package_where_both_know_the_name(host: str) -> None:
    theirs: str | None
    try:
        theirs = idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        theirs = None
    ours = in_punycode(host)
    assert None in (ours, theirs) or ours == theirs


@given(HOSTS)
def test_punycode_is_ascii_and_stays(host: str) -> None:
    coded = in_punycode(host)
    assert coded is None or (coded.isascii() and in_punycode(coded) == coded)


def test_only_the_labels_that_need_it_are_coded() -> None:
    assert re.fullmatch(r"www\.xn--[a-z0-9-]+\.com", in_punycode("WWW.bücher.com") or "")


@pytest.mark.parametrize(
    "source",
    [
        "*",
        "null",
        "file://",
        "file:*",
        "https://*.a.example",
        "*.a.example",
        "http*",
        "capacitor://localhost",
    ],
)
def test_what_a_browser_can_send_can_be_matched(source: str) -> None:
    assert browsers_send(source)


@pytest.mark.parametrize(
    "source", ["www.a.example", "https://a.example/", "https://A.example", "https://a b", "a,b", ""]
)
def test_what_no_browser_sends_can_never_be_matched(source: str) -> None:
    assert not browsers_send(source)
