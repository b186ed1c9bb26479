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
        "formats.pasted.at": "Line %(line)s, column %(column)s: %(problem)s",
        "formats.pasted.meant": "%(problem)s OSS's name for it is <%(name)s>.",
        "formats.pasted.cut-off": (
            "The document ends before </CORSConfiguration>. Paste all of it, to the last line."
        ),
        "formats.pasted.several-documents": (
            "There is more than one configuration. Paste one at a time."
        ),
        "formats.pasted.paste-xml": (
            "Paste the XML that OSS returns for GetBucketCors, from <CORSConfiguration> to "
            "</CORSConfiguration>."
        ),
        "formats.pasted.is-no-rules": (
            "This is OSS's answer that the bucket has no CORS rules (NoSuchCORSConfiguration), so "
            "there is nothing to test. Without rules no page of another origin can read an answer."
        ),
        "formats.pasted.is-error": (
            "This is an error of OSS (%(code)s), not a configuration. Paste it into the error "
            "doctor to see what to do."
        ),
        "formats.pasted.is-azure": "This is XML of Azure Storage. %(next)s",
        "formats.pasted.is-google-xml": "This is XML of Google Cloud Storage. %(next)s",
        "formats.pasted.is-s3-json": (
            "This is JSON, as S3, R2 and similar services use it. %(next)s"
        ),
        "formats.pasted.is-oss-json": (
            "This is JSON, as command line tools and SDKs print it. %(next)s"
        ),
        "formats.pasted.is-r2-json": "This is JSON of Cloudflare R2. %(next)s",
        "formats.pasted.is-google-json": "This is JSON of Google Cloud Storage. %(next)s",
        "formats.pasted.is-json": "This is JSON. %(next)s",
        "formats.pasted.is-terraform": "This is Terraform code. %(next)s",
        "formats.pasted.is-javascript": "This is JavaScript. %(next)s",
        "formats.pasted.is-yaml": "This is YAML. %(next)s",
        "formats.pasted.is-answer": (
            "These are headers of an answer, which the error doctor reads. %(next)s"
        ),
        "formats.pasted.is-xml": "This XML is not a CORS configuration. %(next)s",
        "formats.pasted.is-nothing": "There is no CORS configuration in this text. %(next)s",
        "formats.repair.escapes": (
            "The document was escaped, as in HTML or in a JSON string. The escapes were undone."
        ),
        "formats.repair.quotes": (
            "Typographic quotation marks inside of tags were replaced. XML has straight ones only."
        ),
        "formats.repair.surroundings": "The text before or after the document was left out.",
        "formats.repair.between-elements": (
            "Line numbers, other marks or invisible characters between the elements were left out."
        ),
        "formats.repair.namespace": (
            "The XML namespace was left out. The documents of OSS have none."
        ),
        "formats.repair.rule-id": "<ID> was left out. The rules of OSS have no ID.",
        "formats.repair.fragment": (
            "This is a part of a document. The elements that belong around it were added."
        ),
    }
)
