"""What the sentences of a message tell: browsers', OSS's, and those of its SDKs."""

import re
from collections.abc import Iterator
from typing import Final

from buckets.cors.doctor.bucket_url import BucketAddress, bucket_addresses, host_of, is_of_oss
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.doctor.parse.firefox import Reason, read_reason
from buckets.cors.doctor.parse.normalise import PlainText
from buckets.cors.doctor.symptoms import Symptom, spot
from buckets.cors.model import lower_ascii

_URL: Final = r"[a-z][a-z0-9+.-]{1,20}://[^\s'<>]{1,4000}"
_ORIGIN: Final = r"(?:[a-z][a-z0-9+.-]{1,20}://[^\s'<>/()]{1,260}|null)"
_FAILED: Final = (
    r"disallowedbypreflightresponse'[^}]{0,60}failedparameter': ?'([\w!#$%&*+.^|~-]{1,100})'"
)
_CHROMIUM: Final = re.compile(
    r"access to ([\w ]{1,30}?) at '([^']{1,4000})'(?: \(redirected from '[^']{1,4000}'\))?"
    r" from origin '([^']{1,300})'",
    re.IGNORECASE,
)
_ADDRESSES: Final = (
    re.compile(rf"remote resource at '?({_URL})", re.IGNORECASE),
    re.compile(rf"cannot load '?({_URL})", re.IGNORECASE),
    re.compile(rf"\b(?:GET|PUT|POST|DELETE|HEAD|OPTIONS|PATCH) '?({_URL})", re.IGNORECASE),
    re.compile(
        rf"(?:insecure [\w ]{{1,40}}|connect to|the resource at|位于) '?({_URL})", re.IGNORECASE
    ),
)
_ORIGINS: Final = (
    re.compile(rf"\borigin '?({_ORIGIN})'? is (?:therefore )?not allowed", re.IGNORECASE),
    re.compile(rf"(?<!-)\borigin(?::| |: )'?({_ORIGIN})", re.IGNORECASE),
    re.compile(rf"the page at '?({_ORIGIN})", re.IGNORECASE),
)
_METHODS: Final = (
    re.compile(r"\bmethod '?([A-Za-z]{3,7})'? is not allowed by", re.IGNORECASE),
    re.compile(rf"method{_FAILED}", re.IGNORECASE),
    re.compile(r"\b(?:XHR)?(GET|PUT|POST|DELETE|HEAD|OPTIONS|PATCH) '?https?://"),
)
_HEADERS: Final = (
    re.compile(r"request header field '?([\w!#$%&*+.^|~-]{1,100})'? is not allowed", re.IGNORECASE),
    re.compile(r"header '([^']{1,100})' is not allowed according", re.IGNORECASE),
    re.compile(r"token '([^']{1,100})' in cors header", re.IGNORECASE),
    re.compile(rf"header{_FAILED}", re.IGNORECASE),
    re.compile(r"(?:un)?safe header '([^']{1,100})'", re.IGNORECASE),
)
_VALUES: Final = (
    re.compile(r"has a value '([^']{1,300})' that is not equal", re.IGNORECASE),
    re.compile(r"contains (?:multiple values|the invalid value) '([^']{1,600})'", re.IGNORECASE),
    re.compile(r"does not match '([^']{1,300})'", re.IGNORECASE),
    re.compile(r"alloworiginmismatch'[^}]{0,60}failedparameter': ?'([^']{1,300})'", re.IGNORECASE),
)
_STATUSES: Final = (
    re.compile(r"status(?: ?code)?:? ?(?:of )?([1-5][0-9]{2})\b", re.IGNORECASE),
    re.compile(r"状态码: ?([1-5][0-9]{2})"),
    re.compile(r"server returned an error: \(([1-5][0-9]{2})\)", re.IGNORECASE),
    re.compile(r"net::ERR_FAILED ([1-5][0-9]{2})\b", re.IGNORECASE),
    re.compile(r"(?<!\S)https?://\S{1,4000} ([1-5][0-9]{2}) \("),
)
_CODES: Final = re.compile(
    r"\b(SignatureDoesNotMatch|InvalidAccessKeyId|RequestTimeTooSkewed|AccessDenied|AccessForbidden"
    r"|InvalidSecurityToken|SecurityTokenExpired|InvalidPolicyDocument|NoSuchBucket|NoSuchKey"
    r"|NoSuchUpload|NoSuchCORSConfiguration|SecondLevelDomainForbidden|UserDisable|EntityTooLarge"
    r"|InvalidBucketName|InvalidObjectName|InvalidDigest|InvalidArgument|MethodNotAllowed"
    r"|CallbackFailed|CORSRuleBeyondLimit|MalformedXML|RequestTimeout|InternalError"
    r"|MetaOperationQpsLimitExceeded)(?:Error|Exception)?\b"
)
_CODE_ELEMENT: Final = re.compile(r"<Code>\s{0,9}([A-Za-z.]{1,80})\s{0,9}</Code>")
_BUCKET_ELEMENT: Final = re.compile(r"<BucketName>\s{0,9}([a-z0-9-]{3,63})\s{0,9}</BucketName>")
_HOST_ELEMENT: Final = re.compile(r"<HostId>\s{0,9}([\w.:-]{3,260})\s{0,9}</HostId>")
_SIMPLE_LOADS: Final = ("font", "image", "script", "css stylesheet", "video", "audio", "manifest")
_OLDER_LOAD: Final = re.compile(
    rf"\b({'|'.join(_SIMPLE_LOADS)}) from origin '[^']{{1,300}}' has been blocked from loading",
    re.IGNORECASE,
)
_SOME_URL: Final = re.compile(r"https?://[^\s'<>()]{1,4000}", re.IGNORECASE)
_SENTENCE_END: Final = ".,;:)'"


def read_words(text: PlainText) -> Evidence:
    """Return what the sentences of ``text`` say."""
    line, told, chromium = text.line, text.lower, _CHROMIUM.search(text.line)
    symptom, reason = _symptom(line, told)
    method = _first(_METHODS, line).upper()
    status, code = _first(_STATUSES, line), _CODE_ELEMENT.search(line) or _CODES.search(line)
    asks = method == "OPTIONS" or "preflight" in told or "预检" in told
    loaded = chromium or _OLDER_LOAD.search(line)
    if not method and loaded and lower_ascii(loaded[1]) in _SIMPLE_LOADS:
        method = "GET"
    url = chromium[2] if chromium else _first(_ADDRESSES, line) or _any_url(line)
    origin = chromium[3] if chromium else _first(_ORIGINS, line)
    return Evidence(
        symptom=symptom,
        url=url.rstrip(_SENTENCE_END),
        origin=origin.rstrip(_SENTENCE_END),
        method="" if method == "OPTIONS" else method,
        header=_first(_HEADERS, line) or reason.named_header,
        value=_first(_VALUES, line) or reason.named_origin,
        credentials="credentials mode is 'include'" in told or "credentials flag is true" in told,
        of_preflight=True if asks else None if symptom is None else False,
        status=int(status or reason.status or 0) or None,
        code=code[1] if code else "",
        expired="expired" in told,
        addresses=tuple(_named_addresses(line)),
    )


def _symptom(line: str, told: str) -> tuple[Symptom | None, Reason]:
    """What is said to be the matter, in English or else by what a reason names."""
    symptom, reason = spot(told), read_reason(line)
    if symptom in (None, Symptom.BLOCKED) and reason:
        return reason.symptom, reason
    return symptom, reason or Reason()


def _first(patterns: tuple[re.Pattern[str], ...], line: str) -> str:
    return next((found[1] for it in patterns if (found := it.search(line))), "")


def _any_url(line: str) -> str:
    """An address of OSS, if there is one; else none: the page's own is no clue."""
    urls = (found[0] for found in _SOME_URL.finditer(line))
    return next((url for url in urls if bucket_addresses(url) and is_of_oss(host_of(url))), "")


def _named_addresses(line: str) -> Iterator[BucketAddress]:
    """The bucket that the body of an error names."""
    host, name = _HOST_ELEMENT.search(line), _BUCKET_ELEMENT.search(line)
    if host:
        yield from bucket_addresses(f"https://{host[1]}/{name[1] if name else ''}")
