"""Runs as text: what one does, and how many buckets it has of each result."""

from collections.abc import Mapping
from typing import Final

from django.utils.formats import number_format

from buckets.models import Run, RunItem
from buckets.presenters.text import say

_ORDER: Final = (
    RunItem.Result.PUBLISHED,
    RunItem.Result.KEPT,
    RunItem.Result.BROKEN,
    RunItem.Result.NEW,
    RunItem.Result.UNCHANGED,
    RunItem.Result.UNKNOWN,
    RunItem.Result.STOPPED,
    RunItem.Result.FAILED,
    RunItem.Result.OPEN,
)


def grouped(number: int) -> str:
    """Return ``number`` with its thousands set apart, as the reader's language does."""
    return number_format(number, force_grouping=True)


def run_title(kind: str, count: int) -> str:
    """Return what a run of ``kind`` does with ``count`` buckets; 0 where they are not known yet."""
    if kind == Run.Kind.PULL and not count:
        return say("runs.title-discover")
    return say(f"runs.title-{kind}", count=count, shown=grouped(count))


def tally(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return each result that occurs, with the text of how many buckets have it."""
    return [
        (result.value, say(f"runs.count-{result}", count=grouped(counts[result])))
        for result in _ORDER
        if counts.get(result)
    ]
