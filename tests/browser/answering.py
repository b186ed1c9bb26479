"""A web server at many origins, whose answers a test writes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from buckets.cors.evaluate.oss import Headers
from tests.browser.in_thread import InThread

_PAGE: Final = b"<!doctype html><title>A page</title><link rel=icon href=data:,>"


@dataclass(frozen=True)
class Answer:
    """What the server answers, each header in a line of its own."""

    status: int = 200
    headers: Headers = ()


@dataclass(frozen=True)
class Asked:
    """A request as it came; header names are in lower case."""

    method: str
    url: str
    headers: dict[str, str]

    @property
    def is_preflight(self) -> bool:
        return self.method == "OPTIONS" and "access-control-request-method" in self.headers


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Take every method there is, whatever its letter case."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, f"http://{headers['host']}{self.path}", headers)
        body = _PAGE if self.path == "/" else b""
        answer = self.server.site.answer_to(asked) if self.path != "/" else Answer()
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # a page asks for everything at once
    site: AnsweringSite


class AnsweringSite(InThread):
    """Serves a blank page at `/` of every host below localhost, and remembers all other requests.

    ``answers`` are by URL and whether it is a preflight that is answered.
    """

    def __init__(self) -> None:
        self.answers: dict[tuple[str, bool], Answer] = {}
        self.asked: list[Asked] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.site = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def origin(self, host: str) -> str:
        """Return the origin of one of its hosts, such as "app"."""
        return f"http://{host}.localhost:{self._server.server_port}"

    def answer_to(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        return self.answers.get((asked.url, asked.is_preflight), Answer(404))
