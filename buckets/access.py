"""Who may do what. Views load what they show through here, so nothing is shown unasked.

`check_can` raises with a message and `can` wraps it: the refusal and the missing button cannot
drift apart. Someone who is not a member of an account is told that there is no such thing.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404

from buckets.cors import Catalogue, Message
from buckets.models import Account, Bucket, Membership, Revision, Role, Run
from buckets.models.run import RunItemQuerySet


class Permission(Enum):
    """What a page may ask for, with the least role that has it."""

    VIEW = Role.VIEWER
    EDIT = Role.EDITOR
    PUBLISH = Role.PUBLISHER
    MANAGE = Role.OWNER


CATALOGUE: Final = Catalogue(
    {
        "access.view": "You cannot see this account with the role %(role)s.",
        "access.edit": "Your role here is %(role)s. To change rules you need the role Editor.",
        "access.publish": "Your role here is %(role)s. To publish you need the role Publisher.",
        "access.manage": (
            "Your role here is %(role)s. To manage the account you need the role Owner."
        ),
    }
)
"""The English texts of the refusals, by message id."""


def refusal(permission: Permission, role: Role) -> Message:
    """Return what someone with ``role`` is told who asks for ``permission``."""
    return Message(f"access.{permission.name.lower()}", {"role": role.label})


class NotAllowed(PermissionDenied):
    """A member's role does not reach; ``message`` says what is missing."""

    def __init__(
        self, permission: Permission, permit: "Permit", bucket: Bucket | None = None
    ) -> None:
        self.permission = permission
        self.role = permit.role
        self.account = permit.account
        self.bucket = bucket
        self.message = refusal(permission, permit.role)
        super().__init__(self.message.id)


@dataclass(frozen=True, slots=True)
class Permit:
    """What one person may do in one account."""

    account: Account
    role: Role

    def check_can(self, permission: Permission, bucket: Bucket | None = None) -> None:
        """Raises `NotAllowed` unless the role reaches."""
        if self.role < permission.value:
            raise NotAllowed(permission, self, bucket)

    def can(self, permission: Permission) -> bool:
        """Whether `check_can` would let it pass."""
        try:
            self.check_can(permission)
        except NotAllowed:
            return False
        return True

    @property
    def can_edit(self) -> bool:
        return self.can(Permission.EDIT)

    @property
    def can_publish(self) -> bool:
        return self.can(Permission.PUBLISH)

    @property
    def can_manage(self) -> bool:
        return self.can(Permission.MANAGE)


@dataclass(frozen=True, slots=True)
class RunPermit:
    """What one person may do with a run: ``permits`` has those of its accounts that they see.

    Whoever cancels or resumes a run does so for all of its buckets, and needs what starting it
    takes: the permission in every one of its accounts.
    """

    run: Run
    user: User
    permits: tuple[Permit, ...]
    sees_all: bool

    @property
    def items(self) -> RunItemQuerySet:
        """What the run does with those of its buckets that the person may see."""
        return self.run.items.all() if self.sees_all else self.run.items.of(self.user)

    def can_edit(self, bucket: Bucket) -> bool:
        """Whether the person may change the rules of a bucket of the run."""
        return any(it.can_edit for it in self.permits if it.account.pk == bucket.account_id)

    def check_can_steer(self) -> None:
        """Raises `Http404` for someone who does not see all of it, `NotAllowed` for too low a
        role in any of its accounts."""
        if not self.sees_all:
            raise Http404
        for permit in self.permits:
            permit.check_can(needed_for(self.run.kind))

    @property
    def can_steer(self) -> bool:
        """Whether `check_can_steer` would let it pass."""
        try:
            self.check_can_steer()
        except (Http404, NotAllowed):
            return False
        return True


def needed_for(kind: str) -> Permission:
    """What one has to be able to do in an account, to have a run of ``kind`` do it there."""
    return Permission.PUBLISH if kind == Run.Kind.PUBLISH else Permission.EDIT


def accounts_for(user: User, permission: Permission) -> QuerySet[Account]:
    """The accounts in which ``user`` may do that."""
    mine = Membership.objects.filter(user=user, role__gte=permission.value)
    return Account.objects.filter(pk__in=mine.values("account"))


def permits_of(user: User) -> list[Permit]:
    """What ``user`` may do in each of their accounts, by name; all else of these is not loaded."""
    found = Membership.objects.filter(user=user).order_by("account__name")
    return [
        Permit(Account(pk=pk, name=name), Role(role))
        for pk, name, role in found.values_list("account", "account__name", "role")
    ]


def load_account(user: User, account_id: int, permission: Permission) -> tuple[Account, Permit]:
    """The account and what ``user`` may do there.

    Raises `Http404` for someone who is not a member, `NotAllowed` for too low a role.
    """
    permit = _permit(user, account_id=account_id)
    permit.check_can(permission)
    return permit.account, permit


def load_bucket(user: User, bucket_id: int, permission: Permission) -> tuple[Bucket, Permit]:
    """The bucket, with its account and live revision, and what ``user`` may do there.

    Raises `Http404` for someone who is not a member, `NotAllowed` for too low a role.
    """
    buckets = Bucket.objects.select_related("account", "live", "base", "pending")
    bucket = buckets.of(user).filter(pk=bucket_id).first()
    if bucket is None:
        raise Http404
    permit = _permit(user, account_id=bucket.account_id)
    permit.check_can(permission, bucket)
    return bucket, permit


def load_revision(user: User, bucket_id: int, number: int) -> tuple[Revision, Bucket, Permit]:
    """A revision with its bucket, for someone who may see it; else as `load_bucket`."""
    bucket, permit = load_bucket(user, bucket_id, Permission.VIEW)
    revision = bucket.revisions.filter(number=number).first()
    if revision is None:
        raise Http404
    return revision, bucket, permit


def load_run(user: User, run_id: int) -> tuple[Run, RunPermit]:
    """The run, with its account, and what ``user`` may do with it.

    Raises `Http404` for someone who is a member of none of its accounts.
    """
    run = Run.objects.of(user).select_related("account").filter(pk=run_id).first()
    if run is None:
        raise Http404
    role = Membership.objects.filter(user=user, account=OuterRef("pk")).values("role")
    accounts = list(run.accounts().annotate(role=Subquery(role)))
    permits = [Permit(account, Role(account.role)) for account in accounts if account.role]
    return run, RunPermit(run, user, tuple(permits), sees_all=len(permits) == len(accounts))


def _permit(user: User, *, account_id: int) -> Permit:
    memberships = Membership.objects.select_related("account")
    # `account__pk`, and not `account`: a number too large for the database is then no match.
    membership = memberships.filter(user=user, account__pk=account_id).first()
    if membership is None:
        raise Http404
    return Permit(membership.account, Role(membership.role))
