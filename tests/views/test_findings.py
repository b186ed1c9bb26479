"""The findings of all buckets: narrowed, sorted, page by page."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from buckets.cors import Configuration, Rule
from buckets.models import Account, Bucket, KnownFinding, Role
from buckets.presenters.text import say
from buckets.sync.findings import accept, current, keep_findings
from tests.fixtures.people import shared_account
from tests.views.page import Page, Visitor

INSECURE = Rule(("http://a.example.com",), ("HEAD",), max_age=600)
STRAY = Rule(("null",), ("HEAD",), max_age=600)
UNSET = Rule(("https://a.example.com",), ("HEAD",))
URL = reverse("findings")


def put(account: Account, name: str, *rules: Rule) -> Bucket:
    """A bucket with this working copy, and its findings written down."""
    bucket = Bucket.objects.create(account=account, name=name)
    working = Configuration(rules, response_vary=True)
    bucket.replace_working(working)
    keep_findings([(bucket, working)])
    return bucket


@pytest.fixture
def team(viewer: User, owner: User, editor: User) -> Account:
    return shared_account({Role.VIEWER: viewer, Role.OWNER: owner, Role.EDITOR: editor})


@pytest.fixture
def three(team: Account) -> dict[str, Bucket]:
    return {
        "b": put(team, "b", STRAY),
        "a": put(team, "a", INSECURE),
        "c": put(team, "c", UNSET, STRAY),
    }


def told(page: Page) -> list[str]:
    """Severity and bucket of each line."""
    return [
        f"{row.one('span', css='severity').text} {row.all('td')[1].text}"
        for row in page.one("tbody").all("tr")
    ]


def test_the_gravest_come_first(as_viewer: Visitor, three: dict[str, Bucket]) -> None:
    assert told(as_viewer.get(URL)) == [
        "High b Rule 1",
        "High c Rule 2",
        "Medium a Rule 1",
        "Low c Rule 1",
    ]


def test_a_line_leads_to_the_finding_on_the_page_of_its_bucket(
    as_viewer: Visitor, three: dict[str, Bucket]
) -> None:
    link = as_viewer.get(URL).link(say("lint.cache-timeout-unset"))
    key = three["c"].findings.get(kind="cache-timeout-unset").key
    assert link == f"{reverse('bucket', args=[three['c'].pk])}#finding-{key}"


@pytest.mark.parametrize(
    ("query", "buckets"),
    [
        ("severity=medium", ["a"]),
        ("severity=grave", ["b", "c", "a", "c"]),
        ("kind=null-source", ["b", "c"]),
        ("kind=nothing", ["b", "c", "a", "c"]),
        ("q=C", ["c", "a", "c"]),
        ("q=HTTP:", ["a"]),
        ("sort=bucket", ["a", "b", "c", "c"]),
        ("sort=-bucket", ["c", "c", "b", "a"]),
        ("sort=-severity", ["c", "a", "c", "b"]),
        ("sort=finding", ["c", "a", "b", "c"]),
        ("account=999999", ["b", "c", "a", "c"]),
        ("accepted=all", ["b", "c", "a", "c"]),
    ],
)
def test_the_list_is_narrowed_and_sorted(
    query: str, buckets: list[str], as_viewer: Visitor, three: dict[str, Bucket]
) -> None:
    found = [line.split()[1] for line in told(as_viewer.get(f"{URL}?{query}"))]
    assert found == buckets


def test_what_is_accepted_is_shown_on_request(
    as_viewer: Visitor, three: dict[str, Bucket], owner: User
) -> None:
    finding = next(iter(current(three["a"]).values()))
    accept(three["a"].pk, finding, reason="x", until=timezone.localdate(), by=owner)
    assert "Medium a Rule 1" not in told(as_viewer.get(URL))
    page = as_viewer.get(f"{URL}?accepted=yes")
    assert told(page) == ["Medium a Rule 1"]
    assert page.one("tbody").texts(css="tag") == ["Accepted"]


def test_accounts_are_told_apart_and_chosen(
    as_viewer: Visitor, three: dict[str, Bucket], viewer: User
) -> None:
    other = shared_account({Role.VIEWER: viewer}, name="Another team")
    put(other, "d", INSECURE)
    assert told(as_viewer.get(f"{URL}?account={other.pk}")) == ["Medium d Rule 1"]
    assert told(as_viewer.get(f"{URL}?sort=account"))[0] == "Medium d Rule 1"


def test_nobody_sees_findings_of_others(as_outsider: Visitor, three: dict[str, Bucket]) -> None:
    page = as_outsider.get(URL)
    assert not page.all("tbody")
    assert "No findings" in page.text


def test_nothing_that_matches_is_told(as_viewer: Visitor, three: dict[str, Bucket]) -> None:
    page = as_viewer.get(f"{URL}?q=nothing")
    assert "No finding matches" in page.text
    assert page.link("Show all findings") == URL


def test_htmx_gets_the_list_alone(viewer: User, three: dict[str, Bucket]) -> None:
    page = Visitor(viewer, htmx=True).get(f"{URL}?severity=high")
    assert not page.all("html")
    assert told(page) == ["High b Rule 1", "High c Rule 2"]


def test_every_finding_is_on_exactly_one_page(
    as_viewer: Visitor, team: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buckets.views.findings.PAGE_SIZE", 3)
    for n in range(8):
        put(team, f"bucket-{n}", INSECURE)
    page, seen = as_viewer.get(URL), []
    while True:
        seen += told(page)
        following = page.one(id="page-next").get("href")
        if not following:
            break
        page = as_viewer.get(following)
    assert seen == [f"Medium bucket-{n} Rule 1" for n in range(8)]
    assert len(told(as_viewer.get(page.link("First")))) == 3
    assert len(told(as_viewer.get(page.link("Previous")))) == 3
    last = as_viewer.get(URL).link("Last")
    assert told(as_viewer.get(last)) == seen[-2:]


@pytest.mark.parametrize("most", [120, pytest.param(300, marks=pytest.mark.full)])
@pytest.mark.parametrize("query", ["", "?sort=account", "?accepted=all&q=bucket", "?before=end"])
def test_the_list_does_not_grow_with_the_findings(
    query: str, most: int, as_viewer: Visitor, team: Account
) -> None:
    found = []
    for size in (60, most):
        have = KnownFinding.objects.count()
        for n in range(have, size):
            put(team, f"bucket-{n:03}", INSECURE)
        with CaptureQueriesContext(connection) as queries:
            assert as_viewer.get(URL + query).status == 200
        found.append(len(queries))
    assert found[0] == found[1] <= 8
