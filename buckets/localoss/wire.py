"""HTTP/1.1 as bytes: reads a request from a stream, strictly and within bounds; writes an answer.

Whatever the bytes are, reading ends in a request, in `UnreadableError`, or in `GoneError`.
"""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import BinaryIO, Final

from buckets.cors.validate.tokens import TCHARS
from buckets.localoss.answers import Answer, Pairs
from buckets.localoss.refusals import RefusedError, too_large, unreadable

MAX_LINE: Final = 16 * 1024
MAX_HEAD: Final = 64 * 1024
_TOKEN: Final = re.compile(TCHARS.encode())
_REQUEST_LINE: Final = re.compile(rb"([A-Z]{1,16}) ([^\s\x00-\x20\x7f]+) HTTP/1\.([01])")
_VALUE: Final = re.compile(rb"[^\x00-\x08\x0a-\x1f\x7f]*")
_LENGTH: Final = re.compile(r"[0-9]{1,18}")
_CHUNK_SIZE: Final = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(;.*)?")
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f]")


class GoneError(Exception):
    """The client has left in the middle of a request, or between two."""


class UnreadableError(Exception):
    """Bytes that are no request: answer with the refusal, then close the connection."""

    def __init__(self, refusal: RefusedError) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Headers:
    """Header lines in their order; names in lower case, values as Latin-1 text."""

    pairs: Pairs = ()

    def get(self, name: str) -> str:
        """The first value of a header, empty when it is not there."""
        return next((value for key, value in self.pairs if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.pairs if key == name)


@dataclass(frozen=True, slots=True)
class Head:
    """A request line and its headers."""

    method: str
    target: str
    minor_version: int
    headers: Headers

    @property
    def keeps_alive(self) -> bool:
        wish = self.headers.get("connection").lower()
        return wish == "keep-alive" if self.minor_version == 0 else wish != "close"


def read_head(stream: BinaryIO) -> Head:
    """The next request line and headers. Raises `GoneError` and `UnreadableError`."""
    line = _line(stream)
    if not line:  # one empty line before a request is to be ignored (RFC 9112, 2.2)
        line = _line(stream)
    match = _REQUEST_LINE.fullmatch(line)
    if match is None:
        raise UnreadableError(unreadable("The request line is not HTTP/1.1."))
    method, target, version = match.groups()
    headers = _headers(stream)
    return Head(method.decode(), target.decode("utf-8", "surrogateescape"), int(version), headers)


def read_body(stream: BinaryIO, head: Head, out: BinaryIO, limit: int) -> bytes:
    """The body, of at most ``limit`` bytes. Tells a client that waits for it to go on."""
    lengths = set(head.headers.all("content-length"))
    coding = head.headers.get("transfer-encoding").lower()
    if coding:
        # Both at once, or any other coding, is how requests are smuggled (RFC 9112, 6.3).
        if coding != "chunked" or lengths:
            raise UnreadableError(unreadable("The body's length is stated in two ways."))
        _encourage(head, out)
        return _chunks(stream, limit)
    if not lengths:
        return b""
    stated = lengths.pop()
    if lengths or not _LENGTH.fullmatch(stated):
        raise UnreadableError(unreadable("The Content-Length is no number."))
    if int(stated) > limit:
        raise UnreadableError(too_large())
    _encourage(head, out)
    return _exactly(stream, int(stated))


def write_answer(out: BinaryIO, answer: Answer, *, is_head: bool, keep_alive: bool) -> None:
    """Send ``answer``, without its body if the question was a HEAD."""
    bodiless = answer.status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
    lines = [f"HTTP/1.1 {answer.status} {_reason(answer.status)}"]
    # What a client once sent comes back in headers (metadata, origins): never as a new line.
    lines += [f"{name}: {_UNSAFE.sub(' ', value)}" for name, value in answer.headers]
    if not bodiless:
        lines.append(f"Content-Length: {len(answer.body)}")
    lines.append(f"Connection: {'keep-alive' if keep_alive else 'close'}")
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
    out.write(head if is_head or bodiless else head + answer.body)


def _reason(status: int) -> str:
    return HTTPStatus(status).phrase


def _line(stream: BinaryIO) -> bytes:
    line = stream.readline(MAX_LINE + 1)
    if len(line) > MAX_LINE:
        raise UnreadableError(unreadable("A line of the request is too long."))
    if not line.endswith(b"\n"):
        raise GoneError
    return line[:-1].removesuffix(b"\r")


def _headers(stream: BinaryIO) -> Headers:
    pairs = []
    size = 0
    while line := _line(stream):
        size += len(line)
        if size > MAX_HEAD:
            raise UnreadableError(unreadable("The headers are too long."))
        name, colon, value = line.partition(b":")
        value = value.strip(b" \t")
        if not (colon and _TOKEN.fullmatch(name) and _VALUE.fullmatch(value)):
            raise UnreadableError(unreadable("A header is not well-formed."))
        pairs.append((name.decode().lower(), value.decode("latin-1")))
    return Headers(tuple(pairs))


def _encourage(head: Head, out: BinaryIO) -> None:
    if head.headers.get("expect").lower() == "100-continue":
        out.write(b"HTTP/1.1 100 Continue\r\n\r\n")


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise GoneError
    return data


def _chunks(stream: BinaryIO, limit: int) -> bytes:
    body = bytearray()
    while True:
        match = _CHUNK_SIZE.fullmatch(_line(stream))
        if match is None:
            raise UnreadableError(unreadable("The body is not well-formed in chunks."))
        size = int(match[1], 16)
        if size == 0:
            break
        if len(body) + size > limit:
            raise UnreadableError(too_large())
        body += _exactly(stream, size)
        if _line(stream):
            raise UnreadableError(unreadable("The body is not well-formed in chunks."))
    _headers(stream)  # trailers: read, and of no use
    return bytes(body)
