"""The expectations of a bucket: met or broken, here and on OSS."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from buckets.access import Permission, Permit, load_bucket
from buckets.cors.evaluate.expectation import proposed
from buckets.forms.request import ExpectationForm
from buckets.http import Request
from buckets.models import Bucket
from buckets.presenters.expectations import Line
from buckets.sync.expectations import add_expectation, remove_expectation
from buckets.views.probe import last_check

_PROPOSED_AT_MOST: Final = 30


@require_safe
def index(request: Request, bucket_id: int) -> HttpResponse:
    """All expectations, a form for another, and what the rules suggest."""
    bucket, permit = load_bucket(request.user, bucket_id, Permission.VIEW)
    return _page(request, bucket, permit, ExpectationForm())


@require_POST
def add(request: Request, bucket_id: int) -> HttpResponse:
    """Add the expectation that the form says."""
    bucket, permit = load_bucket(request.user, bucket_id, Permission.EDIT)
    form = ExpectationForm(request.POST)
    if not form.is_valid():
        return _page(request, bucket, permit, form, status=422)
    if add_expectation(bucket_id, form.value, by=request.user):
        messages.success(
            request,
            _("Expectation added. Every publish is checked against it."),
        )
    else:
        messages.info(request, _("This expectation exists already."))
    return redirect("expectations", bucket_id)


@require_POST
def remove(request: Request, bucket_id: int, expectation_id: int) -> HttpResponse:
    """Delete an expectation. It guards publishing, so it takes who may publish."""
    load_bucket(request.user, bucket_id, Permission.PUBLISH)
    remove_expectation(bucket_id, expectation_id, by=request.user)
    messages.success(request, _("The expectation was deleted."))
    return redirect("expectations", bucket_id)


def _page(
    request: Request, bucket: Bucket, permit: Permit, form: ExpectationForm, *, status: int = 200
) -> HttpResponse:
    kept = list(bucket.expectations.all())
    known = {it.value for it in kept}
    ideas = [it for it in proposed(bucket.working) if it not in known]
    context = {
        "bucket": bucket,
        "permit": permit,
        "tab": "expectations",
        "form": form,
        "lines": [Line.of(it.value, bucket, number=it.pk, by=it.by) for it in kept],
        "report": last_check(bucket),
        "proposed": [Line.of(it, bucket) for it in ideas[:_PROPOSED_AT_MOST]],
    }
    return render(request, "buckets/expectations.html", context, status=status)
