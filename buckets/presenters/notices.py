"""What a bucket's page says above its rules, one notice after the other."""

from collections.abc import Iterator
from dataclasses import dataclass

from buckets.access import Permit
from buckets.audit import event_of, is_undo
from buckets.models import Bucket, Event
from buckets.presenters.changes import counted
from buckets.presenters.drift import DriftView, last_publish_outcome, rollback_target
from buckets.presenters.events import event_text
from buckets.presenters.expectations import broken
from buckets.presenters.failures import FailureView
from buckets.presenters.probe import ExpectationReport
from buckets.presenters.problems import problem_lines
from buckets.sync.edit import last_edit
from buckets.sync.plan import Plan, plan


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: the name of its template, and what it is about.

    ``text`` is what is read out when a swap brings it; "" where that is not the news.
    """

    name: str
    about: object
    text: str = ""

    @property
    def template(self) -> str:
        return f"buckets/notices/{self.name}.html"


def notices(bucket: Bucket, permit: Permit, report: ExpectationReport | None) -> list[Notice]:
    """The notices of ``bucket``, what is wrong first and what can be undone last.

    ``report`` is how its expectations stood when OSS was asked last.
    """
    planned = plan(bucket)
    return [
        *_trouble(bucket),
        *_expectations(bucket, report),
        *_changes(bucket, planned),
        *_ways_back(bucket, permit, report),
        *_problems(planned),
    ]


def _trouble(bucket: Bucket) -> Iterator[Notice]:
    if failure := FailureView.of(bucket.trouble):
        yield Notice("unread", failure)
    if bucket.pending:
        yield Notice("pending", bucket.pending)


def _expectations(bucket: Bucket, report: ExpectationReport | None) -> Iterator[Notice]:
    if lines := broken(bucket):
        yield Notice("broken", lines)
    if report and report.is_under_way:
        yield Notice("being_checked", report)
    elif report and report.noteworthy:
        yield Notice("checked", report)


def _changes(bucket: Bucket, planned: Plan | None) -> Iterator[Notice]:
    """What differs between here and OSS, whoever changed it."""
    outside = DriftView.of(bucket)
    if (outside or planned) and (outcome := last_publish_outcome(bucket)):
        yield Notice("last_publish", outcome)
    if outside:
        yield Notice("drift", outside)
    elif planned:
        changes = counted(planned.diff)
        yield Notice("unpublished", changes, text=changes)


def _ways_back(
    bucket: Bucket, permit: Permit, report: ExpectationReport | None
) -> Iterator[Notice]:
    """What can be taken back, by who may."""
    if not permit.can_edit:
        return
    target = rollback_target(bucket)
    if target and not (report and report.rollback_target):  # which offers the same
        yield Notice("rollback", target)
    edit = last_edit(bucket) if bucket.is_editable else None
    if edit and not _is_published(bucket, edit):
        redo = is_undo(event_of(edit))
        yield Notice("undo", {"event": edit, "text": event_text(edit), "redo": redo})


def _is_published(bucket: Bucket, edit: Event) -> bool:
    """Whether the last edit reached OSS: what takes that back is a rollback. A discard ends with a
    revision too, but with one from before it."""
    return bucket.base is not None and bucket.is_untouched and bucket.base.at > edit.at


def _problems(planned: Plan | None) -> Iterator[Notice]:
    if planned and planned.problems:
        yield Notice("refused", problem_lines(planned.problems))
