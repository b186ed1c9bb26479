"""What OSS held, revision by revision."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from buckets.access import Permission, load_bucket, load_revision
from buckets.cors import Configuration
from buckets.cors.compare.diff import diff
from buckets.edit_responses import edited, seen
from buckets.http import Request, number
from buckets.presenters.behaviour import behaviour_lines
from buckets.presenters.changes import change_lines
from buckets.sync.edit import restore

PAGE_SIZE = 25


@require_safe
def index(request: Request, bucket_id: int) -> HttpResponse:
    """All revisions of a bucket, newest first."""
    bucket, permit = load_bucket(request.user, bucket_id, Permission.VIEW)
    revisions = bucket.revisions.defer("document")
    page = Paginator(revisions, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"bucket": bucket, "permit": permit, "page": page}
    return render(request, "buckets/history.html", context)


@require_safe
def compare(request: Request, bucket_id: int) -> HttpResponse:
    """What changed from revision ``?from=`` to revision ``?to=``."""
    bucket, permit = load_bucket(request.user, bucket_id, Permission.VIEW)
    old, new = (
        bucket.revisions.filter(number=number(request.GET.get(name)) or 0).first()
        for name in ("from", "to")
    )
    if old is None or new is None:
        messages.warning(request, _("Choose two revisions of the list."))
        return redirect("history", bucket_id)
    context = {"bucket": bucket, "permit": permit, "old": old, "new": new}
    shown = _shown(old.understood, new.understood)
    return render(request, "buckets/compare.html", context | shown)


def restore_one(request: Request, bucket_id: int, number: int) -> HttpResponse:
    """Ask once, then make the rules of a revision the working copy, to be published again."""
    bucket, _permit = load_bucket(request.user, bucket_id, Permission.EDIT)
    revision = get_object_or_404(bucket.revisions.filter(rule_count__isnull=False), number=number)
    if request.method != "POST":
        context = {"bucket": bucket, "revision": revision}
        shown = _shown(bucket.working, revision.configuration)
        return render(request, "buckets/restore.html", context | shown)
    version = seen(request)
    return edited(
        request,
        bucket_id,
        lambda: restore(bucket_id, number, version=version, by=request.user),
        done=_("The rules of revision %(number)s were restored.") % {"number": number},
    )


def _shown(before: Configuration | None, after: Configuration | None) -> dict[str, object]:
    """What changed, as the templates take it; None where one of the two is not understood."""
    if before is None or after is None:
        return {"changes": None}
    changes = diff(before, after)
    return {
        "changes": change_lines(changes),
        "vary": changes.vary,
        "behaviour": behaviour_lines(before, after),
    }


@require_safe
def show(request: Request, bucket_id: int, number: int) -> HttpResponse:
    """One revision: what it changed, and its document to the letter."""
    revision, bucket, permit = load_revision(request.user, bucket_id, number)
    context = {
        "bucket": bucket,
        "permit": permit,
        "revision": revision,
        "document": revision.raw.decode(errors="replace"),
    }
    shown = _shown(revision.configuration_before, revision.understood)
    return render(request, "buckets/revision.html", context | shown)
