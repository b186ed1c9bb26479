"""Every fault in every call: a typed outcome, no false "empty", no doubt where there is none."""

import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import product
from typing import Any
from unittest.mock import patch

import pytest

from buckets.oss.errors import (
    Action,
    NotFound,
    OssError,
    Refused,
    ServerFault,
    Throttled,
    UnexpectedAnswer,
    Unreachable,
)
from tests.oss.calls import ask
from tests.oss.conftest import GatewayTo
from tests.oss.wire import Script, Wire, full_queue, http, oss_error, reset, silence, trickle
from tests.sampling import one_in

Place = AbstractContextManager[str]
"""Stands as long as the call, and gives the endpoint to ask."""


@dataclass(frozen=True)
class Fault:
    """``place`` gets what a TLS server needs. ``kind`` is what a call comes out as, ``on_get`` and
    ``on_list`` where those differ; None: for a write, the answer is a good one, as
    it is for ``good_for`` in any case.

    ``doubt``: whether a write that met it may have been carried out. ``deadline`` is in seconds.
    """

    name: str
    place: Callable[[ssl.SSLContext], Place]
    kind: type[OssError] | None
    doubt: bool
    on_get: type[OssError] | None = None
    on_list: type[OssError] | None = None
    good_for: Action | None = None
    deadline: float = 5.0

    def kind_for(self, action: Action) -> type[OssError] | None:
        if action is self.good_for:
            return None
        particular = {Action.GET: self.on_get, Action.LIST: self.on_list}
        return particular.get(action) or self.kind


def answers(answer: bytes | Script) -> Callable[[ssl.SSLContext], Place]:
    @contextmanager
    def place(_: ssl.SSLContext) -> Iterator[str]:
        with Wire(answer) as wire:
            yield f"http://127.0.0.1:{wire.port}"

    return place


def answers_in_tls(host: str, answer: bytes | Script) -> Callable[[ssl.SSLContext], Place]:
    @contextmanager
    def place(tls: ssl.SSLContext) -> Iterator[str]:
        with Wire(answer, tls=tls) as wire:
            yield f"https://{host}:{wire.port}"

    return place


def speaks_no_tls(answer: bytes | Script) -> Callable[[ssl.SSLContext], Place]:
    @contextmanager
    def place(_: ssl.SSLContext) -> Iterator[str]:
        with Wire(answer, reading=False) as wire:
            yield f"https://127.0.0.1:{wire.port}"

    return place


@contextmanager
def speaks_tls_only(tls: ssl.SSLContext) -> Iterator[str]:
    with Wire(http(200), tls=tls) as wire:
        yield f"http://127.0.0.1:{wire.port}"


@contextmanager
def refuses(_: ssl.SSLContext) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    yield f"http://127.0.0.1:{port}"


@contextmanager
def accepts_nobody(_: ssl.SSLContext) -> Iterator[str]:
    with full_queue() as port:
        yield f"http://127.0.0.1:{port}"


def name_server(number: int) -> Callable[[ssl.SSLContext], Place]:
    @contextmanager
    def place(_: ssl.SSLContext) -> Iterator[str]:
        with patch("socket.getaddrinfo", side_effect=socket.gaierror(number, "No answer")):
            yield "https://oss.localhost"

    return place


@contextmanager
def silent_name_server(_: ssl.SSLContext) -> Iterator[str]:
    stop = threading.Event()
    with patch("socket.getaddrinfo", side_effect=lambda *_, **__: stop.wait(30)):
        yield "https://oss.localhost"
        stop.set()


def headers_for_ever(connection: socket.socket, stop: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not stop.is_set():
        connection.sendall(b"x-filler: x\r\n" * 100)


PORTAL = b"<!DOCTYPE html><html><body>Sign in to the guest network</body></html>"
GARBAGE = bytes(range(256)) * 4
NAMESPACED = b'<CORSConfiguration xmlns="http://doc.oss-cn-hangzhou.aliyuncs.com"/>'
UNKNOWN = b"<CORSConfiguration><CORSRule><Novelty/></CORSRule></CORSConfiguration>"
LISTING = b'<ListAllMyBucketsResult xmlns="http://doc.oss-cn-hangzhou.aliyuncs.com"/>'
CUT = b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n<CORSConfiguration>"
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
KLINGON = b'<?xml version="1.0" encoding="klingon"?>'
BOMB = http(200, gzip.compress(bytes(20_000_000)), content_encoding="gzip")
ELSEWHERE = "https://elsewhere.example/"

OSS_ITSELF = [
    Fault("signature", answers(oss_error(403, "SignatureDoesNotMatch")), Refused, False),
    Fault("unknown key", answers(oss_error(403, "InvalidAccessKeyId")), Refused, False),
    Fault("no permission", answers(oss_error(403, "AccessDenied")), Refused, False),
    Fault("clock skew", answers(oss_error(403, "RequestTimeTooSkewed")), Refused, False),
    Fault("no such bucket", answers(oss_error(404, "NoSuchBucket")), NotFound, False),
    Fault("limit", answers(oss_error(503, "MetaOperationQpsLimitExceeded")), Throttled, False),
    Fault("500 with XML", answers(oss_error(500, "InternalError")), ServerFault, True),
]
IN_BETWEEN = [
    Fault("bare 503", answers(http(503)), Throttled, True),
    Fault("429", answers(http(429)), Throttled, True),
    Fault("500 with HTML", answers(http(500, PORTAL)), ServerFault, True),
    Fault("502", answers(http(502, PORTAL)), ServerFault, True),
    Fault("403 with HTML", answers(http(403, PORTAL)), UnexpectedAnswer, True),
    Fault("404 with HTML", answers(http(404, PORTAL)), UnexpectedAnswer, True),
    Fault("301", answers(http(301, location=ELSEWHERE)), UnexpectedAnswer, True),
    Fault("307", answers(http(307, location=ELSEWHERE)), UnexpectedAnswer, True),
    Fault("sign-in page", answers(http(200, PORTAL)), UnexpectedAnswer, True),
    Fault("not HTTP", answers(b"SSH-2.0-OpenSSH_9.6\r\n"), UnexpectedAnswer, True),
    Fault("garbage", answers(GARBAGE), UnexpectedAnswer, True),
    Fault("headers for ever", answers(headers_for_ever), UnexpectedAnswer, True),
]
NOT_UNDERSTOOD: dict[str, Any] = {
    "kind": UnexpectedAnswer,
    "doubt": True,
    "good_for": Action.GET,  # as a value that says so
}
BODIES = [
    Fault("empty", answers(http(200)), None, False, UnexpectedAnswer, UnexpectedAnswer),
    Fault("garbage in the body", answers(http(200, GARBAGE)), UnexpectedAnswer, True),
    Fault("half a document", answers(http(200, b"<CORSConf")), UnexpectedAnswer, True),
    Fault("wrong root", answers(http(200, b"<Error/>")), UnexpectedAnswer, True),
    Fault("namespace", answers(http(200, NAMESPACED)), **NOT_UNDERSTOOD),
    Fault("listing with a namespace", answers(http(200, LISTING)), UnexpectedAnswer, True),
    Fault("unknown element", answers(http(200, UNKNOWN)), **NOT_UNDERSTOOD),
    Fault("unknown charset", answers(http(200, KLINGON + b"<a/>")), UnexpectedAnswer, True),
    Fault("error in no charset", answers(http(403, KLINGON + GARBAGE)), UnexpectedAnswer, True),
    Fault("too large", answers(http(200, b" " * 300_000)), UnexpectedAnswer, True),
    Fault("gzip bomb", answers(BOMB), UnexpectedAnswer, True),
    Fault("no gzip", answers(http(200, PORTAL, content_encoding="gzip")), UnexpectedAnswer, True),
]
ON_THE_WAY = [
    Fault("answer lost", answers(reset()), Unreachable, True),
    Fault("closed without an answer", answers(b""), Unreachable, True),
    Fault("reset in the body", answers(reset(CUT)), Unreachable, True),
    Fault("short body", answers(CUT), Unreachable, True),
    Fault("short chunk", answers(CHUNKED + b"ff\r\n<CORS"), Unreachable, True),
    Fault("silence", answers(silence), Unreachable, True, deadline=0.2),
    Fault("trickle", answers(trickle(CUT, b" ")), Unreachable, True, deadline=0.2),
    Fault("connection refused", refuses, Unreachable, False),
    Fault("connecting hangs", accepts_nobody, Unreachable, False, deadline=0.2),
    Fault("no such name", name_server(socket.EAI_NONAME), Unreachable, False),
    Fault("name server out of order", name_server(socket.EAI_AGAIN), Unreachable, False),
    Fault("name server silent", silent_name_server, Unreachable, False, deadline=0.2),
    Fault("another's certificate", answers_in_tls("a.localhost", http(200)), Unreachable, False),
    Fault("answer lost in TLS", answers_in_tls("127.0.0.1", reset()), Unreachable, True),
    Fault("TLS to a plain port", speaks_no_tls(http(400)), Unreachable, False),
    Fault("handshake hangs", speaks_no_tls(silence), Unreachable, False, deadline=0.2),
    Fault("handshake reset", speaks_no_tls(reset()), Unreachable, False),
    Fault("plain to a TLS port", speaks_tls_only, Unreachable, True),
]
FAULTS = [*OSS_ITSELF, *IN_BETWEEN, *BODIES, *ON_THE_WAY]
# What reads meets a fault as GET does, what writes as PUT does.
CELLS = [
    *product(FAULTS, (Action.GET, Action.PUT)),
    *one_in(3, product(FAULTS, (Action.LIST, Action.DELETE))),
]


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell[0].name}-{cell[1].name}")
def test_every_fault_of_every_call_has_its_outcome(
    cell: tuple[Fault, Action], gateway_to: GatewayTo, server_tls: ssl.SSLContext
) -> None:
    fault, action = cell
    kind = fault.kind_for(action)
    with fault.place(server_tls) as endpoint:
        gateway = gateway_to(endpoint, deadline=fault.deadline)
        if kind is None:
            ask(gateway, action)
            return
        with pytest.raises(OssError) as caught:
            ask(gateway, action)
    assert type(caught.value) is kind
    assert caught.value.outcome_unknown is (fault.doubt and action.writes)
    assert str(caught.value)


def test_the_matrix_has_as_many_faults_as_were_promised() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 25
