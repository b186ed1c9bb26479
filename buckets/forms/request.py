"""What a person says of a request that a page makes, and the request that is meant."""

from typing import Final
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from buckets.cors import METHODS
from buckets.cors.evaluate.browser import PageHeader, PageRequest, as_sent
from buckets.cors.evaluate.expectation import Expectation
from buckets.cors.formats.recognise import NotRecognised, Recognised, recognise
from buckets.cors.limits import MAX_DOCUMENT_BYTES
from buckets.cors.message import quoted
from buckets.cors.origin import as_browsers_send
from buckets.cors.validate.tokens import is_token
from buckets.cors.validate.values import values_in
from buckets.forms.rendering import Renderer, SuggestingInput
from buckets.presenters.text import translate

_MOST_LINES: Final = 100


class SimulatorForm(forms.Form):
    """A page's request: origin or address of the page, method, headers one a line, and so on."""

    default_renderer = Renderer

    origin = forms.CharField(
        label=_("Page"),
        max_length=2000,
        help_text=_(
            "Where the script runs: its address, or the origin alone, such as "
            "https://app.example.com."
        ),
    )
    method = forms.CharField(
        label=_("Method"),
        max_length=32,
        initial="GET",
        widget=SuggestingInput(METHODS),
        help_text=_("Choose one, or type another."),
    )
    key = forms.CharField(
        label=_("Object"),
        required=False,
        max_length=1023,
        help_text=_("CORS rules are the same for every object. For the address that is shown."),
    )
    headers = forms.CharField(
        label=_("Request headers"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One a line that the script sets: content-type: image/png. The name alone will do."
        ),
    )
    reads = forms.CharField(
        label=_("Response headers the script reads"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Answer headers that the script needs, one a line, such as ETag."),
    )
    credentials = forms.BooleanField(label=_("With cookies (withCredentials)"), required=False)
    upload = forms.BooleanField(
        label=_("Tracks upload progress (upload.onprogress)"), required=False
    )

    def clean_origin(self) -> str:
        typed = str(self.cleaned_data["origin"])
        values = values_in(typed, "origins").values
        origin = as_browsers_send(values[0] if len(values) == 1 else typed)
        if origin is None or "*" in origin:
            raise ValidationError(
                _("Enter the address of a page, for example https://app.example.com/upload.html.")
            )
        return origin

    def clean_method(self) -> str:
        method = str(self.cleaned_data["method"])
        if not is_token(method):
            raise ValidationError(_("Enter a method, for example PUT."))
        return as_sent(method)

    def clean_headers(self) -> tuple[PageHeader, ...]:
        return tuple(map(PageHeader.of, self._names("headers")))

    def clean_reads(self) -> tuple[str, ...]:
        return tuple(self._names("reads"))

    def _names(self, field: str) -> list[str]:
        """The lines with something on them. Each begins with the name of a header."""
        lines = [line.strip() for line in str(self.cleaned_data[field]).splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > _MOST_LINES:
            raise ValidationError(
                _("Enter no more than %(most)s lines."), params={"most": _MOST_LINES}
            )
        for line in lines:
            name = line.partition(":")[0].strip()
            if not is_token(name):
                raise ValidationError(
                    _("“%(name)s” is no header name. Enter one a line, such as content-type."),
                    params={"name": quoted(name or line)},
                )
        return lines

    @property
    def page_request(self) -> PageRequest:
        """The request that is meant. Only for a valid form."""
        said = self.cleaned_data
        return PageRequest(
            origin=said["origin"],
            method=said["method"],
            headers=said["headers"],
            credentials=said["credentials"],
            watches_upload=said["upload"],
            reads=said["reads"],
        )

    @property
    def query(self) -> str:
        """What is said, for an address that can be shared."""
        said = {name: self.data.get(name, "") for name in self.base_fields}
        return urlencode({name: value for name, value in said.items() if value})


class ExpectationForm(SimulatorForm):
    """An expectation: such a request must be allowed, or blocked."""

    origin = forms.CharField(
        label=_("Page"), max_length=300, help_text=SimulatorForm.base_fields["origin"].help_text
    )
    allowed = forms.ChoiceField(
        label=_("Expected result"),
        choices=[("must", _("allowed")), ("must-not", _("blocked"))],
    )
    method = forms.CharField(
        label=_("Method"),
        max_length=32,
        required=False,
        widget=forms.Select(choices=[("", _("any")), *((name, name) for name in METHODS)]),
        help_text=_("Leave as “any” to block every method."),
    )
    headers = forms.CharField(
        label=_("Request headers"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Names that the script sets, one a line."),
    )
    field_order = ("origin", "allowed", "method", "headers", "reads")
    key = credentials = upload = None  # type: ignore[assignment]

    def clean_method(self) -> str:
        return super().clean_method() if self.cleaned_data["method"] else ""

    def clean(self) -> None:
        said = self.cleaned_data
        if said.get("allowed") == "must" and said.get("method") == "":
            self.add_error("method", _("Choose the method to allow."))

    @property
    def value(self) -> Expectation:
        """Return the expectation. Only for a valid form."""
        said = self.cleaned_data
        return Expectation(
            origin=said["origin"],
            allowed=said["allowed"] == "must",
            method=said["method"],
            headers=tuple(header.name for header in said["headers"]),
            reads=said["reads"] if said["allowed"] == "must" else (),
        )


class DocumentSimulatorForm(SimulatorForm):
    """The same for a configuration that is pasted as XML."""

    document = forms.CharField(
        label=_("CORS configuration"),
        max_length=4 * MAX_DOCUMENT_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("The whole XML document, as OSS or a tool shows it."),
    )
    field_order = ("document",)

    def clean_document(self) -> Recognised:
        try:
            return recognise(str(self.cleaned_data["document"]))
        except NotRecognised as error:
            raise ValidationError(translate(error.message)) from error
