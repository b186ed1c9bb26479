"""The values in a line that was copied from elsewhere, without what stands around them."""

import re
from dataclasses import dataclass
from typing import Final

from buckets.cors.pasted import HTML_ESCAPE, JSON_ESCAPE, LINK, QUOTES, Pasted, Wrapper

SEPARATORS: Final = re.compile(r"[\s,;]+")
"""What stands between values where one is to stand."""

_SAYS_SOMETHING: Final = re.compile(r"[\w*]")  # a bullet or a bracket does not
_FULL_WIDTH: Final[dict[int, int]] = {
    **{0xFEE0 + code: code for code in range(0x21, 0x7F)},  # U+FF01 to U+FF5E
    **str.maketrans("\u3000、。【】《》〈〉", " ,.[]<><>"),
}
"""What East Asian keyboards write in place of ASCII."""

_FULL_STOP: Final = re.compile(r"。(?=\s|$)")
_WRAPPERS: Final[tuple[Wrapper, ...]] = (
    HTML_ESCAPE,
    JSON_ESCAPE,
    (
        re.compile(
            r"""<a\s[^<>]{0,400}?href\s?=\s?["']?([^\s"'<>]{1,400})[^<>]{0,400}>[^<>]{0,400}</a>""",
            re.IGNORECASE,
        ),
        lambda _: (1,),
    ),
    LINK,
    (re.compile(r"</?[A-Za-z][\w:.-]{0,60}(?:\s[^<>]{0,400})?/?>"), lambda _: ("\n",)),
)
_AROUND: Final = f"{QUOTES}'(){{}}"
_MOST_NESTED: Final = 5
_IPV6: Final = re.compile(r"\[(?=[0-9A-Fa-f.]{0,45}:)[0-9A-Fa-f:.]{2,45}\]")
_QUOTED: Final = f"{QUOTES}',;\t "
_MARK: Final = re.compile(r"\s*(?:(?:-H|--header|[-*\u2022\u2013\u2014<>]|[0-9]{1,3}[.)])\s+)?")
_NAMES: Final = {
    "origins": "origin|referer|host|access-control-allow-origin|allowed_?origins?",
    "allowed_headers": "access-control-(?:allow|request)-headers|allowed_?headers?",
    "expose_headers": "access-control-expose-headers|expose_?headers?",
    "max_age": "access-control-max-age|max-age|max_?age_?seconds",
}
"""The names under which the values of a field come in HTTP, and in configurations as code."""

_LABELS: Final = {
    field: re.compile(rf"[\"']?(?:{names})[\"']?\s*[:=]\s*", re.IGNORECASE)
    for field, names in _NAMES.items()
}
_BEFORE_SCHEME: Final = re.compile(r"[^\s:/]{1,60}\s*[:=]\s*[\"']?(?=[A-Za-z][A-Za-z0-9+.-]*://)")


@dataclass(frozen=True, slots=True)
class Values:
    """The values in a line, and the id of the problem that it is more than one of them.

    ``problem_id`` is "full-width", "wrapped" or "blank"; "" where the line is the value itself.
    ``text`` is the line without what stood around it, and without the name before it if
    ``has_label``.
    """

    values: tuple[str, ...]
    problem_id: str
    text: str
    has_label: bool


def values_in(text: str, field: str) -> Values:
    """Return the values of ``field`` in a line, or in several that are one list."""
    in_ascii = _FULL_STOP.sub(" ", text).translate(_FULL_WIDTH)
    plain = _after(_MARK, Pasted.of(in_ascii).without(*_WRAPPERS).text)
    rest = _after(_LABELS[field], plain)
    if field == "origins":
        rest = _after(_BEFORE_SCHEME, rest)
    values = tuple(filter(None, map(_bare, SEPARATORS.split(rest))))
    problem_id = "blank" if values == tuple(filter(None, SEPARATORS.split(text))) else "wrapped"
    if not values or values == (text,):
        problem_id = ""
    elif in_ascii != text:
        problem_id = "full-width"
    return Values(values, problem_id, rest.strip(_QUOTED), rest != plain)


def says_something(text: str) -> bool:
    """Return whether there is a letter, a digit or a ``*`` in it, and not brackets alone."""
    return _SAYS_SOMETHING.search(text) is not None


def _after(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return text[found.end() :] if found else text


def _bare(word: str) -> str:
    """Return ``word`` without quotes and brackets; those of an IPv6 address belong to it."""
    for _ in range(_MOST_NESTED):
        word = word.strip(_AROUND)
        opened = word.lstrip("[")
        word = opened if not _IPV6.match(f"[{opened}") or opened == word else f"[{opened}"
        closed = word.rstrip("]")
        unopened = max(0, word.count("]") - word.count("["))
        word = word[: max(len(closed), len(word) - unopened)]
    return word if says_something(word) else ""
