"""Review and push: what publishing will change, then the doing of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from buckets.access import Ability, Permit, load_bucket
from buckets.forms import PublishForm
from buckets.models import Bucket
from buckets.oss.errors import OssError
from buckets.sync.plan import drift, plan
from buckets.sync.push import PushStopped, push
from buckets.views.responses import Request
from buckets.wording import STOPPED, Failure, change_lines, translated


def review(request: Request, bucket_id: int) -> HttpResponse:
    """Show the plan; on POST publish it, if it is still the one that was seen."""
    ability = Ability.PUBLISH if request.method == "POST" else Ability.VIEW
    bucket, permit = load_bucket(request.user, bucket_id, ability)
    if request.method != "POST":
        return _page(request, bucket, permit)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _page(request, bucket, permit, form=form, status=422)
    said = form.cleaned_data
    try:
        pushed = push(
            bucket_id,
            agreed=said["plan"],
            message=said["message"],
            replace_drift=said["replace_drift"],
            by=request.user,
        )
    except PushStopped as stopped:
        return _again(request, bucket_id, form, str(STOPPED[stopped.reason]))
    except OssError as error:
        return _again(request, bucket_id, form, translated(error.sentence), error=error)
    if pushed.confirmed and pushed.bucket.live:
        number = pushed.bucket.live.number
        messages.success(
            request, _("Published as revision %(number)s. OSS confirmed it.") % {"number": number}
        )
    else:
        messages.warning(
            request,
            _("OSS has not confirmed the new rules. Pull in a moment to see what it holds."),
        )
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
    bucket, permit = load_bucket(request.user, bucket_id, Ability.PUBLISH)
    failure = Failure(told, error.code if error else "", error.request_id if error else "")
    return _page(request, bucket, permit, form=form, failure=failure, status=422)


def _page(
    request: Request,
    bucket: Bucket,
    permit: Permit,
    *,
    form: PublishForm | None = None,
    failure: Failure | None = None,
    status: int = 200,
) -> HttpResponse:
    planned, outside = plan(bucket), drift(bucket)
    context = {
        "bucket": bucket,
        "permit": permit,
        "plan": planned,
        "changes": change_lines(planned.diff) if planned else [],
        "outside": change_lines(outside) if outside else [],
        "outside_vary": outside.vary if outside else None,
        "document": planned.document.decode() if planned else "",
        "problems": [translated(p.sentence) for p in planned.problems] if planned else [],
        "form": form or PublishForm(),
        "failure": failure,
    }
    return render(request, "buckets/review.html", context, status=status)
