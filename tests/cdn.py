"""A cache before an OSS, as a CDN is one: it repeats what it heard first, whoever asks."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import urlsplit

_HOP_BY_HOP: Final = {"connection", "content-length", "transfer-encoding"}
_Kept = tuple[int, list[tuple[str, str]]]


@contextmanager
def cdn_before(endpoint: str, *, bucket: str) -> Iterator[str]:
    """The address of a CDN for one bucket of the OSS at ``endpoint``."""
    origin, kept = urlsplit(endpoint).netloc, dict[str, _Kept]()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_hit = f"{self.command} {self.path}" in kept
            status, headers = kept.setdefault(f"{self.command} {self.path}", self._ask())
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Via", "1.1 cache.example")
            self.send_header("X-Cache", "HIT" if is_hit else "MISS")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_OPTIONS(self) -> None:
            self.do_GET()

        def _ask(self) -> _Kept:
            connection = http.client.HTTPConnection(origin, timeout=5)
            connection.request(self.command, f"/{bucket}{self.path}", headers=dict(self.headers))
            answer = connection.getresponse()
            headers = [it for it in answer.getheaders() if it[0].lower() not in _HOP_BY_HOP]
            connection.close()
            return answer.status, headers

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
