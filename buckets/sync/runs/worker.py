"""Doing what a run asks for. Its rows are the truth: a worker can die anywhere, and the next one
goes on with what is left.

Before each bucket it is looked whether somebody cancelled the run. What is under way then is
entered all the same, and the run is cancelled once it is.
"""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connections, transaction
from django.http import Http404
from django.utils import timezone

from buckets.access import Permission, load_bucket
from buckets.audit import DiscoveryFailed, record
from buckets.models import Account, Bucket, Run, RunItem
from buckets.models.lease import LeaseLost, LeaseTaken
from buckets.oss.errors import OssError, Throttled
from buckets.oss.gateway import Gateway
from buckets.sync.discover import enter_listing
from buckets.sync.expectation_checks import check_expectations, settle_checks
from buckets.sync.gateways import account_gateway, bucket_gateway
from buckets.sync.ledger import Ledger
from buckets.sync.push import LEASE_TAKEN, NOT_ALLOWED, PublishRefused, PublishRequest, Pushed, push
from buckets.sync.runs.lifecycle import add_items, finish, start_expectation_checks
from buckets.sync.runs.pool import SECONDS, WorkerPool
from buckets.sync.runs.results import Missed, NotBegun, Outcome, Sent, settle_push, settle_readings
from buckets.sync.runtime import current
from buckets.sync.snapshot import failure, read_once

READERS: Final = 32
"""Calls at a time while reading: they wait for OSS most of the time."""

PUBLISHERS: Final = 8
"""Publishes at a time, or tries; each has a few short transactions of its own."""

LOOK_SECONDS: Final = 0.1
"""While reading, how long it may go unnoticed that somebody cancelled the run."""

_LOADED: Final = 10_000  # items in memory at a time
_PAUSE: Final = 2.0  # before what had to be put back is tried again


class Cancelled(Exception):
    """Somebody has cancelled the run, or it is over."""


def prepare_process() -> None:
    """Let the garbage collector come by rarely, for a process that works on runs.

    A batch makes a hundred thousand objects, and nearly all of them live until it is written.
    """
    gc.freeze()
    gc.set_threshold(50_000)  # objects made since; Python's own is 700


def work(run_id: int) -> Run | None:
    """Do what is left of the run, unless another worker is at it or it was deleted.

    What OSS has no time for now is tried again, after a pause. Return the run that is to be done
    next: a check of the expectations of what was published.
    """
    try:
        return _Worker(run_id).work()
    except (LeaseTaken, Run.DoesNotExist):
        return None


class _Worker:
    """One process at one run, under the run's lease."""

    def __init__(self, run_id: int) -> None:
        """Take the run. Raises `LeaseTaken`."""
        with transaction.atomic():
            self._run = Run.objects.locked(run_id)
            self._token = self._run.take_lease(_lease_seconds())
            self._run.save(update_fields=Run.LEASE_FIELDS)
        self._renewed_at = self._looked_at = current().clock()
        self._cancelled = False
        self._look = Lock()
        self._gateways: dict[tuple[int, str, str], Gateway] = {}

    def work(self) -> Run | None:
        """Do all that is left, while the lease is ours and until somebody cancels the run."""
        try:
            return self._do_all()
        except LeaseLost:
            return None
        except Cancelled:
            with transaction.atomic():
                run = Run.objects.locked(self._run.pk)
                if run.fence != self._token:
                    return None
                run.release_lease(self._token)
                if run.is_cancelled and not run.is_over:
                    run.finished_at = timezone.now()
                run.save()
                return _checks_after(run) if run.is_cancelled else None

    def _do_all(self) -> Run | None:
        with self._transaction():
            pass  # it may have been cancelled before any worker began with it
        if self._run.account and self._run.listed_at is None and not self._list(self._run.account):
            return None
        while items := list(self._run.items.open().for_work()[:_LOADED]):
            if not self._do(items):
                current().wait(_PAUSE)
        with self._transaction() as run:
            run.release_lease(self._token)
            finish(run)
            return _checks_after(run)

    @contextmanager
    def _transaction(self, *, late: bool = False) -> Iterator[Run]:
        """A transaction that only the holder of the lease can commit, and that renews it.

        Raises `Cancelled` when the run was cancelled, unless it is for what comes ``late``.
        """
        with transaction.atomic():
            # Who asks, and whether they still may, can change while the run goes on.
            run = self._run = Run.objects.locked(self._run.pk)
            run.renew_lease(self._token, _lease_seconds())
            if (run.is_over or run.is_cancelled) and not late:
                raise Cancelled
            run.save(update_fields=Run.LEASE_FIELDS)
            yield run
        self._renewed_at = current().clock()

    # --- Which buckets --------------------------------------------------------------------------

    def _list(self, account: Account) -> bool:
        """Look for the account's buckets, and make them the run's. Tells whether OSS said."""
        listed = []
        try:
            for found in account_gateway(account).list_buckets():
                listed.append(found)
                if current().clock() > self._renewed_at + SECONDS:
                    with self._transaction():
                        pass
        except OssError as error:
            with self._transaction() as run:
                trouble = failure(error)
                run.trouble = trouble.as_json
                record(DiscoveryFailed(trouble), by=run.by, account=account)
                run.release_lease(self._token)
                finish(run)
            return False
        with self._transaction() as run:
            enter_listing(account, listed, by=run.by)
            add_items(run, account.buckets.values_list("pk", flat=True), {})
            run.listed_at = timezone.now()
            run.save()
        return True

    # --- What is done with them -----------------------------------------------------------------

    def _do(self, items: list[RunItem]) -> bool:
        """Do each of ``items``; return whether any of them is done now."""
        threads, ask, unnoticed = {
            Run.Kind.PUBLISH: (PUBLISHERS, self._publish, 0.0),
            Run.Kind.PROBE: (PUBLISHERS, self._check, 0.0),
        }.get(Run.Kind(self._run.kind), (READERS, self._read, LOOK_SECONDS))

        def begin(item: RunItem) -> Outcome | NotBegun:
            return NotBegun() if self._is_cancelled(unnoticed) else ask(item)

        any_done = False
        with WorkerPool[RunItem, Outcome | NotBegun](min(threads, len(items)), begin) as pool:
            try:
                for some in pool.results(items):
                    any_done = self._enter(some) or any_done
            except Cancelled:
                self._enter(pool.rest())  # what was under way is done all the same
                raise
        return any_done

    def _is_cancelled(self, unnoticed: float) -> bool:
        """In a thread: whether somebody cancelled the run, as it was ``unnoticed`` seconds ago."""
        with self._look:
            if current().clock() >= self._looked_at + unnoticed:
                run = Run.objects.filter(pk=self._run.pk)
                self._cancelled = run.exclude(cancelled_at=None).exists()
                self._looked_at = current().clock()
                connections.close_all()
            return self._cancelled

    def _read(self, item: RunItem) -> Outcome:
        """In a thread: read what OSS holds for one bucket. Does not touch the database."""
        bucket, asked_at = item.bucket, timezone.now()
        where = (bucket.account_id, bucket.endpoint, bucket.region)
        try:
            if where not in self._gateways:
                self._gateways[where] = bucket_gateway(bucket)
            return read_once(self._gateways[where], bucket)
        except OssError as error:
            if isinstance(error, Throttled):
                current().wait(_PAUSE)  # or all that is left would come back like this, at once
            return Missed(error, asked_at)

    def _publish(self, item: RunItem) -> Outcome:
        """In a thread: publish one bucket, if its maker still may."""
        try:
            return self._pushed(item)
        except (PublishRefused, OssError) as error:
            if isinstance(error, Throttled):
                current().wait(_PAUSE)
            return error
        except Bucket.DoesNotExist:  # deleted meanwhile, and so is the item
            return PublishRefused(NOT_ALLOWED)
        finally:
            connections.close_all()

    def _pushed(self, item: RunItem) -> Pushed:
        run = self._run
        try:
            if run.user is None or not run.user.is_active:
                raise PermissionDenied
            bucket, _permit = load_bucket(run.user, item.bucket_id, Permission.PUBLISH)
        except (PermissionDenied, Http404):
            raise PublishRefused(NOT_ALLOWED) from None
        if bucket.is_leased:  # perhaps by a worker that was killed: its turn comes
            raise PublishRefused(LEASE_TAKEN)
        order = PublishRequest(run.user, item.plan, run.reason, frozenset(run.hazards))
        return push(item.bucket_id, order)

    def _check(self, item: RunItem) -> Outcome:
        """In a thread: check the expectations of one bucket on OSS."""
        try:
            return check_expectations(item.bucket_id)
        finally:
            connections.close_all()

    # --- The results ---------------------------------------------------------------------------

    def _enter(self, results: Mapping[RunItem, Outcome | NotBegun]) -> bool:
        """Save the results; return whether any is final. Raises `Cancelled` after that.

        Not final are what OSS had no time for, and what may be a stale read: it is asked again.
        """
        with self._transaction(late=True) as run:
            there = run.items.select_for_update().in_bulk([item.pk for item in results])
            outcomes = {
                item: result
                for item, result in results.items()
                if item.pk in there and not isinstance(result, NotBegun)
            }
            ledger = Ledger(run.by, linting=False)
            if run.kind == Run.Kind.PUBLISH:
                sent = [
                    (item, result) for item, result in outcomes.items() if isinstance(result, Sent)
                ]
                done = [item for item, result in sent if settle_push(item, result)]
            elif run.kind == Run.Kind.PROBE:
                done = settle_checks(outcomes)
            else:
                done = settle_readings(ledger, outcomes, follow=run.kind == Run.Kind.PULL)
            ledger.commit()
            RunItem.objects.store(done)
        if run.is_over or run.is_cancelled:
            raise Cancelled
        return bool(done)


def _checks_after(run: Run) -> Run | None:
    """Start a check of the expectations of what ``run`` published, if it did."""
    published = run.items.filter(result=RunItem.Result.PUBLISHED)
    return start_expectation_checks(
        published.values_list("bucket", flat=True), by=run.user or run.by
    )


def _lease_seconds() -> float:
    """Return its length: it is renewed each second, or later by the deadline of one call."""
    return float(settings.OSS_DEADLINE + 5)
