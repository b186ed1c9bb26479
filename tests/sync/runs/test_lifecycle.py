"""Asking for work on many buckets, taking it back, and asking for it again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from buckets import audit
from buckets.audit import CONSOLE, Actor
from buckets.models import Account, Bucket, Event, Role, Run, RunItem
from buckets.models.bucket import BucketQuerySet
from buckets.sync.bulk_plan import AT_MOST, BulkPlan
from buckets.sync.plan import plans
from buckets.sync.runs import lifecycle
from tests.fixtures.people import shared_account
from tests.sync.actions import add, last_event, now

Result = RunItem.Result
PERIOD = timedelta(hours=6)


@pytest.fixture
def elsewhere(members: dict[Role, User], fleet: list[Bucket]) -> Bucket:
    """A bucket in another account."""
    return Bucket.objects.create(account=shared_account(members, name="Second"), name="afar")


def checked(fleet: list[Bucket], by: User, *results: Result) -> Run:
    """A check of ``fleet`` that is over, and came out like this."""
    account = fleet[0].account
    run = lifecycle.start(Run.Kind.CHECK, [bucket.pk for bucket in fleet], by=by, account=account)
    for item, result in zip(run.items.all(), results, strict=True):
        item.settle(result, reason="why", trouble={"id": "Why."})
        item.save()
    lifecycle.finish(run)
    return run


# --- Asking -------------------------------------------------------------------------------------


def test_what_is_asked_for_waits_for_a_worker(fleet: list[Bucket], owner: User) -> None:
    run = lifecycle.start(Run.Kind.CHECK, [bucket.pk for bucket in fleet[:2]], by=owner)
    assert (run.state, run.is_listing, run.user, run.by) == (
        Run.State.WAITING,
        False,
        owner,
        "olga-owner",
    )
    assert [item.bucket for item in run.items.open()] == fleet[:2]


def test_what_the_person_agreed_to_is_kept(fleet: list[Bucket], publisher: User) -> None:
    agreed = {fleet[0].pk: "a" * 64, fleet[1].pk: "b" * 64}
    said = {"reason": "TICKET-7", "hazards": {"z", "a"}}
    run = lifecycle.start(Run.Kind.PUBLISH, agreed, by=publisher, plans=agreed, **said)  # type: ignore[arg-type]
    run.refresh_from_db()
    assert (run.reason, run.hazards) == ("TICKET-7", ["a", "z"])
    assert dict(run.items.values_list("bucket", "plan")) == agreed


def test_what_nobody_asks_for_has_a_name_and_no_person(fleet: list[Bucket]) -> None:
    run = lifecycle.start(Run.Kind.CHECK, [fleet[0].pk], by=CONSOLE)
    assert (run.user, run.by) == (None, CONSOLE)


def test_it_is_recorded_in_each_account_with_the_number_of_its_buckets(
    fleet: list[Bucket], elsewhere: Bucket, owner: User
) -> None:
    run = lifecycle.start(Run.Kind.CHECK, [fleet[0].pk, fleet[1].pk, elsewhere.pk], by=owner)
    told = Event.objects.filter(kind=audit.RunStarted.id, params__run=run.pk)
    assert {(event.account_name, event.params["counts"]["open"]) for event in told} == {
        ("Example team", 2),
        ("Second", 1),
    }


def test_a_discovery_is_recorded_before_it_has_any_bucket(
    memory_account: Account, owner: User
) -> None:
    run = lifecycle.start_discovery(memory_account, by=owner)
    assert (run.is_listing, run.items.exists()) == (True, False)
    assert last_event(audit.RunStarted).params == {"run": run.pk, "doing": "pull", "counts": {}}


def test_only_the_account_that_is_due_is_checked(fleet: list[Bucket], elsewhere: Bucket) -> None:
    first, second = lifecycle.start_checks(every=PERIOD)
    long_ago = timezone.now() - PERIOD
    Run.objects.filter(pk=second.pk).update(at=long_ago, finished_at=long_ago)
    (again,) = lifecycle.start_checks(every=PERIOD)
    assert again.account == second.account != first.account


def test_an_account_that_is_deleted_just_then_is_not_checked(
    fleet: list[Bucket], elsewhere: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start_and_delete(kind: Run.Kind, ids: list[int], *, by: Actor, account: Account) -> Run:
        Account.objects.exclude(pk=account.pk).delete()
        return start(kind, ids, by=by, account=account)

    start = lifecycle.start
    monkeypatch.setattr(lifecycle, "start", start_and_delete)
    assert len(lifecycle.start_checks(every=PERIOD)) == 1


# --- Taking it back -----------------------------------------------------------------------------


def test_what_is_cancelled_is_over_and_says_who_did_it(
    fleet: list[Bucket], owner: User, publisher: User
) -> None:
    run = lifecycle.start(Run.Kind.CHECK, [bucket.pk for bucket in fleet], by=owner)
    lifecycle.cancel(run.pk, by=publisher)
    run.refresh_from_db()
    assert (run.state, run.is_over) == (Run.State.CANCELLED, True)
    assert run.cancelled_by == last_event(audit.RunCancelled).actor == "paul-publisher"
    assert run.items.counts() == {"open": 3}


@pytest.mark.parametrize("steer", [lifecycle.cancel, lifecycle.resume])
def test_what_does_not_fit_how_it_stands_changes_nothing(
    steer: object, fleet: list[Bucket], owner: User, publisher: User
) -> None:
    over = steer is lifecycle.cancel
    run = checked(fleet, owner, Result.NEW, Result.FAILED, Result.STOPPED)
    if not over:
        Run.objects.update(finished_at=None)
    before = Run.objects.values().get(), list(run.items.values()), Event.objects.count()
    assert callable(steer)
    steer(run.pk, by=publisher)
    assert before == (Run.objects.values().get(), list(run.items.values()), Event.objects.count())


# --- Asking again -------------------------------------------------------------------------------


@pytest.mark.parametrize("result", [Result.FAILED, Result.STOPPED, Result.UNKNOWN])
def test_resumed_is_what_did_not_come_out_and_what_was_left(
    result: Result, fleet: list[Bucket], owner: User
) -> None:
    run = checked(fleet, owner, Result.NEW, result, Result.OPEN)
    lifecycle.resume(run.pk, by=owner)
    done, again, left = run.items.all()
    assert (done.result, done.reason) == (Result.NEW, "why")
    assert (again.result, again.reason, again.trouble, again.settled_at) == ("open", "", None, None)
    assert left.result == Result.OPEN


def test_resumed_by_another_it_stays_the_run_of_who_started_it(
    fleet: list[Bucket], owner: User, publisher: User
) -> None:
    run = checked(fleet, owner, *[Result.FAILED] * 3)
    Run.objects.update(
        trouble={"id": "No list."}, cancelled_at=timezone.now(), cancelled_by="edda-editor"
    )
    lifecycle.resume(run.pk, by=publisher)
    run.refresh_from_db()
    assert (run.state, run.user, run.by) == (Run.State.WAITING, owner, "olga-owner")
    assert last_event(audit.RunResumed).actor == "paul-publisher"
    assert (run.trouble, run.cancelled_by) == (None, "")
    assert last_event(audit.RunResumed).params["counts"] == {"open": 3}


# --- The end ------------------------------------------------------------------------------------


def test_the_end_is_recorded_with_what_came_of_it(fleet: list[Bucket], owner: User) -> None:
    run = checked(fleet, owner, Result.NEW, Result.NEW, Result.FAILED)
    told = last_event(audit.RunFinished)
    assert (told.actor, told.params["run"]) == ("olga-owner", run.pk)
    assert told.params["counts"] == {"new": 2, "failed": 1}


def test_what_is_forgotten_leaves_its_record(fleet: list[Bucket], owner: User) -> None:
    run = checked(fleet, owner, *[Result.NEW] * 3)
    long_ago = timezone.now() - timedelta(days=lifecycle.KEPT_DAYS, seconds=1)
    Run.objects.update(finished_at=long_ago)
    lifecycle.forget_old()
    assert not Run.objects.exists()
    assert not RunItem.objects.exists()
    assert Event.objects.filter(kind=audit.RunFinished.id, params__run=run.pk).exists()


# --- What a person agrees to --------------------------------------------------------------------


@pytest.fixture
def edited(fleet: list[Bucket], editor: User) -> list[Bucket]:
    """Each bucket with a rule more than OSS has."""
    return [now(add(bucket, editor)) for bucket in fleet]


def all_of(fleet: list[Bucket]) -> BucketQuerySet:
    return Bucket.objects.filter(pk__in=[bucket.pk for bucket in fleet])


def test_the_order_in_which_they_are_reviewed_does_not_matter(edited: list[Bucket]) -> None:
    found = tuple(plans(all_of(edited)))
    one, other = (BulkPlan(planned, refused=(), beyond=0) for planned in (found, found[::-1]))
    assert one.fingerprint == other.fingerprint


def test_another_edit_of_any_bucket_is_another_agreement(
    edited: list[Bucket], editor: User
) -> None:
    before = BulkPlan.of(all_of(edited)).fingerprint
    Bucket.objects.filter(pk=edited[1].pk).update(response_vary=False)
    assert BulkPlan.of(all_of(edited)).fingerprint != before


def test_beyond_what_one_review_holds_it_says_how_many_more(
    edited: list[Bucket], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert AT_MOST >= 500
    monkeypatch.setattr("buckets.sync.bulk_plan.AT_MOST", 2)
    joint = BulkPlan.of(all_of(edited))
    assert (len(joint.planned), joint.beyond, joint.changed) == (2, 1, 3)
