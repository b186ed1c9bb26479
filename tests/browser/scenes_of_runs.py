"""The pages of runs, in every condition in which they look different."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

from django.urls import reverse
from playwright.sync_api import Page, expect

from buckets.models import Run, RunItem
from buckets.oss.errors import Action
from buckets.sync.runs import lifecycle
from buckets.sync.snapshot import failure
from tests.browser.furnishing import Furnishing
from tests.browser.scenes import Scene
from tests.fakes import refusal
from tests.views.fleet import new_run, url_of

LISTING = "Discover and pull all buckets"


def scenes(furnishing: Furnishing) -> Iterator[Scene]:
    """Each run in its state, the list of them, and the questions before one starts."""
    several = [furnishing.buckets[word] for word in ("unpublished", "conflict", "refused")]
    yield Scene("no runs", reverse("runs"), "Runs", who="otto-outsider")
    for name, run in _runs(furnishing).items():
        count = run.items.count()
        told = {"publish": f"Publish {count} buckets", "check": f"Check {count} buckets for drift"}
        title = told.get(run.kind, LISTING)
        yield Scene(f"run, {name}", url_of(run), title)
        yield Scene(f"viewer's run, {name}", url_of(run), title, who="vera-viewer")
    yield Scene("runs", reverse("runs"), "Runs")
    yield Scene("check all?", new_run("check", everything=1), "Check")
    yield Scene("pull?", new_run("pull", several), "Pull 3 buckets?")
    out = new_run("pull", several)
    yield Scene("all left out", out, "Nothing to do", who="vera-viewer")
    yield Scene("joint review", new_run("publish", several), "Publish 2 buckets?")
    yield Scene("joint review of all", new_run("publish", everything=1), "Publish")
    unticked = new_run("publish", several[1:])
    yield Scene("joint review, not agreed", unticked, "Publish 1 bucket?", _publish_unticked)
    nothing = new_run("publish", [furnishing.buckets["in-sync"]])
    yield Scene("nothing to publish", nothing, "Nothing to publish")


def _runs(furnishing: Furnishing) -> dict[str, Run]:
    over = _over_all(furnishing)
    lifecycle.finish(over)
    cancelled = _asked(furnishing, Run.Kind.CHECK)
    lifecycle.cancel(cancelled.pk, by=furnishing.owner)
    failed = lifecycle.start_discovery(furnishing.account, by=furnishing.owner)
    failed.trouble = failure(refusal("AccessDenied", Action.LIST)).as_json
    lifecycle.finish(failed)
    return {
        "over": over,
        "under way": _taken(_over_all(furnishing)),
        "waiting": _asked(furnishing, Run.Kind.CHECK),
        "cancelled": cancelled,
        "looking": _taken(lifecycle.start_discovery(furnishing.account, by=furnishing.owner)),
        "not found": failed,
    }


def _asked(furnishing: Furnishing, kind: Run.Kind, message: str = "") -> Run:
    ids = [bucket.pk for bucket in furnishing.buckets.values()]
    return lifecycle.start(
        kind, ids, by=furnishing.owner, account=furnishing.account, reason=message
    )


def _taken(run: Run) -> Run:
    run.take_lease(600)
    run.save()
    return run


def _over_all(furnishing: Furnishing) -> Run:
    """Buckets with each result that there is."""
    run = _asked(furnishing, Run.Kind.PUBLISH, "Requested by the shop's team, ticket 4711")
    for item, result in zip(run.items.all(), cycle(RunItem.Result), strict=False):
        trouble = failure(refusal("NoSuchBucket", Action.PUT, item.bucket.name)).as_json
        failed = result == RunItem.Result.FAILED
        reason = "sync.drift" if result == RunItem.Result.STOPPED else ""
        if result != RunItem.Result.OPEN:
            item.settle(result, reason=reason, trouble=trouble if failed else None)
            item.save()
    return run


def _publish_unticked(page: Page) -> None:
    page.get_by_role("button", name="Publish to OSS").click()
    expect(page.get_by_role("alert")).to_be_visible()
