"""What threads bring back of a run's buckets, and the results that follow for its items."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.utils import timezone

from buckets.models import Bucket, Push, RunItem
from buckets.oss.errors import OssError, Throttled
from buckets.sync.expectation_checks import CheckResults
from buckets.sync.ledger import Ledger
from buckets.sync.pull import record_reading
from buckets.sync.push import LEASE_TAKEN, PublishRefused, Pushed
from buckets.sync.runs.pool import InternalError
from buckets.sync.snapshot import Reading, failure


@dataclass(frozen=True, slots=True)
class Missed:
    """A question that OSS did not answer."""

    error: OssError
    asked_at: datetime


Sent: TypeAlias = Pushed | PublishRefused | OssError
Outcome: TypeAlias = Reading | Missed | Sent | CheckResults


@dataclass(frozen=True, slots=True)
class NotBegun:
    """The bucket stays to be done, as the run was cancelled."""


def settle_readings(
    ledger: Ledger, outcomes: Mapping[RunItem, Outcome], *, follow: bool
) -> list[RunItem]:
    """Put what was read into ``ledger``; return the items with a final result, not saved."""
    ids = [item.bucket_id for item in outcomes]
    buckets = {bucket.pk: bucket for bucket in Bucket.objects.all_locked(ids)}
    asked = [result.asked_at for result in outcomes.values() if isinstance(result, Reading)]
    since = min(asked, default=timezone.now())
    written = Push.objects.filter(bucket__in=ids).written_lately(since)
    done = []
    for item, result in outcomes.items():
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


def settle_push(item: RunItem, result: Sent) -> bool:
    """Set the result of a publish; return whether it is final."""
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
