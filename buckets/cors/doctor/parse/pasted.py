"""Pasted text as it was printed.

Editors, chats and terminals wrap a text: in colour codes, quotation marks, links, escapes. Each
wrapper is taken off once, in the order of `_WRAPPERS`, for all that read the text afterwards.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from buckets.cors.pasted import (
    HTML_ESCAPE,
    INVISIBLE,
    JSON_ESCAPE,
    LINK,
    QUOTES,
    SPACES,
    Pasted,
    Span,
    Wrapper,
)

__all__ = ["LONGEST", "Pasted", "Span", "unwrap"]

LONGEST: Final = 200_000
"""Characters that are looked at; a message is a few hundred."""


def unwrap(text: str) -> Pasted:
    """Return ``text``, up to `LONGEST`, without what was made of it on the way."""
    pasted = Pasted.of(text[:LONGEST]).without(*_WRAPPERS)
    pasted = pasted.rewritten(_beginning(pasted.text), _nothing)
    quoted = set(_quoted_lines(pasted.text))
    return pasted.rewritten(_MARK, lambda found: () if found.start() in quoted else (0,))


def _beginning(text: str) -> re.Pattern[str]:
    """What every line begins with: the marks of a quotation, or the time and place of a log."""
    lines = [line for line in text.split("\n") if line.strip()]
    marks = (found[0] for line in lines if (found := _MARKS.match(line)))
    depth = min((it.count(">") for it in marks), default=0)
    if depth:
        return re.compile(rf"^(?:[ \t]?>){{{depth}}} ?", re.MULTILINE)
    of_log = (it for it in _OF_LOG if len(lines) > 2 and all(map(it.match, lines)))
    return next(of_log, _NEVER)


def _quoted_lines(text: str) -> Iterator[int]:
    """Where the lines begin that are quoted among others which are not.

    A block of lines with ``>`` is a quotation unless it is the request part of an exchange.
    """
    block: list[tuple[int, str]] = []
    at = 0
    for line in (*text.split("\n"), ""):
        if _MARK.match(line):
            block.append((at, line))
        else:
            if not all(_SENT.fullmatch(it) for _, it in block):
                yield from (start for start, _ in block)
            block = []
        at += len(line) + 1


_PRINTED: Final = {
    **dict.fromkeys(QUOTES, "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"),
    **dict.fromkeys(SPACES, " "),
    # Full-width signs, which Chinese text has.
    "\uff1a": ": ",
    "\uff08": " (",
    "\uff09": ") ",
    "\uff0c": ", ",
    "\u3002": ". ",
    "\uff0f": "/",
    "\uff0e": ".",
}


def _nothing(_: re.Match[str]) -> Iterable[str]:
    return ()


_WRAPPERS: Final[tuple[Wrapper, ...]] = (
    # What a terminal is told by: ECMA-48, and what is left of it without the escape character.
    (re.compile(r"\x1b\[[0-9;?]{0,20}[@-~]|\x1b\][^\x07\x1b]{0,300}(?:\x07|\x1b\\)"), _nothing),
    (re.compile(r"(?:\u241b|\\x1b|\\033|\\u001b)?\[[0-9]{1,3}(?:;[0-9]{1,3}){0,8}m"), _nothing),
    (re.compile(r"\r\n?"), lambda _: ("\n",)),
    (re.compile(f"[{INVISIBLE}]"), _nothing),
    # A JSON string that holds several lines has lines of its own.
    (
        re.compile(
            r"(?<=[:\[,])[ \t]{0,3}\"((?:[^\"\\\n]|\\[^n\n]){0,3000}\\n"
            r"(?:[^\"\\\n]|\\[^\n]){0,8000})\""
        ),
        lambda _: ("\n", 1, "\n"),
    ),
    JSON_ESCAPE,
    # The tags of a page around it, in lower case: <Code> is OSS's.
    (re.compile(r"<br ?/?>\n?"), lambda _: ("\n",)),
    (re.compile(r"</?(?:pre|code|p|div|span)(?: [^<>]{0,300})?>"), _nothing),
    HTML_ESCAPE,
    # A picture of the thread's.
    (re.compile(r"!\[[^\]\n]{0,200}\]\([^()\s]{1,2000}\)"), _nothing),
    LINK,
    (re.compile("[" + re.escape("".join(_PRINTED)) + "]"), lambda found: (_PRINTED[found[0]],)),
)

_MARK: Final = re.compile(r"^[ \t]?> ?", re.MULTILINE)
_SENT: Final = re.compile(
    r"[ \t]?>(?: [A-Z]{3,7} \S{1,4000} HTTP/.{1,8}| ?:?[\w-]{1,60}: ?.{0,8000})?\s?"
)
"""A line of the request part of an exchange."""
_OF_LOG: Final = (
    re.compile(
        r"^\[?[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.,]{5,20}Z?\]?(?: [A-Z]{3,8})?"
        r"(?: \[[^\]\n]{1,60}\])? ",
        re.MULTILINE,
    ),
    re.compile(r"^[\w.-]{1,60} {0,20}\|(?: |$)", re.MULTILINE),
)
_NEVER: Final = re.compile(r"(?!)")
_MARKS: Final = re.compile(r"(?:[ \t]?>){0,20}")
