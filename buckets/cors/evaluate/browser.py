"""What a browser does with a request of a page to another origin, and with the answer.

The rules are those of the Fetch standard (https://fetch.spec.whatwg.org/), in its order; what it
leaves to browsers is as Chromium does it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from buckets.cors.evaluate.oss import Headers
from buckets.cors.evaluate.request_headers import (
    FORBIDDEN_METHODS,
    MOST_SAFE_BYTES,
    is_forbidden,
    is_safelisted,
)
from buckets.cors.evaluate.response_headers import (
    first_invalid,
    members_of,
    redirect_location,
    value_of,
)
from buckets.cors.evaluate.same_origin import is_url
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

_NORMALISED: Final = ("DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT")
_UNREADABLE: Final = ("set-cookie", "set-cookie2")  # forbidden response-header names


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
        return is_forbidden(self.name, self.value or "")

    @property
    def is_simple(self) -> bool:
        """Whether it may be sent without a preflight (CORS-safelisted request-header).

        A value that nobody said is taken for a safelisted one, except that of a Content-Type.
        """
        if self.is_asked:
            return False
        if self.value is None:
            return self.name in ("accept", "accept-language", "content-language", "range")
        return is_safelisted(self.name, self.value)


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
        """The names in Access-Control-Request-Headers: lower case, sorted, each once.

        Values that a script gives to one name are joined before they are looked at, as Chromium 156
        does it; the standard looks at each of them.
        """
        asked, values = set(), dict[str, list[str]]()
        for header in self.headers:
            if header.is_forbidden:
                continue
            if not header.is_simple:
                asked.add(header.name)
            elif header.value is not None:
                values.setdefault(header.name, []).append(header.value)
        joined = {name: ", ".join(them) for name, them in values.items()}
        safe = {name: value for name, value in joined.items() if is_safelisted(name, value)}
        asked |= joined.keys() - safe.keys()
        if sum(map(len, safe.values())) > MOST_SAFE_BYTES:
            asked |= safe.keys()
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
    INVALID_ORIGIN = "invalid-origin"
    OTHER_ORIGIN = "other-origin"
    WILDCARD_WITH_CREDENTIALS = "wildcard-with-credentials"
    NO_ALLOW_CREDENTIALS = "no-allow-credentials"
    REDIRECT = "redirect"
    NOT_OK = "not-ok"
    INVALID_METHODS = "invalid-methods"
    INVALID_HEADERS = "invalid-headers"
    METHOD = "method"
    HEADER = "header"
    REDIRECT_WITH_CREDENTIALS = "redirect-with-credentials"


@dataclass(frozen=True, slots=True)
class Block:
    """Why the browser blocks: ``value`` is the origin, method, header or member that it names,
    and ``status`` is that of the answer."""

    cause: BlockCause
    value: str
    status: int | None
    of_preflight: bool


def check_preflight(request: PageRequest, status: int, headers: Headers) -> Block | None:
    """Why the answer to the preflight keeps the browser from sending the request, if it does."""
    found = (
        _check_redirect(status, headers)
        or _check(request, headers)
        or _check_status(status)
        or _check_lists(request, headers)
    )
    return Block(*found, status, of_preflight=True) if found else None


def check_response(request: PageRequest, status: int | None, headers: Headers) -> Block | None:
    """Why the browser keeps the answer itself from the page, if it does. Its status is no reason:
    a page can read an answer of 403, if its origin is allowed."""
    found = _check(request, headers)
    return Block(*found, status, of_preflight=False) if found else None


def readable(request: PageRequest, headers: Headers) -> tuple[str, ...]:
    """The names of response headers that the page can read, in lower case; ``*`` for all."""
    exposed = members_of(headers, "access-control-expose-headers")
    if first_invalid(exposed) is not None:
        exposed = ()
    if request.credentials:
        exposed = tuple(name for name in exposed if name != "*")
    names = dict.fromkeys([*READABLE_HEADERS, *map(lower_ascii, exposed)])
    return tuple(name for name in names if name not in _UNREADABLE)


def unread(request: PageRequest, headers: Headers) -> tuple[str, ...]:
    """Those of the headers it wants that the page cannot read."""
    can = readable(request, headers)
    wanted = ((name, lower_ascii(name)) for name in request.reads)
    return tuple(
        name for name, low in wanted if low not in can and ("*" not in can or low in _UNREADABLE)
    )


_Found = tuple[BlockCause, str]
"""The cause, and what the browser names."""


def _check_redirect(status: int, headers: Headers) -> _Found | None:
    is_redirect = redirect_location(status, headers) is not None
    return (BlockCause.REDIRECT, "") if is_redirect else None


def _check_status(status: int) -> _Found | None:
    return None if 200 <= status <= 299 else (BlockCause.NOT_OK, "")


def _check(request: PageRequest, headers: Headers) -> _Found | None:
    """The CORS check of the Fetch standard."""
    allowed = value_of(headers, "access-control-allow-origin")
    if allowed is None:
        return BlockCause.NO_ALLOW_ORIGIN, ""
    if allowed == "*":
        return (BlockCause.WILDCARD_WITH_CREDENTIALS, "") if request.credentials else None
    if allowed != request.origin:
        return _wrong_origin(allowed), allowed
    said = value_of(headers, "access-control-allow-credentials")
    if request.credentials and said != "true":
        return BlockCause.NO_ALLOW_CREDENTIALS, said or ""
    return None


def _wrong_origin(allowed: str) -> BlockCause:
    """What Chromium says is wrong with an Allow-Origin that is not the origin of the page."""
    if " " in allowed or "," in allowed:
        return BlockCause.SEVERAL_ORIGINS
    is_origin = allowed == "null" or is_url(allowed)
    return BlockCause.OTHER_ORIGIN if is_origin else BlockCause.INVALID_ORIGIN


def _check_lists(request: PageRequest, headers: Headers) -> _Found | None:
    """Whether the preflight's answer lists the method and the headers of the request."""
    methods = members_of(headers, "access-control-allow-methods")
    if (invalid := first_invalid(methods)) is not None:
        return BlockCause.INVALID_METHODS, invalid
    names = members_of(headers, "access-control-allow-headers")
    if (invalid := first_invalid(names)) is not None:
        return BlockCause.INVALID_HEADERS, invalid
    method = as_sent(request.method)
    if method not in (*SIMPLE_METHODS, *methods) and not _is_any(methods, request):
        return BlockCause.METHOD, method
    # The standard excepts Authorization from what a `*` allows. Chromium 156 does not, and Firefox
    # only warns (CORSAllowHeaderFromPreflightDeprecation).
    if _is_any(names, request):
        return None
    listed = {*map(lower_ascii, names)}
    lacking = next((name for name in request.asks_for if name not in listed), None)
    return (BlockCause.HEADER, lacking) if lacking is not None else None


def _is_any(listed: tuple[str, ...], request: PageRequest) -> bool:
    """Whether a list has a `*` that stands for all."""
    return "*" in listed and not request.credentials
