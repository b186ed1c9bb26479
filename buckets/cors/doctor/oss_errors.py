"""What OSS means by an error: by its code and its message, as one code has several causes.

Codes and messages are those of OSS's error reference ("OSS, Error responses") and of its
troubleshooting pages.
"""

from dataclasses import dataclass
from typing import Final

from buckets.cors.doctor.causes import Cause, cors, others


@dataclass(frozen=True, slots=True)
class OssError:
    """An error and its cause. ``phrase`` stands in the message, in lower case; "" for any.

    ``is_plain``: the phrase is said by OSS alone, so it tells the error also without the code.
    ``advice`` names what is to be known of this error beside its cause: ``doctor.advice.<advice>``.
    """

    code: str
    cause: Cause
    phrase: str = ""
    is_plain: bool = True
    advice: str = ""


_SIGNATURE: Final = ("SignatureDoesNotMatch", others.SIGNATURE)
_DENIED: Final = "AccessDenied"

ERRORS: Final = (
    # --- AccessDenied, by its message -------------------------------------------------------------
    OssError(
        _DENIED, others.ADDRESS, "must be addressed using the specified endpoint", advice="region"
    ),
    OssError(_DENIED, others.EXPIRED, "request has expired"),
    OssError(_DENIED, others.EXPIRED, "policy expired"),
    OssError(_DENIED, others.CLOCK, "request is not yet valid"),
    OssError(_DENIED, others.EXPIRED, "security token you provided has expired"),
    OssError(_DENIED, others.POLICY, "invalid according to policy"),
    OssError(_DENIED, others.PERMISSION, "denied by bucket referer policy", advice="referer"),
    OssError(_DENIED, others.SIGNATURE, "signature we calculated does not match", is_plain=False),
    OssError(_DENIED, others.SIGNATURE, "headers present in the request which were not signed"),
    OssError(_DENIED, others.DOMAIN_NOT_BOUND, "not the owner of the domain"),
    OssError(_DENIED, others.PERMISSION, "you have no right to access this object"),
    OssError(_DENIED, others.PERMISSION, "because of bucket acl"),
    OssError(_DENIED, others.PERMISSION, "anonymous user has no right to access"),
    OssError(_DENIED, others.PERMISSION, "denied by authorizer's policy"),
    OssError(_DENIED, others.PERMISSION, "you do not have read acl permission"),
    OssError(_DENIED, others.PERMISSION, "you do not have write acl permission"),
    OssError(_DENIED, others.PERMISSION, "anonymous access is forbidden for this operation"),
    OssError(_DENIED, others.PERMISSION, "put public object acl is not allowed"),
    OssError(_DENIED, others.PERMISSION, "put public bucket acl is not allowed"),
    OssError(_DENIED, others.PERMISSION, "denied by bucket policy"),
    OssError(_DENIED, others.PERMISSION, "you are forbidden to list buckets"),
    OssError(_DENIED, others.PERMISSION, "bucket you access does not belong to you"),
    OssError(_DENIED, others.PERMISSION, "bucket you visit is not belong to you"),
    OssError(_DENIED, others.SIGNATURE, "oss authentication requires a valid date"),
    OssError(_DENIED, others.PERMISSION, "access denied", is_plain=False),
    OssError(_DENIED, others.PERMISSION),
    OssError(_DENIED, others.PERMISSION, "can not override response header for an anonymous user"),
    OssError("NoPermission", others.PERMISSION, "not authorized to do this action"),
    OssError("NoPermission", others.PERMISSION, "not authorized to perform action"),
    OssError("NoPermission", others.PERMISSION),
    OssError("Forbidden.RAM", others.PERMISSION),
    *(
        OssError(code, others.ACCOUNT_OVERDUE)
        for code in ("UserDisable", "UserDisabled", "InDebt", "InDebtOverdue")
    ),
    # --- Who signed, how and when -----------------------------------------------------------------
    OssError(*_SIGNATURE, "request signature we calculated does not match"),
    OssError(*_SIGNATURE, "signature not match"),
    OssError(*_SIGNATURE),
    OssError("InvalidAccessKeyId", others.KEY, "access key id you provided does not exist"),
    OssError("InvalidAccessKeyId", others.KEY, "accesskeyid is not found"),
    OssError("InvalidAccessKeyId", others.KEY, "access key id you provided is disabled"),
    OssError("InvalidAccessKeyId", others.KEY, "access key id is inactive"),
    OssError("InvalidAccessKeyId", others.KEY),
    OssError("InvalidSecurityToken.Expired", others.EXPIRED),
    OssError("InvalidSecurityToken", others.KEY, "security token you provided is invalid"),
    OssError("MissingSecurityToken", others.KEY, "securitytoken is mandatory"),
    OssError("InvalidSecurityToken", others.KEY, "token is malformed or otherwise invalid"),
    OssError("InvalidSecurityToken", others.KEY, "security token included in the request is inv"),
    OssError("InvalidSecurityToken", others.KEY),
    OssError("SecurityTokenExpired", others.EXPIRED),
    OssError("AccessKeyIdAndSecurityTokenNotMatch", others.KEY),
    OssError(
        "RequestTimeTooSkewed", others.CLOCK, "request time and the current time is too large"
    ),
    OssError("RequestTimeTooSkewed", others.CLOCK, "request time and the server's time is too"),
    OssError("RequestTimeTooSkewed", others.CLOCK),
    # --- Upload forms, parts and callbacks --------------------------------------------------------
    OssError("EntityTooSmall", others.OSS_ERROR, "upload smaller than the minimum allowed"),
    OssError("EntityTooLarge", others.POLICY, "upload exceeds the maximum allowed size"),
    OssError("InvalidArgument", others.POLICY, "bucket post must contain a field"),
    OssError("MalformedPOSTRequest", others.OSS_ERROR, "not well-formed multipart/form-data"),
    OssError("NoSuchUpload", others.OSS_ERROR, "specified upload does not exist"),
    OssError("InvalidArgument", others.OSS_ERROR, "expires must be less than a week"),
    OssError("InvalidArgument", others.SIGNATURE, "query string authentication requires"),
    OssError("InvalidPolicyDocument", others.POLICY),
    OssError("EntityTooLarge", others.POLICY),
    OssError("InvalidPart", cors.ETAG, "specified parts could not be found"),
    OssError("InvalidPart", cors.ETAG),
    OssError("CallbackFailed", others.OSS_ERROR, "error status : ", advice="callback"),
    OssError("CallbackFailed", others.OSS_ERROR, advice="callback"),
    # --- What was asked for, and where ------------------------------------------------------------
    OssError("NoSuchBucket", others.NO_BUCKET, "specified bucket does not exist"),
    OssError("NoSuchBucket", others.NO_BUCKET),
    OssError("InvalidBucketName", others.NO_BUCKET, "specified bucket is not valid"),
    OssError("InvalidBucketName", others.NO_BUCKET),
    OssError("NoSuchKey", others.NO_OBJECT, "specified key does not exist"),
    OssError("NoSuchKey", others.NO_OBJECT, "object not exists"),
    OssError("NoSuchKey", others.NO_OBJECT),
    OssError("SymlinkTargetNotExist", others.NO_OBJECT),
    OssError(
        "SecondLevelDomainForbidden", others.ADDRESS, "addressed using oss third level domain"
    ),
    OssError("SecondLevelDomainForbidden", others.ADDRESS),
    OssError("TemporaryRedirect", others.ADDRESS, "to the specified temporary endpoint"),
    OssError("TemporaryRedirect", others.ADDRESS),
    OssError("PermanentRedirect", others.ADDRESS),
    OssError("NonStandardHostForbidden", others.ADDRESS, "use open storage service standard host"),
    OssError("NonStandardHostForbidden", others.ADDRESS),
    OssError("ConnectionTimeout", others.UNREACHABLE),
    # --- CORS itself ------------------------------------------------------------------------------
    OssError("AccessForbidden", cors.NO_RULES, "cors is not enabled for this bucket"),
    OssError("AccessForbidden", cors.RULES, "this cors request is not allowed"),
    OssError("AccessForbidden", cors.RULES),
    OssError("NoSuchCORSConfiguration", cors.NO_RULES, "cors configuration does not exist"),
    OssError("NoSuchCORSConfiguration", cors.NO_RULES),
    OssError("CORSRuleBeyondLimit", others.RULES_REFUSED),
    OssError("MalformedXML", others.RULES_REFUSED),
    # --- Too much, or OSS itself ------------------------------------------------------------------
    OssError("MetaOperationQpsLimitExceeded", others.THROTTLED),
    OssError("QpsLimitExceeded", others.THROTTLED),
    OssError("TrafficRateLimitExceeded", others.THROTTLED),
    OssError("TotalQpsLimitExceeded", others.THROTTLED),
    OssError("UploadTrafficRateLimitExceeded", others.THROTTLED),
    OssError("DownloadTrafficRateLimitExceeded", others.THROTTLED),
    OssError("SlowDown", others.THROTTLED),
    OssError("ServiceUnavailable", others.THROTTLED),
    OssError("ServerBusy", others.THROTTLED),
    OssError("InternalError", others.THROTTLED),
    # --- Known by its code alone ------------------------------------------------------------------
    *(
        OssError(code, others.OSS_ERROR)
        for code in (
            *("NoSuchUpload", "InvalidObjectName", "InvalidDigest", "InvalidArgument"),
            *("MethodNotAllowed", "RequestTimeout", "RequestIsNotMultiPartContent"),
            *("IncorrectNumberOfFilesInPOSTRequest", "MalformedPOSTRequest", "MissingArgument"),
            *("MissingContentLength", "InvalidRange", "InvalidRequest", "FileAlreadyExists"),
            *("ObjectNotAppendable", "PositionNotEqualToLength", "InvalidObjectState"),
            *(
                "PartAlreadyExist",
                "NeedVerifyDomainOwnership",
                "InvalidPartOrder",
                "EntityTooSmall",
                "NotImplemented",
                "PreconditionFailed",
            ),
            *("BucketAlreadyExists", "TooManyBuckets", "NotModified", "FieldItemTooLong"),
            *("BucketNotEmpty", "BadDigest", "RestoreAlreadyInProgress", "ImageTooLarge"),
            *("ImageFormatNotSupported", "FileImmutable", "IncompleteBody"),
            *(
                "InvalidEncryptionAlgorithmError",
                "KmsServiceNotEnabled",
                "NoSuchWebsiteConfiguration",
            ),
        )
    ),
)
"""All that are known; of one code those with a phrase come first."""

_SHORTEST_CUT: Final = 15
"""Characters from which on the beginning of a code is one."""

CODES: Final = tuple(dict.fromkeys(error.code for error in ERRORS))


def find_error(code: str, message: str) -> OssError | None:
    """Return the error of this ``code`` and ``message``; None where neither is known."""
    low = message.lower()
    known = next((it for it in ERRORS if it.code == code and it.phrase in low), None)
    if known is not None:
        return known
    said = find_phrase(low)
    return said[0] if said else None


def known_code(word: str) -> str:
    """Return the code that ``word`` is or, cut off, begins; empty for none or several."""
    if word in CODES:
        return word
    begun = [code for code in CODES if code.startswith(word)]
    return begun[0] if len(begun) == 1 and len(word) >= _SHORTEST_CUT else ""


def find_phrase(text: str) -> tuple[OssError, int] | None:
    """Return the first error whose message stands in ``text`` (in lower case), and where."""
    for error in ERRORS:
        if error.phrase and error.is_plain and (at := text.find(error.phrase)) >= 0:
            return error, at
    return None
