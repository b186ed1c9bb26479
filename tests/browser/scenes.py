"""Pages that fail, each broken on purpose in one way: itself, the rules, or what is between."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Final

from buckets.cors import METHODS, Configuration, Rule
from buckets.localoss.store import Acl

APP: Final = "{app}"
"""Stands for the origin of the page, whose port is known only when it runs."""


@dataclass(frozen=True)
class Scene:
    """What a page does, and the cause of which it fails.

    ``act`` is a function of JavaScript that takes the address. ``less`` has the causes that are
    right too where the answer is not certain. ``where`` is the document that does it, ``url`` what
    it asks for. ``blocks``: an extension blocks it. ``in_console``: the console tells of it.
    """

    name: str
    cause: str
    act: str
    rules: Configuration | None
    less: tuple[str, ...] = ()
    url: str = "{oss}/{bucket}/clip"
    where: str = "page"
    acl: Acl = Acl.PUBLIC_READ_WRITE
    blocks: bool = False
    in_console: bool = True

    @property
    def in_har(self) -> bool:
        """Whether a HAR file shows it: what the script asked the browser for, it does not."""
        return self.where == "page" and self.cause in _IN_HAR


_IN_HAR: Final = frozenset(
    (
        *("no-rules", "origin", "port", "scheme", "spelling", "method", "header", "cdn"),
        *("method-unknown", "unreachable", "extension", "refused-first", "two-answers", "opaque"),
    )
)


def rules(
    *origins: str, methods: str = "GET", headers: str = "", exposes: str = ""
) -> Configuration:
    """One rule; the names are separated by blanks."""
    rule = Rule(origins, tuple(methods.split()), tuple(headers.split()), tuple(exposes.split()))
    return Configuration((rule,))


def fetch(method: str = "GET", **headers: str) -> str:
    """A fetch; an underscore in the name of a header is a hyphen."""
    return _fetch(method=method, headers=_named(headers))


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _fetch(**options: Any) -> str:
    return f"(url) => fetch(url, {json.dumps(options)})"


def xhr(
    method: str = "GET", *, reads: str = "", cookies: bool = False, watches: bool = False,
    **headers: str,
) -> str:  # fmt: skip
    """An XMLHttpRequest."""
    lines = [f"it.open({json.dumps(method)}, url);", f"it.withCredentials = {json.dumps(cookies)};"]
    lines += [
        f"it.setRequestHeader({json.dumps(name)}, {json.dumps(value)});"
        for name, value in _named(headers).items()
    ]
    if watches:
        lines.append("it.upload.addEventListener('progress', () => {});")
    read = f"it.getResponseHeader({json.dumps(reads)});" if reads else ""
    return (
        "(url) => new Promise((done, fail) => { const it = new XMLHttpRequest(); "
        f"{' '.join(lines)} it.onload = () => {{ {read} done(); }}; "
        "it.onerror = () => done(); it.send(); })"
    )


def element(tag: str, **attributes: str) -> str:
    """An element that loads the address, by CORS unless ``crossOrigin`` is empty."""
    given = {"crossOrigin": "anonymous"} | attributes
    where = "href" if tag == "link" else "src"
    return (
        f"(url) => new Promise((done) => {{ const it = document.createElement('{tag}'); "
        f"Object.assign(it, {json.dumps({k: v for k, v in given.items() if v})}); "
        f"it.onload = it.onerror = done; it.{where} = url; document.head.append(it); }})"
    )


FONT: Final = "(url) => new FontFace('a', `url(${url})`).load().catch(() => null)"
SHOWN_FIRST: Final = (
    f"async (url) => {{ await ({element('img', crossOrigin='')})(url); return fetch(url); }}"
)
READ_CANVAS: Final = (
    f"async (url) => {{ await ({element('img', crossOrigin='')})(url); "
    "const canvas = document.createElement('canvas'); "
    "canvas.getContext('2d').drawImage(document.querySelector(`img[src='${url}']`), 0, 0); "
    "canvas.toDataURL(); }"
)
ANYBODY: Final = rules("*", methods=" ".join(METHODS), headers="*")
MINE: Final = rules(APP)
UPLOADS: Final = rules(APP, methods="GET PUT POST", headers="content-type")
OPEN: Final = rules(APP, methods=" ".join(METHODS), headers="*", exposes="ETag")
OTHERS: Final = rules("https://elsewhere.example", methods=" ".join(METHODS), headers="*")

_BY_RULES: Final = (
    Scene("no rules, fetch", "no-rules", fetch(), None),
    Scene("no rules, PUT", "no-rules", fetch("PUT"), None),
    Scene("no rules, DELETE by XHR", "no-rules", xhr("DELETE"), None),
    Scene("no rules, a type", "no-rules", fetch("POST", content_type="application/json"), None),
    Scene("no rules, a font", "no-rules", FONT, None),
    Scene("origin, fetch", "origin", fetch(), OTHERS),
    Scene("origin, PUT", "origin", fetch("PUT"), OTHERS),
    Scene("origin, HEAD", "origin", fetch("HEAD"), OTHERS),
    Scene("origin, POST by XHR", "origin", xhr("POST"), OTHERS),
    Scene("origin, an upload that is watched", "origin", xhr("POST", watches=True), OTHERS),
    Scene("origin, a font", "origin", FONT, OTHERS),
    Scene("origin, a picture", "origin", element("img"), OTHERS),
    Scene("origin, a script", "origin", element("script"), OTHERS),
    Scene("origin, a module", "origin", element("script", type="module"), OTHERS),
    Scene("origin, a style sheet", "origin", element("link", rel="stylesheet"), OTHERS),
    Scene("port", "port", fetch(), rules("http://app.localhost")),
    Scene("port, PUT", "port", fetch("PUT"), rules("http://app.localhost:1", methods="PUT")),
    Scene("scheme", "scheme", fetch(), rules("https://app.localhost")),
    Scene("no scheme", "scheme", fetch(), rules("app.localhost:{port}")),
    Scene("slash", "spelling", fetch(), rules("{app}/")),
    Scene(
        "capitals", "spelling", fetch("PUT"), rules("http://App.localhost:{port}", methods="PUT")
    ),
    Scene("method, PUT", "method", fetch("PUT"), MINE),
    Scene("method, DELETE by XHR", "method", xhr("DELETE"), MINE),
    Scene("method, POST", "method", fetch("POST"), MINE, less=("rules", "refused-first")),
    Scene("method, PUT with a type", "method", fetch("PUT", content_type="video/mp4"), MINE),
    Scene("header, PUT", "header", fetch("PUT", x_oss_acl="private"), UPLOADS, less=("rules",)),
    Scene("header, GET", "header", fetch(authorization="OSS a:b"), UPLOADS, less=("rules",)),
    Scene("header by XHR", "header", xhr("PUT", x_oss_meta_a="1"), UPLOADS, less=("rules",)),
    Scene("method of no rule", "method-unknown", fetch("PATCH"), OPEN),
    Scene("credentials", "credentials", _fetch(credentials="include"), OPEN),
    Scene("credentials, any origin", "credentials", _fetch(credentials="include"), ANYBODY),
    Scene("credentials by XHR, PUT", "credentials", xhr("PUT", cookies=True), OPEN),
    Scene("ETag", "etag", xhr("PUT", reads="ETag"), UPLOADS),
    Scene("another header", "unexposed", xhr(reads="x-oss-object-type"), OPEN),
    Scene("sandbox", "null-origin", fetch(), MINE, where="sandbox"),
    Scene("sandbox, PUT", "null-origin", fetch("PUT"), MINE, where="sandbox"),
)

_BY_PAGES: Final = (
    Scene("shown before", "mixed-requests", SHOWN_FIRST, MINE),
    Scene("canvas", "tainted", READ_CANVAS, OPEN),
    Scene("mode", "same-origin-mode", _fetch(mode="same-origin"), OPEN),
    Scene("Host", "forbidden-header", xhr(host="a"), OPEN),
    Scene("content policy", "content-policy", fetch(), OPEN, where="policy"),
    Scene("content policy, XHR", "content-policy", xhr("PUT"), OPEN, where="policy"),
    # What the worker did stands on a console of its own.
    Scene("worker, opaque", "opaque", fetch(), OPEN, less=("no-answer",), where="worker",
          url="{oss}/{bucket}/opaque"),
    Scene("worker, rejects", "no-answer", fetch(), OPEN, where="worker",
          url="{oss}/{bucket}/reject"),
    Scene("a file", "not-http", fetch(), OPEN, url="file:///C:/site/list.json"),
)  # fmt: skip

_PROXY: Final = Scene("", "cdn", fetch(), OPEN, less=("not-oss",))
_BETWEEN: Final = (
    *(
        replace(_PROXY, name=f"proxy {how}", cause=cause, url=f"{{proxy}}/{how}/{{bucket}}/clip")
        for how, cause in (
            ("strips", "not-oss"),
            ("strips-cached", "cdn"),
            ("other-cached", "cdn"),
            ("twice", "two-answers"),
            ("list", "two-answers"),
            ("invalid", "two-answers"),
        )
    ),
    replace(_PROXY, name="proxy other", url="{proxy}/other/{bucket}/clip",
            less=("not-oss", "several-sites")),
    replace(_PROXY, name="proxy refuses", cause="not-oss", url="{proxy}/refuse/{bucket}/clip"),
    replace(_PROXY, name="proxy any, cookies", cause="credentials",
            act=_fetch(credentials="include"), url="{proxy}/any/{bucket}/clip"),
    replace(_PROXY, name="proxy without methods", cause="method", act=fetch("PUT"),
            url="{proxy}/no-methods/{bucket}/clip", less=("not-oss", "cdn")),
    replace(_PROXY, name="proxy without headers", cause="header", act=fetch("PUT", x_a="1"),
            url="{proxy}/no-headers/{bucket}/clip", less=("not-oss", "cdn")),
    Scene("redirect, GET", "redirect", fetch(), MINE, url="{proxy}/to/{bucket}/clip"),
    Scene("redirect, PUT", "redirect", fetch("PUT"), OPEN, url="{proxy}/to/{bucket}/clip"),
)  # fmt: skip

_REFUSED: Final = ("permission", "signature", "no-answer")
_NOT_CORS: Final = (
    Scene("private", "refused-first", fetch(), OPEN, less=_REFUSED, acl=Acl.PRIVATE),
    Scene("wrong signature", "refused-first", fetch(), OPEN, less=_REFUSED,
          url="{oss}/{bucket}/clip?OSSAccessKeyId=a&Expires=4102444800&Signature=b"),
    Scene("no such object", "no-object", fetch(), OPEN, url="{oss}/{bucket}/nothing"),
    Scene("no such host", "unreachable", fetch(), OPEN, less=("no-answer",),
          url="https://{bucket}.oss-cn-hangzhou.aliyuncs.com/clip"),
    Scene("closed port", "unreachable", fetch("PUT"), OPEN, less=("not-oss",),
          url="http://127.0.0.1:{closed}/{bucket}/clip"),
    Scene("blocked", "extension", fetch(), OPEN, blocks=True),
    Scene("blocked, PUT by XHR", "extension", xhr("PUT"), OPEN, blocks=True),
    Scene("opaque", "opaque", element("script", crossOrigin=""), OPEN, acl=Acl.PRIVATE,
          in_console=False),
)  # fmt: skip

SCENES: Final = (*_BY_RULES, *_BY_PAGES, *_BETWEEN, *_NOT_CORS)
