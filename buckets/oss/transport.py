"""The wire to OSS: one exchange of HTTP with a deadline, a size cap and nothing followed.

`Session` stands where oss2 expects an ``oss2.Session``. It is built on urllib3 itself, because
most of what requests adds (redirects, proxies and netrc from the environment, cookies, a CA
bundle loaded anew for every host) would have to be switched off again.
"""

import functools
import logging
import os
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import Final, Protocol, cast
from urllib.parse import SplitResult, urlencode, urlsplit, urlunsplit

import certifi
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from buckets.cors.formats.xml import MAX_READ_BYTES
from buckets.oss.sockets import CALL, Call, TLSSocket, connected

MAX_BODY_BYTES: Final = MAX_READ_BYTES
"""The largest body that is taken, in bytes after decoding."""

_CHUNK_BYTES: Final = 16 * 1024
_MOST_IDLE: Final = 64  # over HTTPS every bucket is a host of its own

# oss2 writes the string to sign, the headers and whole error bodies at DEBUG and INFO.
logging.getLogger("oss2").setLevel(logging.WARNING)
logging.getLogger("oss2").propagate = False
logging.getLogger("urllib3").setLevel(logging.WARNING)


class VendorRequest(Protocol):
    """What is used of ``oss2.http.Request``."""

    method: str
    url: str
    data: bytes | None
    params: Mapping[str, str]
    headers: Mapping[str, str | None]


class TooLargeError(Exception):
    """The body has more than `MAX_BODY_BYTES`."""


class BrokenError(Exception):
    """The exchange did not come to its end; ``__cause__`` says why in urllib3's words.

    ``sent``: at least a part of the request had been handed to the operating system.
    ``seconds``: how long the whole call might have taken.
    """

    def __init__(self, *, host: str, seconds: float, sent: bool) -> None:
        super().__init__(host)
        self.host = host
        self.seconds = seconds
        self.sent = sent


@dataclass(frozen=True)
class Answer:
    """A whole HTTP response, in the shape in which oss2 reads one.

    ``at`` is the middle of the exchange, in Unix seconds by this machine's clock.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    at: float

    @property
    def request_id(self) -> str:
        """OSS's id of the request, empty if something else answered."""
        return self.headers.get("x-oss-request-id", "")

    def read(self, amt: int | None = None) -> bytes:  # noqa: ARG002 (see below)
        """The body for oss2's error parser, which decodes it as UTF-8 without a safety net.

        ``amt`` is not heeded: cut anywhere, the body would no longer be XML.
        """
        return self.body.decode("utf-8", "replace").encode()


class _HTTPConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return connected(self)


class _HTTPSConnection(HTTPSConnection):
    def connect(self) -> None:
        """Connect and shake hands; urllib3's own way would change the shared context each time."""
        context = cast("ssl.SSLContext", self.ssl_context)  # the session gives it to each
        plain = connected(self)
        try:
            self.sock = context.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise
        self.is_verified = True


class _Idle:
    """Connections that no call is using; those that have been there longest make room."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connections: list[tuple[str, HTTPConnection]] = []

    def take(self, origin: str) -> HTTPConnection | None:
        """Return the connection to ``origin`` that was used last, if one is still open."""
        while True:
            with self._lock:
                there = [at for at, (to, _) in enumerate(self._connections) if to == origin]
                if not there:
                    return None
                _, connection = self._connections.pop(there[-1])
            if connection.is_connected:
                return connection
            connection.close()

    def put(self, origin: str, connection: HTTPConnection) -> None:
        """Keep it for the next call to ``origin``."""
        with self._lock:
            self._connections.append((origin, connection))
            spare = self._connections.pop(0)[1] if len(self._connections) > _MOST_IDLE else None
        if spare:
            spare.close()

    def clear(self) -> None:
        """Close them all."""
        with self._lock:
            connections, self._connections = self._connections, []
        for _, connection in connections:
            connection.close()


class Session:
    """Connections that threads share, and `do_request`, which is all that oss2 asks of one.

    ``context`` decides whom to trust and is taken over: it makes sockets with a deadline from
    now on. Nothing is kept between calls but connections.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        context.sslsocket_class = TLSSocket
        self._context = context
        self._idle = _Idle()

    def do_request(self, request: VendorRequest, timeout: float) -> Answer:
        """The answer to ``request``, its body included, within ``timeout`` seconds all in all.

        Raises `BrokenError` if there is none.
        """
        return self._within(timeout, request, public_only=False, whole=True)

    def look(self, request: VendorRequest, timeout: float, *, public_only: bool) -> Answer:
        """The same without the body, which is left where it is.

        ``public_only``: nothing that is not on the Internet is called.
        """
        return self._within(timeout, request, public_only=public_only, whole=False)

    def _within(
        self, timeout: float, request: VendorRequest, *, public_only: bool, whole: bool
    ) -> Answer:
        call = Call(time.monotonic() + timeout, public_only=public_only)
        token = CALL.set(call)
        try:
            call.left()
            return self._exchange(request, whole=whole)
        except (
            urllib3.exceptions.HTTPError,
            HTTPException,
            OSError,
            ValueError,
            TooLargeError,
        ) as error:
            raise BrokenError(
                host=urlsplit(request.url).hostname or "",
                seconds=timeout,
                sent=call.sent,
            ) from error
        finally:
            CALL.reset(token)

    def _exchange(self, request: VendorRequest, *, whole: bool) -> Answer:
        url = urlsplit(request.url)
        origin = f"{url.scheme}://{url.netloc}"
        connection = self._idle.take(origin) or self._connection(url)
        asked_at = time.time()
        try:
            with suppress(BrokenPipeError):  # it may have answered before it stopped listening
                connection.request(
                    request.method,
                    urlunsplit(("", "", url.path, urlencode(request.params), "")),
                    body=request.data,
                    # oss2 marks a header that is not to be sent with None.
                    headers={k: v for k, v in request.headers.items() if v is not None},
                    preload_content=False,
                )
            response = connection.getresponse()
            at = (asked_at + time.time()) / 2
            body = _read(response) if whole else b""
        except BaseException:
            connection.close()  # the rest of the answer is still on its way
            raise
        if whole:
            self._idle.put(origin, connection)
        else:
            response.close()
            connection.close()
        return Answer(response.status, response.headers, body, at)

    def _connection(self, url: SplitResult) -> HTTPConnection:
        host = url.hostname or ""
        # The sockets keep the time.
        if url.scheme == "https":
            return _HTTPSConnection(host, url.port, timeout=None, ssl_context=self._context)
        return _HTTPConnection(host, url.port, timeout=None)

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._idle.clear()


def _read(response: urllib3.BaseHTTPResponse) -> bytes:
    body = bytearray()
    try:
        for chunk in response.stream(_CHUNK_BYTES, decode_content=True):
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                raise TooLargeError
    except BaseException:
        response.close()
        raise
    return bytes(body)


@functools.cache
def trusted_context() -> ssl.SSLContext:
    """The process's TLS context: the CA bundle that comes with oss2, loaded once (about 25 ms)."""
    return ssl.create_default_context(cafile=certifi.where())


@functools.cache
def shared_session() -> Session:
    """The process's session."""
    return Session(trusted_context())


# Two processes on one TLS connection would garble it.
os.register_at_fork(after_in_child=shared_session.cache_clear)
