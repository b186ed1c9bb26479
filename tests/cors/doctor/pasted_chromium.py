"""Texts as people paste them out of Chromium: its wordings of then and now, and its panels."""

from __future__ import annotations

from typing import Final

from tests.cors.doctor.texts import (
    APP,
    EVIL,
    HOST,
    MISSING,
    OPAQUE,
    PREFLIGHT,
    UPLOAD,
    URL,
    chromium,
    issue,
    older,
)

NAMES_ACL: Final = "not allowed by Access-Control-Allow-Headers in preflight response."
HEADER_VALUES: Final = (
    "of invalid or missing response headers of the request or the associated preflight request."
)
REDIRECTED: Final = f"'{URL}' (redirected from 'http://{HOST}/clips/intro.mp4')"
THEREFORE: Final = f"Origin '{APP}' is therefore not allowed access."

CHROMIUM: Final[dict[str, tuple[str, str]]] = {
    # --- Chromium's console, with what stands around it -------------------------------------------
    "Edge, module script": (
        chromium(EVIL, f"{MISSING}\n", what="script")
        + f"(index):1 GET {URL} net::ERR_FAILED 200 (OK)",
        "origin",
    ),
    "Edge, XHR, with the stack": (
        (
            f"app.js:42 {chromium(EVIL, PREFLIGHT + MISSING, what='XMLHttpRequest')}\n"
            f"app.js:42 \n PUT {URL} net::ERR_FAILED\n(anonymous) @ app.js:42\n"
            "Uncaught (in promise) TypeError: Failed to fetch\n    at upload (vendors~main.js:2:31337)"
        ),
        "origin",
    ),
    "redirected from http": (
        (
            f"Access to XMLHttpRequest at {REDIRECTED} from origin 'https://shop.example.com' has been "
            f"blocked by CORS policy: {MISSING}"
        ),
        "redirect",  # over another site: the origin is null from then on (Fetch standard)
    ),
    "a page of errors": (
        f"chrome-error://chromewebdata/:1 {chromium('null', MISSING, what='font')}",
        "null-origin",
    ),
    "another site's answer, with advice": (
        chromium(
            APP,
            f"The 'Access-Control-Allow-Origin' header has a value '{UPLOAD}' that is not equal to the "
            f"supplied origin. Have the server send the header with a valid value. {OPAQUE}",
        ),
        "several-sites",
    ),
    "WebGL": (
        (
            "three.module.js:1 Uncaught SecurityError: Failed to execute 'texImage2D' on "
            "'WebGLRenderingContext': The image element contains cross-origin data, and may not be loaded."
        ),
        "tainted",
    ),
    # --- Chromium of long ago ---------------------------------------------------------------------
    "2018's": (
        f"OPTIONS {URL} 403 (Forbidden)\n"
        + older("Failed to load", f"{PREFLIGHT}{MISSING} Origin '{EVIL}' is therefore not allowed ")
        + f"access. The response had HTTP status code 403. {OPAQUE}",
        "origin",
    ),
    "2018's, not ok": (
        f"OPTIONS {URL} 403 (Forbidden)\n"
        + older("Failed to load", "Response for preflight does not have HTTP ok status."),
        "rules",
    ),
    "2016's, not ok": (
        older(
            "XMLHttpRequest cannot load", "Response for preflight has invalid HTTP status code 403"
        ),
        "rules",
    ),
    "2012's": (
        older(
            "XMLHttpRequest cannot load",
            f"Origin {EVIL} is not allowed by Access-Control-Allow-Origin.",
        ),
        "origin",
    ),
    "older, header": (
        older(
            "XMLHttpRequest cannot load", f"Request header field x-oss-meta-author is {NAMES_ACL}"
        ),
        "header",
    ),
    "older, method": (
        older(
            "Fetch API cannot load",
            "Method DELETE is not allowed by Access-Control-Allow-Methods in preflight response.",
        ),
        "method",
    ),
    "older, two answers": (
        older(
            "Fetch API cannot load",
            f"The 'Access-Control-Allow-Origin' header contains multiple values '{APP}, {APP}', but only "
            f"one is allowed. {THEREFORE}",
        ),
        "two-answers",
    ),
    "older, another site's answer": (
        older(
            "XMLHttpRequest cannot load",
            f"The 'Access-Control-Allow-Origin' header has a value '{UPLOAD}' that is not equal to the "
            f"supplied origin. {THEREFORE}",
        ),
        "several-sites",
    ),
    "older, credentials not allowed": (
        older(
            "XMLHttpRequest cannot load",
            "Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is ''. It must "
            f"be 'true' to allow credentials. {THEREFORE}",
        ),
        "credentials",
    ),
    "older, a picture": (
        (
            f"Image from origin 'https://{HOST}' has been blocked from loading by Cross-Origin Resource "
            f"Sharing policy: {MISSING} {THEREFORE}"
        ),
        "mixed-requests",
    ),
    # --- Chromium's panels ------------------------------------------------------------------------
    "network panel, a refused preflight": (f"OPTIONS {URL} 403 (Forbidden)", "rules"),
    "network panel, source of the headers": (
        (
            f"General\nRequest URL: {URL}\nRequest Method: OPTIONS\nStatus Code: 403 Forbidden\n"
            "Response Headers\nHTTP/1.1 403 Forbidden\nServer: AliyunOSS\nContent-Type: application/xml\n"
            f"Request Headers\nOPTIONS /clips/intro.mp4 HTTP/1.1\nHost: {HOST}\n"
            f"Access-Control-Request-Method: DELETE\nOrigin: {APP}\nReferer: {APP}/"
        ),
        "method",
    ),
    "network panel, CORS error": (
        (
            f"Request URL: {URL}\nReferrer Policy: strict-origin-when-cross-origin\n"
            f"Provisional headers are shown\nOrigin: {EVIL}\n"
            "Cross-Origin Resource Sharing error: PreflightMissingAllowOriginHeader"
        ),
        "origin",
    ),
    "the protocol, method": (
        (
            '{"requestId":"1000.7","type":"Fetch","errorText":"net::ERR_FAILED","canceled":false,'
            '"corsErrorStatus":{"corsError":"MethodDisallowedByPreflightResponse","failedParameter":"DELETE"}}'
        ),
        "method",
    ),
    "the protocol, header": (
        (
            '{"type":"XHR","errorText":"net::ERR_FAILED","corsErrorStatus":{"corsError":'
            '"HeaderDisallowedByPreflightResponse","failedParameter":"x-oss-meta-author"}}'
        ),
        "header",
    ),
    "the protocol, another site's answer": (
        f'"corsErrorStatus":{{"corsError":"AllowOriginMismatch","failedParameter":"{UPLOAD}"}}',
        "several-sites",
    ),
    "issues panel": (
        issue("Ensure CORS response header values are valid", HEADER_VALUES)
        + "AFFECTED RESOURCES\n1 request\nRequest\tStatus\tPreflight Request (if problematic)\tHeader\t"
        "Problem\tInvalid Value\nintro.mp4\tblocked\tintro.mp4\tAccess-Control-Allow-Origin\tMissing Header",
        "rules",
    ),
    "issues panel, not ok": (
        issue(
            "Ensure preflight responses are valid",
            "the response to the associated preflight request failed, had an unsuccessful HTTP status "
            "code, and/or was a redirect.",
        )
        + URL,
        "rules",
    ),
    "issues panel, credentials": (
        issue(
            "Ensure credentialed requests are not sent to CORS resources with origin wildcards",
            "it was configured to include credentials and the `Access-Control-Allow-Origin` response "
            "header of the request or the associated preflight request was set to a wildcard `*`.",
        ),
        "credentials",
    ),
    "issues panel, another site's answer": (
        issue(
            "Ensure CORS requesting origin matches resource's allowed origin",
            "the `Access-Control-Allow-Origin` response header of the request or the associated preflight "
            "request specified an origin different from the origin of the context that initiated the "
            "request.",
        ),
        "several-sites",
    ),
}
