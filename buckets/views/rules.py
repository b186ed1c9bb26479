"""The Create Rule panel, and what is done to one rule.

With htmx the panel is a dialog on the bucket's page, without JavaScript a page of its own.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from buckets.access import Permission, load_bucket
from buckets.cors import FIELDS
from buckets.cors.validate.draft import Draft
from buckets.edit_responses import edited, not_editable, say_done, seen
from buckets.forms.rule import RuleForm
from buckets.http import Request, in_background, number, page_or_part, render_part
from buckets.models import Bucket, CorsRule
from buckets.presenters.changes import change_lines
from buckets.presenters.events import event_text
from buckets.presenters.expectations import broken_expectations
from buckets.presenters.presets import PRESETS
from buckets.presenters.rule_advice import rule_advice, working_with
from buckets.presenters.rules import describe
from buckets.presenters.text import translate
from buckets.sync.edit import (
    NotEditable,
    StaleVersion,
    check_version,
    create_rule,
    delete_rule,
    edit_rule,
    move_rule,
)


def create(request: Request, bucket_id: int) -> HttpResponse:
    """Create Rule: the empty panel or a starting point, then the rule."""
    bucket, _permit = load_bucket(request.user, bucket_id, Permission.EDIT)
    if request.method == "POST":
        return _submitted(request, RuleForm(request.POST, bucket=bucket), row=None)
    start = PRESETS.get(request.GET.get("start", ""))
    form = RuleForm.opened_with(start.draft if start else Draft(), bucket=bucket)
    return _panel(request, form, row=None, points=PRESETS, chosen=start)


def edit(request: Request, bucket_id: int, row_id: int) -> HttpResponse:
    """Edit: the panel with the rule in it, then the change."""
    bucket, _permit = load_bucket(request.user, bucket_id, Permission.EDIT)
    row = bucket.cors_rules.filter(pk=row_id).first()
    if request.method == "POST":
        if row is None and seen(request) == bucket.version:
            raise Http404
        # Without a row, who deleted it is told, and OK once more makes a new rule.
        editing = row.value if row else None
        return _submitted(request, RuleForm(request.POST, bucket=bucket, editing=editing), row)
    if row is None:
        raise Http404
    form = RuleForm.opened_with(Draft.of(row.value), bucket=bucket, editing=row.value)
    return _panel(request, form, row=row)


@in_background
@require_POST
def check(request: Request, bucket_id: int) -> HttpResponse:
    """What the panel says while one types: a sentence, advice, and problems beside their fields."""
    bucket, _permit = load_bucket(request.user, bucket_id, Permission.EDIT)
    row = bucket.cors_rules.filter(pk=number(request.GET.get("rule")) or 0).first()
    editing = row.value if row else None
    form = RuleForm(request.POST, bucket=bucket, editing=editing, is_typing=True)
    context = {"form": form, "fields": [form[name] for name in FIELDS], **_foretold(form, row)}
    return render_part(request, "buckets/rule.html#check", context)


def delete(request: Request, bucket_id: int, row_id: int) -> HttpResponse:
    """Ask once, then take the rule out of the working copy."""
    bucket, permit = load_bucket(request.user, bucket_id, Permission.EDIT)
    row = bucket.cors_rules.filter(pk=row_id).first()
    if row is None:
        messages.warning(request, _("Nothing was done: the rule does not exist any more."))
        return redirect("bucket", bucket_id)
    if request.method != "POST":
        context = {
            "bucket": bucket,
            "permit": permit,
            "row": row,
            "says": describe(row.value),
            "breaks": broken_expectations(bucket, working_with(bucket, None, row)),
        }
        return render(request, "buckets/delete_rule.html", context)
    version = seen(request)
    return edited(
        request,
        bucket_id,
        lambda: delete_rule(bucket_id, row_id, version=version, by=request.user),
        done=_("Rule %(number)s was deleted.") % {"number": row.index + 1},
    )


@require_POST
def move(request: Request, bucket_id: int, row_id: int) -> HttpResponse:
    """Move the rule up or down by one."""
    bucket, _permit = load_bucket(request.user, bucket_id, Permission.EDIT)
    up, version = request.POST.get("direction") == "up", seen(request)
    if version == bucket.version and not bucket.cors_rules.filter(pk=row_id).exists():
        raise Http404  # else it was deleted meanwhile, and who did that is told
    return edited(
        request,
        bucket_id,
        lambda: move_rule(bucket_id, row_id, up=up, version=version, by=request.user),
    )


def _submitted(request: Request, form: RuleForm, row: CorsRule | None) -> HttpResponse:
    if "fix" in request.POST:
        form = form.with_fix(request.POST["fix"])
        return _panel(request, form, row=row, fixed=form.is_valid())
    try:
        check_version(form.bucket, seen(request))
        if not form.is_valid():
            return _panel(request, form, row=row, status=422)
        bucket = _save(request, form, row)
    except StaleVersion as meanwhile:
        renewed = form.renewed(meanwhile.bucket)
        renewed.is_valid()
        return _panel(request, renewed, row=row, status=422, meanwhile=_told(meanwhile))
    except NotEditable:
        not_editable(request)
        return _done(request, form.bucket)
    if bucket.version == form.bucket.version or not request.htmx:
        say_done(request, bucket, _("The rule was saved."))  # with htmx the panel gives way to it
    return _done(request, bucket)


def _save(request: Request, form: RuleForm, row: CorsRule | None) -> Bucket:
    said: dict[str, Any] = {"vary": form.vary, "version": seen(request), "by": request.user}
    if row is None:
        return create_rule(form.bucket.pk, form.rule, **said)
    return edit_rule(form.bucket.pk, row.pk, form.rule, **said)


def _done(request: Request, bucket: Bucket) -> HttpResponse:
    """Back to the bucket: by an event that the page listens to, or by a redirect."""
    if request.htmx:
        return trigger_client_event(HttpResponse(status=204), "bucket-changed")
    return redirect("bucket", bucket.pk)


def _panel(
    request: Request,
    form: RuleForm,
    *,
    row: CorsRule | None,
    status: int = 200,
    **facts: object,
) -> HttpResponse:
    if status != 200:
        form.focused = ""  # the summary has the focus
    context = {
        "bucket": form.bucket,
        "form": form,
        "row": row,
        "summary": form.summary if status != 200 else [],
        **_foretold(form, row),
        **facts,
    }
    return page_or_part(request, "buckets/rule.html", "panel", context, status=status)


def _foretold(form: RuleForm, row: CorsRule | None) -> dict[str, object]:
    """What the rule will do, and advice; nothing is foretold while something in it is refused."""
    for problem in form.refusals:
        if not problem.field:  # so it is marked nowhere
            return {"says": translate(problem.message)}
    if form.refusals:
        return {"says": _("Fix the marked problems to see what the rule will do.")}
    rule = form.rule
    advice = rule_advice(form.bucket, rule, row) if rule.origins and rule.methods else []
    return {"says": describe(rule), "advice": advice}


def _told(meanwhile: StaleVersion) -> dict[str, object]:
    """What others did since the person opened the panel."""
    return {
        "events": [event_text(event) for event in meanwhile.events],
        "changes": change_lines(meanwhile.changes),
        "vary": meanwhile.changes.vary,
    }
