"""Nothing in the database waits for OSS, and nobody loses an edit to a race."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection

from buckets.cors import Rule
from buckets.models import Account, Bucket, Event, State
from buckets.oss.errors import Action
from buckets.oss.listing import ListedBucket
from buckets.sync.discover import count_buckets, discover
from buckets.sync.edit import StaleVersion, clear_rules, create_rule
from buckets.sync.pull import pull
from buckets.sync.push import PublishRefused
from tests.fakes import MemoryGateway, speaking_to
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import LIVE, shared_account
from tests.sync.actions import add, now, planned, publish

pytestmark = pytest.mark.django_db(transaction=True)


class DriftView(MemoryGateway):
    """Notes for each call whether a transaction was open."""

    def __init__(self) -> None:
        super().__init__({BUCKET: LIVE})
        self.calls: list[tuple[Action, bool]] = []

    def list_buckets(self) -> Iterator[ListedBucket]:
        self.calls.append((Action.LIST, connection.in_atomic_block))
        return super().list_buckets()

    def _begin(self, action: Action, bucket: str) -> None:
        self.calls.append((action, connection.in_atomic_block))
        super()._begin(action, bucket)


@pytest.fixture
def outside() -> Iterator[DriftView]:
    gateway = DriftView()
    with speaking_to(gateway):
        yield gateway


def test_no_transaction_is_open_while_oss_is_asked(outside: DriftView, owner: User) -> None:
    account = shared_account({})
    count_buckets(account, by=owner)
    (bucket,) = discover(account, by=owner)
    pull(bucket.pk, by=owner)
    add(bucket, owner)
    publish(bucket, owner)
    clear_rules(bucket.pk, version=now(bucket).version, by=owner)
    publish(bucket, owner)
    assert {action for action, _ in outside.calls} == set(Action)
    assert not any(in_transaction for _, in_transaction in outside.calls)


def at_once(*calls: object) -> list[BaseException | None]:
    """Make the calls in threads of their own, all at the same moment; give what each raised."""
    start = Barrier(len(calls))

    def run(call: object) -> None:
        assert callable(call)
        try:
            start.wait(10)
            call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        done: list[Future[None]] = [pool.submit(run, call) for call in calls]
    return [each.exception() for each in done]


def new_rule(name: str) -> Rule:
    return Rule((f"https://{name}.example.com",), ("GET",))


def test_of_two_who_save_the_same_version_at_once_exactly_one_wins(
    memory_bucket: Bucket, owner: User, editor: User
) -> None:
    def save(by: User) -> None:
        create_rule(
            memory_bucket.pk,
            new_rule(by.username),
            vary=True,
            version=memory_bucket.version,
            by=by,
        )

    ended = at_once(lambda: save(owner), lambda: save(editor))
    (told,) = [error for error in ended if error is not None]
    assert isinstance(told, StaleVersion)
    (event,) = told.events
    winner = editor if ended[0] else owner
    assert event.actor == winner.username
    assert now(memory_bucket).working.rules == (*LIVE.rules, new_rule(winner.username))


def test_of_many_who_save_and_try_again_nobody_loses_an_edit(
    memory_bucket: Bucket, owner: User
) -> None:
    def save(name: str) -> None:
        while True:
            try:
                add(memory_bucket, owner, new_rule(name))
            except StaleVersion:
                continue
            return

    names = ["a", "b", "c", "d"]
    assert at_once(*[lambda name=name: save(name) for name in names]) == [None] * 4
    added = now(memory_bucket).working.rules[len(LIVE.rules) :]
    assert set(added) == set(map(new_rule, names))
    assert Event.objects.filter(kind="rule.created").count() == 4


def test_of_two_who_publish_the_same_plan_at_once_one_writes(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User, publisher: User
) -> None:
    add(memory_bucket, owner)
    agreed = planned(memory_bucket).fingerprint
    ended = at_once(
        lambda: publish(memory_bucket, owner, agreed=agreed),
        lambda: publish(memory_bucket, publisher, agreed=agreed),
    )
    # The other one is told either that somebody is at it, or that it is done.
    assert [type(error) for error in ended if error] in ([], [PublishRefused])
    assert memory_bucket.pushes.count() == 1
    assert now(memory_bucket).state == State.IN_SYNC
    assert memory_bucket.revisions.count() == 2


def test_pulls_at_once_agree_on_one_revision(
    memory_account: Account, memory: MemoryGateway, owner: User
) -> None:
    (bucket,) = discover(memory_account, by=owner)
    assert at_once(*[lambda: pull(bucket.pk, by=owner)] * 4) == [None] * 4
    assert now(bucket).state == State.IN_SYNC
    assert now(bucket).working == LIVE
    assert bucket.revisions.count() == 1
