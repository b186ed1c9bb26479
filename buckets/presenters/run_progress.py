"""How far a run has come, ready to show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils import timezone

from buckets.models import Run, RunItem
from buckets.models.run import RunItemQuerySet
from buckets.presenters.runs import grouped, run_title, tally
from buckets.presenters.text import say

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
        """The state of the run, as a word for style and its text."""
        state = self.run.state.value
        if state == Run.State.DONE and self.run.trouble:
            state = "failed"
        elif state == Run.State.DONE and self.problems:
            state = "problems"
        return state, say(f"runs.state-{state}")

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
        done, total = grouped(self.settled), grouped(self.total)
        return say("runs.done-of", count=self.total, done=done, all=total)

    @property
    def said(self) -> str:
        """What is read out to who listens: the state, and each quarter of the way."""
        word = self.state[1]
        if self.run.state != Run.State.RUNNING or not self.total:
            return word
        percent = self.settled * 100 // self.total // _SAID_EVERY * _SAID_EVERY
        return say("runs.said", state=word, percent=percent)

    @property
    def again(self) -> str:
        """Once it is over, what the button to go on says; "" where there is nothing to do."""
        if self.run.trouble or self.run.is_listing:
            return say("runs.retry")
        if self.left:
            return say("runs.resume")
        if not self.problems:
            return ""
        return say("runs.retry" if self.run.kind == Run.Kind.PROBE else "runs.retry-failed")


def speed(progress: Progress, items: RunItemQuerySet) -> str:
    """Return how quickly it goes now, and when it will be done; "" where that is not known.

    By what was settled in the last ten seconds, and since a worker began: the time for which
    nobody was at the run does not count.
    """
    now, run = timezone.now(), progress.run
    if not run.is_leased or run.handed_at is None:
        return ""
    since = max(now - _LATELY, run.handed_at)
    recent = items.filter(settled_at__gt=since).count()
    if not recent:
        return ""
    a_second = recent / max((now - since).total_seconds(), 1.0)
    unit, count = ("second", a_second) if a_second >= 1 else ("minute", a_second * 60)
    rate = say(f"runs.rate-{unit}", count=grouped(round(count)))
    return f"{rate} · {_time_left(progress.left / a_second)}"


def _time_left(seconds: float) -> str:
    minutes, hours = round(seconds / 60), round(seconds / 3600)
    if minutes < 1:
        return say("runs.left-seconds")
    if minutes < 90:
        return say("runs.left-minutes", count=minutes)
    return say("runs.left-hours", count=hours)
