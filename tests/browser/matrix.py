"""Requests of pages, each with rules: those that are tried in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from buckets.cors import METHODS, Configuration, Rule
from buckets.cors.evaluate.browser import PageHeader, PageRequest

READ = ("ETag", "x-oss-request-id", "Content-Type", "Last-Modified", "x-oss-object-type")


@dataclass(frozen=True)
class Case:
    """A request to a bucket with these rules, sent by `fetch` or by an XMLHttpRequest.

    ``after_image``: the page has shown the object in an ``<img>`` before.
    """

    configuration: Configuration
    request: PageRequest
    by_xhr: bool = False
    after_image: bool = False


def cases(port: int) -> Iterator[Case]:
    """All of them, for a site that has all its pages at this port."""
    app, other = f"http://app.localhost:{port}", f"http://other.localhost:{port}"
    yield from _methods(app)
    yield from _headers(app)
    yield from _simple_headers(app)
    yield from _origins(app, other)
    yield from _credentials(app)
    yield from _uploads(app)
    yield from _read(app)
    yield from _kept(app)


def _case(
    rule: Rule, origin: str, method: str = "GET", *lines: str, vary: bool = False, xhr: bool = False
) -> Case:
    headers = tuple(map(PageHeader.of, lines))
    return Case(Configuration((rule,), vary), PageRequest(origin, method, headers), xhr)


def _methods(app: str) -> Iterator[Case]:
    for method in (*METHODS, "put", "delete"):
        yield _case(Rule((app,), METHODS), app, method)
        yield _case(Rule((app,), ("GET",)), app, method, xhr=method in ("PUT", "HEAD"))
    for method in ("PATCH", "patch", "OPTIONS", "TRACE", "CONNECT"):
        yield _case(Rule((app,), METHODS, ("*",)), app, method)
    yield Case(Configuration(), PageRequest(app))
    yield Case(Configuration(), PageRequest(app, "PUT"))


def _headers(app: str) -> Iterator[Case]:
    for allowed in (("x-oss-meta-a", "x-a"), ("*",), ("x-*",), ("x-oss-meta-a",), ()):
        yield _case(Rule((app,), ("GET",), allowed), app, "GET", "X-Oss-Meta-A: 1", "x-a: 2")
        yield _case(Rule((app,), ("PUT",), allowed), app, "PUT", "x-oss-meta-a: 1", vary=True)
    yield _case(Rule((app,), ("GET",), ("x-oss-*",)), app, "GET", "Authorization: a", xhr=True)
    for forbidden in ("Cookie: a=b", "Referer: a", "Sec-A: b", "X-HTTP-Method: TRACE"):
        yield _case(Rule((app,), ("GET",)), app, "GET", forbidden)
    yield _case(Rule((app,), ("GET",)), app, "GET", "X-HTTP-Method: PUT")
    one_each = Rule((app,), ("GET",), ("x-a",)), Rule((app,), ("GET",), ("x-b",))
    both = tuple(map(PageHeader.of, ("x-b: 1", "x-a: 1")))
    yield Case(Configuration(one_each), PageRequest(app, "GET", both))
    yield Case(Configuration(one_each), PageRequest(app, "GET", both[:1]))


def _simple_headers(app: str) -> Iterator[Case]:
    for line in (
        "Accept: text/html",
        'Accept: "text/html"',
        f"Accept: {'a' * 128}",
        f"Accept: {'a' * 129}",
        "Accept-Language: de, en;q=0.5",
        "Accept-Language: de_DE",
        "Content-Language: de",
        "Content-Type: text/plain;charset=UTF-8",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Type: application/json",
        "Content-Type: text/plain; a=(b)",
        "Range: bytes=0-",
        "Range: bytes=0-9",
        "Range: bytes=-5",
        "Range: bytes=5-2",
        "Range: bytes=0-1,3-4",
        "If-Match: a",
    ):
        yield _case(Rule((app,), ("GET",)), app, "GET", line)


def _origins(app: str, other: str) -> Iterator[Case]:
    port = app.rpartition(":")[2]
    for source in ("*", app, f"http://*.localhost:{port}", "http://app.localhost:*", "null"):
        for origin in (app, other, "null"):
            yield _case(Rule((source,), ("GET",)), origin)
            yield _case(Rule((source,), ("PUT",)), origin, "PUT")


def _credentials(app: str) -> Iterator[Case]:
    for source in ("*", app):
        for method in ("GET", "PUT"):
            request = PageRequest(app, method, credentials=True)
            yield Case(Configuration((Rule((source,), METHODS, ("*",)),)), request)
            yield Case(Configuration((Rule((source,), METHODS),)), request, by_xhr=True)


def _uploads(app: str) -> Iterator[Case]:
    for rule in (Rule((app,), ("POST",)), Rule((app,), ("GET",))):
        yield Case(Configuration((rule,)), PageRequest(app, "POST", watches_upload=True))
        yield Case(Configuration((rule,)), PageRequest(app, "POST"), by_xhr=True)


def _read(app: str) -> Iterator[Case]:
    for exposed in ((), ("ETag",), ("etag", "X-Oss-Request-Id"), READ):
        rule = Rule((app,), ("GET", "PUT"), ("*",), exposed)
        yield Case(Configuration((rule,)), PageRequest(app, reads=READ))
        yield Case(Configuration((rule,)), PageRequest(app, reads=READ), by_xhr=True)
        yield Case(Configuration((rule,)), PageRequest(app, "PUT", reads=READ[:2]))


def _kept(app: str) -> Iterator[Case]:
    for source in (app, "*", "https://elsewhere.example"):
        for vary in (False, True):
            rules = Configuration((Rule((source,), ("GET",), ("*",)),), vary)
            yield Case(rules, PageRequest(app), after_image=True)
            asking = PageRequest(app, "GET", (PageHeader("x-a", "1"),))
            yield Case(rules, asking, after_image=True)
