"""The Create Rule panel, and what is done to one rule.

With htmx the panel is a dialog on the bucket's page, without JavaScript a page of its own.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from buckets.access import Permission, load_bucket
from buckets.cors.model import FIELDS, Configuration, Rule
from buckets.cors.validate.draft import Draft
from buckets.cors.validate.rules import Problem, ProblemLevel
from buckets.edit_responses import edited, not_editable, seen
from buckets.forms.rule import RuleForm
from buckets.http import Request, in_background, number, page_or_part, render_part
from buckets.models import Bucket, CorsRule
from buckets.presenters.changes import change_lines
from buckets.presenters.events import event_message
from buckets.presenters.expectations import broken_expectations
from buckets.presenters.presets import PRESETS
from buckets.presenters.rules import describe
from buckets.presenters.text import FIELD_LABELS, translate
from buckets.sync.edit import (
    NotEditable,
    StaleVersion,
    check_version,
    create_rule,
    delete_rule,
    edit_rule,
    move_rule,
)

_MISSING: Final = ("no-origin", "no-method")  # not worth saying while the person still types


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
    """What the panel says while one types: a sentence, and the problems beside their fields."""
    bucket, _permit = load_bucket(request.user, bucket_id, Permission.EDIT)
    row = bucket.cors_rules.filter(pk=number(request.GET.get("rule")) or 0).first()
    editing = row.value if row else None
    form = RuleForm(request.POST, bucket=bucket, editing=editing)
    problems = [p for p in _noticed(form) if p.id not in _MISSING]
    says = _says(form, problems)
    if all(problem.level is ProblemLevel.ADVICE for problem in _noticed(form)):
        lost = broken_expectations(bucket, _with_rule(bucket, form.rule, row))
        says = " ".join([says, *(_("Breaks a promise: %(it)s.") % {"it": it} for it in lost)])
    context = {"fields": _fields(form, problems), "says": says, "live": True}
    return render_part(request, "buckets/rule.html#check", context)


def delete(request: Request, bucket_id: int, row_id: int) -> HttpResponse:
    """Ask once, then take the rule out of the working copy."""
    bucket, permit = load_bucket(request.user, bucket_id, Permission.EDIT)
    row = bucket.cors_rules.filter(pk=row_id).first()
    if row is None:
        return redirect("bucket", bucket_id)
    if request.method != "POST":
        context = {
            "bucket": bucket,
            "permit": permit,
            "row": row,
            "says": describe(row.value),
            "breaks": broken_expectations(bucket, _with_rule(bucket, None, row)),
        }
        return render(request, "buckets/delete_rule.html", context)
    version = seen(request)
    return edited(
        request, bucket_id, lambda: delete_rule(bucket_id, row_id, version=version, by=request.user)
    )


@require_POST
def move(request: Request, bucket_id: int, row_id: int) -> HttpResponse:
    """Move the rule one place up or down."""
    bucket, _permit = load_bucket(request.user, bucket_id, Permission.EDIT)
    up, version = request.POST.get("direction") == "up", seen(request)
    if version == bucket.version and not bucket.cors_rules.filter(pk=row_id).exists():
        raise Http404  # else it was deleted meanwhile, and who did that is told
    return edited(
        request,
        bucket_id,
        lambda: move_rule(bucket_id, row_id, up=up, version=version, by=request.user),
    )


def _with_rule(bucket: Bucket, rule: Rule | None, row: CorsRule | None) -> Configuration:
    """The working copy with ``rule`` in place of ``row``; without a row it is one more, without a
    rule one less."""
    rules = [rule if it == row else it.value for it in bucket.cors_rules.all()]
    rules += [rule] if row is None else []
    return Configuration(tuple(it for it in rules if it is not None), bucket.response_vary)


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
    if bucket.version == form.bucket.version:
        messages.info(request, _("Nothing was changed."))
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
    problems = form.problems if form.is_bound else _noticed(form)
    refused = [p for p in problems if p.level is not ProblemLevel.ADVICE]
    context = {
        "bucket": form.bucket,
        "form": form,
        "row": row,
        "fields": _fields(form, problems),
        "says": _says(form, refused),
        "summary": [_shown(p) for p in refused] if status != 200 else [],
        **facts,
    }
    return page_or_part(request, "buckets/rule.html", "panel", context, status=status)


def _noticed(form: RuleForm) -> tuple[Problem, ...]:
    """What is wrong so far; only advice where the rule is left, and so accepted, as it was."""
    if form.editing is None:
        return form.draft.problems() if form.is_bound else ()
    problems = form.draft.problems(editing=form.editing)
    as_it_was = (replace(p, level=ProblemLevel.ADVICE) for p in form.draft.problems())
    return problems or tuple(as_it_was)


def _fields(form: RuleForm, problems: Iterable[Problem]) -> dict[str, dict[str, object]]:
    """Each field with its label, its text and what is wrong with it, ready to show."""
    by_field: dict[str, list[dict[str, object]]] = {name: [] for name in FIELDS}
    for problem in problems:
        beside = by_field.setdefault(problem.field, [])
        same_line = problem.line is not None and beside and beside[-1]["line"] == problem.line
        if same_line and problem.fix is not None:
            beside[-1]["fix"] = None  # the same repair mends both
        beside.append(_shown(problem))
    return {
        name: {
            "name": name,
            "value": form[name].value() or "",
            "problems": by_field[name],
            "refused": any(not problem["advice"] for problem in by_field[name]),
        }
        for name in FIELDS
    }


def _says(form: RuleForm, problems: Iterable[Problem]) -> str:
    """What the rule will do; nothing is foretold while something in it is refused."""
    refused = [p for p in problems if p.level is not ProblemLevel.ADVICE and p.id not in _MISSING]
    for problem in refused:
        if not problem.field:  # so it is marked nowhere
            return translate(problem.message)
    if refused:
        return _("Fix what is marked to see what the rule will do.")
    return describe(form.rule)


def _shown(problem: Problem) -> dict[str, object]:
    return {
        "field": problem.field,
        "label": FIELD_LABELS.get(problem.field),
        "line": problem.line,
        "text": translate(problem.message),
        "advice": problem.level is ProblemLevel.ADVICE,
        "fix": None if problem.fix is None else problem.fix.split("\n"),
        "place": f"{problem.field}:{problem.line or ''}",
    }


def _told(meanwhile: StaleVersion) -> dict[str, object]:
    """What others did since the person opened the panel."""
    return {
        "events": [{"event": event, "text": event_message(event)} for event in meanwhile.events],
        "changes": change_lines(meanwhile.changes),
        "vary": meanwhile.changes.vary,
    }
