"""The failed CORS requests in a HAR file (HTTP Archive 1.2).

What is in such a file is nobody's business: of each entry only what CORS looks at is kept. Names of
headers that the page sets are, their values and the query of the address, where signatures stand,
are not.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from buckets.cors.cdn import CDN_HEADERS
from buckets.cors.doctor.parse.exchange import HttpExchange
from buckets.cors.doctor.parse.har_entries import EntryReader
from buckets.cors.evaluate.browser import PageHeader, PageRequest, check_preflight, check_response
from buckets.cors.evaluate.same_origin import Address, NotAnAddress, compare_origins
from buckets.cors.model import lower_ascii

MOST_BYTES: Final = 20 * 1024 * 1024
"""The largest file that is read."""

MOST_EXCHANGES: Final = 10
"""Failed requests that are told; the same failure again is not counted."""

_MOST_ENTRIES: Final = 30_000  # a real one has a thousand characters or more
_LONGEST: Final = 2000  # characters of a value that are kept
_BODY: Final = 4000  # characters in which OSS's error body says its code
_CODE: Final = re.compile(r"<Code>([A-Za-z.]{1,80})</Code>|CORSResponse:")
_REFUSED: Final = "AccessForbidden"  # the code beside "CORSResponse:" (OptionObject)


@dataclass(frozen=True, slots=True)
class Har:
    """What was found in a file.

    ``exchanges`` are the failed requests. ``entries`` counts all requests that were looked at,
    ``preflights`` those to ask whether others may be sent. ``is_damaged``: something could not be
    read.
    """

    exchanges: tuple[HttpExchange, ...] = ()
    entries: int = 0
    preflights: int = 0
    is_damaged: bool = False


def read_har(document: bytes) -> Har:
    """Return the failed CORS requests in ``document``, whatever it is."""
    reader = EntryReader(_decoded(document))
    found: dict[tuple[str, ...], HttpExchange] = {}
    entries = preflights = 0
    for entry in islice(reader.entries(), _MOST_ENTRIES):
        entries += 1
        exchange = _exchange_in(entry)
        if exchange is None:
            continue
        preflights += _asks(exchange)
        if len(found) < MOST_EXCHANGES and _has_failed(exchange):
            _keep(exchange, found)
    return Har(
        tuple(found.values()),
        entries,
        preflights,
        reader.is_damaged or entries in (0, _MOST_ENTRIES),
    )


def as_har(*exchanges: HttpExchange) -> str:
    """Return the text of a HAR file with ``exchanges`` alone, for a page to send it back."""
    return json.dumps({"log": {"version": "1.2", "entries": list(map(_as_entry, exchanges))}})


def _as_entry(exchange: HttpExchange) -> dict[str, object]:
    body = f"<Code>{exchange.code}</Code>" if exchange.code else ""
    request = {"method": exchange.method, "url": exchange.url}
    response = {"status": exchange.status or 0, "_error": exchange.error, "content": {"text": body}}
    return {
        "request": request | {"headers": _as_listed(exchange.request)},
        "response": response | {"headers": _as_listed(exchange.response)},
    }


def _as_listed(headers: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]


def _decoded(document: bytes) -> str:
    """The text with a character a byte: a fourth of the memory, and JSON's own signs are ASCII."""
    if document.startswith((b"\xff\xfe", b"\xfe\xff")):
        return document.decode("utf-16", "replace")
    return document.decode("latin-1")


def _exchange_in(entry: dict[str, Any]) -> HttpExchange | None:
    """What is kept of an entry; None where it is no request across origins.

    The request has an Origin in any case: that of the page, where the browser sent none.
    """
    request, response = _object(entry.get("request")), _object(entry.get("response"))
    url, sent = _text(request.get("url")), _headers(request)
    origin = _text(sent.get("origin")) or _origin_of(_text(sent.get("referer")))
    is_http = url.startswith(("http://", "https://"))
    if not (origin and is_http and _is_across(origin, _site(url))):
        return None
    exchange = HttpExchange(
        url=url.partition("?")[0].partition("#")[0],
        method=_text(request.get("method")).upper() or "GET",
        status=_status(response.get("status")),
        request={"origin": origin, **dict(_told(sent))},
        response={n: _text(value) for n, value in _headers(response).items() if _is_of_cors(n)},
        error=_text(response.get("_error")),
        code=_code(_text(_object(response.get("content")).get("text"), most=_BODY)),
    )
    # Without an Origin the browser asked for no CORS, and an answer without it is no failure.
    return exchange if "origin" in sent or _has_no_answer(exchange) else None


def _status(status: object) -> int | None:
    return status if isinstance(status, int) and 100 <= status <= 599 else None


def _code(body: str) -> str:
    """The code of OSS's error body, if it is one."""
    found = _CODE.search(body)
    return (found[1] or _REFUSED) if found else ""


def _is_of_cors(name: str) -> bool:
    return name.startswith("access-control-") or name == "vary" or name in CDN_HEADERS


def _asks(exchange: HttpExchange) -> bool:
    return exchange.is_preflight and "access-control-request-method" in exchange.request


def _has_no_answer(exchange: HttpExchange) -> bool:
    """Whether nothing came back, or an error."""
    return bool(exchange.error) or not 200 <= (exchange.status or 0) <= 399


def _has_failed(exchange: HttpExchange) -> bool:
    """Whether the page got nothing of it."""
    if exchange.status is None or _has_no_answer(exchange):
        return True
    asked = exchange.request.get("access-control-request-headers", "")
    names = tuple(PageHeader.of(name) for name in asked.split(",") if name.strip())
    request = PageRequest(exchange.request["origin"], exchange.asked_method, names)
    check = check_preflight if _asks(exchange) else check_response
    return check(request, exchange.status, tuple(exchange.response.items())) is not None


def _keep(exchange: HttpExchange, found: dict[tuple[str, ...], HttpExchange]) -> None:
    """Note a failure once. A request that was never sent failed with its preflight."""
    about = exchange.asked_method, exchange.url, exchange.request["origin"]
    asked, sent = ("asked", *about), ("sent", *about)
    asks = _asks(exchange)
    if asks:
        found.pop(sent, None)
    key = asked if asks else sent
    if key not in found and (asks or exchange.status or asked not in found):
        found[key] = exchange


def _told(sent: dict[str, object]) -> Iterator[tuple[str, str]]:
    """The headers by which OSS decides, and the names of those that the page has set."""
    for name, value in sent.items():
        if name.startswith("access-control-request-") or name == "content-type":
            yield name, _text(value)
        elif _is_set_by_page(name):
            yield name, ""


@lru_cache(maxsize=256)
def _is_set_by_page(name: str) -> bool:
    return name != "origin" and not PageHeader(name).is_forbidden and not name.startswith(":")


def _site(url: str) -> str:
    """The address without its path."""
    return "/".join(url.split("/", 3)[:3])


@lru_cache(maxsize=256)
def _is_across(origin: str, site: str) -> bool:
    try:
        return origin == "null" or not compare_origins(origin, site).is_same
    except NotAnAddress:
        return False


def _origin_of(referer: str) -> str:
    try:
        return Address.of(referer).origin
    except NotAnAddress:
        return ""


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _headers(message: dict[str, Any]) -> dict[str, object]:
    """The headers of a request or response as they stand there, the first of each by its name."""
    listed, found = message.get("headers"), dict[str, object]()
    for header in listed if isinstance(listed, list) else ():
        if isinstance(header, dict):
            name = header.get("name")
            found.setdefault(_name(name) if isinstance(name, str) else "", header.get("value"))
    return found


@lru_cache(maxsize=256)  # requests have much the same headers
def _name(name: str) -> str:
    return lower_ascii(_text(name))


def _text(value: object, *, most: int = _LONGEST) -> str:
    """A text in one line, its bytes put together as the UTF-8 that they were; else an empty one."""
    if not isinstance(value, str):
        return ""
    value = value[:most]
    if value.isascii():
        return value if value.isalnum() else " ".join(value.split())
    with suppress(UnicodeEncodeError):  # then it was escaped, and is whole
        value = value.encode("latin-1").decode("utf-8", "replace")
    return " ".join(value.split())
