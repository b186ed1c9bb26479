"""The cause, as far as the message itself tells."""

from typing import Final

from buckets.cors.doctor.causes import Cause
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.doctor.symptoms import Symptom
from buckets.cors.evaluate.browser import as_sent
from buckets.cors.model import METHODS

_TOLD: Final = {
    Symptom.WILDCARD_WITH_CREDENTIALS: Cause.CREDENTIALS,
    Symptom.NO_ALLOW_CREDENTIALS: Cause.CREDENTIALS,
    Symptom.SEVERAL_ORIGINS: Cause.TWO_ANSWERS,
    Symptom.INVALID_ORIGIN: Cause.TWO_ANSWERS,
    Symptom.UNPARSABLE: Cause.TWO_ANSWERS,
    Symptom.REDIRECT: Cause.REDIRECT,
    Symptom.PREFLIGHT_EACH: Cause.PREFLIGHT_EACH,
    Symptom.NOW_AND_THEN: Cause.MIXED_REQUESTS,
    Symptom.TAINTED: Cause.TAINTED,
    Symptom.SAME_ORIGIN_MODE: Cause.SAME_ORIGIN_MODE,
    Symptom.NOT_HTTP: Cause.NOT_HTTP,
    Symptom.CORS_DISABLED: Cause.BROWSER_SETTING,
    Symptom.ORIGIN_NOT_ADDED: Cause.BROWSER_SETTING,
    Symptom.PRIVATE_NETWORK: Cause.PRIVATE_NETWORK,
    Symptom.MIXED_CONTENT: Cause.MIXED_CONTENT,
    Symptom.CONTENT_POLICY: Cause.CONTENT_POLICY,
    Symptom.BLOCKED_BY_CLIENT: Cause.EXTENSION,
    Symptom.OPAQUE_BLOCKED: Cause.OPAQUE,
    Symptom.FORBIDDEN_HEADER: Cause.FORBIDDEN_HEADER,
    Symptom.CERTIFICATE: Cause.CERTIFICATE,
    Symptom.UNREACHABLE: Cause.UNREACHABLE,
}
_CODES: Final = {
    "SignatureDoesNotMatch": Cause.SIGNATURE,
    "InvalidAccessKeyId": Cause.KEY,
    "InvalidSecurityToken": Cause.KEY,
    "SecurityTokenExpired": Cause.EXPIRED,
    "RequestTimeTooSkewed": Cause.CLOCK,
    "AccessDenied": Cause.PERMISSION,
    "UserDisable": Cause.PERMISSION,
    "InvalidPolicyDocument": Cause.POLICY,
    "EntityTooLarge": Cause.POLICY,
    "NoSuchBucket": Cause.NO_BUCKET,
    "InvalidBucketName": Cause.NO_BUCKET,
    "NoSuchKey": Cause.NO_OBJECT,
    "SecondLevelDomainForbidden": Cause.ADDRESS,
    "MetaOperationQpsLimitExceeded": Cause.THROTTLED,
    "InternalError": Cause.THROTTLED,
    "CORSRuleBeyondLimit": Cause.RULES_REFUSED,
    "MalformedXML": Cause.RULES_REFUSED,
}
GUESSES: Final = (Cause.MIXED_REQUESTS, Cause.PREFLIGHT_EACH, Cause.OPAQUE)


def told_by(evidence: Evidence) -> Cause | None:
    """The cause, where no trial on the rules is needed to know it."""
    if evidence.symptom is Symptom.OSS_ERROR:
        if evidence.code == "AccessDenied" and evidence.expired:
            return Cause.EXPIRED
        return _CODES.get(evidence.code, Cause.OSS_ERROR)
    if evidence.origin == "null":
        return Cause.NULL_ORIGIN
    if evidence.method and as_sent(evidence.method) not in (*METHODS, "OPTIONS"):
        return Cause.METHOD_UNKNOWN
    return _TOLD.get(evidence.symptom) if evidence.symptom else None


_NAMED: Final = {
    Symptom.METHOD: Cause.METHOD,
    Symptom.HEADER: Cause.HEADER,
    Symptom.AUTHORIZATION: Cause.HEADER,
    Symptom.ETAG: Cause.ETAG,
    Symptom.LARGE_UPLOADS: Cause.ETAG,
    Symptom.UNEXPOSED: Cause.UNEXPOSED,
    Symptom.OTHER_ORIGIN: Cause.SEVERAL_SITES,
    Symptom.NO_ANSWER: Cause.NO_ANSWER,
    Symptom.NO_RULES: Cause.NO_RULES,
    Symptom.ANSWERED: Cause.ALLOWED,
}


def guessed_from(evidence: Evidence) -> Cause:
    """The cause, where there are no rules to try the request on."""
    if not evidence:
        return Cause.NOTHING
    if evidence.by_cdn:
        return Cause.CDN
    cause = _NAMED.get(evidence.symptom) if evidence.symptom else _without_symptom(evidence)
    if cause in (None, Cause.NO_ANSWER) and evidence.is_elsewhere:
        return Cause.NOT_OSS
    return cause or Cause.RULES


def _without_symptom(evidence: Evidence) -> Cause:
    if evidence.of_preflight:  # whoever signed what, it is on the rules alone that OSS refuses one
        return Cause.RULES
    if evidence.status is None:
        return Cause.RULES if evidence.origin else Cause.NO_ANSWER
    return Cause.REFUSED_FIRST if evidence.status >= 400 else Cause.RULES
