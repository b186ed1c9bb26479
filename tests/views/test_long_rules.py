"""A rule with hundreds of sources and headers: every page shows the first, and folds the rest."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets.cors import Configuration, Rule
from buckets.models import Bucket
from buckets.sync.pull import pull
from buckets.templatetags.console import SHOWN
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.sync.actions import add, now, publish
from tests.views.page import Element, Page, Visitor

MANY = 200
HEADERS = tuple(f"x-a{number}" for number in range(40))
ORIGINS = tuple(f"https://s{number}.example.com" for number in range(MANY))
LONG = Rule(ORIGINS, ("GET",), HEADERS, max_age=600)
OTHER = Rule(ORIGINS[1:], ("GET",), max_age=600)


@pytest.fixture
def long(memory_bucket: Bucket, owner: User) -> Bucket:
    """The bucket with such a rule, published."""
    add(memory_bucket, owner, LONG)
    publish(memory_bucket, owner)
    return now(memory_bucket)


def lists(page: Page) -> list[Element]:
    """What holds values of a rule, one field each."""
    holders = {id(it.parent): it.parent for tag in ("code", "ins", "del") for it in page.all(tag)}
    return [it for it in holders.values() if it is not None and it.tag != "details"]


def check_folded(page: Page) -> None:
    """No list of values is long, and one tells how many more there are."""
    assert max(len(values(it)) for it in lists(page)) <= SHOWN + 1
    told = page.all("details", css="folded")
    assert {it.one("summary").text for it in told} >= {f"{MANY - SHOWN} more"}
    assert any(ORIGINS[-1] in it.text for it in told)


def values(holder: Element) -> list[Element]:
    return [it for it in holder.children if isinstance(it, Element) and it.tag in VALUES]


VALUES = ("code", "ins", "del")


def test_the_bucket_folds_it(as_viewer: Visitor, bucket_url: str, long: Bucket) -> None:
    page = as_viewer.get(bucket_url)
    check_folded(page)
    assert f"{len(HEADERS) - SHOWN} more" in page.texts("summary")


@pytest.mark.parametrize(("name", "number"), [("revision", 2), ("restore", 1)])
def test_its_history_folds_it(as_editor: Visitor, long: Bucket, name: str, number: int) -> None:
    check_folded(as_editor.get(reverse(name, args=[long.pk, number])))


def test_a_comparison_folds_it(as_viewer: Visitor, long: Bucket) -> None:
    check_folded(as_viewer.get(reverse("compare", args=[long.pk]) + "?from=1&to=2"))


def test_the_review_folds_what_is_removed(as_owner: Visitor, long: Bucket, owner: User) -> None:
    row = long.cors_rules.last()
    assert row is not None
    check_folded(as_owner.get(reverse("delete_rule", args=[long.pk, row.pk])))
    row.delete()
    long.count_version(now(long).working)
    long.save_with_state()
    check_folded(as_owner.get(reverse("review", args=[long.pk])))


def test_a_merge_folds_it(
    as_editor: Visitor, long: Bucket, memory: MemoryGateway, owner: User
) -> None:
    add(long, owner)
    memory.buckets[BUCKET] = Configuration((OTHER,))
    pull(long.pk, by=owner)
    page = as_editor.get(reverse("merge", args=[long.pk]))
    assert max(len(values(it)) for it in lists(page)) <= SHOWN + 1
    assert page.all("details", css="folded")
