"""The English texts of the error doctor's messages, by message id."""

from typing import Final

from buckets.cors.doctor.causes import CAUSES
from buckets.cors.message import Catalogue

CATALOGUE: Final = Catalogue(
    {
        # What a cause is here: which rule, which value.
        "doctor.detail.code": "OSS said %(code)s.",
        "doctor.detail.status": "It answered with status %(status)s.",
        "doctor.detail.other-site": "The answer was for %(value)s, the page is at %(origin)s.",
        "doctor.detail.spelled": (
            "The page is at %(origin)s. Rule %(rule)s has %(source)s, which is not the same text."
        ),
        "doctor.detail.not-listed": "The page is at %(origin)s, which no source matches.",
        "doctor.detail.lacks-method": "Rule %(rule)s allows %(origin)s, but not %(method)s.",
        "doctor.detail.lacks-header": "Rule %(rule)s allows %(origin)s, but not %(headers)s.",
        "doctor.detail.not-exposed": "Rule %(rule)s answers, and does not expose %(headers)s.",
        "doctor.detail.exposed-later": (
            "Rule %(rule)s would, but rule %(first)s answers before it."
        ),
        # What a diagnosis lacks.
        "doctor.missing.bucket": "Which bucket is it?",
        "doctor.missing.origin": "Which page asks? Its origin stands in the address bar.",
        "doctor.missing.method": "By which method?",
        "doctor.missing.headers": "Which headers does the page set?",
    }
    # The texts of each cause stand in its row.
    | dict(it for cause in CAUSES.values() for it in cause.messages())
)
