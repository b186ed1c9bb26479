"""What OSS held, revision by revision."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from buckets.access import Ability, load_bucket, load_revision
from buckets.views.responses import Request
from buckets.wording import change_lines

PAGE_SIZE = 25


@require_safe
def index(request: Request, bucket_id: int) -> HttpResponse:
    """All revisions of a bucket, newest first."""
    bucket, permit = load_bucket(request.user, bucket_id, Ability.VIEW)
    revisions = bucket.revisions.defer("document")
    page = Paginator(revisions, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"bucket": bucket, "permit": permit, "page": page}
    return render(request, "buckets/history.html", context)


@require_safe
def show(request: Request, bucket_id: int, number: int) -> HttpResponse:
    """One revision: what it changed, and its document to the letter."""
    revision, bucket, permit = load_revision(request.user, bucket_id, number)
    changes = revision.changes()
    context = {
        "bucket": bucket,
        "permit": permit,
        "revision": revision,
        "changes": change_lines(changes) if changes is not None else None,
        "vary": changes.vary if changes else None,
        "document": revision.raw.decode(errors="replace"),
    }
    return render(request, "buckets/revision.html", context)
