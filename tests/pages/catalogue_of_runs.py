"""The pages of runs in the catalogue."""

from __future__ import annotations

from django.urls import reverse

from buckets.models import Run
from buckets.presenters.runs import run_title
from tests.pages.catalogue import Entries, Entry
from tests.pages.installation import Installation
from tests.views.fleet import new_run, url_of

NOTHING = "Nothing to do"


def runs(it: Installation) -> Entries:
    """Each run in its state, the list of them, and the questions before one starts."""
    yield Entry("no runs", reverse("runs"), "Runs", "outsider")
    for name, run in it.runs.items():
        title = run_title(run.kind, run.items.count())
        yield Entry(f"run, {name}", url_of(run), title)
        yield Entry(f"viewer's run, {name}", url_of(run), title, "viewer")
    yield Entry("runs", reverse("runs"), "Runs")
    yield from _questions(it)
    yield from _about_expectations(it)


def _questions(it: Installation) -> Entries:
    words = ("unpublished", "conflict", "conflict-full", "refused")
    several = [it.buckets[word] for word in words]
    everything = new_run("pull", everything=1)
    yield Entry("check all?", new_run("check", everything=1), "Check")
    yield Entry("pull all?", everything, "Pull")
    yield Entry("pull?", new_run("pull", several), "Pull 4 buckets?")
    yield Entry("all left out", everything, NOTHING, "viewer")
    yield Entry("nothing selected", new_run("check"), "Buckets")
    yield Entry("runs of nobody", new_run("check", everything=1), "Buckets", "outsider")
    yield Entry("joint review", new_run("publish", several), "Publish")
    yield Entry("joint review of all", new_run("publish", everything=1), "Publish")
    risky = new_run("publish", several[2:])
    yield Entry("joint review of a risk", risky, "Publish 1 bucket?")
    nothing = new_run("publish", [it.buckets["in-sync"]])
    yield Entry("nothing to publish", nothing, "Nothing to publish")


def _about_expectations(it: Installation) -> Entries:
    for word in ("expected", "full"):
        path = new_run(Run.Kind.PROBE, [it.buckets[word]])
        yield Entry(f"check the expectations, {word}", path, run_title(Run.Kind.PROBE, 1))
    without = new_run(Run.Kind.PROBE, [it.buckets["in-sync"]])
    yield Entry("no expectations to check", without, NOTHING)
