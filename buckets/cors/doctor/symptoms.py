"""What was seen to go wrong with a request, before anybody knows why."""

from enum import StrEnum
from typing import Final

from buckets.cors.evaluate.browser import BlockCause


class Symptom(StrEnum):
    """What was seen to go wrong."""

    # The browser's check of an answer, or of the answer to a preflight.
    NO_ALLOW_ORIGIN = "no-allow-origin"
    SEVERAL_ORIGINS = "several-origins"
    INVALID_ORIGIN = "invalid-origin"
    OTHER_ORIGIN = "other-origin"
    WILDCARD_WITH_CREDENTIALS = "wildcard-with-credentials"
    NO_ALLOW_CREDENTIALS = "no-allow-credentials"
    NOT_OK = "not-ok"
    METHOD = "method"
    HEADER = "header"
    AUTHORIZATION = "authorization"
    UNPARSABLE = "unparsable"
    REDIRECT = "redirect"
    REFUSED_BY_OSS = "refused-by-oss"
    NO_RULES = "no-rules"
    BLOCKED = "blocked"  # by CORS, nobody says why
    # What a page cannot read, or sees too often.
    ETAG = "etag"
    UNEXPOSED = "unexposed"
    LARGE_UPLOADS = "large-uploads"
    PREFLIGHT_EACH = "preflight-each"
    NOW_AND_THEN = "now-and-then"
    TAINTED = "tainted"
    # What looks like it, and is something else.
    SAME_ORIGIN_MODE = "same-origin-mode"
    NOT_HTTP = "not-http"
    CORS_DISABLED = "cors-disabled"
    ORIGIN_NOT_ADDED = "origin-not-added"
    PRIVATE_NETWORK = "private-network"
    MIXED_CONTENT = "mixed-content"
    CONTENT_POLICY = "content-policy"
    BLOCKED_BY_CLIENT = "blocked-by-client"
    OPAQUE_BLOCKED = "opaque-blocked"
    FORBIDDEN_HEADER = "forbidden-header"
    CERTIFICATE = "certificate"
    UNREACHABLE = "unreachable"
    MINI_PROGRAM = "mini-program"
    CONFIGURATION = "configuration"
    REFUSED_BY_CDN = "refused-by-cdn"
    NO_ANSWER = "no-answer"
    OSS_ERROR = "oss-error"
    PERMISSION = "permission"
    THROTTLED = "throttled"
    EXPIRED = "expired"
    SIGNATURE = "signature"
    ANSWERED = "answered"


OF_BLOCK: Final = {
    BlockCause.NO_ALLOW_ORIGIN: Symptom.NO_ALLOW_ORIGIN,
    BlockCause.SEVERAL_ORIGINS: Symptom.SEVERAL_ORIGINS,
    BlockCause.INVALID_ORIGIN: Symptom.INVALID_ORIGIN,
    BlockCause.OTHER_ORIGIN: Symptom.OTHER_ORIGIN,
    BlockCause.WILDCARD_WITH_CREDENTIALS: Symptom.WILDCARD_WITH_CREDENTIALS,
    BlockCause.NO_ALLOW_CREDENTIALS: Symptom.NO_ALLOW_CREDENTIALS,
    BlockCause.REDIRECT: Symptom.REDIRECT,
    BlockCause.NOT_OK: Symptom.NOT_OK,
    BlockCause.INVALID_METHODS: Symptom.UNPARSABLE,
    BlockCause.INVALID_HEADERS: Symptom.UNPARSABLE,
    BlockCause.METHOD: Symptom.METHOD,
    BlockCause.HEADER: Symptom.HEADER,
    BlockCause.REDIRECT_WITH_CREDENTIALS: Symptom.REDIRECT,
}
"""What a browser says of each reason for which it keeps an answer from a page."""
