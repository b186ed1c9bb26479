"""The findings on a bucket's page: mended in one click, or accepted with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buckets.access import Permission, load_bucket
from buckets.cors import Configuration
from buckets.cors.lint import Finding
from buckets.edit_responses import edited, seen
from buckets.forms.finding import AcceptForm
from buckets.http import Request
from buckets.models import Acceptance, Bucket, SeverityLabel
from buckets.presenters.text import FIELD_LABELS, translate
from buckets.sync.edit import FindingGone, fix_finding
from buckets.sync.findings import accept, current, reopen


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding, ready to show; ``severity`` is the word for style, ``label`` that for people.

    ``rule`` is the number of the rule as people count, ``advice`` what the button reads, or what
    to do where ``can_fix`` is not so. ``mended_with`` is the finding above whose fix is the same.
    """

    key: str
    severity: str
    label: str
    rule: int | None
    field: str
    text: str
    why: str
    source: str
    advice: str
    can_fix: bool
    acceptance: Acceptance | None
    mended_with: FindingLine | None

    @classmethod
    def of(
        cls,
        finding: Finding,
        acceptance: Acceptance | None = None,
        mended_with: FindingLine | None = None,
    ) -> FindingLine:
        return cls(
            finding.key,
            finding.severity.name.lower(),
            str(SeverityLabel(finding.severity).label),
            None if finding.index is None else finding.index + 1,
            str(FIELD_LABELS.get(finding.field, "")),
            translate(finding.message),
            translate(finding.why),
            translate(finding.source),
            translate(finding.advice),
            finding.fix is not None,
            acceptance,
            mended_with,
        )


@dataclass(frozen=True, slots=True)
class BucketFindings:
    """What was found in a working copy: ``open`` is to be seen to, ``accepted`` is lived with."""

    open: list[FindingLine]
    accepted: list[FindingLine]

    @classmethod
    def of(cls, bucket: Bucket) -> BucketFindings:
        """Those of ``bucket``."""
        found = current(bucket)
        holding = bucket.acceptances.on(localdate()).filter(key__in=found) if found else []
        accepted = {acceptance.key: acceptance for acceptance in holding}
        return cls(
            list(_open_lines(it for key, it in found.items() if key not in accepted)),
            [FindingLine.of(it, accepted[key]) for key, it in found.items() if key in accepted],
        )


def _open_lines(found: Iterable[Finding]) -> Iterator[FindingLine]:
    by_fix: dict[Configuration | None, FindingLine] = {}
    for finding in found:
        line = FindingLine.of(finding, mended_with=by_fix.get(finding.fix))
        if finding.fix is not None:
            by_fix.setdefault(finding.fix, line)
        yield line


@require_POST
def fix(request: Request, bucket_id: int, key: str) -> HttpResponse:
    """Make the edit that mends a finding, in the working copy."""
    load_bucket(request.user, bucket_id, Permission.EDIT)
    try:
        return edited(
            request,
            bucket_id,
            lambda: fix_finding(bucket_id, key, version=seen(request), by=request.user),
        )
    except FindingGone:
        return _gone(request, bucket_id)


def accept_one(request: Request, bucket_id: int, key: str) -> HttpResponse:
    """Ask why, and until when, and then live with a finding."""
    bucket, _permit = load_bucket(request.user, bucket_id, Permission.PUBLISH)
    finding = current(bucket).get(key)
    if finding is None:
        return _gone(request, bucket_id)
    form = AcceptForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"bucket": bucket, "form": form, "finding": FindingLine.of(finding)}
        status = 422 if request.method == "POST" else 200
        return render(request, "buckets/accept_finding.html", context, status=status)
    accept(bucket_id, finding, **form.cleaned_data, by=request.user)
    messages.success(request, _("The finding is accepted."))
    return redirect("bucket", bucket_id)


@require_POST
def reopen_one(request: Request, bucket_id: int, key: str) -> HttpResponse:
    """Live with a finding no longer."""
    bucket, _permit = load_bucket(request.user, bucket_id, Permission.PUBLISH)
    finding = current(bucket).get(key)
    if finding is None:
        return _gone(request, bucket_id)
    reopen(bucket_id, finding, by=request.user)
    messages.success(request, _("The finding is open again."))
    return redirect("bucket", bucket_id)


def _gone(request: Request, bucket_id: int) -> HttpResponse:
    messages.warning(request, _("Nothing was done: the finding does not exist any more."))
    return redirect("bucket", bucket_id)
