"""Merging what was changed outside into the unpublished changes, difference by difference."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from buckets.access import Permission, load_bucket
from buckets.cors.compare.merge import Merge, Side, Undecided
from buckets.cors.limits import MAX_RULES
from buckets.edit_responses import not_done, not_editable, say_done, seen
from buckets.http import Request, number, page_or_part, render_part
from buckets.models import Bucket
from buckets.presenters.behaviour import behaviour_lines
from buckets.presenters.changes import counted
from buckets.presenters.drift import DriftView
from buckets.presenters.merge import Card
from buckets.presenters.problems import problem_lines
from buckets.presenters.rules import describe
from buckets.sync.edit import NotEditable, StaleVersion, merge_live
from buckets.sync.plan import Plan, three_ways

Choices = Mapping[str, Side]


def merge(request: Request, bucket_id: int) -> HttpResponse:
    """Base, ours and theirs side by side; a preview of what comes of it, and taking it over."""
    bucket, _permit = load_bucket(request.user, bucket_id, Permission.EDIT)
    if request.method == "POST" and "take" in request.POST:
        return _take_over(request, bucket)
    if request.method == "POST" and _is_late(request, bucket):
        if request.htmx:
            return render_part(
                request, "buckets/merge.html#preview", {"bucket": bucket, "late": True}
            )
        return _page(request, bucket, told=_late())
    return _page(request, bucket)


def _take_over(request: Request, bucket: Bucket) -> HttpResponse:
    """Make what comes of the choices the working copy, or say why not."""
    live = number(request.POST.get("live")) or 0
    try:
        merged = merge_live(
            bucket.pk, _choices(request), live=live, version=seen(request), by=request.user
        )
    except Undecided as undecided:
        return _page(request, bucket, missing=undecided.ids, status=422)
    except StaleVersion as meanwhile:
        told = not_done(meanwhile) if meanwhile.events else _late()
        bucket, _permit = load_bucket(request.user, bucket.pk, Permission.EDIT)
        return _page(request, bucket, told=told, status=422)
    except NotEditable:
        not_editable(request)
        return redirect("bucket", bucket.pk)
    say_done(request, merged, _("Merged."))
    return redirect("bucket", bucket.pk)


def _page(
    request: Request,
    bucket: Bucket,
    *,
    told: str = "",
    missing: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    outside = DriftView.of(bucket)
    if outside is None or not outside.ours:
        messages.warning(request, told or _("There is nothing to merge in this bucket."))
        return redirect("bucket", bucket.pk)
    three, choices = three_ways(bucket), _choices(request)
    cards = [Card.of(it, choices.get(it.id), it.id in missing) for it in three.differences]
    context = {
        "bucket": bucket,
        "outside": outside,
        "cards": [card for card in cards if not card.agreed],
        "agreed": [card for card in cards if card.agreed],
        "told": told,
        "missing": [card for card in cards if card.is_missing],
        **_preview(bucket, three, choices),
    }
    return page_or_part(request, "buckets/merge.html", "preview", context, status=status)


def _choices(request: Request) -> Choices:
    """What the person chose, by the id of the difference; all else is of no account."""
    sides = {side.value: side for side in Side}
    return {key: sides[said] for key, said in request.POST.items() if said in sides}


def _is_late(request: Request, bucket: Bucket) -> bool:
    """Whether the differences are no longer those that the person sees."""
    live = bucket.live.number if bucket.live else None
    return (seen(request), number(request.POST.get("live"))) != (bucket.version, live)


def _late() -> str:
    return _(
        "Nothing was saved, because OSS or the rules here changed after you opened the page. "
        "Your choices are kept where they still apply. Check the rest."
    )


def _preview(bucket: Bucket, three: Merge, choices: Choices) -> dict[str, Any]:
    """What would come of the choices, checked like any edit; or how many are missing."""
    if undecided := three.undecided(choices):
        return {"undecided": len(undecided)}
    result = three.result(choices)
    live = bucket.live.configuration if bucket.live else result
    planned = Plan(live, result)
    return {
        "result": result,
        "lines": [{"rule": rule, "says": describe(rule)} for rule in result.rules],
        "max_rules": MAX_RULES,
        "problems": problem_lines(planned.problems),
        "publishes": counted(planned.diff),
        "behaviour": behaviour_lines(live, result),
    }
