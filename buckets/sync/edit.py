"""Editing the working copy. Each verb is one transaction: the rows, the version and the record.

Every verb takes the ``version`` of the bucket that the person saw (None: nobody knows) and
raises `StaleVersion` when someone else was faster, so that nobody overwrites anybody. It
raises `NotEditable` where there is no working copy.
"""

from collections.abc import Callable, Mapping
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction

from buckets.audit import Kind, record
from buckets.cors.compare.diff import Diff, diff
from buckets.cors.compare.merge import Side
from buckets.cors.model import Configuration, Rule
from buckets.models import Bucket, CorsRule, Event
from buckets.sync.findings import current, write_down
from buckets.sync.plan import three_ways

MOST_TOLD: Final = 20
"""Changes by others that a second saver is told one by one."""


class StaleVersion(Exception):
    """The working copy is no longer the one that the person saw.

    ``bucket`` is how it is now, ``events`` what others did since ``seen``, the oldest first and
    at most `MOST_TOLD`; empty when nobody can say which version the person saw.
    """

    def __init__(self, bucket: Bucket, seen: int | None) -> None:
        super().__init__(f"version {seen} of {bucket} is now {bucket.version}")
        self.bucket = bucket
        self.events: list[Event] = []
        if seen is not None:
            since = Event.objects.filter(bucket_id=bucket.pk, version__gt=seen).exclude(after="")
            self.events = list(since.order_by("pk")[:MOST_TOLD])

    @property
    def changes(self) -> Diff:
        """What all of it came to."""
        if not self.events:
            return diff(self.bucket.working, self.bucket.working)
        return diff(self.events[0].configuration_before, self.bucket.working)


def check_version(bucket: Bucket, seen: int | None) -> None:
    """Raises `StaleVersion` unless the person saw the bucket as it is."""
    if bucket.version != seen:
        raise StaleVersion(bucket, seen)


class NotEditable(Exception):
    """There is no working copy to edit: OSS was never read, or holds what is not understood."""


def create_rule(
    bucket_id: int, rule: Rule, *, version: int | None, by: User, vary: bool | None = None
) -> Bucket:
    """Add ``rule`` behind the others; ``vary`` sets the bucket's Vary, None leaves it."""

    def change(bucket: Bucket) -> Done:
        bucket.append(rule)
        return Kind.RULE_CREATED, {"place": bucket.rule_count + 1} | _with_vary(bucket, vary)

    return _edit(bucket_id, change, version=version, by=by)


def edit_rule(
    bucket_id: int,
    row_id: int,
    rule: Rule,
    *,
    version: int | None,
    by: User,
    vary: bool | None = None,
) -> Bucket:
    """Put ``rule`` in the row's place; ``vary`` sets the bucket's Vary, None leaves it."""

    def change(bucket: Bucket) -> Done:
        row = bucket.cors_rules.get(pk=row_id)
        row.value = rule
        row.save()
        return Kind.RULE_EDITED, {"place": row.position + 1} | _with_vary(bucket, vary)

    return _edit(bucket_id, change, version=version, by=by)


def delete_rule(bucket_id: int, row_id: int, *, version: int | None, by: User) -> Bucket:
    """Take the row out."""

    def change(bucket: Bucket) -> Done:
        rows = list(bucket.cors_rules.all())
        bucket.place(row for row in rows if row.pk != row_id)
        return Kind.RULE_DELETED, {"place": _place(rows, row_id)}

    return _edit(bucket_id, change, version=version, by=by)


def move_rule(bucket_id: int, row_id: int, *, up: bool, version: int | None, by: User) -> Bucket:
    """Move the row one place up or down; at the end of the list it stays."""

    def change(bucket: Bucket) -> Done:
        rows = list(bucket.cors_rules.all())
        old = _place(rows, row_id) - 1
        new = max(0, min(len(rows) - 1, old + (-1 if up else 1)))
        rows.insert(new, rows.pop(old))
        bucket.place(rows)
        return Kind.RULE_MOVED, {"place": old + 1, "to": new + 1}

    return _edit(bucket_id, change, version=version, by=by)


def clear_rules(bucket_id: int, *, version: int | None, by: User) -> Bucket:
    """Take all rules out."""

    def change(bucket: Bucket) -> Done:
        bucket.place([])
        return Kind.RULES_CLEARED, {"count": bucket.rule_count}

    return _edit(bucket_id, change, version=version, by=by)


def set_vary(bucket_id: int, *, on: bool, version: int | None, by: User) -> Bucket:
    """Turn the bucket's `Vary: Origin` on or off."""

    def change(bucket: Bucket) -> Done:
        bucket.response_vary = on
        return Kind.VARY_SET, {"on": on}

    return _edit(bucket_id, change, version=version, by=by)


def discard_changes(bucket_id: int, *, version: int | None, by: User) -> Bucket:
    """Make the working copy what OSS last said."""

    def change(bucket: Bucket) -> Done:
        base = bucket.base.number if bucket.base else None
        kind = Kind.ADOPTED if bucket.is_untouched else Kind.DISCARDED
        bucket.adopt_live()
        return kind, {"base": base}

    return _edit(bucket_id, change, version=version, by=by)


def merge_live(
    bucket_id: int, choices: Mapping[str, Side], *, live: int, version: int | None, by: User
) -> Bucket:
    """Bring what was changed outside into the working copy, as the person chose.

    ``choices`` are by the ids of the differences, ``live`` is the number of the revision that
    they were chosen by. Raises `StaleVersion` also when OSS was seen to hold another since,
    and `merge.Undecided` when a choice is missing.
    """

    def change(bucket: Bucket) -> Done:
        if bucket.live is None or bucket.live.number != live:
            raise StaleVersion(bucket, version)
        outcome = three_ways(bucket).result(choices)
        base = bucket.base.number if bucket.base else None
        bucket.replace_working(outcome)
        bucket.base = bucket.live
        return Kind.MERGED, {"base": base}

    return _edit(bucket_id, change, version=version, by=by)


def restore(bucket_id: int, number: int, *, version: int | None, by: User) -> Bucket:
    """Make the working copy what revision ``number`` says, which must be understood."""

    def change(bucket: Bucket) -> Done:
        revision = bucket.revisions.get(number=number)
        bucket.replace_working(revision.configuration)
        return Kind.RESTORED, {"revision": number}

    return _edit(bucket_id, change, version=version, by=by)


class FindingGone(Exception):
    """What was to be mended or accepted is not found any more, or has no fix."""


def fix_finding(bucket_id: int, key: str, *, version: int | None, by: User) -> Bucket:
    """Mend the finding with this key, by the edit that it names. Raises `FindingGone`."""

    def change(bucket: Bucket) -> Done:
        finding = current(bucket).get(key)
        if finding is None or finding.fix is None:
            raise FindingGone
        bucket.replace_working(finding.fix)
        return Kind.FINDING_FIXED, {"finding": finding.id, "params": dict(finding.message.params)}

    return _edit(bucket_id, change, version=version, by=by)


def make_fix(
    bucket_id: int, configuration: Configuration, place: int, *, version: int | None, by: User
) -> Bucket:
    """Make the working copy ``configuration``, which was proposed for the version that the person
    saw; ``place``, from 0, is that of the rule that it is about."""

    def change(bucket: Bucket) -> Done:
        bucket.replace_working(configuration)
        return Kind.FIXED, {"place": place + 1}

    return _edit(bucket_id, change, version=version, by=by)


def last_edit(bucket: Bucket) -> Event | None:
    """The edit that made the working copy what it is, if it was one of a person here."""
    edits = Event.objects.filter(bucket_id=bucket.pk, version=bucket.version, kind__in=_EDITS)
    return edits.first()


def undo(bucket_id: int, *, version: int | None, by: User) -> Bucket:
    """Put the working copy back to what it was before the last edit. Undone again, it is redone."""

    def change(bucket: Bucket) -> Done:
        edit, base = last_edit(bucket), bucket.base.number if bucket.base else None
        if edit is None:
            return Kind.UNDONE, {}
        bucket.replace_working(edit.configuration_before)
        if "base" not in edit.params:
            return Kind.UNDONE, {}
        # What was discarded or merged may have been in conflict.
        bucket.base = bucket.revisions.filter(number=edit.params["base"]).first()
        return Kind.UNDONE, {"base": base}

    return _edit(bucket_id, change, version=version, by=by)


Done = tuple[Kind, dict[str, object]]

_EDITS: Final = (
    Kind.RULE_CREATED,
    Kind.RULE_EDITED,
    Kind.RULE_DELETED,
    Kind.RULE_MOVED,
    Kind.RULES_CLEARED,
    Kind.VARY_SET,
    Kind.DISCARDED,
    Kind.ADOPTED,
    Kind.MERGED,
    Kind.RESTORED,
    Kind.FIXED,
    Kind.UNDONE,
    Kind.FINDING_FIXED,
)


def _edit(
    bucket_id: int, change: Callable[[Bucket], Done], *, version: int | None, by: User
) -> Bucket:
    """Run ``change`` on the bucket that the person saw; what it returns goes into the record."""
    with transaction.atomic():
        bucket = Bucket.objects.locked(bucket_id)
        if not bucket.is_editable:
            raise NotEditable
        check_version(bucket, version)
        before, base = bucket.working, bucket.base_id
        kind, params = change(bucket)
        after = bucket.working
        if after != before or bucket.base_id != base:
            bucket.count_version(after)
            bucket.settle()
            write_down([(bucket, after)])
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


def _with_vary(bucket: Bucket, vary: bool | None) -> dict[str, object]:
    if vary is None or vary == bucket.response_vary:
        return {}
    bucket.response_vary = vary
    return {"vary": vary}


def _place(rows: list[CorsRule], row_id: int) -> int:
    """The place of a row as people count. It is there, as the version was checked."""
    return next(place for place, row in enumerate(rows, start=1) if row.pk == row_id)
