"""The cause, as far as the message itself tells."""

from typing import Final

from buckets.cors.doctor.bucket_url import is_misaddressed, is_private
from buckets.cors.doctor.causes import Cause, cors, others
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.doctor.oss_errors import find_error
from buckets.cors.doctor.parse.remarks import Remark
from buckets.cors.doctor.symptoms import Symptom
from buckets.cors.evaluate.browser import as_sent
from buckets.cors.model import METHODS

_TOLD: Final = {
    Symptom.WILDCARD_WITH_CREDENTIALS: cors.CREDENTIALS,
    Symptom.NO_ALLOW_CREDENTIALS: cors.CREDENTIALS,
    Symptom.SEVERAL_ORIGINS: cors.TWO_ANSWERS,
    Symptom.INVALID_ORIGIN: cors.TWO_ANSWERS,
    Symptom.UNPARSABLE: cors.TWO_ANSWERS,
    Symptom.REDIRECT: cors.REDIRECT,
    Symptom.PREFLIGHT_EACH: cors.PREFLIGHT_EACH,
    Symptom.NOW_AND_THEN: cors.MIXED_REQUESTS,
    Symptom.TAINTED: cors.TAINTED,
    Symptom.SAME_ORIGIN_MODE: others.SAME_ORIGIN_MODE,
    Symptom.NOT_HTTP: others.NOT_HTTP,
    Symptom.CORS_DISABLED: others.BROWSER_SETTING,
    Symptom.ORIGIN_NOT_ADDED: others.BROWSER_SETTING,
    Symptom.PRIVATE_NETWORK: others.PRIVATE_NETWORK,
    Symptom.MIXED_CONTENT: others.MIXED_CONTENT,
    Symptom.CONTENT_POLICY: others.CONTENT_POLICY,
    Symptom.BLOCKED_BY_CLIENT: others.EXTENSION,
    Symptom.OPAQUE_BLOCKED: others.OPAQUE,
    Symptom.FORBIDDEN_HEADER: others.FORBIDDEN_HEADER,
    Symptom.CERTIFICATE: others.CERTIFICATE,
    Symptom.UNREACHABLE: others.UNREACHABLE,
    Symptom.MINI_PROGRAM: others.MINI_PROGRAM_DOMAIN_LIST,
    Symptom.CONFIGURATION: others.CONFIGURATION,
    Symptom.REFUSED_BY_CDN: cors.CDN,
    Symptom.EXPIRED: others.EXPIRED,
    Symptom.SIGNATURE: others.SIGNATURE,
}
_NO_NAMES: Final = ("undefined", "null", "nan", "none", "object", "your-bucket-name")
"""What a script writes in the place of a bucket's name that it does not have."""

_GUESSES: Final = (cors.MIXED_REQUESTS, cors.PREFLIGHT_EACH, others.OPAQUE, others.NOT_OSS,
                   others.NO_BUCKET, others.ADDRESS)  # fmt: skip
"""Causes that no message names for certain."""


def told_by(evidence: Evidence) -> Cause | None:
    """The cause, where no replay on the rules is needed to know it."""
    if evidence.symptom is Symptom.OSS_ERROR and (cause := _of_error(evidence)) is not cors.RULES:
        return cause
    if any(address.bucket in _NO_NAMES for address in evidence.addresses):
        return others.NO_BUCKET
    if is_misaddressed(evidence.url):
        return others.ADDRESS
    if evidence.is_redirected_across or evidence.symptom is Symptom.REDIRECT:
        return cors.REDIRECT
    if evidence.origin == "null" or evidence.origin.startswith("file:"):
        return cors.NULL_ORIGIN
    if evidence.method and as_sent(evidence.method) not in (*METHODS, "OPTIONS"):
        return cors.METHOD_UNKNOWN
    if evidence.symptom is Symptom.UNREACHABLE and evidence.is_internal:
        return others.PRIVATE_NETWORK
    return _TOLD.get(evidence.symptom) if evidence.symptom else None


def is_said(cause: Cause, evidence: Evidence) -> bool:
    """Whether the message names this cause and no other, about the very address.

    Of OSS that takes its code and its message, of a browser its whole sentence.
    """
    if not evidence.is_tied or evidence.is_elsewhere:
        return False
    if cause in _GUESSES and evidence.symptom is not Symptom.OSS_ERROR:
        return False
    if evidence.symptom is Symptom.UNREACHABLE:  # the network may be at fault, or the address
        return False
    if evidence.symptom is Symptom.OSS_ERROR:
        error = find_error(evidence.code, evidence.text)
        return error is not None and bool(error.phrase) and error.cause is cause
    if cause is cors.REDIRECT:
        return evidence.symptom is Symptom.REDIRECT
    is_file = evidence.url.startswith("file:") or evidence.origin.startswith("file:")
    return not (cause in (cors.NULL_ORIGIN, others.NOT_HTTP) and is_file)


def _of_error(evidence: Evidence) -> Cause:
    """What OSS's code and message mean."""
    error = find_error(evidence.code, evidence.text)
    if error is not None and error.code == "MalformedXML" and "uploadid=" in evidence.url.lower():
        return cors.ETAG  # the list of parts went up without their tags
    if error is None:
        return others.NOT_OSS if evidence.is_elsewhere else others.OSS_ERROR
    return error.cause


_NAMED: Final = {
    Symptom.METHOD: cors.METHOD,
    Symptom.HEADER: cors.HEADER,
    Symptom.AUTHORIZATION: cors.HEADER,
    Symptom.ETAG: cors.ETAG,
    Symptom.LARGE_UPLOADS: cors.ETAG,
    Symptom.UNEXPOSED: cors.UNEXPOSED,
    Symptom.OTHER_ORIGIN: cors.SEVERAL_SITES,
    Symptom.NO_ANSWER: others.NO_ANSWER,
    Symptom.NO_RULES: cors.NO_RULES,
    Symptom.OSS_ERROR: cors.RULES,
    Symptom.ANSWERED: cors.ALLOWED,
}


def guessed_from(evidence: Evidence, *, is_known: bool) -> Cause:
    """The cause, where there are no rules to try the request on, or too little of it is known.

    ``is_known``: the address leads to a bucket that is known, whatever its host.
    """
    if not evidence:
        return others.NOTHING
    if evidence.by_cdn:
        return cors.CDN
    cause = _NAMED.get(evidence.symptom) if evidence.symptom else _without_symptom(evidence)
    is_open = (
        cause in _ANY_SERVER
        or (evidence.symptom is None and cause is others.NO_ANSWER)
        or (cause is cors.SEVERAL_SITES and is_private(evidence.host))
    )
    if is_open and evidence.is_elsewhere and not is_known:
        return others.NOT_OSS
    if cause in (None, cors.RULES) and Remark.CACHED in evidence.remarks:
        return cors.RULES if evidence.of_preflight else cors.MIXED_REQUESTS
    return cause or cors.RULES


_ANY_SERVER: Final = (None, cors.RULES, cors.METHOD, cors.HEADER)
"""What a server of any kind can be at fault with."""


def _without_symptom(evidence: Evidence) -> Cause:
    if evidence.of_preflight:  # whoever signed what, it is on the rules alone that OSS refuses one
        return cors.RULES
    if evidence.status is None:
        return cors.RULES if evidence.origin else others.NO_ANSWER
    if evidence.status == 404:
        return others.NO_OBJECT
    return others.REFUSED_FIRST if evidence.status >= 400 else cors.RULES
