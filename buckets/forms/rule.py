"""The Create Rule panel as a form: text and check boxes into a rule."""

import re
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from buckets.cors import METHODS, Rule
from buckets.cors.validate.draft import Draft
from buckets.cors.validate.rules import Problem, ProblemLevel
from buckets.models import Bucket
from buckets.presenters.text import translate


class RuleForm(forms.Form):
    """The console's Create Rule panel. What it found is in `problems`, all at once.

    Text is kept exactly as typed.
    """

    origins = forms.CharField(label=_("Sources"), required=False, strip=False)
    methods = forms.MultipleChoiceField(
        label=_("Allowed Methods"), required=False, choices=[(name, name) for name in METHODS]
    )
    allowed_headers = forms.CharField(label=_("Allowed Headers"), required=False, strip=False)
    expose_headers = forms.CharField(label=_("Exposed Headers"), required=False, strip=False)
    max_age = forms.CharField(label=_("Cache Timeout (Seconds)"), required=False, strip=False)
    response_vary = forms.BooleanField(label=_("Vary: Origin"), required=False)
    vary_was = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, bucket: Bucket, editing: Rule | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.bucket = bucket
        self.editing = editing
        self.problems: tuple[Problem, ...] = ()

    @classmethod
    def opened_with(
        cls, draft: Draft, *, bucket: Bucket, editing: Rule | None = None
    ) -> "RuleForm":
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

    def renewed(self, bucket: Bucket) -> "RuleForm":
        """The same text on the bucket as it is now, after someone else changed it."""
        wanted = bucket.response_vary if self.vary is None else self.vary
        data = self._data_with(
            version=bucket.version,
            vary_was="on" if bucket.response_vary else "",
            response_vary="on" if wanted else "",
        )
        return RuleForm(data, bucket=bucket, editing=self.editing)

    def clean(self) -> None:
        beside = self.bucket.rule_count - (0 if self.editing is None else 1)
        self.problems = self.draft.problems(editing=self.editing, rules_beside=beside)
        for problem in self.problems:
            if problem.level is not ProblemLevel.ADVICE:
                self.add_error(problem.field or None, translate(problem.message))

    def with_fix(self, place: str) -> "RuleForm":
        """The form with the repair for ``place`` ("origins:3": field and line) carried out."""
        for problem in self.draft.problems():
            if problem.fix is not None and place == f"{problem.field}:{problem.line or ''}":
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


def _replaced(text: str, line: int | None, fix: str) -> str:
    if line is None:
        return fix
    lines = re.split(r"\r\n|\r|\n", text)
    lines[line - 1] = fix
    return "\n".join(lines)
