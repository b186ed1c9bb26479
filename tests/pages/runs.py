"""Runs of every kind, in every state, with every result."""

from __future__ import annotations

from itertools import cycle

from buckets.models import Run, RunItem
from buckets.oss.errors import Action
from buckets.sync.expectation_checks import check_expectations, settle_checks
from buckets.sync.push import DRIFT
from buckets.sync.runs import lifecycle
from buckets.sync.snapshot import failure
from tests.pages.installation import Installation

UNSAFE = "sync.unsafe-plan"


def start_runs(it: Installation) -> None:
    """Start them, and bring each as far as it is to come."""
    over = _publish_all(it, DRIFT)
    lifecycle.finish(over)
    cancelled = _start(it, Run.Kind.CHECK)
    lifecycle.cancel(cancelled.pk, by=it.owner)
    failed = lifecycle.start_discovery(it.account, by=it.owner)
    failed.trouble = failure(it.texts.trouble(Action.LIST)).as_json
    lifecycle.finish(failed)
    it.runs = {
        "over": over,
        "under way": _taken(_publish_all(it, UNSAFE)),
        "waiting": _start(it, Run.Kind.CHECK),
        "cancelled": cancelled,
        "looking": _taken(lifecycle.start_discovery(it.account, by=it.owner)),
        "looking soon": lifecycle.start_discovery(it.account, by=it.owner),
        "not found": failed,
        "expectations": _check_expectations(it, "expected"),
        "expectations soon": _start_expectation_checks(it, "full"),
    }


def _start(it: Installation, kind: Run.Kind, reason: str = "") -> Run:
    ids = [bucket.pk for bucket in it.buckets.values()]
    return lifecycle.start(kind, ids, by=it.owner, account=it.account, reason=reason)


def _taken(run: Run) -> Run:
    run.take_lease(600)
    run.save()
    return run


def _publish_all(it: Installation, reason: str) -> Run:
    """Buckets with each result that there is; ``reason`` is why some were stopped."""
    run = _start(it, Run.Kind.PUBLISH, it.texts.reason)
    trouble = failure(it.texts.trouble(Action.PUT)).as_json
    for item, result in zip(run.items.all(), cycle(RunItem.Result), strict=False):
        if result != RunItem.Result.OPEN:
            item.settle(
                result,
                reason=reason if result == RunItem.Result.STOPPED else "",
                trouble=trouble if result == RunItem.Result.FAILED else None,
            )
            item.save()
    return run


def _start_expectation_checks(it: Installation, word: str) -> Run:
    run = lifecycle.start_expectation_checks([it.buckets[word].pk], by=it.owner)
    assert run is not None
    return run


def _check_expectations(it: Installation, word: str) -> Run:
    run = _start_expectation_checks(it, word)
    found: dict[RunItem, object] = {
        item: check_expectations(item.bucket_id) for item in run.items.all()
    }
    RunItem.objects.store(settle_checks(found))
    lifecycle.finish(run)
    return run
