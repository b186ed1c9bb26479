"""multipart/form-data as bytes (RFC 7578), as far as browsers and the vendor's clients send it."""

import re
from dataclasses import dataclass
from typing import Final

from buckets.localoss.refusals import malformed_form, not_multipart

_BOUNDARY: Final = re.compile(
    r'multipart/form-data\s*;(?:.*;)?\s*boundary="?([^";,\s]{1,200})"?.*', re.IGNORECASE
)
_NAME: Final = re.compile(r'\bname="((?:[^"\\]|\\.)*)"')
_FILENAME: Final = re.compile(r'\bfilename="((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form. ``filename`` is None for a field that is no file."""

    name: str
    content: bytes
    filename: str | None = None
    content_type: str = ""


def read(content_type: str, body: bytes) -> tuple[Part, ...]:
    """The fields in their order. Raises `RefusedError` for anything that is no such form."""
    match = _BOUNDARY.fullmatch(content_type)
    if match is None:
        raise not_multipart()
    delimiter = b"\r\n--" + match[1].encode("latin-1")
    # What stands before the first delimiter is a preamble, after the last an epilogue.
    _, *pieces = (b"\r\n" + body).split(delimiter)
    if not pieces or not pieces[-1].startswith(b"--"):
        raise malformed_form()
    return tuple(_part(piece) for piece in pieces[:-1])


def _part(piece: bytes) -> Part:
    head, separator, content = piece.partition(b"\r\n\r\n")
    lines = head.decode("utf-8", "replace").split("\r\n")
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    disposition = headers.get("content-disposition", "")
    name_match = _NAME.search(disposition)
    if not separator or name_match is None:
        raise malformed_form()
    filename = _FILENAME.search(disposition)
    return Part(
        name_match[1],
        content,
        filename[1] if filename else None,
        headers.get("content-type", ""),
    )
