"""What somebody saw, for the error doctor."""

import re
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from buckets.cors.doctor import (
    LONGEST,
    MOST_BYTES,
    Evidence,
    as_har,
    find_har,
    mask,
    read_har,
)
from buckets.cors.origin import as_browsers_send
from buckets.forms.rendering import Renderer


class DoctorForm(forms.Form):
    """What somebody saw, pasted or as a HAR file, and what they know besides."""

    default_renderer = Renderer

    @classmethod
    def of(
        cls, data: "QueryDict", files: "MultiValueDict[str, UploadedFile[bytes]]"
    ) -> "DoctorForm":
        """Return the form with what was sent, without secrets: the text goes back to the page."""
        text = mask(data.get("text", "")[: LONGEST + 1])
        masked = data.copy()
        masked["text"] = text
        form = cls(masked, files)
        if form.errors and (document := find_har(text)):
            har = read_har(document.encode(errors="replace"))
            masked["text"] = as_har(*har.exchanges)  # the rest of it may hold anything
        return form

    text = forms.CharField(
        label=_("Message"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_(
            "From the console of Chrome, Edge, Firefox or Safari, the body of OSS's answer, what "
            "curl -v prints, or an error of an OSS SDK. As it is, with whatever stands around it."
        ),
    )
    har = forms.FileField(
        label=_("Or a HAR file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".har,.json,application/json"}),
        help_text=_("Network panel, “Export HAR”, at most 20 MB. Secrets in it are ignored."),
    )
    bucket = forms.CharField(
        label=_("Bucket"),
        required=False,
        max_length=63,
        help_text=_("The bucket's name, as shown under Buckets."),
    )
    origin = forms.CharField(
        label=_("Origin of the page"),
        required=False,
        max_length=300,
        help_text=_(
            "For example https://app.example.com: what stands in the address bar, up to the path."
        ),
    )
    method = forms.RegexField(
        r"^[A-Za-z]{1,20}$",
        label=_("Method"),
        required=False,
        error_messages={"invalid": _("A method is one word, such as PUT.")},
    )
    headers = forms.CharField(
        label=_("Request headers the script sets"),
        required=False,
        max_length=2000,
        help_text=_("Separated by commas, for example content-type, x-oss-date."),
    )
    credentials = forms.BooleanField(label=_("With credentials (cookies)"), required=False)

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

    def complete(self, evidence: Evidence) -> Evidence:
        """``evidence`` with what the person knows: they know best."""
        said = self.cleaned_data
        return replace(
            evidence,
            origin=said["origin"] or evidence.origin,
            method=said["method"].upper() or evidence.method,
            headers=self.names or evidence.headers,
            credentials=said["credentials"] or evidence.credentials,
        )
