"""Starting, cancelling, resuming and finishing runs. A worker does them: see `runs.worker`."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from buckets.audit import (
    CONSOLE,
    Actor,
    RunCancelled,
    RunEvent,
    RunFinished,
    RunResumed,
    RunStarted,
    name_of,
    record,
)
from buckets.models import Account, Bucket, Run, RunItem

KEPT_DAYS: Final = 30
"""Days after which a finished run is forgotten; what it did stays in the history."""


def start(
    kind: Run.Kind,
    bucket_ids: Iterable[int],
    *,
    by: Actor,
    account: Account | None = None,
    plans: Mapping[int, str] | None = None,
    reason: str = "",
    hazards: Iterable[str] = (),
) -> Run:
    """Start ``kind`` on these buckets. ``account`` is the one that all of them are of, if so.

    To publish, ``plans`` has the fingerprint that the person agreed to for each, ``hazards``
    the acknowledged ones, and ``reason`` is why.
    """
    agreed = plans or {}
    with transaction.atomic():
        run = Run.objects.create(
            kind=kind,
            account=account,
            user=by if isinstance(by, User) else None,
            by=name_of(by),
            reason=reason,
            hazards=sorted(hazards),
            listed_at=timezone.now(),
        )
        add_items(run, bucket_ids, agreed)
        _record(run, RunStarted, by=by)
    return run


def start_discovery(account: Account, *, by: User) -> Run:
    """Start to look for all buckets of ``account``, and to pull them."""
    with transaction.atomic():
        run = Run.objects.create(kind=Run.Kind.PULL, account=account, user=by, by=name_of(by))
        _record(run, RunStarted, by=by)
    return run


def start_checks(*, every: timedelta) -> list[Run]:
    """Start a check of each account that has not had one on schedule within ``every``."""
    found = (_start_check(account, every=every) for account in Account.objects.all())
    return [run for run in found if run is not None]


def _start_check(account: Account, *, every: timedelta) -> Run | None:
    """Return None where no check is due, or where there is nothing to check."""
    with transaction.atomic():
        # Every worker process has the schedule: two that look at once would both start one.
        if not Account.objects.select_for_update().filter(pk=account.pk):
            return None  # deleted just now
        lately = Q(at__gt=timezone.now() - every) | Q(finished_at=None)
        if account.runs.filter(lately, kind=Run.Kind.CHECK, by=CONSOLE).exists():
            return None
        ids = list(account.buckets.values_list("pk", flat=True))
        return start(Run.Kind.CHECK, ids, by=CONSOLE, account=account) if ids else None


def start_expectation_checks(bucket_ids: Iterable[int], *, by: Actor) -> Run | None:
    """Start to check the expectations of these buckets on OSS; None where there are none."""
    with_expectations = Bucket.objects.filter(pk__in=bucket_ids).with_expectations()
    found = dict(with_expectations.values_list("pk", "account"))
    if not found:
        return None
    accounts = Account.objects.filter(pk__in=set(found.values()))
    one = accounts[0] if len(accounts) == 1 else None
    return start(Run.Kind.PROBE, found, by=by, account=one)


def cancel(run_id: int, *, by: User) -> Run:
    """Have the run begin no further bucket. What is done stays done.

    While a worker is at it, it is over once that worker has entered what is under way.
    """
    with transaction.atomic():
        run = Run.objects.locked(run_id)
        if not (run.is_over or run.is_cancelled):
            run.cancelled_at = timezone.now()
            run.cancelled_by = name_of(by)
            run.finished_at = None if run.is_leased else run.cancelled_at
            run.save()
            _record(run, RunCancelled, by=by)
    return run


def resume(run_id: int, *, by: User) -> Run:
    """Go on with what is left of a run that is over: what was cancelled, stopped or failed.

    It stays the run of who started it: what is published was reviewed by them.
    """
    with transaction.atomic():
        run = Run.objects.locked(run_id)
        if run.is_over:
            run.items.filter(result__in=RunItem.PROBLEMS).update(
                result=RunItem.Result.OPEN,
                reason="",
                trouble=None,
                expectation_report=None,
                settled_at=None,
            )
            run.cancelled_at = run.finished_at = run.trouble = None
            run.cancelled_by = ""
            run.save()
            _record(run, RunResumed, by=by)
    return run


def finish(run: Run) -> None:
    """Record that nothing is left to do. In the transaction that found it so."""
    run.finished_at = timezone.now()
    run.save()
    _record(run, RunFinished, by=run.by)


def forget_old() -> None:
    """Forget the runs that were over long ago."""
    Run.objects.filter(finished_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).delete()


def add_items(run: Run, bucket_ids: Iterable[int], plans: Mapping[int, str]) -> None:
    """Add these buckets to the run."""
    RunItem.objects.bulk_create(
        RunItem(run=run, bucket_id=bucket_id, plan=plans.get(bucket_id, ""))
        for bucket_id in bucket_ids
    )


def _record(run: Run, kind: type[RunEvent], *, by: Actor) -> None:
    """Record it for every account that has a bucket in the run."""
    counts = run.items.accounts()
    if run.account is not None:
        counts.setdefault(run.account, {})
    for account, counted in counts.items():
        record(kind(run.pk, run.kind, counted), by=by, account=account)
