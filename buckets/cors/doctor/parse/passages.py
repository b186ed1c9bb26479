"""A text in passages: each a message with all of its lines, or a line that stands alone."""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from buckets.cors.doctor.parse.pasted import Pasted

_LONGEST: Final = 6000
"""Characters that one message takes; more only where a single line is longer."""

_MOST_LINES: Final = 60
_SEEN: Final = 2500
"""Characters before a line that tell whether it goes on."""

_OPENS: Final = re.compile(
    r"access to [\w ]{1,30}? at '|cross-origin request blocked|origin '?\S{1,300}$"
    r"|(?:xmlhttprequest|fetch api) cannot load|failed to load (?!resource|source map)"
    r"|is not allowed (?:by|according to)$|has been blocked by cors policy:$"
    r"|同源|同一生成元|same[ -]origin|anfrage blockiert|origen cruzado bloquead"
    r"|requête multi|cross-origin bloqueada|richiesta multiorigine|постороннего источника|跨來源",
    re.IGNORECASE,
)
_CLOSED: Final = re.compile(
    r"(?:[.!?}>]|checks|\[learn more\]|net::err_\w{1,60}|\b[1-5][0-9]{2} \([\w ]{0,40}\))"
    r"['\s]{0,3}$",
    re.IGNORECASE,
)
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
    r"|[a-z]{3,20}:fail\b|uncaught|devtools |download the (?:react|vue)"
    r"|the resource (?:at )?'?https?:"
    r"|\w{0,40}(?:error|exception)\b|at [\w.$<>/-]{1,200} ?\("
    r"|at (?:https?|file|webpack|node)\S{0,4000}:[0-9]"
    r"|\(anonymous\)|[0-9]{4}-[0-9]{2}-[0-9]{2}|\[[0-9]{2}:|<\w|[{}])",
    re.IGNORECASE,
)
# WebKit has the reason in one message and the address in the next.
_FIRST_OF_WEBKIT: Final = re.compile(
    r"(?:\[\w{1,10}\] )?(?:origin \S{1,300} is not allowed|preflight response is not"
    r"|request header field|method \S{1,20} is not allowed|cannot use wildcard|credentials flag)",
    re.IGNORECASE,
)
_SECOND_OF_WEBKIT: Final = re.compile(
    r"(?:\[\w{1,10}\] )?(?:xmlhttprequest|fetch api) cannot load \S", re.IGNORECASE
)
# Firefox has the method in one line and the address in the next.
_METHOD: Final = re.compile(r"\b(?:XHR)?(?:GET|PUT|POST|DELETE|HEAD|OPTIONS|PATCH)$")
_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)
_IN_A_WORD: Final = re.compile(r"[A-Za-z]-$")
_LOWER: Final = re.compile(r"[a-z'(]")


@dataclass
class _Passage:
    """The lines that belong together so far; ``is_open``: a message has begun and not ended."""

    start: int
    end: int
    is_open: bool = False
    lines: int = 1

    @classmethod
    def of(cls, text: str, start: int, end: int) -> "_Passage":
        begun = cls(start, end)
        begun._look(text)
        return begun

    def add(self, text: str, end: int) -> None:
        self.end, self.lines = end, self.lines + 1
        self._look(text)

    def tail(self, text: str) -> str:
        """Its last characters, in one line."""
        return " ".join(text[max(self.start, self.end - _SEEN) : self.end].split())

    def _look(self, text: str) -> None:
        tail = self.tail(text)
        self.is_open = bool((self.is_open or _OPENS.search(tail)) and not _COMPLETE.search(tail))


def passages(pasted: Pasted, claimed: list[tuple[int, int]]) -> Iterator[Pasted]:
    """Yield the passages, each in one line, but for the parts that are ``claimed``.

    ``claimed`` has the ranges of characters that belong to something else, in their order.
    """
    begun: _Passage | None = None
    for start, end in _lines(pasted.text, claimed):
        line = pasted.text[start:end].strip()
        if begun is not None and line and _goes_on(pasted.text, begun, line):
            begun.add(pasted.text, end)
            continue
        if begun is not None:
            yield _part(pasted, begun.start, begun.end)
        begun = _Passage.of(pasted.text, start, end) if line else None
    if begun is not None:
        yield _part(pasted, begun.start, begun.end)


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


def _goes_on(text: str, begun: _Passage, line: str) -> bool:
    """Whether ``line`` belongs to the passage before it."""
    if begun.end - begun.start > _LONGEST or begun.lines > _MOST_LINES:
        return False
    before = begun.tail(text)
    if _IN_A_WORD.search(before):
        return True
    if _SECOND_OF_WEBKIT.match(line):
        return _FIRST_OF_WEBKIT.match(text[begun.start : begun.end].lstrip()) is not None
    if STARTS.match(line):
        return False
    if begun.is_open:
        return True
    words = line.lstrip(">| ")
    if _ADDRESS.match(words):
        return _METHOD.search(before) is not None
    return bool(_LOWER.match(words)) and not _CLOSED.search(before)


def _part(pasted: Pasted, start: int, end: int) -> Pasted:
    offsets = array("L", pasted.offsets[start : end + 1])
    return Pasted(pasted.text[start:end], offsets).flat
