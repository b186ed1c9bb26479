"""One exchange over HTTP, as far as a pasted text or a HAR file has it."""

import re
from dataclasses import dataclass, field
from typing import Final

from buckets.cors.cdn import CDN_HEADERS
from buckets.cors.model import lower_ascii

_OF_REQUESTS: Final = ("origin", "host", "referer", "authorization")
_OF_RESPONSES: Final = (*CDN_HEADERS, "vary", "via", "age", "location")
_STATUS: Final = re.compile(r"[1-5][0-9]{2}\b", re.ASCII)


@dataclass
class HttpExchange:
    """What is known of it; header names are in lower case.

    ``error`` is what the browser says of it, ``code`` that of OSS's error body: both as a HAR file
    has them, in a pasted text they stand among the messages. ``is_cut``: the text ends in a line
    that a diagnosis hangs on.
    """

    url: str = ""
    method: str = ""
    status: int | None = None
    request: dict[str, str] = field(default_factory=dict)
    response: dict[str, str] = field(default_factory=dict)
    credentials: bool = False
    error: str = ""
    code: str = ""
    is_cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.url or self.method or self.request or self.response)

    @property
    def is_preflight(self) -> bool:
        """Whether the browser asks with it if it may send another."""
        return self.method == "OPTIONS"

    @property
    def asked_method(self) -> str:
        """The method that it is about: a preflight's is that of the request to come."""
        asked = self.request.get("access-control-request-method", "")
        return asked or ("" if self.is_preflight else self.method)

    def goes_with(self, other: "HttpExchange") -> bool:
        """Whether ``other`` can be another part of the same exchange, such as its answer."""
        return (
            (not self.method or not other.method or self.method == other.method)
            and (self.status is None or other.status is None or self.status == other.status)
            and (self.response == {} or other.response == {} or self.status is None)
        )

    def joined(self, other: "HttpExchange") -> "HttpExchange":
        """Return what both tell; where they differ, this one's word."""
        return HttpExchange(
            url=self.url or other.url,
            method=self.method or other.method,
            status=self.status if self.status is not None else other.status,
            request=other.request | self.request,
            response=other.response | self.response,
            credentials=self.credentials or other.credentials,
            error=self.error or other.error,
            code=self.code or other.code,
            is_cut=self.is_cut or other.is_cut,
        )

    def note(self, name: str, value: str, mark: str, part: str = "") -> None:
        """Take over one header; ``mark`` is ``>`` or ``<`` where that tells who sent it, ``part``
        the same of the lines above: a name that only one side sends counts more."""
        name, value = lower_ascii(name), value.strip()
        if name.startswith(":"):
            self._note_pseudo(name, value)
            return
        side = mark if mark in ("<", ">") else _side_of(name) or part or _likely_side_of(name)
        if side:
            (self.request if side == ">" else self.response).setdefault(name, value)

    def _note_pseudo(self, name: str, value: str) -> None:
        """One of HTTP/2, which stand for the request line."""
        if name == ":method":
            self.method = self.method or value
        elif name == ":status":
            self.status = self.status or status_in(value)
        elif name in (":authority", ":path", ":scheme"):
            self.request.setdefault(name, value)

    def finish(self) -> None:
        """Make a whole address of a path and a host."""
        path, authority = self.request.pop(":path", ""), self.request.pop(":authority", "")
        scheme = self.request.pop(":scheme", "https")
        host, path = self.request.get("host") or authority, self.url or path
        if host and not path.startswith("http"):
            self.url = f"{scheme}://{host}{path or '/'}"


def status_in(text: str) -> int | None:
    """The status that ``text`` begins with, as in ``403 Forbidden``."""
    found = _STATUS.match(text)
    return int(found[0]) if found else None


def _side_of(name: str) -> str:
    """Who sends a header that only one side has."""
    if name in _OF_REQUESTS or name.startswith("access-control-request-"):
        return ">"
    of_response = name in _OF_RESPONSES or name.startswith(
        ("access-control-allow-", "access-control-expose-", "access-control-max-")
    )
    return "<" if of_response else ""


def _likely_side_of(name: str) -> str:
    """Who sends one that either side has, where nothing else tells."""
    if name.startswith("x-oss-"):
        return "<"
    return ">" if name == "content-type" else ""
