"""Texts as people paste them out of Firefox, in some of its languages, Safari and apps."""

from __future__ import annotations

from typing import Final

from tests.cors.doctor.texts import (
    APP,
    MISSING,
    UPLOAD,
    URL,
    chromium,
    firefox,
    german,
)

BROWSERS: Final[dict[str, tuple[str, str]]] = {
    # --- Firefox ----------------------------------------------------------------------------------
    "Firefox, to learn more": (
        f"XHRPUT\n{URL}\n[HTTP/2 403  31ms]\n"
        + firefox(
            "CORS header ‘Access-Control-Allow-Origin’ missing", " Status code: 403. [Learn More]"
        ),
        "rules",
    ),
    "Firefox, moving the resource": (
        (
            "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
            f"{URL}. This can be fixed by moving the resource to the same domain or enabling CORS."
        ),
        "rules",
    ),
    "Firefox, a font": (
        (
            'downloadable font: download failed (font-family: "Shop" style:normal weight:400 stretch:100 src '
            f"index:0): bad URI or cross-site access not allowed source: {URL}"
        ),
        "rules",
    ),
    "Firefox's panel": (f"XHR\nPUT\n{URL}\nCORS Missing Allow Origin", "rules"),
    "Firefox's panel, preflight": (
        f"XHROPTIONS\n{URL}\nCORS Preflight Did Not Succeed",
        "rules",
    ),
    "Firefox's panel, method": (f"DELETE\n{URL}\nCORS Method Not Found", "method"),
    # --- Firefox in other languages ---------------------------------------------------------------
    "German, preflight": (german("CORS-Preflight-Antwort schlug fehl", 403), "rules"),
    "German, another site's answer": (
        german(f"CORS-Kopfzeile 'Access-Control-Allow-Origin' stimmt nicht mit '{UPLOAD}' überein"),
        "several-sites",
    ),
    "German, method": (
        german("Methode in CORS-Kopfzeile 'Access-Control-Allow-Methods' nicht gefunden"),
        "method",
    ),
    "German, header": (
        german(
            "Kopfzeile 'x-oss-acl' ist gemäß der Kopfzeile 'Access-Control-Allow-Headers' von der "
            "CORS-Preflight-Antwort nicht erlaubt"
        ),
        "header",
    ),
    "Chinese, credentials": (
        (
            f"已拦截跨源请求：同源策略禁止读取位于 ‘{URL}’ 的远程资源。（原因：凭据不支持，如果 CORS 头 "
            "‘Access-Control-Allow-Origin’ 为 ‘*’）。"
        ),
        "credentials",
    ),
    "Chinese, two answers": (
        (
            f"已拦截跨源请求：同源策略禁止读取位于 {URL} 的远程资源。（原因：不允许有多个 "
            "‘Access-Control-Allow-Origin’ CORS 头）。"
        ),
        "two-answers",
    ),
    "Chinese, preflight": (
        (
            f"已拦截跨源请求：同源策略禁止读取位于 {URL} 的远程资源。（原因：CORS 预检响应未能成功）。"
            "状态码：403。"
        ),
        "rules",
    ),
    "Russian": (
        (
            "Запрос из постороннего источника заблокирован: Политика одного источника запрещает чтение "
            f"удалённого ресурса на {URL}. (Причина: отсутствует заголовок CORS "
            "«Access-Control-Allow-Origin»). Код состояния: 403."
        ),
        "rules",
    ),
    "Japanese": (
        (
            f"クロスオリジン要求をブロックしました: 同一生成元ポリシーにより、{URL} にあるリモートリソースの"
            "読み込みは拒否されます (理由: CORS ヘッダー ‘Access-Control-Allow-Origin’ が足りない)。"
        ),
        "rules",
    ),
    "French": (
        (
            "Blocage d’une requête multiorigine (Cross-Origin Request) : la politique « Same Origin » ne "
            f"permet pas de consulter la ressource distante située sur {URL}. Raison : l’en-tête CORS "
            "« Access-Control-Allow-Origin » est manquant. Code d’état : 403."
        ),
        "rules",
    ),
    # --- Safari -----------------------------------------------------------------------------------
    "Safari, not ok": (
        (
            "[Error] Preflight response is not successful. Status code: 403\n"
            f"[Error] Fetch API cannot load {URL} due to access control checks.\n"
            "[Error] Failed to load resource: Preflight response is not successful. Status code: 403 "
            "(intro.mp4, line 0)\n[Error] Unhandled Promise Rejection: TypeError: Load failed"
        ),
        "rules",
    ),
    "Safari, header": (
        (
            "[Error] Request header field x-oss-acl is not allowed by Access-Control-Allow-Headers.\n"
            f"[Error] XMLHttpRequest cannot load {URL} due to access control checks.\n"
            "[Error] Failed to load resource: Request header field x-oss-acl is not allowed by "
            "Access-Control-Allow-Headers. (intro.mp4, line 0)"
        ),
        "header",
    ),
    "Safari, method alone": (
        (
            "[Error] Method DELETE is not allowed by Access-Control-Allow-Methods.\n"
            f"[Error] Fetch API cannot load {URL} due to access control checks."
        ),
        "method",
    ),
    "Safari, credentials not allowed": (
        (
            '[Error] Credentials flag is true, but Access-Control-Allow-Credentials is not "true".\n'
            f"[Error] XMLHttpRequest cannot load {URL} due to access control checks."
        ),
        "credentials",
    ),
    "Safari, a picture": (
        "[Error] Cross-origin image load denied by Cross-Origin Resource Sharing policy.",
        "rules",
    ),
    "Safari, nothing but the address": (
        f"[Error] Fetch API cannot load {URL} due to access control checks.",
        "rules",
    ),
    "Safari, redirected": (
        (
            f"Cross-origin redirection to {URL} denied by Cross-Origin Resource Sharing policy: Origin {APP} "
            "is not allowed by Access-Control-Allow-Origin. Status code: 302"
        ),
        "redirect",
    ),
    "an app on iOS": (
        (
            "⚡️  [error] - Origin capacitor://localhost is not allowed by Access-Control-Allow-Origin. "
            f"Status code: 403\n⚡️  [error] - XMLHttpRequest cannot load {URL} due to access control checks."
        ),
        "origin",
    ),
    "an app on Android": (
        (
            f'I/chromium: [INFO:CONSOLE(0)] "{chromium("http://localhost", MISSING, what="XMLHttpRequest")}",'
            " source: http://localhost/ (0)"
        ),
        "origin",
    ),
}
