"""What happens in tests of syncing: an edit, a publish, and the ways in which OSS can fail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User

from buckets.audit import Kind
from buckets.cors.configuration import Configuration, Rule
from buckets.cors.sentences import Sentence
from buckets.models import Bucket, Event
from buckets.oss.errors import NotUnderstood, Unreachable
from buckets.sync.edit import create_rule
from buckets.sync.plan import Plan, plan
from buckets.sync.push import Pushed, push
from tests.cast import NEW

FOREIGN = Configuration((Rule(("https://foreign.example.com",), ("DELETE",)),))
RAW = b"<CORSConfiguration><Novelty/></CORSConfiguration>"

Wait = Callable[[float], None]


def unreachable() -> Unreachable:
    """No answer, and certainly nothing done."""
    return Unreachable(Sentence("Nothing came back."), request_id="5FA2B5E6C0FFEE0123456789")


def lost() -> Unreachable:
    """No answer to a write that may have been carried out."""
    return Unreachable(Sentence("The answer was lost."), outcome_unknown=True)


def not_understood(raw: bytes = RAW) -> NotUnderstood:
    """OSS holds something new to the console."""
    return NotUnderstood(Sentence("Something unknown."), raw=raw)


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


def publish(bucket: Bucket, by: User, *, wait: Wait = lambda _: None, **said: Any) -> Pushed:
    """Publish what the plan says now, without waiting for real."""
    agreed = said.pop("agreed", None) or planned(bucket).fingerprint
    return push(bucket.pk, agreed=agreed, by=by, wait=wait, **said)


def last_event(kind: Kind) -> Event:
    """The newest record; it must be of ``kind``."""
    event = Event.objects.order_by("-pk")[0]
    assert event.kind == kind
    return event
