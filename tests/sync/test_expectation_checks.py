"""Trying on OSS itself what is promised: as a run, and after each publish."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections

from buckets import tasks
from buckets.cors import Configuration, Rule
from buckets.cors.evaluate.expectation import Expectation
from buckets.cors.evaluate.observation import HttpAnswer
from buckets.models import Account, Bucket, Revision, Role, Run, RunItem
from buckets.sync.expectation_checks import NOTHING_TO_CHECK
from buckets.sync.expectations import add_expectation
from buckets.sync.probe import probe
from buckets.sync.pull import pull
from buckets.sync.push import push
from buckets.sync.runs import lifecycle
from buckets.sync.runs.worker import _Worker, work
from buckets.sync.runtime import current, use
from tests.cdn import cdn_before
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.fixtures.people import LIVE, shared_account
from tests.sync.actions import FOREIGN, add, publish
from tests.sync.crowd import Waits, done, results, start, take_over

pytestmark = pytest.mark.django_db(transaction=True)

APP, EVIL = LIVE.rules[0].origins[0], "https://evil.example"
READS = Expectation(APP, True, "GET", (), ("ETag",))
NEVER = Expectation(EVIL, False)


@pytest.fixture
def promised(bucket: Bucket, editor: User) -> Bucket:
    """One bucket on local OSS, with something that must be and something that must not."""
    for it in (READS, NEVER):
        add_expectation(bucket.pk, it, by=editor)
    return bucket


def tried(bucket: Bucket, by: User, waits: Waits | None = None) -> RunItem:
    run = lifecycle.start_expectation_checks([bucket.pk], by=by)
    assert run is not None
    return done(run, wait=waits or Waits()).items.get()


def outcomes(item: RunItem) -> list[tuple[str, bool, str]]:
    assert item.expectation_report is not None
    return [
        (line["expectation"]["params"]["origin"], line["is_endpoint"], line["outcome"])
        for line in item.expectation_report["lines"]
    ]


def test_what_is_promised_is_kept(promised: Bucket, editor: User) -> None:
    item = tried(promised, editor)
    assert item.result == RunItem.Result.KEPT
    assert outcomes(item) == [(APP, True, "kept"), (EVIL, True, "kept")]
    assert item.expectation_report is not None
    assert (item.expectation_report["revision"], item.expectation_report["before"]) == (1, None)


def test_what_is_not_is_told_with_what_differs(
    promised: Bucket, local_oss: WatchedOSS, editor: User
) -> None:
    local_oss.store.put_cors(BUCKET, None)
    item = tried(promised, editor)
    assert item.result == RunItem.Result.BROKEN
    assert outcomes(item) == [(APP, True, "broken"), (EVIL, True, "kept")]
    assert item.expectation_report is not None
    line = item.expectation_report["lines"][0]
    assert ["Access-Control-Allow-Origin", APP, ""] in line["differences"]
    assert line["predicted"]


def test_what_the_published_rules_break_is_told_so(
    promised: Bucket, local_oss: WatchedOSS, editor: User
) -> None:
    local_oss.store.put_cors(BUCKET, FOREIGN)
    pull(promised.pk, by=editor)
    item = tried(promised, editor)
    assert item.expectation_report is not None
    line = item.expectation_report["lines"][0]
    assert (line["outcome"], line["predicted"], line["differences"]) == ("broken", False, [])


def test_what_is_put_back_is_a_revision_that_is_understood(
    promised: Bucket, local_oss: WatchedOSS, editor: User
) -> None:
    promised.new_revision(b"<Odd/>", None, source=Revision.Source.PULLED, by="x").save()
    Bucket.objects.filter(pk=promised.pk).update(newest=2)
    local_oss.store.put_cors(BUCKET, FOREIGN)
    pull(promised.pk, by=editor)
    item = tried(promised, editor)
    assert item.expectation_report is not None
    assert (item.expectation_report["revision"], item.expectation_report["before"]) == (3, 1)


def test_what_anybody_answered_is_not_kept_at_length(promised: Bucket, editor: User) -> None:
    long = HttpAnswer(200, (("Access-Control-Allow-Origin", "x" * 5_000),))
    with use(replace(current(), ask=lambda *_, **__: long)):
        item = tried(promised, editor)
    assert item.expectation_report is not None
    assert max(len(seen) for *_, seen in item.expectation_report["lines"][0]["differences"]) == 300


def test_rules_that_are_not_understood_are_not_tried(promised: Bucket, editor: User) -> None:
    Revision.objects.filter(bucket=promised).update(rule_count=None)
    assert lifecycle.start_expectation_checks([promised.pk], by=editor) is None


def test_a_site_that_must_not_and_can_is_told(
    promised: Bucket, local_oss: WatchedOSS, editor: User
) -> None:
    everybody = Configuration((Rule(("*",), ("GET",), ("*",)), *LIVE.rules), True)
    local_oss.store.put_cors(BUCKET, everybody)
    assert (EVIL, True, "broken") in outcomes(tried(promised, editor))


def test_a_change_that_takes_seconds_is_waited_for(
    promised: Bucket, local_oss: WatchedOSS, editor: User
) -> None:
    local_oss.store.put_cors(BUCKET, None)
    waits = Waits(happens=lambda: local_oss.store.put_cors(BUCKET, LIVE))
    assert tried(promised, editor, waits).result == RunItem.Result.KEPT
    assert len(waits.seconds) == 1


def test_each_address_has_a_line_of_its_own(
    promised: Bucket, local_oss: WatchedOSS, editor: User
) -> None:
    local_oss.store.put_cors(BUCKET, FOREIGN)
    with cdn_before(local_oss.endpoint, bucket=BUCKET) as cdn:
        accounts = Account.objects.filter(pk=promised.account_id)
        accounts.update(addresses=f"{cdn} {BUCKET}\nhttp://127.0.0.1:9")
        tried(promised, editor)
        local_oss.store.put_cors(BUCKET, LIVE)
        item = tried(promised, editor)
    assert outcomes(item)[:3] == [
        (APP, True, "kept"),
        (APP, False, "broken"),
        (APP, False, "unknown"),
    ]
    assert item.expectation_report is not None
    _at_oss, at_cdn, nowhere, *_more = item.expectation_report["lines"]
    assert ["X-Cache", "HIT"] in at_cdn["signs"]
    assert nowhere["trouble"]["id"] == "oss.no-connection"


def test_no_transaction_is_open_while_oss_is_asked(
    promised: Bucket, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buckets.sync.runs.pool.SECONDS", 60)  # nothing is written meanwhile
    began, found = connections["default"], list[tuple[bool, bool]]()

    def asked(*args: Any, **how: Any) -> object:
        found.append((began.in_atomic_block, connection.in_atomic_block))
        return probe(*args, **how)

    monkeypatch.setattr("buckets.sync.expectation_checks.probe", asked)
    tried(promised, editor)
    assert found == [(False, False)]


def test_where_nothing_answers_nothing_is_known(promised: Bucket, editor: User) -> None:
    Bucket.objects.filter(pk=promised.pk).update(endpoint="http://127.0.0.1:9")
    assert tried(promised, editor).result == RunItem.Result.FAILED


def test_without_a_promise_there_is_no_run(bucket: Bucket, editor: User) -> None:
    assert lifecycle.start_expectation_checks([bucket.pk], by=editor) is None
    assert not Run.objects.exists()


def test_a_promise_that_is_gone_meanwhile_is_not_tried(promised: Bucket, editor: User) -> None:
    run = start(Run.Kind.PROBE, [promised], by=editor)
    promised.expectations.all().delete()
    assert results(done(run)) == [NOTHING_TO_CHECK]


def test_a_mistake_of_ours_is_one_bucket_s_outcome(
    promised: Bucket, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("buckets.sync.expectation_checks.probe", stumble)
    item = tried(promised, editor)
    assert item.result == RunItem.Result.FAILED
    assert item.trouble is not None


def test_what_is_broken_can_be_tried_again(
    promised: Bucket, local_oss: WatchedOSS, editor: User
) -> None:
    local_oss.store.put_cors(BUCKET, None)
    item = tried(promised, editor)
    local_oss.store.put_cors(BUCKET, LIVE)
    run = lifecycle.resume(item.run_id, by=editor)
    assert run.items.get().expectation_report is None
    assert results(done(run)) == ["kept"]


# --- After a publish ----------------------------------------------------------------------------


def test_a_run_that_publishes_has_its_promises_tried(promised: Bucket, publisher: User) -> None:
    add(promised, publisher)
    run = start(Run.Kind.PUBLISH, [promised], by=publisher)
    following = work(run.pk)
    assert following is not None
    assert (following.kind, following.user, following.account) == (
        Run.Kind.PROBE,
        publisher,
        promised.account,
    )
    item = done(following).items.get()
    assert item.expectation_report is not None
    assert (
        item.result,
        item.expectation_report["revision"],
        item.expectation_report["before"],
    ) == ("kept", 2, 1)


def test_one_that_publishes_nothing_has_not(promised: Bucket, publisher: User) -> None:
    add(promised, publisher)
    run = start(Run.Kind.PUBLISH, [promised], by=publisher)
    publish(promised, publisher)
    add(promised, publisher)
    assert work(run.pk) is None


def test_what_a_run_published_before_it_was_cancelled_is_tried(
    promised: Bucket, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(promised, publisher)
    run = start(Run.Kind.PUBLISH, [promised], by=publisher)

    def push_and_cancel(*args: Any, **how: Any) -> object:
        pushed = push(*args, **how)
        lifecycle.cancel(run.pk, by=publisher)
        return pushed

    monkeypatch.setattr("buckets.sync.runs.worker.push", push_and_cancel)
    following = work(run.pk)
    assert results(run) == ["published"]
    assert following is not None
    assert [it.bucket for it in following.items.all()] == [promised]


def test_a_worker_that_lost_the_run_has_nothing_tried(promised: Bucket, publisher: User) -> None:
    add(promised, publisher)
    run = start(Run.Kind.PUBLISH, [promised], by=publisher)
    publish(promised, publisher)
    run.items.update(result=RunItem.Result.PUBLISHED)
    worker = _Worker(run.pk)
    take_over(run)
    assert worker.work() is None
    assert not Run.objects.filter(kind=Run.Kind.PROBE).exists()


def test_a_worker_goes_on_with_trying_what_it_published(promised: Bucket, publisher: User) -> None:
    add(promised, publisher)
    tasks.do_run(start(Run.Kind.PUBLISH, [promised], by=publisher).pk)
    tries = Run.objects.get(kind=Run.Kind.PROBE)
    assert (tries.state, results(tries)) == (Run.State.DONE, ["kept"])


def test_tries_of_several_accounts_are_of_none(promised: Bucket, members: dict[Role, User]) -> None:
    other = shared_account(members, name="Other")
    elsewhere = Bucket.objects.create(
        account=other, name="b", region="cn-x", endpoint="http://127.0.0.1:9", live=promised.live
    )
    add_expectation(elsewhere.pk, NEVER, by=members[Role.EDITOR])
    run = lifecycle.start_expectation_checks([promised.pk, elsewhere.pk], by=members[Role.OWNER])
    assert run is not None
    assert (run.account, run.items.count()) == (None, 2)
