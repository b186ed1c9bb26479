"""Into which sets a few patterns divide all texts, with an example of each.

Two texts that the same patterns match are told apart by no rule, so one of them stands for both.
A pattern with a ``*`` is a head and a tail. What matches a text is decided by the longest head
that it begins with and by the longest tail that it ends with, so there is one set for each pair
of these, one for each pattern without a ``*``, and one for each text that is so short that its
head and its tail overlap. There are no others: the list is whole by construction, which stands
on a ``*`` being any run of characters (`assumptions.WILDCARD_SPANS`).
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Final

_LETTERS: Final = "xyz0123456789abcdefghijklmnopqrstuvw-"
_BEYOND_ASCII: Final = 0xA1  # code points from here on, where no letter is free


class EquivalenceClass:
    """The texts that exactly these groups of patterns match: ``groups`` has a bit for each.

    ``patterns`` are those of which most texts are in this cell; a cell where only some texts of
    several patterns meet has none. An example is only looked for when it is asked for.
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
    """All sets into which ``of`` groups of patterns divide the texts that are not empty.

    ``likely`` are texts to put where a ``*`` stands, for examples that look like real ones: the
    first that makes one for which ``is_real`` is chosen, or else the first that can be. ``rest``
    are patterns to tell the texts by that no group matches.

    There may be tens of thousands, few of which are asked for: a cell is made when it is.
    """

    def __init__(
        self,
        of: Sequence[Sequence[str]],
        *,
        likely: Sequence[str] = (),
        is_real: Callable[[str], bool] = bool,
        rest: tuple[str, ...] = (),
    ) -> None:
        self._likely = likely
        self._is_real = is_real
        self._exact: dict[str, int] = {}
        self._starred: dict[tuple[str, str], int] = {}
        for bit, patterns in enumerate(of):
            for pattern in patterns:
                head, star, tail = pattern.partition("*")
                if star:
                    known = self._starred.get((head, tail), 0)
                    self._starred[head, tail] = known | 1 << bit
                else:
                    self._exact[pattern] = self._exact.get(pattern, 0) | 1 << bit
        self._own: dict[str, dict[str, int]] = {}  # by head, the groups of each tail with it
        for (head, tail), groups_of_pair in self._starred.items():
            self._own.setdefault(head, {})[tail] = groups_of_pair
        # The shorter ones first: what a text begins with is met before what goes on from there.
        self._heads = sorted({"", *(head for head, _tail in self._starred)}, key=_by_length)
        self._tails = sorted({"", *(tail for _head, tail in self._starred)}, key=_by_length)
        self._head_set, self._tail_set = set(self._heads), set(self._tails)
        self._longest_head, self._longest_tail = len(self._heads[-1]), len(self._tails[-1])
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

    def __getitem__(self, place: int) -> EquivalenceClass:
        groups = self.groups[place]
        if groups not in self._made:
            self._made[groups] = EquivalenceClass(
                groups, tuple(self._patterns.get(groups, ())), self._example
            )
        return self._made[groups]

    def __iter__(self) -> Iterator[EquivalenceClass]:
        return map(self.__getitem__, range(len(self)))

    @property
    def with_patterns(self) -> tuple[bool, ...]:
        """Of each, whether it has any."""
        return tuple(bool(self._patterns.get(groups)) for groups in self.groups)

    def _divide(self) -> None:
        """Finds of each set what makes an example: a text, or its head and its tail."""
        sources, patterns = self._sources, self._patterns
        for text in filter(None, self._exact):
            groups = self._groups_of(text)
            sources.setdefault(groups, text)
            patterns.setdefault(groups, []).append(text)
        places = {tail: place for place, tail in enumerate(self._tails)}
        for head, row in self._rows():
            for tail in self._own.get(head, ()):
                patterns.setdefault(row[places[tail]], []).append(f"{head}*{tail}")
            for groups in dict.fromkeys(row):
                if groups not in sources:
                    sources[groups] = head, self._tails[row.index(groups)]
        for text in self._overlapping():
            sources.setdefault(self._groups_of(text), text)

    # --- A head and a tail ----------------------------------------------------------------------

    def _rows(self) -> Iterator[tuple[str, list[int]]]:
        """For each head, the groups that match it with each tail, and something between them."""
        longer: dict[str, list[int]] = {}
        for place, tail in enumerate(self._tails):
            for shorter in self._tails_in[tail]:
                longer.setdefault(shorter, []).append(place)
        rows: dict[str, list[int]] = {}
        for head in self._heads:
            shorter_heads = self._heads_in[head][:-1]
            row = list(rows[shorter_heads[-1]]) if shorter_heads else [0] * len(self._tails)
            for tail, groups in self._own.get(head, {}).items():
                for place in longer[tail]:
                    row[place] |= groups
            rows[head] = row
            yield head, row

    def _example(self, groups: int) -> str:
        source = self._sources[groups]
        return source if isinstance(source, str) else self._between(groups, *source)

    def _between(self, groups: int, head: str, tail: str) -> str:
        """A text with this longest head and this longest tail, a likely one if there is any."""
        likely = [text for between in self._likely if (text := head + between + tail)]
        # What is real is seen sooner than what groups match.
        for text in (*filter(self._is_real, likely), *likely):
            if self._groups_of(text) == groups:
                return text
        first = self._free_letter(lambda letter: head + letter in self._head_starts)
        last = self._free_letter(lambda letter: letter + tail in self._tail_ends)
        between = first if first == last else first + last
        while head + between + tail in self._exact:
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
        """The texts shorter than their head and tail together, where that keeps a pattern out."""
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
                if (some_head, some_tail) in self._starred:
                    return True
        return False

    def _groups_of(self, text: str) -> int:
        """The groups that match ``text``."""
        groups = self._exact.get(text, 0)
        tails = self._tails_within(text)
        for head in self._heads_within(text):
            for tail in tails:
                if len(head) + len(tail) <= len(text):
                    groups |= self._starred.get((head, tail), 0)
        return groups

    def _heads_within(self, text: str) -> list[str]:
        """The heads that ``text`` begins with, the shortest first."""
        ends = range(min(len(text), self._longest_head) + 1)
        return [text[:end] for end in ends if text[:end] in self._head_set]

    def _tails_within(self, text: str) -> list[str]:
        """The tails that ``text`` ends with, the longest first."""
        starts = range(max(len(text) - self._longest_tail, 0), len(text) + 1)
        return [text[start:] for start in starts if text[start:] in self._tail_set]


def _by_length(text: str) -> tuple[int, str]:
    return len(text), text
