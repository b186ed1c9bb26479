"""A pasted text with what was understood of it marked."""

from collections.abc import Iterator
from dataclasses import dataclass

from buckets.cors.doctor import Reading
from buckets.presenters.text import say


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text; ``label`` says as what it was understood, empty for the rest."""

    text: str
    label: str = ""


def parts_of(text: str, reading: Reading) -> list[Part]:
    """Return ``text`` in its parts; none where nothing of it was understood."""
    return list(_parts(text, reading)) if reading.marks else []


def _parts(text: str, reading: Reading) -> Iterator[Part]:
    at = 0
    for mark in reading.marks:
        if at < mark.span.start:
            yield Part(text[at : mark.span.start])
        label = say(f"diagnosis.fact.{mark.fact}")
        yield Part(text[mark.span.start : mark.span.end], label)
        at = mark.span.end
    if at < len(text):
        yield Part(text[at:])
