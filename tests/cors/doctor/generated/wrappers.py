"""What becomes of a text on its way: editors, chats, mails, logs and terminals wrap it."""

from __future__ import annotations

import html
import json
import re
import textwrap
from collections.abc import Callable
from typing import Final

_URL: Final = re.compile(r"(?<![<(\[|])https?://[^\s'\"<>)\]|,;]+[^\s'\"<>)\]|,;.:]")
_CURSIVE: Final = (("'", "‘\\1’"), ('"', "“\\1”"))


def _quoted(text: str, mark: str = "> ") -> str:
    return "\n".join(f"{mark}{line}".rstrip() for line in text.split("\n"))


def _mail(text: str) -> str:
    return f"On Wed, 1 May 2024 at 10:00, A colleague wrote:\n\n{_quoted(text)}"


def _typographic(text: str) -> str:
    for quote, typeset in _CURSIVE:
        text = re.sub(f"{quote}([^{quote}\n]*){quote}", typeset, text)
    return text


def _coloured(text: str) -> str:
    return "\n".join(f"\x1b[31m{line}\x1b[39m" for line in text.split("\n"))


def _uncoloured(text: str) -> str:
    """As an editor shows the codes of a terminal, without the character that begins them."""
    return "\n".join(f"[31m{line}[0m" if line else "" for line in text.split("\n"))


def _narrow(text: str) -> str:
    lines = (
        textwrap.wrap(line, 76, break_long_words=False, break_on_hyphens=False) or [""]
        for line in text.split("\n")
    )
    return "\n".join(part for line in lines for part in line)


def _broken_in_urls(text: str) -> str:
    """As a narrow window breaks long addresses: behind a slash of their path."""
    return _URL.sub(lambda it: re.sub(r"(?<=[a-z])/(?=[a-z.-]+$)", "/\n", it[0]), text)


def _logged(text: str) -> str:
    return "\n".join(f"2024-05-01 10:00:00.123 ERROR [main] {line}" for line in text.split("\n"))


WRAPPERS: Final[dict[str, Callable[[str], str]]] = {
    "nothing": lambda it: it,
    "a fence": lambda it: f"```\n{it}\n```",
    "a fence with its language": lambda it: f"```text\n{it}\n```",
    "a mail": _mail,
    "a mail twice": lambda it: _quoted(it, "> > "),
    "Slack's links": lambda it: _URL.sub(r"<\g<0>|\g<0>>", it),
    "Slack's shortened links": lambda it: _URL.sub(
        lambda found: f"<{found[0]}|{found[0][:24]}…>", it
    ),
    "Markdown's links": lambda it: _URL.sub(r"[\g<0>](\g<0>)", it),
    "angle brackets": lambda it: _URL.sub(r"<\g<0>>", it),
    "JSON": lambda it: json.dumps({"level": "error", "message": it}, ensure_ascii=False),
    "JSON in ASCII": lambda it: json.dumps({"level": "error", "message": it}),
    "HTML": lambda it: html.escape(it),
    "HTML with lines": lambda it: f"<pre>{html.escape(it)}</pre>".replace("\n", "<br>\n"),
    "colours": _coloured,
    "bare colours": _uncoloured,
    "typographic quotes": _typographic,
    "carriage returns": lambda it: it.replace("\n", "\r\n"),
    "a narrow window": _narrow,
    "broken addresses": _broken_in_urls,
    "a log": _logged,
    "a container's log": lambda it: _quoted(it, "web_1  | "),
    "indented": lambda it: textwrap.indent(it, "        "),
    "hard spaces": lambda it: it.replace(" ", "\N{NO-BREAK SPACE}"),
    "invisible characters": lambda it: "\ufeff" + it.replace("/", "/\N{ZERO WIDTH SPACE}"),
}
"""Each with what it makes of a text."""

TEARING: Final = ("a narrow window", "a log", "a container's log")
"""After these a line is no more what a tool printed: of several lines less may be read."""


def cut(text: str, percent: int) -> str:
    """The beginning of ``text``, as where somebody did not mark all of it."""
    return text[: len(text) * percent // 100]
