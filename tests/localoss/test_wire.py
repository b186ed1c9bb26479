"""Bytes: what a client may send, what nobody should, and that the server outlives both."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckets.localoss import LocalOSS
from buckets.localoss.server import MAX_BODY_BYTES, MAX_CONNECTIONS
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.localoss.plain import SECONDS, ask, raw, read_to_end

PUT = f"PUT /{BUCKET}/a.txt HTTP/1.1\r\nHost: localhost\r\n".encode()
GET = f"GET /{BUCKET}/a.txt HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


@pytest.fixture
def public(local_oss: WatchedOSS) -> WatchedOSS:
    local_oss.store.set_acl(BUCKET, "public-read-write")
    return local_oss


@pytest.fixture(scope="module")
def permanent() -> Iterator[LocalOSS]:
    """One server for all examples of a property."""
    with LocalOSS(buckets=[BUCKET], request_seconds=5) as server:
        yield server


def stored(server: LocalOSS) -> bytes:
    return server.store.get(BUCKET).objects["a.txt"].body


def connect(server: LocalOSS) -> socket.socket:
    host, port = server.address.rsplit(":", 1)
    return socket.create_connection((host, int(port)), timeout=SECONDS)


@given(st.binary(max_size=400))
def test_random_bytes_do_not_keep_the_next_request_from_its_answer(
    permanent: LocalOSS, data: bytes
) -> None:
    raw(permanent, data)
    assert ask(permanent, "OPTIONS", f"/{BUCKET}/a").status == 400


@given(
    st.sampled_from([b"GET", b"PUT", b"POST", b"OPTIONS", b"DELETE", b"HEAD", b"BREW"]),
    st.binary(max_size=60),
    st.lists(st.tuples(st.binary(max_size=20), st.binary(max_size=40)), max_size=4),
    st.binary(max_size=60),
)
def test_nearly_requests_get_an_answer_of_http_or_none(
    permanent: LocalOSS,
    method: bytes,
    target: bytes,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
) -> None:
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
    received = raw(permanent, method + b" /" + target + b" HTTP/1.1\r\n" + lines + b"\r\n" + body)
    assert received == b"" or received.startswith(b"HTTP/1.1 ")
    assert b"Traceback" not in received
    assert b" 500 " not in received.split(b"\r\n")[0]


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",  # TLS
        b"GET / HTTP/2.0\r\n\r\n",
        b"get / HTTP/1.1\r\n\r\n",
        b"GET  / HTTP/1.1\r\n\r\n",
        b"GET /a b HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nbad name: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: \x00\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: " + b"b" * 9000 + b"\r\n" + b"A: b\r\n" * 20_000 + b"\r\n",
        PUT + b"Content-Length: many\r\n\r\n",
        PUT + b"Content-Length: -1\r\n\r\n",
        PUT + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        PUT + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        PUT + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        PUT + b"Transfer-Encoding: chunked\r\n\r\nsome\r\n",
        PUT + b"Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
    ],
)
def test_what_is_no_request_gets_a_400_in_oss_xml_and_the_connection_ends(
    local_oss: WatchedOSS, data: bytes
) -> None:
    received = raw(local_oss, data, finish=False)
    assert received.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"<Code>BadRequest</Code>" in received
    assert b"\r\nConnection: close\r\n" in received


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: a",
        PUT + b"Content-Length: 5\r\n\r\nabc",
        PUT + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
    ],
)
def test_a_client_that_leaves_in_the_middle_gets_nothing_and_changes_nothing(
    public: WatchedOSS, data: bytes
) -> None:
    assert raw(public, data) == b""
    assert not public.store.get(BUCKET).objects


def test_several_requests_are_answered_over_one_connection(public: WatchedOSS) -> None:
    public.store.put_object(BUCKET, "a.txt", b"hello")
    received = raw(public, GET + b"\r\n" + GET)
    assert received.count(b"HTTP/1.1 200 OK") == 2
    assert received.count(b"\r\nConnection: keep-alive\r\n") == 2


def test_a_client_of_http_1_0_is_answered_and_let_go(public: WatchedOSS) -> None:
    public.store.put_object(BUCKET, "a.txt", b"hello")
    received = raw(public, f"GET /{BUCKET}/a.txt HTTP/1.0\r\n\r\n".encode(), finish=False)
    assert received.endswith(b"\r\n\r\nhello")
    assert b"Connection: close" in received


def test_a_body_in_chunks_is_put_together(public: WatchedOSS) -> None:
    chunks = b"5\r\nhello\r\n6;name=value\r\n world\r\n0\r\nTrailer: a\r\n\r\n"
    raw(public, PUT + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)
    assert stored(public) == b"hello world"


def test_a_client_that_waits_is_told_to_go_on(public: WatchedOSS) -> None:
    with connect(public) as connection:
        connection.sendall(PUT + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"hello")
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 OK\r\n")
    assert stored(public) == b"hello"


@pytest.mark.parametrize(
    "body",
    [
        f"Content-Length: {MAX_BODY_BYTES + 1}\r\n\r\n".encode() + b"x" * 100_000,
        b"Content-Length: 999999999999999999\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n",
    ],
)
def test_a_body_that_is_too_large_is_refused_before_it_is_read(
    public: WatchedOSS, body: bytes
) -> None:
    received = raw(public, PUT + body)
    assert received.startswith(b"HTTP/1.1 400 ")
    assert b"<Code>EntityTooLarge</Code>" in received


def test_a_client_that_is_refused_while_it_still_sends_hears_why(public: WatchedOSS) -> None:
    with connect(public) as connection:
        connection.sendall(PUT + b"Content-Length: 6000000\r\n\r\n" + b"x" * 6_000_000)
        assert b"<Code>EntityTooLarge</Code>" in read_to_end(connection)


def test_a_body_that_goes_on_and_on_is_not_read_to_its_end(public: WatchedOSS) -> None:
    received = raw(public, PUT + b"Content-Length: 99999999\r\n\r\n" + b"x" * 20_000_000)
    assert received == b"" or b"<Code>EntityTooLarge</Code>" in received
    assert ask(public, "OPTIONS", f"/{BUCKET}/a").status == 400


def test_a_head_has_the_length_of_the_body_and_no_body(public: WatchedOSS) -> None:
    public.store.put_object(BUCKET, "a.txt", b"hello")
    received = raw(public, b"HEAD" + GET.removeprefix(b"GET"))
    assert b"\r\nContent-Length: 5\r\n" in received
    assert received.endswith(b"\r\n\r\n")


def test_a_head_that_fails_carries_the_error_in_a_header(public: WatchedOSS) -> None:
    reply = ask(public, "HEAD", f"/{BUCKET}/none")
    assert (reply.status, reply.body, reply.headers["x-oss-ec"]) == (404, b"", "0026-00000001")
    assert reply.headers["x-oss-err"].isascii()


@pytest.mark.parametrize("method", ["PATCH", "TRACE", "CONNECT", "BREW"])
def test_another_method_is_not_allowed(local_oss: WatchedOSS, method: str) -> None:
    reply = ask(local_oss, method, f"/{BUCKET}/a")
    assert (reply.status, reply.code) == (405, "MethodNotAllowed")


def test_every_answer_has_a_request_id_of_its_own(local_oss: WatchedOSS) -> None:
    replies = [ask(local_oss, "GET", "/") for _ in range(2)]
    ids = [reply.headers["x-oss-request-id"] for reply in replies]
    assert len(set(ids)) == 2
    for reply, request_id in zip(replies, ids, strict=True):
        assert len(request_id) == 24
        assert set(request_id) <= set("0123456789ABCDEF")
        assert reply.text("RequestId") == request_id


@pytest.mark.parametrize("seconds", [0, 0.05])
def test_a_client_that_is_too_slow_is_let_go(seconds: float) -> None:
    with LocalOSS(request_seconds=seconds) as server, connect(server) as connection:
        connection.sendall(b"GET / HT")
        assert read_to_end(connection) == b""


def test_a_trickle_does_not_buy_more_time() -> None:
    with LocalOSS(request_seconds=0.2) as server, connect(server) as connection:
        connection.settimeout(0.01)
        sent = 0
        while _still_open(connection):
            assert sent < 500, "the server waits for as long as something comes"
            connection.sendall(b"A")
            sent += 1


def _still_open(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) != b""
    except TimeoutError:
        return True


def test_an_error_of_our_own_is_a_500_without_its_traceback(
    local_oss: WatchedOSS, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(name: str) -> None:
        raise ZeroDivisionError(name)

    monkeypatch.setattr(local_oss.store, "get", broken)
    reply = ask(local_oss, "GET", f"/{BUCKET}/a")
    assert (reply.status, reply.code) == (500, "InternalError")
    assert b"ZeroDivisionError" not in reply.body
    assert "ZeroDivisionError" in caplog.text


def test_an_observer_that_fails_costs_one_connection_and_not_the_server(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failures = iter([True])

    def observer(*_: object) -> None:
        if next(failures, False):
            raise ZeroDivisionError

    caplog.set_level("DEBUG", "buckets.localoss.server")
    with LocalOSS(buckets=[BUCKET], observer=observer) as server:
        assert raw(server, GET) == b""
        assert raw(server, GET) != b""
    assert "ZeroDivisionError" in caplog.text


def test_clients_do_not_wait_for_one_another(public: WatchedOSS) -> None:
    with connect(public) as idle:
        idle.sendall(b"GET / HT")
        assert ask(public, "OPTIONS", f"/{BUCKET}/a").status == 400


def test_many_clients_at_once_lose_nothing(public: WatchedOSS) -> None:
    def write(number: int) -> None:
        ask(public, "PUT", f"/{BUCKET}/{number}", b"x")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(public.store.get(BUCKET).objects) == 20


def test_connections_beyond_the_limit_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_CONNECTIONS > 100
    monkeypatch.setattr("buckets.localoss.server.MAX_CONNECTIONS", 1)
    with LocalOSS() as server, connect(server) as first:
        first.sendall(GET)
        assert first.recv(1) == b"H"
        assert raw(server, GET) == b""


def test_a_server_that_stops_breaks_the_connections_that_are_open() -> None:
    server = LocalOSS()
    server.start()
    with connect(server) as connection:
        connection.sendall(GET)
        assert connection.recv(1) == b"H"
        server.stop()
        assert read_to_end(connection).endswith(b"</Error>")
    with pytest.raises(OSError, match="refused"):
        connect(server)


def test_a_server_that_never_started_can_be_stopped() -> None:
    LocalOSS().stop()


def test_it_listens_on_ipv6_too() -> None:
    try:
        server = LocalOSS(host="::1")
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with server:
        assert server.endpoint.startswith("http://[::1]:")
        assert ask(server, "GET", "/").code == "AccessDenied"
