"""What workers are given to do, and what they find by themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings

from buckets import tasks
from buckets.audit import CONSOLE
from buckets.models import Account, Bucket, Run, State
from buckets.models.account import AccountQuerySet
from buckets.sync.runs import lifecycle
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.fixtures.people import leave_pending, shared_account
from tests.sync.actions import FOREIGN, end_lease, now

LATER = timedelta(hours=7)


def checked(bucket: Bucket, by: User) -> Run:
    """A check that nobody has begun with."""
    return lifecycle.start(Run.Kind.CHECK, [bucket.pk], by=by, account=bucket.account)


def ago(run: Run, past: timedelta) -> None:
    """Let the run have been asked for, and be over if it is, that long ago."""
    finished = run.finished_at and run.finished_at - past
    Run.objects.filter(pk=run.pk).update(at=run.at - past, finished_at=finished)


def test_a_run_that_is_delivered_is_done(memory_bucket: Bucket, owner: User) -> None:
    run = checked(memory_bucket, owner)
    tasks.do_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.items.counts()) == (Run.State.DONE, {"unchanged": 1})


def test_a_run_that_is_delivered_twice_is_done_once(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    run = checked(memory_bucket, owner)
    tasks.do_run(run.pk)
    memory.buckets[BUCKET] = FOREIGN
    tasks.do_run(run.pk)
    assert run.items.counts() == {"unchanged": 1}


def test_a_run_that_another_worker_is_at_is_left_to_it(memory_bucket: Bucket, owner: User) -> None:
    run = checked(memory_bucket, owner)
    run.take_lease(60)
    run.save()
    tasks.do_run(run.pk)
    assert run.items.counts() == {"open": 1}


@pytest.mark.parametrize("find", [tasks.pick_up, tasks.pick_up_each_minute])
def test_what_a_worker_left_behind_is_found(
    find: object, memory_bucket: Bucket, owner: User
) -> None:
    run = checked(memory_bucket, owner)
    assert callable(find)
    find()
    run.refresh_from_db()
    assert run.state == Run.State.DONE


def test_a_publish_that_nobody_saw_the_end_of_is_settled(memory_bucket: Bucket) -> None:
    leave_pending(memory_bucket)
    end_lease(memory_bucket)
    assert now(memory_bucket).state == State.OUTCOME_UNKNOWN
    tasks.pick_up()
    assert now(memory_bucket).pending is None


def test_each_account_with_buckets_is_checked(
    memory_bucket: Bucket, memory: MemoryGateway, owner: User
) -> None:
    shared_account({}, name="Without buckets")
    memory.buckets[BUCKET] = FOREIGN
    tasks.check_all()
    run = Run.objects.get()
    assert (run.kind, run.by, run.account) == ("check", CONSOLE, memory_bucket.account)
    assert now(memory_bucket).state == State.DRIFTED


def test_within_the_period_it_is_not_checked_again(
    memory_bucket: Bucket, settings: Settings
) -> None:
    settings.CHECK_HOURS = 6
    for _ in range(2):
        tasks.check_all()
    assert Run.objects.count() == 1


def test_after_the_period_it_is_checked_again(memory_bucket: Bucket, settings: Settings) -> None:
    settings.CHECK_HOURS = 6
    tasks.check_all()
    ago(Run.objects.get(), LATER)
    tasks.check_all()
    assert Run.objects.count() == 2


def test_while_a_check_is_under_way_no_other_starts(
    memory_bucket: Bucket, settings: Settings
) -> None:
    settings.CHECK_HOURS = 6
    (run,) = lifecycle.start_checks(every=LATER)
    ago(run, LATER)
    tasks.check_all()
    assert Run.objects.count() == 1


def test_of_two_workers_whose_schedules_strike_together_one_starts_it(
    memory_bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = AccountQuerySet.select_for_update

    def after_the_other(accounts: AccountQuerySet) -> object:
        monkeypatch.setattr(AccountQuerySet, "select_for_update", lock)
        assert len(lifecycle.start_checks(every=LATER)) == 1
        return lock(accounts)

    monkeypatch.setattr(AccountQuerySet, "select_for_update", after_the_other)
    assert lifecycle.start_checks(every=LATER) == []


def test_a_check_that_a_person_asked_for_does_not_put_it_off(
    memory_bucket: Bucket, owner: User
) -> None:
    tasks.do_run(checked(memory_bucket, owner).pk)
    tasks.check_all()
    assert Run.objects.filter(by=CONSOLE).count() == 1


def test_checks_can_be_switched_off(memory_bucket: Bucket, settings: Settings) -> None:
    settings.CHECK_HOURS = 0
    tasks.check_all()
    assert not Run.objects.exists()


@pytest.mark.parametrize(("days", "kept"), [(29, 1), (31, 0)])
def test_a_run_is_forgotten_a_month_after_its_end(
    days: int, kept: int, memory_bucket: Bucket, owner: User, settings: Settings
) -> None:
    settings.CHECK_HOURS = 0
    run = checked(memory_bucket, owner)
    tasks.do_run(run.pk)
    Run.objects.update(finished_at=timezone.now() - timedelta(days=days))
    tasks.check_all()
    assert Run.objects.count() == kept


def test_a_run_that_is_not_over_is_kept_however_old(
    memory_account: Account, owner: User, settings: Settings
) -> None:
    settings.CHECK_HOURS = 0
    ago(lifecycle.start_discovery(memory_account, by=owner), timedelta(days=400))
    tasks.check_all()
    assert Run.objects.count() == 1


def test_a_queue_that_cannot_be_reached_loses_no_run(
    memory_bucket: Bucket,
    owner: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(_task: object) -> None:
        raise OSError("disk full")

    run = checked(memory_bucket, owner)
    with monkeypatch.context() as unreachable:
        unreachable.setattr(tasks.do_run.huey, "enqueue", fail)
        tasks.deliver(run)
    assert f"The queue did not take run {run.pk}" in caplog.text
    tasks.pick_up_each_minute()
    assert run.items.counts() == {"unchanged": 1}
