"""The entries of a HAR file, read one at a time, whatever the file is.

A file can be large, cut off, or no HAR at all: nothing here takes more than time in proportion to
it, nor much memory beside it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

_MOST_PARTS: Final = 400_000
"""Signs of lists, objects and texts in one entry: each takes memory, and real ones have hundreds,
or thousands where the body is a script."""

_MOST_LISTS: Final = 100  # lists of entries in one file; there is one

_ENTRIES: Final = re.compile(r'"entries"\s{0,1000}:\s{0,1000}\[')
_BETWEEN: Final = re.compile(r"[\s,]*")
_PLAIN: Final = r'[^"{}\[\]]{1,10000}+|"(?:[^"\\]{1,10000}+|\\.)*+"'
_FLAT: Final = rf"\{{(?:{_PLAIN}){{0,50}}+\}}"  # as a header is; one step for many of them
_STEP: Final = re.compile(rf"(?:{_PLAIN}|{_FLAT}){{0,200}}+([{{}}\[\]])?", re.DOTALL)


class EntryReader:
    """Finds the entries in a text, one at a time."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._decoder = json.JSONDecoder()
        self.is_damaged = False

    def entries(self) -> Iterator[dict[str, Any]]:
        """Each entry that can be read, up to where the text breaks off."""
        at = 0
        for _ in range(_MOST_LISTS):
            if (found := _ENTRIES.search(self._text, at)) is None:
                return
            at = found.end()
            while self._text[(at := self._next(at)) : at + 1] == "{":
                end, parts = self._end(at)
                if end is None:
                    self.is_damaged = True
                    return
                entry = self._decoded(at, parts)
                at = end
                if entry is not None:
                    yield entry

    def _next(self, at: int) -> int:
        found = _BETWEEN.match(self._text, at)
        return found.end() if found else at

    def _end(self, at: int) -> tuple[int | None, int]:
        """Where the object at ``at`` ends, and how many parts it has; None: nowhere."""
        depth, parts = 1, 0
        # The last step is an empty one.
        for found in _STEP.finditer(self._text, at + 1):  # pragma: no branch
            bracket = found[1]
            parts += 1
            if parts > _MOST_PARTS or found.end() == found.start():
                break
            if bracket is None:
                continue
            depth += 1 if bracket in "{[" else -1
            if depth == 0:
                return found.end(), self._parts(at, found.end())
        return None, parts

    def _parts(self, start: int, end: int) -> int:
        count = self._text.count
        opened = sum(count(sign, start, end) for sign in '{["')
        return opened - count('\\"', start, end)

    def _decoded(self, at: int, parts: int) -> dict[str, Any] | None:
        try:
            if parts <= _MOST_PARTS:
                entry, _end = self._decoder.raw_decode(self._text, at)
                return entry if isinstance(entry, dict) else None
        except (ValueError, RecursionError):
            pass
        self.is_damaged = True
        return None
