"""Accounts and their members: what the forms take, refuse and never show."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from buckets.forms.account import AccountForm, MemberForm
from buckets.models import Account, Role
from buckets.presenters.text import say
from tests.fixtures.people import SECRET


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


def test_the_secret_is_asked_for_where_none_is_stored() -> None:
    needed = 'aria-required="true"'
    assert needed in str(AccountForm()["secret"])
    assert needed not in str(AccountForm(instance=Account(secret_token="stored"))["secret"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("endpoint", "kept"),
    [
        ("", "https://oss-cn-hangzhou.aliyuncs.com"),
        (" https://OSS-accelerate.aliyuncs.com/ ", "https://oss-accelerate.aliyuncs.com"),
        ("http://localhost:9100", "http://localhost:9100"),
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
        ("http://oss-cn-hangzhou.aliyuncs.com", say("oss.not-https")),
        ("https://oss-cn-hangzhou.aliyuncs.com/bucket", say("oss.not-an-endpoint")),
        ("https://oss.example.com", say("oss.unknown-host", host="oss.example.com")),
        ("https://", say("oss.not-an-endpoint")),
        ("https://" + "a." * 200 + "aliyuncs.com", "at most 300 characters"),
    ],
)
def test_an_endpoint_that_is_unsafe_or_none_is_refused(endpoint: str, told: str) -> None:
    form = account_form(endpoint=endpoint)
    assert not form.is_valid()
    assert told in str(form.errors["endpoint"])


@pytest.mark.django_db
def test_other_addresses_are_kept_one_a_line_and_each_once() -> None:
    lines = "OSS-accelerate.aliyuncs.com\r\n\r\n static.example.com  photos \r\n"
    form = account_form(addresses=lines + "https://oss-accelerate.aliyuncs.com/")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["addresses"].split("\n") == [
        "https://oss-accelerate.aliyuncs.com",
        "https://static.example.com photos",
    ]


@pytest.mark.django_db
def test_each_line_that_is_no_address_is_told_with_its_number() -> None:
    form = account_form(addresses="intranet\noss-accelerate.aliyuncs.com\nhttp://a.example A_B")
    assert not form.is_valid()
    first, second = map(str, form.errors["addresses"])
    assert first == f"Line 1: {say('oss.unknown-host-without-bucket', host='intranet')}"
    assert second == f"Line 3: {say('oss.not-a-bucket-name', bucket='A_B')}"


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "is_valid"), [(10, True), (11, False)])
def test_there_are_no_more_addresses_than_can_be_asked(count: int, is_valid: bool) -> None:
    lines = (f"static-{number}.example.com photos" for number in range(count))
    assert account_form(addresses="\n".join(lines)).is_valid() is is_valid


@pytest.mark.django_db
def test_whoever_runs_the_console_can_allow_more_hosts(settings: Settings) -> None:
    settings.OSS_HOSTS = ["oss.example.com"]
    assert account_form(endpoint="https://oss.example.com:8443").is_valid()
    assert not account_form(endpoint="http://localhost:9100").is_valid()


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


def as_it_is(account: Account) -> dict[str, str]:
    """What the form says when it is opened and nothing is typed."""
    names = ("name", "region", "endpoint", "access_key_id", "signature")
    return {name: getattr(account, name) for name in names} | {"secret": ""}


def test_an_empty_secret_keeps_the_stored_one(memory_account: Account) -> None:
    said = as_it_is(memory_account) | {"name": "Renamed", "signature": "v1"}
    form = account_form(instance=memory_account, **said)
    assert form.is_valid()
    form.save()
    kept = Account.objects.get(pk=memory_account.pk)
    assert (kept.name, kept.signature, kept.secret) == ("Renamed", "v1", SECRET)


ELSEWHERE = [
    ("endpoint", "https://oss-cn-beijing.aliyuncs.com"),
    ("endpoint", "http://localhost"),
    ("access_key_id", "LTAI5tAnother"),
]


@pytest.mark.parametrize(("field", "value"), ELSEWHERE)
def test_the_secret_is_asked_for_again_when_it_would_be_used_elsewhere(
    field: str, value: str, memory_account: Account
) -> None:
    form = account_form(instance=memory_account, **as_it_is(memory_account) | {field: value})
    assert not form.is_valid()
    assert form.errors == {
        "secret": ["Enter the secret again, as the endpoint or the AccessKey ID changed."]
    }


@pytest.mark.parametrize(("field", "value"), ELSEWHERE)
def test_with_the_secret_it_may_be_used_elsewhere(
    field: str, value: str, memory_account: Account
) -> None:
    said = as_it_is(memory_account) | {field: value, "secret": "typed-again"}
    form = account_form(instance=memory_account, **said)
    assert form.is_valid()
    assert (getattr(form.instance, field), form.instance.secret) == (value, "typed-again")


def test_another_way_to_write_the_endpoint_is_no_other_endpoint(memory_account: Account) -> None:
    said = as_it_is(memory_account) | {"endpoint": "OSS-cn-hangzhou.aliyuncs.com/"}
    assert account_form(instance=memory_account, **said).is_valid()


def test_another_region_without_an_endpoint_is_elsewhere(memory_account: Account) -> None:
    said = as_it_is(memory_account) | {"region": "cn-beijing", "endpoint": ""}
    assert set(account_form(instance=memory_account, **said).errors) == {"secret"}


def test_a_refused_endpoint_is_the_only_thing_told(memory_account: Account) -> None:
    said = as_it_is(memory_account) | {"endpoint": "https://oss.example.com"}
    assert set(account_form(instance=memory_account, **said).errors) == {"endpoint"}


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


def member_form(username: str, role: object) -> MemberForm:
    return MemberForm({"username": username, "role": role})


def test_a_person_and_a_role_are_found(outsider: User) -> None:
    form = member_form(outsider.username, Role.EDITOR.value)
    assert form.is_valid()
    assert (form.cleaned_data["user"], form.cleaned_data["role"]) == (outsider, Role.EDITOR)
    assert isinstance(form.cleaned_data["role"], Role)


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("username", ["nobody", "%(name)s", "<b>", "OLGA-OWNER"])
def test_nobody_of_that_name_is_told(username: str) -> None:
    form = member_form(username, Role.VIEWER.value)
    assert not form.is_valid()
    assert f"Nobody here is called “{username}”" in form.errors["username"][0]
    assert set(form.errors) == {"username"}


def test_somebody_who_was_deactivated_cannot_be_added(outsider: User) -> None:
    User.objects.filter(pk=outsider.pk).update(is_active=False)
    assert set(member_form(outsider.username, Role.VIEWER.value).errors) == {"username"}


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("username", "role", "refused"),
    [
        ("", "", {"username", "role"}),
        ("\0", 10, {"username"}),
        ("x" * 151, 10, {"username"}),
        ("olga-owner", 15, {"role"}),
        ("olga-owner", "x", {"role"}),
    ],
)
def test_what_is_no_member_is_refused(username: str, role: object, refused: set[str]) -> None:
    assert set(member_form(username, role).errors) == refused
