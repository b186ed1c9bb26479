"""The list of buckets: search, filters, pages, and what it says when it is empty."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets.models import Account, Bucket, Membership, Role, State
from tests.fixtures.people import shared_account
from tests.views.page import Page, Visitor

LIST = reverse("buckets")


def add_buckets(account: Account, count: int, *, name: str = "team") -> None:
    Bucket.objects.bulk_create(
        Bucket(account=account, name=f"{name}-{n:03}", region="cn-hangzhou") for n in range(count)
    )


def names(page: Page) -> list[str]:
    """The buckets on the page, in order."""
    return [cell.text for cell in page.all("th", scope="row")]


@pytest.mark.usefixtures("memory_bucket")
def test_a_row_says_how_a_bucket_stands(as_viewer: Visitor) -> None:
    row = as_viewer.get(LIST).one("table").one("tbody").one("tr")
    cells = [cell.text for cell in row if cell.tag in ("th", "td")]
    assert cells[:5] == ["examplebucket", "In sync", "2", "Example team", "cn-hangzhou"]
    assert row.one("time").get("title").endswith(" UTC")


def test_a_bucket_that_was_never_read_says_never(
    as_viewer: Visitor, memory_account: Account
) -> None:
    add_buckets(memory_account, 1)
    assert as_viewer.get(LIST).one("tbody").all("td")[-1].text == "never"


@pytest.mark.usefixtures("memory_bucket")
def test_buckets_of_others_are_not_listed(as_outsider: Visitor, outsider: User) -> None:
    mine = shared_account({Role.OWNER: outsider}, name="Mine")
    add_buckets(mine, 1)
    assert names(as_outsider.get(LIST)) == ["team-000"]


@pytest.mark.parametrize("query", ["ANGLE", "  angle "])
def test_search_finds_part_of_a_name(
    query: str, as_viewer: Visitor, memory_account: Account
) -> None:
    add_buckets(memory_account, 2)
    add_buckets(memory_account, 1, name="triangles")
    page = as_viewer.get(f"{LIST}?q={query}")
    assert names(page) == ["triangles-000"]
    assert page.one("input", id="q").get("value") == query.strip()
    assert page.one("p", css="count").text == "1 bucket"


def test_a_state_can_be_chosen(as_viewer: Visitor, memory_account: Account) -> None:
    add_buckets(memory_account, 2)
    Bucket.objects.filter(name="team-001").update(state=State.DRIFTED)
    page = as_viewer.get(f"{LIST}?state=drifted")
    assert names(page) == ["team-001"]
    assert page.one("select", id="state").all("option", selected="")[0].text == "Drifted"


def test_an_account_can_be_chosen_where_there_are_several(
    as_viewer: Visitor, viewer: User, memory_account: Account
) -> None:
    other = shared_account({Role.VIEWER: viewer}, name="Other")
    add_buckets(memory_account, 1, name="one")
    add_buckets(other, 1, name="two")
    page = as_viewer.get(f"{LIST}?account={other.pk}")
    assert names(page) == ["two-000"]
    assert page.one("select", id="account").all("option", selected="")[0].text == "Other"


def test_with_one_account_there_is_nothing_to_choose(
    as_viewer: Visitor, memory_account: Account
) -> None:
    assert memory_account.members.exists()
    assert not as_viewer.get(LIST).all("select", id="account")


NONSENSE = [
    "state=nonsense",
    "account=x",
    "account=²",
    "account=0",
    f"account={'9' * 18}",
    f"account={'9' * 5000}",
    "sort=nonsense",
    "sort=--name",
]


@pytest.mark.parametrize("said", NONSENSE)
@pytest.mark.usefixtures("memory_bucket")
def test_a_filter_that_means_nothing_filters_nothing(said: str, as_viewer: Visitor) -> None:
    assert names(as_viewer.get(f"{LIST}?{said}")) == ["examplebucket"]


@pytest.mark.parametrize("said", NONSENSE)
@pytest.mark.usefixtures("memory_account")
def test_a_filter_that_means_nothing_shows_as_not_set(
    said: str, as_viewer: Visitor, viewer: User
) -> None:
    shared_account({Role.VIEWER: viewer}, name="Other")
    page = as_viewer.get(f"{LIST}?{said}")
    assert not page.all("option", selected="")
    assert page.one(css="empty").one("h2").text == "No buckets yet"


def test_an_account_of_others_is_no_filter(
    as_viewer: Visitor, memory_bucket: Bucket, outsider: User
) -> None:
    theirs = shared_account({Role.OWNER: outsider}, name="On OSS")
    add_buckets(theirs, 1)
    assert names(as_viewer.get(f"{LIST}?account={theirs.pk}")) == [memory_bucket.name]


def test_htmx_gets_the_results_alone(viewer: User, memory_account: Account) -> None:
    add_buckets(memory_account, 2)
    page = Visitor(viewer, htmx=True).get(f"{LIST}?q=001")
    assert [part.get("id") for part in page.children if not isinstance(part, str)] == ["results"]
    assert names(page) == ["team-001"]
    assert "HX-Request" in page.headers["Vary"]


def test_without_an_account_it_says_to_start_with_one(as_outsider: Visitor) -> None:
    empty = as_outsider.get(LIST).one("section", css="empty")
    assert empty.one("h2").text == "Start with an account"
    assert empty.one("a").get("href") == reverse("add_account")


@pytest.mark.usefixtures("memory_account")
def test_without_a_bucket_it_says_to_discover_some(as_viewer: Visitor) -> None:
    empty = as_viewer.get(LIST).one(css="empty")
    assert (empty.one("h2").text, empty.one("a").get("href")) == (
        "No buckets yet",
        reverse("accounts"),
    )


@pytest.mark.usefixtures("memory_bucket")
def test_a_search_without_a_result_leads_back_to_all(as_viewer: Visitor) -> None:
    empty = as_viewer.get(f"{LIST}?q=nothing").one(css="empty")
    assert (empty.one("h2").text, empty.one("a").get("href")) == ("No bucket matches", LIST)


def test_the_start_page_is_the_list(as_viewer: Visitor) -> None:
    assert as_viewer.get("/").target == LIST


def test_a_member_of_two_accounts_sees_each_bucket_once(
    as_viewer: Visitor, memory_account: Account, outsider: User
) -> None:
    Membership.objects.create(account=memory_account, user=outsider, role=Role.VIEWER)
    add_buckets(memory_account, 2)
    assert names(as_viewer.get(LIST)) == ["team-000", "team-001"]
