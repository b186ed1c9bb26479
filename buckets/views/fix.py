"""A proposed change of the rules: what it does, and making it in the working copy."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from buckets.access import Ability, load_bucket
from buckets.cors.diff import diff
from buckets.cors.remedy import Remedy, remedies
from buckets.models import Bucket
from buckets.sync.edit import make_fix
from buckets.views.answers import answer_lines
from buckets.views.asked import asked
from buckets.views.editing import edited, not_editable, seen
from buckets.views.responses import Request, number
from buckets.wording import change_lines


def fix(request: Request, bucket_id: int) -> HttpResponse:
    """Ask once, then make the change that lets a request through; the address says which one.

    What is proposed follows from the request and the rules alone, so it is found again rather
    than sent along, and the version keeps it from being another than the one that was seen.
    """
    bucket, _permit = load_bucket(request.user, bucket_id, Ability.EDIT)
    wanted = asked(request.GET)
    if wanted is None:
        if request.GET:
            raise Http404
        return redirect("doctor")
    if not bucket.is_editable:
        not_editable(request)
        return redirect("bucket", bucket_id)
    remedy = _chosen(request, remedies(bucket.working, wanted))
    if remedy is None:
        messages.info(request, _("No change of the rules is needed for that, or none can help."))
        return redirect("bucket", bucket_id)
    if request.method == "POST":
        return edited(
            request,
            bucket_id,
            lambda: make_fix(
                bucket_id,
                remedy.configuration,
                remedy.place,
                version=seen(request),
                by=request.user,
            ),
        )
    return render(request, "buckets/fix.html", _context(bucket, remedy) | {"wanted": wanted})


def _chosen(request: Request, found: tuple[Remedy, ...]) -> Remedy | None:
    choice = number(request.GET.get("choice")) or 0
    return found[choice] if choice < len(found) else None


def _context(bucket: Bucket, remedy: Remedy) -> dict[str, object]:
    changes = diff(bucket.working, remedy.configuration)
    return {
        "bucket": bucket,
        "changes": change_lines(changes),
        "answers": answer_lines(remedy.changes),
    }
