"""The English texts of why a document was not read, by message id."""

from typing import Final

from buckets.cors.message import Catalogue

CATALOGUE: Final = Catalogue(
    {
        "formats.empty": "The answer is empty where a CORS configuration was expected.",
        "formats.too-large": "The document has %(size)s bytes; at most %(limit)s are read.",
        "formats.malformed": "The document is not well-formed XML: %(what)s.",
        "formats.entities": "The document declares a document type, which is never read.",
        "formats.wrong-root": (
            "The document is not a CORS configuration: its root element is <%(name)s>."
        ),
        "formats.namespace": (
            "The document uses the XML namespace of <%(name)s>, which OSS's own do not."
        ),
        "formats.attribute": "The element <%(name)s> has an attribute, which is not understood.",
        "formats.unknown-element": (
            "The element <%(name)s> inside <%(parent)s> is not understood."
        ),
        "formats.misplaced-text": "There is text between the elements of <%(name)s>.",
        "formats.repeated": "The element <%(name)s> is there more than once.",
        "formats.too-many-rules": "There are more than %(limit)s rules, which OSS never keeps.",
        "formats.bad-number": "MaxAgeSeconds is “%(value)s”, which is no whole number.",
        "formats.bad-boolean": "ResponseVary is “%(value)s”, which is neither true nor false.",
    }
)
