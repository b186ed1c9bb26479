"""What the sentences of one passage tell: browsers', OSS's, those of its SDKs and of uploaders."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from buckets.cors.doctor.bucket_url import BARE_HOST, bucket_addresses, host_of, is_of_oss
from buckets.cors.doctor.events import Event, Fact, Kind, Read
from buckets.cors.doctor.oss_errors import find_phrase, known_code
from buckets.cors.doctor.parse.firefox import Reason, read_reason
from buckets.cors.doctor.parse.pasted import Pasted
from buckets.cors.doctor.parse.phrases import spot
from buckets.cors.doctor.symptoms import Symptom
from buckets.cors.model import lower_ascii

_METHOD_NAMES: Final = "GET|PUT|POST|DELETE|HEAD|OPTIONS|PATCH"
_URL: Final = r"[a-z][a-z0-9+.-]{1,20}://[^\s'<>]{1,4000}"
_ORIGIN: Final = r"(?:[a-z][a-z0-9+.-]{1,20}://[^\s'<>/()]{1,260}|null)"
_FAILED: Final = (
    r"disallowedbypreflightresponse'[^}]{0,60}failedparameter': ?'([\w!#$%&*+.^|~-]{1,100})'"
)
_ACCESS: Final = re.compile(
    r"\ba?ccess to (?P<what>[\w ]{1,30}?) at '(?P<url>[^']{1,4000})'"
    r"(?: \(redirected from '(?P<before>[^']{1,4000})'\))?"
    r"(?: from origin '(?P<origin>[^']{1,300})(?P<closed>')?)?",
    re.IGNORECASE,
)
_SPLIT: Final = re.compile(r"(?<!^)(?=\baccess to [\w ]{1,30}? at ')", re.IGNORECASE)

Patterns = tuple[re.Pattern[str], ...]


def _either(*patterns: str, flags: re.RegexFlag = re.IGNORECASE) -> Patterns:
    return tuple(re.compile(pattern, flags) for pattern in patterns)


_FACTS: Final[dict[Fact, Patterns]] = {
    Fact.ADDRESS: _either(
        rf"'({_URL})' from origin '",
        rf"\b(?:font|image|script|css stylesheet|video|audio) from origin '?({_URL})",
        rf"(?:remote|external) resource at '?({_URL})",
        rf"(?:cannot|failed to) load '?({_URL})",
        rf"\b(?:{_METHOD_NAMES}|fail to \w{{1,10}}) '?({_URL})",
        rf"\brefused to [\w ]{{1,40}} '({_URL})'",
        rf"\b(?:loading|connecting|framing|running)\b[\w ]{{0,40}} '({_URL})' violates",
        rf"(?:insecure [\w ]{{1,40}}|connect to|the resource at|failure response for|位于"
        rf"|load content for|opened stream for|risorsa remota da|recurso remoto e[nm]"
        rf"|ressource distante située sur|externen ressource auf) '?({_URL})",
    ),
    Fact.ORIGIN: _either(
        rf"\borigin '?({_ORIGIN})'? is (?:therefore )?not allowed",
        rf"(?<!-)\borigin(?::| |: )'?({_ORIGIN})",
        rf"the page at '?({_ORIGIN})",
        rf"' from origin '({_ORIGIN})'",
        rf"从(?:来)?源 ?'({_ORIGIN})'",
        r"\brequests from (null)\b",
        r"\borigin(?:'?: ?\[? ?'| ?会是 ?)(file:/{0,3})",
    ),
    Fact.METHOD: (
        *_either(r"\bmethod '?([A-Za-z]{3,7})'? is not allowed by", rf"method{_FAILED}"),
        re.compile(rf"\b(?:XHR)?({_METHOD_NAMES}) (?:'?https?://|[1-5][0-9]{{2}}\b)"),
    ),
    Fact.HEADER: _either(
        r"request header field '?([\w!#$%&*+.^|~-]{1,100})'? is not allowed",
        r"header '([^']{1,100})' is not allowed according",
        r"token '([^']{1,100})' in cors header",
        rf"header{_FAILED}",
        r"(?:un)?safe header '([^']{1,100})'",
    ),
    Fact.VALUE: _either(
        r"access-control-allow-origin'?: ?'?([^\s',]{1,260}, ?https?://[^\s',]{1,260})",
        r"has a value '([^']{1,300})' that is not equal",
        r"contains (?:multiple values|the invalid value) '([^']{1,600})'",
        r"does not match '([^']{1,300})'",
        r"alloworiginmismatch'[^}]{0,60}failedparameter': ?'([^']{1,300})'",
    ),
    Fact.STATUS: _either(
        r"status(?: ?code)?'?:? ?(?:of )?([1-5][0-9]{2})\b",
        r"(?:状态码|状态代码|狀態代碼|statuscode|code d'état|codice di stato"
        r"|código de (?:estado|status)|код состояния|상태 코드): ?([1-5][0-9]{2})",
        r"server returned an error: \(([1-5][0-9]{2})\)",
        r"net::err_\w{1,60} ([1-5][0-9]{2})\b",
        rf"\b(?:{_METHOD_NAMES}) (?:'?https?://\S{{1,4000}} )?([1-5][0-9]{{2}})\b",
        r"(?<!\S)https?://\S{1,4000} ([1-5][0-9]{2})(?: \(|$)",
    ),
}
_SIMPLE_LOADS: Final = ("font", "image", "script", "css stylesheet", "video", "audio", "manifest")
_OLDER_LOAD: Final = re.compile(
    rf"\b({'|'.join(_SIMPLE_LOADS)}) from origin '[^']{{1,300}}' has been blocked from loading",
    re.IGNORECASE,
)
_SOME_URL: Final = re.compile(r"https?://[^\s'<>()]{1,4000}", re.IGNORECASE)
_OF_PAGE: Final = re.compile(r":\d{1,7}(?::\d{1,7})?$|\.(?:m?js|jsx|tsx?|vue|html?|php)(?:$|[?#:])")
_SENTENCE_END: Final = ".,;:)'"
_FAILED_PREFLIGHT: Final = re.compile(
    r"\bOPTIONS '?https?://\S{1,4000} (?:[45][0-9]{2}\b|0 \(|net::)"
)
_OF_FILE: Final = re.compile(r"(?<!\S)'?file:", re.IGNORECASE)
_NETWORK: Final = re.compile(
    rf"\b(?:{_METHOD_NAMES}) '?https?://\S{{1,4000}} (?:[1-5][0-9]{{2}}\b|net::)"
    r"|failed to load resource",
    re.IGNORECASE,
)


_WORD: Final = re.compile(
    r"(?<![\w.])(?:[A-Z]|[a-z]{1,12}(?=[A-Z]))[A-Za-z]{5,80}(?:\.[A-Z][A-Za-z]{2,40})?(?!\w)",
    re.ASCII,
)


def read_passage(passage: Pasted) -> Iterator[Event]:
    """Yield what a passage says: an event for each message in it."""
    bounds = [0, *(found.start() for found in _SPLIT.finditer(passage.text)), len(passage.text)]
    for start, end in pairwise(bounds):
        event = _read(_Sentence(passage, passage.text[start:end], start))
        if event is not None:
            yield event


class _Sentence:
    """A message of a passage, and where it stands in what was pasted."""

    def __init__(self, passage: Pasted, text: str, start: int) -> None:
        self.text, self.lower = text, lower_ascii(text)
        self._passage, self._start = passage, start
        self.span = passage.span(start, start + len(text))

    def read(self, start: int, end: int, *, is_whole: bool = True, strip: str = "") -> Read:
        """The fact in the characters from ``start``, without those of ``strip`` at its end."""
        written = self.text[start:end]
        value = written.rstrip(strip) if strip else written
        at = self._start + start
        is_cut = written.endswith(("...", "…"))
        return Read(value, self._passage.span(at, at + len(value)), is_whole and not is_cut)

    def first(self, patterns: Patterns, *, strip: str = "") -> Read | None:
        """The first group of the first pattern that is found."""
        for pattern in patterns:
            if found := pattern.search(self.text):
                return self.read(*found.span(1), strip=strip)
        return None


def _read(said: _Sentence) -> Event | None:
    symptom, is_described, reason = _symptom(said)
    facts = {**dict(_named_by(reason, said)), **dict(_facts(said))}
    refused = find_phrase(said.lower)
    if refused:
        error, at = refused
        facts[Fact.CODE] = Read(error.code, said.span)
        facts[Fact.TEXT] = said.read(at, at + len(error.phrase))
    elif code := _code(said):
        facts[Fact.CODE] = code
    if Fact.CODE in facts:
        symptom = Symptom.OSS_ERROR
    if symptom is None and not facts:
        return None
    kind = Kind.DESCRIPTION if is_described else _kind(said, symptom, facts)
    if not {Fact.ADDRESS, Fact.ORIGIN} & facts.keys() and (url := _only_address(said)):
        facts[Fact.ADDRESS] = url
    return Event(
        Kind.ERROR_BODY if refused else kind,
        said.span,
        symptom,
        facts,
        of_preflight=_of_preflight(said, symptom, facts),
        credentials=any(phrase in said.lower for phrase in _WITH_CREDENTIALS),
    )


_WITH_CREDENTIALS: Final = ("credentials mode is 'include'", "credentials flag is true")


def _named_by(reason: Reason, said: _Sentence) -> Iterator[tuple[Fact, Read]]:
    """What Firefox's reason names."""
    if reason.named_header:
        yield Fact.HEADER, Read(reason.named_header, said.span)
    if reason.named_origin:
        yield Fact.VALUE, Read(reason.named_origin, said.span)
    if reason.status:
        yield Fact.STATUS, Read(reason.status, said.span)


def _facts(said: _Sentence) -> Iterator[tuple[Fact, Read]]:
    """What the words of the sentence say; of two for one fact the later counts."""
    if url := _address_of_oss(said):
        yield Fact.ADDRESS, url
    for fact, patterns in _FACTS.items():
        strip = _SENTENCE_END if fact in (Fact.ADDRESS, Fact.ORIGIN) else ""
        if read := said.first(patterns, strip=strip):
            yield fact, read
    access = _ACCESS.search(said.text)
    loaded = access or _OLDER_LOAD.search(said.text)
    if loaded and lower_ascii(loaded[1]) in _SIMPLE_LOADS:
        yield Fact.METHOD, Read("GET", said.span)
    if access:
        yield from _named_in(said, access).items()


def _named_in(said: _Sentence, access: re.Match[str]) -> dict[Fact, Read]:
    """What Chromium's sentence has between its quotes, to the letter."""
    facts = {Fact.ADDRESS: said.read(*access.span("url"))}
    if access["origin"]:
        whole = access["closed"] is not None
        facts[Fact.ORIGIN] = said.read(*access.span("origin"), is_whole=whole)
    if access["before"]:
        facts[Fact.REDIRECTED_FROM] = said.read(*access.span("before"))
    return facts


def _symptom(said: _Sentence) -> tuple[Symptom | None, bool, Reason]:
    """What is said to be the matter, in English or else by what a reason names.

    And whether it is only described, where no message says so.
    """
    spotted, reason = spot(said.lower), read_reason(said.text)
    symptom = spotted.symptom if spotted else None
    if symptom in (None, Symptom.BLOCKED) and reason:
        return reason.symptom, False, reason
    if symptom is Symptom.BLOCKED and _OF_FILE.search(said.text):
        return Symptom.NOT_HTTP, False, Reason()
    if symptom in (None, Symptom.NO_ANSWER) and _FAILED_PREFLIGHT.search(said.text):
        return Symptom.NOT_OK, False, Reason()
    if symptom is None and "cors" in said.lower and _only_address(said):
        return Symptom.BLOCKED, True, Reason()
    return symptom, spotted is not None and spotted.is_described, reason or Reason()


def _of_preflight(said: _Sentence, symptom: Symptom | None, facts: dict[Fact, Read]) -> bool | None:
    method = facts.get(Fact.METHOD)
    if (method and method.value.upper() == "OPTIONS") or "preflight" in said.lower:
        return True
    if "预检" in said.lower:
        return True
    return None if symptom is None else False


def _kind(said: _Sentence, symptom: Symptom | None, facts: dict[Fact, Read]) -> Kind:
    if _NETWORK.search(said.text):
        return Kind.NETWORK_LINE
    if symptom is not None and Fact.ADDRESS in facts:
        return Kind.MESSAGE
    return Kind.PHRASE


def _code(said: _Sentence) -> Read | None:
    """A code of OSS's, also as the name of an exception, or cut off."""
    for found in _WORD.finditer(said.text):
        word = re.sub(r"(?:Error|Exception)$", "", found[0])
        first = word.partition(".")[0]  # behind the dot may stand the next sentence
        for name in (found[0], word, word[:1].upper() + word[1:], first):
            if code := known_code(name):
                return replace(said.read(*found.span()), value=code)
    return None


def _only_address(said: _Sentence) -> Read | None:
    """The one address in a sentence that nothing else says is the page's own, or its script's."""
    found = [
        said.read(*it.span(), strip=_SENTENCE_END)
        for it in _SOME_URL.finditer(said.text)
        if not said.lower.endswith("see ", 0, it.start())  # documentation
    ]
    values = {it.value for it in found}
    return found[0] if len(values) == 1 and not _OF_PAGE.search(found[0].value) else None


def _address_of_oss(said: _Sentence) -> Read | None:
    """An address of OSS, if there is one; else none: the page's own is no clue."""
    for found in _SOME_URL.finditer(said.text):
        read = said.read(*found.span(), strip=_SENTENCE_END)
        if bucket_addresses(read.value) and is_of_oss(host_of(read.value)):
            return read
    bare = BARE_HOST.search(said.text)
    return said.read(*bare.span(1)) if bare else None
