"""Changing accounts and who may use them, each with its record."""

from typing import Final

from django.contrib.auth.models import User
from django.db import transaction

from buckets.audit import AccountAdded, AccountChanged, MemberRemoved, MemberSet, record
from buckets.models import Account, Membership, Role

_RECORDED: Final = ("name", "region", "endpoint", "access_key_id", "signature", "addresses")


class LastOwner(Exception):
    """The account would be left without an owner."""


def add_account(account: Account, *, by: User) -> None:
    """Save the new ``account``; whoever brings the AccessKey owns it."""
    with transaction.atomic():
        account.save()
        Membership.objects.create(account=account, user=by, role=Role.OWNER)
        record(AccountAdded(), by=by, account=account)


def change_account(account: Account, *, by: User) -> None:
    """Save the changed ``account``, and take its buckets along to another endpoint or region.

    Buckets of other regions have endpoints of their own, which stay.
    """
    with transaction.atomic():
        old = Account.objects.select_for_update().get(pk=account.pk)
        changes = {
            name: [getattr(old, name), getattr(account, name)]
            for name in _RECORDED
            if getattr(old, name) != getattr(account, name)
        }
        account.save()
        moving = account.buckets.filter(endpoint=old.endpoint, region=old.region)
        # In the order in which runs lock them, or each could wait for what the other has.
        list(moving.select_for_update().order_by("pk").values_list("pk"))
        moving.update(endpoint=account.endpoint, region=account.region)
        secret = old.secret_token != account.secret_token
        record(AccountChanged(changes, secret), by=by, account=account)


def set_role(account: Account, user: User, role: Role, *, by: User) -> None:
    """Give ``user`` that role. Raises `LastOwner`."""
    with transaction.atomic():
        if role != Role.OWNER:
            _keep_an_owner(account, user)
        Membership.objects.update_or_create(account=account, user=user, defaults={"role": role})
        record(MemberSet(user.get_username(), role.value), by=by, account=account)


def remove_member(account: Account, user: User, *, by: User) -> None:
    """Take the membership of ``user`` away. Raises `LastOwner`."""
    with transaction.atomic():
        _keep_an_owner(account, user)
        account.memberships.filter(user=user).delete()
        record(MemberRemoved(user.get_username()), by=by, account=account)


def _keep_an_owner(account: Account, leaving: User) -> None:
    Account.objects.select_for_update().get(pk=account.pk)  # two owners may leave at once
    others = account.memberships.filter(role=Role.OWNER).exclude(user=leaving)
    if not others.exists():
        raise LastOwner
