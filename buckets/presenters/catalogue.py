"""The English texts of the presenters' messages, by message id."""

from typing import Final

from buckets.cors.message import Catalogue

CATALOGUE: Final = Catalogue(
    {
        # A diagnosis of the error doctor.
        "diagnosis.bucket.elsewhere": (
            "None that you see at this address. You see a bucket named %(bucket)s at %(host)s. "
            "If that is the one, choose “Try it again”."
        ),
        "diagnosis.bucket.none": "none that you see here",
        "diagnosis.certain.said": "Certain: the message says so.",
        "diagnosis.certain.tried": "Certain: it was tried on the rules.",
        "diagnosis.check.live": "Live, as OSS last said",
        "diagnosis.check.working": "Working copy",
        "diagnosis.known.code": "OSS code",
        "diagnosis.known.headers": "Headers that it sets",
        "diagnosis.known.method": "Method",
        "diagnosis.known.origin": "Origin of the page",
        "diagnosis.known.status": "Status",
        "diagnosis.known.url": "Address",
        "diagnosis.likely": "Likely, as far as the message tells.",
        "diagnosis.request": "Please change the CORS rules of the bucket %(bucket)s.",
        "diagnosis.request.fact": "%(label)s: %(value)s",
        "diagnosis.request.rule": "Proposed for rule %(number)s:\n%(rule)s",
    }
)
