"""Requests of a page with the answers that they get, to be tried in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.browser.answering import Answer
from tests.browser.fetch_case import (
    ALLOW_CREDENTIALS,
    ALLOW_HEADERS,
    ALLOW_METHODS,
    ALLOW_ORIGIN,
    ANY_ORIGIN,
    API,
    EXPOSE_HEADERS,
    NULL_ORIGIN,
    OWN_ORIGIN,
    WITH_CREDENTIALS,
    FetchCase,
    Hop,
    answered,
    asking,
    case,
    request,
)


def answer_cases() -> Iterator[tuple[str, FetchCase]]:
    """All of them, each with a name."""
    yield from _request_headers()
    yield from _joined_headers()
    yield from _allowed_origins()
    yield from _allowed_credentials()
    yield from _allowed_methods()
    yield from _allowed_headers()
    yield from _preflight_statuses()
    yield from _exposed_headers()


# --- Which request headers need a preflight -------------------------------------------------------

_LINES: Final = (
    *("Content-Type: text/plain", "Content-Type: TEXT/Plain;charset=UTF-8", "Content-Type:"),
    *("Content-Type: text /plain", "Content-Type: text/ plain", "Content-Type: text/plain\t; a"),
    *("Content-Type: text/plain\xa0", "Content-Type: text/plain,", "Content-Type: text/plain;ü"),
    *("Content-Type: text/plain; a=(b)", "Content-Type: text/plain; a@b", "Content-Type: text"),
    *("Content-Type: multipart/form-data", "Content-Type: application/x-www-form-urlencoded;"),
    *("Content-Type: application/json", f"Content-Type: text/plain;{'a' * 117}"),
    *(f"Content-Type: text/plain;{'a' * 118}", "Accept: a\tb", 'Accept: "a"', "Accept: a\x01b"),
    *("Accept:", "Accept: =/;,\x80", "Accept: a@b", "Accept: a\x7fb", f"Accept: {'ü' * 128}"),
    *(f"Accept: {'ü' * 129}", "Accept-Language: de_DE", "Accept-Language: *, en;q=0.5"),
    *(f"Accept-Language: {'a' * 129}", "Content-Language: ü", "Content-Language: d\te"),
    *("Content-Language: de.DE", "Range: bytes=0-", "Range: bytes=00-01", "Range: bytes=5-2"),
    *("Range: bytes=-5", "Range: bytes=-", "Range: Bytes=0-", "Range: bytes= 0-1", "Range:"),
    *("Range: bytes=0-1,3-4", "Range: bytes=0-,", "Range: bytes=+0-1", "Range: items=0-1"),
    *(f"Range: bytes=0-{2**63 - 2}", f"Range: bytes=0-{2**63 - 1}", f"Range: bytes={2**63 - 1}-"),
    *("DPR: 1.5", "DPR: .5", "Width: 100", "Width: 1.5", "Viewport-Width: 1", "RTT: 1"),
    *("Device-Memory: 4", "Downlink: 1.5", "ECT: slow-2g", "ECT: 4G", "Save-Data: On"),
    *("Save-Data: off", 'Intervention: <"a">', "Lang: de", "Authorization: a", "Pragma: a"),
    *("Cookie2: a", "Sec-A: a", "Proxy-A: a", "Set-Cookie: a", "DNT: 1", "Date: a", "Expect: a"),
    *("X-Method-Override: PUT, track", "X-HTTP-Method-Override: PUT", "Priority: u=1"),
    "Access-Control-Request-Private-Network: true",
)


def _request_headers() -> Iterator[tuple[str, FetchCase]]:
    for line in _LINES:
        yield line, case(request("GET", line), Hop(API, answered(ANY_ORIGIN)))


def _joined_headers() -> Iterator[tuple[str, FetchCase]]:
    five = (
        *(f"Accept: {'a' * 128}", f"Accept-Language: {'a' * 128}", f"Range: bytes={'0' * 121}-"),
        *(f"Content-Language: {'a' * 128}", f"Content-Type: text/plain;{'a' * 117}"),
    )
    hints = tuple(f"{name}: {'1' * 128}" for name in ("DPR", "RTT", "Width", "Downlink"))
    for name, lines in {
        "two accepts": (f"Accept: {'a' * 60}", f"Accept: {'b' * 60}"),
        "two accepts, too long together": (f"Accept: {'a' * 70}", f"Accept: {'b' * 70}"),
        "two content types": ("Content-Type: text/plain", "Content-Type: text/plain"),
        "two ranges": ("Range: bytes=0-1", "Range: bytes=2-3"),
        "two of one's own": ("x-b: 1", "X-A: 1", "X-B: 2"),
        "many accepts and a language": (*[f"Accept: {'a' * 120}"] * 9, "Accept-Language: de"),
        "five of the longest": five,
        "1024 bytes": (*five, *hints[:3]),
        "1152 bytes": (*five, *hints),
        "1152 bytes and one's own": (*five, *hints, "x-a: 1"),
    }.items():
        yield name, case(request("GET", *lines), Hop(API, answered(ANY_ORIGIN)))
        yield (
            f"{name}, XHR",
            case(request("GET", *lines), Hop(API, answered(ANY_ORIGIN)), by_xhr=True),
        )


# --- What an answer has to say --------------------------------------------------------------------


def _allowed_origins() -> Iterator[tuple[str, FetchCase]]:
    for value in (
        *("*", " *\t", "{app}", " {app} ", "{app}/", "{app},", "{app}, {app}", "*, *", "**"),
        *("null", "NULL", "", "true", "app.localhost", "*.localhost", "http://*.localhost"),
        *("http://*", "//a", "mailto:a", "file://", "http:a", "http://1.2.3.999"),
        *("localhost:80", "HTTP://APP.LOCALHOST", "http://a b", "http://", "https://a:99999"),
        *("http://[::1]", "http://[::1", "http://user@a", "http://a|b", "ws://", "1a:"),
    ):
        yield f"origin {value!r}", case(request(), Hop(API, answered((ALLOW_ORIGIN, value))))
    for name, headers in {
        "twice": (OWN_ORIGIN, OWN_ORIGIN),
        "empty and any": ((ALLOW_ORIGIN, ""), ANY_ORIGIN),
        "none": (),
        "invalid": ((ALLOW_ORIGIN, "a"),),
        "another": (NULL_ORIGIN,),
    }.items():
        answer = answered(*headers)
        yield f"origin {name}", case(request(), Hop(API, answer))
        yield f"origin {name}, XHR", case(request(), Hop(API, answer), by_xhr=True)
        hop = Hop(API, answered(ANY_ORIGIN), answer)
        yield f"origin {name}, preflight", case(request("PUT"), hop)


def _allowed_credentials() -> Iterator[tuple[str, FetchCase]]:
    sent = request(credentials=True)
    for value in ("true", " true ", "True", "true, true", "1", ""):
        answer = answered(OWN_ORIGIN, (ALLOW_CREDENTIALS, value))
        yield f"credentials {value!r}", case(sent, Hop(API, answer))
    for name, headers in {
        "twice": (OWN_ORIGIN, WITH_CREDENTIALS, WITH_CREDENTIALS),
        "none": (OWN_ORIGIN,),
        "and any origin": (ANY_ORIGIN, WITH_CREDENTIALS),
    }.items():
        answer = answered(*headers)
        yield f"credentials {name}", case(sent, Hop(API, answer))
        yield f"credentials {name}, XHR", case(sent, Hop(API, answer), by_xhr=True)
        hop = Hop(API, answered(ANY_ORIGIN), answer)
        yield f"credentials {name}, preflight", case(request("PUT", credentials=True), hop)


def _allowed_methods() -> Iterator[tuple[str, FetchCase]]:
    for method, value in (
        *(("PUT", "PUT"), ("put", "PUT"), ("PUT", "put"), ("put", "put"), ("PUT", "*")),
        *(("PATCH", "PATCH"), ("PATCH", "patch"), ("patch", "PATCH"), ("patch", "patch")),
        *(("Patch", "PATCH, patch"), ("patch", "*"), ("purge", "GET, PUT"), ("OPTIONS", "PUT")),
        *(("PUT", ",PUT,,"), ("PUT", " PUT\t,\t"), ("PUT", "GET PUT"), ("PUT", "GET;PUT")),
        *(("PUT", '"PUT"'), ("PUT", "'PUT'"), ("PUT", "PUT, @"), ("PUT", 'PUT, "a, b"')),
        *(("PUT", ""), ("PUT", "*, /"), ("PUT", "GET, *")),
    ):
        yield f"{method} by {value!r}", asking(request(method), (ALLOW_METHODS, value))
    lines = ((ALLOW_METHODS, "GET"), (ALLOW_METHODS, "PUT"))
    yield "PUT by two lines", asking(request("PUT"), *lines)
    yield "PUT by none", asking(request("PUT"))
    invalid = ((ALLOW_METHODS, "@"), (ALLOW_HEADERS, "x-a"))
    yield "GET by an invalid list", asking(request("GET", "x-a: 1"), *invalid)
    for value in ("*", "PUT, *"):
        sent = request("PUT", credentials=True)
        yield f"PUT with credentials by {value!r}", asking(sent, (ALLOW_METHODS, value))


def _allowed_headers() -> Iterator[tuple[str, FetchCase]]:
    lines = ("x-b: 1", "x-a: 1")
    for value in (
        *("x-a,x-b", "X-A, X-B", ",x-a,,x-b,", "\tx-a ,\tx-b", "x-a", "*", "x-c, *", "", "x-a x-b"),
        *("x-a;x-b", '"x-a", x-b', "x-a, x-b, @", "*, (a)", "x-a:, x-b"),
    ):
        yield f"headers by {value!r}", asking(request("GET", *lines), (ALLOW_HEADERS, value))
    two = ((ALLOW_HEADERS, "x-a"), (ALLOW_HEADERS, "x-b"))
    yield "headers by two lines", asking(request("GET", *lines), *two)
    yield "headers by none", asking(request("GET", *lines))
    for value in ("*", "*, x-a, x-b"):
        sent = request("GET", *lines, credentials=True)
        yield f"headers with credentials by {value!r}", asking(sent, (ALLOW_HEADERS, value))
    for value in ("*", "AUTHORIZATION", "*, authorization", "x-a"):
        sent = request("GET", "Authorization: a")
        yield f"authorization by {value!r}", asking(sent, (ALLOW_HEADERS, value))
    sent = request("GET", "Authorization: a", credentials=True)
    yield "authorization with credentials", asking(sent, (ALLOW_HEADERS, "*"))
    both = ((ALLOW_METHODS, "GET"), (ALLOW_HEADERS, "@"))
    yield "invalid headers before a method", asking(request("PUT", *lines), *both)
    both = ((ALLOW_METHODS, "@"), (ALLOW_HEADERS, "@"))
    yield "invalid methods before headers", asking(request("PUT", *lines), *both)


def _preflight_statuses() -> Iterator[tuple[str, FetchCase]]:
    listed = (ALLOW_METHODS, "PUT")
    for status in (204, 299, 300, 304, 404):
        yield f"preflight {status}", asking(request("PUT"), listed, status=status)
    for status in (300, 301, 302, 303, 305, 307, 308):
        to = ("Location", "/elsewhere")
        yield f"redirected preflight {status}", asking(request("PUT"), listed, to, status=status)
    yield "preflight 302 to nowhere", asking(request("PUT"), listed, status=302)
    redirected = Answer(302, (("Location", "/elsewhere"),))
    yield "redirected preflight", case(request("PUT"), Hop(API, answered(ANY_ORIGIN), redirected))
    yield "invalid list and 404", asking(request("PUT"), (ALLOW_METHODS, "@"), status=404)


def _exposed_headers() -> Iterator[tuple[str, FetchCase]]:
    for value in (
        *("ETag", "etag, x-b", ",ETag,,", "ETag\t,\tX-B", '"ETag"', "ETag X-B", "ETag;", "ETag, @"),
        *("*", "ETag, *", "", "Set-Cookie, ETag", "*, @"),
    ):
        answer = answered(OWN_ORIGIN, WITH_CREDENTIALS, (EXPOSE_HEADERS, value))
        yield f"exposed {value!r}", case(request(), Hop(API, answer))
        sent = request(credentials=True)
        yield f"exposed {value!r} with credentials", case(sent, Hop(API, answer))
    lines = ((EXPOSE_HEADERS, "ETag"), (EXPOSE_HEADERS, "X-B"))
    yield "exposed by two lines", case(request(), Hop(API, answered(ANY_ORIGIN, *lines)))
    lines = ((EXPOSE_HEADERS, "ETag"), (EXPOSE_HEADERS, "@"))
    yield "exposed, one line invalid", case(request(), Hop(API, answered(ANY_ORIGIN, *lines)))
