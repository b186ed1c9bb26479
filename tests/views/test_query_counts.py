"""No page asks the database more often because there is more to show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buckets import audit
from buckets.audit import record
from buckets.cors import Configuration, Rule
from buckets.cors.formats import xml
from buckets.models import Account, Bucket, Membership, Revision, Role, Run, RunItem, State
from buckets.sync.pull import check, pull
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import LIVE, shared_account
from tests.sync.actions import add, publish
from tests.views.fleet import many, new_run, run_with, url_of
from tests.views.page import Visitor

LIST_AT_MOST = 8
BUCKET_AT_MOST = 10

Fill = Callable[[int], None]

to_many = pytest.mark.parametrize("most", [120, pytest.param(300, marks=pytest.mark.full)])
"""The most that there are: more than two pages."""


def count(visitor: Visitor, url: str) -> int:
    """How many queries the page takes."""
    with CaptureQueriesContext(connection) as queries:
        assert visitor.get(url).status == 200
    return len(queries)


def counts(visitor: Visitor, url: str, fill: Fill, *sizes: int) -> list[int]:
    """How many queries the page takes at each size; the first is also the smallest."""
    found = []
    for size in sizes:
        fill(size)
        found.append(count(visitor, url))
    return found


def rules(count: int) -> Configuration:
    return Configuration(tuple(Rule((f"https://{n}.example.com",), ("GET",)) for n in range(count)))


@pytest.fixture
def with_buckets(memory_account: Account) -> Fill:
    def fill(count: int) -> None:
        memory_account.buckets.all().delete()
        Bucket.objects.bulk_create(
            Bucket(
                account=memory_account,
                name=f"bucket-{n:03}",
                state=State.IN_SYNC,
                read_at=datetime.now(UTC),
            )
            for n in range(count)
        )

    return fill


@pytest.fixture
def with_rules(memory_bucket: Bucket, memory: MemoryGateway, owner: User) -> Fill:
    """OSS holds so many rules, the working copy other ones."""

    def fill(count: int) -> None:
        memory.buckets[BUCKET] = rules(count)
        bucket = pull(memory_bucket.pk, by=owner)
        bucket.adopt_live()
        bucket.cors_rules.update(max_age=5)
        bucket.count_version(bucket.working)
        bucket.save_with_state()
        assert (bucket.rule_count, bucket.state) == (count, State.UNPUBLISHED)

    return fill


@pytest.fixture
def with_revisions(memory_bucket: Bucket) -> Fill:
    def fill(count: int) -> None:
        memory_bucket.revisions.filter(number__gt=1).delete()
        for number in range(2, count + 1):
            document = xml.write(rules(number % 10 + 1))
            memory_bucket.revisions.create(number=number, document=document, rule_count=1)

    return fill


@pytest.fixture
def with_events(memory_bucket: Bucket, owner: User) -> Fill:
    def fill(count: int) -> None:
        for n in range(count):
            bucket = memory_bucket if n % 2 else None
            record(
                audit.ChangesDiscarded(1), by=owner, account=memory_bucket.account, bucket=bucket
            )

    return fill


@pytest.fixture
def with_accounts(owner: User, viewer: User, memory: MemoryGateway) -> Fill:
    assert memory.buckets

    def fill(count: int) -> None:
        Account.objects.all().delete()
        for n in range(count):
            shared_account({Role.OWNER: owner, Role.VIEWER: viewer}, name=f"Account {n}")

    return fill


@pytest.fixture
def with_members(memory_account: Account) -> Fill:
    def fill(count: int) -> None:
        users = [User.objects.create(username=f"user-{count}-{n}") for n in range(count)]
        Membership.objects.bulk_create(Membership(account=memory_account, user=u) for u in users)

    return fill


def assert_flat(found: list[int], at_most: int) -> None:
    assert len(set(found)) == 1, found
    assert found[0] <= at_most, found


@to_many
@pytest.mark.parametrize(
    "query",
    ["", "?q=bucket", "?state=in-sync", "?account={}", "?sort=-read", "?sort=account&before=end"],
)
def test_the_buckets_list_does_not_grow_with_the_buckets(
    query: str, most: int, as_editor: Visitor, with_buckets: Fill, memory_account: Account
) -> None:
    url = reverse("buckets") + query.format(memory_account.pk)
    found = counts(as_editor, url, with_buckets, 51, most)
    assert_flat(found, LIST_AT_MOST)


def test_the_buckets_list_does_not_grow_with_the_accounts(
    as_viewer: Visitor, with_accounts: Fill
) -> None:
    assert_flat(counts(as_viewer, reverse("buckets"), with_accounts, 2, 20), LIST_AT_MOST)


def test_the_accounts_list_does_not_grow(as_viewer: Visitor, with_accounts: Fill) -> None:
    assert_flat(counts(as_viewer, reverse("accounts"), with_accounts, 2, 20), LIST_AT_MOST)


@to_many
@pytest.mark.parametrize("query", ["", "?bucket={}"])
def test_activity_does_not_grow(
    query: str, most: int, as_viewer: Visitor, with_events: Fill, memory_bucket: Bucket
) -> None:
    url = reverse("activity") + query.format(memory_bucket.pk)
    found = counts(as_viewer, url, with_events, 3, most)
    assert_flat(found, LIST_AT_MOST)


def test_history_does_not_grow(
    as_viewer: Visitor, with_revisions: Fill, memory_bucket: Bucket
) -> None:
    url = reverse("history", args=[memory_bucket.pk])
    assert_flat(counts(as_viewer, url, with_revisions, 2, 60), LIST_AT_MOST)


@pytest.mark.parametrize("name", ["bucket", "review", "clear", "discard", "create_rule"])
def test_a_page_of_a_bucket_does_not_grow_with_the_rules(
    name: str, as_owner: Visitor, with_rules: Fill, memory_bucket: Bucket
) -> None:
    url = reverse(name, args=[memory_bucket.pk])
    assert_flat(counts(as_owner, url, with_rules, 1, 10), BUCKET_AT_MOST)


@pytest.fixture
def with_conflict(memory_bucket: Bucket, memory: MemoryGateway, owner: User) -> Fill:
    """So many rules on OSS that were not there, and one edit here; published before that."""
    publish(add(memory_bucket, owner), owner)
    add(memory_bucket, owner, Rule(("https://late.example.com",), ("GET",)))

    def fill(count: int) -> None:
        memory.buckets[BUCKET] = rules(count)
        assert check(memory_bucket.pk, by=owner).state == State.CONFLICT

    return fill


@pytest.mark.parametrize("name", ["bucket", "review", "discard", "merge"])
def test_a_page_of_a_conflict_does_not_grow_with_the_differences(
    name: str, as_owner: Visitor, with_conflict: Fill, memory_bucket: Bucket
) -> None:
    url = reverse(name, args=[memory_bucket.pk])
    assert_flat(counts(as_owner, url, with_conflict, 1, 10), BUCKET_AT_MOST)


def test_a_bucket_that_was_just_published_takes_few_queries(
    as_owner: Visitor, memory_bucket: Bucket, owner: User
) -> None:
    publish(add(memory_bucket, owner), owner)
    assert count(as_owner, reverse("bucket", args=[memory_bucket.pk])) <= BUCKET_AT_MOST


def test_a_revision_does_not_grow_with_its_rules(
    as_viewer: Visitor, with_revisions: Fill, memory_bucket: Bucket
) -> None:
    with_revisions(10)
    base = reverse("history", args=[memory_bucket.pk])
    found = [count(as_viewer, f"{base}{number}/") for number in (2, 8)]
    assert_flat(found, BUCKET_AT_MOST)


@to_many
def test_an_account_does_not_grow_with_its_buckets(
    most: int, as_owner: Visitor, with_buckets: Fill, memory_account: Account
) -> None:
    url = reverse("account", args=[memory_account.pk])
    assert_flat(counts(as_owner, url, with_buckets, 3, most), LIST_AT_MOST)


def test_an_account_does_not_grow_with_its_members(
    as_owner: Visitor, with_members: Fill, memory_account: Account
) -> None:
    url = reverse("account", args=[memory_account.pk])
    assert_flat(counts(as_owner, url, with_members, 1, 40), LIST_AT_MOST)


@pytest.fixture
def run_of_all(memory_account: Account, owner: User) -> Run:
    """A run that a worker is at, with a page of failures."""
    run = run_with(memory_account, owner, "failed", "stopped", "open", "unchanged", ended=False)
    run.take_lease(60)
    run.save()
    return run


@pytest.fixture
def with_items(run_of_all: Run, memory_account: Account) -> Fill:
    def fill(count: int) -> None:
        buckets = many(memory_account, count, start=Bucket.objects.count())
        run_of_all.items.bulk_create(RunItem(run=run_of_all, bucket=b) for b in buckets)
        failed = run_of_all.items.filter(result="failed")[0]
        run_of_all.items.filter(result="open").exclude(bucket=buckets[0]).update(
            result="failed", trouble=failed.trouble, settled_at=datetime.now(UTC)
        )

    return fill


@to_many
@pytest.mark.parametrize("query", ["", "?result=failed"])
@pytest.mark.parametrize("htmx", [False, True])
def test_a_run_does_not_grow_with_its_buckets(
    query: str, htmx: bool, most: int, editor: User, with_items: Fill, run_of_all: Run
) -> None:
    found = counts(Visitor(editor, htmx=htmx), url_of(run_of_all) + query, with_items, 3, most)
    assert_flat(found, BUCKET_AT_MOST)


def test_the_list_of_runs_does_not_grow(as_editor: Visitor, with_accounts: Fill) -> None:
    def fill(count: int) -> None:
        with_accounts(count)
        for account in Account.objects.all():
            run_with(account, User.objects.get(username="olga-owner"), "failed", "open")

    assert_flat(counts(as_editor, reverse("runs"), fill, 2, 30), LIST_AT_MOST)


@pytest.mark.parametrize("kind", Run.Kind)
def test_asking_for_a_run_does_not_grow_with_the_buckets(
    kind: str, as_owner: Visitor, memory_bucket: Bucket, owner: User
) -> None:
    def fill(count: int) -> None:
        for n in range(count):
            copy_of(memory_bucket, f"copy-{count}-{n}")

    found = counts(as_owner, new_run(kind, everything=1), fill, 2, 20)
    assert_flat(found, BUCKET_AT_MOST)


def copy_of(bucket: Bucket, name: str) -> Bucket:
    """Another bucket, on OSS as the first, with a rule less here."""
    copy = Bucket.objects.create(account=bucket.account, name=name)
    copy.observe(
        bytes(xml.write(LIVE)), LIVE, at=datetime.now(UTC), source=Revision.Source.PULLED, by="x"
    )
    working = copy.follow_live()
    copy.save_with_state()
    copy.replace_working(working)
    copy.cors_rules.latest("index").delete()
    copy.count_version(copy.working)
    copy.save_with_state()
    assert copy.state == State.UNPUBLISHED
    return copy
