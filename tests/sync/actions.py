"""What happens in tests of syncing: an edit, a publish, and the ways in which OSS can fail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.contrib.auth.models import User
from django.utils import timezone

from buckets.audit import AuditEvent
from buckets.cors import Configuration, Message, Rule
from buckets.cors.compare.hazards import HazardKind
from buckets.models import Bucket, Event
from buckets.models.lease import CLOCKS_AGREE_WITHIN
from buckets.oss.errors import Unreachable
from buckets.sync.edit import create_rule
from buckets.sync.plan import Plan, plan
from buckets.sync.push import PublishRequest, Pushed, push
from buckets.sync.runtime import current, use
from tests.fixtures.people import NEW

FOREIGN = Configuration((Rule(("https://foreign.example.com",), ("DELETE",)),))
RAW = b"<CORSConfiguration><Novelty/></CORSConfiguration>"
"""What OSS may hold one day, and is new to the console."""

Wait = Callable[[float], None]


def unreachable() -> Unreachable:
    """No answer, and certainly nothing done."""
    return Unreachable(Message("oss.InternalError"), request_id="5FA2B5E6C0FFEE0123456789")


def lost() -> Unreachable:
    """No answer to a write that may have been carried out."""
    return Unreachable(Message("oss.unreadable-answer"), outcome_unknown=True)


@contextmanager
def waiting(wait: Wait) -> Iterator[None]:
    """Let ``wait`` pass the seconds that are to be waited."""
    with use(replace(current(), wait=wait)):
        yield


def now(bucket: Bucket) -> Bucket:
    """The bucket as the database has it."""
    return Bucket.objects.select_related("account", "live", "base").get(pk=bucket.pk)


def add(bucket: Bucket, by: User, rule: Rule = NEW) -> Bucket:
    """Add a rule to the working copy."""
    bucket = now(bucket)
    return create_rule(bucket.pk, rule, version=bucket.version, by=by)


def planned(bucket: Bucket) -> Plan:
    """The plan as it stands; there must be one."""
    found = plan(now(bucket))
    assert found is not None
    return found


def publish(
    bucket: Bucket,
    by: User,
    *,
    agreed: str = "",
    message: str = "",
    hazards: Iterable[str] = HazardKind,
    wait: Wait = lambda _: None,
) -> Pushed:
    """Publish what the plan says now, whatever it does, without waiting for real."""
    agreed = agreed or planned(bucket).fingerprint
    with waiting(wait):
        return push(bucket.pk, PublishRequest(by, agreed, message, frozenset(hazards)))


def end_lease(bucket: Bucket) -> None:
    """Let the time pass for which whoever publishes ``bucket`` may be alive."""
    long_ago = timezone.now() - CLOCKS_AGREE_WITHIN
    Bucket.objects.filter(pk=bucket.pk).update(leased_until=long_ago)


def last_event(kind: type[AuditEvent]) -> Event:
    """The newest record; it must be of ``kind``."""
    event = Event.objects.order_by("-pk")[0]
    assert event.kind == kind.id
    return event
