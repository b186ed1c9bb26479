"""Everything that can be the matter."""

from enum import StrEnum
from typing import Final


class Cause(StrEnum):
    """Why a page did not get what it asked for."""

    # The bucket's rules, which this console can change.
    NO_RULES = "no-rules"
    ORIGIN = "origin"
    PORT = "port"
    SCHEME = "scheme"
    SPELLING = "spelling"
    NULL_ORIGIN = "null-origin"
    METHOD = "method"
    HEADER = "header"
    ETAG = "etag"
    UNEXPOSED = "unexposed"
    OVERLAP = "overlap"
    # CORS, and not a matter of one more line in a rule.
    RULES = "rules"
    CREDENTIALS = "credentials"
    METHOD_UNKNOWN = "method-unknown"
    MIXED_REQUESTS = "mixed-requests"
    SEVERAL_SITES = "several-sites"
    CDN = "cdn"
    TWO_ANSWERS = "two-answers"
    REDIRECT = "redirect"
    PREFLIGHT_EACH = "preflight-each"
    TAINTED = "tainted"
    ALLOWED = "allowed"
    # Not CORS, however it looks.
    SIGNATURE = "signature"
    KEY = "key"
    EXPIRED = "expired"
    CLOCK = "clock"
    PERMISSION = "permission"
    POLICY = "policy"
    REFUSED_FIRST = "refused-first"
    NO_BUCKET = "no-bucket"
    NO_OBJECT = "no-object"
    ADDRESS = "address"
    THROTTLED = "throttled"
    RULES_REFUSED = "rules-refused"
    OSS_ERROR = "oss-error"
    NOT_OSS = "not-oss"
    SAME_ORIGIN_MODE = "same-origin-mode"
    NOT_HTTP = "not-http"
    BROWSER_SETTING = "browser-setting"
    PRIVATE_NETWORK = "private-network"
    MIXED_CONTENT = "mixed-content"
    CONTENT_POLICY = "content-policy"
    EXTENSION = "extension"
    OPAQUE = "opaque"
    FORBIDDEN_HEADER = "forbidden-header"
    CERTIFICATE = "certificate"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no-answer"
    # Nobody can tell.
    NOTHING = "nothing"

    @property
    def is_cors(self) -> bool | None:
        """Whether it is about CORS at all; None where that cannot be told."""
        if self in (Cause.NOTHING, Cause.NO_ANSWER):
            return None
        return list(Cause).index(self) < list(Cause).index(Cause.SIGNATURE)

    @property
    def is_mendable(self) -> bool:
        """Whether an edit of the rules can be the fix."""
        return self in _MENDABLE


_MENDABLE: Final = (
    Cause.NO_RULES,
    Cause.ORIGIN,
    Cause.PORT,
    Cause.SCHEME,
    Cause.SPELLING,
    Cause.METHOD,
    Cause.HEADER,
    Cause.ETAG,
    Cause.UNEXPOSED,
    Cause.OVERLAP,
)
