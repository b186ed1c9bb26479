"""What the server refuses, in the codes, messages and EC numbers of OSS.

A refusal without an EC is one whose number no public document gives.
"""

from typing import Final

from buckets.cors.assumptions import PREFLIGHT_INCOMPLETE
from buckets.localoss.assumptions import (
    DELETION_WITHOUT_DIGEST,
    DOCUMENT_TOO_LARGE,
    LIST_BESIDE_COMPLETE_ALL,
    NOT_IMPLEMENTED,
    PREFLIGHT_TO_NO_BUCKET,
)

# To the letter, with the mistakes of the service (OptionObject).
_CORS_NOT_ALLOWED: Final = (
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of "
    "Origin, request method / Access-Control-Request-Method or Access-Control-Requet-Headers are "
    "not whitelisted by the resource's CORS spec."
)
_NOT_IMPLEMENTED_HEADER: Final = (
    "A header you provided implies functionality that is not implemented."
)
_MALFORMED_XML: Final = (
    "The XML you provided was not well-formed or did not validate against our published schema."
)
_MISMATCH: Final = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your key and signing method."
)


class RefusedError(Exception):
    """An error answer: HTTP status, OSS code, message, EC, and the elements that go with it."""

    def __init__(self, status: int, code: str, message: str, ec: str = "", **details: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.ec = ec
        self.details = details


def unreadable(message: str) -> RefusedError:
    return RefusedError(400, "BadRequest", message)


def internal_error() -> RefusedError:
    return RefusedError(500, "InternalError", "We encountered an internal error. Please try again.")


def call_not_implemented(what: str) -> RefusedError:
    """``what`` names the call, as `GET /bucket?lifecycle`."""
    return RefusedError(*NOT_IMPLEMENTED, f"Local OSS does not implement {what}.")


def header_not_implemented(name: str) -> RefusedError:
    """A header that asks for what this server does not do, where ignoring it would do harm."""
    return RefusedError(*NOT_IMPLEMENTED, _NOT_IMPLEMENTED_HEADER, Header=name)


def condition_on_upload(name: str) -> RefusedError:
    """PutObject with If-Match or its like, which OSS itself does not have, with status 400."""
    return RefusedError(
        400, "NotImplemented", _NOT_IMPLEMENTED_HEADER, "0017-00000245", Header=name
    )


def method_not_allowed() -> RefusedError:
    return RefusedError(
        405, "MethodNotAllowed", "The specified method is not allowed against this resource."
    )


def invalid_argument(message: str, ec: str = "", **details: str) -> RefusedError:
    return RefusedError(400, "InvalidArgument", message, ec, **details)


def invalid_authorization() -> RefusedError:
    return invalid_argument("Authorization header is invalid.", "0002-00000063")


def no_valid_date() -> RefusedError:
    message = "OSS authentication requires a valid Date."
    return RefusedError(403, "AccessDenied", message, "0002-00000503")


def unknown_access_key(access_key_id: str) -> RefusedError:
    return RefusedError(
        403,
        "InvalidAccessKeyId",
        "The OSS Access Key Id you provided does not exist in our records.",
        "0002-00000902",
        OSSAccessKeyId=access_key_id,
    )


def signature_mismatch(**details: str) -> RefusedError:
    return RefusedError(403, "SignatureDoesNotMatch", _MISMATCH, "0002-00000040", **details)


def time_too_skewed(*, request_time: str, server_time: str, allowed: int) -> RefusedError:
    """``allowed`` is in seconds; OSS says it in milliseconds."""
    return RefusedError(
        403,
        "RequestTimeTooSkewed",
        "The difference between the request time and the current time is too large.",
        "0002-00000504",
        MaxAllowedSkewMilliseconds=str(allowed * 1000),
        RequestTime=request_time,
        ServerTime=server_time,
    )


def anonymous_forbidden() -> RefusedError:
    message = "Anonymous access is forbidden for this operation."
    return RefusedError(403, "AccessDenied", message, "0003-00001201")


def forbidden_by_acl() -> RefusedError:
    message = "You have no right to access this object because of bucket acl."
    return RefusedError(403, "AccessDenied", message, "0003-00000001")


def forbidden_by_policy(why: str) -> RefusedError:
    return RefusedError(403, "AccessDenied", f"Invalid according to Policy: {why}")


def cors_not_allowed() -> RefusedError:
    return RefusedError(403, "AccessForbidden", _CORS_NOT_ALLOWED)


def incomplete_preflight(needed: str) -> RefusedError:
    """OptionObject without a header that it needs, in the words of the list of 400 errors."""
    status, code = PREFLIGHT_INCOMPLETE
    return RefusedError(status, code, f"Insufficient information. {needed} header needed")


def no_such_bucket(name: str) -> RefusedError:
    message = "The specified bucket does not exist."
    return RefusedError(404, "NoSuchBucket", message, "0015-00000101", BucketName=name)


def preflight_to_no_bucket(name: str) -> RefusedError:
    status, code = PREFLIGHT_TO_NO_BUCKET
    return RefusedError(
        status, code, "The specified bucket does not exist.", "0015-00000101", BucketName=name
    )


def invalid_bucket_name(name: str) -> RefusedError:
    message = "The specified bucket is not valid."
    return RefusedError(400, "InvalidBucketName", message, BucketName=name)


def bucket_not_empty(name: str) -> RefusedError:
    message = "The bucket has objects. Please delete them first."
    return RefusedError(409, "BucketNotEmpty", message, BucketName=name)


def no_such_cors(name: str) -> RefusedError:
    message = "The CORS Configuration does not exist."
    return RefusedError(404, "NoSuchCORSConfiguration", message, "0034-00000001", BucketName=name)


def malformed_xml(detail: str, ec: str = "") -> RefusedError:
    """``detail`` says what is wrong, as the ErrorDetail element of the service does."""
    return RefusedError(400, "MalformedXML", _MALFORMED_XML, ec, ErrorDetail=detail)


def too_many_rules(ec: str = "") -> RefusedError:
    return RefusedError(400, "CORSRuleBeyondLimit", "The CORS Rules num is beyond limit.", ec)


def document_too_large() -> RefusedError:
    return RefusedError(*DOCUMENT_TOO_LARGE, "The CORS configuration is larger than 16 KB.")


def wrong_digest() -> RefusedError:
    return RefusedError(400, "InvalidDigest", "The Content-MD5 you specified was invalid.")


def too_large() -> RefusedError:
    message = "Your proposed upload exceeds the maximum allowed size."
    return RefusedError(400, "EntityTooLarge", message)


def too_small() -> RefusedError:
    message = "Your proposed upload is smaller than the minimum allowed size."
    return RefusedError(400, "EntityTooSmall", message)


def no_such_key(key: str) -> RefusedError:
    message = "The specified key does not exist."
    return RefusedError(404, "NoSuchKey", message, "0026-00000001", Key=key)


def invalid_range() -> RefusedError:
    """Without a Content-Range: none is documented."""
    return RefusedError(416, "InvalidRange", "The requested range cannot be satisfied")


def digest_missing() -> RefusedError:
    """DeleteMultipleObjects without the Content-MD5 that it needs."""
    status, code, ec = DELETION_WITHOUT_DIGEST
    return RefusedError(status, code, "Missing Some Required Arguments.", ec)


def no_part_number() -> RefusedError:
    return invalid_argument(
        "Unexpected query string parameter",
        "0017-00000219",
        ArgumentName="ResourceType",
        ArgumentValue="partNumber",
    )


def invalid_part_number(text: str) -> RefusedError:
    return invalid_argument(
        "Part number must be an integer between 1 and 10000, inclusive.",
        "0017-00000220",
        ArgumentName="PartNumber",
        ArgumentValue=text,
    )


def no_such_upload(upload_id: str, ec: str) -> RefusedError:
    """``ec`` is another one for UploadPart than for the rest."""
    message = (
        "The specified upload does not exist. The upload ID may be invalid, or the upload may "
        "have been aborted or completed."
    )
    return RefusedError(404, "NoSuchUpload", message, ec, UploadId=upload_id)


def invalid_part() -> RefusedError:
    message = (
        "One or more of the specified parts could not be found or the specified entity tag might "
        "not have matched the part's entity tag."
    )
    return RefusedError(400, "InvalidPart", message)


def invalid_part_order() -> RefusedError:
    message = (
        "The list of parts was not in ascending order. "
        "Parts list must specified in order by part number."
    )
    return RefusedError(400, "InvalidPartOrder", message, "0042-00000209")


def part_too_small() -> RefusedError:
    message = "Your proposed upload is smaller than the minimum allowed size."
    return RefusedError(400, "EntityTooSmall", message, "0042-00000213")


def list_beside_complete_all() -> RefusedError:
    status, code, ec = LIST_BESIDE_COMPLETE_ALL
    return RefusedError(
        status, code, "x-oss-complete-all is set, and there is a list of parts.", ec
    )


def invalid_object_name(name: str) -> RefusedError:
    message = "The specified object is not valid."
    return RefusedError(400, "InvalidObjectName", message, ObjectName=name)


def not_multipart() -> RefusedError:
    message = "Bucket POST must be of the enclosure-type multipart/form-data."
    return RefusedError(400, "RequestIsNotMultiPartContent", message)


def malformed_form() -> RefusedError:
    message = "The body of your POST request is not well-formed multipart/form-data."
    return RefusedError(400, "MalformedPOSTRequest", message)


def invalid_policy(why: str) -> RefusedError:
    return RefusedError(400, "InvalidPolicyDocument", f"Invalid Policy: {why}")
