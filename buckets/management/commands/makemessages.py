"""`manage.py makemessages`: Django's own, and the texts of the catalogues with it.

A catalogue's text is found by gettext under its message id as the context (msgctxt), so that a
reworded text keeps its id, and a translation of the old one becomes a suggestion for the new one.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from django.core.management.commands import makemessages

from buckets.cors import Plural, Text
from buckets.presenters.text import CATALOGUES

EXTRACT: Final = Path("catalogue_texts.py")
"""Where the texts stand for xgettext while it runs, in the folder that is searched."""


class Command(makemessages.Command):
    """Extract the texts of templates, of code, and of the catalogues."""

    def handle(self, *args: Any, **options: Any) -> None:
        EXTRACT.write_text("".join(calls(CATALOGUES)))
        try:
            super().handle(*args, **options)
        finally:
            EXTRACT.unlink()


def calls(catalogue: Mapping[str, Text]) -> Iterator[str]:
    """Yield a line of Python for each text: the gettext call that xgettext reads it from."""
    for message_id, text in sorted(catalogue.items()):
        if isinstance(text, Plural):
            yield f"npgettext({message_id!r}, {text.one!r}, {text.many!r}, {text.by})\n"
        else:
            yield f"pgettext({message_id!r}, {text!r})\n"
