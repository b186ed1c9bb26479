"""Editing the working copy. Each verb is one transaction: the rows, the version and the record.

Every verb takes the ``version`` of the bucket that the person saw and raises `EditedMeanwhile`
when someone else was faster, so that nobody overwrites anybody.
"""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.db import transaction

from buckets.audit import Kind, record
from buckets.cors.configuration import Rule
from buckets.models import Bucket, CorsRule, Event


class EditedMeanwhile(Exception):
    """The working copy is no longer the one that the person saw.

    ``bucket`` is how it is now, ``events`` what others did since, oldest first.
    """

    def __init__(self, bucket: Bucket, seen: int) -> None:
        super().__init__(f"version {seen} of {bucket} is now {bucket.version}")
        self.bucket = bucket
        since = Event.objects.filter(bucket_id=bucket.pk, version__gt=seen).exclude(after="")
        self.events = list(since.order_by("pk"))


class NotEditable(Exception):
    """There is no working copy to edit: OSS was never read, or holds what is not understood."""


def create_rule(
    bucket_id: int, rule: Rule, *, response_vary: bool, version: int, by: User
) -> Bucket:
    """Add ``rule`` behind the others, and set the bucket's Vary as the form had it."""

    def change(bucket: Bucket) -> dict[str, object]:
        bucket.append(rule)
        bucket.response_vary = response_vary
        return {"place": bucket.rule_count + 1}

    return _edit(bucket_id, change, Kind.RULE_CREATED, version=version, by=by)


def edit_rule(
    bucket_id: int, row_id: int, rule: Rule, *, response_vary: bool, version: int, by: User
) -> Bucket:
    """Put ``rule`` in the row's place; as a new rule if the row was deleted meanwhile."""

    def change(bucket: Bucket) -> dict[str, object]:
        bucket.response_vary = response_vary
        row = bucket.cors_rules.filter(pk=row_id).first()
        if row is None:
            bucket.append(rule)
            return {"place": bucket.rule_count + 1}
        row.value = rule
        row.save()
        return {"place": row.position + 1}

    return _edit(bucket_id, change, Kind.RULE_EDITED, version=version, by=by)


def delete_rule(bucket_id: int, row_id: int, *, version: int, by: User) -> Bucket:
    """Take the row out."""

    def change(bucket: Bucket) -> dict[str, object]:
        rows = list(bucket.cors_rules.all())
        bucket.place(row for row in rows if row.pk != row_id)
        return {"place": _place(rows, row_id)}

    return _edit(bucket_id, change, Kind.RULE_DELETED, version=version, by=by)


def move_rule(bucket_id: int, row_id: int, *, up: bool, version: int, by: User) -> Bucket:
    """Move the row one place up or down; at the end of the list it stays."""

    def change(bucket: Bucket) -> dict[str, object]:
        rows = list(bucket.cors_rules.all())
        old = _place(rows, row_id) - 1
        new = max(0, min(len(rows) - 1, old + (-1 if up else 1)))
        rows.insert(new, rows.pop(old))
        bucket.place(rows)
        return {"place": old + 1, "to": new + 1}

    return _edit(bucket_id, change, Kind.RULE_MOVED, version=version, by=by)


def clear_rules(bucket_id: int, *, version: int, by: User) -> Bucket:
    """Take all rules out."""

    def change(bucket: Bucket) -> dict[str, object]:
        bucket.place([])
        return {"count": bucket.rule_count}

    return _edit(bucket_id, change, Kind.RULES_CLEARED, version=version, by=by)


def set_vary(bucket_id: int, *, on: bool, version: int, by: User) -> Bucket:
    """Turn the bucket's `Vary: Origin` on or off."""

    def change(bucket: Bucket) -> dict[str, object]:
        bucket.response_vary = on
        return {"on": on}

    return _edit(bucket_id, change, Kind.VARY_SET, version=version, by=by)


def discard_changes(bucket_id: int, *, version: int, by: User) -> Bucket:
    """Make the working copy what OSS last said."""

    def change(bucket: Bucket) -> dict[str, object]:
        bucket.adopt_live()
        return {}

    return _edit(bucket_id, change, Kind.DISCARDED, version=version, by=by)


def _edit(
    bucket_id: int,
    change: Callable[[Bucket], dict[str, object]],
    kind: Kind,
    *,
    version: int,
    by: User,
) -> Bucket:
    """Run ``change`` on the bucket that the person saw; what it returns goes into the record."""
    with transaction.atomic():
        bucket = Bucket.objects.locked(bucket_id)
        if not bucket.is_editable:
            raise NotEditable
        if bucket.version != version:
            raise EditedMeanwhile(bucket, version)
        before = bucket.working
        params = change(bucket)
        after = bucket.working
        if after != before:
            bucket.count_version(after)
            bucket.settle()
            record(
                kind,
                by=by,
                account=bucket.account,
                bucket=bucket,
                before=before,
                after=after,
                **params,
            )
    return bucket


def _place(rows: list[CorsRule], row_id: int) -> int:
    """The place of a row as people count; 0 is never asked for, as the version was checked."""
    return next(place for place, row in enumerate(rows, start=1) if row.pk == row_id)
