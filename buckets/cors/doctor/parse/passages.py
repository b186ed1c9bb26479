"""A text in passages: each a message with all of its lines, or a line that stands alone."""

import re
from array import array
from collections.abc import Iterator
from typing import Final

from buckets.cors.doctor.parse.pasted import Pasted

_LONGEST: Final = 6000
"""Characters that one message takes; more only where a single line is longer."""

_OPENS: Final = re.compile(
    r"access to [\w ]{1,30}? at '|cross-origin request blocked|origin '?\S{1,300}$"
    r"|(?:xmlhttprequest|fetch api) cannot load|failed to load (?!resource)"
    r"|is not allowed (?:by|according to)$|has been blocked by cors policy:$"
    r"|同源|同一生成元|same[ -]origin",
    re.IGNORECASE,
)
_CLOSED: Final = re.compile(r"(?:[.!?}>]|checks|\[learn more\])['\s]{0,3}$", re.IGNORECASE)
_COMPLETE: Final = re.compile(
    r"cors policy: .{10,2000}\.'?\s{0,9}$|\([^()]{0,120}cors.{0,400}\)[.\s]{0,4}"
    r"(?:[^.]{1,40}: ?\(?\w{1,6}\)?)?[.\s]{0,3}(?:\[learn more\])?$|due to access control checks",
    re.IGNORECASE,
)
STARTS: Final = re.compile(
    r"(?:\S{1,80}:[0-9]{1,7}(?::[0-9]{1,7})?\)? {1,20})?(?:\[\w{1,10}\] ?|[✖✗❌⚠⚡️ ]{1,4})?(?:"
    r"access to [\w ]{1,30}? at '|cross-origin request blocked"
    r"|(?:xmlhttprequest|fetch api) cannot load|failed to (?:load|fetch)"
    r"|(?-i:Origin) [a-z]{1,20}://|preflight response|request header field|method '?[A-Z]"
    r"|(?:xhr)?(?:get|put|post|delete|head|options|patch) '?https?://|mixed content|refused to"
    r"|uncaught|\w{0,40}(?:error|exception)\b|at [\w.$<>/-]{1,200} ?\("
    r"|at (?:https?|file|webpack|node)\S{0,4000}:[0-9]"
    r"|\(anonymous\)|[0-9]{4}-[0-9]{2}-[0-9]{2}|\[[0-9]{2}:|<\w|[{}])",
    re.IGNORECASE,
)
_IN_A_WORD: Final = re.compile(r"[A-Za-z]-$")
_LOWER: Final = re.compile(r"[a-z'(]")


def passages(pasted: Pasted, claimed: list[tuple[int, int]]) -> Iterator[Pasted]:
    """Yield the passages, each in one line, but for the parts that are ``claimed``.

    ``claimed`` has the ranges of characters that belong to something else, in their order.
    """
    begun: tuple[int, int] | None = None
    for start, end in _lines(pasted.text, claimed):
        line = pasted.text[start:end].strip()
        if begun is not None and line and _goes_on(pasted, begun, line):
            begun = (begun[0], end)
            continue
        if begun is not None:
            yield _part(pasted, *begun)
        begun = (start, end) if line else None
    if begun is not None:
        yield _part(pasted, *begun)


def _lines(text: str, claimed: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The lines that nobody claims; an empty one in the place of those that somebody does."""
    at, ranges = 0, iter(claimed)
    taken = next(ranges, None)
    for line in text.split("\n"):
        end = at + len(line)
        while taken is not None and taken[1] <= at:
            taken = next(ranges, None)
        if taken is not None and taken[0] < end and at < taken[1]:
            yield at, at
        else:
            yield at, end
        at = end + 1


def _goes_on(pasted: Pasted, begun: tuple[int, int], line: str) -> bool:
    """Whether ``line`` belongs to the passage before it."""
    if begun[1] - begun[0] > _LONGEST:
        return False
    before = " ".join(pasted.text[slice(*begun)].split())
    if _IN_A_WORD.search(before):
        return True
    if STARTS.match(line):
        return False
    if _OPENS.search(before):
        return not _COMPLETE.search(before)
    return bool(_LOWER.match(line.lstrip(">| "))) and not _CLOSED.search(before)


def _part(pasted: Pasted, start: int, end: int) -> Pasted:
    offsets = array("L", pasted.offsets[start : end + 1])
    return Pasted(pasted.text[start:end], offsets).flat
