"""The network side: sockets, threads and time limits around `Service`."""

import io
import logging
import socket
import socketserver
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final, Self, cast

from buckets.localoss.answers import Answer
from buckets.localoss.request import Request, parse
from buckets.localoss.service import Service
from buckets.localoss.state import StateFile
from buckets.localoss.store import MAX_OBJECT_BYTES, Store
from buckets.localoss.wire import GoneError, UnreadableError, read_body, read_head, write_answer

DEFAULT_ACCESS_KEY_ID: Final = "localoss"
DEFAULT_ACCESS_KEY_SECRET: Final = "localoss-secret"  # noqa: S105 - no secret: it is in the manual
MAX_BODY_BYTES: Final = MAX_OBJECT_BYTES + 64 * 1024  # an object, and the form around it
MAX_CONNECTIONS: Final = 256
_LINGER_SECONDS: Final = 1.0
_LINGER_BYTES: Final = 8 * 1024 * 1024

logger = logging.getLogger(__name__)

Observer = Callable[[Request, Answer], None]


class LocalOSS:
    """An OSS on this machine: a context manager that listens in its own thread.

    ``port`` 0 picks a free one. ``keys`` maps AccessKey ids to secrets and defaults to the one
    documented pair. ``state`` is the file in which buckets outlive the server; without it they
    are gone with it. ``clock`` gives Unix seconds. ``observer`` is called with each request and
    its answer before the answer is sent. ``request_seconds`` bounds how long one request may
    take to arrive, and how long a connection may be idle.

    Raises OSError when the address cannot be had, `StateError` when the state cannot be read.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        keys: Mapping[str, str] | None = None,
        buckets: Iterable[str] = (),
        state: Path | None = None,
        clock: Callable[[], float] = time.time,
        observer: Observer | None = None,
        request_seconds: float = 30.0,
    ) -> None:
        self.keys = dict(keys or {DEFAULT_ACCESS_KEY_ID: DEFAULT_ACCESS_KEY_SECRET})
        self.store = _store(state, clock)
        for name in buckets:
            if self.store.find(name) is None:
                self.store.create(name)
        self.service = Service(self.store, self.keys, clock)
        self._listener = _Listener((host, port), self.service, observer, request_seconds)
        self._thread = threading.Thread(target=self._listener.serve, name="localoss", daemon=True)

    @property
    def access_key_id(self) -> str:
        return next(iter(self.keys))

    @property
    def access_key_secret(self) -> str:
        return self.keys[self.access_key_id]

    @property
    def address(self) -> str:
        """Host and port."""
        return self._listener.endpoint

    @property
    def endpoint(self) -> str:
        """What a client takes as its endpoint."""
        return f"http://{self.address}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and break the connections that are open."""
        if self._thread.is_alive():
            self._listener.leave_off()
            self._thread.join()
        self._listener.server_close()
        self._listener.break_connections()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _store(state: Path | None, clock: Callable[[], float]) -> Store:
    if state is None:
        return Store(clock=clock)
    file = StateFile(state)
    return Store(file.load(), save=file.save, clock=clock)


class _Listener(socketserver.ThreadingTCPServer):
    """Accepts, and gives each connection a thread of its own."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    timeout = 0.5  # seconds: how soon it sees that it is to stop, if nothing wakes it before

    def __init__(
        self,
        address: tuple[str, int],
        service: Service,
        observer: Observer | None,
        request_seconds: float,
    ) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, _Connection)
        # Read once: a server that has stopped still knows where it was.
        self.bound_to: tuple[str, int] = self.socket.getsockname()[:2]
        self.service = service
        self.observer = observer or _observe_nothing
        self.request_seconds = request_seconds
        self._stopping = False
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()

    @property
    def endpoint(self) -> str:
        host, port = self.bound_to
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    def serve(self) -> None:
        """Accept until `leave_off`."""
        while not self._stopping:
            self.handle_request()

    def leave_off(self) -> None:
        """Stop accepting: a connection of our own wakes the thread that waits for one."""
        self._stopping = True
        with suppress(OSError):
            socket.create_connection(self.bound_to, timeout=self.timeout).close()

    def verify_request(self, _request: Any, _client_address: Any) -> bool:
        return not self._stopping

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            full = len(self._connections) >= MAX_CONNECTIONS
            if not full:
                self._connections.add(request)
        if full:  # a client that opens connections without end gets no thread for each
            super().shutdown_request(request)
        else:
            super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, _request: Any, client_address: Any) -> None:
        # A client that breaks off is everyday life here, not a traceback on the terminal.
        logger.debug("The connection of %s ended in %r.", client_address, sys.exception())

    def break_connections(self) -> None:
        with self._lock:
            for connection in self._connections:
                _shut(connection, socket.SHUT_RDWR)


class _Connection(socketserver.BaseRequestHandler):
    """Answers the requests of one connection, one after the other."""

    server: _Listener
    request: socket.socket

    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._raw = _Patient(self.request)
        self._in = cast(BinaryIO, io.BufferedReader(self._raw))
        self._out = cast(BinaryIO, _Writer(self.request, self.server.request_seconds))

    def handle(self) -> None:
        try:
            while self._answer_one():
                pass
        except UnreadableError as error:
            answer = self.server.service.unreadable(error.refusal, self.server.endpoint)
            write_answer(self._out, answer, is_head=False, keep_alive=False)
            self._linger()
        except (GoneError, OSError):
            return  # also a client that is too slow: there is nobody to tell

    def _answer_one(self) -> bool:
        """Whether the connection goes on."""
        self._raw.deadline = time.monotonic() + self.server.request_seconds
        head = read_head(self._in)
        body = read_body(self._in, head, self._out, MAX_BODY_BYTES)
        request = parse(head, body, self.server.endpoint)
        answer = self.server.service.answer(request)
        self.server.observer(request, answer)
        is_head = head.method == "HEAD"
        write_answer(self._out, answer, is_head=is_head, keep_alive=head.keeps_alive)
        return head.keeps_alive

    def _linger(self) -> None:
        """Read on for a moment: closing with bytes unread would take the answer back (RST)."""
        _shut(self.request, socket.SHUT_WR)
        self._raw.deadline = time.monotonic() + _LINGER_SECONDS
        left = _LINGER_BYTES
        while left > 0 and (data := self._in.read1(64 * 1024)):  # type: ignore[attr-defined]
            left -= len(data)


class _Patient(io.RawIOBase):
    """Reads from a socket until a deadline, however slowly the bytes trickle in."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.deadline = 0.0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._connection.recv_into(buffer)


class _Writer(io.RawIOBase):
    """Writes to a socket, all of it or an OSError."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self._connection = connection
        self._seconds = seconds

    def write(self, data: Any) -> int:
        self._connection.settimeout(self._seconds)
        self._connection.sendall(data)
        return len(data)


def _shut(connection: socket.socket, how: int) -> None:
    with suppress(OSError):  # the other side was faster
        connection.shutdown(how)


def _observe_nothing(request: Request, answer: Answer) -> None:
    """What happens to each exchange when nobody watches."""
