"""The bodies of OSS's errors: as XML, and as the objects that its SDKs make of them."""

import re
from base64 import b64decode
from bisect import bisect_left
from collections.abc import Iterator
from operator import itemgetter
from typing import Final

from buckets.cors.doctor.bucket_url import is_of_oss
from buckets.cors.doctor.events import Event, Fact, Kind, Read
from buckets.cors.doctor.oss_errors import CODES, find_error, find_phrase
from buckets.cors.doctor.parse.pasted import Pasted
from buckets.cors.doctor.symptoms import Symptom

_BODY: Final = re.compile(
    r"(?:<\?xml[^<>]{0,100}\?>\s{0,20})?<Error>(?:(?!<Error>).){0,6000}?(?:</Error>|(?=<Error>)|$)|<Code>[^<>]{1,80}</Code>"
    r"(?:\s{0,20}<(\w{1,30})>[^<>]{0,1000}</\1>){0,20}",
    re.DOTALL,
)
_ELEMENT: Final = re.compile(r"<(\w{1,30})>\s{0,40}([^<>]{0,2000}?)\s{0,40}</\1>")
_OBJECT: Final = re.compile(
    r"(?<![\w-])(?:error ?)?code\]?'?\s{0,3}[:=]\s{0,3}'?([A-Za-z][A-Za-z.]{2,80})\b", re.IGNORECASE
)
_MEMBER: Final = re.compile(
    r"(?<![\w-])\[?(?P<name>error ?message|message|(?:x-oss-)?request[- ]?id|host(?: ?id)?"
    r"|endpoint|bucket(?:name)?|ec|recommenddoc|status(?:code)?)\]?'?\s{0,3}[:=][ \t]{0,3}"
    r"(?:'(?P<quoted>[^'\n]{0,1000})'|(?P<bare>[^\s,;\n'{}\[\]][^,;\n'{}\[\]]{0,300}))",
    re.IGNORECASE,
)
_NAMES: Final = {
    "code": Fact.CODE,
    "message": Fact.TEXT,
    "errormessage": Fact.TEXT,
    "requestid": Fact.REQUEST_ID,
    "xossrequestid": Fact.REQUEST_ID,
    "hostid": Fact.ADDRESS,
    "host": Fact.ADDRESS,
    "ec": Fact.ERROR_ID,
    "recommenddoc": Fact.DOCUMENTATION,
    "endpoint": Fact.ENDPOINT,
    "bucket": Fact.BUCKET,
    "bucketname": Fact.BUCKET,
    "status": Fact.STATUS,
    "statuscode": Fact.STATUS,
}
_AROUND: Final = 1500
"""Characters before and behind a code in which the other members of its object stand."""

_BEHIND: Final = 200
"""Characters behind a code in which its message begins."""


_HEADER: Final = re.compile(
    r"x-oss-err['\"]?\s{0,3}[:=]\s{0,3}['\"]?([A-Za-z0-9+/]{40,8000}={0,2})", re.IGNORECASE
)
"""The header in which OSS answers a HEAD request with what the body would be, in base64."""


def read_bodies(pasted: Pasted) -> Iterator[tuple[Event, int, int]]:
    """Yield each error body with the characters of the text that it takes."""
    for found in _HEADER.finditer(pasted.text):
        span = pasted.span(*found.span(1))
        body = _decoded(found[1])
        facts = {
            fact: Read(it[2], span)
            for it in _ELEMENT.finditer(body)
            if (fact := _NAMES.get(it[1].lower()))
        }
        event = Event(Kind.ERROR_BODY, span, Symptom.OSS_ERROR, facts)
        yield event, found.start(), found.end()
    end = 0
    for found in _BODY.finditer(pasted.text):
        end = found.end()
        yield _event(pasted, found.start(), end, _elements(pasted, found)), found.start(), end
    members = list(_members(pasted))
    for found in _OBJECT.finditer(pasted.text, end):
        first = bisect_left(members, found.start() - _AROUND, key=itemgetter(0))
        last = bisect_left(members, found.end() + _AROUND, key=itemgetter(0))
        facts = dict(it[1] for it in members[first:last])
        if found[1] in CODES or (found[1][0].isupper() and _is_of_oss(facts)):
            facts[Fact.CODE] = _read(pasted, *found.span(1))
            if Fact.TEXT in facts and not _is_known(found[1], facts[Fact.TEXT].value):
                facts |= _message_behind(pasted, found)
            yield _event(pasted, found.start(), found.end(), facts), found.start(), found.end()


def _is_known(code: str, message: str) -> bool:
    error = find_error(code, message)
    return error is not None and bool(error.phrase)


def _message_behind(pasted: Pasted, code: re.Match[str]) -> dict[Fact, Read]:
    """The message of a code, where OSS's own words stand behind it, within another's quotes."""
    start = code.end()
    said = find_phrase(pasted.text[start : start + _BEHIND].lower())
    if said is None or said[0].code != code[1]:
        return {}
    error, at = said
    return {Fact.TEXT: _read(pasted, start + at, start + at + len(error.phrase))}


def _is_of_oss(facts: dict[Fact, Read]) -> bool:
    """Whether an error says by its other members that it is one of OSS."""
    host = facts.get(Fact.ADDRESS)
    return Fact.REQUEST_ID in facts and host is not None and is_of_oss(host.value)


def _decoded(value: str) -> str:
    """The text of a value in base64, as far as it is one."""
    try:
        return b64decode(value + "=" * (-len(value) % 4)).decode(errors="replace")
    except ValueError:
        return ""


def _event(pasted: Pasted, start: int, end: int, facts: dict[Fact, Read]) -> Event:
    return Event(Kind.ERROR_BODY, pasted.span(start, end), Symptom.OSS_ERROR, facts)


def _elements(pasted: Pasted, body: re.Match[str]) -> dict[Fact, Read]:
    facts: dict[Fact, Read] = {}
    for found in _ELEMENT.finditer(pasted.text, body.start(), body.end()):
        if fact := _NAMES.get(found[1].lower()):
            facts.setdefault(fact, _read(pasted, *found.span(2)))
    return facts


def _members(pasted: Pasted) -> Iterator[tuple[int, tuple[Fact, Read]]]:
    """Yield what looks like a member of an error object, with where it begins."""
    for found in _MEMBER.finditer(pasted.text):
        name = re.sub(r"[^a-z]", "", found["name"].lower())
        group = "quoted" if found["quoted"] is not None else "bare"
        if found[group].strip():
            yield found.start(), (_NAMES[name], _read(pasted, *found.span(group)))


def _read(pasted: Pasted, start: int, end: int) -> Read:
    return Read(" ".join(pasted.text[start:end].split()), pasted.span(start, end))
