"""The English texts of the events, by message id: each stands in the registration of its event."""

from typing import Final

from buckets.cors import Catalogue

CATALOGUE: Final = Catalogue()
