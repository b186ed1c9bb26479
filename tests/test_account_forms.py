"""Accounts and their members: what the forms take, refuse and never show."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from buckets.forms import AccountForm, MemberForm
from buckets.models import Account, Membership, Role
from tests.cast import SECRET


def account_form(*, instance: Account | None = None, **fields: str) -> AccountForm:
    data = {
        "name": "Second team",
        "region": "cn-hangzhou",
        "endpoint": "",
        "access_key_id": "LTAI5tSecond",
        "secret": SECRET,
        "signature": "v4",
    }
    return AccountForm(data | fields, instance=instance)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("endpoint", "kept"),
    [
        ("", "https://oss-cn-hangzhou.aliyuncs.com"),
        ("oss-cn-hangzhou-internal.aliyuncs.com", "https://oss-cn-hangzhou-internal.aliyuncs.com"),
        (" https://oss-accelerate.aliyuncs.com/ ", "https://oss-accelerate.aliyuncs.com"),
        ("HTTPS://OSS-cn-Hangzhou.aliyuncs.com", "https://oss-cn-hangzhou.aliyuncs.com"),
        ("https://oss.example.com:8443", "https://oss.example.com:8443"),
        ("https://oss.example.com?", "https://oss.example.com"),
        ("http://localhost:9100", "http://localhost:9100"),
        ("http://127.0.0.1:9100", "http://127.0.0.1:9100"),
        ("http://127.1.2.3", "http://127.1.2.3"),
        ("http://[::1]:9100", "http://[::1]:9100"),
    ],
)
def test_an_endpoint_is_kept_as_scheme_and_host(endpoint: str, kept: str) -> None:
    form = account_form(endpoint=endpoint)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["endpoint"] == kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("endpoint", "told"),
    [
        ("http://oss-cn-hangzhou.aliyuncs.com", "Use https://"),
        ("http://localhost.example.com", "Use https://"),
        ("http://127.0.0.1.example.com", "Use https://"),
        ("http://10.0.0.1", "Use https://"),
        ("ftp://oss.example.com", "Use https://"),
        ("https://oss.example.com/bucket", "scheme and host only"),
        ("https://oss.example.com?x=1", "scheme and host only"),
        ("https://oss.example.com#x", "scheme and host only"),
        ("https://user@oss.example.com", "scheme and host only"),
        ("https://:password@oss.example.com", "scheme and host only"),
        ("https://@oss.example.com", "scheme and host only"),
        ("https://oss.exämple.com", "scheme and host only"),
        ("https://*.example.com", "scheme and host only"),
        ("https://a b", "scheme and host only"),
        ("https://", "Enter a valid URL"),
        ("https://[", "not an address"),
        ("https://oss.example.com:99999", "not an address"),
        ("https://oss.example.com:port", "not an address"),
        ("https://" + "a." * 200 + "example.com", "at most 300 characters"),
    ],
)
def test_an_endpoint_that_is_unsafe_or_none_is_refused(endpoint: str, told: str) -> None:
    form = account_form(endpoint=endpoint)
    assert not form.is_valid()
    assert told in str(form.errors["endpoint"])


@pytest.mark.django_db
@pytest.mark.parametrize("region", ["cn-hangzhou", " CN-Hangzhou ", "oss-cn-hangzhou"])
def test_a_region_is_understood_however_it_is_written(region: str) -> None:
    form = account_form(region=region)
    assert form.is_valid()
    assert form.cleaned_data["region"] == "cn-hangzhou"


@pytest.mark.django_db
@pytest.mark.parametrize("region", ["", "oss-", "cn hangzhou", "https://oss", "杭州"])
def test_a_region_that_is_none_is_the_only_thing_told(region: str) -> None:
    form = account_form(region=region)
    assert not form.is_valid()
    assert set(form.errors) == {"region"}


@pytest.mark.django_db
def test_a_new_account_needs_a_secret() -> None:
    form = account_form(secret=" ")
    assert not form.is_valid()
    assert "Enter the AccessKey secret" in str(form.errors["secret"])


@pytest.mark.django_db
def test_a_saved_account_keeps_its_secret_encrypted() -> None:
    form = account_form()
    assert form.is_valid()
    account = Account.objects.get(pk=form.save().pk)
    assert account.secret == SECRET
    assert SECRET not in account.secret_token


def test_an_empty_secret_keeps_the_stored_one(memory_account: Account) -> None:
    form = account_form(instance=memory_account, secret="", name="Renamed")
    assert form.is_valid()
    form.save()
    kept = Account.objects.get(pk=memory_account.pk)
    assert (kept.name, kept.secret) == ("Renamed", SECRET)


def test_a_new_secret_replaces_the_stored_one(memory_account: Account) -> None:
    form = account_form(instance=memory_account, secret="another-Secret")
    assert form.is_valid()
    form.save()
    assert Account.objects.get(pk=memory_account.pk).secret == "another-Secret"


def test_the_form_never_shows_a_secret(memory_account: Account) -> None:
    opened = AccountForm(instance=memory_account)
    refused = account_form(instance=memory_account, region="")
    refused.is_valid()
    shown = str(opened) + str(refused)
    assert "Example team" in shown
    assert SECRET not in shown
    assert memory_account.secret_token not in shown


def test_two_accounts_cannot_have_the_same_name(memory_account: Account) -> None:
    form = account_form(name=memory_account.name)
    assert not form.is_valid()
    assert set(form.errors) == {"name"}


def member_form(account: Account, username: str, role: object) -> MemberForm:
    return MemberForm({"username": username, "role": role}, account=account)


def test_someone_new_gets_the_role(memory_account: Account, outsider: User) -> None:
    form = member_form(memory_account, outsider.username, Role.EDITOR)
    assert form.is_valid()
    assert form.save().role == Role.EDITOR
    assert Membership.objects.get(user=outsider).account == memory_account


def test_a_member_gets_another_role(memory_account: Account, viewer: User) -> None:
    form = member_form(memory_account, viewer.username, Role.PUBLISHER)
    assert form.is_valid()
    form.save()
    assert memory_account.memberships.get(user=viewer).role == Role.PUBLISHER


def test_the_last_owner_cannot_step_down(memory_account: Account, owner: User) -> None:
    form = member_form(memory_account, owner.username, Role.EDITOR)
    assert not form.is_valid()
    assert "needs an owner" in str(form.errors["__all__"])


def test_an_owner_can_step_down_when_there_is_another(
    memory_account: Account, owner: User, viewer: User
) -> None:
    member_form(memory_account, owner.username, Role.OWNER).is_valid()
    memory_account.memberships.filter(user=viewer).update(role=Role.OWNER)
    assert member_form(memory_account, owner.username, Role.VIEWER).is_valid()


@pytest.mark.parametrize("username", ["nobody", "%(name)s", "<b>", "OLGA-OWNER"])
def test_nobody_of_that_name_is_told(memory_account: Account, username: str) -> None:
    form = member_form(memory_account, username, Role.VIEWER)
    assert not form.is_valid()
    assert f"Nobody here is called “{username}”" in form.errors["username"][0]
    assert set(form.errors) == {"username"}


def test_somebody_who_was_deactivated_cannot_be_added(
    memory_account: Account, outsider: User
) -> None:
    User.objects.filter(pk=outsider.pk).update(is_active=False)
    assert not member_form(memory_account, outsider.username, Role.VIEWER).is_valid()


@pytest.mark.parametrize(
    ("username", "role"), [("", ""), ("\0", 10), ("x" * 151, 10), ("olga-owner", 15)]
)
def test_what_is_no_member_is_refused(memory_account: Account, username: str, role: object) -> None:
    assert not member_form(memory_account, username, role).is_valid()
