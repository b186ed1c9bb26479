"""Review & publish: what publishing will change, then the publish itself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from buckets.access import Permission, Permit, load_bucket
from buckets.forms.publish import PublishForm
from buckets.http import Request
from buckets.models import Bucket
from buckets.oss.errors import OssError
from buckets.presenters.behaviour import behaviour_lines
from buckets.presenters.changes import change_lines
from buckets.presenters.drift import DriftView
from buckets.presenters.failures import FailureView
from buckets.presenters.problems import problem_lines
from buckets.presenters.text import say, translate
from buckets.sync.plan import Plan, plan
from buckets.sync.push import PublishRefused, PublishRequest, push
from buckets.sync.runs import lifecycle
from buckets.tasks import deliver


def review(request: Request, bucket_id: int) -> HttpResponse:
    """Show the plan; on POST publish it, if it is still the one that was seen."""
    permission = Permission.PUBLISH if request.method == "POST" else Permission.VIEW
    bucket, permit = load_bucket(request.user, bucket_id, permission)
    if request.method != "POST":
        return _page(request, bucket, permit)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _page(request, bucket, permit, form=form, status=422)
    said = form.cleaned_data
    try:
        pushed = push(
            bucket_id,
            PublishRequest(
                by=request.user,
                plan=said["plan"],
                message=said["message"],
                hazards=frozenset(said["hazards"]),
            ),
        )
    except PublishRefused as stopped:
        return _again(request, bucket_id, form, say(stopped.reason))
    except OssError as error:
        return _again(request, bucket_id, form, translate(error.message), error=error)
    if pushed.confirmed and pushed.bucket.live:
        number = pushed.bucket.live.number
        messages.success(
            request, _("Published as revision %(number)s. OSS confirmed it.") % {"number": number}
        )
        tries = lifecycle.start_expectation_checks([bucket_id], by=request.user)
        if tries is not None:
            deliver(tries)
    elif pushed.bucket.pending:
        messages.warning(
            request,
            _("OSS has not confirmed the new rules. Pull in a moment to see what it holds."),
        )
    else:
        messages.warning(request, _("OSS does not hold what you published. See why below."))
    return redirect("bucket", bucket_id)


def _again(
    request: Request,
    bucket_id: int,
    form: PublishForm,
    told: str,
    *,
    error: OssError | None = None,
) -> HttpResponse:
    """The review as it stands now, saying why nothing was published."""
    bucket, permit = load_bucket(request.user, bucket_id, Permission.PUBLISH)
    failure = FailureView(told, error.code if error else "", error.request_id if error else "")
    return _page(request, bucket, permit, form=form, failure=failure, status=422)


def _page(
    request: Request,
    bucket: Bucket,
    permit: Permit,
    *,
    form: PublishForm | None = None,
    failure: FailureView | None = None,
    status: int = 200,
) -> HttpResponse:
    planned, form = plan(bucket), form or PublishForm()
    context = {
        "bucket": bucket,
        "permit": permit,
        "plan": planned,
        "changes": change_lines(planned.diff) if planned else [],
        "behaviour": behaviour_lines(planned.base, planned.target) if planned else [],
        "outside": DriftView.of(bucket),
        "document": planned.document.decode() if planned else "",
        "hazards": _hazards(planned, form) if planned else [],
        "problems": problem_lines(planned.problems) if planned else [],
        "form": form,
        "failure": failure,
        "refused": status != 200,
    }
    return render(request, "buckets/review.html", context, status=status)


def _hazards(planned: Plan, form: PublishForm) -> list[dict[str, object]]:
    """What has to be acknowledged. What was ticked stays so as long as it is the same plan."""
    is_same = form.data.get("plan") == planned.fingerprint
    ticked = form["hazards"].value() if is_same else ()
    return [
        {
            "key": hazard.key,
            "text": translate(hazard.message),
            "is_ticked": hazard.key in ticked,
            "is_required": True,
        }
        for hazard in planned.hazards
    ]
