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
import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, Final, Protocol, cast
from urllib.parse import urlencode, urlsplit

import certifi
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from buckets.cors.xml import MAX_READ_BYTES

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

MAX_BODY_BYTES: Final = MAX_READ_BYTES
"""The largest body that is taken, in bytes after decoding."""

_CHUNK_BYTES: Final = 16 * 1024
_POOLS: Final = 64  # over HTTPS every bucket is a host of its own
_CONNECTIONS_A_POOL: Final = 4

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
    """A whole HTTP response, in the shape in which oss2 reads one."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def request_id(self) -> str:
        """OSS's id of the request, empty if something else answered."""
        return self.headers.get("x-oss-request-id", "")

    def read(self, amt: int | None = None) -> bytes:  # noqa: ARG002 (see below)
        """The body for oss2's error parser, which decodes it as UTF-8 without a safety net.

        ``amt`` is not heeded: cut anywhere, the body would no longer be XML.
        """
        return self.body.decode("utf-8", "replace").encode()


@dataclass
class _Call:
    expires: float  # on the monotonic clock, in seconds
    sent: bool = False

    def left(self) -> float:
        """The seconds that are left; raises `TimeoutError` when there are none."""
        left = self.expires - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left


# Connections outlive calls and change threads with the pool, so a socket finds the call that it
# is working for here instead of being told. A socket timeout alone bounds one read, not the call:
# a server that sends a byte a second would hold the caller for ever.
_CALL: ContextVar[_Call] = ContextVar("_CALL")


class _Socket(socket.socket):
    def sendall(self, data: "ReadableBuffer", flags: int = 0, /) -> None:
        self.settimeout(_CALL.get().left())
        _CALL.get().sent = True
        super().sendall(data, flags)

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0) -> int:
        self.settimeout(_CALL.get().left())
        return super().recv_into(buffer, nbytes, flags)


class _TLSSocket(ssl.SSLSocket):
    def do_handshake(self, block: bool = False) -> None:
        self.settimeout(_CALL.get().left())
        super().do_handshake(block)

    def send(self, data: "ReadableBuffer", flags: int = 0) -> int:  # sendall goes through here
        self.settimeout(_CALL.get().left())
        _CALL.get().sent = True
        return super().send(data, flags)

    def recv_into(
        self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0
    ) -> int:
        self.settimeout(_CALL.get().left())
        return super().recv_into(buffer, nbytes, flags)


def _connected(connection: HTTPConnection) -> _Socket:
    """A socket connected to one of the addresses of the host, within the call's deadline."""
    try:
        # Nothing interrupts the resolver: a name server that does not answer holds the call for
        # as long as the system's own resolver settings say, deadline or not.
        found = socket.getaddrinfo(connection.host, connection.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
        raise NameResolutionError(connection.host, connection, reason) from error
    failure: OSError = OSError("no address")
    for tried, (family, kind, protocol, _, address) in enumerate(found):
        sock = _Socket(family, kind, protocol)
        try:
            # An equal share for each address left, so that a dead IPv6 leaves time for IPv4.
            sock.settimeout(_CALL.get().left() / (len(found) - tried))
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            sock.close()
            failure = error
        else:
            return sock
    kind_of_failure = (
        ConnectTimeoutError if isinstance(failure, TimeoutError) else NewConnectionError
    )
    raise kind_of_failure(connection, str(failure)) from failure


class _HTTPConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connected(self)


class _HTTPSConnection(HTTPSConnection):
    def connect(self) -> None:
        """Connect and shake hands; urllib3's own way would change the shared context each time."""
        context = cast("ssl.SSLContext", self.ssl_context)  # the pool gives it to each
        plain = _connected(self)
        try:
            self.sock = context.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise
        self.is_verified = True


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _HTTPConnection


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _HTTPSConnection


class Session:
    """Pools of connections that threads share, and `do_request`, which is all oss2 asks of one.

    ``context`` decides whom to trust and is taken over: it makes sockets with a deadline from
    now on. Nothing is kept between calls but connections.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        context.sslsocket_class = _TLSSocket
        self._pools = urllib3.PoolManager(_POOLS, maxsize=_CONNECTIONS_A_POOL, ssl_context=context)
        self._pools.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}

    def do_request(self, request: VendorRequest, timeout: float) -> Answer:
        """The answer to ``request``, its body included, within ``timeout`` seconds all in all.

        Raises `BrokenError` if there is none.
        """
        call = _Call(time.monotonic() + timeout)
        token = _CALL.set(call)
        try:
            return self._exchange(request, timeout)
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
            _CALL.reset(token)

    def _exchange(self, request: VendorRequest, timeout: float) -> Answer:
        response = self._pools.urlopen(
            request.method,
            f"{request.url}?{urlencode(request.params)}",
            body=request.data,
            # oss2 marks a header that is not to be sent with None.
            headers={k: v for k, v in request.headers.items() if v is not None},
            timeout=timeout,
            redirect=False,
            retries=False,
            preload_content=False,
        )
        try:
            body = _read(response)
        except BaseException:
            response.close()  # the rest of the body is still on its way: not to be used again
            raise
        response.release_conn()
        return Answer(response.status, response.headers, body)

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._pools.clear()


def _read(response: urllib3.BaseHTTPResponse) -> bytes:
    body = bytearray()
    for chunk in response.stream(_CHUNK_BYTES, decode_content=True):
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise TooLargeError
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
