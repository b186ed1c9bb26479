"""What is left of a run when it is taken back, its worker dies, or its rows go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from threading import Event as Signal
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User

from buckets import audit
from buckets.models import Account, Bucket, Event, Role, Run, State
from buckets.oss.errors import Action
from buckets.sync.runs import lifecycle
from buckets.sync.runs.worker import work
from buckets.sync.runtime import current, use
from tests.fixtures.people import shared_account
from tests.sync.actions import FOREIGN
from tests.sync.crowd import (
    NAMES,
    Crowd,
    done,
    end_lease,
    raising,
    results,
    start,
    states,
    take_over,
)

pytestmark = pytest.mark.django_db(transaction=True)

ONE, THREE, TWO = NAMES
PATIENCE = 20


# --- Taken back ---------------------------------------------------------------------------------


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> Signal:
    """Set once a worker, of one thread here, has given up what nobody began; it looks often."""
    stopped = Signal()

    class Pool(ThreadPoolExecutor):
        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            super().shutdown(wait=False, cancel_futures=cancel_futures)
            stopped.set()
            super().shutdown(wait)

    monkeypatch.setattr("buckets.sync.runs.pool.ThreadPoolExecutor", Pool)
    monkeypatch.setattr("buckets.sync.runs.worker.READERS", 1)
    monkeypatch.setattr("buckets.sync.runs.pool.SECONDS", 0.01)
    return stopped


def test_what_nobody_has_begun_with_is_not_begun(
    crowd: Crowd, fleet: list[Bucket], editor: User
) -> None:
    run = start(Run.Kind.CHECK, fleet, by=editor)
    lifecycle.cancel(run.pk, by=editor)
    run = done(run)
    assert (crowd.calls, run.state, run.is_leased) == ([], Run.State.CANCELLED, False)


def test_what_is_under_way_when_it_is_cancelled_is_entered_and_the_rest_is_left(
    crowd: Crowd, fleet: list[Bucket], editor: User, stopped: Signal
) -> None:
    run = start(Run.Kind.CHECK, fleet, by=editor)

    def happens() -> None:
        lifecycle.cancel(run.pk, by=editor)
        assert stopped.wait(PATIENCE)

    crowd.meanwhile[Action.GET, THREE] = happens
    run = done(run)
    assert (results(run), run.state) == (["unchanged", "unchanged", "open"], Run.State.CANCELLED)
    assert not run.is_leased
    assert not Event.objects.filter(kind=audit.RunFinished.id).exists()


def test_a_pull_that_is_cancelled_reads_no_further_bucket(
    crowd: Crowd, fleet: list[Bucket], editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buckets.sync.runs.worker.READERS", 1)
    monkeypatch.setattr("buckets.sync.runs.worker.LOOK_SECONDS", 0.0)
    run = start(Run.Kind.PULL, fleet, by=editor)
    crowd.meanwhile[Action.GET, ONE] = lambda: lifecycle.cancel(run.pk, by=editor)
    run = done(run)
    assert (results(run), run.state) == (["unchanged", "open", "open"], Run.State.CANCELLED)
    assert crowd.asked(Action.GET) == [ONE]


def test_until_what_is_under_way_is_entered_it_is_cancelling_and_cannot_be_resumed(
    crowd: Crowd, fleet: list[Bucket], editor: User, stopped: Signal
) -> None:
    run = start(Run.Kind.CHECK, fleet, by=editor)
    seen: list[tuple[str, bool]] = []

    def happens() -> None:
        lifecycle.cancel(run.pk, by=editor)
        assert stopped.wait(PATIENCE)
        row = lifecycle.resume(run.pk, by=editor)
        seen.append((row.state, row.is_over))

    crowd.meanwhile[Action.GET, THREE] = happens
    run = done(run)
    assert seen == [(Run.State.CANCELLING, False)]
    assert (results(run), run.state) == (["unchanged", "unchanged", "open"], Run.State.CANCELLED)
    assert results(done(lifecycle.resume(run.pk, by=editor))) == ["unchanged"] * 3
    assert crowd.asked(Action.GET) == sorted(NAMES)


def test_the_next_worker_ends_a_cancelled_run_whose_worker_was_killed(
    crowd: Crowd, fleet: list[Bucket], editor: User
) -> None:
    run = start(Run.Kind.CHECK, fleet, by=editor)
    take_over(run)
    assert lifecycle.cancel(run.pk, by=editor).state == Run.State.CANCELLING
    end_lease(run)
    assert Run.objects.left_behind().get() == run
    run = done(run)
    assert (run.state, run.is_leased, crowd.calls) == (Run.State.CANCELLED, False, [])


# --- Another worker -----------------------------------------------------------------------------


def test_a_second_worker_leaves_the_first_alone(
    crowd: Crowd, fleet: list[Bucket], editor: User
) -> None:
    run = start(Run.Kind.CHECK, fleet, by=editor)
    crowd.meanwhile[Action.GET, THREE] = lambda: work(run.pk)
    assert results(done(run)) == ["unchanged"] * 3
    assert crowd.asked(Action.GET) == sorted(NAMES)
    assert Event.objects.filter(kind=audit.RunFinished.id).count() == 1


def test_a_worker_that_lost_its_lease_writes_nothing(
    crowd: Crowd, fleet: list[Bucket], editor: User
) -> None:
    crowd.buckets = dict.fromkeys(NAMES, FOREIGN)
    run = start(Run.Kind.CHECK, fleet[:1], by=editor)
    crowd.meanwhile[Action.GET, ONE] = lambda: take_over(run)
    run = done(run)
    assert (results(run), states(fleet[:1])) == (["open"], [State.IN_SYNC])
    assert (run.fence, run.is_leased, run.is_over) == (2, True, False)


def test_of_two_workers_the_one_that_has_the_lease_ends_it(
    crowd: Crowd, fleet: list[Bucket], editor: User
) -> None:
    run = start(Run.Kind.CHECK, fleet, by=editor)

    def happens() -> None:
        end_lease(run)
        work(run.pk)

    crowd.meanwhile[Action.GET, TWO] = happens
    assert results(done(run)) == ["unchanged"] * 3
    assert Event.objects.filter(kind=audit.RunFinished.id).count() == 1


def test_while_an_answer_takes_its_time_the_lease_is_renewed(
    crowd: Crowd, fleet: list[Bucket], editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed, times = Signal(), count(1)

    def seconds() -> float:
        if next(times) == 5:  # taken, begun, and then while nothing comes
            renewed.set()
        return 15.0

    monkeypatch.setattr("buckets.sync.runs.worker._lease_seconds", seconds)
    monkeypatch.setattr("buckets.sync.runs.pool.SECONDS", 0.01)
    crowd.meanwhile[Action.GET, ONE] = lambda: renewed.wait(PATIENCE)
    assert results(done(start(Run.Kind.CHECK, fleet[:1], by=editor))) == ["unchanged"]
    assert renewed.is_set()


# --- A long listing -----------------------------------------------------------------------------


@pytest.fixture
def unknown(crowd: Crowd, members: dict[Role, User]) -> Account:
    """An account of whose buckets the console knows nothing."""
    return shared_account(members)


@contextmanager
def in_a_while(happens: Callable[[], object], crowd: Crowd) -> Iterator[None]:
    """Let some seconds pass before each bucket is listed, and let it happen at the second."""
    clock = SimpleNamespace(now=0.0)

    def passes(also: Callable[[], object] = lambda: None) -> None:
        clock.now += 5
        also()

    crowd.meanwhile |= {
        (Action.LIST, ONE): passes,
        (Action.LIST, THREE): lambda: passes(happens),
        (Action.LIST, TWO): passes,
    }
    with use(replace(current(), clock=lambda: clock.now)):
        yield


def test_a_long_listing_renews_the_lease(crowd: Crowd, unknown: Account, owner: User) -> None:
    run = lifecycle.start_discovery(unknown, by=owner)
    with in_a_while(lambda: end_lease(run), crowd):
        crowd.meanwhile[Action.LIST, TWO] = lambda: work(run.pk)
        assert results(done(run)) == ["new"] * 3
    assert crowd.asked(Action.LIST) == sorted(NAMES)


def test_a_listing_that_is_cancelled_adds_nothing(
    crowd: Crowd, unknown: Account, owner: User
) -> None:
    run = lifecycle.start_discovery(unknown, by=owner)
    with in_a_while(lambda: lifecycle.cancel(run.pk, by=owner), crowd):
        run = done(run)
    assert (run.state, run.is_listing, run.is_leased) == (Run.State.CANCELLED, True, False)
    assert crowd.asked(Action.LIST) == [ONE, THREE]
    assert not unknown.buckets.exists()


def test_a_listing_whose_lease_is_lost_adds_nothing(
    crowd: Crowd, unknown: Account, owner: User
) -> None:
    run = lifecycle.start_discovery(unknown, by=owner)
    crowd.meanwhile[Action.LIST, THREE] = lambda: take_over(run)
    assert done(run).is_listing
    assert not unknown.buckets.exists()


# --- Rows that go -------------------------------------------------------------------------------


def test_a_run_that_is_not_there_any_more_is_nobody_s_business(db: None) -> None:
    work(1)


def test_a_bucket_that_is_deleted_meanwhile_is_in_nobody_s_way(
    crowd: Crowd, fleet: list[Bucket], editor: User
) -> None:
    crowd.meanwhile[Action.GET, THREE] = fleet[1].delete
    run = done(start(Run.Kind.CHECK, fleet, by=editor))
    assert (run.state, results(run)) == (Run.State.DONE, ["unchanged"] * 2)


def test_the_run_goes_with_its_account(crowd: Crowd, fleet: list[Bucket], editor: User) -> None:
    account = fleet[0].account
    run = start(Run.Kind.CHECK, fleet, by=editor, account=account)
    crowd.meanwhile[Action.GET, THREE] = account.delete
    work(run.pk)
    assert not Run.objects.exists()


def test_a_selection_goes_on_with_what_is_left_without_an_account(
    crowd: Crowd, fleet: list[Bucket], editor: User, members: dict[Role, User]
) -> None:
    other = Bucket.objects.create(account=shared_account(members, name="Second"), name=TWO)
    run = start(Run.Kind.PULL, [fleet[0], other], by=editor)
    crowd.meanwhile[Action.GET, ONE] = fleet[0].account.delete
    run = done(run)
    assert (run.state, results(run)) == (Run.State.DONE, ["new"])


def test_reading_goes_on_without_the_person_who_asked(
    crowd: Crowd, fleet: list[Bucket], editor: User
) -> None:
    crowd.meanwhile[Action.GET, ONE] = editor.delete
    assert results(done(start(Run.Kind.CHECK, fleet, by=editor))) == ["unchanged"] * 3
    assert Event.objects.get(kind=audit.RunFinished.id).actor == "edda-editor"


# --- What nobody has thought of -----------------------------------------------------------------


class Bug(Exception):
    """A mistake of ours."""


@pytest.mark.parametrize("kind", [Run.Kind.CHECK, Run.Kind.PULL])
def test_a_mistake_with_one_bucket_is_logged_told_there_and_holds_up_no_other(
    kind: Run.Kind,
    crowd: Crowd,
    fleet: list[Bucket],
    editor: User,
    caplog: pytest.LogCaptureFixture,
) -> None:
    crowd.meanwhile[Action.GET, THREE] = raising(Bug())
    run = done(start(kind, fleet, by=editor))
    assert sorted(results(run)) == ["failed", "unchanged", "unchanged"]
    trouble = run.items.get(result="failed").trouble
    assert trouble is not None
    assert trouble["id"] == "sync.internal-error"
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [Bug]
    assert set(Bucket.objects.values_list("state", flat=True)) == {State.IN_SYNC}


def test_a_mistake_in_publishing_is_that_bucket_s_outcome(
    crowd: Crowd, fleet: list[Bucket], editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buckets.sync.runs.worker.load_bucket", lambda *_: raising(Bug())())
    run = done(lifecycle.start(Run.Kind.PUBLISH, [fleet[0].pk], by=editor))
    assert results(run) == ["failed"]


def test_what_ends_the_process_is_nobody_s_outcome(
    crowd: Crowd, fleet: list[Bucket], editor: User
) -> None:
    crowd.meanwhile[Action.GET, THREE] = raising(SystemExit())
    run = start(Run.Kind.CHECK, fleet, by=editor)
    with pytest.raises(SystemExit):
        work(run.pk)
    end_lease(run)
    assert results(done(run)) == ["unchanged"] * 3
