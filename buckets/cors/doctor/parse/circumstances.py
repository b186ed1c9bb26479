"""What people say around what they paste: evidence for a cause, never for a fact."""

import re
from enum import StrEnum
from typing import Final


class Circumstance(StrEnum):
    """What was said of a failure."""

    CACHED = "cached"  # another answer came before, or it depends on what came before
    WORKS_ELSEWHERE = "works-elsewhere"  # other programs than browsers get the answer


_PROGRAM: Final = r"\b(?:postman|insomnia|apifox|apipost|curl|wget|httpie)\b"
_SAID: Final = {
    Circumstance.CACHED: re.compile(
        r"disable cache|cached|from cache|the cache|sometimes|randomly|intermittent"
        r"|only on the first|hard refresh|缓存|有时|偶尔|随机|强制刷新|第一次加载"
        r"|时间戳|adding timestamp|过一会|full refresh"
    ),
    Circumstance.WORKS_ELSEWHERE: re.compile(
        rf"(?:work|fine|success|succeed|ok\b|able to|no problem|正常|可以|成功|没问题)"
        rf"[^.!?。\n]{{0,60}}{_PROGRAM}"
        rf"|{_PROGRAM}[^.!?。\n]{{0,60}}(?:work|fine|success|succeed|ok\b|正常|可以|成功|没问题)"
    ),
}


def read_circumstances(text: str) -> frozenset[Circumstance]:
    """Return what is said anywhere in ``text``."""
    low = text.lower()
    return frozenset(circumstance for circumstance, said in _SAID.items() if said.search(low))
