"""Sockets that keep to the deadline of the call that they work for."""

import ipaddress
import queue
import socket
import ssl
import threading
import time
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from urllib3.connection import HTTPConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


@dataclass
class Call:
    """A call on its way; ``sent``: a part of it was handed to the operating system.

    ``public_only``: it must not reach what is not on the Internet, whatever the name leads to.
    """

    expires: float  # on the monotonic clock, in seconds
    sent: bool = False
    public_only: bool = False

    def left(self) -> float:
        """The seconds that are left; raises `TimeoutError` when there are none."""
        left = self.expires - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left


CALL: ContextVar[Call] = ContextVar("CALL")
"""Connections outlive calls and change threads with the pool, so a socket finds the call that it
is working for here instead of being told. A socket timeout alone bounds one read, not the call: a
server that sends a byte a second would hold the caller for ever."""


class PrivateAddressError(OSError):
    """The name leads into a network, and the call may go to the Internet alone."""


_Address: TypeAlias = tuple[Any, Any, int, str, Any]  # as `socket.getaddrinfo` gives them


class _Socket(socket.socket):
    def sendall(self, data: "ReadableBuffer", flags: int = 0, /) -> None:
        self.settimeout(CALL.get().left())
        CALL.get().sent = True
        super().sendall(data, flags)

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0) -> int:
        self.settimeout(CALL.get().left())
        return super().recv_into(buffer, nbytes, flags)


class TLSSocket(ssl.SSLSocket):
    """What a TLS context is to make, for the deadline to hold."""

    def do_handshake(self, block: bool = False) -> None:
        self.settimeout(CALL.get().left())
        super().do_handshake(block)

    def send(self, data: "ReadableBuffer", flags: int = 0) -> int:  # sendall goes through here
        self.settimeout(CALL.get().left())
        CALL.get().sent = True
        return super().send(data, flags)

    def recv_into(
        self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0
    ) -> int:
        self.settimeout(CALL.get().left())
        return super().recv_into(buffer, nbytes, flags)


def _addresses(host: str, port: int | None) -> list[_Address]:
    """What the resolver finds for ``host``, in the time that the call has left.

    Nothing interrupts the system's resolver, which asks a silent name server for half a minute.
    So it has a thread of its own, which is left behind then.
    """
    found: queue.SimpleQueue[list[_Address] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.put(error)

    threading.Thread(target=look_up, name="resolver", daemon=True).start()
    try:
        result = found.get(timeout=CALL.get().left())
    except queue.Empty:
        raise TimeoutError("the name server does not answer") from None
    if isinstance(result, Exception):
        raise result
    return result


def is_public(address: str) -> bool:
    """Whether an IP address is one of the Internet, and not of a network or of this machine.

    Addresses of IPv6 that stand for one of IPv4, which may be any, are not (RFC 4380, 6052, 7526).
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        is_unicast = ip in ipaddress.IPv6Network("2000::/3")
        if not is_unicast or ip.sixtofour is not None or ip.teredo is not None:
            return False
    return ip.is_global and not ip.is_multicast


def connected(connection: HTTPConnection) -> _Socket:
    """A socket connected to one of the addresses of the host, within the call's deadline.

    Raises what urllib3 has for it, or `PrivateAddressError`.
    """
    try:
        found = _addresses(connection.host, connection.port)
    except TimeoutError:
        raise
    except (OSError, UnicodeError) as error:
        reason = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
        raise NameResolutionError(connection.host, connection, reason) from error
    if CALL.get().public_only and not all(is_public(address[0]) for *_, address in found):
        raise PrivateAddressError(connection.host)
    failure: OSError = OSError("no address")
    for tried, (family, kind, protocol, _, address) in enumerate(found):
        sock = _Socket(family, kind, protocol)
        try:
            # An equal share for each address left, so that a dead IPv6 leaves time for IPv4.
            sock.settimeout(CALL.get().left() / (len(found) - tried))
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
