"""A bucket's CORS page, and what is done there in one click."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from buckets.access import Permission, Permit, load_bucket
from buckets.cors.compare.diff import diff
from buckets.cors.limits import MAX_RULES
from buckets.edit_responses import edited, seen
from buckets.http import Request, page_or_part
from buckets.models import Bucket
from buckets.oss.errors import OssError
from buckets.presenters.changes import change_lines
from buckets.presenters.drift import DriftView
from buckets.presenters.expectations import broken_expectations
from buckets.presenters.notices import notices
from buckets.presenters.rules import describe
from buckets.presenters.text import translate
from buckets.sync.edit import clear_rules, discard_changes, set_vary, undo
from buckets.sync.plan import begun
from buckets.sync.pull import check, pull
from buckets.views.bucket_findings import BucketFindings
from buckets.views.probe import last_check


@require_safe
def show(request: Request, bucket_id: int) -> HttpResponse:
    """The rule table with everything that can be done to it."""
    bucket, permit = load_bucket(request.user, bucket_id, Permission.VIEW)
    return page_or_part(request, "buckets/bucket.html", "content", _context(bucket, permit))


@require_POST
def pull_now(request: Request, bucket_id: int) -> HttpResponse:
    """Read OSS, and show the result."""
    bucket, _permit = load_bucket(request.user, bucket_id, Permission.EDIT)
    try:
        pulled = pull(bucket_id, by=request.user)
    except OssError:
        messages.error(request, _("The pull failed just now."))  # the page says why
        return redirect("bucket", bucket_id)
    news = pulled.live != bucket.live
    found = _("OSS holds a new configuration.") if news else _("Nothing new on OSS.")
    messages.success(request, found)
    return redirect("bucket", bucket_id)


@require_POST
def check_now(request: Request, bucket_id: int) -> HttpResponse:
    """Look whether OSS still holds what is known, and change nothing here."""
    load_bucket(request.user, bucket_id, Permission.EDIT)
    try:
        checked = check(bucket_id, by=request.user)
    except OssError:
        messages.error(request, _("The check failed just now."))  # the page says why
        return redirect("bucket", bucket_id)
    if checked.has_drifted:
        messages.warning(request, _("OSS was changed outside of this console."))
    else:
        messages.success(request, _("No drift: nobody changed OSS outside of this console."))
    return redirect("bucket", bucket_id)


@require_POST
def vary(request: Request, bucket_id: int) -> HttpResponse:
    """Turn `Vary: Origin` on or off for the whole bucket."""
    load_bucket(request.user, bucket_id, Permission.EDIT)
    on = "response_vary" in request.POST
    return edited(
        request,
        bucket_id,
        lambda: set_vary(bucket_id, on=on, version=seen(request), by=request.user),
    )


def clear(request: Request, bucket_id: int) -> HttpResponse:
    """Ask once, then take all rules out of the working copy."""
    bucket, _permit = load_bucket(request.user, bucket_id, Permission.EDIT)
    if request.method != "POST":
        working = bucket.working
        context = {
            "bucket": bucket,
            "lost": [describe(rule) for rule in working.rules],
            "breaks": broken_expectations(bucket, working.with_rules(())),
        }
        return render(request, "buckets/clear.html", context)
    return edited(
        request,
        bucket_id,
        lambda: clear_rules(bucket_id, version=seen(request), by=request.user),
        done=_("All rules were removed."),
    )


def discard(request: Request, bucket_id: int) -> HttpResponse:
    """Ask once, then make the working copy what OSS last said."""
    bucket, _permit = load_bucket(request.user, bucket_id, Permission.EDIT)
    if request.method != "POST":
        lost = diff(begun(bucket), bucket.working)
        context = {
            "bucket": bucket,
            "outside": DriftView.of(bucket),
            "changes": change_lines(lost),
            "vary": lost.vary,
        }
        return render(request, "buckets/discard.html", context)
    return edited(
        request,
        bucket_id,
        lambda: discard_changes(bucket_id, version=seen(request), by=request.user),
        done=_("Adopted.") if bucket.is_untouched else _("The changes were discarded."),
    )


@require_POST
def undo_last(request: Request, bucket_id: int) -> HttpResponse:
    """Take the last edit back."""
    load_bucket(request.user, bucket_id, Permission.EDIT)
    return edited(
        request, bucket_id, lambda: undo(bucket_id, version=seen(request), by=request.user)
    )


def _context(bucket: Bucket, permit: Permit) -> dict[str, object]:
    prefetch_related_objects([bucket], "cors_rules", "expectations")
    rows = [
        {"row": row, "rule": row.value, "number": number, "says": describe(row.value)}
        for number, row in enumerate(bucket.cors_rules.all(), start=1)
    ]
    shown = notices(bucket, permit, last_check(bucket))
    return {
        "bucket": bucket,
        "permit": permit,
        "rows": rows,
        "max_rules": MAX_RULES,
        "notices": shown,
        "news": next((it.text for it in shown if it.text), ""),
        "findings": BucketFindings.of(bucket),
        **_instead_of_rules(bucket),
    }


def _instead_of_rules(bucket: Bucket) -> dict[str, object]:
    """For a bucket that is shown read-only: the document, and what in it is not understood."""
    if bucket.live is None or bucket.live.unknown is None:
        return {}
    return {
        "raw": bucket.live.raw.decode(errors="replace"),
        "unknown": translate(bucket.live.unknown),
    }
