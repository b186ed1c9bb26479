"""The equivalence classes into which some patterns divide all texts, with an example of each.

Two texts that the same patterns match are told apart by no rule, so one of them stands for both.
What matches a text is decided by the longest head that it begins with and by the longest tail that
it ends with (`buckets.cors.wildcard`). So there is one class for each pair of these, one for each
pattern without a ``*``, and one for each text that is so short that its head and its tail overlap.
There are no others: the list is whole by construction, because a ``*`` is any run of characters.

For example the patterns ``a*`` and ``*b`` have the heads "" and "a" and the tails "" and "b":

=====  =====  ==============  ========
head   tail   what matches    example
=====  =====  ==============  ========
""     ""     nothing         ``x``
"a"    ""     ``a*``          ``ax``
""     "b"    ``*b``          ``xb``
"a"    "b"    both            ``axb``
=====  =====  ==============  ========
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Final

from buckets.cors.wildcard import PatternGroups

_LETTERS: Final = "xyz0123456789abcdefghijklmnopqrstuvw-"
_BEYOND_ASCII: Final = 0xA1  # code points from here on, where no letter is free


class EquivalenceClass:
    """The texts that exactly these groups of patterns match: ``groups`` has a bit for each.

    ``patterns`` are those of which most texts are in this class; a class of those texts alone
    that several patterns share has none. An example is only looked for when it is asked for.
    """

    def __init__(self, groups: int, patterns: tuple[str, ...], find: Callable[[int], str]) -> None:
        self.groups = groups
        self.patterns = patterns
        self._find = find

    @cached_property
    def example(self) -> str:
        """One of the texts."""
        return self._find(self.groups)


class PatternPartition:
    """All classes into which groups of patterns divide the texts that are not empty.

    ``likely`` are texts to put where a ``*`` stands, for examples that look like real ones: the
    first that makes one for which ``is_real`` is chosen, or else the first that can be. ``rest``
    are the patterns to name for the texts that no group matches.

    There may be tens of thousands, few of which are asked for: a class is made when it is.
    """

    def __init__(
        self,
        groups_of_patterns: Sequence[Sequence[str]],
        *,
        likely: Sequence[str] = (),
        is_real: Callable[[str], bool] = bool,
        rest: tuple[str, ...] = (),
    ) -> None:
        self._likely = likely
        self._is_real = is_real
        self._known = PatternGroups(groups_of_patterns)
        starred = self._known.starred
        # The shorter ones first: what a text begins with comes before what goes on from there.
        self._heads = sorted({"", *starred}, key=_by_length)
        self._tails = sorted(
            {"", *(tail for tails in starred.values() for tail in tails)}, key=_by_length
        )
        self._tail_set = set(self._tails)
        self._heads_in = {head: self._heads_within(head) for head in self._heads}
        self._tails_in = {tail: self._tails_within(tail) for tail in self._tails}
        self._head_starts = {head[:end] for head in self._heads for end in range(len(head) + 1)}
        self._tail_ends = {tail[start:] for tail in self._tails for start in range(len(tail) + 1)}

        self._sources: dict[int, str | tuple[str, str]] = {}
        self._patterns: dict[int, list[str]] = {0: [*rest]}
        self._divide()
        self.groups = tuple(self._sources)
        self._made: dict[int, EquivalenceClass] = {}

    def __len__(self) -> int:
        return len(self.groups)

    def __getitem__(self, index: int) -> EquivalenceClass:
        groups = self.groups[index]
        if groups not in self._made:
            self._made[groups] = EquivalenceClass(
                groups, tuple(self._patterns.get(groups, ())), self._example
            )
        return self._made[groups]

    def __iter__(self) -> Iterator[EquivalenceClass]:
        return map(self.__getitem__, range(len(self)))

    @property
    def with_patterns(self) -> tuple[bool, ...]:
        """Whether each class has any patterns."""
        return tuple(bool(self._patterns.get(groups)) for groups in self.groups)

    def _divide(self) -> None:
        """Find what makes an example of each class: a text, or a head and a tail."""
        sources, patterns = self._sources, self._patterns
        for text in filter(None, self._known.exact):
            groups = self._known.matching(text)
            sources.setdefault(groups, text)
            patterns.setdefault(groups, []).append(text)
        index_of_tail = {tail: index for index, tail in enumerate(self._tails)}
        for head, row in self._rows():
            for tail in self._known.starred.get(head, ()):
                patterns.setdefault(row[index_of_tail[tail]], []).append(f"{head}*{tail}")
            for groups in dict.fromkeys(row):
                if groups not in sources:
                    sources[groups] = head, self._tails[row.index(groups)]
        for text in self._overlapping():
            sources.setdefault(self._known.matching(text), text)

    # --- A head and a tail ----------------------------------------------------------------------

    def _rows(self) -> Iterator[tuple[str, list[int]]]:
        """Yield each head with the groups that match it, something in between, and each tail."""
        longer: dict[str, list[int]] = {}
        for index, tail in enumerate(self._tails):
            for shorter in self._tails_in[tail]:
                longer.setdefault(shorter, []).append(index)
        rows: dict[str, list[int]] = {}
        for head in self._heads:
            shorter_heads = self._heads_in[head][:-1]
            row = list(rows[shorter_heads[-1]]) if shorter_heads else [0] * len(self._tails)
            for tail, groups in self._known.starred.get(head, {}).items():
                for index in longer[tail]:
                    row[index] |= groups
            rows[head] = row
            yield head, row

    def _example(self, groups: int) -> str:
        source = self._sources[groups]
        return source if isinstance(source, str) else self._between(groups, *source)

    def _between(self, groups: int, head: str, tail: str) -> str:
        """Make a text with this longest head and this longest tail, a likely one if it can be."""
        likely = [text for between in self._likely if (text := head + between + tail)]
        # What is real is seen sooner than what groups match.
        for text in (*filter(self._is_real, likely), *likely):
            if self._known.matching(text) == groups:
                return text
        first = self._free_letter(lambda letter: head + letter in self._head_starts)
        last = self._free_letter(lambda letter: letter + tail in self._tail_ends)
        between = first if first == last else first + last
        while head + between + tail in self._known.exact:
            between = first + between
        return head + between + tail

    @staticmethod
    def _free_letter(is_taken: Callable[[str], bool]) -> str:
        beyond = map(chr, range(_BEYOND_ASCII, 0x10000))
        return next(
            letter for some in (_LETTERS, beyond) for letter in some if not is_taken(letter)
        )

    # --- Single texts ---------------------------------------------------------------------------

    def _overlapping(self) -> Iterator[str]:
        """Yield the texts shorter than head and tail together that a pattern misses by that."""
        beginning: dict[str, list[str]] = {}
        for tail in self._tails:
            for end in range(1, len(tail) + 1):
                beginning.setdefault(tail[:end], []).append(tail)
        for head in self._heads:
            for start in range(len(head)):
                shared = head[start:]
                for tail in beginning.get(shared, ()):
                    text = head + tail[len(shared) :]
                    if self._is_too_short(text, head, tail):
                        yield text

    def _is_too_short(self, text: str, head: str, tail: str) -> bool:
        """Whether a longer text with this head and this tail would be matched by more."""
        for some_head in reversed(self._heads_in[head]):
            # The longest first; the last is empty, and is short enough for any.
            for some_tail in self._tails_in[tail]:  # pragma: no branch
                if len(some_head) + len(some_tail) <= len(text):
                    break
                if some_tail in self._known.starred.get(some_head, ()):
                    return True
        return False

    def _heads_within(self, head: str) -> list[str]:
        """The heads that ``head`` begins with, the shortest first."""
        known = self._known.starred
        return [head[:end] for end in range(len(head) + 1) if end == 0 or head[:end] in known]

    def _tails_within(self, tail: str) -> list[str]:
        """The tails that ``tail`` ends with, the longest first."""
        known = self._tail_set
        return [tail[start:] for start in range(len(tail) + 1) if tail[start:] in known]


def _by_length(text: str) -> tuple[int, str]:
    return len(text), text
