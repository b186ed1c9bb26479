"""The XML documents that clients send, other than that of CORS."""

from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from buckets.localoss.refusals import malformed_xml


def read(body: bytes, root: str) -> Element:
    """The root element, which must have this name. Raises MalformedXML as a `RefusedError`."""
    builder = TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype  # no entities that grow without end
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # the last two: its encoding
        raise malformed_xml(str(error)) from error
    element: Element = builder.close()
    if element.tag != root:
        raise malformed_xml(f"The root element is not {root}.")
    return element


def _refuse_doctype(*_: object) -> NoReturn:
    raise malformed_xml("There is a document type declaration.")
