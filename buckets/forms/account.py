"""An account's settings and members, from text."""

import re
from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from buckets.forms.rendering import Renderer
from buckets.models import Account, Role
from buckets.oss.endpoint import (
    EndpointError,
    parse_endpoint,
    parse_other_address,
    public_endpoint,
)
from buckets.presenters.text import translate

MOST_ADDRESSES: Final = 10
"""Each is asked when expectations are checked."""


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # no generics at run time
    """An account. The secret goes in and never comes out: left empty, the stored one stays."""

    default_renderer = Renderer

    secret = forms.CharField(
        label=_("AccessKey secret"),
        required=False,
        strip=True,
        widget=forms.PasswordInput,
        help_text=_("It is stored encrypted and never shown again."),
    )
    endpoint = forms.CharField(
        label=_("Endpoint"),
        required=False,
        help_text=_(
            "Leave empty for the region's public endpoint. https:// unless it is on this machine."
        ),
    )

    class Meta:
        model = Account
        fields = (
            "name",
            "region",
            "endpoint",
            "access_key_id",
            "secret",
            "signature",
            "addresses",
        )
        widgets: ClassVar = {
            "signature": forms.Select(attrs={"class": "narrow"}),
            "addresses": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts: ClassVar = {
            "name": _("The display name of the account here."),
            "region": _("The region's ID, for example cn-hangzhou."),
            "addresses": _(
                "One a line, where its buckets are reached besides: an endpoint of OSS (internal, "
                "accelerate), or a custom domain name and behind it the bucket, such as "
                "https://static.example.com my-bucket. They are asked, without a signature, when "
                "requests are tried on OSS."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.secret_token:
            kept, never_shown = _("Leave empty to keep the stored secret."), self.fields["secret"]
            never_shown.help_text = format_lazy("{} {}", kept, never_shown.help_text)
        else:
            self.needed = ("secret",)

    def clean_region(self) -> str:
        region = str(self.cleaned_data["region"]).strip().lower().removeprefix("oss-")
        if re.fullmatch(r"[a-z0-9-]+", region) is None:
            raise ValidationError(_("Enter the region's ID, for example cn-hangzhou."))
        return region

    def clean_endpoint(self) -> str:
        """Where signed calls go; left empty, the public endpoint of the region."""
        text = str(self.cleaned_data.get("endpoint", ""))
        region = self.cleaned_data.get("region")
        if not text:
            return public_endpoint(region) if region else ""
        try:
            return parse_endpoint(text, allowed_hosts=settings.OSS_HOSTS)
        except EndpointError as error:
            raise ValidationError(translate(error.message)) from error

    def clean_addresses(self) -> str:
        """Where its buckets are reached besides, one a line; each line's problem is told."""
        found, problems = [], []
        for number, line in enumerate(str(self.cleaned_data["addresses"]).splitlines(), start=1):
            try:
                if line.strip():
                    found.append(str(parse_other_address(line, allowed_hosts=settings.OSS_HOSTS)))
            except EndpointError as error:
                told = _("Line %(number)s: %(problem)s")
                problems.append(told % {"number": number, "problem": translate(error.message)})
        if len(found) > MOST_ADDRESSES:
            problems.append(_("Enter no more than %(most)s lines.") % {"most": MOST_ADDRESSES})
        if problems:
            raise ValidationError(problems)
        return "\n".join(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("secret"):
            self.instance.secret = cleaned["secret"]
        elif not self.instance.secret_token:
            self.add_error("secret", _("Enter the AccessKey secret."))
        elif any(
            name in cleaned and cleaned[name] != self.initial[name]
            for name in ("endpoint", "access_key_id")
        ):
            # Whoever does not know the secret must not have it used elsewhere.
            self.add_error(
                "secret", _("Enter the secret again, as the endpoint or the AccessKey ID changed.")
            )
        return cleaned


class MemberForm(forms.Form):
    """A person, by user name, and the role that they get in the account."""

    default_renderer = Renderer

    username = forms.CharField(label=_("User name"), max_length=150)
    role = forms.TypedChoiceField(
        label=_("Role"), choices=Role.choices, coerce=lambda value: Role(int(value))
    )

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"])
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise ValidationError(
                _("Nobody here is called “%(name)s”. An administrator adds people."),
                params={"name": username},
            )
        self.cleaned_data["user"] = user
        return username
