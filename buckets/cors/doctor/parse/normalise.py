"""Pasted text as it was printed: without what editors, chats and terminals made of it.

Nothing here, nor in what reads its result, takes more than time in proportion to the text: what is
looked for is looked for as plain text, and every pattern has an upper bound.
"""

import html
import re
from dataclasses import dataclass
from typing import Final

from buckets.cors.model import lower_ascii

LONGEST: Final = 200_000
"""Characters that are looked at; a message is a few hundred."""

_QUOTES: Final = (
    '"`\u00ab\u00b4\u00bb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2039\u203a'
    "\u300c\u300d\u300e\u300f\uff02\uff07"
)
_HYPHENS: Final = "\u2010\u2011\u2012\u2013\u2212"
_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff\0"
_AS_PRINTED: Final = str.maketrans(
    {
        **dict.fromkeys(_QUOTES, "'"),
        **dict.fromkeys(_HYPHENS, "-"),
        **dict.fromkeys(_INVISIBLE, None),
        "\u00a0": " ",
        # Chinese text has these.
        "\uff1a": ": ",
        "\uff08": " (",
        "\uff09": ") ",
        "\u3002": ". ",
    }
)
_ESCAPED: Final = re.compile(r"\\u00(2[267]|3[ce])", re.IGNORECASE)
"""How JSON that is safe to put into HTML has a quote, an ampersand and the marks of XML."""
_PREFIX: Final = re.compile(r"^[ \t>|]{1,20}", re.MULTILINE)
_BROKEN_NAME: Final = re.compile(r"(?<=[A-Za-z]-) (?=[A-Za-z])")


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text as it was printed: its ``lines`` with plain quotes and hyphens, and all in one line.

    The ``line`` has no line ends, no marks of a quotation and no double spaces; names that were
    broken behind a hyphen are whole again. Every quote is a ``'``. ``lower`` is it in lower case.
    """

    lines: tuple[str, ...]
    line: str
    lower: str


def normalise(text: str) -> PlainText:
    """Return ``text``, up to `LONGEST`, without what was made of it on the way."""
    unescaped = _ESCAPED.sub(lambda it: chr(int(it[1], 16)), html.unescape(text[:LONGEST]))
    lines = tuple(unescaped.translate(_AS_PRINTED).splitlines())
    joined = "\n".join(lines).replace("\\'", "'")
    line = _BROKEN_NAME.sub("", " ".join(_PREFIX.sub("", joined).split()))
    return PlainText(lines, line, lower_ascii(line))
