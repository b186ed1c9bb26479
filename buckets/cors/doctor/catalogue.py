"""The English texts of the error doctor's messages, by message id."""

from typing import Final

from buckets.cors.message import Catalogue

CATALOGUE: Final = Catalogue()
