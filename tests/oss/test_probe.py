"""Asking an address as a browser does, over real sockets."""

from __future__ import annotations

import socket
import ssl

import pytest

from buckets.oss.errors import OssError, Rejected, Unreachable
from buckets.oss.probe import MOST_HEADER_CHARACTERS, ask
from buckets.oss.sockets import is_public
from buckets.oss.transport import Session
from tests.oss.wire import Wire, http, silence, trickle

ORIGIN = (("Origin", "https://app.example.com"),)


def asked(wire: Wire, session: Session, method: str = "GET", path: str = "/a%20b") -> object:
    return ask(
        f"http://127.0.0.1:{wire.port}{path}", method, ORIGIN, public_only=False, session=session
    )


def test_what_is_sent_is_the_method_and_the_origin_and_no_signature(session: Session) -> None:
    with Wire(http(200)) as wire:
        asked(wire, session, "OPTIONS")
    (sent,) = wire.requests
    head = sent.decode().lower()
    assert head.startswith("options /a%20b http/1.1\r\n")
    assert "origin: https://app.example.com\r\n" in head
    assert "authorization" not in head
    assert "cookie" not in head


def test_the_status_and_each_header_come_back(session: Session) -> None:
    with Wire(b"HTTP/1.1 404 No\r\nVary: A\r\nVary: Origin\r\nContent-Length: 0\r\n\r\n") as wire:
        http_answer = ask(
            f"http://127.0.0.1:{wire.port}/", "GET", (), public_only=False, session=session
        )
    assert http_answer.status == 404
    assert http_answer.value("vary") == "A, Origin"


def test_a_redirect_is_an_answer_and_is_not_followed(session: Session) -> None:
    with Wire(http(200)) as elsewhere:
        with Wire(http(302, location=f"http://127.0.0.1:{elsewhere.port}/")) as wire:
            http_answer = ask(
                f"http://127.0.0.1:{wire.port}/", "GET", (), public_only=False, session=session
            )
        assert http_answer.status == 302
        assert elsewhere.requests == []


def test_the_body_is_left_where_it_is(session: Session) -> None:
    """One without an end would never be there."""
    endless = trickle(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n", b"x")
    with Wire(endless) as wire:
        asked(wire, session)
        asked(wire, session)
        assert len(wire.requests) == 2  # the connection with the rest of a body is not used again


def test_a_long_header_is_cut(session: Session) -> None:
    with Wire(http(200, vary="x" * 5_000)) as wire:
        http_answer = ask(
            f"http://127.0.0.1:{wire.port}/", "GET", (), public_only=False, session=session
        )
    assert len(http_answer.value("vary")) == MOST_HEADER_CHARACTERS


def test_what_cannot_be_stored_or_shown_is_left_out_of_a_header(session: Session) -> None:
    """PostgreSQL takes no NUL, and a folded header has a line break."""
    odd = b"HTTP/1.1 200 OK\r\nVary: a\x00b\x85,\r\n c\r\nX-%s: d\r\n\r\n" % (b"y" * 500)
    with Wire(odd) as wire:
        http_answer = ask(
            f"http://127.0.0.1:{wire.port}/", "GET", (), public_only=False, session=session
        )
    assert http_answer.value("vary") == "ab , c"
    assert max(len(name) for name, _value in http_answer.headers) == 100


def test_no_answer_is_an_error_in_a_sentence(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buckets.oss.probe.SECONDS", 0.2)
    with Wire(silence) as wire, pytest.raises(Unreachable) as caught:
        asked(wire, session)
    assert caught.value.message.id == "oss.timeout"


def test_a_certificate_that_cannot_be_trusted_is_one(server_tls: ssl.SSLContext) -> None:
    untrusting = Session(ssl.create_default_context())
    with Wire(http(200), tls=server_tls) as wire, pytest.raises(OssError) as caught:
        ask(f"https://localhost:{wire.port}/", "GET", (), public_only=False, session=untrusting)
    assert caught.value.message.id == "oss.untrusted-certificate"
    untrusting.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_name_that_leads_into_a_network_is_not_called(host: str, session: Session) -> None:
    with Wire(http(200)) as wire, pytest.raises(Rejected) as caught:
        ask(f"http://{host}:{wire.port}/", "GET", (), public_only=True, session=session)
    assert caught.value.message.id == "oss.private-address"
    assert wire.requests == []


def test_one_address_in_a_network_is_enough(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which of them is called is not ours to say."""
    family, kind, protocol, _, _ = socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)[0]
    found = [(family, kind, protocol, "", (ip, 80)) for ip in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(Rejected) as caught:
        ask("http://both.example/", "GET", (), public_only=True, session=session)
    assert caught.value.message.id == "oss.private-address"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.1.2.3"),
        *("100.100.2.136", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1"),
        *("::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:0:1::", "ff02::1"),
    ],
)
def test_addresses_of_networks_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "47.110.1.1", "2400:3200::1", "2606:4700::1"])
def test_those_of_the_internet_are(address: str) -> None:
    assert is_public(address)
