"""Texts as people paste them, where the answer is, or something between, or nothing is told."""

from __future__ import annotations

from typing import Final

from tests.cors.doctor.texts import (
    APP,
    CORS_REFUSAL,
    HOST,
    MISSING,
    PREFLIGHT,
    UPLOAD,
    URL,
    chromium,
    error,
    failed,
    firefox,
    preflight,
)

ANSWERS: Final[dict[str, tuple[str, str]]] = {
    # --- What the page reads ----------------------------------------------------------------------
    "ETag, SDK": (
        "Error: Please set the etag of expose-headers in OSS \n https://help.aliyun.com/document_detail/32069.html",
        "etag",
    ),
    "ETag, SDK, with the page": (
        f"Please set the etag of expose-headers in OSS\nPUT {URL} 200 (OK)\norigin: {UPLOAD}",
        "etag",
    ),
    "ETag, Chromium": ('Refused to get unsafe header "etag"', "etag"),
    "large files": (
        "Small files upload fine, but every large file fails after the first part",
        "etag",
    ),
    "large files, Chinese": ("小文件可以上传，大文件总是失败，控制台没有报错", "etag"),
    "multipart": ("multipart upload to oss fails in the browser", "etag"),
    "another header": ('Refused to get unsafe header "x-oss-request-id"', "unexposed"),
    "earlier rule": (
        f"Please set the etag of expose-headers in OSS\nPUT {URL}\nOrigin: https://twice.example.com",
        "overlap",
    ),
    # --- Credentials ------------------------------------------------------------------------------
    "credentials": (
        chromium(
            APP,
            "The value of the 'Access-Control-Allow-Origin' header in the response must not be the "
            "wildcard '*' when the request's credentials mode is 'include'.",
        ),
        "credentials",
    ),
    "credentials, in the guide": (
        PREFLIGHT
        + "The value of the 'Access-Control-Allow-Origin' header in the response must not be "
        "the wildcard '*' when the request's credentials mode is 'include'.",
        "credentials",
    ),
    "credentials not allowed": (
        chromium(
            APP,
            "The value of the 'Access-Control-Allow-Credentials' header in the response is '' which "
            "must be 'true' when the request's credentials mode is 'include'. The credentials mode of "
            "requests initiated by the XMLHttpRequest is controlled by the withCredentials attribute.",
            what="XMLHttpRequest",
        ),
        "credentials",
    ),
    "credentials, older": (
        (
            f"XMLHttpRequest cannot load {URL}. A wildcard '*' cannot be used in the "
            "'Access-Control-Allow-Origin' header when the credentials flag is true. "
            f"Origin '{APP}' is therefore not allowed access."
        ),
        "credentials",
    ),
    "credentials, Firefox": (
        firefox(
            "Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’"
        ),
        "credentials",
    ),
    "credentials, Firefox, true": (
        firefox("expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’"),
        "credentials",
    ),
    "credentials, Safari": (
        "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true.",
        "credentials",
    ),
    "credentials, copied as fetch": (
        f'fetch("{URL}", {{ "method": "GET", "credentials": "include" }})\nOrigin: {APP}',
        "credentials",
    ),
    # --- Caches, CDNs, redirects ------------------------------------------------------------------
    "img first": (chromium(APP, MISSING) + failed("GET", status="200 (OK)"), "mixed-requests"),
    "img first, a picture": (chromium(APP, MISSING, what="image"), "mixed-requests"),
    "now and then": (
        "The CORS error only comes sometimes, a hard reload helps",
        "mixed-requests",
    ),
    "now and then, Chinese": ("CORS 报错偶尔出现，刷新之后就好了", "mixed-requests"),
    "another site's answer": (
        chromium(
            APP,
            f"The 'Access-Control-Allow-Origin' header has a value '{UPLOAD}' that is not equal to the "
            "supplied origin.",
        )
        + failed("GET"),
        "several-sites",
    ),
    "another site's answer, Firefox": (
        firefox(f"CORS header ‘Access-Control-Allow-Origin’ does not match ‘{UPLOAD}’"),
        "several-sites",
    ),
    "CDN": (
        (
            f"> GET /clips/intro.mp4 HTTP/1.1\n> Host: {HOST}\n> Origin: {APP}\n< HTTP/1.1 200 OK\n"
            "< Via: cache13.l2cn3130[0,0,200-0,H], cache5.cn1234[0,0]\n< X-Cache: HIT TCP_MEM_HIT\n"
            "< EagleId: 2ff6109616\n< Age: 1210"
        ),
        "cdn",
    ),
    "CDN, other site": (
        (
            f"> GET /clips/intro.mp4 HTTP/2\n> Host: {HOST}\n> Origin: {APP}\n< HTTP/2 200\n"
            f"< access-control-allow-origin: {UPLOAD}\n< x-swift-cachetime: 3600"
        ),
        "cdn",
    ),
    "two answers": (
        chromium(
            APP,
            "The 'Access-Control-Allow-Origin' header contains multiple values "
            f"'{APP}, *', but only one is allowed.",
        ),
        "two-answers",
    ),
    "two answers, Firefox": (
        firefox("Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed"),
        "two-answers",
    ),
    "two answers, Safari": (
        "Access-Control-Allow-Origin cannot contain more than one origin.",
        "two-answers",
    ),
    "an answer that is none": (
        chromium(
            APP,
            "The 'Access-Control-Allow-Origin' header contains the invalid value 'app.example.com'.",
        ),
        "two-answers",
    ),
    "a list that is none": (
        firefox("invalid token ‘P UT’ in CORS header ‘Access-Control-Allow-Methods’"),
        "two-answers",
    ),
    "redirected": (
        chromium(APP, PREFLIGHT + "Redirect is not allowed for a preflight request."),
        "redirect",
    ),
    "redirected, Firefox": (firefox("CORS request external redirect not allowed"), "redirect"),
    "redirected, older": (
        (
            f"XMLHttpRequest cannot load http://{HOST}/. The request was redirected to '{URL}', which is "
            "disallowed for cross-origin requests that require preflight."
        ),
        "redirect",
    ),
    "preflight for each": (
        "There is a preflight for every object, despite Max-Age",
        "preflight-each",
    ),
    "preflight for each, Chinese": ("上传分片时每次都有 OPTIONS 请求", "preflight-each"),
    "canvas": (
        (
            "Uncaught DOMException: Failed to execute 'toDataURL' on 'HTMLCanvasElement': "
            "Tainted canvases may not be exported."
        ),
        "tainted",
    ),
    # --- It does not depend on the message --------------------------------------------------------
    "allowed by now": (
        preflight(UPLOAD, "PUT", "content-type", answer="HTTP/1.1 200 OK"),
        "allowed",
    ),
    "no headers said": (chromium(UPLOAD, PREFLIGHT + MISSING) + failed("PUT"), "rules"),
    "no origin said": (firefox("CORS header ‘Access-Control-Allow-Origin’ missing"), "rules"),
    "no origin said, preflight": (
        firefox("CORS preflight response did not succeed", " Status code: 403."),
        "rules",
    ),
    "no origin said, as documented": (
        firefox("CORS preflight channel did not succeed"),
        "rules",
    ),
    "no origin said, Chinese": (
        (
            f"已拦截跨源请求：同源策略禁止读取位于 {URL} 的远程资源。（原因：CORS 头缺少 "
            "'Access-Control-Allow-Origin'）。状态码：403。"
        ),
        "rules",
    ),
    "no origin said, German": (
        (
            "Quellübergreifende (Cross-Origin) Anfrage blockiert: Die Gleiche-Quelle-Regel verbietet das "
            f"Lesen der externen Ressource auf {URL}. (Grund: CORS-Kopfzeile 'Access-Control-Allow-Origin'"
            " fehlt). Statuscode: 403."
        ),
        "rules",
    ),
    "no origin said, Safari": (
        "Preflight response is not successful. Status code: 403",
        "rules",
    ),
    "OSS's body alone": (error("AccessForbidden", CORS_REFUSAL), "rules"),
    "no method said": (chromium(UPLOAD, PREFLIGHT + MISSING), "rules"),
    "OSS has no rules": (error("NoSuchCORSConfiguration"), "no-rules"),
}
