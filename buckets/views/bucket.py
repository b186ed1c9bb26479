"""A bucket's CORS page, and what is done there in one click."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from buckets.access import Ability, Permit, load_bucket
from buckets.cors.configuration import MAX_RULES
from buckets.models import Bucket
from buckets.oss.errors import OssError
from buckets.sync.edit import EditedMeanwhile, NotEditable, clear_rules, discard_changes, set_vary
from buckets.sync.plan import plan
from buckets.sync.pull import pull
from buckets.views.responses import Request, page_or_part
from buckets.wording import Failure, change_lines, counted, describe, event_sentence, translated


@require_safe
def show(request: Request, bucket_id: int) -> HttpResponse:
    """The rule table with everything that can be done to it."""
    bucket, permit = load_bucket(request.user, bucket_id, Ability.VIEW)
    return page_or_part(request, "buckets/bucket.html", "content", _context(bucket, permit))


@require_POST
def pull_now(request: Request, bucket_id: int) -> HttpResponse:
    """Read OSS, and say what came of it."""
    bucket, _permit = load_bucket(request.user, bucket_id, Ability.EDIT)
    try:
        pulled = pull(bucket_id, by=request.user)
    except OssError as error:
        messages.error(request, translated(error.sentence))
    else:
        news = pulled.live != bucket.live
        found = _("OSS holds a new configuration.") if news else _("Nothing new on OSS.")
        messages.success(request, found)
    return redirect("bucket", bucket_id)


@require_POST
def vary(request: Request, bucket_id: int) -> HttpResponse:
    """Turn `Vary: Origin` on or off for the whole bucket."""
    load_bucket(request.user, bucket_id, Ability.EDIT)
    on = "response_vary" in request.POST
    return edited(
        request,
        bucket_id,
        lambda: set_vary(bucket_id, on=on, version=seen(request), by=request.user),
    )


def clear(request: Request, bucket_id: int) -> HttpResponse:
    """Ask once, then take all rules out of the working copy."""
    bucket, permit = load_bucket(request.user, bucket_id, Ability.EDIT)
    if request.method != "POST":
        return render(request, "buckets/clear.html", _context(bucket, permit))
    return edited(
        request, bucket_id, lambda: clear_rules(bucket_id, version=seen(request), by=request.user)
    )


def discard(request: Request, bucket_id: int) -> HttpResponse:
    """Ask once, then make the working copy what OSS last said."""
    bucket, _permit = load_bucket(request.user, bucket_id, Ability.EDIT)
    if request.method != "POST":
        planned = plan(bucket)
        context = {
            "bucket": bucket,
            "changes": change_lines(planned.diff) if planned else [],
            "vary": planned.diff.vary if planned else None,
        }
        return render(request, "buckets/discard.html", context)
    return edited(
        request,
        bucket_id,
        lambda: discard_changes(bucket_id, version=seen(request), by=request.user),
    )


def seen(request: Request) -> int:
    """The version of the bucket that the person saw; one that never was, if it is missing."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def edited(request: Request, bucket_id: int, edit: Callable[[], Bucket]) -> HttpResponse:
    """Make the edit and show the bucket; if someone was faster, say what they did instead."""
    try:
        edit()
    except EditedMeanwhile as meanwhile:
        messages.warning(request, _not_done(meanwhile))
    except NotEditable:
        messages.error(request, _("This bucket cannot be edited as it is now. Pull it first."))
    return redirect("bucket", bucket_id)


def _not_done(meanwhile: EditedMeanwhile) -> str:
    told = "; ".join(f"{event.actor} {event_sentence(event)}" for event in meanwhile.events)
    return _(
        "Nothing was done, because the rules changed after you opened the page (%(changes)s). "
        "Look at them and try again."
    ) % {"changes": told}


def _context(bucket: Bucket, permit: Permit) -> dict[str, object]:
    planned = plan(bucket)
    rows = [
        {"row": row, "rule": row.value, "number": number, "says": describe(row.value)}
        for number, row in enumerate(bucket.cors_rules.all(), start=1)
    ]
    return {
        "bucket": bucket,
        "permit": permit,
        "rows": rows,
        "max_rules": MAX_RULES,
        "problems": [
            {"rule": None if p.rule is None else p.rule + 1, "text": translated(p.sentence)}
            for p in (planned.problems if planned else ())
        ],
        "changes": counted(planned.diff) if planned else "",
        "failure": Failure.of(bucket.trouble),
        "raw": _raw(bucket),
    }


def _raw(bucket: Bucket) -> str:
    """The document that is shown instead of rules; empty when there are rules to show."""
    if bucket.live is None or bucket.live.is_understood:
        return ""
    return bucket.live.raw.decode(errors="replace")
