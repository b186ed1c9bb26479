"""Which of several groups of patterns match a text: parsed once, then asked often."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

ANY_RUN: Final = r".*"
"""What a ``*`` in an AllowedHeader stands for."""


class PatternGroups:
    """Patterns with at most one ``*`` each, which stands for ``spans``, in groups.

    OSS refuses a second ``*``; here it is only itself, so that the time taken stays linear.
    """

    def __init__(self, groups: Iterable[Sequence[str]], spans: str = ANY_RUN) -> None:
        self._exact: dict[str, int] = {}
        self._fits = re.compile(spans, re.DOTALL).fullmatch
        starred: dict[tuple[str, str], int] = {}
        for place, patterns in enumerate(groups):
            for pattern in patterns:
                head, star, tail = pattern.partition("*")
                if star:
                    starred[head, tail] = starred.get((head, tail), 0) | 1 << place
                else:
                    self._exact[pattern] = self._exact.get(pattern, 0) | 1 << place
        self._starred = [
            (head, tail, len(head), len(tail), bits) for (head, tail), bits in starred.items()
        ]

    def matching(self, text: str) -> int:
        """The groups that match the whole of ``text``: a bit for each, the first one lowest."""
        found = self._exact.get(text, 0)
        size = len(text)
        for head, tail, start, end, bits in self._starred:
            is_framed = text.startswith(head) and text.endswith(tail) and size >= start + end
            if is_framed and self._fits(text, start, size - end):
                found |= bits
        return found


def places(bits: int) -> Iterator[int]:
    """The places, from 0, of the bits that are set."""
    while bits:
        yield lowest(bits)
        bits &= bits - 1


def lowest(bits: int) -> int:
    """The first place of them."""
    return (bits & -bits).bit_length() - 1


def columns(rows: Sequence[int], width: int) -> list[int]:
    """For each of the ``width`` lowest bits, the ``rows`` in which it is set: a bit for each."""
    text = "".join(f"{row:0{width}b}" for row in reversed(rows))
    return [int(text[place::width] or "0", 2) for place in reversed(range(width))]
