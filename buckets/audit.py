"""The record of what people changed, published or were refused."""

from enum import StrEnum

from django.contrib.auth.models import User

from buckets.cors import xml
from buckets.cors.configuration import Configuration
from buckets.models import Account, Bucket, Event


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
    RESTORED = "revision.restored"
    UNDONE = "edit.undone"
    PULLED = "bucket.pulled"
    PULL_FAILED = "bucket.pull-failed"
    PUSHED = "push.done"
    PUSH_STOPPED = "push.stopped"
    PUSH_FAILED = "push.failed"
    PUSH_UNKNOWN = "push.unknown"
    PUSH_NOT_DONE = "push.not-done"
    PUSH_OVERWRITTEN = "push.overwritten"
    REFUSED = "refused"


def record(
    kind: Kind,
    *,
    by: User | str,
    account: Account,
    bucket: Bucket | None = None,
    before: Configuration | None = None,
    after: Configuration | None = None,
    **params: object,
) -> Event:
    """Write down that ``by`` did ``kind``. Call it in the transaction that does it.

    ``by`` is a name where the person is not the one who acts now.

    ``before`` and ``after`` are the working copy around an edit; ``params`` whatever the
    sentence needs, ready for JSON and free of secrets.
    """
    return Event.objects.create(
        kind=kind,
        actor=by if isinstance(by, str) else by.get_username(),
        account_id=account.pk,
        account_name=account.name,
        bucket_id=bucket.pk if bucket else None,
        bucket_name=bucket.name if bucket else "",
        version=bucket.version if bucket else None,
        params=params,
        before="" if before is None else xml.write(before).decode(),
        after="" if after is None else xml.write(after).decode(),
    )
