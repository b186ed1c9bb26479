"""Runs: the work on many buckets that was asked for, how far each has come, and steering it."""

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from buckets.access import Permission, RunPermit, load_account, load_run
from buckets.http import Request, page_or_part, wants_part
from buckets.models import Run, RunItem
from buckets.models.run import RunItemQuerySet
from buckets.presenters.failures import FailureView
from buckets.presenters.probe import ExpectationReport
from buckets.presenters.run_progress import Progress, speed
from buckets.presenters.text import say
from buckets.sync.runs import lifecycle
from buckets.tasks import deliver
from buckets.views.lists.selection import Selection

PAGE_SIZE = 50

_NOTEWORTHY: Final = (*RunItem.PROBLEMS, RunItem.Result.NEW, RunItem.Result.PUBLISHED)
_REASONS_AT_MOST: Final = 20
_REVIEWED_AT_MOST: Final = 200  # servers take addresses of about 4,000 characters


@require_safe
def index(request: Request) -> HttpResponse:
    """The runs in which something is of the person's accounts, newest first."""
    mine = Run.objects.of(request.user).select_related("account")
    page = Paginator(mine, PAGE_SIZE).get_page(request.GET.get("page"))
    items = RunItem.objects.filter(run__in=[run.pk for run in page])
    # All of one account's is shown to who sees the account; only of the rest it is asked whose
    # each bucket is, as there may be thousands.
    counts = {
        **items.filter(run__account=None).of(request.user).counts_by_run(),
        **items.exclude(run__account=None).counts_by_run(),
    }
    lines = [Progress(run, counts.get(run.pk, {})) for run in page]
    return render(request, "buckets/runs.html", {"page": page, "lines": lines})


@require_safe
def show(request: Request, run_id: int) -> HttpResponse:
    """One run; while it is under way, htmx asks for the part that moves."""
    run, permit = load_run(request.user, run_id)
    progress = Progress(run, permit.items.counts())
    context = {
        "run": run,
        "permit": permit,
        "progress": progress,
        "speed": "" if run.is_over else speed(progress, permit.items),
        "trouble": FailureView.of(run.trouble),
        "part": wants_part(request),
    }
    if run.is_over or not wants_part(request):
        context |= _outcomes(request, permit, progress)
    return page_or_part(request, "buckets/run.html", "progress", context)


@require_POST
def cancel(request: Request, run_id: int) -> HttpResponse:
    """Stop after what is under way now."""
    _run, permit = load_run(request.user, run_id)
    permit.check_can_steer()
    lifecycle.cancel(run_id, by=request.user)
    return redirect("run", run_id)


@require_POST
def resume(request: Request, run_id: int) -> HttpResponse:
    """Go on with what is left, and try again what did not come out as it should."""
    _run, permit = load_run(request.user, run_id)
    permit.check_can_steer()
    deliver(lifecycle.resume(run_id, by=request.user))
    return redirect("run", run_id)


@require_POST
def discover(request: Request, account_id: int) -> HttpResponse:
    """Have all buckets of an account looked for, and pulled."""
    account, _permit = load_account(request.user, account_id, Permission.EDIT)
    run = lifecycle.start_discovery(account, by=request.user)
    deliver(run)
    return redirect("run", run.pk)


def _outcomes(request: Request, permit: RunPermit, progress: Progress) -> dict[str, object]:
    """The results, bucket by bucket: what needs attention, or one sort of ``?result=``."""
    result = request.GET.get("result", "")
    wanted = [result] if result in progress.counts else _NOTEWORTHY
    items = permit.items.filter(result__in=wanted).for_show()
    paginator = Paginator(items, PAGE_SIZE)
    paginator.count = sum(progress.counts.get(name, 0) for name in wanted)  # known already
    page = paginator.get_page(request.GET.get("page"))
    return {
        "result": result if result in progress.counts else "",
        "review_again": _review_again(permit, progress),
        "page": page,
        "outcomes": [_outcome(item, permit) for item in page],
        "reasons": _reasons(permit.items) if progress.problems else [],
    }


def _review_again(permit: RunPermit, progress: Progress) -> str:
    """Where the changes that were stopped can be reviewed as they are now; "" if none were."""
    stopped = RunItem.Result.STOPPED
    publishes = permit.run.kind == Run.Kind.PUBLISH
    if not (publishes and progress.counts.get(stopped) and permit.can_steer):
        return ""
    ids = permit.items.filter(result=stopped).values_list("bucket", flat=True)
    chosen = Selection(permit.user, ids=tuple(ids[:_REVIEWED_AT_MOST]))
    return f"{reverse('new_run')}?kind={Run.Kind.PUBLISH}&{chosen.query}"


def _outcome(item: RunItem, permit: RunPermit) -> dict[str, object]:
    return {
        "item": item,
        "why": None if item.expectation_report else _why(item),
        "report": ExpectationReport.of(item, item.bucket) if item.expectation_report else None,
        "can_edit": permit.can_edit(item.bucket),
    }


def _why(item: RunItem) -> FailureView | None:
    """Why it did not come out as it should, if so."""
    if item.reason:
        return FailureView(say(item.reason), "", "")
    return FailureView.of(item.trouble)


def _reasons(items: RunItemQuerySet) -> list[dict[str, object]]:
    """Each reason once, with how many there are of it; one bucket's name stands for no others."""
    told: list[dict[str, object]] = []
    for example, count in items.reasons()[:_REASONS_AT_MOST]:
        if count > 1 and example.trouble:
            example.trouble["params"] |= dict.fromkeys(
                {"bucket", "endpoint"} & example.trouble["params"].keys(), "…"
            )
        told.append({"why": _why(example), "count": count, "result": example.result})
    return told
