"""What the second of two people is told of what the first did."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from buckets import audit
from buckets.cors import Configuration
from buckets.cors.compare.diff import diff
from buckets.models import Bucket
from buckets.sync.discover import discover
from buckets.sync.edit import (
    EVENTS_AT_MOST,
    StaleVersion,
    check_version,
    clear_rules,
    create_rule,
    set_vary,
)
from buckets.sync.pull import pull
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import LIVE, NEW
from tests.sync.actions import FOREIGN, add, now


def test_several_edits_meanwhile_are_told_oldest_first(
    memory_bucket: Bucket, editor: User, owner: User
) -> None:
    seen = memory_bucket.version
    version = add(memory_bucket, editor).version
    clear_rules(memory_bucket.pk, version=version, by=owner)
    with pytest.raises(StaleVersion) as caught:
        set_vary(memory_bucket.pk, on=False, version=seen, by=editor)
    kinds = [event.kind for event in caught.value.events]
    assert kinds == [audit.RuleCreated.id, audit.RulesCleared.id]
    assert str(caught.value) == f"version {seen} of examplebucket is now {seen + 2}"


def test_a_pull_that_changed_the_rules_is_told_too(
    memory_bucket: Bucket, memory: MemoryGateway, editor: User, owner: User
) -> None:
    memory.buckets[BUCKET] = FOREIGN
    pull(memory_bucket.pk, by=owner)
    with pytest.raises(StaleVersion) as caught:
        set_vary(memory_bucket.pk, on=False, version=memory_bucket.version, by=editor)
    (event,) = caught.value.events
    assert event.kind == audit.BucketPulled.id
    assert "https://foreign.example.com" in event.after


def test_what_happened_to_other_buckets_is_not_told(
    memory_bucket: Bucket, memory: MemoryGateway, editor: User
) -> None:
    memory.buckets["another"] = LIVE
    (other,) = discover(memory_bucket.account, by=editor)
    add(pull(other.pk, by=editor), editor)
    add(memory_bucket, editor)
    with pytest.raises(StaleVersion) as caught:
        set_vary(memory_bucket.pk, on=False, version=memory_bucket.version, by=editor)
    assert {event.bucket_name for event in caught.value.events} == {"examplebucket"}


@pytest.mark.parametrize("version", [-1, 0, 99, 10**9, 10**30, -(10**30)])
def test_a_version_that_never_was_is_refused_without_a_traceback(
    version: int, memory_bucket: Bucket, editor: User
) -> None:
    with pytest.raises(StaleVersion):
        set_vary(memory_bucket.pk, on=False, version=version, by=editor)
    assert now(memory_bucket).working == LIVE


@pytest.fixture
def restless(memory_bucket: Bucket, owner: User) -> Bucket:
    """The bucket after its Vary was turned once more often than is told, and a rule was added."""
    bucket = memory_bucket
    for n in range(EVENTS_AT_MOST + 1):
        bucket = set_vary(bucket.pk, on=n % 2 == 1, version=bucket.version, by=owner)
    return create_rule(bucket.pk, NEW, version=bucket.version, by=owner)


def test_of_many_edits_the_first_ones_are_told(memory_bucket: Bucket, restless: Bucket) -> None:
    seen = memory_bucket.version
    told = StaleVersion(restless, seen).events
    assert [event.version for event in told] == list(range(seen + 1, seen + 1 + EVENTS_AT_MOST))


def test_the_changes_are_what_all_of_it_came_to(memory_bucket: Bucket, restless: Bucket) -> None:
    came_to = Configuration((*LIVE.rules, NEW), response_vary=False)
    assert StaleVersion(restless, memory_bucket.version).changes == diff(LIVE, came_to)


def test_the_changes_since_a_later_version_are_fewer(restless: Bucket) -> None:
    changes = StaleVersion(restless, restless.version - 1).changes
    assert ([change.kind for change in changes.rules], changes.vary) == (["added"], None)


def test_who_saw_the_bucket_as_it_is_may_go_on(memory_bucket: Bucket, restless: Bucket) -> None:
    check_version(restless, restless.version)
    with pytest.raises(StaleVersion):
        check_version(restless, memory_bucket.version)
