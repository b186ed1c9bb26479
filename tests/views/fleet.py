"""Many buckets, and runs with every sort of outcome."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.urls import reverse

from buckets.models import Account, Bucket, Run, RunItem
from buckets.sync.push import DRIFT
from buckets.sync.runs import lifecycle

NO_SUCH_BUCKET = {
    "id": "oss.NoSuchBucket",
    "code": "NoSuchBucket",
    "request_id": "5FA2B5E6C0FFEE0123456789",
}


def new_run(kind: str, buckets: Iterable[Bucket] = (), **said: Any) -> str:
    """The address that asks for ``kind`` on these."""
    chosen = {"kind": kind, "bucket": [bucket.pk for bucket in buckets], **said}
    return f"{reverse('new_run')}?{urlencode(chosen, doseq=True)}"


def url_of(run: Run, name: str = "run") -> str:
    return reverse(name, args=[run.pk])


def many(account: Account, count: int, *, start: int = 0) -> list[Bucket]:
    """Buckets that nobody has pulled."""
    return Bucket.objects.bulk_create(
        Bucket(account=account, name=f"bucket-{n:05}", region="cn-hangzhou")
        for n in range(start, start + count)
    )


def run_with(
    account: Account, by: User, *results: str, kind: Run.Kind = Run.Kind.CHECK, ended: bool = True
) -> Run:
    """A run with a bucket for each of ``results``."""
    buckets = many(account, len(results), start=Bucket.objects.count())
    run = lifecycle.start(kind, [b.pk for b in buckets], by=by, account=account)
    items = list(run.items.select_related("bucket"))
    for item, result in zip(items, results, strict=True):
        settle(item, RunItem.Result(result))
    RunItem.objects.store(item for item in items if item.result != RunItem.Result.OPEN)
    if ended:
        lifecycle.finish(run)
    return run


def settle(item: RunItem, result: RunItem.Result) -> None:
    reason = DRIFT if result == RunItem.Result.STOPPED else ""
    trouble = {**NO_SUCH_BUCKET, "params": {"bucket": item.bucket.name}}
    failed = result == RunItem.Result.FAILED
    if result != RunItem.Result.OPEN:
        item.settle(result, reason=reason, trouble=trouble if failed else None)
