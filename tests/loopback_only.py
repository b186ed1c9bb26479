"""Keeps the whole suite on this machine: what would send a packet elsewhere raises instead.

An audit hook sees every connect, send and look-up of this process before it happens, whichever
library asks for it. It cannot be removed again, which is what we want of it.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from typing import Any

# Event → the position of the address among the event's arguments.
_WITH_ADDRESS = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
_WITH_NAME = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


class NetworkBlockedError(RuntimeError):
    """A test wanted to leave this machine. Not an `OSError`, so that no code takes it for one."""


def install() -> None:
    """Block the network for the rest of this process's life."""
    sys.addaudithook(_refuse)
    socket.getaddrinfo = _resolve_special_names(socket.getaddrinfo)


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event in _WITH_ADDRESS:
        sock, address = args[0], args[_WITH_ADDRESS[event]]
        # sendmsg on a connected socket names no address; its connect was judged already.
        if address is None or sock.family not in (socket.AF_INET, socket.AF_INET6):
            return
        host = address[0]
    elif event in _WITH_NAME:
        host = args[0]
    else:
        return
    if not _is_this_machine(host):
        raise NetworkBlockedError(f"{event} to {host!r}: tests must not leave this machine")


def _is_this_machine(host: Any) -> bool:
    if host is None:  # what getaddrinfo takes for "any" and "loopback"
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in ("", "0.0.0.0", "::", "localhost", socket.gethostname()):  # noqa: S104
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _resolve_special_names(getaddrinfo: Any) -> Any:
    """Answer for .localhost (this machine) and .invalid (nowhere), as RFC 6761 has them.

    Not every system's resolver knows the first, and the second would be asked elsewhere.
    """

    def resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(host, str) and host.endswith(".localhost"):
            host = "127.0.0.1"
        if isinstance(host, str) and host.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return getaddrinfo(host, *args, **kwargs)

    return resolve
