"""Texts as people paste them about CORS that are about something else."""

from __future__ import annotations

from typing import Final

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

NOT_CORS: Final[dict[str, tuple[str, str]]] = {
    "signature": (
        error("SignatureDoesNotMatch", "The request signature we calculated"),
        "signature",
    ),
    "signature beside CORS": (
        chromium(UPLOAD, MISSING)
        + failed("PUT", status="403")
        + "\n"
        + error("SignatureDoesNotMatch"),
        "signature",
    ),
    "signature, ali-oss": (
        (
            "SignatureDoesNotMatchError: The request signature we calculated does not match the signature "
            "you provided. Check your key and signing method.\n    at Client.requestError (aliyun-oss-sdk.js)"
        ),
        "signature",
    ),
    "signature, oss2": (
        (
            "oss2.exceptions.SignatureDoesNotMatch: {'status': 403, 'x-oss-request-id': '5FA2', "
            "'details': {'Code': 'SignatureDoesNotMatch', 'Message': 'The request signature'}}"
        ),
        "signature",
    ),
    "signature, Go": (
        (
            "oss: service returned error: StatusCode=403, ErrorCode=SignatureDoesNotMatch, "
            'ErrorMessage="The request signature we calculated does not match", RequestId=5FA2'
        ),
        "signature",
    ),
    "signature, Java": (
        (
            "com.aliyun.oss.OSSException: The request signature we calculated does not match\n"
            "[ErrorCode]: SignatureDoesNotMatch\n[RequestId]: 5FA2B5E6"
        ),
        "signature",
    ),
    "key": (
        error("InvalidAccessKeyId", "The OSS Access Key Id you provided does not exist"),
        "key",
    ),
    "key, ali-oss": ("InvalidAccessKeyIdError: The OSS Access Key Id you provided", "key"),
    "token": (
        error("InvalidSecurityToken", "The security token you provided is invalid."),
        "key",
    ),
    "token expired": (
        error("SecurityTokenExpired", "The security token has expired."),
        "expired",
    ),
    "address expired": (error("AccessDenied", "Request has expired."), "expired"),
    "clock": (
        error("RequestTimeTooSkewed", "The difference between the request time"),
        "clock",
    ),
    "permission": (
        error("AccessDenied", "You have no right to access this object."),
        "permission",
    ),
    "permission, anonymous": (
        error("AccessDenied", "Anonymous user has no right to access this bucket."),
        "permission",
    ),
    "debt": (error("UserDisable", "UserDisable"), "account-overdue"),
    "a domain of somebody": (
        error("AccessDenied", "You are not the owner of the domain."),
        "domain-not-bound",
    ),
    "a mini program": (f"request:fail url not in domain list {URL}", "mini-program-domain-list"),
    "a configuration": (
        "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin></CORSRule></CORSConfiguration>",
        "configuration",
    ),
    "policy": (error("InvalidPolicyDocument", "Invalid Policy: Invalid JSON"), "policy"),
    "too large": (error("EntityTooLarge", "Your proposed upload exceeds"), "policy"),
    "no bucket": (error("NoSuchBucket", "The specified bucket does not exist."), "no-bucket"),
    "no object": (error("NoSuchKey", "The specified key does not exist."), "no-object"),
    "path style": (
        error("SecondLevelDomainForbidden", "The bucket you are attempting"),
        "address",
    ),
    "throttled": (error("MetaOperationQpsLimitExceeded"), "throttled"),
    "OSS failed": (
        error("InternalError", "Please contact the server administrator"),
        "throttled",
    ),
    "eleven rules": (
        error("CORSRuleBeyondLimit", "The CORS Rules num is beyond limit."),
        "rules-refused",
    ),
    "not well-formed": (error("MalformedXML"), "rules-refused"),
    "another code": (
        error("FileImmutable", "The object you specified is immutable."),
        "oss-error",
    ),
    "callback": (error("CallbackFailed", "Error status : 502."), "oss-error"),
    "refused first": (
        chromium(UPLOAD, MISSING) + failed("GET", status="403 (Forbidden)"),
        "refused-first",
    ),
    "refused first, curl": (
        f"> GET /a HTTP/1.1\n> Host: {HOST}\n> Origin: {APP}\n< HTTP/1.1 403 Forbidden",
        "refused-first",
    ),
    "private network": (
        chromium(
            APP,
            "The request client is not a secure context and the resource is in more-private address "
            "space `private`.",
        ),
        "private-network",
    ),
    "private network, preflight": (
        chromium(
            APP,
            PREFLIGHT
            + "No 'Access-Control-Allow-Private-Network' header was present in the preflight "
            "response for this private network request targeting the `private` address space.",
        ),
        "private-network",
    ),
    "local network": (
        chromium(
            APP, "Permission was denied for this request to access the `unknown` address space."
        ),
        "private-network",
    ),
    "local network, Chromium": (
        f"GET http://{HOST}/a net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS",
        "private-network",
    ),
    "local network, Firefox": (
        f"GET http://{HOST}/a NS_ERROR_LOCAL_NETWORK_DENIED",
        "private-network",
    ),
    "mixed content": (
        (
            "Mixed Content: The page at 'https://app.example.com/' was loaded over HTTPS, but requested an "
            f"insecure XMLHttpRequest endpoint 'http://{HOST}/a'. This request has been blocked; the content "
            "must be served over HTTPS."
        ),
        "mixed-content",
    ),
    "mixed content, Firefox": (
        f"Blocked loading mixed active content “http://{HOST}/a”",
        "mixed-content",
    ),
    "mixed content, Safari": (
        (
            "[blocked] The page at https://app.example.com/ requested insecure content from "
            f"http://{HOST}/a. This content was blocked and must be served over HTTPS."
        ),
        "mixed-content",
    ),
    "content policy": (
        (
            f"Refused to connect to '{URL}' because it violates the following Content Security Policy "
            "directive: \"connect-src 'self'\"."
        ),
        "content-policy",
    ),
    "content policy, Firefox": (
        (
            "Content-Security-Policy: The page’s settings blocked the loading of a resource (connect-src) "
            f"at {URL} because it violates the following directive: “connect-src 'self'”"
        ),
        "content-policy",
    ),
    "ad blocker": (f"GET {URL} net::ERR_BLOCKED_BY_CLIENT", "extension"),
    "ad blocker and fetch": (
        f"GET {URL} net::ERR_BLOCKED_BY_CLIENT\nUncaught (in promise) TypeError: Failed to fetch",
        "extension",
    ),
    "opaque": (f"GET {URL} net::ERR_BLOCKED_BY_ORB", "opaque"),
    "opaque, Firefox": (
        f"The resource at “{URL}” was blocked by OpaqueResponseBlocking. Reason: “nosniff with status”.",
        "opaque",
    ),
    "opaque, older": (
        f"Cross-Origin Read Blocking (CORB) blocked cross-origin response {URL} with MIME type text/html.",
        "opaque",
    ),
    "isolated": (f"GET {URL} net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin 200 (OK)", "opaque"),
    "forbidden header": ('Refused to set unsafe header "User-Agent"', "forbidden-header"),
    "forbidden header, Firefox": (
        "Attempt to set a forbidden header was denied: Host",
        "forbidden-header",
    ),
    "certificate": (f"PUT {URL} net::ERR_CERT_COMMON_NAME_INVALID", "certificate"),
    "certificate, curl": (
        "curl: (60) SSL certificate problem: unable to get local issuer certificate",
        "certificate",
    ),
    "no such host": (f"GET {URL} net::ERR_NAME_NOT_RESOLVED", "unreachable"),
    "no such host, curl": (f"curl: (6) Could not resolve host: {HOST}", "unreachable"),
    "reset": (
        f"PUT {URL} net::ERR_CONNECTION_RESET\nTypeError: Failed to fetch",
        "unreachable",
    ),
    "timed out, ali-oss": (
        f"ConnectionTimeoutError: Connect timeout for 60000ms, PUT {URL} -2 (connected: false)",
        "unreachable",
    ),
    "same-origin mode": (
        (
            f"Access to fetch at '{URL}' from origin '{APP}' has been blocked by CORS policy: "
            "Cross origin requests are not allowed by request mode."
        ),
        "same-origin-mode",
    ),
    "not http": (
        (
            "Access to script at 'file:///C:/site/app.js' from origin 'https://app.example.com' has been "
            "blocked by CORS policy: Cross origin requests are only supported for protocol schemes: "
            "chrome, chrome-extension, data, http, https."
        ),
        "not-http",
    ),
    "not http, Firefox": (
        firefox("CORS request not http", url="file:///home/a.js"),
        "not-http",
    ),
    "CORS disabled": (firefox("CORS disabled"), "browser-setting"),
    "no Origin header": (firefox("CORS header ‘Origin’ cannot be added"), "browser-setting"),
    "no answer": ("Uncaught (in promise) TypeError: Failed to fetch", "no-answer"),
    "no answer, Firefox": (
        "TypeError: NetworkError when attempting to fetch resource.",
        "no-answer",
    ),
    "no answer, Safari": ("TypeError: Load failed", "no-answer"),
    "no answer, ali-oss": (
        (
            f'RequestError: XHR error (req "error"), PUT {URL} -1 (connected: false, '
            "keepAliveHeader: {}), headers: {}"
        ),
        "no-answer",
    ),
    "no answer, blocked": (
        firefox("CORS request did not succeed", " Status code: (null)."),
        "no-answer",
    ),
    "no answer, Firefox's German": (
        german("CORS-Anfrage schlug fehl").removesuffix(".") + ". Statuscode: (null).",
        "no-answer",
    ),
    "no answer, Firefox's French": (
        (
            "Blocage d’une requête multiorigine (Cross-Origin Request) : la politique « Same Origin » ne "
            f"permet pas de consulter la ressource distante située sur {URL}. Raison : échec de la requête "
            "CORS. Code d’état : (null)."
        ),
        "no-answer",
    ),
    "no answer, axios": (
        f"AxiosError: Network Error\n    at XMLHttpRequest.handleError (xhr.js:158:14)\nPUT {URL}",
        "no-answer",
    ),
    "no answer, Angular": (f"Http failure response for {URL}: 0 Unknown Error", "no-answer"),
    "no answer, Sentry": (f"TypeError: Failed to fetch ({HOST})", "no-answer"),
    "no answer, Datadog": (
        (
            f'{{"error":{{"message":"XHR error PUT {URL}","source":"network","resource":{{"method":"PUT",'
            f'"status_code":0,"url":"{URL}"}}}}}}'
        ),
        "no-answer",
    ),
    "no answer, nothing but the host": (f"{HOST} does not work for me", "no-answer"),
    "not http, Firefox's Chinese": (
        "已拦截跨源请求：同源策略禁止读取位于 file:///C:/site/list.json 的远程资源。（原因：CORS 请求不是 http）。",
        "not-http",
    ),
    "another server": (
        chromium(APP, MISSING, url="https://api.example.org/v1/sign"),
        "not-oss",
    ),
    "small talk": ("It does not work, please help!", "nothing"),
    "a stack trace": (
        "Uncaught TypeError: undefined is not a function\n at app.js:12",
        "nothing",
    ),
    "nothing": ("", "nothing"),
    "a poem": ("床前明月光，疑是地上霜。", "nothing"),
}
