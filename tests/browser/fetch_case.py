"""What the cases that are tried in a real browser are made of.

In header values ``{app}`` stands for the origin of the page, and ``{next}`` for the address of the
next hop, without its scheme.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from buckets.cors.evaluate.browser import PageHeader, PageRequest
from buckets.cors.evaluate.oss import Headers
from tests.browser.answering import Answer

APP, API, BUCKET = "app", "api", "bucket"
READ: Final = ("ETag", "X-B", "Cache-Control", "Set-Cookie")

ALLOW_ORIGIN: Final = "Access-Control-Allow-Origin"
ALLOW_CREDENTIALS: Final = "Access-Control-Allow-Credentials"
ALLOW_METHODS: Final = "Access-Control-Allow-Methods"
ALLOW_HEADERS: Final = "Access-Control-Allow-Headers"
EXPOSE_HEADERS: Final = "Access-Control-Expose-Headers"
ANY_ORIGIN: Final = (ALLOW_ORIGIN, "*")
OWN_ORIGIN: Final = (ALLOW_ORIGIN, "{app}")
NULL_ORIGIN: Final = (ALLOW_ORIGIN, "null")
WITH_CREDENTIALS: Final = (ALLOW_CREDENTIALS, "true")
_ON: Final = ("Location", "http://{next}")
_SHOWN: Final = (("ETag", "a"), ("X-B", "b"), ("Cache-Control", "no-store"), ("Set-Cookie", "c=d"))
_WILLING: Final = Answer(200, (ANY_ORIGIN, (ALLOW_METHODS, "*"), (ALLOW_HEADERS, "*")))


@dataclass(frozen=True)
class Hop:
    """A host that a request comes to: what it answers to it, and to a preflight for it."""

    host: str
    answer: Answer
    preflight: Answer = _WILLING


@dataclass(frozen=True)
class FetchCase:
    """A request of a page at `APP`, sent by `fetch` or by an XMLHttpRequest, and all its hops."""

    request: PageRequest
    hops: tuple[Hop, ...]
    by_xhr: bool = False


def request(
    method: str = "GET", *lines: str, credentials: bool = False, watches: bool = False
) -> PageRequest:
    """A request of the page, with headers as lines."""
    parts = (line.partition(":") for line in lines)
    headers = tuple(PageHeader(name, value.strip(" \t")) for name, _, value in parts)
    return PageRequest("{app}", method, headers, credentials, watches, READ)


def case(sent: PageRequest, *hops: Hop, by_xhr: bool = False) -> FetchCase:
    """A case of these hops."""
    return FetchCase(sent, hops, by_xhr)


def answered(*headers: tuple[str, str], status: int = 200) -> Answer:
    """An answer to the request itself, with the headers that pages try to read."""
    return Answer(status, (*headers, *_SHOWN))


def asking(sent: PageRequest, *headers: tuple[str, str], status: int = 200) -> FetchCase:
    """A request whose preflight is answered by these headers, and which is allowed itself."""
    allowed: Headers = (OWN_ORIGIN, WITH_CREDENTIALS)
    return case(sent, Hop(API, answered(*allowed), Answer(status, (*allowed, *headers))))


def redirecting(*headers: tuple[str, str], status: int = 302) -> Answer:
    """An answer that redirects to the next hop."""
    return Answer(status, (*headers, _ON))
