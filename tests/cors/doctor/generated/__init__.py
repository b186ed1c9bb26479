"""Texts by the thousand: each cause, as each browser and tool tells it, in all that wraps a text."""

from tests.cors.doctor.generated.product import Text, count, texts

__all__ = ["Text", "count", "texts"]
