"""A server that says exactly the bytes a test gives it, for what no well-behaved server does."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import TracebackType
from typing import Self

Script = Callable[[socket.socket, threading.Event], None]
"""What to do with a connection once its request is there; the event tells to give up."""


def http(status: int, body: bytes = b"", **headers: str) -> bytes:
    """A whole HTTP response; ``x_oss_ec="…"`` becomes the header ``x-oss-ec``."""
    named = {
        "connection": "close",
        "content-length": str(len(body)),
        "x-oss-request-id": "5FA2B5E6C0FFEE0123456789",
    }
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status} Said\r\n{lines}\r\n".encode() + body


def oss_error(status: int, code: str, message: str = "Message.", inside: str = "") -> bytes:
    """An error as OSS words it, with more elements ``inside`` if need be."""
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code>'
        f"<Message>{message}</Message><RequestId>5FA2B5E6C0FFEE0123456789</RequestId>"
        f"<HostId>oss-cn-hangzhou.aliyuncs.com</HostId><EC>0000-00000000</EC>{inside}</Error>"
    )
    return http(status, document.encode(), content_type="application/xml")


def say(data: bytes) -> Script:
    """Send ``data`` and close."""

    def script(connection: socket.socket, _: threading.Event) -> None:
        connection.sendall(data)

    return script


def trickle(start: bytes, byte: bytes) -> Script:
    """Send ``start``, then one ``byte`` after another, far longer than any test waits."""

    def script(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(start)
        for _ in range(500):
            if stop.wait(0.02):
                break
            connection.sendall(byte)

    return script


def reset(after: bytes = b"") -> Script:
    """Send ``after``, then tear the connection down with a TCP reset."""

    def script(connection: socket.socket, _: threading.Event) -> None:
        connection.sendall(after)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return script


def keep_alive(data: bytes) -> Script:
    """Send ``data``, and again for every further request on the same connection."""

    def script(connection: socket.socket, _: threading.Event) -> None:
        connection.sendall(data)
        while b"".join(_request(connection)):
            connection.sendall(data)

    return script


def silence(_: socket.socket, stop: threading.Event) -> None:
    """Say nothing and keep the connection."""
    stop.wait(30)


@contextmanager
def full_queue() -> Iterator[int]:
    """The port of a listener that accepts nobody and whose queue is full: connecting hangs."""
    with ExitStack() as open_sockets:
        listener = open_sockets.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        port: int = listener.getsockname()[1]
        for _ in range(3):
            waiting = open_sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", port))
        yield port


class Wire:
    """Listens on loopback and answers every connection with the next script, the last for ever.

    ``requests`` holds what was received, one entry a connection. With ``tls`` it speaks TLS;
    with ``reading=False`` it does not wait for a request.
    """

    def __init__(
        self,
        *scripts: Script | bytes,
        tls: ssl.SSLContext | None = None,
        reading: bool = True,
    ) -> None:
        self.requests: list[bytes] = []
        self._scripts = [say(each) if isinstance(each, bytes) else each for each in scripts]
        self._tls = tls
        self._reading = reading
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._connections: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed
                return
            script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
            self._start(self._serve, connection, script)

    def _serve(self, connection: socket.socket, script: Script) -> None:
        connection.settimeout(10)
        self._connections.append(connection)
        try:
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
                self._connections.append(connection)
            if self._reading:
                self.requests.append(b"".join(_request(connection)))
            script(connection, self._stop)
        except OSError:  # the client went away, as it should
            pass
        finally:
            connection.close()


def _request(connection: socket.socket) -> Iterable[bytes]:
    """The head of a request, then its body."""
    head = b""
    while b"\r\n\r\n" not in head:
        received = connection.recv(65536)
        if not received:
            yield head
            return
        head += received
    head, _, body = head.partition(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    while len(body) < length:
        body += connection.recv(65536)
    yield head + b"\r\n\r\n"
    yield body
