"""Text and check boxes into values. The forms convert; the domain judges."""

import re
from typing import Any, cast
from urllib.parse import urlsplit

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from buckets.cors.configuration import METHODS, Rule
from buckets.cors.draft import Draft
from buckets.cors.validation import Problem, Strength
from buckets.models import Account, Bucket, Membership, Role
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

    def renewed(self, bucket: Bucket) -> "RuleForm":
        """The same text on the bucket as it is now, after someone else changed it."""
        return RuleForm(
            self._data_with(version=bucket.version), bucket=bucket, editing=self.editing
        )

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


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # no generics at run time
    """An account. The secret goes in and never comes out: left empty, the stored one stays."""

    secret = forms.CharField(
        label=_("AccessKey secret"),
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    endpoint = forms.CharField(label=_("Endpoint"), required=False)

    class Meta:
        model = Account
        fields = ("name", "region", "endpoint", "access_key_id", "signature")

    def clean_region(self) -> str:
        region = str(self.cleaned_data["region"]).strip().lower().removeprefix("oss-")
        if re.fullmatch(r"[a-z0-9-]+", region) is None:
            raise ValidationError(_("Enter the region's ID, for example cn-hangzhou."))
        return region

    def clean_endpoint(self) -> str:
        """An address to send signed calls to: HTTPS, except to this machine itself."""
        endpoint = str(self.cleaned_data.get("endpoint", "")).strip().rstrip("/")
        if not endpoint:
            region = self.cleaned_data.get("region")
            return f"https://oss-{region}.aliyuncs.com" if region else ""
        if "://" not in endpoint:
            endpoint = f"https://{endpoint}"
        self._check_endpoint(endpoint)
        return endpoint

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("secret") and not self.instance.secret_token:
            self.add_error("secret", _("Enter the AccessKey secret."))
        return cleaned

    def save(self, commit: bool = True) -> Account:
        if self.cleaned_data["secret"]:
            self.instance.secret = self.cleaned_data["secret"]
        account: Account = super().save(commit)
        return account

    @staticmethod
    def _check_endpoint(endpoint: str) -> None:
        try:
            parts = urlsplit(endpoint)
            host, _port = parts.hostname or "", parts.port
        except ValueError as error:
            raise ValidationError(_("This is not an address.")) from error
        own_machine = host in ("localhost", "::1") or re.fullmatch(r"127(\.\d+){3}", host)
        extra = parts.path or parts.query or parts.fragment or parts.username
        if not re.fullmatch(r"[a-z0-9.:-]+", host) or extra:
            raise ValidationError(
                _("Enter scheme and host only, for example https://oss-cn-hangzhou.aliyuncs.com.")
            )
        if parts.scheme != "https" and not (parts.scheme == "http" and own_machine):
            raise ValidationError(_("Use https://. Plain http:// is for this machine only."))


class MemberForm(forms.Form):
    """A person, by user name, and the role that they get in the account."""

    username = forms.CharField(label=_("User name"), max_length=150)
    role = forms.TypedChoiceField(label=_("Role"), choices=Role.choices, coerce=int)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"])
        self.user = get_user_model().objects.filter(username=username, is_active=True).first()
        if self.user is None:
            raise ValidationError(
                _("Nobody here is called “%(name)s”. An administrator adds people."),
                params={"name": username},
            )
        return username

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        owners = self.account.memberships.filter(role=Role.OWNER)
        demoted = cleaned.get("role") != Role.OWNER
        if cleaned and demoted and not owners.exclude(user=getattr(self, "user", None)).exists():
            raise ValidationError(_("An account needs an owner. Make someone else owner first."))
        return cleaned

    def save(self) -> Membership:
        membership, _created = Membership.objects.update_or_create(
            account=self.account, user=self.user, defaults={"role": self.cleaned_data["role"]}
        )
        return membership


class PublishForm(forms.Form):
    """What a person says on publishing: which plan they saw, why, and what may be overwritten."""

    plan = forms.CharField(widget=forms.HiddenInput)
    message = forms.CharField(label=_("Message"), required=False, max_length=500)
    replace_drift = forms.BooleanField(
        label=_("Replace what was changed outside of this console"), required=False
    )
