"""Choosing buckets in the list, and what was chosen, as an address says it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.urls import reverse

from buckets.models import Account, Bucket, Membership, Role, State
from buckets.views.lists.selection import Selection
from tests.fixtures.people import shared_account
from tests.views.page import Element, Page, Visitor
from tests.views.test_buckets import LIST, add_buckets


@pytest.fixture
def buckets(memory_account: Account) -> list[Bucket]:
    """Four buckets, two of them drifted."""
    add_buckets(memory_account, 4)
    Bucket.objects.filter(name__in=["team-001", "team-002"]).update(state=State.DRIFTED)
    return list(Bucket.objects.all())


@pytest.fixture
def theirs(outsider: User) -> Bucket:
    """A bucket that nobody else may see."""
    account = shared_account({Role.OWNER: outsider}, name="On OSS")
    add_buckets(account, 1, name="theirs")
    return account.buckets.get()


def chosen(said: str, user: User) -> list[str]:
    return [bucket.name for bucket in Selection.of(QueryDict(said), user).buckets()]


def boxes(page: Page) -> list[str]:
    return [cell.text for cell in page.one("tbody").all("td", css="choose") if cell.all("input")]


def form(page: Page) -> Element:
    return page.one("form", id="selection")


@pytest.mark.usefixtures("buckets")
def test_a_viewer_has_nothing_to_choose(as_viewer: Visitor) -> None:
    page = as_viewer.get(LIST)
    assert not page.all("form", id="selection")
    assert not page.all("input", type="checkbox")


@pytest.mark.usefixtures("buckets")
def test_an_editor_can_choose_each_bucket(as_editor: Visitor) -> None:
    page = as_editor.get(LIST)
    assert boxes(page) == [f"Select team-00{n}" for n in range(4)]
    assert {box.get("form") for box in page.all("input", name="bucket")} == {"selection"}
    assert form(page).texts("button") == ["Check for drift", "Pull", "Check expectations"]


@pytest.mark.usefixtures("buckets")
def test_a_publisher_can_publish_what_is_chosen(as_publisher: Visitor) -> None:
    button = form(as_publisher.get(LIST)).all("button")[-1]
    assert (button.text, button.get("name"), button.get("value")) == (
        "Review & publish",
        "kind",
        "publish",
    )


@pytest.mark.usefixtures("buckets")
def test_where_one_may_only_look_there_is_no_box(
    as_editor: Visitor, editor: User, theirs: Bucket
) -> None:
    Membership.objects.create(account=theirs.account, user=editor, role=Role.VIEWER)
    page = as_editor.get(LIST)
    assert len(page.one("tbody").all("tr")) == 5
    assert "Select theirs-000" not in boxes(page)
    assert {len(row.all("td")) for row in page.one("tbody").all("tr")} == {6}


@pytest.mark.usefixtures("buckets")
def test_the_choice_is_asked_for_with_what_narrows_the_list(as_editor: Visitor) -> None:
    asked = form(as_editor.get(f"{LIST}?q=team&state=drifted&sort=-name"))
    assert (asked.get("method"), asked.get("action")) == ("get", reverse("new_run"))
    assert asked.values == {"q": ["team"], "state": ["drifted"]}
    assert asked.one("label").text == "Select all 2 that match"
    assert asked.one("input", type="checkbox").get("name") == "everything"


@pytest.mark.usefixtures("buckets")
def test_all_can_be_chosen_where_nothing_narrows_the_list(as_editor: Visitor) -> None:
    assert form(as_editor.get(LIST)).one("label").text == "Select all 4"


@pytest.mark.usefixtures("memory_account")
def test_where_there_is_no_bucket_there_is_nothing_to_choose(as_editor: Visitor) -> None:
    assert not as_editor.get(LIST).all("form", id="selection")


def test_buckets_are_chosen_one_by_one(buckets: list[Bucket], viewer: User) -> None:
    said = f"bucket={buckets[3].pk}&bucket={buckets[0].pk}&bucket={buckets[0].pk}&q=000"
    assert chosen(said, viewer) == ["team-000", "team-003"]


@pytest.mark.parametrize(
    "said", ["", "q=team", "bucket=x", "bucket=", "bucket=0", f"bucket={'9' * 18}", "everything="]
)
@pytest.mark.usefixtures("buckets")
def test_what_chooses_nothing(said: str, viewer: User) -> None:
    assert chosen(said, viewer) == []


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("everything=1", ["team-000", "team-001", "team-002", "team-003"]),
        ("everything=1&state=drifted", ["team-001", "team-002"]),
        ("everything=1&state=drifted&q=+001+", ["team-001"]),
        ("everything=1&q=&state=&account=", ["team-000", "team-001", "team-002", "team-003"]),
    ],
)
@pytest.mark.usefixtures("buckets")
def test_everything_is_all_that_match(said: str, wanted: list[str], viewer: User) -> None:
    assert chosen(said, viewer) == wanted


def test_everything_of_an_account(buckets: list[Bucket], theirs: Bucket, viewer: User) -> None:
    Membership.objects.create(account=theirs.account, user=viewer, role=Role.EDITOR)
    assert chosen(f"everything=1&account={theirs.account_id}", viewer) == ["theirs-000"]


@pytest.mark.usefixtures("buckets")
def test_everything_wins_over_what_is_ticked(viewer: User) -> None:
    assert len(chosen("everything=1&bucket=1", viewer)) == 4


@pytest.mark.usefixtures("buckets")
def test_no_bucket_of_others_is_chosen(theirs: Bucket, viewer: User) -> None:
    assert chosen(f"bucket={theirs.pk}", viewer) == []
    assert "theirs-000" not in chosen("everything=1", viewer)


@pytest.mark.parametrize("said", ["state=nonsense", "account=x", "account={}"])
@pytest.mark.usefixtures("buckets")
def test_a_filter_that_cannot_be_applied_chooses_nothing_rather_than_more(
    said: str, theirs: Bucket, viewer: User
) -> None:
    assert chosen(f"everything=1&{said.format(theirs.account_id)}", viewer) == []


@pytest.mark.parametrize(
    ("said", "query"),
    [
        ("bucket=7&bucket=3&kind=pull&q=team", "bucket=3&bucket=7"),
        (
            "everything=1&q=a b&state=drifted&kind=pull&after=x&sort=-name",
            "everything=1&q=a+b&state=drifted",
        ),
        ("everything=1&bucket=7", "everything=1"),
        ("", ""),
    ],
)
def test_a_choice_is_said_by_its_query_alone(said: str, query: str, viewer: User) -> None:
    selection = Selection.of(QueryDict(said), viewer)
    assert selection.query == query
    assert Selection.of(QueryDict(query), viewer) == selection
    assert selection.is_everything is ("everything" in query)
