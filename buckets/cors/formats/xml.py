"""The CORSConfiguration document of GetBucketCors and PutBucketCors, read strictly.

A document that is not wholly understood is never read as "fewer rules": publishing such a
reading would destroy the real rules.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape

from buckets.cors.assumptions import RESPONSE_VARY_WHEN_ABSENT
from buckets.cors.limits import MAX_DOCUMENT_BYTES
from buckets.cors.message import Message
from buckets.cors.model import Configuration, Rule

MAX_READ_BYTES: Final = 256 * 1024
"""The largest document that is read at all, in bytes: sixteen times what OSS takes."""

MAX_READ_RULES: Final = 100
"""The most rules that are read at all: ten times what OSS keeps."""

_ROOT: Final = "CORSConfiguration"
_LISTS: Final = {
    "AllowedOrigin": "origins",
    "AllowedMethod": "methods",
    "AllowedHeader": "allowed_headers",
    "ExposeHeader": "expose_headers",
}
ELEMENTS: Final = {
    "": {_ROOT},
    _ROOT: {"CORSRule", "ResponseVary"},
    "CORSRule": {*_LISTS, "MaxAgeSeconds"},
}
"""The elements that may stand in an element, by its name; the root stands in none."""

_ENCODINGS: Final = {"UTF-8", "UTF-16", "US-ASCII", "ISO-8859-1"}  # those that expat knows itself
_BLANKS: Final = " \t\r\n"  # white space as XML knows it (XML 1.0, 2.3)
_BOOLEANS: Final = {"true": True, "false": False}
_MAX_DIGITS: Final = 18  # what a signed 64-bit column holds for certain

_NOT_CORS: Final = {"empty", "too-large", "malformed", "entities", "wrong-root"}


class XmlError(ValueError):
    """Why a document was not read: a stable ``id``, and a ``message`` for people.

    ``position`` is where the parser stopped: the line, from 1, and the character in it, from 0.
    """

    def __init__(self, problem_id: str, **params: object) -> None:
        self.id = problem_id
        self.message = Message.quoting(f"formats.{problem_id}", **params)
        self.position = (1, 0)
        super().__init__(str(self.message))

    @property
    def is_cors_document(self) -> bool:
        """Whether it is a CORS configuration all the same, with something not understood in it."""
        return self.id not in _NOT_CORS


def read(document: bytes) -> Configuration:
    """The configuration in ``document``.

    Raises `XmlError` for anything that is not understood to the last element.
    """
    if not document.strip():
        raise XmlError("empty")
    if len(document) > MAX_READ_BYTES:
        raise XmlError("too-large", size=len(document), limit=MAX_READ_BYTES)
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.XmlDeclHandler = _placed(parser, reader.declaration)
    parser.StartDoctypeDeclHandler = _placed(parser, reader.doctype)
    parser.StartElementHandler = _placed(parser, reader.start)
    parser.EndElementHandler = _placed(parser, reader.end)
    parser.CharacterDataHandler = _placed(parser, reader.text)
    try:
        parser.Parse(document, True)
    except expat.ExpatError as error:
        refusal = XmlError("malformed", what=expat.ErrorString(error.code))
        refusal.position = (error.lineno, error.offset)
        raise refusal from error
    return reader.configuration()


def _placed(parser: expat.XMLParserType, handle: Callable[..., None]) -> Callable[..., None]:
    """Return the handler, whose errors say where they are: only it knows where a node begins."""

    def handled(*node: Any) -> None:
        try:
            handle(*node)
        except XmlError as error:
            error.position = (parser.CurrentLineNumber, parser.CurrentColumnNumber)
            raise

    return handled


def write(configuration: Configuration) -> bytes:
    """The document that PutBucketCors takes, indented so that people can read it too.

    Without the indentation where that makes it fit: what OSS holds can be published again.

    ResponseVary is always written: left out, OSS would put it back to false. Only for a
    configuration in which `validation.refused_by_oss` finds nothing "unwritable".
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<{_ROOT}>"]
    for rule in configuration.rules:
        lines.append("  <CORSRule>")
        for element, attribute in _LISTS.items():
            lines += [f"    {_element(element, value)}" for value in getattr(rule, attribute)]
        if rule.max_age is not None:
            lines.append(f"    {_element('MaxAgeSeconds', str(rule.max_age))}")
        lines.append("  </CORSRule>")
    vary = "true" if configuration.response_vary else "false"
    lines += [f"  {_element('ResponseVary', vary)}", f"</{_ROOT}>", ""]
    indented = "\n".join(lines).encode()
    if len(indented) <= MAX_DOCUMENT_BYTES:
        return indented
    return "".join(line.lstrip(" ") for line in lines).encode()


def _element(name: str, text: str) -> str:
    # A bare carriage return would come back as a line feed (XML 1.0, 2.11).
    return f"<{name}>{escape(text, {chr(13): '&#13;'})}</{name}>"


@dataclass
class _Reader:
    """Walks the document once, with one handler a kind of node, and stops at the first surprise."""

    path: list[str] = field(default_factory=lambda: [""])
    seen: list[set[str]] = field(default_factory=lambda: [set()])
    value: str = ""
    rules: list[Rule] = field(default_factory=list)
    lists: dict[str, list[str]] = field(default_factory=dict)
    max_age: int | None = None
    response_vary: bool = RESPONSE_VARY_WHEN_ABSENT

    def configuration(self) -> Configuration:
        return Configuration(tuple(self.rules), self.response_vary)

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        # Other encodings are looked up among Python's codecs, some of which raise or warn.
        if encoding is not None and encoding.upper() not in _ENCODINGS:
            raise XmlError("malformed", what=f"unknown encoding {encoding}")

    def doctype(self, *_: object) -> NoReturn:
        raise XmlError("entities")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        parent = self.path[-1]
        known = name in ELEMENTS.get(parent, set())
        if not known:
            raise self._unknown(name, parent)
        if attributes:
            namespaced = any(key.split(":")[0] == "xmlns" for key in attributes)
            raise XmlError("namespace" if namespaced else "attribute", name=name)
        if name in self.seen[-1] and name not in _LISTS and name != "CORSRule":
            raise XmlError("repeated", name=name)
        self.seen[-1].add(name)
        self.path.append(name)
        self.seen.append(set())
        self.value = ""
        if name == "CORSRule":
            if len(self.rules) == MAX_READ_RULES:
                raise XmlError("too-many-rules", limit=MAX_READ_RULES)
            self.lists = {attribute: [] for attribute in _LISTS.values()}
            self.max_age = None

    def text(self, text: str) -> None:
        if self.path[-1] not in ELEMENTS:
            self.value += text
        elif text.strip(_BLANKS):
            raise XmlError("misplaced-text", name=self.path[-1])

    def end(self, name: str) -> None:
        self.path.pop()
        self.seen.pop()
        if name in _LISTS:
            self.lists[_LISTS[name]].append(self.value)
        elif name == "MaxAgeSeconds":
            self.max_age = _whole_number(self.value)
        elif name == "ResponseVary":
            self.response_vary = _boolean(self.value)
        elif name == "CORSRule":
            lists = {attribute: tuple(values) for attribute, values in self.lists.items()}
            self.rules.append(Rule(**lists, max_age=self.max_age))

    @staticmethod
    def _unknown(name: str, parent: str) -> XmlError:
        prefix, _, local = name.rpartition(":")
        if parent == "":
            if prefix and local == _ROOT:
                return XmlError("namespace", name=name)
            return XmlError("wrong-root", name=name)
        return XmlError("unknown-element", name=name, parent=parent)


def _whole_number(text: str) -> int:
    digits = text.strip(_BLANKS)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MAX_DIGITS):
        raise XmlError("bad-number", value=text)
    return int(digits)


def _boolean(text: str) -> bool:
    value = _BOOLEANS.get(text.strip(_BLANKS))
    if value is None:
        raise XmlError("bad-boolean", value=text)
    return value
