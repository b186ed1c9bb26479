"""Asking for work on many buckets: what it will be about is shown before it starts."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buckets.access import accounts_for, needed_for
from buckets.forms.publish import PublishForm
from buckets.http import Request
from buckets.models import Account, Bucket, Membership, Role, Run
from buckets.models.bucket import BucketQuerySet
from buckets.presenters.behaviour import behaviour_lines
from buckets.presenters.changes import change_lines, counted
from buckets.presenters.failures import FailureView
from buckets.presenters.problems import problem_lines
from buckets.presenters.runs import grouped, run_title
from buckets.presenters.text import listed, say, translate
from buckets.sync.bulk_plan import AT_MOST, BulkPlan
from buckets.sync.plan import Plan
from buckets.sync.push import PublishRefused
from buckets.sync.runs import lifecycle
from buckets.tasks import deliver
from buckets.views.lists.selection import Selection

_NAMED: Final = 10


def new(request: Request) -> HttpResponse:
    """Show what the selected buckets of the address would have done to them; on POST start it.

    What the person may not do anything with is left out, and they are told.
    """
    kind = request.GET.get("kind", "")
    selected = Selection.of(request.GET, request.user).buckets()
    if kind not in Run.Kind.values or not selected.exists():
        messages.warning(request, _("Select buckets first, then choose what to do with them."))
        return redirect("buckets")
    mine = selected.filter(account__in=accounts_for(request.user, needed_for(kind)))
    context: dict[str, object] = {"kind": kind, "left_out": _left_out(request, kind, selected)}
    if kind == Run.Kind.PUBLISH:
        return _publish(request, mine, context)
    if kind == Run.Kind.PROBE:
        mine = mine.with_expectations()
    return _read(request, kind, mine, context)


def _read(
    request: Request, kind: str, mine: BucketQuerySet, context: dict[str, object]
) -> HttpResponse:
    if request.method == "POST":
        chosen = dict(mine.values_list("pk", "account"))
        if chosen:
            return _start(request, Run.Kind(kind), chosen)
    count = mine.count()
    context |= {"count": count, "title": run_title(kind, count)}
    return render(request, "buckets/new_run.html", context)


def _publish(request: Request, mine: BucketQuerySet, context: dict[str, object]) -> HttpResponse:
    """The review of all changes at once. Refuses what is not the one that the person saw."""
    joint = BulkPlan.of(mine)
    form = PublishForm(request.POST or None)
    stopped = ""
    if form.is_valid():
        said = form.cleaned_data
        try:
            agreed = joint.agreed(said["plan"], said["hazards"])
        except PublishRefused as error:
            stopped = error.reason
        else:
            why = {"reason": said["message"], "hazards": said["hazards"]}
            chosen = {it.pk: it.account_id for it, _plan in joint.planned if it.pk in agreed}
            return _start(request, Run.Kind.PUBLISH, chosen, plans=agreed, **why)
    context |= _review(joint, form, unchanged=mine.count() - joint.changed)
    context["failure"] = FailureView(say(stopped), "", "") if stopped else None
    status = 422 if request.method == "POST" else 200
    return render(request, "buckets/publish_run.html", context, status=status)


def _start(
    request: Request, kind: Run.Kind, chosen: Mapping[int, int], **said: Any
) -> HttpResponse:
    """``chosen`` has the account of each bucket: whoever sees the run's account sees all of it."""
    accounts = Account.objects.filter(pk__in=set(chosen.values()))
    run = lifecycle.start(
        kind,
        chosen,
        by=request.user,
        account=accounts[0] if len(accounts) == 1 else None,
        **said,
    )
    deliver(run)
    return redirect("run", run.pk)


def _left_out(request: Request, kind: str, selected: BucketQuerySet) -> list[str]:
    """Of which accounts how many buckets are left out, as the person's role there is too low."""
    out = selected.exclude(account__in=accounts_for(request.user, needed_for(kind)))
    counts = dict(out.order_by().values_list("account").annotate(count=Count("pk")))
    memberships = Membership.objects.filter(user=request.user, account__in=counts)
    needed = Role(needed_for(kind).value).label
    return [
        ngettext(
            "%(count)s bucket of %(account)s is left out: your role there is %(role)s, and this "
            "needs the role %(needed)s.",
            "%(count)s buckets of %(account)s are left out: your role there is %(role)s, and this "
            "needs the role %(needed)s.",
            counts[membership.account_id],
        )
        % {
            "count": grouped(counts[membership.account_id]),
            "account": membership.account.name,
            "role": membership.get_role_display(),
            "needed": needed,
        }
        for membership in memberships.select_related("account")
    ]


def _review(joint: BulkPlan, form: PublishForm, *, unchanged: int) -> dict[str, object]:
    ticked = form["hazards"].value() or []
    return {
        "title": run_title(Run.Kind.PUBLISH, len(joint.planned)),
        "joint": joint,
        "form": form,
        "at_most": AT_MOST,
        "beyond": joint.beyond,
        "unchanged": unchanged,
        "buckets": [_bucket(bucket, plan) for bucket, plan in joint.planned],
        "refused": [
            {"bucket": bucket, "problems": problem_lines(plan.problems)}
            for bucket, plan in joint.refused
        ],
        "hazards": [
            {
                "key": bulk.hazard.key,
                "text": translate(bulk.hazard.message_for_several),
                "names": listed([bucket.name for bucket, _plan in bulk.planned], most=_NAMED),
                "is_ticked": bulk.hazard.key in ticked,
                # Those that replace foreign changes may be left out, and with them this.
                "is_required": any(not plan.over_drift for _bucket, plan in bulk.planned),
            }
            for bulk in joint.hazards
        ],
    }


def _bucket(bucket: Bucket, plan: Plan) -> dict[str, object]:
    return {
        "bucket": bucket,
        "plan": plan,
        "counted": counted(plan.diff),
        "changes": change_lines(plan.diff),
        "behaviour": behaviour_lines(plan.base, plan.target),
        "hazards": [translate(hazard.message) for hazard in plan.hazards],
    }
