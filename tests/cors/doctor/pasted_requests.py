"""Texts as people paste them, where the origin, the method or a header is not allowed."""

from __future__ import annotations

from typing import Final

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

REQUESTS: Final[dict[str, tuple[str, str]]] = {
    # --- The origin -------------------------------------------------------------------------------
    "origin not listed": (chromium(EVIL, MISSING + " " + OPAQUE), "origin"),
    "origin not listed, preflight": (chromium(EVIL, PREFLIGHT + MISSING), "origin"),
    "origin not listed, PUT": (chromium(EVIL, PREFLIGHT + MISSING) + failed("PUT"), "origin"),
    "origin of a font": (chromium(EVIL, MISSING, what="font"), "origin"),
    "origin of a picture": (chromium(EVIL, MISSING, what="image"), "origin"),
    "origin of a script": (chromium(EVIL, MISSING, what="script"), "origin"),
    "origin of a style sheet": (chromium(EVIL, MISSING, what="CSS stylesheet"), "origin"),
    "origin of an XHR": (chromium(EVIL, MISSING, what="XMLHttpRequest"), "origin"),
    "origin after a redirect": (
        (
            f"Access to fetch at '{URL}' (redirected from 'https://x.example/go') from origin '{EVIL}' "
            f"has been blocked by CORS policy: {MISSING}"
        ),
        "origin",
    ),
    "older Chromium": (
        (
            f"XMLHttpRequest cannot load {URL}. {PREFLIGHT}{MISSING} Origin '{EVIL}' is therefore not "
            "allowed access. The response had HTTP status code 403."
        ),
        "origin",
    ),
    "older Chromium's fetch": (
        f"Fetch API cannot load {URL}. {MISSING} Origin '{EVIL}' is therefore not allowed access.",
        "origin",
    ),
    "older Chromium's font": (
        (
            f"Font from origin 'https://{HOST}' has been blocked from loading by Cross-Origin Resource "
            f"Sharing policy: {MISSING} Origin '{EVIL}' is therefore not allowed access."
        ),
        "origin",
    ),
    "Safari": (
        (
            f"[Error] Origin {EVIL} is not allowed by Access-Control-Allow-Origin. Status code: 403\n"
            f"[Error] Fetch API cannot load {URL} due to access control checks."
        ),
        "origin",
    ),
    "Safari's XHR": (
        (
            f"Origin {EVIL} is not allowed by Access-Control-Allow-Origin.\n"
            f"XMLHttpRequest cannot load {URL} due to access control checks."
        ),
        "origin",
    ),
    "Chromium, not ok": (
        chromium(EVIL, PREFLIGHT + "It does not have HTTP ok status."),
        "origin",
    ),
    "curl": (preflight(EVIL, "PUT"), "origin"),
    "curl, HTTP/2": (
        (
            f"* [HTTP/2] [1] [:method: OPTIONS]\n* [HTTP/2] [1] [:scheme: https]\n"
            f"* [HTTP/2] [1] [:authority: {HOST}]\n* [HTTP/2] [1] [:path: /a]\n"
            f"* [HTTP/2] [1] [origin: {EVIL}]\n* [HTTP/2] [1] [access-control-request-method: GET]\n"
            "< HTTP/2 403\n< content-type: application/xml"
        ),
        "origin",
    ),
    "a curl command": (
        f"curl -i -X OPTIONS '{URL}' -H 'Origin: {EVIL}' -H 'Access-Control-Request-Method: GET'",
        "origin",
    ),
    "a curl command, copied": (
        f"curl '{URL}' \\\n  -H 'accept: */*' \\\n  -H 'origin: {EVIL}' \\\n  --compressed",
        "origin",
    ),
    "OSS's body": (preflight(EVIL, "PUT") + error("AccessForbidden", CORS_REFUSAL), "origin"),
    "network panel": (
        (
            f"General\nRequest URL:\n{URL}\nRequest Method:\nOPTIONS\nStatus Code:\n403 Forbidden\n"
            f"Request Headers\norigin: {EVIL}\naccess-control-request-method: PUT"
        ),
        "origin",
    ),
    "network panel, older": (
        (
            f"Request URL: {URL}\nRequest Method: OPTIONS\nStatus Code: 403 Forbidden\n"
            f"Origin: {EVIL}\nAccess-Control-Request-Method: PUT"
        ),
        "origin",
    ),
    "port left out": (chromium("https://shop.example.com", MISSING), "port"),
    "another port": (chromium("https://app.example.com:3000", MISSING), "port"),
    "a port that is there too much": (
        preflight("https://upload.example.com:8080", "PUT"),
        "port",
    ),
    "https for http": (chromium("https://plain.example.com", MISSING), "scheme"),
    "http for https": (chromium("http://app.example.com", PREFLIGHT + MISSING), "scheme"),
    "no scheme": (chromium("https://www.bare.example.com", MISSING), "scheme"),
    "slash at the end": (chromium("https://slash.example.com", MISSING), "spelling"),
    "Safari, slash": (
        (
            "Origin https://slash.example.com is not allowed by Access-Control-Allow-Origin. "
            f"Status code: 200\nFetch API cannot load {URL} due to access control checks."
        ),
        "spelling",
    ),
    "opened from a file": (chromium("null", MISSING), "null-origin"),
    "opened from a file, Safari": (
        "Origin null is not allowed by Access-Control-Allow-Origin.",
        "null-origin",
    ),
    # --- The method and the headers ---------------------------------------------------------------
    "method": (chromium(APP, PREFLIGHT + MISSING) + failed("PUT"), "method"),
    "method, named": (
        chromium(
            APP,
            "Method DELETE is not allowed by Access-Control-Allow-Methods in preflight response.",
        ),
        "method",
    ),
    "method, Safari": (
        f"Method PUT is not allowed by Access-Control-Allow-Methods.\nOrigin {APP}",
        "method",
    ),
    "method, Firefox": (
        firefox("Did not find method in CORS header ‘Access-Control-Allow-Methods’"),
        "method",
    ),
    "method, Firefox, Chinese": (
        (
            f"已拦截跨源请求：同源策略禁止读取位于 {URL} 的远程资源。（原因：在 CORS 头"
            " 'Access-Control-Allow-Methods' 中找不到方法）。"
        ),
        "method",
    ),
    "method, curl": (preflight(APP, "DELETE"), "method"),
    "POST to the reader": (
        chromium(APP, MISSING) + failed("POST", status="403 (Forbidden)"),
        "method",
    ),
    "PATCH": (
        chromium(
            APP,
            "Method PATCH is not allowed by Access-Control-Allow-Methods in preflight response.",
        ),
        "method-unknown",
    ),
    "header": (
        chromium(
            UPLOAD,
            "Request header field x-oss-meta-author is not allowed by Access-Control-Allow-Headers "
            "in preflight response.",
        )
        + failed("PUT"),
        "header",
    ),
    "header, Safari": (
        (
            "Request header field x-oss-meta-author is not allowed by Access-Control-Allow-Headers.\n"
            f"Origin: {UPLOAD}\nPUT {URL}"
        ),
        "header",
    ),
    "header, Firefox": (
        firefox(
            "header ‘x-oss-acl’ is not allowed according to header "
            "‘Access-Control-Allow-Headers’ from CORS preflight response"
        ),
        "header",
    ),
    "header, Firefox, as documented": (
        firefox(
            "missing token ‘x-oss-acl’ in CORS header ‘Access-Control-Allow-Headers’ "
            "from CORS preflight channel"
        ),
        "header",
    ),
    "header, Firefox, Chinese": (
        (
            f"已拦截跨源请求：同源策略禁止读取位于 {URL} 的远程资源。（原因：来自 CORS 预检响应的标头 "
            "'Access-Control-Allow-Headers' 不允许使用标头 'x-oss-acl'）。"
        ),
        "header",
    ),
    "header, curl": (preflight(UPLOAD, "PUT", "content-type,x-oss-acl"), "header"),
    "header, copied as fetch": (
        (
            f'await fetch("{URL}", {{\n  "headers": {{ "content-type": "video/mp4", "x-oss-acl": "private" }},\n'
            f'  "method": "PUT",\n  "credentials": "omit"\n}});\norigin: {UPLOAD}'
        ),
        "header",
    ),
    "authorization": (
        (
            "When the ‘Access-Control-Allow-Headers’ is ‘*’, the ‘Authorization’ header is not covered. "
            "To include the ‘Authorization’ header, it must be explicitly listed in CORS header "
            "‘Access-Control-Allow-Headers’."
        ),
        "header",
    ),
}
