"""What OSS refuses for other reasons than CORS, as its answers and its SDKs have it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from tests.cors.doctor.generated.samples import Sample
from tests.cors.doctor.texts import HOST, MISSING, UPLOAD, URL, chromium, error

REFUSALS: Final = (
    ("AccessDenied", "You have no right to access this object because of bucket acl.", "permission"),
    ("AccessDenied", "AccessDenied", "permission"),
    ("AccessDenied", "Anonymous user has no right to access this bucket.", "permission"),
    ("AccessDenied", "You are denied by bucket referer policy.", "permission"),
    ("AccessDenied", "Request has expired.", "expired"),
    ("AccessDenied", "Invalid according to Policy: Policy expired.", "expired"),
    ("AccessDenied", "Request is not yet valid.", "clock"),
    ("AccessDenied", "Invalid according to Policy: Policy Condition failed: [\"starts-with\", \"$key\", \"user/\"]", "policy"),
    ("AccessDenied", "You are not the owner of the domain.", "domain-not-bound"),
    ("AccessDenied", "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.", "address"),
    ("AccessDenied", "You have no right to access this object.", "permission"),
    ("NoPermission", "You are not authorized to do this action. You should be authorized by RAM.", "permission"),
    ("SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method.", "signature"),
    ("InvalidAccessKeyId", "The OSS Access Key Id you provided does not exist in our records.", "key"),
    ("InvalidAccessKeyId", "The OSS Access Key Id you provided is disabled.", "key"),
    ("InvalidSecurityToken", "The security token you provided is invalid.", "key"),
    ("SecurityTokenExpired", "The security token you provided has expired.", "expired"),
    ("RequestTimeTooSkewed", "The difference between the request time and the current time is too large.", "clock"),
    ("UserDisable", "UserDisable", "account-overdue"),
    ("InvalidPolicyDocument", "Invalid Policy: Invalid JSON: Invalid JSON unicode escape sequence.", "policy"),
    ("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size.", "policy"),
    ("NoSuchBucket", "The specified bucket does not exist.", "no-bucket"),
    ("InvalidBucketName", "The specified bucket is not valid.", "no-bucket"),
    ("NoSuchKey", "The specified key does not exist.", "no-object"),
    ("SecondLevelDomainForbidden", "Please use virtual hosted style to access.", "address"),
    ("QpsLimitExceeded", "Please reduce your request rate.", "throttled"),
    ("InternalError", "Please contact the server administrator, oss@service.aliyun.com.", "throttled"),
    ("CORSRuleBeyondLimit", "The CORS Rules num is beyond limit.", "rules-refused"),
    ("NoSuchCORSConfiguration", "The CORS Configuration does not exist.", "no-rules"),
    ("CallbackFailed", "Error status : 502.", "oss-error"),
    ("FileAlreadyExists", "The object you specified already exists and can not be overwritten.", "oss-error"),
    ("InvalidPart", "One or more of the specified parts could not be found or the specified entity tag might not have matched the part's entity tag.", "etag"),
)  # fmt: skip
"""Codes, messages and causes, as OSS documents them ("Error responses", 0002 to 0048)."""

_ID: Final = "5FA2B5E6C0FFEE0123456789"


def samples() -> Iterator[Sample]:
    """Each refusal in each of its clothes."""
    for number, (code, message, cause) in enumerate(REFUSALS):
        status = {"NoSuchBucket": 404, "NoSuchKey": 404, "NoSuchCORSConfiguration": 404}.get(
            code, 403
        )
        for name, text in _told(code, message, status):
            less = () if HOST in text else ("rules",)
            yield Sample(f"{code} {number}, {name}", text, cause, less, names_bucket=HOST in text)


def _told(code: str, message: str, status: int) -> Iterator[tuple[str, str]]:
    body = error(code, message)
    yield "body", body
    yield "body in one line", body.replace("\n  ", "").replace("\n", "")
    yield "network line, then the body", f"PUT {URL} {status} (Forbidden)\n{body}"
    lines = f"{chromium(UPLOAD, MISSING)}\nGET {URL} net::ERR_FAILED {status}"
    yield "message, then the body", f"{lines}\n{body}"
    facts = {"status": status, "code": code, "requestId": _ID, "host": HOST, "message": message}
    yield "ali-oss, as JSON", json.dumps({"name": f"{code}Error", **facts})
    yield (
        "ali-oss, thrown",
        (
            f"Uncaught (in promise) {code}Error: {message}\n    at Client.requestError (aliyun-oss-sdk.js:"
            f"24:1)\n  status: {status},\n  code: '{code}',\n  requestId: '{_ID}',\n  host: '{HOST}'"
        ),
    )
    yield (
        "oss2",
        (
            f"oss2.exceptions.ServerError: {{'status': {status}, 'x-oss-request-id': '{_ID}', 'details': "
            f"{{'Code': '{code}', 'Message': {message!r}, 'RequestId': '{_ID}', 'HostId': '{HOST}'}}}}"
        ),
    )
    yield (
        "Java",
        (
            f"com.aliyun.oss.OSSException: {message}\n[ErrorCode]: {code}\n[RequestId]: {_ID}\n[HostId]: "
            f"{HOST}\n[ResponseError]:\n{body}"
        ),
    )
    yield (
        "Go",
        (
            f'oss: service returned error: StatusCode={status}, ErrorCode={code}, ErrorMessage="{message}",'
            f" RequestId={_ID}, Bucket=team-media, Endpoint=oss-cn-hangzhou.aliyuncs.com"
        ),
    )
    yield (
        "curl -v",
        (
            f"> PUT /clips/intro.mp4 HTTP/1.1\n> Host: {HOST}\n> Origin: {UPLOAD}\n>\n< HTTP/1.1 {status}\n"
            f"< Server: AliyunOSS\n< x-oss-request-id: {_ID}\n<\n{body}"
        ),
    )
