"""A request as OSS sees it: which bucket, which object, with which parameters."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from buckets.localoss.answers import Pairs
from buckets.localoss.wire import Head, Headers

REGION: Final = "cn-hangzhou"
LOCATION: Final = f"oss-{REGION}"

_LOCAL: Final = re.compile(r"(?:(?P<bucket>[a-z0-9-]+)\.)?(?P<endpoint>localhost(?::\d+)?)")
# ali-oss keeps the vendor's own host name in the Host header when its endpoint is an address.
_VENDOR: Final = re.compile(r"(?:(?P<bucket>[a-z0-9-]*)\.)?oss-[a-z0-9-]+\.aliyuncs\.com(?::\d+)?")
_ADDRESS: Final = re.compile(r"(?P<endpoint>(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?)")


@dataclass(frozen=True, slots=True)
class Request:
    """One call. ``bucket`` and ``key`` are empty where the call is not about one.

    Percent-encoding is undone in ``key`` and ``query``; bytes that are no UTF-8 are kept as
    surrogates, so that a signature over them can still be computed. ``endpoint`` is the host
    and port under which the client reached the server, without the bucket.
    """

    method: str
    bucket: str
    key: str
    query: Pairs
    headers: Headers
    body: bytes
    endpoint: str

    def parameter(self, name: str) -> str | None:
        """The first value of a query parameter, empty if it has none; None: not there."""
        return next((value for key, value in self.query if key == name), None)

    @property
    def host(self) -> str:
        return self.headers.get("host") or self.endpoint


def parse(head: Head, body: bytes, own_endpoint: str) -> Request:
    """Path style (`/bucket/key`) and virtual-host style (`bucket.localhost`) alike."""
    path, query = _target(head.target)
    bucket, endpoint = _host(head.headers.get("host"))
    key = path
    if not bucket:
        bucket, _, key = path.partition("/")
    return Request(head.method, bucket, key, query, head.headers, body, endpoint or own_endpoint)


def _host(host: str) -> tuple[str, str]:
    """The bucket in the host name, and where the client reached us, as far as it says so."""
    if local := _LOCAL.fullmatch(host):
        return local["bucket"] or "", local["endpoint"]
    if vendor := _VENDOR.fullmatch(host):
        return vendor["bucket"] or "", ""
    address = _ADDRESS.fullmatch(host)
    return "", address["endpoint"] if address else ""


def _target(target: str) -> tuple[str, Pairs]:
    """The path without its first slash, and the parameters, both decoded."""
    if not target.startswith("/"):  # absolute form, and the `*` of OPTIONS
        target = _origin_form(target)
    path, _, query = target.partition("?")
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return _decoded(path[1:]), tuple((_decoded(name), _decoded(value)) for name, _, value in pairs)


def _origin_form(target: str) -> str:
    try:
        parts = urlsplit(target)
    except ValueError:
        return "/"
    return f"{parts.path or '/'}?{parts.query}" if parts.scheme else "/"


def _decoded(text: str) -> str:
    # A plus sign is a plus sign here: OSS signs what it gets, and the clients send %20.
    return unquote(text, errors="surrogateescape")
