"""Runs as sentences: what one does, how it stands, and what came of it."""

from collections.abc import Mapping
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from buckets.models import Run, RunItem

_TALLY: Final = {
    RunItem.Result.PUBLISHED: gettext_lazy("%(count)s published"),
    RunItem.Result.KEPT: gettext_lazy("%(count)s that keep their promises"),
    RunItem.Result.BROKEN: gettext_lazy("%(count)s with broken promises"),
    RunItem.Result.NEW: gettext_lazy("%(count)s new on OSS"),
    RunItem.Result.UNCHANGED: gettext_lazy("%(count)s with nothing new"),
    RunItem.Result.UNKNOWN: gettext_lazy("%(count)s not confirmed"),
    RunItem.Result.STOPPED: gettext_lazy("%(count)s stopped"),
    RunItem.Result.FAILED: gettext_lazy("%(count)s failed"),
    RunItem.Result.OPEN: gettext_lazy("%(count)s to do"),
}


def grouped(number: int) -> str:
    """A number with its thousands set apart, as the reader's language does."""
    return number_format(number, force_grouping=True)


def run_title(kind: str, count: int) -> str:
    """What a run of ``kind`` does with ``count`` buckets; 0 where they are not known yet."""
    if kind == Run.Kind.CHECK:
        told = ngettext(
            "Check %(count)s bucket for drift", "Check %(count)s buckets for drift", count
        )
    elif kind == Run.Kind.PUBLISH:
        told = ngettext("Publish %(count)s bucket", "Publish %(count)s buckets", count)
    elif kind == Run.Kind.PROBE:
        told = ngettext(
            "Try the promises of %(count)s bucket on OSS",
            "Try the promises of %(count)s buckets on OSS",
            count,
        )
    elif count:
        told = ngettext("Pull %(count)s bucket", "Pull %(count)s buckets", count)
    else:
        return _("Discover and pull all buckets")
    return told % {"count": grouped(count)}


def tally(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """How many there are of each result that there is, in words, with the result."""
    return [
        (result.value, told % {"count": grouped(counts[result])})
        for result, told in _TALLY.items()
        if counts.get(result)
    ]
