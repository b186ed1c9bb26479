"""A time as people write it, in seconds."""

import re
import unicodedata
from typing import Final

_UNITS: Final = {
    1: "seconds?|secs?|s|秒",
    60: "minutes?|mins?|m|分钟|分鐘|分",
    3600: "hours?|hrs?|h|小时|小時|时",
    86_400: "days?|d|天|日",
    604_800: "weeks?|w|周",
}
_NUMBER: Final = r"[0-9]{1,3}(?:[\s,._'\u2019][0-9]{3})+|[0-9]+"
"""Groups of three digits may be set apart; 1.5 is not 15."""

_PLAIN: Final = re.compile(_NUMBER)
_AMOUNT: Final = re.compile(
    rf"({_NUMBER})(?:[.,]([0-9]))?\s?(?:{'|'.join(f'({unit})' for unit in _UNITS.values())})"
    r"(?![a-z])[\s,]{0,3}(?:and\s)?",
    re.IGNORECASE,
)
_LONGEST: Final = 60  # characters


def seconds_in(text: str) -> int | None:
    """Return the whole seconds in ``text``, such as "10 min", "1h 30m", "1.5 hours" or "86,400".

    None where it is no time, or not one in whole seconds.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if len(text) > _LONGEST:
        return None
    if _PLAIN.fullmatch(text):
        return _whole(text)
    tenths, at = 0, 0
    while found := _AMOUNT.match(text, at):
        unit = next(it for it, word in zip(_UNITS, found.groups()[2:], strict=True) if word)
        tenths += (10 * _whole(found[1]) + int(found[2] or 0)) * unit
        at = found.end()
    return tenths // 10 if at == len(text) and at and tenths % 10 == 0 else None


def _whole(number: str) -> int:
    return int(re.sub("[^0-9]", "", number))
