"""Accounts whose AccessKey we hold, and the people who may use them."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext_lazy as _

from buckets.models import encryption


class Role(models.IntegerChoices):
    """What a member may do; each role may do all that the ones before it may."""

    VIEWER = 10, _("Viewer")
    EDITOR = 20, _("Editor")
    PUBLISHER = 30, _("Publisher")
    OWNER = 40, _("Owner")


class AccountQuerySet(models.QuerySet["Account"]):
    def of(self, user: User) -> "AccountQuerySet":
        """The accounts that ``user`` is a member of."""
        return self.filter(memberships__user=user)


class Account(models.Model):
    """An Alibaba Cloud account or RAM user, as its AccessKey lets us act.

    ``addresses`` are further ones at which its buckets are reached, one a line.
    """

    class Signature(models.TextChoices):
        V4 = "v4", _("Version 4")
        V1 = "v1", _("Version 1 (being retired by Alibaba Cloud)")

    name = models.CharField(_("name"), max_length=100, unique=True)
    region = models.CharField(_("region"), max_length=50)
    endpoint = models.URLField(_("endpoint"), max_length=300)
    access_key_id = models.CharField(_("AccessKey ID"), max_length=128)
    secret_token = models.TextField(editable=False)
    signature = models.CharField(
        _("signature"), max_length=2, choices=Signature, default=Signature.V4
    )
    addresses = models.TextField(_("other addresses"), blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="accounts"
    )

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def secret(self) -> str:
        """The AccessKey secret in the clear, for signing only: never show or log it.

        Raises `encryption.SecretUnreadable` when no key in the settings opens it.
        """
        return encryption.decrypt(self.secret_token)

    @secret.setter
    def secret(self, value: str) -> None:
        self.secret_token = encryption.encrypt(value)


class Membership(models.Model):
    """One person's role in one account."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.PositiveSmallIntegerField(_("role"), choices=Role, default=Role.VIEWER)

    class Meta:
        ordering = ["-role", "user__username"]
        constraints = [
            models.UniqueConstraint(fields=["account", "user"], name="one_role_in_an_account")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.account}: {self.get_role_display()}"
