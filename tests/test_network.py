"""The suite's own wall: the network is blocked, and this proves that it is."""

import _socket
import socket
import urllib.request

import pytest
import requests

from tests.loopback_only import NetworkBlockedError

ELSEWHERE = "192.0.2.1"  # TEST-NET-1 (RFC 5737): belongs to nobody


def test_connecting_elsewhere_is_refused() -> None:
    with socket.socket() as sock, pytest.raises(NetworkBlockedError, match=ELSEWHERE):
        sock.connect((ELSEWHERE, 80))


def test_connecting_elsewhere_over_ipv6_is_refused() -> None:
    with socket.socket(socket.AF_INET6) as sock, pytest.raises(NetworkBlockedError):
        sock.connect(("2001:db8::1", 80))


def test_the_socket_below_python_s_own_is_refused_too() -> None:
    sock = _socket.socket()
    with pytest.raises(NetworkBlockedError):
        sock.connect_ex((ELSEWHERE, 80))
    sock.close()


def test_a_datagram_elsewhere_is_refused() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sock, pytest.raises(NetworkBlockedError):
        sock.sendto(b"", (ELSEWHERE, 53))


def test_asking_for_a_name_elsewhere_is_refused() -> None:
    with pytest.raises(NetworkBlockedError, match=r"oss\.example"):
        socket.getaddrinfo("oss.example", 443)


def test_a_name_that_cannot_exist_is_not_asked_for() -> None:
    with pytest.raises(socket.gaierror, match="not known"):
        socket.getaddrinfo("oss.invalid", 443)


def test_requests_is_refused() -> None:
    with pytest.raises(NetworkBlockedError):
        requests.get("https://oss.example/", timeout=1)


def test_urllib_is_refused() -> None:
    with pytest.raises(NetworkBlockedError):
        urllib.request.urlopen(f"http://{ELSEWHERE}/", timeout=1)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "bucket.localhost"])
def test_this_machine_is_reached(name: str) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection((name, server.getsockname()[1])) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_unix_sockets_are_reached() -> None:
    left, right = socket.socketpair()
    with left, right:
        left.send(b"x")
        assert right.recv(1) == b"x"
