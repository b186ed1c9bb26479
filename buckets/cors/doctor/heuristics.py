"""The cause, as far as the message itself tells."""

from typing import Final

from buckets.cors.doctor.bucket_url import is_misaddressed, is_of_oss, is_private
from buckets.cors.doctor.causes import CAUSES, Cause, cors, others
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.doctor.oss_errors import find_error
from buckets.cors.doctor.parse.circumstances import Circumstance
from buckets.cors.doctor.symptoms import Symptom
from buckets.cors.evaluate.browser import as_sent
from buckets.cors.model import METHODS

_TOLD: Final = {it: cause for cause in CAUSES.values() for it in cause.told_by}
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
    is_reached = evidence.symptom is not Symptom.UNREACHABLE or not is_of_oss(evidence.host)
    if is_misaddressed(evidence.url) and is_reached:
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
    if error is not None and error.code == "InvalidBucketName" and _has_two_names(evidence.host):
        return others.ADDRESS
    if error is None:
        return others.NOT_OSS if evidence.is_elsewhere else others.OSS_ERROR
    return error.cause


NO_HEADERS_SEEN: Final = (Symptom.NO_ALLOW_ORIGIN, Symptom.BLOCKED)
"""What browsers say of an answer without CORS headers, whatever it was."""


def _has_two_names(host: str) -> bool:
    """Whether more than one name stands before the endpoint, such as the bucket's twice."""
    before, found, _ = host.rpartition(".oss-")
    return bool(found) and "." in before


_SUGGESTED: Final = {it: cause for cause in CAUSES.values() for it in cause.suggested_by}


def guessed_from(evidence: Evidence, *, is_known: bool) -> Cause:
    """The cause, where there are no rules to try the request on, or too little of it is known.

    ``is_known``: the address leads to a bucket that is known, whatever its host.
    """
    if not evidence:
        return others.NOTHING
    if evidence.by_cdn:
        return cors.CDN
    symptom = None if _is_only_status(evidence) else evidence.symptom
    cause = _SUGGESTED.get(symptom) if symptom else _without_symptom(evidence)
    is_open = (
        cause in _ANY_SERVER
        or (symptom is None and cause is others.NO_ANSWER)
        or (cause is cors.SEVERAL_SITES and is_private(evidence.host))
    )
    if is_open and evidence.is_elsewhere and not is_known:
        return others.NOT_OSS
    if cause in (None, cors.RULES) and Circumstance.CACHED in evidence.circumstances:
        return cors.RULES if evidence.of_preflight else cors.MIXED_REQUESTS
    return cause or cors.RULES


def _is_only_status(evidence: Evidence) -> bool:
    """Whether nothing but its status can be what is wrong with the answer."""
    if is_refused(evidence) and evidence.symptom in NO_HEADERS_SEEN:
        return True
    failed = evidence.status is not None and evidence.status >= 400
    return evidence.symptom is Symptom.ANSWERED and failed


def is_refused(evidence: Evidence) -> bool:
    """Whether OSS refused the request itself, which it never does for its rules.

    For these it refuses only preflights, and always by 403 (OSS, OptionObject); of a preflight too
    Firefox says no more than this status.
    """
    failed = evidence.status is not None and evidence.status >= 400
    return failed and evidence.status != 403 and evidence.of_preflight is False


_ANY_SERVER: Final = (None, cors.RULES, cors.METHOD, cors.HEADER, others.REFUSED_FIRST)
"""What a server of any kind can be at fault with."""


def _without_symptom(evidence: Evidence) -> Cause:
    if evidence.of_preflight:  # whoever signed what, it is on the rules alone that OSS refuses one
        return cors.RULES
    if evidence.status is None:
        return cors.RULES if evidence.origin else others.NO_ANSWER
    if evidence.status == 404:
        return others.NO_OBJECT
    return others.REFUSED_FIRST if evidence.status >= 400 else cors.RULES
