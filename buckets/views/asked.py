"""A page's request, as an address carries it."""

import re
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict

from buckets.cors.browser import PageHeader, PageRequest
from buckets.cors.origins import as_browsers_send

_MOST: Final = 30
_WORD: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")  # RFC 9110, token


def asked(said: QueryDict) -> PageRequest | None:
    """The request that ``said`` means, or None where it means none."""
    origin, method = said.get("origin", "")[:300], said.get("method", "")
    if "*" in origin or as_browsers_send(origin) != origin or not _WORD.fullmatch(method):
        return None
    headers, reads = (
        [name for name in said.getlist(key)[:_MOST] if _WORD.fullmatch(name)]
        for key in ("header", "read")
    )
    return PageRequest(
        origin,
        method,
        tuple(map(PageHeader.of, headers)),
        credentials=bool(said.get("credentials")),
        reads=tuple(reads),
    )


def as_query(request: PageRequest, **more: object) -> str:
    """``request`` as `asked` takes it."""
    fields: dict[str, object] = {
        "origin": request.origin,
        "method": request.method,
        "header": [header.name for header in request.headers],
        "read": request.reads,
        "credentials": "1" if request.credentials else (),
    }
    return urlencode(fields | more, doseq=True)
