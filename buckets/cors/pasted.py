"""Pasted text as a value, and what texts are wrapped in on the way from one program to another.

Nothing here takes more than time in proportion to the text: every pattern has an upper bound.
"""

import html
import re
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

Piece = str | int
"""Of what a pattern matched, what stays: a text of its own, or the number of a group."""

Wrapper = tuple[re.Pattern[str], Callable[[re.Match[str]], Iterable[Piece]]]
"""What a text is wrapped in, and the pieces that are left of each match without it."""


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

    def part(self, start: int, end: int) -> "Pasted":
        """Return the characters from ``start`` up to ``end`` alone."""
        return Pasted(self.text[start:end], self.offsets[start : end + 1])

    def without(self, *wrappers: Wrapper) -> "Pasted":
        """Return it with each of ``wrappers`` taken off, one after the other."""
        pasted = self
        for pattern, pieces in wrappers:
            pasted = pasted.rewritten(pattern, pieces)
        return pasted

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


_HYPHENATED: Final = re.compile(r"(?<=[A-Za-z]-)\n[ \t>|]{0,20}(?=[A-Za-z])")
_WHITE_SPACE: Final = re.compile(r"[ \t]{0,200}\n[ \t\n>|]{0,200}|\s[ \t]{1,200}|\t")


# --- What texts are wrapped in --------------------------------------------------------------------

QUOTES: Final = (
    '"`\u00ab\u00b4\u00bb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2039\u203a'
    "\u300c\u300d\u300e\u300f\uff02\uff07"
)
"""Quotation marks of any language, but for the straight single one."""

INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\0"
"""Characters without width, which are copied along from web pages."""

SPACES: Final = "\u00a0\u2007\u202f\u3000"
"""Spaces that are no white space to HTTP and XML."""

_JSON: Final = {"n": "\n", "r": "", "t": "\t"}
_URL_TEXT: Final = r"[a-z][a-z0-9+.-]{1,20}://[^\s<>|()\[\]]{1,4000}"


def _unescaped_json(found: re.Match[str]) -> Iterable[Piece]:
    if found[1]:
        return (1,)
    if found[2]:
        point = int(found[2], 16)
        return () if 0xD800 <= point <= 0xDFFF else (chr(point),)  # half of a pair
    return (_JSON.get(found[3], found[3]),)


def _unescaped_html(found: re.Match[str]) -> Iterable[Piece]:
    return (html.unescape(found[0]),)


def _linked(found: re.Match[str]) -> Iterable[Piece]:
    """The address that a link leads to stands for its text, which may be cut."""
    return (next(number for number in range(1, 4) if found[number] is not None),)


JSON_ESCAPE: Final[Wrapper] = (
    re.compile(
        r"((?<![A-Za-z])[A-Za-z]:(?:\\(?!u[0-9a-fA-F]{4})[\w.$-]{1,100}){1,30})"
        r"|\\u([0-9a-fA-F]{4})|\\([\"'/n]|[rt](?=\\n|\s))"
    ),
    _unescaped_json,
)
"""The escapes of a JSON string that holds another text; a path of Windows has none."""

HTML_ESCAPE: Final[Wrapper] = (
    re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE),
    _unescaped_html,
)

LINK: Final[Wrapper] = (
    re.compile(
        rf"<({_URL_TEXT})\|[^<>\n]{{0,4000}}>|\[[^\[\]\n]{{1,4000}}\]\(({_URL_TEXT})\)"
        rf"|<({_URL_TEXT})>",
        re.IGNORECASE,
    ),
    _linked,
)
"""Slack's <address|text>, Markdown's [text](address), <address>."""
