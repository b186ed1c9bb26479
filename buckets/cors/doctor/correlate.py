"""From events to the requests that they are about: what several of them say is put together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from buckets.cors.doctor.bucket_url import BucketAddress, bucket_addresses, is_of_oss
from buckets.cors.doctor.events import Event, Fact, Kind
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.doctor.exchanges import failed_exchange, seen_in, shown_by
from buckets.cors.doctor.parse.circumstances import Circumstance
from buckets.cors.doctor.parse.exchange import HttpExchange
from buckets.cors.doctor.symptoms import Symptom
from buckets.cors.origin import Parts

_GENERAL: Final = (Symptom.BLOCKED, Symptom.NO_ANSWER)
"""What is said of many a failure, the more telling first."""

_FACTS_FIRST: Final = (
    *(Kind.EXCHANGE, Kind.MESSAGE, Kind.NETWORK_LINE, Kind.COMMAND),
    *(Kind.PHRASE, Kind.DESCRIPTION, Kind.ERROR_BODY),
)
"""Whose word counts most for a fact: who shows the request itself comes first."""


@dataclass
class _Group:
    """Events that are about one request."""

    events: list[Event] = field(default_factory=list)
    host: str = ""
    path: str = ""
    code: str = ""
    is_told: bool = False

    def is_about(self, host: str, path: str) -> bool:
        """Whether an address is that of this request; a host alone is that of any path."""
        return self.host == host and (
            self.path == path or self.path in _NO_PATH or path in _NO_PATH
        )

    def has_other_code(self, event: Event) -> bool:
        """Whether OSS answered this request with another code, so that the event is of a second."""
        code = _code_of_body(event)
        return bool(self.code) and bool(code) and code != self.code

    def takes(self, event: Event) -> bool:
        """Whether an event that names no address is about this request, where it comes behind it.

        What OSS alone says, or only who pasted it, is about a request to OSS, if there is one.
        Where a whole message told of the request, only what says less can be about it too.
        """
        if _is_of_oss(event) or event.kind is Kind.DESCRIPTION:
            return not self.host or is_of_oss(self.host)
        return not self.is_told or event.symptom in (None, *_GENERAL)

    def add(self, event: Event, host: str, path: str) -> None:
        self.events.append(event)
        self.code = self.code or _code_of_body(event)
        if event.kind is Kind.MESSAGE and event.symptom not in (None, *_GENERAL):
            self.is_told = True
        if host and (not self.host or self.path in _NO_PATH):
            self.host, self.path = host, path


_NO_PATH: Final = ("", "/")
_REDIRECTED: Final = (Symptom.NOT_OK, Symptom.NO_ALLOW_ORIGIN, Symptom.BLOCKED)
_REDIRECTS: Final = (301, 302, 303, 307, 308)
"""Statuses of a redirect (Fetch standard)."""


def correlate(
    events: Iterable[Event], circumstances: frozenset[Circumstance] = frozenset()
) -> tuple[Evidence, ...]:
    """Return what is known of each request, first those that are about OSS.

    ``circumstances`` were made of none of them alone.
    """
    groups = list(_grouped(sorted(events, key=lambda it: it.span.start)))
    found = [
        replace(evidence, circumstances=circumstances)
        for group in groups
        if (evidence := _evidence(sorted(group.events, key=lambda it: it.span.start)))
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
    waiting: list[Event] = []  # for the address in one of the next
    before = _Group()
    for event in events:
        host, path = _address(event)
        if not host and groups and (waiting or not before.takes(event)):
            waiting.append(event)
            continue
        group = _group_of(groups, before, host, path)
        if group is None or group.has_other_code(event):
            group = _Group()
            groups.append(group)
        group.add(event, host, path)
        groups += _settled(waiting, before, group)
        waiting, before = [], group
    yield from groups
    yield from _settled(waiting, before, _Group())


def _settled(waiting: Iterable[Event], before: _Group, after: _Group) -> list[_Group]:
    """Give the events that waited for an address to the request behind or before them.

    Return a group of those that belong to neither.
    """
    rest = _Group()
    for event in waiting:
        if after.events and (is_of_oss(after.host) or not _is_of_oss(event)):
            after.add(event, "", "")
        elif _is_of_oss(event) and not before.is_told:
            before.add(event, "", "")
        else:
            rest.add(event, "", "")
    return [rest] if rest.events else []


def _group_of(groups: Sequence[_Group], before: _Group, host: str, path: str) -> _Group | None:
    """The group that an event at this address belongs to; None for a new one."""
    if not groups:
        return None
    if not host or not before.host:
        return before
    return next((it for it in reversed(groups) if it.is_about(host, path)), None)


def _code_of_body(event: Event) -> str:
    return event[Fact.CODE] if event.kind is Kind.ERROR_BODY else ""


def _is_of_oss(event: Event) -> bool:
    """Whether it says what OSS or its SDKs alone say."""
    return bool(event[Fact.CODE]) or event.symptom in (Symptom.ETAG, Symptom.LARGE_UPLOADS)


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
    exchange = failed_exchange(events)
    said = _said(events)
    about = said or next(iter(events))
    facts = {fact: _fact(events, fact) for fact in Fact}
    seen = seen_in(exchange)
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
        error_id=facts[Fact.ERROR_ID],
        documentation=facts[Fact.DOCUMENTATION],
        endpoint=facts[Fact.ENDPOINT],
        redirected_from=facts[Fact.REDIRECTED_FROM],
        by_cdn=seen.by_cdn,
        is_whole=_is_whole(events, seen.origin),
        is_open_ended=exchange is not None and exchange.is_cut,
        is_tied=_is_tied(said, exchange) and not _is_contradicted(said, events),
        addresses=_addresses(facts, seen.url or url),
    )
    if "," in evidence.value and evidence.symptom in (None, *_GENERAL, Symptom.OTHER_ORIGIN):
        evidence = replace(evidence, symptom=Symptom.SEVERAL_ORIGINS)
    if evidence.symptom in _REDIRECTED and evidence.status in _REDIRECTS:
        evidence = replace(evidence, symptom=Symptom.REDIRECT)
    if evidence.symptom is Symptom.CONFIGURATION and evidence.status:
        evidence = replace(evidence, symptom=None)
    shown = shown_by(evidence, exchange)
    if shown is not None and (evidence.symptom is None or evidence.symptom is Symptom.NO_ANSWER):
        return replace(evidence, symptom=shown)
    return evidence


def _said(events: Sequence[Event]) -> Event | None:
    """The event whose word for what went wrong counts most."""
    return min((event for event in events if event.symptom is not None), key=_telling, default=None)


_TELLING: Final = (
    *(Kind.ERROR_BODY, Kind.MESSAGE, Kind.PHRASE, Kind.DESCRIPTION),
    *(Kind.NETWORK_LINE, Kind.CONFIGURATION),
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


def _is_whole(events: Sequence[Event], shown: str) -> bool:
    """Whether the origin was read to its end and not further, wherever it stands.

    ``shown`` is the one of an exchange; empty for none.
    """
    if shown:
        return _is_origin(shown)
    origins = [it.facts[Fact.ORIGIN] for it in events if Fact.ORIGIN in it.facts]
    return not origins or any(it.is_whole and _is_origin(it.value) for it in origins)


def _is_origin(text: str) -> bool:
    """Whether it is one as browsers write it, a file's address included."""
    parts = Parts.of(text)
    if parts is None or text.startswith("file:"):
        return text.startswith(("null", "file:"))
    return parts.has_sound_scheme and parts.has_sound_host and parts.has_sound_port


def _is_tied(said: Event | None, exchange: HttpExchange | None) -> bool:
    """Whether a complete word of the browser or of OSS names the address itself."""
    if said is None:
        return False
    if said.kind is Kind.ERROR_BODY:
        return bool(said[Fact.ADDRESS] or (exchange and exchange.url))
    return said.kind is Kind.MESSAGE


def _is_contradicted(said: Event | None, events: Sequence[Event]) -> bool:
    """Whether something else of it says that nobody answered, where OSS did."""
    if said is None or said.kind is not Kind.ERROR_BODY:
        return False
    return any(event.symptom in _UNANSWERED for event in events)


_UNANSWERED: Final = (Symptom.UNREACHABLE, Symptom.CERTIFICATE)


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
