"""Live requests to OSS: for one request at once, and for all expectations in a run."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buckets.access import Permission, load_bucket
from buckets.forms.request import SimulatorForm
from buckets.http import Request, page_or_part
from buckets.models import Bucket, RunItem
from buckets.presenters.probe import ExpectationReport, ProbeResultLine
from buckets.sync.probe import KEY, probe
from buckets.sync.runs import lifecycle
from buckets.tasks import deliver


@require_POST
def probe_bucket(request: Request, bucket_id: int) -> HttpResponse:
    """Ask every address of the bucket what it answers to the request of the form.

    It changes nothing and anybody could ask the same, so it takes no more than to see the bucket.
    """
    bucket, permit = load_bucket(request.user, bucket_id, Permission.VIEW)
    form = SimulatorForm(request.POST)
    if not (bucket.live and bucket.live.is_understood and _can_be_asked(form)):
        messages.warning(request, _("This request cannot be sent. Test it here first."))
        return redirect(f"{reverse('test_bucket', args=[bucket_id])}?{form.query}")
    revision = bucket.live.number
    seen = probe(bucket, [form.page_request], key=form.cleaned_data["key"] or KEY)
    context = {
        "bucket": bucket,
        "permit": permit,
        "tab": "test",
        "form": form,
        "revision": revision,
        "seen": [ProbeResultLine.of(it, revision=revision) for it in seen],
    }
    return page_or_part(request, "buckets/probe.html", "seen", context)


def _can_be_asked(form: SimulatorForm) -> bool:
    return form.is_valid() and form.page_request.is_sendable


@require_POST
def check_expectations(request: Request, bucket_id: int) -> HttpResponse:
    """Have the expectations of the bucket checked on OSS."""
    load_bucket(request.user, bucket_id, Permission.EDIT)
    run = lifecycle.start_expectation_checks([bucket_id], by=request.user)
    if run is None:
        messages.info(request, _("There is nothing to check. Add an expectation first."))
        return redirect("expectations", bucket_id)
    deliver(run)
    return redirect("run", run.pk)


def last_check(bucket: Bucket) -> ExpectationReport | None:
    """How its expectations stood when they were checked last; None unless with the rules of now."""
    item = RunItem.objects.last_check(bucket) if bucket.expectations.all() else None
    if item is None:
        return None
    report = ExpectationReport.of(item, bucket)
    return report if report.is_under_way or report.is_of_now else None
