"""Writing events down, and reading them back."""

from typing import Final

from django.contrib.auth.models import User

from buckets.audit.registry import EVENTS, AuditEvent
from buckets.cors import Configuration
from buckets.cors.formats import xml
from buckets.models import Account, Bucket, Event

CONSOLE: Final = "CORS Console"
"""The actor where nobody asked: checks on a schedule, and settling what a crash left open. No
person can have this name, as user names have no spaces."""

Actor = User | str
"""Who did it; a name where it is not a person who acts now."""


def name_of(by: Actor) -> str:
    """Return the name to record."""
    return by if isinstance(by, str) else by.get_username()


def record(
    event: AuditEvent,
    *,
    by: Actor,
    account: Account,
    bucket: Bucket | None = None,
    before: Configuration | None = None,
    after: Configuration | None = None,
) -> Event:
    """Save that ``by`` did ``event``, in the transaction that does it.

    ``before`` and ``after`` are the working copy around an edit.
    """
    row = new_row(event, by=by, account=account, bucket=bucket, before=before, after=after)
    row.save()
    return row


def new_row(
    event: AuditEvent,
    *,
    by: Actor,
    account: Account,
    bucket: Bucket | None = None,
    before: Configuration | None = None,
    after: Configuration | None = None,
) -> Event:
    """Return the row that `record` saves, not saved."""
    return Event(
        kind=event.id,
        actor=name_of(by),
        account_id=account.pk,
        account_name=account.name,
        bucket_id=bucket.pk if bucket else None,
        bucket_name=bucket.name if bucket else "",
        version=bucket.version if bucket else None,
        params=event.as_json,
        before="" if before is None else xml.write(before).decode(),
        after="" if after is None else xml.write(after).decode(),
    )


def event_of(row: Event) -> AuditEvent:
    """Return the event that ``row`` tells of."""
    return EVENTS[row.kind].from_json(row.params)
