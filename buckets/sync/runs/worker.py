"""Doing what a run asks for. Its rows are the truth: a worker can die anywhere, and the next one
goes on with what is left."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connections, transaction
from django.http import Http404
from django.utils import timezone

from buckets.access import Permission, load_bucket
from buckets.audit import DiscoveryFailed, record
from buckets.models import Account, Bucket, Push, Run, RunItem
from buckets.models.lease import LeaseLost, LeaseTaken
from buckets.oss.errors import OssError, Throttled
from buckets.oss.gateway import Gateway
from buckets.sync.discover import enter_listing
from buckets.sync.expectation_checks import CheckResults, check_expectations, settle_checks
from buckets.sync.gateways import account_gateway, bucket_gateway
from buckets.sync.ledger import Ledger
from buckets.sync.pull import record_reading
from buckets.sync.push import LEASE_TAKEN, NOT_ALLOWED, PublishRefused, PublishRequest, Pushed, push
from buckets.sync.runs.lifecycle import add_items, finish, start_expectation_checks
from buckets.sync.runs.pool import SECONDS, InternalError, WorkerPool
from buckets.sync.snapshot import Reading, Wait, failure, read_once

READERS: Final = 32
"""Calls at a time while reading: they wait for OSS most of the time."""

PUBLISHERS: Final = 8
"""Publishes at a time, or tries; each has a few short transactions of its own."""

_LOADED: Final = 10_000  # items in memory at a time
_PAUSE: Final = 2.0  # before what had to be put back is tried again


@dataclass(frozen=True, slots=True)
class Missed:
    """A question that OSS did not answer."""

    error: OssError
    asked_at: datetime


Sent: TypeAlias = Pushed | PublishRefused | OssError
Came: TypeAlias = Reading | Missed | Sent | CheckResults


class Cancelled(Exception):
    """Somebody has taken the run back."""


def work(run_id: int, *, wait: Wait = time.sleep) -> Run | None:
    """Do what is left of the run, unless another worker is at it or it was deleted.

    What OSS has no time for now is tried again, after ``wait`` was given the seconds. Gives the
    run that is to be done next: what was published is tried.
    """
    try:
        return _Worker(run_id, wait).work()
    except (LeaseTaken, Run.DoesNotExist):
        return None


class _Worker:
    """One process at one run, under the run's lease."""

    def __init__(self, run_id: int, wait: Wait) -> None:
        """Take the run. Raises `LeaseTaken`."""
        self._wait = wait
        with transaction.atomic():
            self._run = Run.objects.locked(run_id)
            self._token = self._run.take_lease(_lease_seconds())
            self._run.save(update_fields=Run.LEASE_FIELDS)
        self._renewed_at = time.monotonic()
        self._gateways: dict[tuple[int, str, str], Gateway] = {}

    def work(self) -> Run | None:
        """All that is left, while the lease is ours and until somebody takes the run back."""
        try:
            return self._do_all()
        except (Cancelled, LeaseLost) as end:
            with transaction.atomic():
                run = Run.objects.locked(self._run.pk)
                run.release_lease(self._token)
                run.save(update_fields=Run.LEASE_FIELDS)
                return _tries_of(run) if isinstance(end, Cancelled) else None

    def _do_all(self) -> Run | None:
        with self._turn():
            pass  # it may have been cancelled before anybody came to it
        if self._run.account and self._run.listed_at is None and not self._list(self._run.account):
            return None
        while items := list(self._run.items.open().for_work()[:_LOADED]):
            if not self._do(items):
                self._wait(_PAUSE)
        with self._turn() as run:
            run.release_lease(self._token)
            finish(run)
            return _tries_of(run)

    @contextmanager
    def _turn(self, *, late: bool = False) -> Iterator[Run]:
        """A transaction that only the holder of the lease can commit, and that renews it.

        Raises `Cancelled` when the run was taken back, unless it is for what comes ``late``.
        """
        with transaction.atomic():
            # Who asks, and whether they still may, can change while the run goes on.
            run = self._run = Run.objects.locked(self._run.pk)
            run.renew_lease(self._token, _lease_seconds())
            if run.is_over and not late:
                raise Cancelled
            run.save(update_fields=Run.LEASE_FIELDS)
            yield run
        self._renewed_at = time.monotonic()

    # --- Which buckets --------------------------------------------------------------------------

    def _list(self, account: Account) -> bool:
        """Look for the account's buckets, and make them the run's. Tells whether OSS said."""
        listed = []
        try:
            for found in account_gateway(account).list_buckets():
                listed.append(found)
                if time.monotonic() > self._renewed_at + SECONDS:
                    with self._turn():
                        pass
        except OssError as error:
            with self._turn() as run:
                trouble = failure(error)
                run.trouble = trouble.as_json
                record(DiscoveryFailed(trouble), by=run.by, account=account)
                run.release_lease(self._token)
                finish(run)
            return False
        with self._turn() as run:
            enter_listing(account, listed, by=run.by)
            add_items(run, account.buckets.values_list("pk", flat=True), {})
            run.listed_at = timezone.now()
            run.save()
        return True

    # --- What is done with them -----------------------------------------------------------------

    def _do(self, items: list[RunItem]) -> bool:
        """Do each of ``items``; tells whether any of them is done now."""
        threads, ask = {
            Run.Kind.PUBLISH: (PUBLISHERS, self._publish),
            Run.Kind.PROBE: (PUBLISHERS, self._try),
        }.get(Run.Kind(self._run.kind), (READERS, self._read))
        any_done = False
        with WorkerPool[RunItem, Came](min(threads, len(items)), ask) as pool:
            try:
                for some in pool.results(items):
                    any_done = self._enter(some) or any_done
            except Cancelled:
                self._enter(pool.rest())  # what was under way is done all the same
                raise
        return any_done

    def _read(self, item: RunItem) -> Came:
        """In a thread: what OSS holds for one bucket. Does not touch the database."""
        bucket, asked_at = item.bucket, timezone.now()
        where = (bucket.account_id, bucket.endpoint, bucket.region)
        try:
            if where not in self._gateways:
                self._gateways[where] = bucket_gateway(bucket)
            return read_once(self._gateways[where], bucket)
        except OssError as error:
            if isinstance(error, Throttled):
                self._wait(_PAUSE)  # or all that is left would come back like this, at once
            return Missed(error, asked_at)

    def _publish(self, item: RunItem) -> Came:
        """In a thread: publish one bucket, if its maker still may."""
        try:
            return self._pushed(item)
        except (PublishRefused, OssError) as error:
            if isinstance(error, Throttled):
                self._wait(_PAUSE)
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
        return push(item.bucket_id, order, wait=self._wait)

    def _try(self, item: RunItem) -> Came:
        """In a thread: try the promises of one bucket on OSS."""
        try:
            return check_expectations(item.bucket_id, wait=self._wait)
        finally:
            connections.close_all()

    # --- What came of it ------------------------------------------------------------------------

    def _enter(self, came: dict[RunItem, Came]) -> bool:
        """Write down what came; tells whether any of it was final. Raises `Cancelled` after that.

        Not final are what OSS had no time for, and what may be a stale read: it is asked again.
        """
        with self._turn(late=True) as run:
            there = run.items.select_for_update().in_bulk([item.pk for item in came])
            came = {item: result for item, result in came.items() if item.pk in there}
            ledger = Ledger(run.by, linting=False)
            if run.kind == Run.Kind.PUBLISH:
                sent = [(item, result) for item, result in came.items() if isinstance(result, Sent)]
                done = [item for item, result in sent if _settle_push(item, result)]
            elif run.kind == Run.Kind.PROBE:
                done = settle_checks(came)
            else:
                done = settle_readings(ledger, came, follow=run.kind == Run.Kind.PULL)
            ledger.commit()
            RunItem.objects.store(done)
        if run.is_over:
            raise Cancelled
        return bool(done)


def _tries_of(run: Run) -> Run | None:
    """Ask for the promises of what ``run`` published to be tried, if it did."""
    published = run.items.filter(result=RunItem.Result.PUBLISHED)
    return start_expectation_checks(
        published.values_list("bucket", flat=True), by=run.user or run.by
    )


def _lease_seconds() -> float:
    """It is renewed every second or so; one call may hold that up for its deadline."""
    return float(settings.OSS_DEADLINE + 5)


def settle_readings(ledger: Ledger, came: Mapping[RunItem, Came], *, follow: bool) -> list[RunItem]:
    """Put what was read into ``ledger``; gives those items of which something is final now."""
    ids = [item.bucket_id for item in came]
    buckets = {bucket.pk: bucket for bucket in Bucket.objects.all_locked(ids)}
    asked = [result.asked_at for result in came.values() if isinstance(result, Reading)]
    since = min(asked, default=timezone.now())
    written = Push.objects.filter(bucket__in=ids).written_lately(since)
    done = []
    for item, result in came.items():
        bucket = buckets[item.bucket_id]
        if isinstance(result, InternalError):
            item.settle(RunItem.Result.FAILED, trouble=failure(result).as_json)
            done.append(item)
        elif isinstance(result, Missed) and not isinstance(result.error, Throttled):
            trouble = ledger.record_unreachable(bucket, result.error, asked_at=result.asked_at)
            item.settle(RunItem.Result.FAILED, trouble=trouble.as_json)
            done.append(item)
        elif isinstance(result, Reading) and _may_be_old(result, written.get(bucket.pk)):
            ledger.keep_revision(bucket, result)
        elif isinstance(result, Reading):
            new = record_reading(ledger, bucket, result, follow=follow, always=False)
            item.settle(RunItem.Result.NEW if new else RunItem.Result.UNCHANGED)
            done.append(item)
    return done


def _may_be_old(reading: Reading, written: str | None) -> bool:
    """Whether it may be from before something was ``written`` lately, by its fingerprint."""
    return written is not None and reading.fingerprint != written


def _settle_push(item: RunItem, result: Sent) -> bool:
    """Note what came of a publish; tells whether it is final."""
    if isinstance(result, Pushed):
        known = RunItem.Result.PUBLISHED if result.confirmed else RunItem.Result.UNKNOWN
        item.settle(known)
    elif isinstance(result, PublishRefused):
        if result.reason == LEASE_TAKEN:
            return False
        item.settle(RunItem.Result.STOPPED, reason=result.reason)
    elif isinstance(result, Throttled):
        return False
    else:
        item.settle(RunItem.Result.FAILED, trouble=failure(result).as_json)
    return True
