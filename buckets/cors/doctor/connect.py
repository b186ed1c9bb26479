"""From events to the requests that they are about: what several of them say is put together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from buckets.cors.cdn import CDN_HEADERS
from buckets.cors.doctor.bucket_url import BucketAddress, bucket_addresses, is_of_oss
from buckets.cors.doctor.events import Event, Fact, Kind
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.doctor.parse.exchange import HttpExchange
from buckets.cors.doctor.parse.remarks import Remark
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

_GENERAL: Final = (Symptom.BLOCKED, Symptom.NO_ANSWER)
"""What is said of many a failure, the more telling first."""

_FACTS_FIRST: Final = (
    *(Kind.EXCHANGE, Kind.MESSAGE, Kind.TOOL_ERROR, Kind.NETWORK_LINE, Kind.COMMAND),
    *(Kind.PHRASE, Kind.ERROR_BODY),
)
"""Whose word counts most for a fact: who shows the request itself comes first."""


@dataclass
class _Group:
    """Events that are about one request."""

    events: list[Event] = field(default_factory=list)
    host: str = ""
    path: str = ""

    def is_about(self, host: str, path: str) -> bool:
        """Whether an address is that of this request; a host alone is that of any path."""
        return self.host == host and (
            self.path == path or self.path in _NO_PATH or path in _NO_PATH
        )

    def add(self, event: Event, host: str, path: str) -> None:
        self.events.append(event)
        if host and (not self.host or self.path in _NO_PATH):
            self.host, self.path = host, path


_NO_PATH: Final = ("", "/")
_REDIRECTS: Final = (301, 302, 303, 307, 308)
"""Statuses of a redirect (Fetch standard)."""


def connect(
    events: Iterable[Event], remarks: frozenset[Remark] = frozenset()
) -> tuple[Evidence, ...]:
    """Return what is known of each request, first those that are about OSS.

    ``remarks`` were made of none of them alone.
    """
    groups = list(_grouped(sorted(events, key=lambda it: it.span.start)))
    found = [
        replace(evidence, remarks=remarks)
        for group in groups
        if (evidence := _evidence(group.events))
    ]
    found.sort(key=_weight, reverse=True)
    codes = {evidence.code for evidence in found if evidence.code}
    if len(codes) > 1:  # which of the requests is asked about, nobody says
        found = [replace(evidence, is_tied=False) for evidence in found]
    return tuple(found)


def _weight(evidence: Evidence) -> tuple[bool, bool, bool]:
    return (
        (bool(evidence.host) and is_of_oss(evidence.host)) or bool(evidence.code),
        evidence.symptom not in (None, *_GENERAL),
        evidence.symptom is not None,
    )


def _grouped(events: Iterable[Event]) -> Iterator[_Group]:
    groups: list[_Group] = []
    for event in events:
        host, path = _address(event)
        group = _group_of(groups, host, path)
        if group is None:
            group = _Group()
            groups.append(group)
        group.add(event, host, path)
    yield from groups


def _group_of(groups: Sequence[_Group], host: str, path: str) -> _Group | None:
    """The group that an event at this address belongs to; None for a new one."""
    if not groups:
        return None
    if not host or not groups[-1].host:
        return groups[-1]
    return next((it for it in reversed(groups) if it.is_about(host, path)), None)


def _address(event: Event) -> tuple[str, str]:
    url = event[Fact.ADDRESS] or (event.exchange.url if event.exchange else "")
    if url and "://" not in url:
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.netloc.lower(), parts.path


# --- From a group to what is known ----------------------------------------------------------------


def _evidence(events: Sequence[Event]) -> Evidence:
    exchange = _exchange(events)
    said = _said(events)
    about = said or next(iter(events))
    facts = {fact: _fact(events, fact) for fact in Fact}
    seen = _seen(exchange)
    asks = seen.of_preflight if exchange else about.of_preflight
    url = facts[Fact.ADDRESS] if "://" in facts[Fact.ADDRESS] else ""
    evidence = Evidence(
        symptom=said.symptom if said else None,
        url=seen.url or url or (f"https://{facts[Fact.ADDRESS]}" if facts[Fact.ADDRESS] else ""),
        origin=seen.origin or facts[Fact.ORIGIN],
        method=seen.method or _method(events),
        headers=seen.headers,
        header=facts[Fact.HEADER],
        value=seen.value or facts[Fact.VALUE],
        credentials=seen.credentials or about.credentials,
        of_preflight=asks,
        status=seen.status or _status(facts[Fact.STATUS]),
        code=seen.code or facts[Fact.CODE],
        text=facts[Fact.TEXT],
        request_id=facts[Fact.REQUEST_ID],
        redirected_from=facts[Fact.REDIRECTED_FROM],
        by_cdn=seen.by_cdn,
        is_whole=_is_whole(events),
        is_tied=_is_tied(said, exchange),
        addresses=_addresses(facts, seen.url or url),
    )
    if "," in evidence.value and evidence.symptom in (None, *_GENERAL, Symptom.OTHER_ORIGIN):
        evidence = replace(evidence, symptom=Symptom.SEVERAL_ORIGINS)
    if evidence.symptom is Symptom.NOT_OK and evidence.status in _REDIRECTS:
        evidence = replace(evidence, symptom=Symptom.REDIRECT)
    judged = _judged(evidence, exchange)
    if judged is not None and (evidence.symptom is None or evidence.symptom is Symptom.NO_ANSWER):
        return replace(evidence, symptom=judged)
    return evidence


def _said(events: Sequence[Event]) -> Event | None:
    """The event whose word for what went wrong counts most."""
    return min((event for event in events if event.symptom is not None), key=_telling, default=None)


_TELLING: Final = (
    *(Kind.ERROR_BODY, Kind.MESSAGE, Kind.TOOL_ERROR, Kind.PHRASE, Kind.NETWORK_LINE),
    Kind.CONFIGURATION,
)


def _telling(event: Event) -> tuple[int, int]:
    """How little an event tells, compared with others."""
    rank = _TELLING.index(event.kind) if event.kind in _TELLING else len(_TELLING)
    general = 1 + _GENERAL.index(event.symptom) if event.symptom in _GENERAL else 0
    return general, rank


def _fact(events: Sequence[Event], fact: Fact) -> str:
    ranked = sorted(events, key=lambda it: _rank(it.kind))
    return next((event[fact] for event in ranked if event[fact]), "")


def _rank(kind: Kind) -> int:
    return _FACTS_FIRST.index(kind) if kind in _FACTS_FIRST else len(_FACTS_FIRST)


def _is_whole(events: Sequence[Event]) -> bool:
    """Whether the origin was read to its end, wherever it stands."""
    origins = [it.facts[Fact.ORIGIN] for it in events if Fact.ORIGIN in it.facts]
    return not origins or any(it.is_whole for it in origins)


def _is_tied(said: Event | None, exchange: HttpExchange | None) -> bool:
    """Whether a complete word of the browser or of OSS names the address itself."""
    if said is None:
        return False
    if said.kind is Kind.ERROR_BODY:
        return bool(said[Fact.ADDRESS] or (exchange and exchange.url))
    return said.kind is Kind.MESSAGE


def _method(events: Sequence[Event]) -> str:
    """The method of the request itself, which is never that of a preflight."""
    methods = [it[Fact.METHOD].upper() for it in events if it[Fact.METHOD]]
    return next((it for it in methods if it != "OPTIONS"), "")


def _status(text: str) -> int | None:
    return int(text) if text.isdigit() and 100 <= int(text) <= 599 else None


def _addresses(facts: dict[Fact, str], url: str) -> tuple[BucketAddress, ...]:
    host, bucket = facts[Fact.ADDRESS], facts[Fact.BUCKET]
    if "://" in host or not host:
        return bucket_addresses(url)
    return bucket_addresses(f"https://{host}/{bucket}")


# --- What an exchange shows -----------------------------------------------------------------------


def _exchange(events: Sequence[Event]) -> HttpExchange | None:
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


def _seen(exchange: HttpExchange | None) -> Evidence:
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


def _judged(evidence: Evidence, seen: HttpExchange | None) -> Symptom | None:
    """What a browser would make of the answer, where there is one."""
    if seen is None or seen.status is None:
        return None
    if not evidence.origin:  # nobody asked for CORS, if the headers are all there
        return Symptom.ANSWERED if seen.request and seen.status < 400 else None
    request = evidence.request(as_sent(evidence.method or "GET"))
    check = check_preflight if evidence.of_preflight else check_response
    block = check(request, seen.status, tuple(seen.response.items()))
    return OF_BLOCK[block.cause] if block else Symptom.ANSWERED
