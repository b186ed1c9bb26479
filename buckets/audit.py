"""The record of what people changed, published or were refused."""

from enum import StrEnum
from typing import Final

from django.contrib.auth.models import User

from buckets.cors.formats import xml
from buckets.cors.model import Configuration
from buckets.models import Account, Bucket, Event

CONSOLE: Final = "CORS Console"
"""Who did what nobody asked for: checks on a schedule, and settling what a crash left open. No
person can have this name, as user names have no spaces."""

Actor = User | str
"""Who did it; a name where it is not a person who acts now."""


def name_of(by: Actor) -> str:
    """The name to record."""
    return by if isinstance(by, str) else by.get_username()


class Kind(StrEnum):
    """What can happen. The sentence that tells it is made by whoever shows the record."""

    ACCOUNT_ADDED = "account.added"
    ACCOUNT_CHANGED = "account.changed"
    ACCOUNT_TESTED = "account.tested"
    ACCOUNT_DISCOVERED = "account.discovered"
    DISCOVERY_FAILED = "account.discovery-failed"
    MEMBER_SET = "member.set"
    MEMBER_REMOVED = "member.removed"
    RULE_CREATED = "rule.created"
    RULE_EDITED = "rule.edited"
    RULE_DELETED = "rule.deleted"
    RULE_MOVED = "rule.moved"
    RULES_CLEARED = "rules.cleared"
    VARY_SET = "vary.set"
    DISCARDED = "changes.discarded"
    ADOPTED = "live.adopted"
    MERGED = "live.merged"
    RESTORED = "revision.restored"
    EXPECTATION_ADDED = "expectation.added"
    EXPECTATION_REMOVED = "expectation.removed"
    FIXED = "rules.fixed"
    UNDONE = "edit.undone"
    FINDING_FIXED = "finding.fixed"
    FINDING_ACCEPTED = "finding.accepted"
    FINDING_REOPENED = "finding.reopened"
    PULLED = "bucket.pulled"
    PULL_FAILED = "bucket.pull-failed"
    CHECKED = "bucket.checked"
    CHECK_FAILED = "bucket.check-failed"
    PUSHED = "push.done"
    PUSH_STOPPED = "push.stopped"
    PUSH_FAILED = "push.failed"
    PUSH_UNKNOWN = "push.unknown"
    PUSH_NOT_DONE = "push.not-done"
    PUSH_OVERWRITTEN = "push.overwritten"
    RUN_STARTED = "run.started"
    RUN_CANCELLED = "run.cancelled"
    RUN_RESUMED = "run.resumed"
    RUN_FINISHED = "run.finished"
    REFUSED = "refused"


def record(kind: Kind, *, by: Actor, account: Account, **rest: object) -> Event:
    """Write down that ``by`` did ``kind``; the rest as `note`. Call it in the transaction that
    does it."""
    event = note(kind, by=by, account=account, **rest)  # type: ignore[arg-type]
    event.save()
    return event


def note(
    kind: Kind,
    *,
    by: Actor,
    account: Account,
    bucket: Bucket | None = None,
    before: Configuration | None = None,
    after: Configuration | None = None,
    **params: object,
) -> Event:
    """The record that ``by`` did ``kind``, not saved.

    ``before`` and ``after`` are the working copy around an edit; ``params`` whatever the
    sentence needs, ready for JSON and free of secrets.
    """
    return Event(
        kind=kind,
        actor=name_of(by),
        account_id=account.pk,
        account_name=account.name,
        bucket_id=bucket.pk if bucket else None,
        bucket_name=bucket.name if bucket else "",
        version=bucket.version if bucket else None,
        params=params,
        before="" if before is None else xml.write(before).decode(),
        after="" if after is None else xml.write(after).decode(),
    )
