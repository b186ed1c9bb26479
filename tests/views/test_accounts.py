"""Accounts: adding and changing one, testing it, discovering its buckets, and its members."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets.models import Account, Membership, Role
from buckets.presenters.text import say
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import WatchedOSS
from tests.fixtures.people import ACCESS_KEY_ID, SECRET
from tests.views.page import Page, Visitor

NEW = reverse("add_account")
TYPED = {
    "name": "Shop",
    "region": "cn-shanghai",
    "endpoint": "",
    "access_key_id": "LTAI5tShop",
    "secret": "typed-Secret",
    "signature": "v1",
}


@pytest.fixture
def url(memory_account: Account) -> str:
    return reverse("account", args=[memory_account.pk])


def save(visitor: Visitor, where: str, **typed: str) -> Page:
    page = visitor.get(where)
    return visitor.submit(page, page.form(), **typed)


# --- The list -----------------------------------------------------------------------------------


def test_the_list_shows_ones_own_accounts_with_the_role(
    as_editor: Visitor, memory_account: Account, outsider: User
) -> None:
    other = Account.objects.create(name="Not mine", region="x", endpoint="https://x.example.com")
    Membership.objects.create(account=other, user=outsider, role=Role.OWNER)
    row = as_editor.get(reverse("accounts")).one("tbody").one("tr")
    assert row.one("a").get("href") == reverse("account", args=[memory_account.pk])
    assert row.all("td")[-1].text == "Editor"


def test_an_empty_list_says_what_to_do(as_outsider: Visitor) -> None:
    page = as_outsider.get(reverse("accounts"))
    assert page.one("section", css="empty").one("h2").text == "No accounts yet"
    assert page.link("Add account") == NEW


# --- Add ----------------------------------------------------------------------------------------


def test_who_adds_an_account_owns_it(as_outsider: Visitor, outsider: User) -> None:
    page = save(as_outsider, NEW, **TYPED)
    account = Account.objects.get()
    assert page.target == reverse("account", args=[account.pk])
    assert account.memberships.get().user == outsider
    assert account.memberships.get().role == Role.OWNER


def test_an_account_is_kept_as_it_was_typed(as_outsider: Visitor) -> None:
    save(as_outsider, NEW, **TYPED)
    account = Account.objects.get()
    assert (account.name, account.region, account.signature) == ("Shop", "cn-shanghai", "v1")
    assert account.endpoint == "https://oss-cn-shanghai.aliyuncs.com"
    assert (account.access_key_id, account.secret) == ("LTAI5tShop", "typed-Secret")


def test_after_adding_it_says_what_comes_next(as_outsider: Visitor) -> None:
    page = as_outsider.follow(save(as_outsider, NEW, **TYPED))
    assert page.notices == ["The account was added. Test the connection next."]


BAD = [
    ("name", ""),
    ("region", "Hangzhou!"),
    ("endpoint", "http://oss.example.com"),
    ("access_key_id", ""),
    ("secret", ""),
]


@pytest.mark.parametrize(("field", "value"), BAD)
def test_bad_input_is_refused_at_its_field(field: str, value: str, as_outsider: Visitor) -> None:
    page = save(as_outsider, NEW, **{**TYPED, field: value})
    assert page.status == 422
    assert [e.get("name") for e in page.form() if e.get("aria-invalid") == "true"] == [field]
    assert [a.get("href") for a in page.form().all("a") if "#" in a.get("href")] == [f"#id_{field}"]
    assert page.one(id=f"problems-{field}").texts("li")
    assert not Account.objects.exists()


@pytest.mark.parametrize(("field", "value"), BAD)
def test_bad_input_is_kept_but_for_the_secret(field: str, value: str, as_outsider: Visitor) -> None:
    typed = {**TYPED, "name": "Two  words ", field: value}
    page = save(as_outsider, NEW, **typed)
    said = page.form().values
    assert {name: said[name] for name in typed} == {
        name: [""] if name == "secret" else [text] for name, text in typed.items()
    }
    assert TYPED["secret"].encode() not in page.content


def test_a_name_that_is_taken_is_refused(as_editor: Visitor, memory_account: Account) -> None:
    page = save(as_editor, NEW, **{**TYPED, "name": memory_account.name})
    assert page.one(id="problems-name").texts("li") == ["Account with this Name already exists."]


# --- Edit ---------------------------------------------------------------------------------------


def test_edit_shows_everything_but_the_secret(as_owner: Visitor, url: str) -> None:
    page = as_owner.get(f"{url}edit/")
    said = page.form().values
    assert (said["access_key_id"], said["secret"]) == ([ACCESS_KEY_ID], [""])
    assert SECRET.encode() not in page.content


def test_an_empty_secret_keeps_the_stored_one(
    as_owner: Visitor, url: str, memory_account: Account
) -> None:
    page = save(as_owner, f"{url}edit/", name="Renamed")
    assert page.target == url
    memory_account.refresh_from_db()
    assert (memory_account.name, memory_account.secret) == ("Renamed", SECRET)


def test_another_secret_replaces_the_stored_one(
    as_owner: Visitor, url: str, memory_account: Account
) -> None:
    page = as_owner.follow(save(as_owner, f"{url}edit/", secret="another"))
    memory_account.refresh_from_db()
    assert memory_account.secret == "another"
    assert page.notices == ["The account was changed."]


@pytest.mark.parametrize("field", ["endpoint", "access_key_id"])
def test_the_stored_secret_is_not_used_elsewhere(
    field: str, as_owner: Visitor, url: str, memory_account: Account
) -> None:
    other = {"endpoint": "https://oss-cn-beijing.aliyuncs.com", "access_key_id": "LTAI5tOther"}
    page = save(as_owner, f"{url}edit/", **{field: other[field]})
    assert page.status == 422
    assert page.one(id="problems-secret").texts("li")
    assert Account.objects.get() == memory_account
    assert getattr(Account.objects.get(), field) == getattr(memory_account, field)


def test_a_refused_edit_changes_nothing(
    as_owner: Visitor, url: str, memory_account: Account
) -> None:
    page = save(as_owner, f"{url}edit/", region="?", secret="another")
    memory_account.refresh_from_db()
    assert (page.status, memory_account.secret) == (422, SECRET)
    assert page.one("main").one("h1").text == "Edit account"


# --- One account --------------------------------------------------------------------------------


def test_the_secret_is_said_to_be_stored_and_not_shown(as_viewer: Visitor, url: str) -> None:
    page = as_viewer.get(url)
    facts = dict(zip(page.texts("dt"), page.texts("dd"), strict=True))
    assert facts["AccessKey secret"] == "stored encrypted, never shown"
    assert facts["Your role"] == "Viewer"


@pytest.mark.parametrize(
    ("name", "buttons"),
    [
        ("as_viewer", []),
        ("as_editor", ["Test connection", "Discover and pull all"]),
        ("as_publisher", ["Test connection", "Discover and pull all"]),
        ("as_owner", ["Test connection", "Discover and pull all", "Set role"]),
    ],
)
def test_each_role_finds_the_buttons_that_it_may_press(
    name: str, buttons: list[str], request: pytest.FixtureRequest, url: str
) -> None:
    page = request.getfixturevalue(name).get(url)
    assert page.one("main").texts("button") == buttons
    assert page.has_link("Edit") is (name == "as_owner")


def test_an_account_without_buckets_says_what_to_do(as_editor: Visitor, url: str) -> None:
    assert "None known yet. Test the connection, then discover" in as_editor.get(url).text


@pytest.mark.usefixtures("memory_bucket")
def test_the_buckets_are_one_click_away(
    as_viewer: Visitor, url: str, memory_account: Account
) -> None:
    address = f"{reverse('buckets')}?account={memory_account.pk}"
    assert as_viewer.get(url).link("1 bucket known") == address


# --- Test connection ----------------------------------------------------------------------------


def press(visitor: Visitor, url: str, end: str) -> list[str]:
    """The notices after pressing the button of the form with this address."""
    page = visitor.get(url)
    page = visitor.submit(page, page.form(end))
    assert page.target == url
    return visitor.follow(page).notices


def test_a_connection_that_works_says_so(as_editor: Visitor, url: str) -> None:
    assert press(as_editor, url, "/test/") == ["The connection works: OSS lists 1 bucket."]


def test_several_buckets_are_counted(as_editor: Visitor, url: str, memory: MemoryGateway) -> None:
    memory.buckets["another"] = None
    assert press(as_editor, url, "/test/") == ["The connection works: OSS lists 2 buckets."]


def test_a_clock_that_is_off_is_told_with_it(
    as_editor: Visitor, url: str, memory: MemoryGateway
) -> None:
    memory.clock_skew = 300.0
    works, clock = press(as_editor, url, "/test/")
    assert works == "The connection works: OSS lists 1 bucket."
    assert "about 5 minutes ahead of OSS's" in clock


def test_a_connection_is_tested_over_the_wire(
    as_editor: Visitor, account: Account, local_oss: WatchedOSS
) -> None:
    url = reverse("account", args=[account.pk])
    assert press(as_editor, url, "/test/") == ["The connection works: OSS lists 1 bucket."]
    assert local_oss.count("GET") == 1


def test_a_wrong_secret_is_told_with_the_marks_of_oss(
    as_editor: Visitor, account: Account, local_oss: WatchedOSS
) -> None:
    account.secret = "not-the-secret"
    account.save()
    (notice,) = press(as_editor, reverse("account", args=[account.pk]), "/test/")
    request_id = dict(local_oss.exchanges[-1].answer.headers)["x-oss-request-id"]
    assert notice.startswith(say("oss.SignatureDoesNotMatch"))
    assert notice.endswith(f"(SignatureDoesNotMatch · {request_id})")


def test_a_secret_that_cannot_be_opened_is_told_without_marks(
    as_editor: Visitor, url: str, memory_account: Account
) -> None:
    Account.objects.filter(pk=memory_account.pk).update(secret_token="gAAAAnonsense")
    (notice,) = press(as_editor, url, "/test/")
    assert "Enter the AccessKey secret again" in notice
    assert "(" not in notice


# --- Members ------------------------------------------------------------------------------------


def roles(account: Account) -> dict[str, int]:
    return dict(account.memberships.values_list("user__username", "role"))


def set_role(visitor: Visitor, url: str, username: str, role: Role) -> Page:
    page = visitor.get(url)
    return visitor.submit(page, page.form("/members/"), username=username, role=str(role.value))


def test_an_owner_adds_a_member(
    as_owner: Visitor, url: str, memory_account: Account, outsider: User
) -> None:
    page = set_role(as_owner, url, outsider.username, Role.EDITOR)
    assert page.target == url
    assert roles(memory_account)[outsider.username] == Role.EDITOR


def test_an_owner_gives_another_role(
    as_owner: Visitor, url: str, memory_account: Account, viewer: User
) -> None:
    set_role(as_owner, url, viewer.username, Role.PUBLISHER)
    assert roles(memory_account)[viewer.username] == Role.PUBLISHER


def test_somebody_unknown_cannot_be_a_member(as_owner: Visitor, url: str) -> None:
    page = set_role(as_owner, url, "nobody", Role.EDITOR)
    assert page.status == 422
    assert page.one(id="problems-username").texts("li") == [
        "Nobody here is called “nobody”. An administrator adds people."
    ]
    said = page.form("/members/").values
    assert (said["username"], said["role"]) == (["nobody"], ["20"])


@pytest.mark.usefixtures("memory_account")
def test_the_last_owner_cannot_be_demoted(
    as_owner: Visitor, url: str, owner: User, memory_account: Account
) -> None:
    page = set_role(as_owner, url, owner.username, Role.VIEWER)
    assert page.status == 422
    assert page.one(id="problems-role").texts("li") == [
        "An account needs an owner. Make someone else owner first."
    ]
    assert roles(memory_account)[owner.username] == Role.OWNER


def remove(visitor: Visitor, url: str, user: User) -> Page:
    page = visitor.get(url)
    (link,) = page.all("a", aria_label=f"Remove {user.username}")
    page = visitor.get(link.get("href"))
    assert page.one("main").one("h1").text == f"Remove {user.username} from Example team?"
    return visitor.submit(page, page.form())


def test_an_owner_removes_a_member(
    as_owner: Visitor, url: str, memory_account: Account, viewer: User
) -> None:
    assert remove(as_owner, url, viewer).target == url
    assert viewer.username not in roles(memory_account)


def test_the_last_owner_cannot_be_removed(
    as_owner: Visitor, url: str, memory_account: Account, owner: User
) -> None:
    page = remove(as_owner, url, owner)
    assert as_owner.follow(page).notices == [
        "An account needs an owner. Make someone else owner first."
    ]
    assert owner.username in roles(memory_account)


def test_somebody_is_not_removed_before_it_was_asked(
    as_owner: Visitor, url: str, memory_account: Account, viewer: User
) -> None:
    assert as_owner.get(f"{url}members/{viewer.pk}/remove/").status == 200
    assert viewer.username in roles(memory_account)


def test_who_leaves_an_account_comes_to_the_others(
    as_owner: Visitor, url: str, viewer: User, owner: User
) -> None:
    set_role(as_owner, url, viewer.username, Role.OWNER)
    assert remove(as_owner, url, owner).target == reverse("accounts")
    assert as_owner.get(url).status == 404


@pytest.mark.parametrize("number", [999999, int("9" * 30)])
def test_who_is_no_member_cannot_be_removed(number: int, as_owner: Visitor, url: str) -> None:
    assert as_owner.post(f"{url}members/{number}/remove/").status == 404
