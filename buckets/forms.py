"""Text and check boxes into values. The forms convert; the domain judges."""

import re
from dataclasses import replace
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from buckets.cors.configuration import METHODS, Rule
from buckets.cors.doctor import plain
from buckets.cors.doctor.clues import Clues
from buckets.cors.doctor.har import MOST_BYTES
from buckets.cors.draft import Draft
from buckets.cors.effects import BREAKS, EffectKind
from buckets.cors.origins import as_browsers_send
from buckets.cors.validation import Problem, Strength
from buckets.models import Bucket
from buckets.wording import translated


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
            if problem.strength is not Strength.ADVICE:
                self.add_error(problem.field or None, translated(problem.sentence))

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


class EffectsField(forms.MultipleChoiceField):
    """The kinds of effects that were ticked, with the promises that are to be broken."""

    def valid_value(self, value: str) -> bool:
        return value.startswith(BREAKS) or super().valid_value(value)


class Calendar(forms.DateInput):
    """A day, picked in the browser's own calendar."""

    input_type = "date"


class AcceptForm(forms.Form):
    """Why a team lives with a finding, and until when."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        error_messages={"required": _("Say why, for whoever asks later.")},
    )
    until = forms.DateField(label=_("Until"), required=False, widget=Calendar)

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < localdate():
            raise ValidationError(_("Choose a day that is yet to come, or leave it empty."))
        return until


class DoctorForm(forms.Form):
    """What somebody saw, pasted or as a HAR file, and what they know besides."""

    text = forms.CharField(
        label=_("What you saw"), required=False, strip=False, max_length=plain.LONGEST
    )
    har = forms.FileField(label=_("HAR file"), required=False, allow_empty_file=True)
    bucket = forms.CharField(label=_("Bucket"), required=False, max_length=63)
    origin = forms.CharField(label=_("Origin of the page"), required=False, max_length=300)
    method = forms.RegexField(
        r"^[A-Za-z]{1,20}$",
        label=_("Method"),
        required=False,
        error_messages={"invalid": _("A method is one word, such as PUT.")},
    )
    headers = forms.CharField(label=_("Headers that it sets"), required=False, max_length=2000)
    credentials = forms.BooleanField(label=_("With credentials"), required=False)

    def clean_har(self) -> "UploadedFile[bytes] | None":
        uploaded: UploadedFile[bytes] | None = self.cleaned_data["har"]
        if uploaded is not None and (uploaded.size or 0) > MOST_BYTES:
            raise ValidationError(
                _("The file is larger than %(most)s MB. Record again, with less in it."),
                params={"most": MOST_BYTES // 1024 // 1024},
            )
        return uploaded

    def clean_origin(self) -> str:
        origin = str(self.cleaned_data["origin"])
        sent = as_browsers_send(origin) if origin else ""
        if sent is None or "*" in sent:
            raise ValidationError(_("An origin is like https://app.example.com:8080."))
        return sent

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise ValidationError(_("Paste a message or choose a HAR file."))
        return cleaned

    @property
    def names(self) -> tuple[str, ...]:
        """The names of headers that were said."""
        return tuple(re.findall(r"[^\s,;:]+", self.cleaned_data["headers"]))

    def complete(self, clues: Clues) -> Clues:
        """``clues`` with what the person knows: they know best."""
        said = self.cleaned_data
        return replace(
            clues,
            origin=said["origin"] or clues.origin,
            method=said["method"].upper() or clues.method,
            headers=self.names or clues.headers,
            credentials=said["credentials"] or clues.credentials,
        )


class PublishForm(forms.Form):
    """What a person says on publishing: which plan they saw, why, and which effects they want."""

    plan = forms.CharField(widget=forms.HiddenInput)
    message = forms.CharField(label=_("Why"), required=False, max_length=500)
    effects = EffectsField(
        choices=[(kind.value, kind.value) for kind in EffectKind], required=False
    )
