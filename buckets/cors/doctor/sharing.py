"""A diagnosis as a link: what is known of the request, and never the text that told it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from buckets.cors.doctor.bucket_url import bucket_addresses, is_of_oss
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.doctor.oss_errors import ERRORS, find_error
from buckets.cors.doctor.parse.circumstances import Circumstance
from buckets.cors.doctor.symptoms import Symptom

_LONGEST: Final = 500
"""Characters of a value that a link takes; a longer one is left out."""

_TEXTS: Final = (
    *("origin", "method", "header", "value", "code", "request_id", "error_id", "endpoint"),
)
_FLAGS: Final = ("credentials", "by_cdn", "is_tied", "is_open_ended")


def to_params(evidence: Evidence) -> dict[str, str]:
    """Return what is known of a request as the parameters of a link.

    Of an address neither a query nor a password is kept, and of OSS's message the fixed part.
    """
    return {name: value for name, value in _params(evidence) if 0 < len(value) <= _LONGEST}


def _params(evidence: Evidence) -> Iterator[tuple[str, str]]:
    yield "symptom", evidence.symptom or ""
    yield "url", _bare(evidence.url)
    yield "redirected_from", _bare(evidence.redirected_from)
    for name in _TEXTS:
        yield name, getattr(evidence, name)
    for name in _FLAGS:
        yield name, "1" if getattr(evidence, name) else ""
    yield "is_cut", "" if evidence.is_whole else "1"
    yield "headers", ",".join(evidence.headers)
    yield "status", "" if evidence.status is None else str(evidence.status)
    if evidence.of_preflight is not None:
        yield "preflight", "1" if evidence.of_preflight else "0"
    error = find_error(evidence.code, evidence.text) if evidence.text else None
    yield "text", error.phrase if error else ""
    yield "circumstances", ",".join(sorted(evidence.circumstances))


def from_params(params: Mapping[str, str]) -> Evidence:
    """Return the evidence in the parameters of a link; what makes no sense is left out."""
    said = {name: value for name, value in params.items() if _is_plausible(name, value)}
    url, status = _bare(said.get("url", "")), said.get("status", "")
    symptom, preflight = said.get("symptom", ""), said.get("preflight", "")
    circumstances = said.get("circumstances", "").split(",")
    known: dict[str, Any] = {name: said.get(name, "") for name in _TEXTS}
    known |= {name: said.get(name) in _YES for name in _FLAGS}
    return Evidence(
        symptom=Symptom(symptom) if symptom in set(Symptom) else None,
        url=url,
        redirected_from=_bare(said.get("redirected_from", "")),
        is_whole=said.get("is_cut") != "1",
        headers=tuple(re.findall(r"[^\s,;:]+", said.get("headers", ""))),
        status=int(status) if status in _STATUSES else None,
        of_preflight={"1": True, "0": False}.get(preflight),
        text=said.get("text", ""),
        circumstances=frozenset(it for it in Circumstance if it in circumstances),
        addresses=bucket_addresses(url),
        **known,
    )


def _is_plausible(name: str, value: str) -> bool:
    """Whether a value can be what it is said to be: nobody's words are shown as those of OSS."""
    if name == "text":
        return any(error.phrase == value for error in ERRORS)
    if name == "endpoint":
        return is_of_oss(value)
    return len(value) <= _LONGEST and (name not in _WORDS or _WORD.fullmatch(value) is not None)


_WORDS: Final = ("method", "header", "code", "request_id", "error_id")
_WORD: Final = re.compile(r"[\w.!#$%&*+^|~-]{0,100}", re.ASCII)
_YES: Final = ("1", "on")
_STATUSES: Final = frozenset(map(str, range(100, 600)))


def _bare(url: str) -> str:
    """``url`` without user, query and fragment; empty where it is no address."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return ""
    return urlunsplit((parts.scheme, host, parts.path, "", "")) if host else ""
