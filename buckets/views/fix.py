"""A proposed change of the rules: what it does, and making it in the working copy."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from buckets.access import Permission, load_bucket
from buckets.cors.compare.remedy import remedies
from buckets.edit_responses import edited, not_editable, seen
from buckets.forms.request import SimulatorForm
from buckets.http import Request, number
from buckets.presenters.expectations import broken_expectations
from buckets.presenters.simulation import RemedyLine
from buckets.sync.edit import make_fix


def fix(request: Request, bucket_id: int) -> HttpResponse:
    """Ask once, then make the change that lets a request through; the address says which one.

    What is proposed follows from the request and the rules alone, so it is found again rather
    than sent along, and the version keeps it from being another than the one that was seen.
    """
    bucket, _permit = load_bucket(request.user, bucket_id, Permission.EDIT)
    form, choice = SimulatorForm(request.GET), number(request.GET.get("choice")) or 0
    if not form.is_valid():
        return _tried(bucket_id, request.GET.urlencode())  # which says what is wrong with it
    if not bucket.is_editable:
        not_editable(request)
        return redirect("bucket", bucket_id)
    found = remedies(bucket.working, form.page_request)
    if choice >= len(found):
        messages.info(request, _("No change of the rules is needed for that, or none can help."))
        return _tried(bucket_id, form.query)
    remedy = found[choice]
    if request.method == "POST":
        changed, version = remedy.configuration, seen(request)
        return edited(
            request,
            bucket_id,
            lambda: make_fix(bucket_id, changed, remedy.index, version=version, by=request.user),
            done=_("The proposed change was made."),
        )
    context = {
        "bucket": bucket,
        "form": form,
        "remedy": RemedyLine.of(choice, remedy, bucket.working),
        "breaks": broken_expectations(bucket, remedy.configuration),
    }
    return render(request, "buckets/fix.html", context)


def _tried(bucket_id: int, query: str) -> HttpResponse:
    """The Test tab with this request, which tells what becomes of it and why."""
    return redirect(f"{reverse('test_bucket', args=[bucket_id])}?{query}")
