"""The list of buckets in every order, page by page, also while buckets come and go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets.models import Account, Bucket, Role, State
from tests.fixtures.people import shared_account
from tests.views.page import Page, Visitor
from tests.views.test_buckets import LIST, add_buckets, names

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
COLUMNS = ("name", "state", "rules", "account", "region", "read")
WAYS = [way + column for column in COLUMNS for way in ("", "-")]


@pytest.fixture
def _two_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("buckets.views.buckets.PAGE_SIZE", 2)


@pytest.fixture
def seven(memory_account: Account, viewer: User) -> list[Bucket]:
    """Seven buckets in two accounts; in every column some are alike, and two were never read."""
    other = shared_account({Role.VIEWER: viewer}, name="Another team")
    times = [None, NOW, NOW, None, NOW - timedelta(days=1), NOW + timedelta(microseconds=1), NOW]
    return Bucket.objects.bulk_create(
        Bucket(
            account=(memory_account, other)[n % 2],
            name=f"bucket-{(6 - n) // 2}",
            region=("cn-hangzhou", "cn-beijing", "eu-central-1")[n % 3],
            state=(State.IN_SYNC, State.DRIFTED, State.CONFLICT)[n % 3],
            rule_count=n % 4,
            read_at=at,
        )
        for n, at in enumerate(times)
    )


def keys(bucket: Bucket, column: str) -> tuple[object, ...]:
    """What places a bucket, in an order by this column."""
    first: object = {
        "name": bucket.name,
        "state": bucket.state,
        "rules": bucket.rule_count,
        "account": bucket.account.name,
        "region": bucket.region,
        "read": bucket.read_at or datetime.min.replace(tzinfo=UTC),
    }[column]
    return first, bucket.name, bucket.pk


def ids(page: Page) -> list[int]:
    links = [cell.one("a").get("href") for cell in page.all("th", scope="row")]
    return [int(link.split("/")[-2]) for link in links]


def walk(visitor: Visitor, url: str, link: str) -> list[Page]:
    """The page at ``url``, and all that follow by this link."""
    pages = [visitor.get(url)]
    while pages[-1].link(link):
        assert len(pages) < 10
        pages.append(visitor.get(pages[-1].link(link)))
    return pages


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.usefixtures("_two_a_page")
def test_one_gets_from_the_first_page_to_the_last_and_back(
    way: str, as_viewer: Visitor, seven: list[Bucket]
) -> None:
    column, down = way.removeprefix("-"), way.startswith("-")
    placed = [b.pk for b in sorted(seven, key=lambda b: keys(b, column), reverse=down)]
    wanted = [placed[:2], placed[2:4], placed[4:6], placed[6:]]
    there = walk(as_viewer, f"{LIST}?sort={way}", "Next")
    assert [ids(page) for page in there] == wanted
    back = walk(as_viewer, there[0].link("Last"), "Previous")
    assert [ids(page) for page in back] == wanted[::-1]
    assert ids(as_viewer.get(back[0].link("First"))) == wanted[0]


def place(page: Page) -> str:
    return page.one("nav", css="pages").one("span").text.replace("\N{EN DASH}", " to ")


@pytest.mark.usefixtures("_two_a_page", "seven")
def test_every_page_says_where_in_the_list_it_is(as_viewer: Visitor) -> None:
    wanted = ["1 to 2 of 7", "3 to 4 of 7", "5 to 6 of 7", "7 to 7 of 7"]
    there = walk(as_viewer, LIST, "Next")
    assert [place(page) for page in there] == wanted
    assert [place(page) for page in walk(as_viewer, there[0].link("Last"), "Previous")] == (
        wanted[::-1]
    )


def test_fifty_stand_on_a_page(as_viewer: Visitor, memory_account: Account) -> None:
    add_buckets(memory_account, 1051)
    page = as_viewer.get(LIST)
    assert len(names(page)) == 50
    assert place(page) == "1 to 50 of 1,051"
    assert page.one("p", css="count").text == "1,051 buckets"


def test_what_fits_on_one_page_has_no_others(as_viewer: Visitor, memory_account: Account) -> None:
    add_buckets(memory_account, 50)
    assert not as_viewer.get(LIST).all("nav", css="pages")
    assert names(as_viewer.get(f"{LIST}?before=end")) == names(as_viewer.get(LIST))


@pytest.mark.usefixtures("_two_a_page")
def test_a_last_page_can_be_full(as_viewer: Visitor, memory_account: Account) -> None:
    add_buckets(memory_account, 4)
    assert names(as_viewer.get(f"{LIST}?before=end")) == ["team-002", "team-003"]


@pytest.mark.usefixtures("_two_a_page")
def test_a_link_that_leads_nowhere_is_no_link(as_viewer: Visitor, memory_account: Account) -> None:
    add_buckets(memory_account, 3)
    links = as_viewer.get(LIST).one("nav", css="pages").all("a")
    dead = [link.text for link in links if not link.get("href")]
    assert dead == ["First", "Previous"]
    assert all(link.get("aria-disabled") == "true" for link in links[:2])


@pytest.mark.usefixtures("_two_a_page")
def test_what_is_added_in_front_shows_nothing_twice(
    as_viewer: Visitor, memory_account: Account
) -> None:
    add_buckets(memory_account, 5)
    first = as_viewer.get(LIST)
    add_buckets(memory_account, 1, name="before")
    assert names(as_viewer.get(first.link("Next"))) == ["team-002", "team-003"]


@pytest.mark.usefixtures("_two_a_page")
def test_what_is_removed_in_front_leaves_nothing_out(
    as_viewer: Visitor, memory_account: Account
) -> None:
    add_buckets(memory_account, 5)
    first = as_viewer.get(LIST)
    Bucket.objects.filter(name__in=["team-000", "team-001"]).delete()
    second = as_viewer.get(first.link("Next"))
    assert names(second) == ["team-002", "team-003"]
    assert names(as_viewer.get(second.link("Next"))) == ["team-004"]


@pytest.mark.usefixtures("_two_a_page")
def test_back_at_the_start_the_first_page_is_whole(
    as_viewer: Visitor, memory_account: Account
) -> None:
    add_buckets(memory_account, 7)
    third = walk(as_viewer, LIST, "Next")[2]
    Bucket.objects.filter(name__in=["team-000", "team-001", "team-002"]).delete()
    first = as_viewer.get(third.link("Previous"))
    assert names(first) == ["team-003", "team-004"]
    assert place(first) == "1 to 2 of 4"


@pytest.mark.usefixtures("_two_a_page")
def test_back_at_the_start_one_sees_what_was_added_there(
    as_viewer: Visitor, memory_account: Account
) -> None:
    add_buckets(memory_account, 4)
    second = as_viewer.get(as_viewer.get(LIST).link("Next"))
    add_buckets(memory_account, 1, name="before")
    assert names(as_viewer.get(second.link("Previous"))) == ["before-000", "team-000"]


@pytest.mark.usefixtures("_two_a_page")
def test_a_page_of_which_nothing_is_left_is_the_first(
    as_viewer: Visitor, memory_account: Account
) -> None:
    add_buckets(memory_account, 3)
    first = as_viewer.get(LIST)
    Bucket.objects.filter(name="team-002").delete()
    assert names(as_viewer.get(first.link("Next"))) == ["team-000", "team-001"]


def broken(cursor: str) -> dict[str, str]:
    """Addresses that say a place in another list, or none at all."""
    return {
        "cut off": f"{LIST}?after={cursor[:-1]}",
        "made up": f"{LIST}?after=x",
        "made up, backwards": f"{LIST}?before=W10%3Ax",
        "changed": f"{LIST}?after=W{cursor}",
        "of another order": f"{LIST}?sort=state&after={cursor}",
        "of another search": f"{LIST}?q=team&after={cursor}",
    }


@pytest.mark.parametrize("how", broken(""))
@pytest.mark.usefixtures("_two_a_page")
def test_a_place_that_means_nothing_is_the_first_page(
    how: str, as_viewer: Visitor, memory_account: Account
) -> None:
    add_buckets(memory_account, 5)
    cursor = as_viewer.get(LIST).link("Next").partition("after=")[2]
    assert names(as_viewer.get(broken(cursor)[how])) == ["team-000", "team-001"]


def sorted_by(page: Page) -> dict[str, str]:
    """The heads that say how their column is sorted."""
    heads = {head.text: head.get("aria-sort") for head in page.all("th", scope="col")}
    return {text: way for text, way in heads.items() if way}


@pytest.mark.usefixtures("seven")
def test_a_press_on_a_head_sorts_and_a_second_turns_round(as_viewer: Visitor) -> None:
    page = as_viewer.get(LIST)
    assert sorted_by(page) == {"Bucket": "ascending"}
    page = as_viewer.get(page.link("State"))
    assert sorted_by(page) == {"State": "ascending"}
    page = as_viewer.get(page.link("State"))
    assert sorted_by(page) == {"State": "descending"}
    assert page.link("State") == f"{LIST}?sort=state"
    assert page.link("Bucket") == LIST


@pytest.mark.usefixtures("_two_a_page", "seven")
def test_sorting_keeps_the_search_and_begins_at_the_first_page(as_viewer: Visitor) -> None:
    page = as_viewer.get(as_viewer.get(f"{LIST}?q=bucket&state=in-sync").link("Next"))
    assert page.link("Rules") == f"{LIST}?q=bucket&state=in-sync&sort=rules"


@pytest.mark.usefixtures("_two_a_page", "seven")
def test_turning_the_page_keeps_search_and_order(as_viewer: Visitor) -> None:
    page = as_viewer.get(f"{LIST}?q=bucket&sort=-rules")
    assert page.link("Next").startswith(f"{LIST}?q=bucket&sort=-rules&after=")
    assert page.link("Last") == f"{LIST}?q=bucket&sort=-rules&before=end"


@pytest.mark.usefixtures("seven")
def test_a_search_keeps_the_order(as_viewer: Visitor) -> None:
    page = as_viewer.get(f"{LIST}?sort=-rules")
    kept = page.one("input", type="hidden", form=page.one("form", role="search").get("id"))
    assert (kept.get("name"), kept.get("value")) == ("sort", "-rules")


@pytest.mark.usefixtures("seven")
def test_heads_and_pages_are_swapped_in_place(as_viewer: Visitor) -> None:
    heads = as_viewer.get(LIST).one("thead").all("a")
    assert {head.get("hx-target") for head in heads} == {"#results"}
    assert reverse("buckets") == LIST
