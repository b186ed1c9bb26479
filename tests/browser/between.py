"""Servers that stand between a page and a bucket, and spoil what the bucket answers."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import urlsplit

from tests.browser.in_thread import InThread

Headers = list[tuple[str, str]]
Spoil = Callable[[Headers], Headers]

_HOP_BY_HOP: Final = {"connection", "content-length", "transfer-encoding", "date", "server"}
_ALLOW_ORIGIN: Final = "Access-Control-Allow-Origin"


def _without(headers: Headers, start: str) -> Headers:
    return [it for it in headers if not it[0].lower().startswith(start)]


def _kept(headers: Headers) -> Headers:
    return [*headers, ("X-Cache", "HIT TCP_MEM_HIT"), ("Via", "1.1 cache.example")]


def _allowing(*values: str) -> Spoil:
    """Put these origins in the place of the one that the bucket allows."""
    return lambda it: [*_without(it, _ALLOW_ORIGIN.lower()), *((_ALLOW_ORIGIN, v) for v in values)]


SPOILED: Final[dict[str, Spoil]] = {
    "strips": lambda it: _without(it, "access-control-"),
    "strips-cached": lambda it: _kept(_without(it, "access-control-")),
    "other": _allowing("https://elsewhere.example"),
    "other-cached": lambda it: _kept(_allowing("https://elsewhere.example")(it)),
    "twice": lambda it: [*it, (_ALLOW_ORIGIN, "*")],
    "list": _allowing("https://elsewhere.example, https://app.example.com"),
    "invalid": _allowing("app.example.com"),
    "any": _allowing("*"),
    "no-methods": lambda it: _without(it, "access-control-allow-methods"),
    "no-headers": lambda it: _without(it, "access-control-allow-headers"),
    "hides": lambda it: _without(it, "access-control-expose-"),
}
"""What is done with the headers of an answer, by the first part of the path."""


class Between(InThread):
    """A proxy to the OSS at ``endpoint``: ``/SPOILED/BUCKET/KEY``; ``/to/BUCKET/KEY`` redirects.

    ``/refuse/…`` answers 502 by itself, as a proxy does that reaches nobody.
    """

    def __init__(self, endpoint: str) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(endpoint))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.address = f"http://proxy.localhost:{self._server.server_port}"


def _handler(endpoint: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            how, _, path = self.path.removeprefix("/").partition("/")
            if how == "to":
                self._answer(302, [("Location", f"{endpoint}/{path}"), (_ALLOW_ORIGIN, "*")], b"")
            elif how == "refuse":
                self._answer(502, [], b"Bad Gateway")
            else:
                status, headers, body = self._ask(f"/{path}")
                self._answer(status, SPOILED[how](headers), body)

        def do_PUT(self) -> None:
            self.do_GET()

        def do_OPTIONS(self) -> None:
            self.do_GET()

        def _ask(self, path: str) -> tuple[int, Headers, bytes]:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            sent = {k: v for k, v in self.headers.items() if k.lower() != "host"}
            connection = http.client.HTTPConnection(urlsplit(endpoint).netloc, timeout=5)
            connection.request(self.command, path, body=body, headers=sent)
            answer = connection.getresponse()
            headers = [it for it in answer.getheaders() if it[0].lower() not in _HOP_BY_HOP]
            content = answer.read()
            connection.close()
            return answer.status, headers, content

        def _answer(self, status: int, headers: Headers, body: bytes) -> None:
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
