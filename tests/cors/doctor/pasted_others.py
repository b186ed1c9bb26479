"""Texts as people paste them about CORS that are about something else."""

from __future__ import annotations

from typing import Final

from buckets.cors.doctor.causes import Cause
from tests.cors.doctor.texts import (
    APP,
    HOST,
    MISSING,
    PREFLIGHT,
    UPLOAD,
    URL,
    chromium,
    error,
    failed,
    firefox,
    german,
)

NOT_CORS: Final[dict[str, tuple[str, Cause]]] = {
    "signature": (
        error("SignatureDoesNotMatch", "The request signature we calculated"),
        Cause.SIGNATURE,
    ),
    "signature beside CORS": (
        chromium(UPLOAD, MISSING)
        + failed("PUT", status="403")
        + "\n"
        + error("SignatureDoesNotMatch"),
        Cause.SIGNATURE,
    ),
    "signature, ali-oss": (
        (
            "SignatureDoesNotMatchError: The request signature we calculated does not match the signature "
            "you provided. Check your key and signing method.\n    at Client.requestError (aliyun-oss-sdk.js)"
        ),
        Cause.SIGNATURE,
    ),
    "signature, oss2": (
        (
            "oss2.exceptions.SignatureDoesNotMatch: {'status': 403, 'x-oss-request-id': '5FA2', "
            "'details': {'Code': 'SignatureDoesNotMatch', 'Message': 'The request signature'}}"
        ),
        Cause.SIGNATURE,
    ),
    "signature, Go": (
        (
            "oss: service returned error: StatusCode=403, ErrorCode=SignatureDoesNotMatch, "
            'ErrorMessage="The request signature we calculated does not match", RequestId=5FA2'
        ),
        Cause.SIGNATURE,
    ),
    "signature, Java": (
        (
            "com.aliyun.oss.OSSException: The request signature we calculated does not match\n"
            "[ErrorCode]: SignatureDoesNotMatch\n[RequestId]: 5FA2B5E6"
        ),
        Cause.SIGNATURE,
    ),
    "key": (
        error("InvalidAccessKeyId", "The OSS Access Key Id you provided does not exist"),
        Cause.KEY,
    ),
    "key, ali-oss": ("InvalidAccessKeyIdError: The OSS Access Key Id you provided", Cause.KEY),
    "token": (
        error("InvalidSecurityToken", "The security token you provided is invalid."),
        Cause.KEY,
    ),
    "token expired": (
        error("SecurityTokenExpired", "The security token has expired."),
        Cause.EXPIRED,
    ),
    "address expired": (error("AccessDenied", "Request has expired."), Cause.EXPIRED),
    "clock": (
        error("RequestTimeTooSkewed", "The difference between the request time"),
        Cause.CLOCK,
    ),
    "permission": (
        error("AccessDenied", "You have no right to access this object."),
        Cause.PERMISSION,
    ),
    "permission, anonymous": (
        error("AccessDenied", "Anonymous user has no right to access this bucket."),
        Cause.PERMISSION,
    ),
    "debt": (error("UserDisable", "UserDisable"), Cause.PERMISSION),
    "policy": (error("InvalidPolicyDocument", "Invalid Policy: Invalid JSON"), Cause.POLICY),
    "too large": (error("EntityTooLarge", "Your proposed upload exceeds"), Cause.POLICY),
    "no bucket": (error("NoSuchBucket", "The specified bucket does not exist."), Cause.NO_BUCKET),
    "no object": (error("NoSuchKey", "The specified key does not exist."), Cause.NO_OBJECT),
    "path style": (
        error("SecondLevelDomainForbidden", "The bucket you are attempting"),
        Cause.ADDRESS,
    ),
    "throttled": (error("MetaOperationQpsLimitExceeded"), Cause.THROTTLED),
    "OSS failed": (
        error("InternalError", "Please contact the server administrator"),
        Cause.THROTTLED,
    ),
    "eleven rules": (
        error("CORSRuleBeyondLimit", "The CORS Rules num is beyond limit."),
        Cause.RULES_REFUSED,
    ),
    "not well-formed": (error("MalformedXML"), Cause.RULES_REFUSED),
    "another code": (
        error("FileImmutable", "The object you specified is immutable."),
        Cause.OSS_ERROR,
    ),
    "callback": (error("CallbackFailed", "Error status : 502."), Cause.OSS_ERROR),
    "refused first": (
        chromium(UPLOAD, MISSING) + failed("GET", status="403 (Forbidden)"),
        Cause.REFUSED_FIRST,
    ),
    "refused first, curl": (
        f"> GET /a HTTP/1.1\n> Host: {HOST}\n> Origin: {APP}\n< HTTP/1.1 403 Forbidden",
        Cause.REFUSED_FIRST,
    ),
    "private network": (
        chromium(
            APP,
            "The request client is not a secure context and the resource is in more-private address "
            "space `private`.",
        ),
        Cause.PRIVATE_NETWORK,
    ),
    "private network, preflight": (
        chromium(
            APP,
            PREFLIGHT
            + "No 'Access-Control-Allow-Private-Network' header was present in the preflight "
            "response for this private network request targeting the `private` address space.",
        ),
        Cause.PRIVATE_NETWORK,
    ),
    "local network": (
        chromium(
            APP, "Permission was denied for this request to access the `unknown` address space."
        ),
        Cause.PRIVATE_NETWORK,
    ),
    "mixed content": (
        (
            "Mixed Content: The page at 'https://app.example.com/' was loaded over HTTPS, but requested an "
            f"insecure XMLHttpRequest endpoint 'http://{HOST}/a'. This request has been blocked; the content "
            "must be served over HTTPS."
        ),
        Cause.MIXED_CONTENT,
    ),
    "mixed content, Firefox": (
        f"Blocked loading mixed active content “http://{HOST}/a”",
        Cause.MIXED_CONTENT,
    ),
    "mixed content, Safari": (
        (
            "[blocked] The page at https://app.example.com/ requested insecure content from "
            f"http://{HOST}/a. This content was blocked and must be served over HTTPS."
        ),
        Cause.MIXED_CONTENT,
    ),
    "content policy": (
        (
            f"Refused to connect to '{URL}' because it violates the following Content Security Policy "
            "directive: \"connect-src 'self'\"."
        ),
        Cause.CONTENT_POLICY,
    ),
    "content policy, Firefox": (
        (
            "Content-Security-Policy: The page’s settings blocked the loading of a resource (connect-src) "
            f"at {URL} because it violates the following directive: “connect-src 'self'”"
        ),
        Cause.CONTENT_POLICY,
    ),
    "ad blocker": (f"GET {URL} net::ERR_BLOCKED_BY_CLIENT", Cause.EXTENSION),
    "ad blocker and fetch": (
        f"GET {URL} net::ERR_BLOCKED_BY_CLIENT\nUncaught (in promise) TypeError: Failed to fetch",
        Cause.EXTENSION,
    ),
    "opaque": (f"GET {URL} net::ERR_BLOCKED_BY_ORB", Cause.OPAQUE),
    "opaque, Firefox": (
        f"The resource at “{URL}” was blocked by OpaqueResponseBlocking. Reason: “nosniff with status”.",
        Cause.OPAQUE,
    ),
    "opaque, older": (
        f"Cross-Origin Read Blocking (CORB) blocked cross-origin response {URL} with MIME type text/html.",
        Cause.OPAQUE,
    ),
    "isolated": (f"GET {URL} net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin 200 (OK)", Cause.OPAQUE),
    "forbidden header": ('Refused to set unsafe header "User-Agent"', Cause.FORBIDDEN_HEADER),
    "forbidden header, Firefox": (
        "Attempt to set a forbidden header was denied: Host",
        Cause.FORBIDDEN_HEADER,
    ),
    "certificate": (f"PUT {URL} net::ERR_CERT_COMMON_NAME_INVALID", Cause.CERTIFICATE),
    "certificate, curl": (
        "curl: (60) SSL certificate problem: unable to get local issuer certificate",
        Cause.CERTIFICATE,
    ),
    "no such host": (f"GET {URL} net::ERR_NAME_NOT_RESOLVED", Cause.UNREACHABLE),
    "no such host, curl": (f"curl: (6) Could not resolve host: {HOST}", Cause.UNREACHABLE),
    "reset": (
        f"PUT {URL} net::ERR_CONNECTION_RESET\nTypeError: Failed to fetch",
        Cause.UNREACHABLE,
    ),
    "timed out, ali-oss": (
        f"ConnectionTimeoutError: Connect timeout for 60000ms, PUT {URL} -2 (connected: false)",
        Cause.UNREACHABLE,
    ),
    "same-origin mode": (
        (
            f"Access to fetch at '{URL}' from origin '{APP}' has been blocked by CORS policy: "
            "Cross origin requests are not allowed by request mode."
        ),
        Cause.SAME_ORIGIN_MODE,
    ),
    "not http": (
        (
            "Access to script at 'file:///C:/site/app.js' from origin 'https://app.example.com' has been "
            "blocked by CORS policy: Cross origin requests are only supported for protocol schemes: "
            "chrome, chrome-extension, data, http, https."
        ),
        Cause.NOT_HTTP,
    ),
    "not http, Firefox": (
        firefox("CORS request not http", url="file:///home/a.js"),
        Cause.NOT_HTTP,
    ),
    "CORS disabled": (firefox("CORS disabled"), Cause.BROWSER_SETTING),
    "no Origin header": (firefox("CORS header ‘Origin’ cannot be added"), Cause.BROWSER_SETTING),
    "no answer": ("Uncaught (in promise) TypeError: Failed to fetch", Cause.NO_ANSWER),
    "no answer, Firefox": (
        "TypeError: NetworkError when attempting to fetch resource.",
        Cause.NO_ANSWER,
    ),
    "no answer, Safari": ("TypeError: Load failed", Cause.NO_ANSWER),
    "no answer, ali-oss": (
        (
            f'RequestError: XHR error (req "error"), PUT {URL} -1 (connected: false, '
            "keepAliveHeader: {}), headers: {}"
        ),
        Cause.NO_ANSWER,
    ),
    "no answer, blocked": (
        firefox("CORS request did not succeed", " Status code: (null)."),
        Cause.NO_ANSWER,
    ),
    "no answer, Firefox's German": (
        german("CORS-Anfrage schlug fehl").removesuffix(".") + ". Statuscode: (null).",
        Cause.NO_ANSWER,
    ),
    "no answer, Firefox's French": (
        (
            "Blocage d’une requête multiorigine (Cross-Origin Request) : la politique « Same Origin » ne "
            f"permet pas de consulter la ressource distante située sur {URL}. Raison : échec de la requête "
            "CORS. Code d’état : (null)."
        ),
        Cause.NO_ANSWER,
    ),
    "no answer, axios": (
        f"AxiosError: Network Error\n    at XMLHttpRequest.handleError (xhr.js:158:14)\nPUT {URL}",
        Cause.NO_ANSWER,
    ),
    "no answer, Angular": (f"Http failure response for {URL}: 0 Unknown Error", Cause.NO_ANSWER),
    "no answer, Sentry": (f"TypeError: Failed to fetch ({HOST})", Cause.NO_ANSWER),
    "no answer, Datadog": (
        (
            f'{{"error":{{"message":"XHR error PUT {URL}","source":"network","resource":{{"method":"PUT",'
            f'"status_code":0,"url":"{URL}"}}}}}}'
        ),
        Cause.NO_ANSWER,
    ),
    "no answer, nothing but the host": (f"{HOST} does not work for me", Cause.NO_ANSWER),
    "not http, Firefox's Chinese": (
        "已拦截跨源请求：同源策略禁止读取位于 file:///C:/site/list.json 的远程资源。（原因：CORS 请求不是 http）。",
        Cause.NOT_HTTP,
    ),
    "another server": (
        chromium(APP, MISSING, url="https://api.example.org/v1/sign"),
        Cause.NOT_OSS,
    ),
    "small talk": ("It does not work, please help!", Cause.NOTHING),
    "a stack trace": (
        "Uncaught TypeError: undefined is not a function\n at app.js:12",
        Cause.NOTHING,
    ),
    "nothing": ("", Cause.NOTHING),
    "a poem": ("床前明月光，疑是地上霜。", Cause.NOTHING),
}
