"""What a run and its items say of themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.utils import timezone

from buckets.models import Account, Bucket, Role, Run, RunItem
from buckets.models.lease import CLOCKS_AGREE_WITHIN
from buckets.models.run import RunItemQuerySet
from tests.fakes import ENDPOINT
from tests.fixtures.people import shared_account

Result = RunItem.Result


@pytest.fixture
def account(members: dict[Role, User]) -> Account:
    """One of which nobody asks anything."""
    return shared_account(members)


@pytest.fixture
def strange(outsider: User) -> Account:
    """One that is none of the cast's business."""
    return shared_account({Role.OWNER: outsider}, name="Strangers")


def bucket_of(account: Account, name: str = "one") -> Bucket:
    return Bucket.objects.create(account=account, name=name, endpoint=ENDPOINT)


def run_over(*buckets: Bucket, **said: object) -> Run:
    """A check of ``buckets``."""
    run = Run.objects.create(kind=Run.Kind.CHECK, by="olga-owner", **said)
    RunItem.objects.bulk_create(RunItem(run=run, bucket=bucket) for bucket in buckets)
    return run


def settled(account: Account, *results: Result) -> Run:
    """A run with an item for each of ``results``."""
    run = run_over(*[bucket_of(account, f"b{n}") for n in range(len(results))])
    items = list(run.items.all())
    for item, result in zip(items, results, strict=True):
        item.settle(result)
    RunItem.objects.store(items)
    return run


# --- How it stands ------------------------------------------------------------------------------


def test_what_nobody_has_begun_with_waits(db: None) -> None:
    run = run_over(listed_at=timezone.now())
    assert (run.state, run.is_over, run.is_listing) == (Run.State.WAITING, False, False)


def test_what_a_worker_is_at_is_running(db: None) -> None:
    run = run_over()
    run.take_lease(60)
    assert (run.state, run.is_listing) == (Run.State.RUNNING, True)


def test_what_a_worker_that_was_killed_was_at_waits_again(db: None) -> None:
    run = run_over(leased_until=timezone.now() - CLOCKS_AGREE_WITHIN)
    assert run.state == Run.State.WAITING


def test_what_is_finished_is_done_and_what_was_taken_back_cancelled(db: None) -> None:
    done, cancelled = (
        run_over(finished_at=timezone.now()),
        run_over(finished_at=timezone.now(), cancelled_at=timezone.now()),
    )
    assert (done.state, done.is_over) == (Run.State.DONE, True)
    assert (cancelled.state, cancelled.is_over) == (Run.State.CANCELLED, True)


def test_what_is_cancelled_while_a_worker_is_at_it_is_cancelling(db: None) -> None:
    run = run_over(cancelled_at=timezone.now())
    run.take_lease(60)
    assert (run.state, run.is_over, run.is_moving) == (Run.State.CANCELLING, False, True)


@pytest.mark.parametrize(
    ("since", "found"),
    [(None, True), (timedelta(0), False), (CLOCKS_AGREE_WITHIN * 2, True)],
)
def test_left_behind_is_what_no_worker_can_be_at(
    since: timedelta | None, found: bool, db: None
) -> None:
    run_over(leased_until=since if since is None else timezone.now() - since)
    assert Run.objects.left_behind().exists() is found


def test_what_is_over_is_not_left_behind(db: None) -> None:
    run_over(finished_at=timezone.now())
    assert not Run.objects.left_behind().exists()


# --- Whose it is --------------------------------------------------------------------------------


def test_members_see_the_runs_of_their_account_and_those_with_a_bucket_of_it(
    account: Account, strange: Account, viewer: User, outsider: User
) -> None:
    whole = run_over(account=account)
    mixed = run_over(bucket_of(account), bucket_of(account, "two"), bucket_of(strange))
    theirs = run_over(account=strange)
    assert list(Run.objects.of(viewer)) == [mixed, whole]
    assert list(Run.objects.of(outsider)) == [theirs, mixed]


def test_of_its_items_they_see_those_of_their_buckets(
    account: Account, strange: Account, viewer: User
) -> None:
    run = run_over(bucket_of(account), bucket_of(strange))
    assert [item.bucket.account for item in run.items.of(viewer)] == [account]


def test_its_accounts_are_its_own_or_those_of_its_buckets(
    account: Account, strange: Account
) -> None:
    assert list(run_over(account=account).accounts()) == [account]
    assert list(run_over(bucket_of(account), bucket_of(strange)).accounts()) == [account, strange]


def test_a_bucket_is_in_a_run_once(account: Account) -> None:
    bucket = bucket_of(account)
    with pytest.raises(IntegrityError):
        run_over(bucket, bucket)


# --- What came of it ----------------------------------------------------------------------------


def test_results_are_counted_by_run_and_by_account(account: Account, strange: Account) -> None:
    run = settled(account, Result.NEW, Result.NEW, Result.FAILED)
    other = run_over(bucket_of(strange))
    assert run.items.counts() == {"new": 2, "failed": 1}
    assert RunItem.objects.counts_by_run() == {
        run.pk: {"new": 2, "failed": 1},
        other.pk: {"open": 1},
    }
    assert RunItem.objects.accounts() == {account: {"new": 2, "failed": 1}, strange: {"open": 1}}


def test_open_is_what_is_still_to_be_done(account: Account) -> None:
    run = settled(account, Result.NEW, Result.OPEN, Result.STOPPED)
    assert [item.bucket.name for item in run.items.open()] == ["b1"]


def failed(template: str, code: str) -> dict[str, object]:
    return {"id": template, "params": {}, "code": code, "request_id": "5FA2"}


def give_reasons(items: RunItemQuerySet) -> None:
    """The first one stopped, three failed for two reasons, one did well."""
    first, second, third, fourth, fifth = items
    first.settle(Result.STOPPED, reason="drift")
    second.settle(Result.FAILED, trouble=failed("Not allowed.", "AccessDenied"))
    third.settle(Result.FAILED, trouble=failed("Not there.", "NoSuchBucket"))
    fourth.settle(Result.FAILED, trouble=failed("Not there.", "NoSuchBucket"))
    fifth.settle(Result.NEW)
    RunItem.objects.store([first, second, third, fourth, fifth])


def test_each_reason_is_told_once_the_commonest_first(account: Account) -> None:
    run = settled(account, *[Result.OPEN] * 5)
    give_reasons(run.items.all())
    told = [(item.bucket.name, item.reason, count) for item, count in run.items.reasons()]
    assert told == [("b2", "", 2), ("b0", "drift", 1), ("b1", "", 1)]


def test_what_is_settled_anew_keeps_nothing_of_before(account: Account) -> None:
    item = settled(account, Result.OPEN).items.get()
    item.settle(Result.FAILED, reason="drift", trouble=failed("Not there.", "NoSuchBucket"))
    item.settle(Result.UNCHANGED)
    assert (item.result, item.reason, item.trouble) == ("unchanged", "", None)


def test_they_name_themselves(account: Account) -> None:
    run = settled(account, Result.NEW)
    assert str(run.items.get()) == f"b0 in run {run.pk}: check: new"
