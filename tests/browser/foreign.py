"""A site of another origin: the reason why there is CORS."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import oss2
from oss2.credentials import StaticCredentialsProvider
from playwright.sync_api import Browser

from tests.browser.in_thread import InThread
from tests.browser.visits import PATIENCE
from tests.fixtures.local_oss import WatchedOSS

BODY = "made in a browser"

# What a script learns: the status and the one header that uploads need, or how it failed.
UPLOAD = """
([url, body]) => fetch(url, {method: "PUT", body, headers: {"Content-Type": "text/plain"}}).then(
    (answer) => `${answer.status}, ETag ${answer.headers.get("ETag")}`,
    (error) => error.name,
)
"""


PAGE = "<!doctype html><title>Another site</title><link rel=icon href=data:,>"


class _Site(BaseHTTPRequestHandler):
    scripts: Mapping[str, str]

    def do_GET(self) -> None:
        script = self.scripts.get(self.path)
        content = (PAGE if script is None else script).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if script is None else "text/javascript")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


class ForeignSite(InThread):
    """A web server at ``origin``, and someone who visits its pages.

    Its pages are empty; ``scripts`` has the texts of others by their paths.
    """

    def __init__(self, browser: Browser, scripts: Mapping[str, str] | None = None) -> None:
        self._browser = browser
        handler = type("Site", (_Site,), {"scripts": scripts or {}})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.port = self._server.server_port
        self.origin = f"http://app.localhost:{self.port}"

    def upload(self, url: str, console: list[str] | None = None) -> str:
        """What a script on this site gets from uploading `BODY` to ``url``.

        What the browser prints meanwhile is added to ``console``.
        """
        with self._browser.new_context() as context:
            page = context.new_page()
            if console is not None:
                page.on("console", lambda message: console.append(message.text))
            page.set_default_timeout(PATIENCE)
            page.goto(self.origin)
            return str(page.evaluate(UPLOAD, [url, BODY]))


def upload_address(oss: WatchedOSS, bucket: str, key: str) -> str:
    """Where a browser may put one object, as the vendor's client signs it for ten minutes."""
    keys = StaticCredentialsProvider(oss.access_key_id, oss.access_key_secret)
    client = oss2.Bucket(oss2.ProviderAuthV4(keys), oss.endpoint, bucket, region="cn-hangzhou")
    headers = {"Content-Type": "text/plain"}
    return str(client.sign_url("PUT", key, 600, headers=headers, slash_safe=True))
