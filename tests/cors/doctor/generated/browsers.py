"""What browsers print for a request that fails on the rules, alone and with what follows it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from buckets.cors.evaluate import browser_console
from buckets.cors.evaluate.browser import Block, BlockCause
from tests.cors.doctor.generated.samples import BROKEN, Broken, Sample
from tests.cors.doctor.texts import URL


def samples() -> Iterator[Sample]:
    """Each request of `BROKEN`, as each browser tells of it."""
    for broken in BROKEN:
        for block in _blocks(broken):
            yield from _chromium(broken, block)
            yield from _firefox(broken, block)
            yield from _safari(broken, block)


def _blocks(broken: Broken) -> Iterator[Block]:
    """Why the browser blocks it; also as it would say it of an answer that names what it allows."""
    block = broken.said.block
    assert block is not None, broken.name
    yield block
    named = {"method": BlockCause.METHOD, "header": BlockCause.HEADER}.get(broken.cause)
    if named is not None and block.of_preflight:
        asks_for = broken.request.asks_for
        value = broken.request.method if named is BlockCause.METHOD else asks_for[0]
        yield replace(block, cause=named, value=value, status=200)


# --- Chromium -------------------------------------------------------------------------------------


def _chromium(broken: Broken, block: Block) -> Iterator[Sample]:
    by_fetch = browser_console.chromium(block, broken.request, URL)
    by_xhr = browser_console.chromium(block, broken.request, URL, by_xhr=True)
    yield broken.sample(f"Chromium, {block.cause}", by_fetch, block, "origin")
    for name, text in _with_method(broken, block, by_fetch, by_xhr):
        yield broken.sample(f"{name}, {block.cause}", text, block, "origin method")
    axios = f"app.js:42 {by_xhr}\n{_axios(broken)}"
    yield broken.sample(f"axios, {block.cause}", axios, block, "origin method headers")


def _with_method(broken: Broken, block: Block, fetched: str, xhr: str) -> Iterator[tuple[str, str]]:
    method, line = broken.request.method, _network_line(broken, block)
    yield "network line", f"{fetched}\n{line}"
    yield "fetch", f"upload:1 {fetched}\napp.js:42 \n {line}\nupload @ app.js:42\n{_FETCH}"
    yield (
        "ali-oss",
        (
            f'(index):1 {xhr}\nUncaught (in promise) RequestError: XHR error (req "error"), {method} '
            f"{URL} -1 (connected: false, keepalive socket: false, agent status: {{}}, socketHandled"
            "Requests: 1, socketHandledResponses: 0)\nheaders: {}\n    at Client.requestError"
            " (aliyun-oss-sdk.min.js:9:1)"
        ),
    )
    yield (
        "jQuery",
        (
            f"{xhr}\njquery.min.js:2 {line}\nsend @ jquery.min.js:2\najax @ jquery.min.js:2\n"
            "upload.js:17 error {readyState: 0, status: 0, statusText: 'error'}"
        ),
    )
    yield "WeChat's tools", f"VM31 asdebug.js:10 {xhr}\n{line}\n(env: Windows,mp,1.06; lib: 3.3.4)"
    yield (
        "plupload",
        f'{xhr}\n{line}\nError: {{"code":-200,"message":"HTTP Error.","status":0,"response":""}}',
    )
    yield "WebUploader", f"webuploader.js:4879 {xhr}\n{line}\nuploadError: http"


_FETCH: Final = (
    "Uncaught (in promise) TypeError: Failed to fetch\n    at upload (app.js:42:9)\n"
    "    at HTMLButtonElement.<anonymous> (app.js:60:3)"
)


def _network_line(broken: Broken, block: Block) -> str:
    status = "" if block.of_preflight else " 200 (OK)"
    return f"{broken.request.method} {URL} net::ERR_FAILED{status}"


def _axios(broken: Broken) -> str:
    headers = {"Accept": "application/json, text/plain, */*"}
    headers |= {it.name: it.value or "" for it in broken.request.headers}
    config = {
        "timeout": 0,
        "headers": headers,
        "withCredentials": broken.request.credentials,
        "method": broken.request.method.lower(),
        "url": URL,
    }
    error = {"message": "Network Error", "name": "AxiosError", "code": "ERR_NETWORK"}
    return f"Uncaught (in promise) {json.dumps(error | {'config': config, 'status': None})}"


# --- Firefox --------------------------------------------------------------------------------------


def _firefox(broken: Broken, block: Block) -> Iterator[Sample]:
    """Its message has neither origin nor method; the network line has the method."""
    block = replace(block, status=block.status or 200)
    for language, text in _in_languages(block):
        name = f"Firefox, {language}, {block.cause}"
        yield broken.sample(name, text, block)
        line = f"XHR{broken.request.method}\n{URL}\n[HTTP/1.1 {block.status}  31ms]"
        yield broken.sample(f"{name}, with its line", f"{line}\n\n{text}", block, "method")


def _in_languages(block: Block) -> Iterator[tuple[str, str]]:
    yield "English", browser_console.firefox(block, URL)
    for language, (sentence, reasons, status) in _FIREFOX.items():
        if reason := reasons.get(block.cause):
            told = sentence.format(url=URL, reason=reason.format(value=block.value))
            yield language, told + (status.format(block.status) if block.status else "")


_S: Final = BlockCause
_FIREFOX: Final[dict[str, tuple[str, dict[BlockCause, str], str]]] = {
    "German": (
        (
            "Quellübergreifende (Cross-Origin) Anfrage blockiert: Die Gleiche-Quelle-Regel verbietet das "
            "Lesen der externen Ressource auf {url}. (Grund: {reason})."
        ),
        {
            _S.NO_ALLOW_ORIGIN: "CORS-Kopfzeile 'Access-Control-Allow-Origin' fehlt",
            _S.OTHER_ORIGIN: (
                "CORS-Kopfzeile 'Access-Control-Allow-Origin' stimmt nicht mit '{value}' überein"
            ),
            _S.SEVERAL_ORIGINS: (
                "Es darf nur ein eine CORS-Kopfzeile 'Access-Control-Allow-Origin' verwendet werden"
            ),
            _S.WILDCARD_WITH_CREDENTIALS: (
                "Berechtigung/Credential wird nicht unterstützt, wenn die CORS-Kopfzeile "
                "'Access-Control-Allow-Origin' auf '*' gesetzt ist"
            ),
            _S.NO_ALLOW_CREDENTIALS: (
                "'true' in CORS-Kopfzeile 'Access-Control-Allow-Credentials' erwartet"
            ),
            _S.NOT_OK: "CORS-Preflight-Antwort schlug fehl",
            _S.METHOD: ("Methode nicht in CORS-Kopfzeile 'Access-Control-Allow-Methods' gefunden"),
            _S.HEADER: (
                "Kopfzeile '{value}' ist aufgrund der Kopfzeile 'Access-Control-Allow-Headers' aus der "
                "CORS-Preflight-Antwort nicht zulässig"
            ),
        },
        " Statuscode: {}.",
    ),
    "Chinese": (
        "已拦截跨源请求：同源策略禁止读取位于 {url} 的远程资源。（原因：{reason}）。",
        {
            _S.NO_ALLOW_ORIGIN: "CORS 头缺少 'Access-Control-Allow-Origin'",
            _S.OTHER_ORIGIN: "CORS 头 'Access-Control-Allow-Origin' 不匹配 '{value}'",
            _S.SEVERAL_ORIGINS: "不允许有多个 ‘Access-Control-Allow-Origin’ CORS 头",
            _S.WILDCARD_WITH_CREDENTIALS: (
                "凭据不支持，如果 CORS 头 ‘Access-Control-Allow-Origin’ 为 ‘*’"
            ),
            _S.NO_ALLOW_CREDENTIALS: (
                "CORS 头中的 'Access-Control-Allow-Credentials' 预期为 'true'"
            ),
            _S.NOT_OK: "CORS 预检响应未能成功",
            _S.METHOD: "找不到 CORS 头中的 'Access-Control-Allow-Methods'",
        },
        "状态码：{}。",
    ),
    "Japanese": (
        (
            "クロスオリジン要求をブロックしました: 同一生成元ポリシーにより、{url} にあるリモートリソースの"
            "読み込みは拒否されます (理由: {reason})。"
        ),
        {
            _S.NO_ALLOW_ORIGIN: "CORS ヘッダー ‘Access-Control-Allow-Origin’ が足りない",
            _S.OTHER_ORIGIN: "CORS ヘッダー ‘Access-Control-Allow-Origin’ が ‘{value}’ と異なる",
            _S.WILDCARD_WITH_CREDENTIALS: (
                "CORS ヘッダー ‘Access-Control-Allow-Origin’ が ‘*’ である場合、認証情報はサポートされない"
            ),
            _S.NO_ALLOW_CREDENTIALS: (
                "CORS ヘッダー ‘Access-Control-Allow-Credentials’ は ‘true’ であるべき"
            ),
            _S.METHOD: "CORS ヘッダー ‘Access-Control-Allow-Methods’ にメソッドが見つからない",
        },
        "。ステータスコード: {}。",
    ),
}
"""The sentence, the reasons and the status in the languages that it is shipped in (dom/security)."""


# --- Safari ---------------------------------------------------------------------------------------


def _safari(broken: Broken, block: Block) -> Iterator[Sample]:
    said = _safari_says(broken, block)
    tells = "origin" if said.startswith("Origin ") else ""
    for call in ("Fetch API", "XMLHttpRequest"):
        text = (
            f"[Error] {said}\n[Error] {call} cannot load {URL} due to access control checks.\n"
            f"[Error] Failed to load resource: {said} (intro.mp4, line 0)"
        )
        yield broken.sample(f"Safari, {call}, {block.cause}", text, block, tells)


def _safari_says(broken: Broken, block: Block) -> str:
    """WebKit looks at the status of a preflight first."""
    if block.of_preflight and block.status == 403:
        return "Preflight response is not successful. Status code: 403"
    missing = (
        f"Origin {broken.request.origin} is not allowed by Access-Control-Allow-Origin. "
        f"Status code: {block.status or 200}"
    )
    return {
        BlockCause.WILDCARD_WITH_CREDENTIALS: (
            "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true."
        ),
        BlockCause.NO_ALLOW_CREDENTIALS: (
            'Credentials flag is true, but Access-Control-Allow-Credentials is not "true".'
        ),
        BlockCause.METHOD: f"Method {block.value} is not allowed by Access-Control-Allow-Methods.",
        BlockCause.HEADER: (
            f"Request header field {block.value} is not allowed by Access-Control-Allow-Headers."
        ),
    }.get(block.cause, missing)
