"""From a pasted text, whoever printed it, to what it tells of a request that failed."""

from dataclasses import replace
from typing import Final

from buckets.cors.doctor.bucket_url import bare_places, places
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.doctor.parse.exchange import Exchange
from buckets.cors.doctor.parse.messages import read_words
from buckets.cors.doctor.parse.normalise import as_line
from buckets.cors.doctor.parse.transcript import read_transcript
from buckets.cors.doctor.symptoms import Symptom
from buckets.cors.evaluate.browser import PageHeader, as_sent, check_preflight, check_response
from buckets.cors.model import lower_ascii

_CDN: Final = (
    "x-swift-savetime",
    "x-swift-cachetime",
    "eagleid",
    "x-cache",
    "cf-ray",
    "x-amz-cf-id",
)
"""Response headers that a CDN adds: Alibaba Cloud's, and the commonest others."""

_REFUSAL: Final = "corsresponse:"
_ALWAYS_SENT: Final = (
    "accept",
    "accept-language",
    "user-agent",
    "priority",
    "pragma",
    "cache-control",
)


def read(text: str) -> Evidence:
    """All clues in ``text``; falsy where nothing in it was recognised."""
    line = as_line(text)
    said = read_words(line)
    return _settled(_with_transcript(said, read_transcript(text)), line)


def _with_transcript(said: Evidence, seen: Exchange) -> Evidence:
    """What the sentences say, with what the lines of a transcript do."""
    if not seen:
        return said
    asks = seen.method == "OPTIONS"
    asked = seen.request.get("access-control-request-headers", "")
    sent = {} if asks else seen.request
    names = map(str.strip, asked.split(",")) if asked else map(lower_ascii, sent)
    headers = tuple(name for name in names if _is_set_by_page(name, sent.get(name)))
    method = seen.request.get("access-control-request-method", "") or ("" if asks else seen.method)
    evidence = replace(
        said,
        url=seen.url or said.url,
        origin=seen.request.get("origin", "") or said.origin,
        method=method or said.method,
        headers=headers or said.headers,
        credentials=said.credentials or seen.credentials,
        of_preflight=True if asks else said.of_preflight if said.symptom else False,
        status=seen.status or said.status,
        value=seen.response.get("access-control-allow-origin", "") or said.value,
        by_cdn=any(name in seen.response for name in _CDN),
    )
    return evidence if said.symptom else replace(evidence, symptom=_judged(evidence, seen))


def _is_set_by_page(name: str, value: str | None) -> bool:
    """Whether a page has set it, rather than the browser, and a browser asks before sending it."""
    header = PageHeader(lower_ascii(name), value)
    known = header.is_forbidden or header.is_simple or header.name in _ALWAYS_SENT
    return bool(name) and not known


def _judged(evidence: Evidence, seen: Exchange) -> Symptom | None:
    """What a browser would make of the answer, where the transcript has one."""
    if seen.status is None or not evidence.origin:
        return None
    request, answered = (
        evidence.request(as_sent(evidence.method or "GET")),
        tuple(seen.response.items()),
    )
    if evidence.of_preflight:
        block = check_preflight(request, seen.status, answered)
    else:
        block = check_response(request, seen.status, answered)
    return Symptom(block.cause.value) if block else Symptom.ANSWERED


def _settled(evidence: Evidence, line: str) -> Evidence:
    """What follows from all of it: OSS's own word counts more than a browser's."""
    symptom = evidence.symptom
    if _REFUSAL in lower_ascii(line) or evidence.code == "AccessForbidden":
        symptom = Symptom.REFUSED_BY_OSS
    elif evidence.code == "NoSuchCORSConfiguration":
        symptom = Symptom.NO_RULES
    elif evidence.code:
        symptom = Symptom.OSS_ERROR
    found = evidence.places or places(evidence.url) or bare_places(line)
    return replace(
        evidence,
        symptom=symptom,
        places=found,
        by_cdn=evidence.by_cdn or "eagleid" in lower_ascii(line),
    )
