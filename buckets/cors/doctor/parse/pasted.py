"""Pasted text as it was printed, and where each of its characters stood in what was pasted.

Editors, chats and terminals wrap a text: in colour codes, quotation marks, links, escapes. Each
wrapper is taken off once, in the order of `_WRAPPERS`, for all that read the text afterwards.

Nothing here takes more than time in proportion to the text: every pattern has an upper bound.
"""

import html
import re
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

LONGEST: Final = 200_000
"""Characters that are looked at; a message is a few hundred."""

Piece = str | int
"""Of what a pattern matched, what stays: a text of its own, or the number of a group."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of what was pasted, in characters from its beginning; ``end`` is behind the last."""

    start: int
    end: int


@dataclass(frozen=True)
class Pasted:
    """A text with, for each character and for the end, where it stood in what was pasted."""

    text: str
    offsets: "array[int]"

    @classmethod
    def of(cls, text: str) -> "Pasted":
        """Return ``text`` as it is."""
        return cls(text, array("L", range(len(text) + 1)))

    def span(self, start: int, end: int) -> Span:
        """Return where the characters from ``start`` up to ``end`` stood."""
        if start >= end:
            return Span(self.offsets[start], self.offsets[start])
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def rewritten(
        self, pattern: re.Pattern[str], pieces: Callable[[re.Match[str]], Iterable[Piece]]
    ) -> "Pasted":
        """Return it with each match of ``pattern`` replaced by its ``pieces``."""
        texts: list[str] = []
        offsets: array[int] = array("L")
        at = 0

        def keep(start: int, end: int) -> None:
            texts.append(self.text[start:end])
            offsets.extend(self.offsets[start:end])

        for found in pattern.finditer(self.text):
            keep(at, found.start())
            for piece in pieces(found):
                if isinstance(piece, int):
                    keep(*found.span(piece))
                else:
                    texts.append(piece)
                    offsets.extend([self.offsets[found.start()]] * len(piece))
            at = found.end()
        if not texts:
            return self
        keep(at, len(self.text))
        offsets.append(self.offsets[-1])
        return Pasted("".join(texts), offsets)

    @cached_property
    def flat(self) -> "Pasted":
        """The text in one line: without line ends, marks of a quotation and double spaces.

        A word that was broken behind a hyphen is whole again.
        """
        whole = self.rewritten(_HYPHENATED, lambda _: ())
        return whole.rewritten(_WHITE_SPACE, lambda _: (" ",))


def unwrap(text: str) -> Pasted:
    """Return ``text``, up to `LONGEST`, without what was made of it on the way."""
    pasted = Pasted.of(text[:LONGEST])
    for pattern, pieces in _WRAPPERS:
        pasted = pasted.rewritten(pattern, pieces)
    return pasted.rewritten(_quotation(pasted.text), lambda _: ())


def _quotation(text: str) -> re.Pattern[str]:
    """The marks that a mail or a chat has put before every line."""
    lines = (line for line in text.split("\n") if line.strip())
    marks = (found[0] for line in lines if (found := _MARKS.match(line)))
    depth = min((it.count(">") for it in marks), default=0)
    return re.compile(rf"^(?:[ \t]?>){{{depth}}} ?" if depth else r"(?!)", re.MULTILINE)


# --- What texts are wrapped in --------------------------------------------------------------------

_QUOTES: Final = (
    '"`\u00ab\u00b4\u00bb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2039\u203a'
    "\u300c\u300d\u300e\u300f\uff02\uff07"
)
_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\0"
_PRINTED: Final = {
    **dict.fromkeys(_QUOTES, "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"),
    **dict.fromkeys(_INVISIBLE, ""),
    **dict.fromkeys("\u00a0\u2007\u202f\u3000", " "),
    # Full-width signs, which Chinese text has.
    "\uff1a": ": ",
    "\uff08": " (",
    "\uff09": ") ",
    "\uff0c": ", ",
    "\u3002": ". ",
    "\uff0f": "/",
    "\uff0e": ".",
}
_JSON: Final = {"n": "\n", "r": "", "t": "\t"}
_URL_TEXT: Final = r"[a-z][a-z0-9+.-]{1,20}://[^\s<>|()\[\]]{1,4000}"


def _unescaped_json(found: re.Match[str]) -> Iterable[Piece]:
    if found[1]:
        return (chr(int(found[1], 16)),)
    return (_JSON.get(found[2], found[2]),)


def _unescaped_html(found: re.Match[str]) -> Iterable[Piece]:
    return (html.unescape(found[0]),)


def _linked(found: re.Match[str]) -> Iterable[Piece]:
    """The address that a link leads to stands for its text, which may be cut."""
    return (next(number for number in range(1, 4) if found[number] is not None),)


_WRAPPERS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterable[Piece]]], ...]] = (
    # What a terminal is told by: ECMA-48, and what is left of it without the escape character.
    (re.compile(r"\x1b\[[0-9;?]{0,20}[@-~]|\x1b\][^\x07\x1b]{0,300}(?:\x07|\x1b\\)"), lambda _: ()),
    (re.compile(r"(?:\u241b|\\x1b|\\033|\\u001b)?\[[0-9]{1,3}(?:;[0-9]{1,3}){0,8}m"), lambda _: ()),
    (re.compile(r"\r\n?"), lambda _: ("\n",)),
    # A JSON string that holds another text; \n alone can be a part of a path of Windows.
    (re.compile(r"\\u(00(?:2[267]|3[ce]))|\\([\"'/]|n(?![a-z]{2})|[rt](?=\\n|\s))", re.IGNORECASE),
     _unescaped_json),
    (re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE), _unescaped_html),
    # Slack's <address|text>, Markdown's [text](address), <address>.
    (re.compile(rf"<({_URL_TEXT})\|[^<>\n]{{0,4000}}>|\[[^\[\]\n]{{1,4000}}\]\(({_URL_TEXT})\)"
                rf"|<({_URL_TEXT})>", re.IGNORECASE), _linked),
    (re.compile("[" + re.escape("".join(_PRINTED)) + "]"), lambda found: (_PRINTED[found[0]],)),
)  # fmt: skip

_MARKS: Final = re.compile(r"(?:[ \t]?>){0,20}")
_HYPHENATED: Final = re.compile(r"(?<=[A-Za-z]-)\n[ \t>|]{0,20}(?=[A-Za-z])")
_WHITE_SPACE: Final = re.compile(r"[ \t]{0,200}\n[ \t\n>|]{0,200}|\s[ \t]{1,200}|\t")
