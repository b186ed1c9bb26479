"""What a person says when publishing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from buckets.cors.compare.hazards import is_key
from buckets.forms.rendering import Renderer


class HazardsField(forms.MultipleChoiceField):
    """The keys of the hazards that were acknowledged."""

    def valid_value(self, value: str) -> bool:
        return is_key(value)


class PublishForm(forms.Form):
    """What a person says on publishing: which plan they saw, why, and which hazards they accept."""

    default_renderer = Renderer

    plan = forms.CharField(widget=forms.HiddenInput)
    message = forms.CharField(
        label=_("Reason (optional)"),
        required=False,
        max_length=500,
        help_text=_("For the history, for example the ticket or who asked."),
    )
    hazards = HazardsField(required=False)
