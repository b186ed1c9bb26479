"""What a browser does with a request of a page to another origin, and with the answer.

The rules are those of the Fetch standard (https://fetch.spec.whatwg.org/), in its order; what it
leaves to browsers is as Chromium does it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from buckets.cors.evaluate.oss import Headers
from buckets.cors.message import Message
from buckets.cors.model import lower_ascii

SIMPLE_METHODS: Final = ("GET", "HEAD", "POST")
"""CORS-safelisted methods: those that a page could always make a browser send, by a form."""

READABLE_HEADERS: Final = (
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
)
"""Response headers that a page may read without Expose-Headers."""

FORBIDDEN_METHODS: Final = ("CONNECT", "TRACE", "TRACK")
"""Methods that no script may send, in any case of their letters."""

_NORMALISED: Final = ("DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT")
_FORBIDDEN_HEADERS: Final = frozenset(
    {
        "accept-charset",
        "accept-encoding",
        "access-control-request-headers",
        "access-control-request-method",
        "access-control-request-private-network",
        "connection",
        "content-length",
        "cookie",
        "cookie2",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "origin",
        "referer",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "via",
    }
)
_OVERRIDES: Final = ("x-http-method", "x-http-method-override", "x-method-override")
_UNREADABLE: Final = ("set-cookie", "set-cookie2")  # forbidden response-header names
_SIMPLE_TYPES: Final = (
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/plain",
)
_RANGE: Final = re.compile(r"bytes=([0-9]+)-([0-9]*)")
_UNSAFE: Final = re.compile(r"[\x00-\x08\x0a-\x1f\"():<>?@\[\\\]{}\x7f]")
_LANGUAGE: Final = re.compile(r"[0-9A-Za-z *,\-.;=]*")
_LONGEST_SAFE_VALUE: Final = 128  # bytes


def as_sent(method: str) -> str:
    """The method as browsers send it: the common ones in upper case, others as they are."""
    return method.upper() if method.upper() in _NORMALISED else method


@dataclass(frozen=True, slots=True)
class PageHeader:
    """A header that a page sets, its name in lower case; ``value`` is None if nobody said it.

    ``is_asked``: a browser was seen to ask for it in a preflight, whatever its value.
    """

    name: str
    value: str | None = None
    is_asked: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", lower_ascii(self.name))

    @classmethod
    def of(cls, line: str) -> "PageHeader":
        """From ``name: value``, or the name alone."""
        name, colon, value = line.strip().partition(":")
        return cls(name.strip(), value.strip() if colon else None)

    def __str__(self) -> str:
        return self.name if self.value is None else f"{self.name}: {self.value}"

    @property
    def is_forbidden(self) -> bool:
        """Whether browsers leave it out when a page tries to set it."""
        if self.name in _OVERRIDES:
            methods = (self.value or "").upper().split(",")
            return not {*FORBIDDEN_METHODS}.isdisjoint(method.strip() for method in methods)
        return self.name in _FORBIDDEN_HEADERS or self.name.startswith(("proxy-", "sec-"))

    @property
    def is_simple(self) -> bool:
        """Whether it may be sent without a preflight (CORS-safelisted request-header).

        Of a Content-Type whose value nobody said it is taken that it is not one of a form.
        """
        value = self.value
        if self.is_asked or (value is not None and len(value.encode()) > _LONGEST_SAFE_VALUE):
            return False
        match self.name:
            case "accept":
                return value is None or _UNSAFE.search(value) is None
            case "accept-language" | "content-language":
                return value is None or _LANGUAGE.fullmatch(value) is not None
            case "content-type":
                return value is not None and _is_simple_type(value)
            case "range":
                return value is None or _is_simple_range(value)
        return False


def _is_simple_range(value: str) -> bool:
    """Whether it is one range of bytes with a beginning, which does not end before that."""
    found = _RANGE.fullmatch(value)
    return found is not None and (not found[2] or int(found[1]) <= int(found[2]))


def _is_simple_type(value: str) -> bool:
    return (
        _UNSAFE.search(value) is None and value.partition(";")[0].strip().lower() in _SIMPLE_TYPES
    )


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What a script of a page asks the browser to send.

    ``credentials``: with cookies (`credentials: "include"`, `withCredentials`). ``watches_upload``:
    the script listens to how far an upload has come. ``reads`` are response headers that it wants.
    """

    origin: str
    method: str = "GET"
    headers: tuple[PageHeader, ...] = ()
    credentials: bool = False
    watches_upload: bool = False
    reads: tuple[str, ...] = ()

    @property
    def is_sendable(self) -> bool:
        """Whether a browser sends such a method at all."""
        return self.method.upper() not in FORBIDDEN_METHODS

    @property
    def asks_for(self) -> tuple[str, ...]:
        """The names in Access-Control-Request-Headers: lower case, sorted, each once."""
        asked = {
            header.name
            for header in self.headers
            if not header.is_forbidden and not header.is_simple
        }
        return tuple(sorted(asked))

    @property
    def reasons(self) -> tuple[Message, ...]:
        """Why the browser sends a preflight first; empty where it sends none."""
        return tuple(self._reasons())

    def _reasons(self) -> Iterator[Message]:
        if as_sent(self.method) not in SIMPLE_METHODS:
            yield Message("evaluate.preflight-for-method", {"method": as_sent(self.method)})
        for name in self.asks_for:
            if name == "content-type":
                yield Message("evaluate.preflight-for-type")
            else:
                yield Message("evaluate.preflight-for-header", {"header": name})
        if self.watches_upload:
            yield Message("evaluate.preflight-for-upload-listener")


# --- What the browser makes of an answer --------------------------------------------------------


class BlockCause(StrEnum):
    """Why a browser keeps an answer from a page."""

    NO_ALLOW_ORIGIN = "no-allow-origin"
    SEVERAL_ORIGINS = "several-origins"
    OTHER_ORIGIN = "other-origin"
    WILDCARD_WITH_CREDENTIALS = "wildcard-with-credentials"
    NO_ALLOW_CREDENTIALS = "no-allow-credentials"
    NOT_OK = "not-ok"
    METHOD = "method"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class Block:
    """Why the browser blocks: ``value`` is the origin, method or header that it names, and
    ``status`` is that of the answer."""

    cause: BlockCause
    value: str
    status: int | None
    of_preflight: bool


def check_preflight(request: PageRequest, status: int, headers: Headers) -> Block | None:
    """Why the answer to the preflight keeps the browser from sending the request, if it does."""

    def block(cause: BlockCause, value: str = "") -> Block:
        return Block(cause, value, status, of_preflight=True)

    if found := _check(request, headers):
        return block(*found)
    if not 200 <= status <= 299:
        return block(BlockCause.NOT_OK)
    method = as_sent(request.method)
    if method not in SIMPLE_METHODS and not _lists(headers, "allow-methods", method, request):
        return block(BlockCause.METHOD, method)
    for name in request.asks_for:
        listed = _lists(headers, "allow-headers", name, request, any_case=True)
        # The one header that a `*` does not cover (Fetch standard).
        named = "authorization" in map(lower_ascii, _values(headers, "allow-headers"))
        if not listed or (name == "authorization" and not named):
            return block(BlockCause.HEADER, name)
    return None


def check_response(request: PageRequest, status: int | None, headers: Headers) -> Block | None:
    """Why the browser keeps the answer itself from the page, if it does. Its status is no reason:
    a page can read an answer of 403, if its origin is allowed."""
    found = _check(request, headers)
    return Block(*found, status, of_preflight=False) if found else None


def readable(request: PageRequest, headers: Headers) -> tuple[str, ...]:
    """The names of response headers that the page can read, in lower case; ``*`` for all."""
    exposed = _values(headers, "expose-headers")
    if request.credentials:
        exposed = [name for name in exposed if name != "*"]
    names = dict.fromkeys([*READABLE_HEADERS, *map(lower_ascii, exposed)])
    return tuple(name for name in names if name not in _UNREADABLE)


def unread(request: PageRequest, headers: Headers) -> tuple[str, ...]:
    """Those of the headers it wants that the page cannot read."""
    can = readable(request, headers)
    wanted = ((name, lower_ascii(name)) for name in request.reads)
    return tuple(
        name for name, low in wanted if low not in can and ("*" not in can or low in _UNREADABLE)
    )


def _check(request: PageRequest, headers: Headers) -> tuple[BlockCause, str] | None:
    """The CORS check of the Fetch standard: the cause, and what the browser names."""
    allowed = [value for name, value in headers if _is(name, "allow-origin")]
    if not allowed:
        return BlockCause.NO_ALLOW_ORIGIN, ""
    if len(allowed) > 1 or "," in allowed[0]:
        return BlockCause.SEVERAL_ORIGINS, ", ".join(allowed)
    if allowed[0] == "*":
        return (BlockCause.WILDCARD_WITH_CREDENTIALS, "") if request.credentials else None
    if allowed[0] != request.origin:
        return BlockCause.OTHER_ORIGIN, allowed[0]
    said = _value(headers, "allow-credentials")
    if request.credentials and said != "true":
        return BlockCause.NO_ALLOW_CREDENTIALS, said or ""
    return None


def _lists(
    headers: Headers, name: str, wanted: str, request: PageRequest, *, any_case: bool = False
) -> bool:
    listed = _values(headers, name)
    if any_case:
        listed = [lower_ascii(value) for value in listed]
    return wanted in listed or ("*" in listed and not request.credentials)


def _values(headers: Headers, name: str) -> list[str]:
    said = _value(headers, name) or ""
    return [value.strip() for value in said.split(",") if value.strip()]


def _value(headers: Headers, name: str) -> str | None:
    """The value of ``Access-Control-<name>``, joined where it comes several times."""
    found = [value for header, value in headers if _is(header, name)]
    return ", ".join(found) if found else None


def _is(header: str, name: str) -> bool:
    return lower_ascii(header) == f"access-control-{name}"
