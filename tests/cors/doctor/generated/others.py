"""What is told of failures that the rules have no part in: caches, redirects, browsers, networks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from buckets.cors.evaluate import browser_console
from buckets.cors.evaluate.browser import Block, BlockCause, PageRequest
from tests.cors.doctor.generated.samples import Sample
from tests.cors.doctor.texts import (
    APP,
    EVIL,
    HOST,
    MISSING,
    PREFLIGHT,
    UPLOAD,
    URL,
    chromium,
    failed,
    firefox,
    preflight,
)

_GET: Final = PageRequest(APP)
_OTHER: Final = Block(BlockCause.OTHER_ORIGIN, UPLOAD, None, of_preflight=False)
_TWICE: Final = Block(BlockCause.SEVERAL_ORIGINS, f"*, {APP}", None, of_preflight=False)
_OK: Final = failed("GET", status="200 (OK)")
_NULL: Final = " Status code: (null)."


def _transcript(*answered: str) -> str:
    lines = "".join(f"< {line}\n" for line in answered)
    return f"> GET /a HTTP/2\n> Host: {HOST}\n> Origin: {APP}\n>\n< HTTP/2 200\n{lines}<"


def samples() -> Iterator[Sample]:
    """Each failure, as each browser or tool tells of it."""
    for cause, texts in _TOLD.items():
        for number, text in enumerate(texts):
            names = HOST in text
            yield Sample(
                f"{cause} {number}",
                text,
                cause,
                _LESS.get(cause, ()),
                by_rules=_BY_RULES.get(cause, ()),
                names_bucket=names,
            )


_LESS: Final = {
    "private-network": ("unreachable",),
    "cdn": ("several-sites",),
    "overlap": ("etag",),
}
_BY_RULES: Final = {
    "allowed": ("rules",),
    "mixed-requests": ("rules",),
    "refused-first": ("rules",),
}
"""What is right too where nobody knows that the rules allow the request."""

_TOLD: Final[dict[str, tuple[str, ...]]] = {
    "mixed-requests": (
        chromium(APP, MISSING) + _OK,
        chromium(APP, MISSING, what="image") + _OK,
        chromium(APP, MISSING, what="XMLHttpRequest") + failed("GET", status="200"),
        f"{chromium(APP, MISSING)}{_OK}\nwith “Disable cache” ticked it works",
        f"{chromium(APP, MISSING)}{_OK}\n用 img 先加载过同一个文件，强制刷新就好了",
    ),
    "several-sites": (
        browser_console.chromium(_OTHER, _GET, URL) + failed("GET"),
        browser_console.chromium(_OTHER, _GET, URL, by_xhr=True) + _OK,
        browser_console.firefox(_OTHER, URL),
    ),
    "two-answers": (
        browser_console.chromium(_TWICE, _GET, URL),
        browser_console.chromium(_TWICE, _GET, URL, by_xhr=True) + _OK,
        browser_console.firefox(_TWICE, URL),
        chromium(
            APP,
            "The 'Access-Control-Allow-Origin' header contains the invalid value 'app.example.com'.",
        ),
    ),
    "redirect": (
        chromium(APP, f"{PREFLIGHT}Redirect is not allowed for a preflight request."),
        chromium(APP, f"{PREFLIGHT}Redirect is not allowed for a preflight request.")
        + failed("PUT"),
        firefox("CORS request external redirect not allowed"),
        f"OPTIONS {URL} 301 (Moved Permanently)\n"
        + chromium(APP, f"{PREFLIGHT}Redirect is not allowed for a preflight request."),
    ),
    "cdn": (
        _transcript("x-cache: HIT TCP_MEM_HIT", "eagleid: 2ff6109616"),
        _transcript("x-swift-cachetime: 3600", f"access-control-allow-origin: {UPLOAD}"),
        _transcript("via: 1.1 edge", "cf-ray: 8a1", f"access-control-allow-origin: {EVIL}"),
    ),
    "refused-first": (
        chromium(APP, MISSING) + failed("GET", status="403 (Forbidden)"),
        chromium(APP, MISSING, what="XMLHttpRequest") + failed("GET", status="403"),
        f"> GET /a HTTP/1.1\n> Host: {HOST}\n> Origin: {APP}\n< HTTP/1.1 403 Forbidden\n< Server: AliyunOSS",
    ),
    "mixed-content": (
        f"Mixed Content: The page at '{APP}/' was loaded over HTTPS, but requested an insecure XMLHttpRequest endpoint 'http://{HOST}/a'. This request has been blocked; the content must be served over HTTPS.",
        f"Blocked loading mixed active content “http://{HOST}/a”",
        f"[blocked] The page at {APP}/ requested insecure content from http://{HOST}/a. This content was blocked and must be served over HTTPS.",
    ),
    "content-policy": (
        f"Refused to connect to '{URL}' because it violates the following Content Security Policy directive: \"connect-src 'self'\".",
        f"Connecting to '{URL}' violates the following Content Security Policy directive: \"connect-src 'self'\". The action has been blocked.",
        f"Content-Security-Policy: The page’s settings blocked the loading of a resource (connect-src) at {URL} because it violates the following directive: “connect-src 'self'”",
    ),
    "extension": (
        f"GET {URL} net::ERR_BLOCKED_BY_CLIENT",
        f"PUT {URL} net::ERR_BLOCKED_BY_CLIENT\nUncaught (in promise) TypeError: Failed to fetch",
    ),
    "opaque": (
        f"GET {URL} net::ERR_BLOCKED_BY_ORB",
        f"GET {URL} net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin 200 (OK)",
        f"The resource at “{URL}” was blocked by OpaqueResponseBlocking. Reason: “nosniff with status”.",
    ),
    "forbidden-header": (
        'Refused to set unsafe header "User-Agent"',
        "Attempt to set a forbidden header was denied: Host",
    ),
    "certificate": (
        f"PUT {URL} net::ERR_CERT_COMMON_NAME_INVALID",
        f"GET {URL} net::ERR_CERT_DATE_INVALID\nTypeError: Failed to fetch",
        "curl: (60) SSL certificate problem: unable to get local issuer certificate",
    ),
    "unreachable": (
        f"GET {URL} net::ERR_NAME_NOT_RESOLVED",
        f"PUT {URL} net::ERR_CONNECTION_RESET\nTypeError: Failed to fetch",
        f"PUT {URL} net::ERR_CONNECTION_TIMED_OUT",
        f"ConnectionTimeoutError: Connect timeout for 60000ms, PUT {URL} -2 (connected: false)",
        f"curl: (6) Could not resolve host: {HOST}",
    ),
    "private-network": (
        chromium(
            APP,
            "Permission was denied for this request to access the `unknown` address space.",
        ),
        chromium(
            APP,
            "The request client is not a secure context and the resource is in more-private address "
            "space `private`.",
        ),
        f"GET http://{HOST}/a net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS",
    ),
    "same-origin-mode": (chromium(APP, "Cross origin requests are not allowed by request mode."),),
    "browser-setting": (
        firefox("CORS disabled"),
        firefox("CORS header ‘Origin’ cannot be added"),
    ),
    "mini-program-domain-list": (
        f"request:fail url not in domain list {URL}",
        f"{URL} 不在以下 request 合法域名列表中，请参考文档",
    ),
    "configuration": (
        "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin></CORSRule></CORSConfiguration>",
    ),
    "tainted": (
        "Uncaught SecurityError: Failed to execute 'toDataURL' on 'HTMLCanvasElement': Tainted canvases may not be exported.",
    ),
    "etag": (
        "Error: Please set the etag of expose-headers in OSS \n https://help.aliyun.com/document_detail/32069.html",
        f"Please set the etag of expose-headers in OSS\nPUT {URL} 200 (OK)\norigin: {UPLOAD}",
        'Refused to get unsafe header "etag"',
    ),
    "overlap": (
        f"Please set the etag of expose-headers in OSS\nPUT {URL} 200 (OK)\norigin: https://twice.example.com",
    ),
    "allowed": (
        preflight(UPLOAD, "PUT", "content-type", answer="HTTP/1.1 200 OK")
        + f"< Access-Control-Allow-Origin: {UPLOAD}\n< Access-Control-Allow-Methods: PUT, POST, GET\n"
        "< Access-Control-Allow-Headers: content-type\n<",
    ),
    "preflight-each": (
        "There is a preflight for every object, despite Max-Age",
        "上传分片时每次都有 OPTIONS 请求",
    ),
    "not-oss": (
        chromium(APP, MISSING, url="https://api.example.org/v1/sign"),
        chromium(APP, f"{PREFLIGHT}{MISSING}", url="https://api.example.org/v1/sign"),
        firefox(
            "CORS header ‘Access-Control-Allow-Origin’ missing", url="https://api.example.org/a"
        ),
    ),
    "not-http": (
        f"Access to script at 'file:///C:/site/app.js' from origin '{APP}' has been blocked by CORS policy: Cross origin requests are only supported for protocol schemes: chrome, chrome-extension, data, http, https.",
        'Fetch API cannot load file:///C:/site/list.json. URL scheme "file" is not supported.',
        firefox("CORS request not http", url="file:///home/a.js"),
    ),
    "unexposed": ('Refused to get unsafe header "x-oss-request-id"',),
    "no-answer": (
        "Uncaught (in promise) TypeError: Failed to fetch",
        "TypeError: NetworkError when attempting to fetch resource.",
        "TypeError: Load failed",
        f'RequestError: XHR error (req "error"), PUT {URL} -1 (connected: false, keepAliveHeader: {{}}), headers: {{}}',
        firefox("CORS request did not succeed", _NULL),
        f"TypeError: Failed to fetch ({HOST})",
    ),
}
