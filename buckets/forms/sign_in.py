"""allauth's forms, shown as all our forms are."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _

from buckets.forms.rendering import Renderer


class Plain:
    """Before one of allauth's forms: our templates, and no placeholder that repeats the label."""

    default_renderer = Renderer
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignInForm(Plain, LoginForm):  # type: ignore[misc]  # it carries no types, as those below
    """A user name and a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name")
        self.fields["password"].help_text = ""  # a way to set one by mail, which we have not
        self.fields["remember"].widget = HiddenInput()  # nobody is asked
        self.focused = "login"

    def clean(self) -> Any:
        self.focused = ""  # what is wrong has the focus
        return super().clean()


class PasswordForm(Plain, ChangePasswordForm):  # type: ignore[misc]
    """The old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Current password")
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("New password (again)")


class ConfirmForm(Plain, ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""
