"""The English texts of the evaluation's messages, by message id."""

from typing import Final

from buckets.cors.message import Catalogue

CATALOGUE: Final = Catalogue()
