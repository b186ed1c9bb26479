"""How far a run has come, ready to show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buckets.models import Run, RunItem
from buckets.models.run import RunItemQuerySet
from buckets.presenters.runs import grouped, run_title, tally

_LATELY: Final = timedelta(seconds=10)
_SAID_EVERY: Final = 25  # percent: more often, and who listens hears of nothing else


@dataclass(frozen=True, slots=True)
class Tile:
    """How many buckets have a result, and which one."""

    result: str
    text: str
    is_problem: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far ``run`` has come with the buckets that ``counts``, by result, is about."""

    run: Run
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def settled(self) -> int:
        return self.total - self.left

    @property
    def left(self) -> int:
        return self.counts.get(RunItem.Result.OPEN, 0)

    @property
    def problems(self) -> int:
        """How many did not come out as they should, and can be tried again."""
        return sum(self.counts.get(result, 0) for result in RunItem.PROBLEMS)

    @property
    def title(self) -> str:
        return run_title(self.run.kind, self.total)

    @property
    def state(self) -> tuple[str, str]:
        """How the run stands, as a word for style and one for people."""
        state = self.run.state
        if state == Run.State.DONE and self.run.trouble:
            return "failed", _("Failed")
        if state == Run.State.DONE and self.problems:
            return "problems", _("Done, with problems")
        return state.value, str(state.label)

    @property
    def is_looking(self) -> bool:
        """Whether it is about to find out which buckets there are."""
        return self.run.is_listing and not self.run.is_over

    @property
    def tiles(self) -> list[Tile]:
        return [
            Tile(result, text, is_problem=result in RunItem.PROBLEMS)
            for result, text in tally(self.counts)
        ]

    @property
    def done_of(self) -> str:
        """Such as "4,211 of 10,000 buckets"."""
        told = ngettext("%(done)s of %(all)s bucket", "%(done)s of %(all)s buckets", self.total)
        return told % {"done": grouped(self.settled), "all": grouped(self.total)}

    @property
    def said(self) -> str:
        """What is read out to who listens: the state, and each quarter of the way."""
        word = self.state[1]
        if self.run.state != Run.State.RUNNING or not self.total:
            return word
        percent = self.settled * 100 // self.total // _SAID_EVERY * _SAID_EVERY
        return _("%(state)s, %(percent)s percent done") % {"state": word, "percent": percent}

    @property
    def again(self) -> str:
        """Once it is over, what the button to go on says; "" where there is nothing to do."""
        if self.run.trouble or self.run.is_listing:
            return _("Try again")
        if self.left:
            return _("Resume")
        if not self.problems:
            return ""
        tries = self.run.kind == Run.Kind.PROBE
        return _("Try again") if tries else _("Try the failed ones again")


def speed(progress: Progress, items: RunItemQuerySet) -> str:
    """How quickly it goes now and when it will be done, in words; "" while nothing is settled.

    By what was settled in the last ten seconds, so that what went before a pause counts no more.
    """
    recent = items.filter(settled_at__gt=timezone.now() - _LATELY).count()
    if not recent:
        return ""
    a_second = recent / _LATELY.total_seconds()
    rate = (
        _("%(count)s a second") % {"count": grouped(round(a_second))}
        if a_second >= 1
        else _("%(count)s a minute") % {"count": grouped(round(a_second * 60))}
    )
    return f"{rate} · {_time_left(progress.left / a_second)}"


def _time_left(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return _("less than a minute left")
    if minutes < 90:
        told = ngettext("about %(count)s minute left", "about %(count)s minutes left", minutes)
        return told % {"count": minutes}
    hours = round(minutes / 60)
    told = ngettext("about %(count)s hour left", "about %(count)s hours left", hours)
    return told % {"count": hours}
