"""One exchange over HTTP, read from what `curl -v` prints, what a browser's network panel lets one
copy, or from a command that would send it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from buckets.cors.configuration import lower_ascii
from buckets.cors.doctor.plain import as_line, as_lines

_REQUEST_LINE: Final = re.compile(
    r"(?:> )?(GET|PUT|POST|DELETE|HEAD|OPTIONS|PATCH) "
    r"(/\S{0,4000}|https?://\S{1,4000}) HTTP/[0-9.]{1,3}"
)
_STATUS_LINE: Final = re.compile(r"(?:< )?HTTP/[0-9.]{1,3} ([1-5][0-9]{2})(?: .{0,100})?")
_HEADER: Final = re.compile(
    r"([<>*])? ?(?:\[[^\]]{0,20}\] ){0,2}\[?(:?[A-Za-z][\w-]{0,60}): ?(.{0,4000}?)\]?"
)
_MARGIN: Final = re.compile(r"(?:\S{1,60}:[0-9]{1,7} )?(?:> ){0,8}(?=[<>*] )")
_OF_REQUESTS: Final = ("origin", "host", "referer", "authorization", "content-type")
_OF_RESPONSES: Final = ("vary", "via", "x-cache", "x-swift-savetime", "eagleid", "age", "location")
_PANEL: Final = ("request url", "request method", "status code")
_COMMAND: Final = re.compile(
    r"\bcurl [^|;]{0,300}?(?:'(https?://[^']{1,4000})'|(https?://\S{1,4000}))"
)
_COMMAND_HEADER: Final = re.compile(r"(?:-H|--header)[ =]{1,3}\$?'([\w-]{1,60}): ?([^']{0,4000})'")
_COMMAND_METHOD: Final = re.compile(r"(?:-X|--request)[ =]{0,3}'?([A-Z]{3,7})\b")
_FETCH: Final = re.compile(r"\bfetch\( ?'(https?://[^']{1,4000})'")
_FETCH_METHOD: Final = re.compile(r"'?method'?: ?'([A-Za-z]{3,7})'")
_FETCH_HEADER: Final = re.compile(r"'([A-Za-z][\w-]{0,60})': ?'")
_FETCH_HEADERS: Final = re.compile(r"'?headers'?: ?\{([^}]{0,2000})\}")
_FETCH_INCLUDES: Final = re.compile(r"'?credentials'?: ?'include'")


@dataclass
class Transcript:
    """What is known of the exchange; header names are in lower case."""

    url: str = ""
    method: str = ""
    status: int | None = None
    request: dict[str, str] = field(default_factory=dict)
    response: dict[str, str] = field(default_factory=dict)
    credentials: bool = False

    def __bool__(self) -> bool:
        return bool(self.url or self.method or self.request or self.response)

    def note(self, name: str, value: str, mark: str) -> None:
        """Take over one header; ``mark`` is ``>`` or ``<`` where that tells who sent it."""
        name, value = lower_ascii(name), value.strip()
        if name.startswith(":"):
            self._note_pseudo(name, value)
        elif mark == ">" or (mark != "<" and _is_of_requests(name)):
            self.request.setdefault(name, value)
        elif mark == "<" or _is_of_responses(name):
            self.response.setdefault(name, value)

    def _note_pseudo(self, name: str, value: str) -> None:
        """One of HTTP/2, which stand for the request line."""
        if name == ":method":
            self.method = self.method or value
        elif name == ":status":
            self.status = self.status or _status(value)
        elif name in (":authority", ":path", ":scheme"):
            self.request.setdefault(name, value)

    def finish(self) -> None:
        """Make a whole address of a path and a host."""
        path = self.url or self.request.pop(":path", "")
        host = self.request.get("host") or self.request.pop(":authority", "")
        scheme = self.request.pop(":scheme", "https")
        if host and not path.startswith("http"):
            self.url = f"{scheme}://{host}{path or '/'}"


def read_transcript(text: str) -> Transcript:
    """The first exchange in ``text``; an empty one where there is none."""
    line = as_line(text)
    if found := _FETCH.search(line):
        return _from_fetch(found[1], line)
    said = Transcript()
    if found := _COMMAND.search(line):
        said.url = found[1] or found[2]
        for name, value in _COMMAND_HEADER.findall(line):
            said.note(name, value, ">")
        method = _COMMAND_METHOD.search(line)
        said.method = method[1] if method else ""
    _read_lines(said, as_lines(text))
    said.finish()
    return said


def _from_fetch(url: str, line: str) -> Transcript:
    method, headers = _FETCH_METHOD.search(line), _FETCH_HEADERS.search(line)
    names = _FETCH_HEADER.findall(headers[1]) if headers else []
    return Transcript(
        url=url,
        method=method[1].upper() if method else "GET",
        request={lower_ascii(name): "" for name in names},
        credentials=_FETCH_INCLUDES.search(line) is not None,
    )


def _read_lines(said: Transcript, lines: Iterable[str]) -> None:
    plain = (_MARGIN.sub("", line.strip(), count=1) for line in lines)
    for line in _with_panel_lines_joined(plain):
        if found := _REQUEST_LINE.fullmatch(line):
            if said.method and said.status is not None:
                return  # the next exchange
            said.method, said.url = found[1], said.url or found[2]
        elif found := _STATUS_LINE.fullmatch(line):
            said.status = said.status or int(found[1])
        elif found := _HEADER.fullmatch(line):
            said.note(found[2], found[3], found[1] or "")
        else:
            _note_panel(said, line)


def _with_panel_lines_joined(lines: Iterable[str]) -> Iterator[str]:
    """A browser's panel puts a name in one line and its value in the next."""
    name = ""
    for line in lines:
        if name:
            yield f"{name}: {line}"
            name = ""
        elif lower_ascii(line.rstrip(":")) in _PANEL:
            name = line.rstrip(":")
        else:
            yield line


def _note_panel(said: Transcript, line: str) -> None:
    name, _colon, value = line.partition(":")
    name, value = lower_ascii(name), value.strip()
    if name == "request url" and value.startswith("http"):
        said.url = said.url or value
    elif name == "request method" and value.isalpha():
        said.method = said.method or value.upper()
    elif name == "status code":
        said.status = said.status or _status(value.strip("'"))


def _status(text: str) -> int | None:
    return int(text[:3]) if re.match(r"[1-5][0-9]{2}\b", text, re.ASCII) else None


def _is_of_requests(name: str) -> bool:
    return name in _OF_REQUESTS or name.startswith("access-control-request-")


def _is_of_responses(name: str) -> bool:
    return name in _OF_RESPONSES or name.startswith(
        ("access-control-allow-", "access-control-expose-", "access-control-max-", "x-oss-")
    )
