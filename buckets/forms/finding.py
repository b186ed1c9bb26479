"""Why a team accepts a finding, and until when."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from buckets.forms.rendering import Renderer


class Calendar(forms.DateInput):
    """A day, picked in the browser's own calendar."""

    input_type = "date"


class AcceptForm(forms.Form):
    """Why a team lives with a finding, and until when."""

    default_renderer = Renderer

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        help_text=_("For whoever asks later, at most 500 characters."),
        error_messages={"required": _("Enter a reason, for anyone who asks later.")},
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=Calendar,
        help_text=_("The last day on which it is accepted. Leave empty to accept it permanently."),
    )

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < localdate():
            raise ValidationError(_("Choose a day in the future, or leave it empty."))
        return until
