"""What terminals, network panels and OSS itself tell of a request that fails on the rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from buckets.cors.evaluate.oss import Headers
from buckets.cors.evaluate.simulation import Exchange
from tests.cors.doctor.generated.samples import BROKEN, Broken, Sample
from tests.cors.doctor.texts import CORS_REFUSAL, HOST, URL, error

PATH: Final = URL.partition(HOST)[2]
ALL: Final = "origin method headers"
_ANSWERED: Final = (
    ("Server", "AliyunOSS"),
    ("Date", "Wed, 01 May 2024 10:00:00 GMT"),
    ("Content-Type", "application/xml"),
    ("Content-Length", "339"),
    ("Connection", "keep-alive"),
    ("x-oss-request-id", "5FA2B5E6C0FFEE0123456789"),
    ("x-oss-server-time", "1"),
)


class Part(NamedTuple):
    """One exchange of a request that failed."""

    method: str
    sent: Headers
    status: int
    answered: Headers


def exchanges() -> Iterator[tuple[Broken, Part]]:
    """Each request of `BROKEN` with what failed of it; of credentials no exchange tells."""
    for broken in BROKEN:
        if broken.cause != "credentials":
            yield broken, _failed(broken)


def samples() -> Iterator[Sample]:
    """Each request of `BROKEN`, as what was sent and answered tells of it."""
    for broken, part in exchanges():
        yield from _transcripts(broken, part)
        for language in PANELS:
            yield broken.sample(f"panel, {language}", panel(language, part), None, ALL)
            yield broken.sample(f"older panel, {language}", older_panel(language, part), None, ALL)
        if part.status == 403:
            yield from _bodies(broken, part)


def _failed(broken: Broken) -> Part:
    """The exchange that fails: the preflight if there is one, or else the answer."""
    said, request = broken.said, broken.request
    exchange: Exchange | None = said.answer or said.preflight
    assert exchange is not None
    if said.answer is not None:
        own = tuple((it.name, it.value or "") for it in request.headers)
        return Part(request.method, (*exchange.sent, *own), 200, exchange.headers)
    return Part("OPTIONS", exchange.sent, exchange.status or 403, exchange.headers)


def _transcripts(broken: Broken, part: Part) -> Iterator[Sample]:
    reason = "Forbidden" if part.status == 403 else "OK"
    body = f"\n{error('AccessForbidden', CORS_REFUSAL)}" if part.status == 403 else ""
    sent = [("Host", HOST), ("User-Agent", "curl/8.5.0"), ("Accept", "*/*"), *part.sent]
    lines = [
        "*   Trying 118.31.219.1:443...",
        f"* Connected to {HOST} (118.31.219.1) port 443",
        f"> {part.method} {PATH} HTTP/1.1",
        *(f"> {name}: {value}" for name, value in sent),
        ">",
        f"< HTTP/1.1 {part.status} {reason}",
        *(f"< {name}: {value}" for name, value in (*_ANSWERED, *part.answered)),
        "<",
    ]
    yield broken.sample("curl -v", "\n".join(lines) + body, None, ALL)
    second = [
        f"> {part.method} {PATH} HTTP/2",
        *(f"> {name.lower()}: {value}" for name, value in sent),
        ">",
        f"< HTTP/2 {part.status} ",
        *(f"< {name.lower()}: {value}" for name, value in (*_ANSWERED, *part.answered)),
        "<",
        f"* Connection #0 to host {HOST} left intact",
    ]
    yield broken.sample("curl -v, HTTP/2", "\n".join(second), None, ALL)
    options = " ".join(f"-H '{name}: {value}'" for name, value in part.sent)
    answered = "\n".join(f"{name}: {value}" for name, value in (*_ANSWERED, *part.answered))
    command = f"$ curl -i -X {part.method} {options} '{URL}'"
    text = f"{command}\nHTTP/1.1 {part.status} {reason}\n{answered}\n{body}"
    yield broken.sample("curl -i", text, None, ALL)


# --- The network panel ----------------------------------------------------------------------------

PANELS: Final = {
    "English": (
        *("General", "Request URL", "Request Method", "Status Code", "Remote Address"),
        *("Referrer Policy", "Response Headers", "Request Headers"),
    ),
    "Chinese": (
        *("常规", "请求网址", "请求方法", "状态代码", "远程地址"),
        *("引荐来源网址政策", "响应标头", "请求标头"),
    ),
    "Japanese": (
        *(
            "一般",
            "リクエスト URL",
            "リクエスト メソッド",
            "ステータス コード",
            "リモート アドレス",
        ),
        *("参照ポリシー", "レスポンス ヘッダー", "リクエスト ヘッダー"),
    ),
    "German": (
        *("Allgemein", "Anfrage-URL", "Anfragemethode", "Statuscode", "Remote-Adresse"),
        *("Referrer-Richtlinie", "Antwortheader", "Anfrageheader"),
    ),
}
"""The labels of Chromium's panel."""


def _rows(language: str, part: Part) -> Iterator[tuple[str, str]]:
    """The labels and names of headers with their values; an empty value is a heading's."""
    general, url, method, status, remote, policy, response, request = PANELS[language]
    reason = "Forbidden" if part.status == 403 else "OK"
    yield general, ""
    yield from ((url, URL), (method, part.method), (status, f"{part.status} {reason}"))
    yield from ((remote, "118.31.219.1:443"), (policy, "strict-origin-when-cross-origin"))
    yield response, ""
    yield from ((name.lower(), value) for name, value in (*_ANSWERED, *part.answered))
    yield request, ""
    yield from ((":authority", HOST), (":method", part.method), (":path", PATH))
    yield from ((":scheme", "https"), ("accept", "*/*"), ("accept-encoding", "gzip, deflate, br"))
    yield from ((name.lower(), value) for name, value in part.sent)
    yield "user-agent", "Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0.0.0 Safari/537.36"


def panel(language: str, part: Part) -> str:
    """As Chromium copies it today: a label in one line and its value in the next."""
    rows = _rows(language, part)
    return "\n".join(f"{name}\n{value}" if value else name for name, value in rows)


def older_panel(language: str, part: Part) -> str:
    """As it was copied before: label and value in one line."""
    rows = _rows(language, part)
    return "\n".join(f"{name}: {value}" if value else name for name, value in rows)


# --- OSS's own word -------------------------------------------------------------------------------


def _bodies(broken: Broken, part: Part) -> Iterator[Sample]:
    body = error("AccessForbidden", CORS_REFUSAL)
    yield broken.sample("body", body, None)
    sent = "\n".join(f"{name}: {value}" for name, value in part.sent)
    yield broken.sample("body, then what was sent", f"{body}\n\n{sent}", None, ALL)
    line = f"{part.method} {URL} {part.status} (Forbidden)"
    yield broken.sample("network line, then the body", f"{line}\n{body}", None)
