"""Read a configuration that a person pasted, or say what was pasted in its place.

What came from OSS is read by `xml` alone. Here a document is mended first where nothing of it is
lost by that, and each repair is told.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from buckets.cors.formats.shapes import Shape, shape_of
from buckets.cors.formats.xml import ELEMENTS, XmlError, read
from buckets.cors.message import Message
from buckets.cors.model import Configuration
from buckets.cors.pasted import HTML_ESCAPE, INVISIBLE, JSON_ESCAPE, SPACES, Pasted, Wrapper


@dataclass(frozen=True, slots=True)
class Recognised:
    """The configuration in a text, and the ``repairs`` without which it could not be read."""

    configuration: Configuration
    repairs: tuple[Message, ...]


class NotRecognised(ValueError):
    """Why no configuration was read, with the next step: a ``message`` for people."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


def recognise(text: str) -> Recognised:
    """Return the configuration in ``text``.

    Raises `NotRecognised` where there is none, or something in it is not understood.
    """
    try:
        return Recognised(_read(text.strip()), ())
    except XmlError as error:
        if error.id == "too-large":
            raise NotRecognised(error.message) from error
    pasted, repairs = _mended(text)
    try:
        return Recognised(_read(pasted.text), repairs)
    except XmlError as error:
        raise _explained(error, pasted, text) from error


def _read(document: str) -> Configuration:
    return read(document.encode(errors="surrogatepass"))


# --- Repairs --------------------------------------------------------------------------------------

_ROOT: Final = "CORSConfiguration"
_PREFIX: Final = r"(?:[\w.-]{1,40}:)?"
_OF_ROOT: Final = "|".join(sorted(ELEMENTS[_ROOT]))
_OF_RULE: Final = "|".join(sorted(ELEMENTS["CORSRule"]))
_OPENING: Final = rf"(?i:<{_PREFIX}(?:%s)(?:\s[^<>]{{0,1000}})?/?>)"
_CLOSING: Final = rf"(?i:</{_PREFIX}(?:%s)\s{{0,20}}>)"
_EMPTY: Final = rf"(?i:<{_PREFIX}(?:%s)(?:\s[^<>]{{0,1000}})?/>)"
_OURS: Final = re.compile(r"</?[\w.:-]{0,40}(?:cors|allow|expos|maxage|vary)", re.IGNORECASE)
"""An element that is one of a configuration, or meant to be one."""

_DECLARATION: Final = re.compile(
    r"""\s*<\?xml(?:\s+\w{1,20}\s*=\s*(?:"[^"<]{0,80}"|'[^'<]{0,80}'))*\s*\?>\s*|\s+"""
)
_JSON_ESCAPES: Final = re.compile(rf"(?:{_ROOT}|\?)>\\[nrt]|=\\\"|\\u003c", re.IGNORECASE)
_TAG: Final = re.compile(r"<[/?]?[A-Za-z][^<>]{0,4000}>")
_STRAIGHT: Final = str.maketrans(dict.fromkeys("\u00ab\u00bb\u201c\u201d\u201e\u201f\u2033", '"'))
_NAMESPACE: Final = re.compile(
    r"""\s+(?:xmlns(?::[\w.-]+)?|[\w.-]+:schemaLocation)\s*=\s*(?:"[^"]*"|'[^']*')"""
    r"|(?<=\A<)[\w.-]+:|(?<=\A</)[\w.-]+:"
)
_XML_BLANKS: Final = str.maketrans({**dict.fromkeys(INVISIBLE, ""), **dict.fromkeys(SPACES, " ")})
_NOT_OF_RULE: Final = rf"/(?!{_PREFIX}(?:{_OF_RULE}))"
"""The rest of a closing tag before which there is no value."""

_MARGIN: Final[Wrapper] = (
    # Marks of lines that can be folded, of a quotation, and numbers of lines.
    re.compile(
        r"^[ \t]{0,200}(?:[-+|>\u25b2-\u25c2\u2022]{1,4}|[0-9]{1,4}[.:|)]?)[ \t]{0,200}"
        rf"(?=<(?:[A-Za-z]|{_NOT_OF_RULE}))",
        re.MULTILINE,
    ),
    lambda _: (),
)
_UNKNOWN_BLANKS: Final[Wrapper] = (
    re.compile(rf"(?<=>)[\s{INVISIBLE}{SPACES}]{{1,400}}(?=<(?:[A-Za-z]|{_NOT_OF_RULE}))"),
    lambda found: (found[0].translate(_XML_BLANKS),),
)
_RULE_ID: Final[Wrapper] = (
    re.compile(r"<(ID|Id|id)>[^<>]{0,400}</\1>|<(?:ID|Id|id)\s{0,20}/>"),
    lambda _: (),
)


def _mended(text: str) -> tuple[Pasted, tuple[Message, ...]]:
    """Return ``text`` with all repairs that do something, and what they were."""
    pasted, done = Pasted.of(text), []
    for repair_id, repair in _REPAIRS:
        mended = repair(pasted)
        if repair_id and mended.text != pasted.text:
            done.append(repair_id)
        pasted = mended
    return pasted, tuple(Message(f"formats.repair.{it}") for it in done)


def _unescaped(pasted: Pasted) -> Pasted:
    """Undo the escapes of a document that is a string in JSON, or text in HTML."""
    if _JSON_ESCAPES.search(pasted.text):
        pasted = pasted.without(JSON_ESCAPE)
    return pasted if shape_of(pasted.text) is Shape.OSS else pasted.without(HTML_ESCAPE)


def _with_tags(pasted: Pasted, mend: Callable[[str], str]) -> Pasted:
    """Return it with each tag mended; one that stays as it is keeps its place."""
    return pasted.rewritten(
        _TAG, lambda found: (0,) if mend(found[0]) == found[0] else (mend(found[0]),)
    )


def _without_prologue(pasted: Pasted) -> Pasted:
    """Leave out blanks, and a declaration, whose encoding is not that of a pasted text."""
    found = _DECLARATION.match(pasted.text)
    return pasted.part(found.end() if found else 0, len(pasted.text.rstrip()))


def _cut_out(pasted: Pasted) -> Pasted:
    """Leave out what stands before the first element and behind the last.

    Nothing is left out that may belong to the configuration. Raises `NotRecognised` where there
    is more than one document.
    """
    text = pasted.text
    for names in (_ROOT, _OF_ROOT, _OF_RULE):
        opening = re.search(_OPENING % names, text)
        if opening is None:
            continue
        ends = list(re.finditer(f"{_CLOSING % names}|{_EMPTY % names}", text))
        if names == _ROOT and len(ends) > 1:
            raise NotRecognised(Message("formats.pasted.several-documents"))
        end = ends[-1].end() if ends else len(text)
        outside = text[: opening.start()] + text[end:]
        return pasted if _OURS.search(outside) else pasted.part(opening.start(), end)
    return pasted


def _completed(pasted: Pasted) -> Pasted:
    """Put the elements around a part of a document that belong there."""
    if re.match(_OPENING % _OF_ROOT, pasted.text):
        within: tuple[str, ...] = (_ROOT,)
    elif re.match(_OPENING % _OF_RULE, pasted.text):
        within = (_ROOT, "CORSRule")
    else:
        return pasted
    before = "".join(f"<{name}>" for name in within)
    after = "".join(f"</{name}>" for name in reversed(within))
    return pasted.rewritten(_WHOLE, lambda _: (before, 0, after))


_WHOLE: Final = re.compile(r"\A.+\Z", re.DOTALL)
_REPAIRS: Final[tuple[tuple[str, Callable[[Pasted], Pasted]], ...]] = (  # "": not worth telling
    ("escapes", _unescaped),
    ("quotes", lambda pasted: _with_tags(pasted, lambda tag: tag.translate(_STRAIGHT))),
    ("", _without_prologue),
    ("between-elements", lambda pasted: pasted.without(_MARGIN, _UNKNOWN_BLANKS)),
    ("surroundings", _cut_out),
    ("namespace", lambda pasted: _with_tags(pasted, lambda tag: _NAMESPACE.sub("", tag))),
    ("rule-id", lambda pasted: pasted.without(_RULE_ID)),
    ("fragment", _completed),
)


# --- What is wrong --------------------------------------------------------------------------------

_CODE: Final = re.compile(r"<Code>([^<]{1,200})</Code>", re.IGNORECASE)


def _explained(error: XmlError, mended: Pasted, text: str) -> NotRecognised:
    """Return why ``text`` cannot be read even when it is ``mended``."""
    shape = shape_of(mended.text) or "nothing"
    if shape is Shape.ERROR:
        code = _CODE.search(text)
        return NotRecognised(_message("is-error", code=code[1] if code else "?"))
    if shape is not Shape.OSS and not (shape is Shape.XML and _meant(error)):
        return NotRecognised(_message(f"is-{shape}", next=_message("paste-xml")))
    line, column = _position(error.position, mended, text)
    problem = _problem(error, mended.text)
    return NotRecognised(_message("at", line=line, column=column, problem=problem))


def _message(message_id: str, **params: object) -> Message:
    return Message.quoting(f"formats.pasted.{message_id}", **params)


def _problem(error: XmlError, text: str) -> Message:
    """Return what is wrong, with what was probably meant."""
    if error.id == "malformed" and f"</{_ROOT}>" not in text:
        return _message("cut-off")
    if meant := _meant(error):
        return _message("meant", problem=error.message, name=meant)
    return error.message


def _meant(error: XmlError) -> str | None:
    """Return the element that an unknown one is probably meant to be, as of plural names."""
    if error.id not in ("unknown-element", "wrong-root"):
        return None
    known = ELEMENTS.get(str(error.message.params.get("parent", "")), set())
    lower = {name.lower(): name for name in known}
    close = get_close_matches(str(error.message.params["name"]).lower(), lower, 1, 0.7)
    return lower[close[0]] if close else None


def _position(position: tuple[int, int], mended: Pasted, text: str) -> tuple[int, int]:
    """Return the line and column, from 1, in ``text`` of a ``position`` in what it became."""
    line, column = position
    starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", mended.text))]
    at = min(starts[min(line, len(starts)) - 1] + column, len(mended.text))
    before = text[: mended.offsets[at]]
    lines = re.split(r"\r\n|\r|\n", before)
    return len(lines), len(lines[-1]) + 1
