"""The failed CORS requests in a HAR file (HTTP Archive 1.2), each as a short transcript.

A file can be large, cut off, or no HAR at all, and what is in it is nobody's business: entries are
read one at a time, and of each only what CORS looks at is kept. Names of headers that the page
sets are, their values and the query of the address, where signatures stand, are not.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from buckets.cors.evaluate.browser import PageHeader, PageRequest, check_preflight, check_response
from buckets.cors.evaluate.same_origin import Address, NotAnAddress, compare_origins
from buckets.cors.model import lower_ascii

MOST_BYTES: Final = 20 * 1024 * 1024
"""The largest file that is read."""

MOST_EXCHANGES: Final = 10
"""Failed requests that are told; the same failure again is not counted."""

_MOST_PARTS: Final = 400_000
"""Signs of lists, objects and texts in one entry: each takes memory, and real ones have hundreds,
or thousands where the body is a script."""

_MOST_ENTRIES: Final = 30_000  # a real one has a thousand characters or more
_MOST_LISTS: Final = 100  # lists of entries in one file; there is one

_LONGEST: Final = 2000  # characters of a value that are kept
_BODY: Final = 4000  # characters in which OSS's error body says its code

_ENTRIES: Final = re.compile(r'"entries"\s{0,1000}:\s{0,1000}\[')
_BETWEEN: Final = re.compile(r"[\s,]*")
_PLAIN: Final = r'[^"{}\[\]]{1,10000}+|"(?:[^"\\]{1,10000}+|\\.)*+"'
_FLAT: Final = rf"\{{(?:{_PLAIN}){{0,50}}+\}}"  # as a header is; one step for many of them
_STEP: Final = re.compile(rf"(?:{_PLAIN}|{_FLAT}){{0,200}}+([{{}}\[\]])?", re.DOTALL)
_CODE: Final = re.compile(r"<Code>[A-Za-z.]{1,80}</Code>|CORSResponse:")
_ANSWER_HEADERS: Final = ("vary", "via", "x-cache", "x-swift-savetime", "eagleid", "age")


@dataclass(frozen=True, slots=True)
class Har:
    """What was found: ``exchanges`` are the transcripts of failed requests, `reading.read` takes
    them. ``entries`` counts all requests that were looked at, ``preflights`` those to ask whether
    others may be sent. ``is_damaged``: something could not be read."""

    exchanges: tuple[str, ...] = ()
    entries: int = 0
    preflights: int = 0
    is_damaged: bool = False


def read_har(document: bytes) -> Har:
    """The failed CORS requests in ``document``, whatever it is."""
    reader = _Reader(_decoded(document))
    found: dict[tuple[str, ...], str] = {}
    entries = preflights = 0
    for entry in islice(reader.entries(), _MOST_ENTRIES):
        entries += 1
        exchange = _Exchange.of(entry)
        if exchange is None:
            continue
        preflights += exchange.asks
        if exchange.has_failed and len(found) < MOST_EXCHANGES:
            _keep(exchange, found)
    return Har(
        tuple(found.values()),
        entries,
        preflights,
        reader.is_damaged or entries in (0, _MOST_ENTRIES),
    )


def _decoded(document: bytes) -> str:
    """The text with a character a byte: a fourth of the memory, and JSON's own signs are ASCII."""
    if document.startswith((b"\xff\xfe", b"\xfe\xff")):
        return document.decode("utf-16", "replace")
    return document.decode("latin-1")


class _Reader:
    """Finds the entries in a text, one at a time."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._decoder = json.JSONDecoder()
        self.is_damaged = False

    def entries(self) -> Iterator[dict[str, Any]]:
        """Each entry that can be read, up to where the text breaks off."""
        at = 0
        for _ in range(_MOST_LISTS):
            if (found := _ENTRIES.search(self._text, at)) is None:
                return
            at = found.end()
            while self._text[(at := self._next(at)) : at + 1] == "{":
                end, parts = self._end(at)
                if end is None:
                    self.is_damaged = True
                    return
                entry = self._decoded(at, parts)
                at = end
                if entry is not None:
                    yield entry

    def _next(self, at: int) -> int:
        found = _BETWEEN.match(self._text, at)
        return found.end() if found else at

    def _end(self, at: int) -> tuple[int | None, int]:
        """Where the object at ``at`` ends, and how many parts it has; None: nowhere."""
        depth, parts = 1, 0
        # The last step is an empty one.
        for found in _STEP.finditer(self._text, at + 1):  # pragma: no branch
            bracket = found[1]
            parts += 1
            if parts > _MOST_PARTS or found.end() == found.start():
                break
            if bracket is None:
                continue
            depth += 1 if bracket in "{[" else -1
            if depth == 0:
                return found.end(), self._parts(at, found.end())
        return None, parts

    def _parts(self, start: int, end: int) -> int:
        count = self._text.count
        opened = sum(count(sign, start, end) for sign in '{["')
        return opened - count('\\"', start, end)

    def _decoded(self, at: int, parts: int) -> dict[str, Any] | None:
        try:
            if parts <= _MOST_PARTS:
                entry, _end = self._decoder.raw_decode(self._text, at)
                return entry if isinstance(entry, dict) else None
        except (ValueError, RecursionError):
            pass
        self.is_damaged = True
        return None


def _site(url: str) -> str:
    """The address without its path."""
    return "/".join(url.split("/", 3)[:3])


@dataclass(frozen=True, slots=True)
class _Exchange:
    """One request to another origin, and what came of it."""

    method: str
    url: str
    origin: str
    status: int
    error: str
    request: dict[str, str] = field(default_factory=dict)
    response: dict[str, str] = field(default_factory=dict)
    body: str = ""

    @classmethod
    def of(cls, entry: dict[str, Any]) -> "_Exchange | None":
        """From an entry, or None for what is no request across origins."""
        request, response = _object(entry.get("request")), _object(entry.get("response"))
        url, sent = _text(request.get("url")), _headers(request)
        origin = sent.get("origin") or _origin_of(sent.get("referer", ""))
        is_http = url.startswith(("http://", "https://"))
        if not (origin and is_http and _is_across(origin, _site(url))):
            return None
        status = response.get("status")
        content = _text(_object(response.get("content")).get("text"), most=_BODY)
        code = _CODE.search(content)
        return cls(
            _text(request.get("method")).upper() or "GET",
            url.partition("?")[0].partition("#")[0],
            origin,
            status if isinstance(status, int) else 0,
            _text(response.get("_error")),
            sent,
            _headers(response),
            code[0] if code else "",
        )

    @property
    def asks(self) -> bool:
        """Whether it is a preflight."""
        return self.method == "OPTIONS" and "access-control-request-method" in self.request

    @property
    def meant(self) -> str:
        """The method that it was about."""
        return self.request["access-control-request-method"] if self.asks else self.method

    @property
    def has_failed(self) -> bool:
        """Whether the page got nothing of it."""
        if not 200 <= self.status <= 399 or self.error:
            return True
        if "origin" not in self.request:
            return False
        asked = self.request.get("access-control-request-headers", "")
        names = tuple(PageHeader.of(name) for name in asked.split(",") if name.strip())
        request = PageRequest(self.origin, self.meant, names)
        answer = tuple(self.response.items())
        if self.asks:
            return check_preflight(request, self.status, answer) is not None
        return check_response(request, self.status, answer) is not None

    @property
    def transcript(self) -> str:
        """What is kept of it, as `curl -v` would print it."""
        lines = [f"> {self.method} {self.url} HTTP/1.1", f"> Origin: {self.origin}"]
        lines += [f"> {name}: {value}" for name, value in _told(self.request)]
        if self.status:
            lines.append(f"< HTTP/1.1 {self.status}")
        lines += [
            f"< {name}: {value}"
            for name, value in self.response.items()
            if name in _ANSWER_HEADERS or name.startswith("access-control-")
        ]
        return "\n".join(filter(None, [*lines, self.error, self.body]))


def _keep(exchange: _Exchange, found: dict[tuple[str, ...], str]) -> None:
    """Note a failure once. A request that was never sent failed with its preflight."""
    asked = ("asked", exchange.meant, exchange.url, exchange.origin)
    sent = ("sent", *asked[1:])
    if exchange.asks:
        found.pop(sent, None)
    key = asked if exchange.asks else sent
    if key not in found and (exchange.asks or exchange.status or asked not in found):
        found[key] = exchange.transcript


def _told(sent: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The headers by which OSS decides, and the names of those that the page has set."""
    for name, value in sent.items():
        if name.startswith("access-control-request-") or name == "content-type":
            yield name, value
        elif name != "origin" and not PageHeader(name).is_forbidden and not name.startswith(":"):
            yield name, ""


@lru_cache(maxsize=256)
def _is_across(origin: str, site: str) -> bool:
    try:
        return origin == "null" or not compare_origins(origin, site).is_same
    except NotAnAddress:
        return False


def _origin_of(referer: str) -> str:
    try:
        return Address.of(referer).origin
    except NotAnAddress:
        return ""


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _headers(message: dict[str, Any]) -> dict[str, str]:
    """The headers of a request or response, their names in lower case, the first of each."""
    listed, found = message.get("headers"), dict[str, str]()
    for header in listed if isinstance(listed, list) else ():
        if isinstance(header, dict):
            found.setdefault(lower_ascii(_text(header.get("name"))), _text(header.get("value")))
    return found


def _text(value: object, *, most: int = _LONGEST) -> str:
    """A text in one line, its bytes put together as the UTF-8 that they were; else an empty one."""
    if not isinstance(value, str):
        return ""
    value = value[:most]
    if value.isascii():
        return value if value.isalnum() else " ".join(value.split())
    with suppress(UnicodeEncodeError):  # then it was escaped, and is whole
        value = value.encode("latin-1").decode("utf-8", "replace")
    return " ".join(value.split())
