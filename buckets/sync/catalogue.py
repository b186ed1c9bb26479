"""The English texts of the synchronisation's messages, by message id."""

from typing import Final

from buckets.cors.message import Catalogue

CATALOGUE: Final = Catalogue(
    {
        "sync.internal-error": (
            "The console itself failed on this bucket. Ask its administrator to look into the log."
        ),
    }
)
