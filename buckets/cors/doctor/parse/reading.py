"""A pasted text, read: the events in it, and what they tell of each request."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from buckets.cors.doctor.correlate import correlate
from buckets.cors.doctor.events import Event, Fact, Kind, Read
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.doctor.parse.circumstances import read_circumstances
from buckets.cors.doctor.parse.commands import read_commands
from buckets.cors.doctor.parse.configurations import read_configuration
from buckets.cors.doctor.parse.console_report import read_reports
from buckets.cors.doctor.parse.curl import read_curl
from buckets.cors.doctor.parse.error_bodies import read_bodies
from buckets.cors.doctor.parse.exchange import HttpExchange
from buckets.cors.doctor.parse.har import read_har
from buckets.cors.doctor.parse.har_text import find_har
from buckets.cors.doctor.parse.messages import read_passage
from buckets.cors.doctor.parse.passages import passages
from buckets.cors.doctor.parse.pasted import Pasted, Span, unwrap
from buckets.cors.doctor.parse.transcripts import read_transcripts
from buckets.cors.doctor.symptoms import Symptom


def read_events(pasted: Pasted) -> Iterator[Event]:
    """Yield the events of a text; no part of it belongs to two of them."""
    claimed: list[tuple[int, int]] = []
    for event, start, end in (*read_reports(pasted), *read_bodies(pasted)):
        claimed.append((start, end))
        yield event
    for command in read_curl(pasted):
        claimed.append((command.start, command.end))
        span = pasted.span(command.start, command.end)
        facts = {Fact.ADDRESS: Read(command.exchange.url, span)}
        yield Event(Kind.COMMAND, span, facts=facts, exchange=command.exchange)
    flat = pasted.flat
    for command in read_commands(flat.text):
        span = flat.span(command.start, command.end)
        facts = {Fact.ADDRESS: Read(command.exchange.url, span)}
        yield Event(Kind.COMMAND, span, facts=facts, exchange=command.exchange)
    for transcript in read_transcripts(pasted):
        claimed += transcript.lines
        span = pasted.span(transcript.start, transcript.end)
        yield Event(Kind.EXCHANGE, span, exchange=transcript.exchange)
    for passage in passages(pasted, sorted(claimed)):
        yield from read_passage(passage)
    yield from read_configuration(pasted)


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a text that was understood, and as what."""

    span: Span
    fact: Fact


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text tells: of each request, first those that are about OSS, and where it stands."""

    requests: tuple[Evidence, ...]
    marks: tuple[Mark, ...] = ()


def read_text(text: str) -> Reading:
    """Return what ``text`` tells; of a HAR file there are no marks."""
    if document := find_har(text):
        har = read_har(document.encode(errors="replace"))
        return Reading(tuple(map(read_exchange, har.exchanges)))
    pasted = unwrap(text)
    events = tuple(_until(len(text), event) for event in read_events(pasted))
    return Reading(correlate(events, read_circumstances(pasted.text)), tuple(_marks(text, events)))


def _until(end: int, event: Event) -> Event:
    """The event, where what ends the text at ``end`` may have gone on."""
    origin = event.facts.get(Fact.ORIGIN)
    if origin is None or origin.span.end < end:
        return event
    return replace(event, facts={**event.facts, Fact.ORIGIN: replace(origin, is_whole=False)})


def _marks(text: str, events: Sequence[Event]) -> Iterator[Mark]:
    """Yield what was read, in the order of the text, no two over each other."""
    found = (mark for event in events for mark in _marks_of(text, event))
    end = 0
    for mark in sorted(found, key=lambda it: (it.span.start, -it.span.end)):
        if end <= mark.span.start < mark.span.end:
            yield mark
            end = mark.span.end


def _marks_of(text: str, event: Event) -> Iterator[Mark]:
    for fact, read in event.facts.items():
        if read.span != event.span:
            yield Mark(read.span, fact)
    if event.exchange is None:
        return
    for fact, value in _said_by(event.exchange):
        at = text.find(value, event.span.start, event.span.end) if value else -1
        if at >= 0:
            yield Mark(Span(at, at + len(value)), fact)


def _said_by(exchange: HttpExchange) -> Iterator[tuple[Fact, str]]:
    yield Fact.ADDRESS, exchange.url
    yield Fact.ORIGIN, exchange.request.get("origin", "")
    yield Fact.METHOD, exchange.asked_method
    yield Fact.VALUE, exchange.response.get("access-control-allow-origin", "")
    yield Fact.STATUS, str(exchange.status or "")


def read_all(text: str) -> tuple[Evidence, ...]:
    """Return what is known of each request in ``text``, first those that are about OSS."""
    return read_text(text).requests


def read(text: str) -> Evidence:
    """Return what is known of the request in ``text`` that matters most; falsy for none."""
    return next(iter(read_all(text)), Evidence())


def read_exchange(exchange: HttpExchange) -> Evidence:
    """Return what one exchange tells, such as a HAR file has."""
    said = unwrap(exchange.error)
    span = said.span(0, len(said.text))
    events = [Event(Kind.EXCHANGE, span, exchange=exchange)]
    if exchange.code:
        facts = {Fact.CODE: Read(exchange.code, span)}
        events.append(Event(Kind.ERROR_BODY, span, Symptom.OSS_ERROR, facts))
    for passage in passages(said, []):
        events += read_passage(passage)
    return next(iter(correlate(events)), Evidence())
