"""One exchange over HTTP, read from what `curl -v` prints, what a browser's network panel lets one
copy, or from a command that would send it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from buckets.cors.doctor.parse.commands import read_command
from buckets.cors.doctor.parse.exchange import HttpExchange, status_in
from buckets.cors.doctor.parse.normalise import PlainText
from buckets.cors.model import lower_ascii

_REQUEST_LINE: Final = re.compile(
    r"(?:> )?(GET|PUT|POST|DELETE|HEAD|OPTIONS|PATCH) "
    r"(/\S{0,4000}|https?://\S{1,4000}) HTTP/[0-9.]{1,3}"
)
_STATUS_LINE: Final = re.compile(r"(?:< )?HTTP/[0-9.]{1,3} ([1-5][0-9]{2})(?: .{0,100})?")
_HEADER: Final = re.compile(
    r"([<>*])? ?(?:\[[^\]]{0,20}\] ){0,2}\[?(:?[A-Za-z][\w-]{0,60}): ?(.{0,4000}?)\]?"
)
_MARGIN: Final = re.compile(r"(?:\S{1,60}:[0-9]{1,7} )?(?:> ){0,8}(?=[<>*] )")
_QUOTATION: Final = re.compile(r"(?:> ?){1,8}")
_QUOTED_STATUS: Final = re.compile(r"^ {0,8}(?:> ?){1,8}HTTP/[0-9.]{1,3} [1-5][0-9]{2}\b")
_PANEL: Final = ("request url", "request method", "status code")


def read_transcript(text: PlainText) -> HttpExchange:
    """Return the first exchange in ``text``; an empty one where there is none."""
    command = read_command(text.line)
    if command and command.is_script:
        return command.exchange
    said = command.exchange if command else HttpExchange()
    _read_lines(said, _without_margin(text.lines))
    said.finish()
    return said


def _without_margin(lines: Sequence[str]) -> Iterator[str]:
    """The lines without what a mail quotes them with: a status is never on the side of ``>``."""
    is_quoted = any(_QUOTED_STATUS.match(line) for line in lines)
    margin = _QUOTATION if is_quoted else _MARGIN
    for line in lines:
        stripped = line.strip()
        found = margin.match(stripped)
        yield stripped[found.end() :] if found else stripped


def _read_lines(said: HttpExchange, lines: Iterable[str]) -> None:
    asked, part = False, ""
    for line in _with_panel_lines_joined(lines):
        if not line.strip("> "):
            part = ""  # the headers end here
        elif found := _REQUEST_LINE.fullmatch(line):
            if asked and said.status is not None:
                return  # the next exchange
            asked, part = True, ">"
            said.method, said.url = found[1], said.url or found[2]
        elif found := _STATUS_LINE.fullmatch(line):
            said.status, part = said.status or int(found[1]), "<"
        elif found := _HEADER.fullmatch(line):
            said.note(found[2], found[3], found[1] or "", part)
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


def _note_panel(said: HttpExchange, line: str) -> None:
    name, _colon, value = line.partition(":")
    name, value = lower_ascii(name), value.strip()
    if name == "request url" and value.startswith("http"):
        said.url = said.url or value
    elif name == "request method" and value.isalpha():
        said.method = said.method or value.upper()
    elif name == "status code":
        said.status = said.status or status_in(value.strip("'"))
