"""A pasted text with what was understood of it marked."""

from collections.abc import Iterator
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from buckets.cors.doctor import Fact, Mark, Reading
from buckets.presenters.text import say

FIELDS: Final = {
    Fact.ADDRESS: "bucket",
    Fact.BUCKET: "bucket",
    Fact.ORIGIN: "origin",
    Fact.METHOD: "method",
    Fact.HEADERS: "headers",
    Fact.HEADER: "headers",
}
"""The field of the error doctor's form in which each fact is corrected."""


def marked(text: str, reading: Reading) -> SafeString:
    """Return ``text`` with its marks, each with a link to where it is corrected, if it can be.

    Empty where nothing of it was understood.
    """
    if not reading.marks:
        return SafeString("")
    return format_html_join("", "{}", ((part,) for part in _parts(text, reading)))


def _parts(text: str, reading: Reading) -> Iterator[str]:
    at = 0
    for mark in reading.marks:
        yield text[at : mark.span.start]
        yield _mark(text[mark.span.start : mark.span.end], mark)
        at = mark.span.end
    yield text[at:]


def _mark(text: str, mark: Mark) -> SafeString:
    label, field = say(f"diagnosis.fact.{mark.fact}"), FIELDS.get(mark.fact)
    html = '<mark title="{}">{}<span class="visually-hidden"> ({})</span></mark>'
    shown = format_html(html, label, text, label)
    return format_html('<a href="#id_{}">{}</a>', field, shown) if field else shown
