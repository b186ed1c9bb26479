"""Accounts and who may use them: what changes, what comes along, and what is written down."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from buckets import audit
from buckets.models import Account, Bucket, Event, Role
from buckets.sync.accounts import (
    LastOwner,
    add_account,
    change_account,
    remove_member,
    set_role,
)
from tests.fakes import ENDPOINT
from tests.fixtures.people import ACCESS_KEY_ID, SECRET
from tests.sync.actions import last_event, now

BEIJING = "https://oss-cn-beijing.aliyuncs.com"


def roles(account: Account) -> dict[str, int]:
    return dict(account.memberships.values_list("user__username", "role"))


def test_whoever_adds_an_account_owns_it(outsider: User) -> None:
    account = Account(name="Mine", region="cn-hangzhou", endpoint=ENDPOINT)
    add_account(account, by=outsider)
    assert roles(account) == {"otto-outsider": Role.OWNER}
    event = last_event(audit.AccountAdded)
    assert (event.actor, event.account_name, event.params) == ("otto-outsider", "Mine", {})


def change(account: Account, by: User, **fields: Any) -> Event:
    """Change the account as the form does, and give the record of it."""
    changed = Account.objects.get(pk=account.pk)
    for name, value in fields.items():
        setattr(changed, name, value)
    change_account(changed, by=by)
    return last_event(audit.AccountChanged)


def test_a_change_is_recorded_from_old_to_new(memory_account: Account, owner: User) -> None:
    event = change(memory_account, owner, name="Renamed", access_key_id="LTAI5tNew")
    assert (event.actor, event.account_name) == ("olga-owner", "Renamed")
    assert event.params == {
        "changes": {
            "name": ["Example team", "Renamed"],
            "access_key_id": [ACCESS_KEY_ID, "LTAI5tNew"],
        },
        "secret": False,
    }


def test_of_another_secret_it_is_only_recorded_that_it_is_another(
    memory_account: Account, owner: User
) -> None:
    event = change(memory_account, owner, secret="another-Secret")
    assert event.params == {"changes": {}, "secret": True}
    account = Account.objects.get(pk=memory_account.pk)
    assert account.secret == "another-Secret"
    assert not {SECRET, account.secret, account.secret_token} & set(map(str, vars(event).values()))


@pytest.mark.parametrize(
    "elsewhere",
    [{"endpoint": BEIJING, "region": "cn-beijing"}, {"endpoint": f"{ENDPOINT}:443"}],
    ids=str,
)
def test_the_buckets_follow_their_account(
    elsewhere: dict[str, str], memory_bucket: Bucket, owner: User
) -> None:
    change(memory_bucket.account, owner, **elsewhere)
    moved = now(memory_bucket)
    assert {name: getattr(moved, name) for name in elsewhere} == elsewhere
    assert (moved.version, moved.state) == (memory_bucket.version, memory_bucket.state)


@pytest.mark.parametrize(
    "other",
    [
        {"endpoint": "https://oss-cn-shanghai.aliyuncs.com", "region": "cn-shanghai"},
        {"region": "cn-shanghai"},
        {"endpoint": "https://oss-cn-hangzhou-internal.aliyuncs.com"},
    ],
    ids=str,
)
def test_a_bucket_elsewhere_than_its_account_stays_there(
    other: dict[str, str], memory_bucket: Bucket, owner: User
) -> None:
    Bucket.objects.update(**other)
    change(memory_bucket.account, owner, endpoint=BEIJING, region="cn-beijing")
    stayed = now(memory_bucket)
    assert {name: getattr(stayed, name) for name in other} == other
    assert stayed.endpoint != BEIJING


def test_buckets_of_other_accounts_stay(memory_bucket: Bucket, owner: User) -> None:
    second = Account.objects.create(name="Second", region="cn-hangzhou", endpoint=ENDPOINT)
    change(second, owner, endpoint=BEIJING)
    assert now(memory_bucket).endpoint == ENDPOINT


def test_someone_new_gets_the_role(memory_account: Account, outsider: User, owner: User) -> None:
    set_role(memory_account, outsider, Role.EDITOR, by=owner)
    assert roles(memory_account)["otto-outsider"] == Role.EDITOR
    event = last_event(audit.MemberSet)
    assert (event.actor, event.account_id) == ("olga-owner", memory_account.pk)
    assert event.params == {"member": "otto-outsider", "role": 20}


def test_a_member_gets_another_role(memory_account: Account, viewer: User, owner: User) -> None:
    set_role(memory_account, viewer, Role.PUBLISHER, by=owner)
    assert memory_account.memberships.get(user=viewer).role == Role.PUBLISHER
    assert last_event(audit.MemberSet).params == {"member": "vera-viewer", "role": 30}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.PUBLISHER])
def test_the_last_owner_cannot_step_down(role: Role, memory_account: Account, owner: User) -> None:
    with pytest.raises(LastOwner):
        set_role(memory_account, owner, role, by=owner)
    assert roles(memory_account)["olga-owner"] == Role.OWNER
    assert not Event.objects.exists()


def test_the_last_owner_can_be_made_owner_again(memory_account: Account, owner: User) -> None:
    set_role(memory_account, owner, Role.OWNER, by=owner)
    assert roles(memory_account)["olga-owner"] == Role.OWNER


def test_an_owner_can_step_down_when_there_is_another(
    memory_account: Account, owner: User, viewer: User
) -> None:
    set_role(memory_account, viewer, Role.OWNER, by=owner)
    set_role(memory_account, owner, Role.VIEWER, by=owner)
    assert roles(memory_account)["olga-owner"] == Role.VIEWER


def test_a_member_is_removed(memory_account: Account, viewer: User, owner: User) -> None:
    remove_member(memory_account, viewer, by=owner)
    assert "vera-viewer" not in roles(memory_account)
    event = last_event(audit.MemberRemoved)
    assert (event.actor, event.params) == ("olga-owner", {"member": "vera-viewer"})


def test_the_last_owner_cannot_be_removed(memory_account: Account, owner: User) -> None:
    with pytest.raises(LastOwner):
        remove_member(memory_account, owner, by=owner)
    assert roles(memory_account)["olga-owner"] == Role.OWNER
    assert not Event.objects.exists()


def test_an_owner_of_another_account_does_not_count(
    memory_account: Account, owner: User, viewer: User
) -> None:
    add_account(Account(name="Other", region="cn-hangzhou", endpoint=ENDPOINT), by=viewer)
    with pytest.raises(LastOwner):
        remove_member(memory_account, owner, by=owner)
    assert roles(memory_account)["olga-owner"] == Role.OWNER
