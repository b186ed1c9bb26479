"""Pasted text as it was printed.

Editors, chats and terminals wrap a text: in colour codes, quotation marks, links, escapes. Each
wrapper is taken off once, in the order of `_WRAPPERS`, for all that read the text afterwards.
"""

import re
from collections.abc import Iterable
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
    return pasted.rewritten(_quotation(pasted.text), lambda _: ())


def _quotation(text: str) -> re.Pattern[str]:
    """The marks that a mail or a chat has put before every line."""
    lines = (line for line in text.split("\n") if line.strip())
    marks = (found[0] for line in lines if (found := _MARKS.match(line)))
    depth = min((it.count(">") for it in marks), default=0)
    return re.compile(rf"^(?:[ \t]?>){{{depth}}} ?" if depth else r"(?!)", re.MULTILINE)


_PRINTED: Final = {
    **dict.fromkeys(QUOTES, "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"),
    **dict.fromkeys(INVISIBLE, ""),
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
    JSON_ESCAPE,
    HTML_ESCAPE,
    LINK,
    (re.compile("[" + re.escape("".join(_PRINTED)) + "]"), lambda found: (_PRINTED[found[0]],)),
)

_MARKS: Final = re.compile(r"(?:[ \t]?>){0,20}")
