"""Requests without any client's help, and raw bytes, so that nothing is put right on the way."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree import ElementTree

import oss2

from buckets.localoss import LocalOSS
from tests.fixtures.local_oss import BUCKET

ORIGIN = "https://app.example.com"
SECONDS = 10.0
"""How long a test waits for an answer before it fails."""


@dataclass(frozen=True)
class Reply:
    """An answer as it came; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def text(self, element: str) -> str:
        """The text of an element of the XML, empty when it is not there."""
        return ElementTree.fromstring(self.body).findtext(element, "")  # noqa: S314 - our own

    @property
    def code(self) -> str:
        return self.text("Code")

    @property
    def cors_headers(self) -> dict[str, str]:
        return {k: v for k, v in self.headers.items() if k.startswith("access-control-")}


def ask(
    server: LocalOSS,
    method: str,
    target: str,
    body: bytes = b"",
    /,
    **headers: str,
) -> Reply:
    """One request; ``x_oss_acl="…"`` becomes the header ``x-oss-acl``. A target may be a URL."""
    parts = urlsplit(target)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection = http.client.HTTPConnection(server.address, timeout=SECONDS)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, path, body or None, named)
        response = connection.getresponse()
        received = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, received, response.read())
    finally:
        connection.close()


def signed(
    server: LocalOSS,
    method: str,
    key: str = "",
    /,
    *,
    version: int = 4,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    bucket: str = BUCKET,
) -> str:
    """A URL for one call, signed by oss2; with no key it is for the bucket itself, with no bucket
    for the account."""
    auth = {1: oss2.Auth, 4: oss2.AuthV4}[version](server.access_key_id, server.access_key_secret)
    request = oss2.http.Request(
        method,
        f"{server.endpoint}/{bucket}/{oss2.compat.urlquote(key)}" if bucket else server.endpoint,
        params=dict(query or {}),
        headers=dict(headers or {}),
        region="cn-hangzhou",
        product="oss",
        cloudbox_id=None,
    )
    return str(auth._sign_url(request, bucket, key, 600))


def raw(server: LocalOSS, data: bytes, *, finish: bool = True) -> bytes:
    """Everything that comes back until the server closes; ``finish`` says that no more comes."""
    host, port = server.address.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=SECONDS) as connection:
        try:
            connection.sendall(data)
            if finish:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the server has heard enough: what it said can still be read
        return read_to_end(connection)


def read_to_end(connection: socket.socket) -> bytes:
    received = bytearray()
    try:
        while data := connection.recv(65536):
            received += data
    except ConnectionResetError:
        pass
    return bytes(received)
