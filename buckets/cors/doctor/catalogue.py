"""The English texts of the error doctor's messages, by message id."""

from typing import Final

from buckets.cors.doctor.causes import CAUSES
from buckets.cors.message import Catalogue

CATALOGUE: Final = Catalogue(
    {
        # What a cause is here: which rule, which value.
        "doctor.detail.code": "OSS answered %(code)s.",
        "doctor.detail.message": "OSS answered %(code)s: “%(text)s”",
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
        # What is to be known of one error of OSS's, beside its cause.
        "doctor.advice.callback": (
            "The object was stored. OSS could not reach the callback server, or could not "
            "understand its answer: it must answer with status 200, JSON and Content-Length."
        ),
        "doctor.advice.referer": (
            "The bucket's hot-link protection refused the page. Add the page's domain to its "
            "Referer list in the OSS console."
        ),
        "doctor.advice.region": "The bucket is in another region. OSS names the right endpoint.",
        "doctor.advice.endpoint": (
            "The bucket is in another region. Use the endpoint that OSS names: %(endpoint)s."
        ),
        # What is to be known of a circumstance.
        "doctor.advice.works-elsewhere": (
            "Only browsers check CORS. Postman, curl and servers get an answer whatever the rules "
            "are, so their success says nothing about them."
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
