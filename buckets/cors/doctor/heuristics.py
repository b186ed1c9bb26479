"""The cause, as far as the message itself tells."""

from typing import Final

from buckets.cors.doctor.causes import Cause, cors, others
from buckets.cors.doctor.evidence import Evidence
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
}
_CODES: Final = {
    "SignatureDoesNotMatch": others.SIGNATURE,
    "InvalidAccessKeyId": others.KEY,
    "InvalidSecurityToken": others.KEY,
    "SecurityTokenExpired": others.EXPIRED,
    "RequestTimeTooSkewed": others.CLOCK,
    "AccessDenied": others.PERMISSION,
    "UserDisable": others.PERMISSION,
    "InvalidPolicyDocument": others.POLICY,
    "EntityTooLarge": others.POLICY,
    "NoSuchBucket": others.NO_BUCKET,
    "InvalidBucketName": others.NO_BUCKET,
    "NoSuchKey": others.NO_OBJECT,
    "SecondLevelDomainForbidden": others.ADDRESS,
    "MetaOperationQpsLimitExceeded": others.THROTTLED,
    "InternalError": others.THROTTLED,
    "CORSRuleBeyondLimit": others.RULES_REFUSED,
    "MalformedXML": others.RULES_REFUSED,
}
GUESSES: Final = (cors.MIXED_REQUESTS, cors.PREFLIGHT_EACH, others.OPAQUE)


def told_by(evidence: Evidence) -> Cause | None:
    """The cause, where no replay on the rules is needed to know it."""
    if evidence.symptom is Symptom.OSS_ERROR:
        if evidence.code == "AccessDenied" and evidence.expired:
            return others.EXPIRED
        return _CODES.get(evidence.code, others.OSS_ERROR)
    if evidence.origin == "null":
        return cors.NULL_ORIGIN
    if evidence.method and as_sent(evidence.method) not in (*METHODS, "OPTIONS"):
        return cors.METHOD_UNKNOWN
    return _TOLD.get(evidence.symptom) if evidence.symptom else None


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
    if cause in (None, others.NO_ANSWER) and evidence.is_elsewhere and not is_known:
        return others.NOT_OSS
    return cause or cors.RULES


def _without_symptom(evidence: Evidence) -> Cause:
    if evidence.of_preflight:  # whoever signed what, it is on the rules alone that OSS refuses one
        return cors.RULES
    if evidence.status is None:
        return cors.RULES if evidence.origin else others.NO_ANSWER
    return others.REFUSED_FIRST if evidence.status >= 400 else cors.RULES
