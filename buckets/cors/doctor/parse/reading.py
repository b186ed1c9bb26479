"""From a pasted text or an exchange to what it tells of a request that failed."""

from dataclasses import replace
from typing import Final

from buckets.cors.cdn import CDN_HEADERS
from buckets.cors.doctor.bucket_url import bare_addresses, bucket_addresses
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.doctor.parse.exchange import HttpExchange
from buckets.cors.doctor.parse.messages import read_words
from buckets.cors.doctor.parse.normalise import PlainText, normalise
from buckets.cors.doctor.parse.transcript import read_transcript
from buckets.cors.doctor.symptoms import OF_BLOCK, Symptom
from buckets.cors.evaluate.browser import PageHeader, as_sent, check_preflight, check_response
from buckets.cors.model import lower_ascii

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
    """Return all evidence in ``text``; falsy where nothing in it was recognised."""
    plain = normalise(text)
    return _settled(_with_exchange(read_words(plain), read_transcript(plain)), plain)


def read_exchange(exchange: HttpExchange) -> Evidence:
    """Return all evidence in one exchange, such as a HAR file has."""
    said = normalise(exchange.error)
    return _settled(_with_exchange(read_words(said), exchange), said)


def _with_exchange(said: Evidence, seen: HttpExchange) -> Evidence:
    """What the sentences say, with what was sent and answered."""
    if not seen:
        return said
    asks = seen.is_preflight
    asked = seen.request.get("access-control-request-headers", "")
    sent = {} if asks else seen.request
    names = map(str.strip, asked.split(",")) if asked else map(lower_ascii, sent)
    headers = tuple(name for name in names if _is_set_by_page(name, sent.get(name)))
    evidence = replace(
        said,
        url=seen.url or said.url,
        origin=seen.request.get("origin", "") or said.origin,
        method=seen.asked_method or said.method,
        headers=headers or said.headers,
        credentials=said.credentials or seen.credentials,
        of_preflight=True if asks else said.of_preflight if said.symptom else False,
        status=seen.status or said.status,
        value=seen.response.get("access-control-allow-origin", "") or said.value,
        code=seen.code or said.code,
        by_cdn=any(name in seen.response for name in CDN_HEADERS),
    )
    return evidence if said.symptom else replace(evidence, symptom=_judged(evidence, seen))


def _is_set_by_page(name: str, value: str | None) -> bool:
    """Whether a page has set it, rather than the browser, and a browser asks before sending it."""
    header = PageHeader(lower_ascii(name), value)
    known = header.is_forbidden or header.is_simple or header.name in _ALWAYS_SENT
    return bool(name) and not known


def _judged(evidence: Evidence, seen: HttpExchange) -> Symptom | None:
    """What a browser would make of the answer, where the transcript has one."""
    if seen.status is None or not evidence.origin:
        return None
    request = evidence.request(as_sent(evidence.method or "GET"))
    check = check_preflight if evidence.of_preflight else check_response
    block = check(request, seen.status, tuple(seen.response.items()))
    return OF_BLOCK[block.cause] if block else Symptom.ANSWERED


def _settled(evidence: Evidence, said: PlainText) -> Evidence:
    """What follows from all of it: OSS's own word counts more than a browser's."""
    symptom = evidence.symptom
    if _REFUSAL in said.lower or evidence.code == "AccessForbidden":
        symptom = Symptom.REFUSED_BY_OSS
    elif evidence.code == "NoSuchCORSConfiguration":
        symptom = Symptom.NO_RULES
    elif evidence.code:
        symptom = Symptom.OSS_ERROR
    return replace(
        evidence,
        symptom=symptom,
        addresses=evidence.addresses or bucket_addresses(evidence.url) or bare_addresses(said.line),
        by_cdn=evidence.by_cdn or "eagleid" in said.lower,
    )
