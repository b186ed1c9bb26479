"""Texts that were once taken for something else: by what stood around them, or where they ended."""

from __future__ import annotations

import json
from typing import Final

import pytest

from buckets.cors import Configuration
from buckets.cors.doctor import Confidence, Report, report_on
from tests.cors.doctor.texts import (
    APP,
    EVIL,
    HOST,
    MISSING,
    RULES,
    UPLOAD,
    URL,
    chromium,
    error,
    firefox,
)

TRACKER: Final = "https://analytics.example.net/v1/track"
SAFARI_ELSEWHERE: Final = (
    f"[Error] Origin {APP} is not allowed by Access-Control-Allow-Origin. Status code: 200\n"
    f"[Error] Fetch API cannot load {TRACKER} due to access control checks."
)
FIREFOX_ELSEWHERE: Final = firefox(
    "CORS header ‘Access-Control-Allow-Origin’ missing", " Status code: 200.", url=TRACKER
)
SCRIPT_ELSEWHERE: Final = (
    "Refused to load the script 'https://cdn.example.net/widget.js' because it violates the following "
    "Content Security Policy directive: \"script-src 'self'\"."
)
THROTTLED: Final = (
    "Uncaught (in promise) QpsLimitExceededError: Please reduce your request rate.\n  status: 503,\n"
    f"  code: 'QpsLimitExceeded',\n  host: '{HOST}'"
)
WARNING: Final = 'Warning: Each child in a list should have a unique "key" prop.'
PANEL: Final = (
    f"Request URL: {URL}\nRequest Method: OPTIONS\nStatus Code: 403 Forbidden\norigin: {EVIL}\n"
    "access-control-request-method: PUT"
)
ROWS: Final = PANEL.replace(": ", "\n").replace("PUT", "DELETE").replace(EVIL, APP)

CONFUSING: Final[dict[str, tuple[str, str]]] = {
    # --- Lines about other sites ------------------------------------------------------------------
    "ETag behind another site": (
        f"{FIREFOX_ELSEWHERE}\nPlease set the etag of expose-headers in OSS\nPUT {URL} 200 (OK)\norigin: {UPLOAD}",
        "etag",
    ),
    "a warning behind a panel": (
        (
            f"Request URL: {URL}\nRequest Method: GET\nStatus Code: 200 OK\nResponse Headers\n"
            f"Access-Control-Allow-Origin: {APP}\nRequest Headers\nOrigin: {APP}\n{WARNING}"
        ),
        "allowed",
    ),
    "a script's policy behind a panel": (f"{PANEL}\n{SCRIPT_ELSEWHERE}", "origin"),
    "a script's policy behind a blocked request": (
        f"GET {URL} net::ERR_BLOCKED_BY_CLIENT\n{SCRIPT_ELSEWHERE}",
        "extension",
    ),
    "OSS's code behind another site": (f"{SAFARI_ELSEWHERE}\n{THROTTLED}", "throttled"),
    "OSS's code behind mixed content": (
        (
            f"Mixed Content: The page at '{APP}/' was loaded over HTTPS, but requested an insecure element "
            f"'http://images.example.net/logo.png'. This request was automatically upgraded.\n{THROTTLED}"
        ),
        "throttled",
    ),
    "a mini program behind another site": (
        f"GET https://old.example.org/ping net::ERR_CERT_DATE_INVALID\n{URL} 不在以下 request 合法域名列表中，请参考文档",
        "mini-program-domain-list",
    ),
    # --- Wrappers ---------------------------------------------------------------------------------
    "JSON": (json.dumps({"level": "error", "message": PANEL}), "origin"),
    "JSON in ASCII": (
        json.dumps(
            {
                "message": firefox(
                    "expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’"
                )
            }
        ),
        "credentials",
    ),
    "HTML with lines": (PANEL.replace("\n", "<br>\n") + "<br>", "origin"),
    "a mail with a line above": (
        ("A colleague wrote:\n\n" + "\n".join(f"> {line}" for line in ROWS.split("\n"))),
        "method",
    ),
    "a warning in a mail": (
        f"A colleague wrote:\n\n> {WARNING}\n> {chromium(EVIL, MISSING)}\n> uploadError: http",
        "origin",
    ),
    "an answer in a mail": (
        (
            f"A colleague wrote:\n\n> GET {URL}\n> 200\n> 38 ms\n> Request Headers\n> Origin: {APP}\n"
            f"> Response Headers\n> Server: AliyunOSS\n> Access-Control-Allow-Origin: {APP}"
        ),
        "allowed",
    ),
    "a line break in OSS's message": (error("AccessDenied", "Request is not\nyet valid."), "clock"),
    "invisible characters in a link": (
        chromium(f"<{APP}|{APP}>", MISSING, url=f"<{URL}|{URL}>").replace("/", "/\u200b"),
        "rules",
    ),
    # --- The panel in other languages -------------------------------------------------------------
    "a German panel": (
        ROWS.replace("Request URL", "Anfrage-URL")
        .replace("Request Method", "Anfragemethode")
        .replace("Status Code", "Statuscode"),
        "method",
    ),
    # --- Chromium ---------------------------------------------------------------------------------
    "a file": (
        (
            'Fetch API cannot load file:///C:/site/list.json. URL scheme "file" is not supported.\n'
            "Uncaught (in promise) TypeError: Failed to fetch"
        ),
        "not-http",
    ),
}
"""Each with its cause."""

OPEN: Final[dict[str, str]] = {
    "an origin of another site's message": (
        f"XHRPUT\n{URL}\n\n"
        + firefox("CORS header ‘Access-Control-Allow-Origin’ missing", " Status code: 403.")
        + f"\n{SAFARI_ELSEWHERE}"
    ),
    "an origin that is cut off": f"> GET /a HTTP/1.1\n> Host: {HOST}\n> Origin: https://app.exampl",
    "an origin that is cut off in a panel": f"Request URL\n{URL}\norigin\nhttps",
    "no answer yet": f"> GET /a HTTP/1.1\n> Host: {HOST}\n> Origin: {APP}\n>",
    "headers that are cut off": (
        f"Origin: {UPLOAD}\nAccess-Control-Request-Method: PUT\nAccess-Contro\n{error('AccessForbidden')}"
    ),
    "a message that is cut off": f"Access to image at '{URL}' from origin '{APP}' has been",
}
"""Of these nobody can be certain."""


def said(text: str) -> Report:
    return report_on(text, RULES)


@pytest.mark.parametrize("name", CONFUSING)
def test_it_is_not_taken_for_something_else(name: str) -> None:
    text, cause = CONFUSING[name]
    assert said(text).cause == cause


@pytest.mark.parametrize("name", OPEN)
def test_what_is_missing_leaves_it_open(name: str) -> None:
    report = said(OPEN[name])
    assert report.confidence is not Confidence.CERTAIN, report.cause


def test_without_any_evidence_no_rules_are_to_blame() -> None:
    report = report_on("RAM用户添加oss权限后网站图片依旧无法加载", Configuration())
    assert report.confidence is not Confidence.CERTAIN, report.cause
