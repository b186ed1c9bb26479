"""What a person says when publishing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from buckets.cors.compare.hazards import BREAKS, HazardKind
from buckets.forms.rendering import Renderer


class HazardsField(forms.MultipleChoiceField):
    """The kinds of effects that were ticked, with the promises that are to be broken."""

    def valid_value(self, value: str) -> bool:
        return value.startswith(BREAKS) or super().valid_value(value)


class PublishForm(forms.Form):
    """What a person says on publishing: which plan they saw, why, and which effects they want."""

    default_renderer = Renderer

    plan = forms.CharField(widget=forms.HiddenInput)
    message = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        help_text=_("For the history, for example the ticket or who asked. May stay empty."),
    )
    hazards = HazardsField(
        choices=[(kind.value, kind.value) for kind in HazardKind], required=False
    )
