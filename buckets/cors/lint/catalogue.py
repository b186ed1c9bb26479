"""The English texts of the findings, by message id, as the checks were registered with them."""

from typing import Final

from buckets.cors.lint.registry import CHECKS, NO_ROOM
from buckets.cors.message import Catalogue, Text


def _texts() -> dict[str, Text]:
    """Return the texts of all checks.

    Raises ValueError where two checks have another text for the same source or fix.
    """
    texts: dict[str, Text] = {
        NO_ROOM: (
            "There is no room for the fix: OSS accepts at most %(rules)s rules and %(size)s bytes. "
            "Delete or merge rules first."
        )
    }
    for check in CHECKS.values():
        for message_id, text in check.texts.items():
            if texts.setdefault(message_id, text) != text:
                raise ValueError(f"two texts for the message id {message_id}")
    return texts


CATALOGUE: Final = Catalogue(_texts())
