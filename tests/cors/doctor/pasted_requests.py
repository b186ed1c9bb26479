"""Texts as people paste them, where the origin, the method or a header is not allowed."""

from __future__ import annotations

from typing import Final

from buckets.cors.doctor.causes import Cause
from tests.cors.doctor.texts import (
    APP,
    CORS_REFUSAL,
    EVIL,
    HOST,
    MISSING,
    OPAQUE,
    PREFLIGHT,
    UPLOAD,
    URL,
    chromium,
    error,
    failed,
    firefox,
    preflight,
)

REQUESTS: Final[dict[str, tuple[str, Cause]]] = {
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
}
