"""Doing what a run asks for, whatever OSS answers."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from buckets import audit
from buckets.models import Account, Bucket, Event, Role, Run, State
from buckets.oss.errors import Action
from buckets.sync.plan import plan
from buckets.sync.runs import lifecycle
from buckets.sync.runs.worker import work
from tests.fakes import refusal
from tests.fixtures.local_oss import WatchedOSS
from tests.fixtures.people import LIVE, shared_account
from tests.sync.actions import FOREIGN, add, last_event, now, publish
from tests.sync.crowd import NAMES, Crowd, Waits, done, raising, results, start, states, throttled

pytestmark = pytest.mark.django_db(transaction=True)

ONE, THREE, TWO = NAMES


# --- What is read -------------------------------------------------------------------------------


def test_a_pull_tells_what_is_new_and_what_was_not_edited_follows(
    crowd: Crowd, fleet: list[Bucket], editor: User
) -> None:
    add(fleet[1], editor)
    crowd.buckets |= {ONE: FOREIGN, THREE: FOREIGN}
    run = done(start(Run.Kind.PULL, fleet, by=editor))
    assert results(run) == ["new", "new", "unchanged"]
    assert states(fleet) == [State.IN_SYNC, State.CONFLICT, State.IN_SYNC]
    assert now(fleet[0]).working == FOREIGN


def test_at_a_check_no_working_copy_follows(
    crowd: Crowd, fleet: list[Bucket], editor: User
) -> None:
    crowd.buckets[ONE] = FOREIGN
    run = done(start(Run.Kind.CHECK, fleet, by=editor))
    assert results(run) == ["new", "unchanged", "unchanged"]
    assert states(fleet) == [State.DRIFTED, State.IN_SYNC, State.IN_SYNC]
    assert now(fleet[0]).working == LIVE


def test_its_end_is_recorded_once_and_the_lease_given_back(
    fleet: list[Bucket], editor: User
) -> None:
    run = done(start(Run.Kind.CHECK, fleet, by=editor))
    assert (run.state, run.is_leased) == (Run.State.DONE, False)
    work(run.pk)
    (event,) = Event.objects.filter(kind=audit.RunFinished.id)
    assert (event.actor, event.params["counts"]) == ("edda-editor", {"unchanged": 3})


def test_what_came_to_nothing_leaves_the_others_alone(
    crowd: Crowd, fleet: list[Bucket], editor: User
) -> None:
    del crowd.buckets[THREE]
    run = done(start(Run.Kind.PULL, fleet, by=editor))
    assert (run.state, results(run)) == (Run.State.DONE, ["unchanged", "failed", "unchanged"])
    assert states(fleet) == [State.IN_SYNC, State.UNREACHABLE, State.IN_SYNC]
    item = run.items.get(trouble__code="NoSuchBucket")
    assert (item.bucket, item.trouble) == (fleet[1], now(fleet[1]).trouble)


def test_resumed_it_asks_only_for_what_failed(
    crowd: Crowd, fleet: list[Bucket], editor: User
) -> None:
    del crowd.buckets[THREE]
    run = done(start(Run.Kind.CHECK, fleet, by=editor))
    crowd.buckets[THREE] = FOREIGN
    crowd.calls.clear()
    assert results(done(lifecycle.resume(run.pk, by=editor))) == ["unchanged", "new", "unchanged"]
    assert crowd.asked(Action.GET) == [THREE]


def test_a_secret_that_no_key_opens_is_why_each_bucket_failed(
    crowd: Crowd, fleet: list[Bucket], editor: User
) -> None:
    Account.objects.update(secret_token="sealed")
    assert results(done(start(Run.Kind.PULL, fleet, by=editor))) == ["failed"] * 3
    assert crowd.calls == []


def test_more_than_is_loaded_at_a_time_is_done_all_the_same(
    crowd: Crowd, fleet: list[Bucket], editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buckets.sync.runs.worker._LOADED", 2)
    assert results(done(start(Run.Kind.CHECK, fleet, by=editor))) == ["unchanged"] * 3
    assert crowd.asked(Action.GET) == sorted(NAMES)


# --- What has to be asked again -----------------------------------------------------------------


def test_what_oss_has_no_time_for_is_asked_again_after_a_pause(
    crowd: Crowd, fleet: list[Bucket], editor: User
) -> None:
    crowd.meanwhile[Action.GET, THREE] = raising(throttled())
    waits = Waits()
    assert results(done(start(Run.Kind.CHECK, fleet, by=editor), waits)) == ["unchanged"] * 3
    assert crowd.asked(Action.GET) == [ONE, THREE, THREE, TWO]
    assert waits.seconds == [2.0]


def test_when_oss_has_no_time_at_all_the_worker_pauses_too(
    crowd: Crowd, fleet: list[Bucket], editor: User
) -> None:
    crowd.meanwhile = {(Action.GET, name): raising(throttled()) for name in NAMES}
    waits, seen = Waits(), []
    waits.happens = lambda: seen.append(states(fleet))
    assert results(done(start(Run.Kind.CHECK, fleet, by=editor), waits)) == ["unchanged"] * 3
    assert waits.seconds == [2.0] * 4
    assert seen[-1] == [State.IN_SYNC] * 3  # that it was busy says nothing of them


def test_while_oss_has_no_time_it_can_be_cancelled(
    crowd: Crowd, fleet: list[Bucket], editor: User
) -> None:
    crowd.raises[Action.GET] = throttled()
    run = start(Run.Kind.CHECK, fleet, by=editor)
    run = done(run, Waits(happens=lambda: lifecycle.cancel(run.pk, by=editor)))
    assert (run.state, run.is_leased) == (Run.State.CANCELLED, False)
    assert results(run) == ["open"] * 3


def test_what_may_be_a_stale_answer_is_asked_for_again(
    crowd: Crowd, fleet: list[Bucket], publisher: User
) -> None:
    publish(add(fleet[0], publisher), publisher)
    fresh = crowd.buckets[ONE]
    crowd.buckets[ONE] = LIVE
    crowd.calls.clear()
    waits = Waits(happens=lambda: crowd.buckets.update({ONE: fresh}))
    run = done(start(Run.Kind.PULL, fleet[:1], by=publisher), waits)
    assert (results(run), waits.seconds) == (["unchanged"], [2.0])
    assert (len(crowd.calls), now(fleet[0]).live.number) == (2, 2)  # type: ignore[union-attr]


# --- Which buckets ------------------------------------------------------------------------------


@pytest.fixture
def unknown(crowd: Crowd, members: dict[Role, User]) -> Account:
    """An account of whose buckets the console knows nothing."""
    return shared_account(members)


def test_a_discovery_adds_and_pulls_what_the_account_has(unknown: Account, owner: User) -> None:
    run = done(lifecycle.start_discovery(unknown, by=owner))
    assert (results(run), run.is_listing) == (["new"] * 3, False)
    assert {bucket.name: bucket.working for bucket in unknown.buckets.all()} == dict.fromkeys(
        NAMES, LIVE
    )
    (told,) = Event.objects.filter(kind=audit.BucketsDiscovered.id)
    assert told.params == {"found": 3, "new": 3}


def test_a_known_bucket_that_is_not_listed_is_asked_for_all_the_same(
    crowd: Crowd, fleet: list[Bucket], owner: User
) -> None:
    del crowd.buckets[ONE]
    run = done(lifecycle.start_discovery(fleet[0].account, by=owner))
    assert results(run) == ["failed", "unchanged", "unchanged"]


@pytest.mark.parametrize("page", [ONE, THREE])
def test_a_listing_that_fails_ends_it_and_adds_nothing(
    page: str, crowd: Crowd, unknown: Account, owner: User
) -> None:
    crowd.meanwhile[Action.LIST, page] = raising(refusal("AccessDenied", Action.LIST))
    run = done(lifecycle.start_discovery(unknown, by=owner))
    assert (run.state, run.is_leased, run.is_listing) == (Run.State.DONE, False, True)
    assert not unknown.buckets.exists()
    assert last_event(audit.RunFinished).params["counts"] == {}
    (told,) = Event.objects.filter(kind=audit.DiscoveryFailed.id)
    assert told.params["trouble"] == run.trouble
    assert told.params["trouble"]["code"] == "AccessDenied"


def test_resumed_it_lists_again(crowd: Crowd, unknown: Account, owner: User) -> None:
    crowd.meanwhile[Action.LIST, ONE] = raising(refusal("AccessDenied", Action.LIST))
    run = done(lifecycle.start_discovery(unknown, by=owner))
    run = done(lifecycle.resume(run.pk, by=owner))
    assert (results(run), run.trouble) == (["new"] * 3, None)


def test_it_lists_once_however_often_it_is_resumed(
    crowd: Crowd, unknown: Account, owner: User
) -> None:
    run = done(lifecycle.start_discovery(unknown, by=owner))
    crowd.calls.clear()
    done(lifecycle.resume(run.pk, by=owner))
    assert crowd.calls == []


# --- How it is written down ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Run.Kind.PULL, Run.Kind.CHECK, Run.Kind.PUBLISH])
def test_no_transaction_is_open_while_oss_is_asked(
    kind: Run.Kind,
    crowd: Crowd,
    fleet: list[Bucket],
    publisher: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("buckets.sync.runs.pool.SECONDS", 60)  # nothing is written meanwhile
    add(fleet[0], publisher)
    crowd.in_transaction.clear()
    done(start(kind, fleet[:1], by=publisher))
    assert crowd.calls
    assert crowd.in_transaction == {False}


def test_nor_is_one_while_the_buckets_are_listed(
    crowd: Crowd, unknown: Account, owner: User
) -> None:
    crowd.meanwhile[Action.LIST, TWO] = crowd.buckets.clear
    done(lifecycle.start_discovery(unknown, by=owner))
    assert crowd.asked(Action.LIST) == sorted(NAMES)
    assert crowd.in_transaction == {False}


def statements(crowd: Crowd, account: Account, by: User, count: int) -> int:
    """How many it takes the worker to pull ``count`` new buckets."""
    names = [f"{count}-{n}" for n in range(count)]
    crowd.buckets |= dict.fromkeys(names, LIVE)
    Bucket.objects.bulk_create(
        Bucket(account=account, name=name, region="cn-hangzhou") for name in names
    )
    run = start(Run.Kind.PULL, account.buckets.filter(name__in=names), by=by)
    with CaptureQueriesContext(connection) as queries:
        work(run.pk)
    assert run.items.counts() == {"new": count}
    return len(queries)


@pytest.mark.parametrize("many", [60, pytest.param(300, marks=pytest.mark.full)])
def test_it_takes_as_many_statements_for_many_as_for_ten(
    many: int, crowd: Crowd, unknown: Account, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buckets.sync.runs.pool.SECONDS", 60)  # all that comes is one handful
    at_ten = statements(crowd, unknown, owner, 10)
    assert statements(crowd, unknown, owner, many) == at_ten <= 60


# --- On a real Local OSS ------------------------------------------------------------------------


@pytest.mark.parametrize("count", [20, pytest.param(100, marks=pytest.mark.full)])
def test_many_buckets_are_found_pulled_edited_and_published(
    count: int, account: Account, local_oss: WatchedOSS, owner: User
) -> None:
    names = [f"app-{n:02}" for n in range(count)]
    local_oss.store.remove("examplebucket")
    for name in names:
        local_oss.store.create(name)
        local_oss.store.put_cors(name, LIVE)
    assert results(done(lifecycle.start_discovery(account, by=owner))) == ["new"] * count
    some = [add(bucket, owner) for bucket in account.buckets.all()[: count // 5]]
    target = plan(now(some[0])).target  # type: ignore[union-attr]
    assert results(done(start(Run.Kind.PUBLISH, some, by=owner))) == ["published"] * len(some)
    held = [local_oss.store.get(name).cors for name in names]
    assert held == [target] * len(some) + [LIVE] * (count - len(some))
