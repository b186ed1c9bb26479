"""What people say around what they paste: evidence for a cause, never for a fact."""

from enum import StrEnum
from typing import Final


class Remark(StrEnum):
    """What was said of a failure."""

    CACHED = "cached"  # another answer came before, or it depends on what came before


_SAID: Final = {
    Remark.CACHED: (
        *("disable cache", "cached", "from cache", "the cache"),
        *("sometimes", "randomly", "intermittent", "only on the first", "hard refresh"),
        *("缓存", "有时", "偶尔", "随机", "强制刷新", "第一次加载"),
    ),
}


def read_remarks(text: str) -> frozenset[Remark]:
    """Return what is said anywhere in ``text``."""
    low = text.lower()
    return frozenset(
        remark for remark, phrases in _SAID.items() if any(phrase in low for phrase in phrases)
    )
