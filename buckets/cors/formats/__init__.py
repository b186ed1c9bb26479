"""Configurations as documents, one module a format."""

from buckets.cors.formats.recognise import NotRecognised, Recognised, recognise
from buckets.cors.formats.shapes import Shape, shape_of
from buckets.cors.formats.xml import MAX_READ_BYTES, XmlError, read, write

__all__ = [
    "MAX_READ_BYTES",
    "NotRecognised",
    "Recognised",
    "Shape",
    "XmlError",
    "read",
    "recognise",
    "shape_of",
    "write",
]
