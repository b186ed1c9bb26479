"""Who may do what. Views load what they show through here, so nothing is shown unasked.

`check_can` raises with a sentence and `can` wraps it: the refusal and the missing button cannot
drift apart. Someone who is not a member of an account is told that there is no such thing.
"""

from dataclasses import dataclass
from enum import Enum

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from buckets.models import Account, Bucket, Membership, Revision, Role


class Ability(Enum):
    """What a page may ask for, with the least role that has it."""

    VIEW = Role.VIEWER
    EDIT = Role.EDITOR
    PUBLISH = Role.PUBLISHER
    MANAGE = Role.OWNER


_REFUSALS = {
    Ability.VIEW: _("You cannot see this account with the role %(role)s."),
    Ability.EDIT: _("Your role here is %(role)s. To change rules you need the role Editor."),
    Ability.PUBLISH: _("Your role here is %(role)s. To publish you need the role Publisher."),
    Ability.MANAGE: _("Your role here is %(role)s. To manage the account you need the role Owner."),
}


def refusal(ability: Ability, role: Role) -> str:
    """What someone with ``role`` is told on asking for ``ability``, in the reader's language."""
    return str(_REFUSALS[ability] % {"role": role.label})


class NotAllowed(PermissionDenied):
    """A member's role does not reach; the message says what is missing."""

    def __init__(self, ability: Ability, permit: "Permit", bucket: Bucket | None = None) -> None:
        self.ability = ability
        self.role = permit.role
        self.account = permit.account
        self.bucket = bucket
        super().__init__(refusal(ability, permit.role))


@dataclass(frozen=True, slots=True)
class Permit:
    """What one person may do in one account."""

    account: Account
    role: Role

    def check_can(self, ability: Ability, bucket: Bucket | None = None) -> None:
        """Raises `NotAllowed` unless the role reaches."""
        if self.role < ability.value:
            raise NotAllowed(ability, self, bucket)

    def can(self, ability: Ability) -> bool:
        """Whether `check_can` would let it pass."""
        try:
            self.check_can(ability)
        except NotAllowed:
            return False
        return True

    @property
    def can_edit(self) -> bool:
        return self.can(Ability.EDIT)

    @property
    def can_publish(self) -> bool:
        return self.can(Ability.PUBLISH)

    @property
    def can_manage(self) -> bool:
        return self.can(Ability.MANAGE)


def load_account(user: User, account_id: int, ability: Ability) -> tuple[Account, Permit]:
    """The account and what ``user`` may do there.

    Raises `Http404` for someone who is not a member, `NotAllowed` for too low a role.
    """
    permit = _permit(user, account_id=account_id)
    permit.check_can(ability)
    return permit.account, permit


def load_bucket(user: User, bucket_id: int, ability: Ability) -> tuple[Bucket, Permit]:
    """The bucket, with its account and live revision, and what ``user`` may do there.

    Raises `Http404` for someone who is not a member, `NotAllowed` for too low a role.
    """
    buckets = Bucket.objects.select_related("account", "live", "base", "pending")
    bucket = buckets.of(user).filter(pk=bucket_id).first()
    if bucket is None:
        raise Http404
    permit = _permit(user, account_id=bucket.account_id)
    permit.check_can(ability, bucket)
    return bucket, permit


def load_revision(user: User, bucket_id: int, number: int) -> tuple[Revision, Bucket, Permit]:
    """A revision with its bucket, for someone who may see it; else as `load_bucket`."""
    bucket, permit = load_bucket(user, bucket_id, Ability.VIEW)
    revision = bucket.revisions.filter(number=number).first()
    if revision is None:
        raise Http404
    return revision, bucket, permit


def _permit(user: User, *, account_id: int) -> Permit:
    memberships = Membership.objects.select_related("account")
    # `account__pk`, and not `account`: a number too large for the database is then no match.
    membership = memberships.filter(user=user, account__pk=account_id).first()
    if membership is None:
        raise Http404
    return Permit(membership.account, Role(membership.role))
