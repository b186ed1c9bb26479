"""What becomes of a request that a server redirects (Fetch standard, HTTP-redirect fetch)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final
from urllib.parse import urljoin, urlsplit

from buckets.cors.evaluate.browser import (
    Block,
    BlockCause,
    PageRequest,
    as_sent,
    check_response,
)
from buckets.cors.evaluate.oss import Headers
from buckets.cors.evaluate.response_headers import redirect_location
from buckets.cors.evaluate.same_origin import Address

_BODY_HEADERS: Final = (
    "content-encoding",
    "content-language",
    "content-location",
    "content-type",
)
"""Request headers that go with the body (Fetch standard, request-body-header name)."""


def is_cross_origin(origin: str, url: str) -> bool:
    """Whether a request of a page with this ``origin`` to ``url`` needs CORS.

    Raises `NotAnAddress`.
    """
    return origin == "null" or Address.of(url).origin != origin


def is_origin_tainted(origin: str, urls: Sequence[str]) -> bool:
    """Whether redirects along ``urls`` make browsers send ``Origin: null`` to the last of them.

    They do once a URL of another origin than the page's redirects to yet another origin, be it
    that of the page (Fetch standard, redirect-taint). Raises `NotAnAddress`.
    """
    return any(
        is_cross_origin(origin, before) and is_cross_origin(Address.of(before).origin, after)
        for before, after in pairwise(urls)
    )


@dataclass(frozen=True, slots=True)
class Redirect:
    """An answer that sends a request for ``url`` on to ``location``."""

    url: str
    location: str
    status: int
    headers: Headers = ()

    @classmethod
    def of(cls, url: str, status: int, headers: Headers) -> "Redirect | None":
        """The redirect that an answer for ``url`` is, or None if it is another answer."""
        location = redirect_location(status, headers)
        return None if location is None else cls(url, urljoin(url, location), status, headers)

    def check(self, request: PageRequest) -> Block | None:
        """Why the browser does not follow it with ``request``, as far as CORS goes.

        Chromium 156 follows no location with a user name or a password, be it of the page's own
        origin. Of that it says nothing that names CORS.
        """
        is_cross = is_cross_origin(request.origin, self.url)
        if is_cross and (block := check_response(request, self.status, self.headers)):
            return block
        parts = urlsplit(self.location)
        has_credentials = parts.username or parts.password
        if has_credentials and (is_cross or is_cross_origin(request.origin, self.location)):
            cause = BlockCause.REDIRECT_WITH_CREDENTIALS
            return Block(cause, "", self.status, of_preflight=False)
        return None

    def follow(self, request: PageRequest) -> PageRequest:
        """``request`` as the browser sends it to the location."""
        method = as_sent(request.method)
        dropped: tuple[str, ...] = ()
        if self._makes_get(method):
            method, dropped = "GET", _BODY_HEADERS
        if is_cross_origin(Address.of(self.url).origin, self.location):
            dropped += ("authorization",)
        is_tainted = is_origin_tainted(request.origin, (self.url, self.location))
        return replace(
            request,
            origin="null" if is_tainted else request.origin,
            method=method,
            headers=tuple(header for header in request.headers if header.name not in dropped),
        )

    def _makes_get(self, method: str) -> bool:
        """Whether a request by this method goes on as a GET without a body."""
        if self.status == 303:
            return method not in ("GET", "HEAD")
        return self.status in (301, 302) and method == "POST"
