"""The report of our own snippet, which repeats a request in the browser's console."""

import re
from collections.abc import Iterator
from typing import Final

from buckets.cors.doctor.events import Event, Kind
from buckets.cors.doctor.parse.exchange import HttpExchange
from buckets.cors.doctor.parse.pasted import Pasted
from buckets.cors.doctor.symptoms import Symptom

_REPORT: Final = re.compile(
    r"CORS Console report\s{1,20}Page: (?P<page>\S{1,300})\s{1,20}"
    r"Request: (?P<method>[A-Za-z]{1,20}) (?P<url>https?://\S{1,4000})"
    r"(?:\s{1,20}Headers: (?P<headers>[\w!#$%&*+.^|~, -]{1,2000}))?"
    r"\s{1,20}(?:Status: (?P<status>[1-5][0-9]{2})"
    r"|Failed: [^\n]{0,300}\s{1,20}Without CORS: (?P<without>answered|no answer))"
)


def read_reports(pasted: Pasted) -> Iterator[tuple[Event, int, int]]:
    """Yield each report with the characters of the text that it takes."""
    for found in _REPORT.finditer(pasted.text):
        span = pasted.span(*found.span())
        yield Event(Kind.MESSAGE, span, _symptom(found), exchange=_exchange(found)), *found.span()


def _symptom(found: re.Match[str]) -> Symptom:
    if found["status"]:
        return Symptom.ANSWERED
    # The same address answers without CORS: so it is CORS that the request failed by.
    return Symptom.BLOCKED if found["without"] == "answered" else Symptom.NO_ANSWER


def _exchange(found: re.Match[str]) -> HttpExchange:
    request = {"origin": found["page"]}
    if found["headers"]:
        request["access-control-request-headers"] = found["headers"].strip()
    return HttpExchange(
        url=found["url"],
        method=found["method"].upper(),
        status=int(found["status"]) if found["status"] else None,
        request=request,
    )
