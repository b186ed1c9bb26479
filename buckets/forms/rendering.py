"""How the fields of our forms are shown: label, hint, control and problems, tied together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

_TYPED: Final = {"spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}
"""Origins, headers and keys are neither words nor sentences."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """A problem of a field, ready to show.

    ``fix`` are the lines to put in place of ``line``, the number of a line from 1, and ``position``
    is what the button that does so sends. Advice keeps nobody from saving.
    """

    text: str
    label: str = ""
    anchor: str = ""
    line: int | None = None
    is_advice: bool = False
    fix: tuple[str, ...] = ()
    position: str = ""


class ShownField(BoundField):
    """A field as ``forms/field.html`` shows it.

    Its hint has the id ``help-<name>`` and the list of its problems ``problems-<name>``, which is
    there even when empty, so that what a live check puts into it is read out.
    """

    @property
    def problems(self) -> list[FieldProblem]:
        """What is wrong with the field, all of it."""
        return [FieldProblem(str(error)) for error in self.errors]

    @property
    def is_refused(self) -> bool:
        """Whether the form cannot be taken because of this field."""
        return any(not problem.is_advice for problem in self.problems)

    @property
    def is_needed(self) -> bool:
        """Whether the label says that something has to be entered: where not all fields need it."""
        others = [it.name for it in self.form.visible_fields() if not _is_chosen(it.field)]
        return self._is_required(self.name) and not all(map(self._is_required, others))

    def _is_required(self, name: str) -> bool:
        """Whether a field may not be left out: it says so, or the form, which says it better."""
        field = self.form.fields[name]
        if _is_chosen(field):
            return False
        return field.required or name in getattr(self.form, "needed", ())

    @property
    def is_check(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def anchor(self) -> str:
        """The id of the control, or of the first where it is several."""
        return self.id_for_label or f"{self.auto_id}_0"

    @property
    def aria_describedby(self) -> str:
        hint = f"help-{self.name} " if self.help_text else ""
        return f"{hint}problems-{self.name}"

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return attrs
        attrs.pop("aria-invalid", None)
        if self.is_refused and not self.use_fieldset:
            attrs["aria-invalid"] = "true"
        if self._is_required(self.name) and not self.field.required and not self.use_fieldset:
            attrs["aria-required"] = "true"
        if getattr(self.form, "focused", "") == self.name:
            attrs["autofocus"] = True
        shown = {"class": _css_class(widget)}
        if isinstance(widget, forms.TextInput | forms.Textarea):
            shown |= _TYPED
        if "class" in widget.attrs:
            shown["class"] += f" {widget.attrs['class']}"
        return {**shown, **{n: v for n, v in widget.attrs.items() if n != "class"}, **attrs}


class Renderer(TemplatesSetting):
    """Renders a form with our templates; those of Django's administration stay as they are."""

    field_template_name = "forms/field.html"
    bound_field_class = ShownField


class SuggestingInput(forms.TextInput):
    """A text for which the browser suggests some, and takes any other."""

    template_name = "forms/suggesting.html"

    def __init__(self, suggestions: tuple[str, ...]) -> None:
        super().__init__()
        self.suggestions = suggestions

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        list_id = f"{name}-suggestions"
        context = super().get_context(name, value, {**(attrs or {}), "list": list_id})
        return context | {"list_id": list_id, "suggestions": self.suggestions}


def _is_chosen(field: forms.Field) -> bool:
    """Whether something is chosen from the start, as in a list of choices."""
    return isinstance(field.widget, forms.Select)


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"
