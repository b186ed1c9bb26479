"""Which request headers a page may set, and which of them without a preflight.

As the Fetch standard has it (forbidden request-header, CORS-safelisted request-header), and as
Chromium 156 does where it differs, which was measured. Names are in lower case. A value has one
character for each byte, as scripts give it.
"""

import re
from typing import Final

from buckets.cors.model import lower_ascii

MOST_SAFE_BYTES: Final = 1024
"""How long the safelisted values of a request may be together to need no preflight."""

FORBIDDEN_METHODS: Final = ("CONNECT", "TRACE", "TRACK")
"""Methods that no script may send, in any case of their letters."""

_FORBIDDEN: Final = frozenset(
    {
        "accept-charset",
        "accept-encoding",
        "access-control-request-headers",
        "access-control-request-method",
        "connection",
        "content-length",
        "cookie",
        "cookie2",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "origin",
        "referer",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "via",
    }
)
_OVERRIDES: Final = ("x-http-method", "x-http-method-override", "x-method-override")

_LONGEST_SAFE_VALUE: Final = 128  # bytes
_SAFE_TYPES: Final = (
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/plain",
)
_UNSAFE: Final = re.compile(r"[\x00-\x08\x0a-\x1f\"():<>?@\[\\\]{}\x7f]")
_LANGUAGE: Final = re.compile(r"[0-9A-Za-z *,\-.;=]*")
_RANGE: Final = re.compile(r"bytes=([0-9]+)-([0-9]*)")
_LAST_BYTE: Final = 2**63 - 2
"""The highest position in a range that Chromium takes; the standard has no limit."""

_INTEGER: Final = re.compile(r"[0-9]+")
_DECIMAL: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_HINTS: Final = {
    "device-memory": _DECIMAL,
    "downlink": _DECIMAL,
    "dpr": _DECIMAL,
    "ect": re.compile("slow-2g|2g|3g|4g"),
    "intervention": re.compile(".*"),
    "rtt": _INTEGER,
    "save-data": re.compile("on", re.IGNORECASE),
    "viewport-width": _INTEGER,
    "width": _INTEGER,
}
"""What Chromium safelists beyond the standard: older client hints, if their values are as these."""


def is_forbidden(name: str, value: str) -> bool:
    """Whether browsers leave the header out when a page tries to set it."""
    if name in _OVERRIDES:
        methods = {method.strip() for method in value.upper().split(",")}
        return not methods.isdisjoint(FORBIDDEN_METHODS)
    return name in _FORBIDDEN or name.startswith(("proxy-", "sec-"))


def is_safelisted(name: str, value: str) -> bool:
    """Whether the header may be sent without a preflight."""
    if len(value) > _LONGEST_SAFE_VALUE:
        return False
    match name:
        case "accept":
            return _UNSAFE.search(value) is None
        case "accept-language" | "content-language":
            return _LANGUAGE.fullmatch(value) is not None
        case "content-type":
            return _UNSAFE.search(value) is None and _essence(value) in _SAFE_TYPES
        case "range":
            return _is_simple_range(value)
    return name in _HINTS and _HINTS[name].fullmatch(value) is not None


def _essence(value: str) -> str:
    """The MIME type without its parameters (MIME Sniffing standard), in lower case."""
    return lower_ascii(value.partition(";")[0].strip(" \t"))


def _is_simple_range(value: str) -> bool:
    """Whether it is one range of bytes with a beginning, which does not end before that."""
    found = _RANGE.fullmatch(value)
    return found is not None and int(found[1]) <= int(found[2] or _LAST_BYTE) <= _LAST_BYTE
