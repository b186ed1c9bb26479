"""Patterns with a ``*``, as OSS compares them, one by one and in groups.

A pattern matches the whole of a text. Its first ``*`` stands for any run of characters, dots and
nothing included. OSS refuses a second one; here that is only itself, so that the time a match
takes stays linear. The text before the ``*`` is the pattern's head, the text behind it its tail.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence


def covers(pattern: str, text: str) -> bool:
    """Return whether ``pattern`` matches the whole of ``text``."""
    head, star, tail = pattern.partition("*")
    if not star:
        return text == pattern
    is_long_enough = len(text) >= len(head) + len(tail)
    return is_long_enough and text.startswith(head) and text.endswith(tail)


class PatternGroups:
    """Groups of patterns, parsed once and then asked often which of them match a text.

    A set of groups is a number with a bit for each, the first group lowest. ``exact`` has the
    groups of each pattern without a ``*``; ``starred`` those of each head by each of its tails.
    """

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self.exact: dict[str, int] = {}
        self.starred: dict[str, dict[str, int]] = {}
        for index, patterns in enumerate(groups):
            for pattern in patterns:
                head, star, tail = pattern.partition("*")
                known = self.starred.setdefault(head, {}) if star else self.exact
                text = tail if star else pattern
                known[text] = known.get(text, 0) | 1 << index
        self._head_sizes = sorted({len(head) for head in self.starred})
        self._tail_sizes = sorted({len(tail) for tails in self.starred.values() for tail in tails})

    def matching(self, text: str) -> int:
        """Return the groups of which a pattern matches ``text``: one `covers` it."""
        found = self.exact.get(text, 0)
        for size in self._head_sizes:
            if tails := self.starred.get(text[:size]):
                for tail in self._ending(text[size:], tails):
                    found |= tails.get(tail, 0)
        return found

    def _ending(self, rest: str, tails: Mapping[str, int]) -> Iterable[str]:
        """Return those of ``tails`` that ``rest`` ends with, perhaps with other texts."""
        if len(tails) <= len(self._tail_sizes):
            return filter(rest.endswith, tails)
        return (rest[len(rest) - size :] for size in self._tail_sizes if size <= len(rest))


def indexes(bits: int) -> Iterator[int]:
    """Yield the indexes, from 0, of the bits that are set, the lowest first."""
    while bits:
        yield lowest(bits)
        bits &= bits - 1


def lowest(bits: int) -> int:
    """Return the index of the lowest bit that is set; -1 where none is."""
    return (bits & -bits).bit_length() - 1


def columns(rows: Sequence[int], width: int) -> list[int]:
    """Turn rows of bits into columns.

    Return, for each of the ``width`` lowest bits, the ``rows`` in which it is set: a bit for each.
    """
    text = "".join(f"{row:0{width}b}" for row in reversed(rows))
    return [int(text[index::width] or "0", 2) for index in reversed(range(width))]
