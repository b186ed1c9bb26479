"""Beginnings of what the doctor looks for, to be repeated: texts that would be slow to search."""

from __future__ import annotations

from typing import Final

FAMILIES: Final[dict[str, str]] = {
    "quotes": "'" * 100,
    "an unfinished message": "access to fetch at 'http://a.b/",
    "curl": "curl ",
    "fetch": "fetch('http://a.b', headers: {",
    "addresses": "http://",
    "entities": "&amp;#39;&#x27;",
    "headers": "Origin: a\n> b: c\n< d: e\n",
    "panel": "request url\n",
    "marks": "> > > > ",
    "brackets": "[x] [y] * [z: ",
    "blanks": " \n\t",
    "words": "preflight each method header 'x' is not allowed ",
    "Chinese": "不允许（原因：CORS）。",
    "PowerShell": "iwr -method 'a'='b' ",
    "HTTPie": "$ http -v GET http://a.b c:d ",
    "a configuration": "config: { headers: { url: 'http",
    "reasons": "(cors 'access-control-allow-origin' ",
    "escapes": "\\u0027\\u003c",
    "hosts": "a-b.oss-cn-x.",
    "a panel's errors": "HeaderDisallowedByPreflightResponse', failedParameter: ",
    "links": "<http://a.b|[x](http://a.b",
    "colours": "\x1b[31m[0m",
    "error bodies": "<Error><Code>AccessDenied",
    "elements": "<Code>AccessDenied</Code><Message>a</Message>",
    "members": "code: 'AccessDenied', message: 'a', ",
    "base64": "x-oss-err: QUJD" + "QUJD" * 10,
    "messages": "access to fetch at 'http://a.b' from origin 'http://c.d' has been blocked by cors\n",
    "continued commands": "curl 'a' \\\n",
    "a HAR file": '{"request": {"response": {"entries": [',
    "secrets": "authorization: a\naccessKeySecret=cookie: a@b.",
    "one word": "a",
    "lines": "a\n",
}
"""Of each the text is repeated."""
