"""What the exchanges in a text show of the request that failed."""

from collections.abc import Iterator, Sequence
from typing import Final

from buckets.cors.cdn import CDN_HEADERS
from buckets.cors.doctor.events import Event
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.doctor.parse.exchange import HttpExchange
from buckets.cors.doctor.symptoms import OF_BLOCK, Symptom
from buckets.cors.evaluate.browser import PageHeader, as_sent, check_preflight, check_response
from buckets.cors.model import lower_ascii

_OF_TOOLS: Final = (
    "accept",
    "accept-language",
    "user-agent",
    "priority",
    "pragma",
    "cache-control",
)
"""Headers that no page sets, although it could: tools and reloads add them."""


def failed_exchange(events: Sequence[Event]) -> HttpExchange | None:
    """The exchange that failed: the first one that was refused, or else the last."""
    found: list[HttpExchange] = []
    for event in events:
        if event.exchange is None:
            continue
        if found and found[-1].goes_with(event.exchange):
            found[-1] = found[-1].joined(event.exchange)
        else:
            found.append(event.exchange)
    refused = [it for it in found if it.status is not None and it.status >= 400]
    return next(iter([*refused, *reversed(found)]), None)


def seen_in(exchange: HttpExchange | None) -> Evidence:
    """What an exchange shows of the request."""
    if exchange is None:
        return Evidence()
    return Evidence(
        url=exchange.url,
        origin=exchange.request.get("origin", ""),
        method=exchange.asked_method,
        headers=tuple(_names(exchange)),
        value=exchange.response.get("access-control-allow-origin", ""),
        credentials=exchange.credentials,
        of_preflight=exchange.is_preflight,
        status=exchange.status,
        code=exchange.code,
        by_cdn=any(name in exchange.response for name in CDN_HEADERS),
    )


def _names(exchange: HttpExchange) -> Iterator[str]:
    """The headers that the page sets; those that a preflight asks for, whatever their names."""
    asked = exchange.request.get("access-control-request-headers", "")
    if asked or exchange.is_preflight:
        yield from (name.strip() for name in asked.split(",") if name.strip())
        return
    for name, value in exchange.request.items():
        header = PageHeader(lower_ascii(name), value)
        if not (header.is_forbidden or header.is_simple or header.name in _OF_TOOLS):
            yield header.name


def shown_by(evidence: Evidence, seen: HttpExchange | None) -> Symptom | None:
    """What a browser would make of the answer, where there is one."""
    if seen is None or seen.status is None:
        return None
    if not evidence.origin:  # nobody asked for CORS, if the headers are all there
        return Symptom.ANSWERED if seen.request and seen.status < 400 else None
    request = evidence.request(as_sent(evidence.method or "GET"))
    check = check_preflight if evidence.of_preflight else check_response
    block = check(request, seen.status, tuple(seen.response.items()))
    return OF_BLOCK[block.cause] if block else Symptom.ANSWERED
