"""Texts as people paste them, each with its cause. All are about one bucket, with these rules."""

from __future__ import annotations

from typing import Final

from buckets.cors.configuration import Configuration, Rule
from buckets.cors.doctor.causes import Cause

SDK: Final = ("content-type", "authorization", "x-oss-date", "x-oss-user-agent")
RULES: Final = Configuration(
    (
        Rule(("https://app.example.com",), ("GET", "HEAD")),
        Rule(("https://upload.example.com",), ("PUT", "POST", "GET"), SDK),
        Rule(("https://shop.example.com:8443",), ("GET",)),
        Rule(("https://slash.example.com/",), ("GET",)),
        Rule(("www.bare.example.com",), ("GET",)),
        Rule(("http://plain.example.com",), ("GET",)),
        Rule(("https://twice.example.com",), ("GET", "PUT")),
        Rule(("https://twice.example.com",), ("GET", "PUT"), ("*",), ("ETag",)),
    )
)
HOST: Final = "team-media.oss-cn-hangzhou.aliyuncs.com"
URL: Final = f"https://{HOST}/clips/intro.mp4"
MISSING: Final = "No 'Access-Control-Allow-Origin' header is present on the requested resource."
OPAQUE: Final = (
    "If an opaque response serves your needs, set the request's mode to 'no-cors' to fetch the "
    "resource with CORS disabled."
)
PREFLIGHT: Final = "Response to preflight request doesn't pass access control check: "


def chromium(origin: str, said: str, *, what: str = "fetch", url: str = URL) -> str:
    return f"Access to {what} at '{url}' from origin '{origin}' has been blocked by CORS policy: {said}"


def failed(method: str, *, status: str = "") -> str:
    return f"\n{method} {URL} net::ERR_FAILED {status}".rstrip()


def firefox(reason: str, status: str = "", url: str = URL) -> str:
    said = (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource"
    )
    return f"{said} at {url}. (Reason: {reason}).{status}"


def preflight(origin: str, method: str, headers: str = "", *, answer: str = "HTTP/1.1 403") -> str:
    """What `curl -v` prints."""
    asked = f"> Access-Control-Request-Headers: {headers}\n" if headers else ""
    return (
        f"*   Trying 118.31.219.1:443...\n* Connected to {HOST} (118.31.219.1) port 443 (#0)\n"
        f"> OPTIONS /clips/intro.mp4 HTTP/1.1\n> Host: {HOST}\n> User-Agent: curl/7.88.1\n"
        f"> Accept: */*\n> Origin: {origin}\n> Access-Control-Request-Method: {method}\n{asked}>\n"
        f"< {answer}\n< Server: AliyunOSS\n< x-oss-request-id: 5FA2B5E6C0FFEE0123456789\n"
    )


def error(code: str, message: str = "Refused.") -> str:
    """The body of one of OSS's answers."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>\n  <Code>{code}</Code>\n'
        f"  <Message>{message}</Message>\n  <RequestId>5FA2B5E6C0FFEE0123456789</RequestId>\n"
        f"  <HostId>{HOST}</HostId>\n</Error>"
    )


CORS_REFUSAL: Final = (
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of "
    "Origin, request method / Access-Control-Request-Method or Access-Control-Requet-Headers are "
    "not whitelisted by the resource's CORS spec."
)
APP, UPLOAD, EVIL = "https://app.example.com", "https://upload.example.com", "https://x.example"

CORS: Final[dict[str, tuple[str, Cause]]] = {
    # --- The origin -------------------------------------------------------------------------------
    "origin not listed": (chromium(EVIL, MISSING + " " + OPAQUE), Cause.ORIGIN),
    "origin not listed, preflight": (chromium(EVIL, PREFLIGHT + MISSING), Cause.ORIGIN),
    "origin not listed, PUT": (chromium(EVIL, PREFLIGHT + MISSING) + failed("PUT"), Cause.ORIGIN),
    "origin of a font": (chromium(EVIL, MISSING, what="font"), Cause.ORIGIN),
    "origin of a picture": (chromium(EVIL, MISSING, what="image"), Cause.ORIGIN),
    "origin of a script": (chromium(EVIL, MISSING, what="script"), Cause.ORIGIN),
    "origin of a style sheet": (chromium(EVIL, MISSING, what="CSS stylesheet"), Cause.ORIGIN),
    "origin of an XHR": (chromium(EVIL, MISSING, what="XMLHttpRequest"), Cause.ORIGIN),
    "origin after a redirect": (
        (
            f"Access to fetch at '{URL}' (redirected from 'https://x.example/go') from origin '{EVIL}' "
            f"has been blocked by CORS policy: {MISSING}"
        ),
        Cause.ORIGIN,
    ),
    "older Chromium": (
        (
            f"XMLHttpRequest cannot load {URL}. {PREFLIGHT}{MISSING} Origin '{EVIL}' is therefore not "
            "allowed access. The response had HTTP status code 403."
        ),
        Cause.ORIGIN,
    ),
    "older Chromium's fetch": (
        f"Fetch API cannot load {URL}. {MISSING} Origin '{EVIL}' is therefore not allowed access.",
        Cause.ORIGIN,
    ),
    "older Chromium's font": (
        (
            f"Font from origin 'https://{HOST}' has been blocked from loading by Cross-Origin Resource "
            f"Sharing policy: {MISSING} Origin '{EVIL}' is therefore not allowed access."
        ),
        Cause.ORIGIN,
    ),
    "Safari": (
        (
            f"[Error] Origin {EVIL} is not allowed by Access-Control-Allow-Origin. Status code: 403\n"
            f"[Error] Fetch API cannot load {URL} due to access control checks."
        ),
        Cause.ORIGIN,
    ),
    "Safari's XHR": (
        (
            f"Origin {EVIL} is not allowed by Access-Control-Allow-Origin.\n"
            f"XMLHttpRequest cannot load {URL} due to access control checks."
        ),
        Cause.ORIGIN,
    ),
    "Chromium, not ok": (
        chromium(EVIL, PREFLIGHT + "It does not have HTTP ok status."),
        Cause.ORIGIN,
    ),
    "curl": (preflight(EVIL, "PUT"), Cause.ORIGIN),
    "curl, HTTP/2": (
        (
            f"* [HTTP/2] [1] [:method: OPTIONS]\n* [HTTP/2] [1] [:scheme: https]\n"
            f"* [HTTP/2] [1] [:authority: {HOST}]\n* [HTTP/2] [1] [:path: /a]\n"
            f"* [HTTP/2] [1] [origin: {EVIL}]\n* [HTTP/2] [1] [access-control-request-method: GET]\n"
            "< HTTP/2 403\n< content-type: application/xml"
        ),
        Cause.ORIGIN,
    ),
    "a curl command": (
        f"curl -i -X OPTIONS '{URL}' -H 'Origin: {EVIL}' -H 'Access-Control-Request-Method: GET'",
        Cause.ORIGIN,
    ),
    "a curl command, copied": (
        f"curl '{URL}' \\\n  -H 'accept: */*' \\\n  -H 'origin: {EVIL}' \\\n  --compressed",
        Cause.ORIGIN,
    ),
    "OSS's body": (preflight(EVIL, "PUT") + error("AccessForbidden", CORS_REFUSAL), Cause.ORIGIN),
    "network panel": (
        (
            f"General\nRequest URL:\n{URL}\nRequest Method:\nOPTIONS\nStatus Code:\n403 Forbidden\n"
            f"Request Headers\norigin: {EVIL}\naccess-control-request-method: PUT"
        ),
        Cause.ORIGIN,
    ),
    "network panel, older": (
        (
            f"Request URL: {URL}\nRequest Method: OPTIONS\nStatus Code: 403 Forbidden\n"
            f"Origin: {EVIL}\nAccess-Control-Request-Method: PUT"
        ),
        Cause.ORIGIN,
    ),
    "port left out": (chromium("https://shop.example.com", MISSING), Cause.PORT),
    "another port": (chromium("https://app.example.com:3000", MISSING), Cause.PORT),
    "a port that is there too much": (
        preflight("https://upload.example.com:8080", "PUT"),
        Cause.PORT,
    ),
    "https for http": (chromium("https://plain.example.com", MISSING), Cause.SCHEME),
    "http for https": (chromium("http://app.example.com", PREFLIGHT + MISSING), Cause.SCHEME),
    "no scheme": (chromium("https://www.bare.example.com", MISSING), Cause.SCHEME),
    "slash at the end": (chromium("https://slash.example.com", MISSING), Cause.SPELLING),
    "Safari, slash": (
        (
            "Origin https://slash.example.com is not allowed by Access-Control-Allow-Origin. "
            f"Status code: 200\nFetch API cannot load {URL} due to access control checks."
        ),
        Cause.SPELLING,
    ),
    "opened from a file": (chromium("null", MISSING), Cause.NULL_ORIGIN),
    "opened from a file, Safari": (
        "Origin null is not allowed by Access-Control-Allow-Origin.",
        Cause.NULL_ORIGIN,
    ),
    # --- The method and the headers ---------------------------------------------------------------
    "method": (chromium(APP, PREFLIGHT + MISSING) + failed("PUT"), Cause.METHOD),
    "method, named": (
        chromium(
            APP,
            "Method DELETE is not allowed by Access-Control-Allow-Methods in preflight response.",
        ),
        Cause.METHOD,
    ),
    "method, Safari": (
        f"Method PUT is not allowed by Access-Control-Allow-Methods.\nOrigin {APP}",
        Cause.METHOD,
    ),
    "method, Firefox": (
        firefox("Did not find method in CORS header ‘Access-Control-Allow-Methods’"),
        Cause.METHOD,
    ),
    "method, Firefox, Chinese": (
        (
            f"已拦截跨源请求：同源策略禁止读取位于 {URL} 的远程资源。（原因：在 CORS 头"
            " 'Access-Control-Allow-Methods' 中找不到方法）。"
        ),
        Cause.METHOD,
    ),
    "method, curl": (preflight(APP, "DELETE"), Cause.METHOD),
    "POST to the reader": (
        chromium(APP, MISSING) + failed("POST", status="403 (Forbidden)"),
        Cause.METHOD,
    ),
    "PATCH": (
        chromium(
            APP,
            "Method PATCH is not allowed by Access-Control-Allow-Methods in preflight response.",
        ),
        Cause.METHOD_UNKNOWN,
    ),
    "header": (
        chromium(
            UPLOAD,
            "Request header field x-oss-meta-author is not allowed by Access-Control-Allow-Headers "
            "in preflight response.",
        )
        + failed("PUT"),
        Cause.HEADER,
    ),
    "header, Safari": (
        (
            "Request header field x-oss-meta-author is not allowed by Access-Control-Allow-Headers.\n"
            f"Origin: {UPLOAD}\nPUT {URL}"
        ),
        Cause.HEADER,
    ),
    "header, Firefox": (
        firefox(
            "header ‘x-oss-acl’ is not allowed according to header "
            "‘Access-Control-Allow-Headers’ from CORS preflight response"
        ),
        Cause.HEADER,
    ),
    "header, Firefox, as documented": (
        firefox(
            "missing token ‘x-oss-acl’ in CORS header ‘Access-Control-Allow-Headers’ "
            "from CORS preflight channel"
        ),
        Cause.HEADER,
    ),
    "header, Firefox, Chinese": (
        (
            f"已拦截跨源请求：同源策略禁止读取位于 {URL} 的远程资源。（原因：来自 CORS 预检响应的标头 "
            "'Access-Control-Allow-Headers' 不允许使用标头 'x-oss-acl'）。"
        ),
        Cause.HEADER,
    ),
    "header, curl": (preflight(UPLOAD, "PUT", "content-type,x-oss-acl"), Cause.HEADER),
    "header, copied as fetch": (
        (
            f'await fetch("{URL}", {{\n  "headers": {{ "content-type": "video/mp4", "x-oss-acl": "private" }},\n'
            f'  "method": "PUT",\n  "credentials": "omit"\n}});\norigin: {UPLOAD}'
        ),
        Cause.HEADER,
    ),
    "authorization": (
        (
            "When the ‘Access-Control-Allow-Headers’ is ‘*’, the ‘Authorization’ header is not covered. "
            "To include the ‘Authorization’ header, it must be explicitly listed in CORS header "
            "‘Access-Control-Allow-Headers’."
        ),
        Cause.HEADER,
    ),
    # --- What the page reads ----------------------------------------------------------------------
    "ETag, SDK": (
        "Error: Please set the etag of expose-headers in OSS \n https://help.aliyun.com/document_detail/32069.html",
        Cause.ETAG,
    ),
    "ETag, SDK, with the page": (
        f"Please set the etag of expose-headers in OSS\nPUT {URL} 200 (OK)\norigin: {UPLOAD}",
        Cause.ETAG,
    ),
    "ETag, Chromium": ('Refused to get unsafe header "etag"', Cause.ETAG),
    "large files": (
        "Small files upload fine, but every large file fails after the first part",
        Cause.ETAG,
    ),
    "large files, Chinese": ("小文件可以上传，大文件总是失败，控制台没有报错", Cause.ETAG),
    "multipart": ("multipart upload to oss fails in the browser", Cause.ETAG),
    "another header": ('Refused to get unsafe header "x-oss-request-id"', Cause.UNEXPOSED),
    "earlier rule": (
        f"Please set the etag of expose-headers in OSS\nPUT {URL}\nOrigin: https://twice.example.com",
        Cause.OVERLAP,
    ),
    # --- Credentials ------------------------------------------------------------------------------
    "credentials": (
        chromium(
            APP,
            "The value of the 'Access-Control-Allow-Origin' header in the response must not be the "
            "wildcard '*' when the request's credentials mode is 'include'.",
        ),
        Cause.CREDENTIALS,
    ),
    "credentials, in the guide": (
        PREFLIGHT
        + "The value of the 'Access-Control-Allow-Origin' header in the response must not be "
        "the wildcard '*' when the request's credentials mode is 'include'.",
        Cause.CREDENTIALS,
    ),
    "credentials not allowed": (
        chromium(
            APP,
            "The value of the 'Access-Control-Allow-Credentials' header in the response is '' which "
            "must be 'true' when the request's credentials mode is 'include'. The credentials mode of "
            "requests initiated by the XMLHttpRequest is controlled by the withCredentials attribute.",
            what="XMLHttpRequest",
        ),
        Cause.CREDENTIALS,
    ),
    "credentials, older": (
        (
            f"XMLHttpRequest cannot load {URL}. A wildcard '*' cannot be used in the "
            "'Access-Control-Allow-Origin' header when the credentials flag is true. "
            f"Origin '{APP}' is therefore not allowed access."
        ),
        Cause.CREDENTIALS,
    ),
    "credentials, Firefox": (
        firefox(
            "Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’"
        ),
        Cause.CREDENTIALS,
    ),
    "credentials, Firefox, true": (
        firefox("expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’"),
        Cause.CREDENTIALS,
    ),
    "credentials, Safari": (
        "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true.",
        Cause.CREDENTIALS,
    ),
    "credentials, copied as fetch": (
        f'fetch("{URL}", {{ "method": "GET", "credentials": "include" }})\nOrigin: {APP}',
        Cause.CREDENTIALS,
    ),
    # --- Caches, CDNs, redirects ------------------------------------------------------------------
    "img first": (chromium(APP, MISSING) + failed("GET", status="200 (OK)"), Cause.MIXED_REQUESTS),
    "img first, a picture": (chromium(APP, MISSING, what="image"), Cause.MIXED_REQUESTS),
    "now and then": (
        "The CORS error only comes sometimes, a hard reload helps",
        Cause.MIXED_REQUESTS,
    ),
    "now and then, Chinese": ("CORS 报错偶尔出现，刷新之后就好了", Cause.MIXED_REQUESTS),
    "another site's answer": (
        chromium(
            APP,
            f"The 'Access-Control-Allow-Origin' header has a value '{UPLOAD}' that is not equal to the "
            "supplied origin.",
        )
        + failed("GET"),
        Cause.SEVERAL_SITES,
    ),
    "another site's answer, Firefox": (
        firefox(f"CORS header ‘Access-Control-Allow-Origin’ does not match ‘{UPLOAD}’"),
        Cause.SEVERAL_SITES,
    ),
    "CDN": (
        (
            f"> GET /clips/intro.mp4 HTTP/1.1\n> Host: {HOST}\n> Origin: {APP}\n< HTTP/1.1 200 OK\n"
            "< Via: cache13.l2cn3130[0,0,200-0,H], cache5.cn1234[0,0]\n< X-Cache: HIT TCP_MEM_HIT\n"
            "< EagleId: 2ff6109616\n< Age: 1210"
        ),
        Cause.CDN,
    ),
    "CDN, other site": (
        (
            f"> GET /clips/intro.mp4 HTTP/2\n> Host: {HOST}\n> Origin: {APP}\n< HTTP/2 200\n"
            f"< access-control-allow-origin: {UPLOAD}\n< x-swift-cachetime: 3600"
        ),
        Cause.CDN,
    ),
    "two answers": (
        chromium(
            APP,
            "The 'Access-Control-Allow-Origin' header contains multiple values "
            f"'{APP}, *', but only one is allowed.",
        ),
        Cause.TWO_ANSWERS,
    ),
    "two answers, Firefox": (
        firefox("Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed"),
        Cause.TWO_ANSWERS,
    ),
    "two answers, Safari": (
        "Access-Control-Allow-Origin cannot contain more than one origin.",
        Cause.TWO_ANSWERS,
    ),
    "an answer that is none": (
        chromium(
            APP,
            "The 'Access-Control-Allow-Origin' header contains the invalid value 'app.example.com'.",
        ),
        Cause.TWO_ANSWERS,
    ),
    "a list that is none": (
        firefox("invalid token ‘P UT’ in CORS header ‘Access-Control-Allow-Methods’"),
        Cause.TWO_ANSWERS,
    ),
    "redirected": (
        chromium(APP, PREFLIGHT + "Redirect is not allowed for a preflight request."),
        Cause.REDIRECT,
    ),
    "redirected, Firefox": (firefox("CORS request external redirect not allowed"), Cause.REDIRECT),
    "redirected, older": (
        (
            f"XMLHttpRequest cannot load http://{HOST}/. The request was redirected to '{URL}', which is "
            "disallowed for cross-origin requests that require preflight."
        ),
        Cause.REDIRECT,
    ),
    "preflight for each": (
        "There is a preflight for every object, despite Max-Age",
        Cause.PREFLIGHT_EACH,
    ),
    "preflight for each, Chinese": ("上传分片时每次都有 OPTIONS 请求", Cause.PREFLIGHT_EACH),
    "canvas": (
        (
            "Uncaught DOMException: Failed to execute 'toDataURL' on 'HTMLCanvasElement': "
            "Tainted canvases may not be exported."
        ),
        Cause.TAINTED,
    ),
    # --- It does not depend on the message --------------------------------------------------------
    "allowed by now": (
        preflight(UPLOAD, "PUT", "content-type", answer="HTTP/1.1 200 OK"),
        Cause.ALLOWED,
    ),
    "no headers said": (chromium(UPLOAD, PREFLIGHT + MISSING) + failed("PUT"), Cause.RULES),
    "no origin said": (firefox("CORS header ‘Access-Control-Allow-Origin’ missing"), Cause.RULES),
    "no origin said, preflight": (
        firefox("CORS preflight response did not succeed", " Status code: 403."),
        Cause.RULES,
    ),
    "no origin said, as documented": (
        firefox("CORS preflight channel did not succeed"),
        Cause.RULES,
    ),
    "no origin said, Chinese": (
        (
            f"已拦截跨源请求：同源策略禁止读取位于 {URL} 的远程资源。（原因：CORS 头缺少 "
            "'Access-Control-Allow-Origin'）。状态码：403。"
        ),
        Cause.RULES,
    ),
    "no origin said, German": (
        (
            "Quellübergreifende (Cross-Origin) Anfrage blockiert: Die Gleiche-Quelle-Regel verbietet das "
            f"Lesen der externen Ressource auf {URL}. (Grund: CORS-Kopfzeile 'Access-Control-Allow-Origin'"
            " fehlt). Statuscode: 403."
        ),
        Cause.RULES,
    ),
    "no origin said, Safari": (
        "Preflight response is not successful. Status code: 403",
        Cause.RULES,
    ),
    "OSS's body alone": (error("AccessForbidden", CORS_REFUSAL), Cause.RULES),
    "no method said": (chromium(UPLOAD, PREFLIGHT + MISSING), Cause.RULES),
    "OSS has no rules": (error("NoSuchCORSConfiguration"), Cause.NO_RULES),
}

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
