"""Runs in every state for the scene, and the pages that are asked for by pressing buttons there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import TYPE_CHECKING, Any

from buckets.models import Role, Run, RunItem
from buckets.sync.runs import lifecycle
from buckets.sync.snapshot import failure
from tests.views.fleet import new_run, url_of
from tests.views.page import Page, Visitor

if TYPE_CHECKING:
    from buckets.oss.errors import OssError
    from tests.views.scene import Scene


def fill(scene: Scene, why: str, error: OssError) -> None:
    """A run that is over, one under way, one that waits, and one that could not find buckets."""
    reasons: dict[str, dict[str, Any]] = {
        RunItem.Result.FAILED: {"trouble": failure(error).as_json},
        RunItem.Result.STOPPED: {"reason": "sync.unsafe-plan"},
    }
    for ended in (True, False):
        run = _over_all(scene, Run.Kind.PUBLISH, why)
        for item, result in zip(run.items.all(), cycle(RunItem.Result), strict=False):
            if result != RunItem.Result.OPEN:
                item.settle(result, **reasons.get(result, {}))
                item.save()
        if ended:
            lifecycle.finish(run)
        else:
            run.take_lease(600)
            run.save()
    lifecycle.cancel(_over_all(scene, Run.Kind.CHECK).pk, by=scene.owner)
    lifecycle.start_discovery(scene.account, by=scene.owner)
    failed = lifecycle.start_discovery(scene.account, by=scene.owner)
    failed.trouble = failure(error).as_json
    lifecycle.finish(failed)


def _over_all(scene: Scene, kind: Run.Kind, message: str = "") -> Run:
    ids = [bucket.pk for bucket in scene.buckets.values()]
    return lifecycle.start(kind, ids, by=scene.owner, reason=message)


def visits(scene: Scene, evil: str) -> Iterator[tuple[str, Page]]:
    """Asking for runs, and steering them."""
    owner = Visitor(scene.owner)
    latest = Run.objects.filter(finished_at=None)
    for how, visitor in (("page", owner), ("htmx", Visitor(scene.owner, htmx=True))):
        for run in Run.objects.all():
            yield f"{how}: run {run.pk}", visitor.get(url_of(run))
    yield "runs of nobody", Visitor(scene.outsider).get(new_run("check", everything=1))
    yield "nothing selected", owner.follow(owner.get(new_run("check")))
    yield "pull all?", owner.get(new_run("pull", everything=1))
    yield "all left out", Visitor(scene.people[Role.VIEWER]).get(new_run("pull", everything=1))
    yield "nothing to publish", owner.get(new_run("publish", [scene.buckets["in-sync"]]))
    review = owner.get(new_run("publish", everything=1))
    yield "joint review", review
    yield "joint review, stale", owner.post(review.url, {"plan": "x", "message": evil})
    yield "joint review, too long", owner.post(review.url, {"plan": "x", "message": evil * 30})
    said = {"plan": review.one("input", name="plan").get("value"), "message": evil}
    yield "joint review, unsafe", owner.post(review.url, said)
    ticks = [box.get("value") for box in review.all("input", name="hazards")]
    yield "joint publish", owner.follow(owner.post(review.url, {**said, "hazards": ticks}))
    yield "cancelled", owner.follow(owner.post(url_of(latest[0], "cancel_run")))
    yield "resumed", owner.follow(owner.post(url_of(Run.objects.all()[0], "resume_run")))
