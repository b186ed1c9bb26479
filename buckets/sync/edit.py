"""Editing the working copy. Each verb is one transaction: the rows, the version and the record.

Every verb takes the ``version`` of the bucket that the person saw (None: nobody knows) and
raises `StaleVersion` when someone else was faster, so that nobody overwrites anybody. It
raises `NotEditable` where there is no working copy.

A new verb is a function here that gives `_edit` the change to make, which returns an event of
`buckets.audit.edits`: the record, its text and the undo follow from the class of that event.
"""

from collections.abc import Callable, Mapping
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction

from buckets.audit import EVENTS, event_of, record
from buckets.audit.edits import (
    ChangesDiscarded,
    Edit,
    EditUndone,
    FindingFixed,
    LiveAdopted,
    LiveMerged,
    Rebase,
    RebaseUndone,
    RemedyApplied,
    RevisionRestored,
    RuleCreated,
    RuleDeleted,
    RuleEdited,
    RuleMoved,
    RulesCleared,
    VarySet,
    is_undo,
)
from buckets.cors import Configuration, Rule
from buckets.cors.compare.diff import Diff, diff
from buckets.cors.compare.merge import Side
from buckets.models import Bucket, CorsRule, Event, Revision
from buckets.sync.findings import current, keep_findings
from buckets.sync.plan import three_ways

EVENTS_AT_MOST: Final = 20
"""Changes by others that a second saver is shown one by one."""


class StaleVersion(Exception):
    """The working copy is no longer the one that the person saw.

    ``bucket`` is how it is now, ``events`` what others did since ``seen``, the oldest first and
    at most `EVENTS_AT_MOST`; empty when nobody can say which version the person saw.
    """

    def __init__(self, bucket: Bucket, seen: int | None) -> None:
        super().__init__(f"version {seen} of {bucket} is now {bucket.version}")
        self.bucket = bucket
        self.events: list[Event] = []
        if seen is not None:
            since = Event.objects.filter(bucket_id=bucket.pk, version__gt=seen).exclude(after="")
            self.events = list(since.order_by("pk")[:EVENTS_AT_MOST])

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

    def change(bucket: Bucket) -> Edit:
        bucket.append(rule)
        return RuleCreated(bucket.rule_count + 1, _change_vary(bucket, vary))

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
    """Make the row's rule ``rule``; ``vary`` sets the bucket's Vary, None leaves it."""

    def change(bucket: Bucket) -> Edit:
        row = bucket.cors_rules.get(pk=row_id)
        row.value = rule
        row.save()
        return RuleEdited(row.index + 1, _change_vary(bucket, vary))

    return _edit(bucket_id, change, version=version, by=by)


def delete_rule(bucket_id: int, row_id: int, *, version: int | None, by: User) -> Bucket:
    """Take the row out."""

    def change(bucket: Bucket) -> Edit:
        rows = list(bucket.cors_rules.all())
        bucket.set_rules(row for row in rows if row.pk != row_id)
        return RuleDeleted(_index(rows, row_id) + 1)

    return _edit(bucket_id, change, version=version, by=by)


def move_rule(bucket_id: int, row_id: int, *, up: bool, version: int | None, by: User) -> Bucket:
    """Move the row up or down by one; at the end of the list it stays."""

    def change(bucket: Bucket) -> Edit:
        rows = list(bucket.cors_rules.all())
        old = _index(rows, row_id)
        new = max(0, min(len(rows) - 1, old + (-1 if up else 1)))
        rows.insert(new, rows.pop(old))
        bucket.set_rules(rows)
        return RuleMoved(old + 1, new + 1)

    return _edit(bucket_id, change, version=version, by=by)


def clear_rules(bucket_id: int, *, version: int | None, by: User) -> Bucket:
    """Take all rules out."""

    def change(bucket: Bucket) -> Edit:
        bucket.set_rules([])
        return RulesCleared(bucket.rule_count)

    return _edit(bucket_id, change, version=version, by=by)


def set_vary(bucket_id: int, *, on: bool, version: int | None, by: User) -> Bucket:
    """Turn the bucket's `Vary: Origin` on or off."""

    def change(bucket: Bucket) -> Edit:
        bucket.response_vary = on
        return VarySet(on)

    return _edit(bucket_id, change, version=version, by=by)


def discard_changes(bucket_id: int, *, version: int | None, by: User) -> Bucket:
    """Make the working copy what OSS last said."""

    def change(bucket: Bucket) -> Edit:
        kind = LiveAdopted if bucket.is_untouched else ChangesDiscarded
        edit = kind(_base(bucket))
        bucket.adopt_live()
        return edit

    return _edit(bucket_id, change, version=version, by=by)


def merge_live(
    bucket_id: int, choices: Mapping[str, Side], *, live: int, version: int | None, by: User
) -> Bucket:
    """Bring what was changed outside into the working copy, as the person chose.

    ``choices`` are by the ids of the differences, ``live`` is the number of the revision that
    they were chosen by. Raises `StaleVersion` also when OSS was seen to hold another since,
    and `merge.Undecided` when a choice is missing.
    """

    def change(bucket: Bucket) -> Edit:
        if bucket.live is None or bucket.live.number != live:
            raise StaleVersion(bucket, version)
        outcome = three_ways(bucket).result(choices)
        edit = LiveMerged(_base(bucket))
        bucket.replace_working(outcome)
        bucket.base = bucket.live
        return edit

    return _edit(bucket_id, change, version=version, by=by)


def restore(bucket_id: int, number: int, *, version: int | None, by: User) -> Bucket:
    """Make the working copy what revision ``number`` says, which must be understood."""

    def change(bucket: Bucket) -> Edit:
        revision = bucket.revisions.get(number=number)
        bucket.replace_working(revision.configuration)
        return RevisionRestored(number)

    return _edit(bucket_id, change, version=version, by=by)


class FindingGone(Exception):
    """The finding to fix or accept is not found any more, or has no fix."""


def fix_finding(bucket_id: int, key: str, *, version: int | None, by: User) -> Bucket:
    """Fix the finding with this key, by the edit that it names. Raises `FindingGone`."""

    def change(bucket: Bucket) -> Edit:
        finding = current(bucket).get(key)
        if finding is None or finding.fix is None:
            raise FindingGone
        bucket.replace_working(finding.fix)
        return FindingFixed(finding.message)

    return _edit(bucket_id, change, version=version, by=by)


def make_fix(
    bucket_id: int, configuration: Configuration, index: int, *, version: int | None, by: User
) -> Bucket:
    """Make the working copy ``configuration``, which was proposed for the version that the person
    saw, for the rule at ``index``."""

    def change(bucket: Bucket) -> Edit:
        bucket.replace_working(configuration)
        return RemedyApplied(index + 1)

    return _edit(bucket_id, change, version=version, by=by)


def last_edit(bucket: Bucket) -> Event | None:
    """The edit that made the working copy what it is, if it was one of a person here."""
    kinds = [event_id for event_id, kind in EVENTS.items() if issubclass(kind, Edit)]
    edits = Event.objects.filter(bucket_id=bucket.pk, version=bucket.version, kind__in=kinds)
    return edits.first()


def undo(bucket_id: int, *, version: int | None, by: User) -> Bucket:
    """Restore the working copy from before the last edit. Undone again, it is redone."""

    def change(bucket: Bucket) -> Edit:
        row = last_edit(bucket)
        if row is None:
            return EditUndone()
        bucket.replace_working(row.configuration_before)
        edit = event_of(row)
        if not isinstance(edit, Rebase):
            return EditUndone(is_undo(edit))
        # What was discarded or merged may have been in conflict.
        undone = RebaseUndone(_base(bucket), is_undo(edit))
        base = bucket.revisions.filter(number=edit.base) if edit.base else Revision.objects.none()
        bucket.base = base.first()
        return undone

    return _edit(bucket_id, change, version=version, by=by)


def _edit(
    bucket_id: int, change: Callable[[Bucket], Edit], *, version: int | None, by: User
) -> Bucket:
    """Make ``change`` on the bucket that the person saw, and record what it returns if it changed
    anything."""
    with transaction.atomic():
        bucket = Bucket.objects.locked(bucket_id)
        if not bucket.is_editable:
            raise NotEditable
        check_version(bucket, version)
        before, base = bucket.working, bucket.base_id
        edit = change(bucket)
        after = bucket.working
        if after != before or bucket.base_id != base:
            bucket.count_version(after)
            bucket.save_with_state()
            keep_findings([(bucket, after)])
            account = bucket.account
            record(edit, by=by, account=account, bucket=bucket, before=before, after=after)
    return bucket


def _change_vary(bucket: Bucket, vary: bool | None) -> bool | None:
    """Set the bucket's Vary, and return it; None if it stays what it was."""
    if vary is None or vary == bucket.response_vary:
        return None
    bucket.response_vary = vary
    return vary


def _base(bucket: Bucket) -> int | None:
    """Return the number of the revision from which the working copy started."""
    return bucket.base.number if bucket.base else None


def _index(rows: list[CorsRule], row_id: int) -> int:
    """Return the index of a row. It is there, as the version was checked."""
    return next(index for index, row in enumerate(rows) if row.pk == row_id)
