"""The Create Rule panel as a form: text and check boxes into a rule."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from buckets.cors import METHODS, Rule
from buckets.cors.validate.draft import Draft
from buckets.cors.validate.problem import Problem, ProblemLevel
from buckets.forms.rendering import FieldProblem, Renderer, ShownField
from buckets.models import Bucket
from buckets.presenters.text import FIELD_LABELS, translate

MISSING: Final = ("no-origin", "no-method")
"""What is not worth saying while the person still types."""


class RuleField(ShownField):
    """A field whose problems, with their lines and repairs, are those of the rule."""

    form: RuleForm

    @property
    def problems(self) -> list[FieldProblem]:
        """What is wrong with the field; the repair of a line stands beside its last problem."""
        found = [it for it in self.form.problems if it.field == self.name]
        last = {it.line: it for it in found if it.fix is not None}
        return [
            self.form.shown(it, has_fix=it.line is None or last.get(it.line) is it) for it in found
        ]


class RuleForm(forms.Form):
    """The console's Create Rule panel. What is wrong with it is in `problems`, found once.

    Text is kept exactly as typed. ``is_typing``: the person is not done, so what is missing is
    not told yet.
    """

    default_renderer = Renderer
    bound_field_class = RuleField
    focused = "origins"
    needed = ("origins", "methods")

    origins = forms.CharField(
        label=FIELD_LABELS["origins"],
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One a line, as browsers send them: https://www.example.com, with the port if it is "
            "not the default. At most one * each, as in https://*.example.com."
        ),
    )
    methods = forms.MultipleChoiceField(
        label=FIELD_LABELS["methods"],
        required=False,
        choices=[(name, name) for name in METHODS],
        widget=forms.CheckboxSelectMultiple,
    )
    allowed_headers = forms.CharField(
        label=FIELD_LABELS["allowed_headers"],
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Request headers that scripts may send, one name a line. Use * unless you know them "
            "all."
        ),
    )
    expose_headers = forms.CharField(
        label=FIELD_LABELS["expose_headers"],
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Answer headers that scripts may read, one name a line, no *. Multipart uploads need "
            "ETag."
        ),
    )
    max_age = forms.CharField(
        label=FIELD_LABELS["max_age"],
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "narrow"}),
        help_text=_(
            "How long browsers may remember the answer to a preflight. Browsers cap it: Safari at "
            "600, Chromium at 7200, Firefox at 86400."
        ),
    )
    response_vary = forms.BooleanField(
        label=_("Vary: Origin"),
        required=False,
        help_text=_(
            "For the whole bucket, not this rule alone. Select it when several origins are "
            "allowed, or when CORS and other requests for the same file mix."
        ),
    )
    vary_was = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        bucket: Bucket,
        editing: Rule | None = None,
        is_typing: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.bucket = bucket
        self.editing = editing
        self.is_typing = is_typing

    @classmethod
    def opened_with(cls, draft: Draft, *, bucket: Bucket, editing: Rule | None = None) -> RuleForm:
        """The form as it is first shown, saying what ``draft`` says."""
        initial = {
            "origins": draft.origins,
            "methods": draft.methods,
            "allowed_headers": draft.allowed_headers,
            "expose_headers": draft.expose_headers,
            "max_age": draft.max_age,
            "response_vary": bucket.response_vary,
            "vary_was": bucket.response_vary,
        }
        return cls(bucket=bucket, editing=editing, initial=initial)

    @property
    def version(self) -> object:
        """The version of the bucket that the person saw, as the form carries it along."""
        return self.data.get("version", "") if self.is_bound else self.bucket.version

    @property
    def draft(self) -> Draft:
        """What the form says now, as the domain takes it."""
        return Draft(
            origins=self["origins"].value() or "",
            methods=tuple(self["methods"].value() or ()),
            allowed_headers=self["allowed_headers"].value() or "",
            expose_headers=self["expose_headers"].value() or "",
            max_age=self["max_age"].value() or "",
        )

    @property
    def rule(self) -> Rule:
        """The rule that is meant, as far as the form goes."""
        return self.draft.rule(editing=self.editing)

    @property
    def vary(self) -> bool | None:
        """What Vary is to be for the bucket, or None if the person left it as it was."""
        wanted, was = self._ticked("response_vary"), self._ticked("vary_was")
        return None if wanted == was else wanted

    def renewed(self, bucket: Bucket) -> RuleForm:
        """The same text on the bucket as it is now, after someone else changed it."""
        wanted = bucket.response_vary if self.vary is None else self.vary
        data = self._data_with(
            version=bucket.version,
            vary_was="on" if bucket.response_vary else "",
            response_vary="on" if wanted else "",
        )
        return RuleForm(data, bucket=bucket, editing=self.editing)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with what the form says, in the order of its fields.

        A rule that is left as it was is accepted as it was: all about it is advice. Nothing is
        wrong with a new rule before anybody typed.
        """
        if not self.is_bound and self.editing is None:
            return ()
        beside = self.bucket.rule_count - (0 if self.editing is None else 1)
        found = self.draft.problems(editing=self.editing, rules_beside=beside)
        if not found and self.rule == self.editing:
            as_if_new = self.draft.problems()
            return tuple(replace(it, level=ProblemLevel.ADVICE) for it in as_if_new)
        return tuple(it for it in found if not (self.is_typing and it.id in MISSING))

    @property
    def refusals(self) -> list[Problem]:
        """The problems that keep the rule from being saved."""
        return [it for it in self.problems if it.level is not ProblemLevel.ADVICE]

    @property
    def summary(self) -> list[FieldProblem]:
        """`refusals`, ready to show above the fields."""
        return [self.shown(it) for it in self.refusals]

    def clean(self) -> None:
        for it in self.refusals:
            self.add_error(it.field or None, ValidationError(translate(it.message), it.id))

    def shown(self, problem: Problem, *, has_fix: bool = True) -> FieldProblem:
        """``problem``, ready to show."""
        field = self[problem.field] if problem.field else None
        return FieldProblem(
            translate(problem.message),
            label=str(field.label) if field else "",
            anchor=field.anchor if isinstance(field, RuleField) else "",
            line=problem.line,
            is_advice=problem.level is ProblemLevel.ADVICE,
            fix=tuple(problem.fix.split("\n")) if problem.fix is not None and has_fix else (),
            position=_position(problem),
        )

    def with_fix(self, position: str) -> RuleForm:
        """The form with the repair for ``position`` ("origins:3": field and line) carried out."""
        for problem in self.problems:
            if problem.fix is not None and position == _position(problem):
                typed = self[problem.field].value() or ""
                mended = {problem.field: _replaced(typed, problem.line, problem.fix)}
                data = self._data_with(**mended)
                return RuleForm(data, bucket=self.bucket, editing=self.editing)
        return self

    def _ticked(self, name: str) -> bool:
        return bool(self.data.get(name))

    def _data_with(self, **values: object) -> QueryDict:
        data = cast(QueryDict, self.data).copy()
        for name, value in values.items():
            data[name] = str(value)
        return data


def _position(problem: Problem) -> str:
    return f"{problem.field}:{problem.line or ''}"


def _replaced(text: str, line: int | None, fix: str) -> str:
    if line is None:
        return fix
    lines = re.split(r"\r\n|\r|\n", text)
    lines[line - 1] = fix
    return "\n".join(lines)
