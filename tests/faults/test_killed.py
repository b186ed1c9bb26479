"""`kill -9` at each point of a publish and of a run: afterwards everything is told, once and truly.

A child process dies there, on the real database and against real Local OSS; what it held is given
up by setting the clock of its lease, and then another one goes on.
"""

from __future__ import annotations

import time
from collections import Counter

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from urllib3.connection import HTTPConnection

from buckets import audit
from buckets.models import Account, Bucket, Event, Push, Run, RunItem, State
from buckets.models.lease import CLOCKS_AGREE_WITHIN
from buckets.oss.gateway import OssGateway
from buckets.sync import ledger, push
from buckets.sync.edit import set_vary
from buckets.sync.push import PublishRequest
from buckets.sync.recover import recover
from buckets.sync.runs import lifecycle, worker
from tests.faults.killing import HeaderCheck, after, before, die, kill
from tests.fixtures.local_oss import WatchedOSS
from tests.sync.actions import now, planned, publish, waiting

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

once_and_often = pytest.mark.parametrize(
    "times", [1, pytest.param(50, marks=pytest.mark.faults)], ids="{} times".format
)


def sent() -> None:
    """The end comes when the PUT is on its way."""
    answer = HTTPConnection.getresponse

    def get_response(connection: HTTPConnection) -> object:
        if connection._response_options.request_method == "PUT":  # type: ignore[union-attr]
            die()
        return answer(connection)

    HTTPConnection.getresponse = get_response  # type: ignore[assignment,method-assign]


Points = dict[str, HeaderCheck]


def each_of(points: Points, *like_others: str) -> pytest.MarkDecorator:
    """Die at each of ``points``; those that leave the rows and OSS as another does are full."""
    assert points.keys() >= set(like_others)
    full = dict.fromkeys(like_others, pytest.mark.full)
    return pytest.mark.parametrize(
        "point",
        [pytest.param(each, id=name, marks=full.get(name, ())) for name, each in points.items()],
    )


publishing = push._Publishing
POINTS_OF_A_PUBLISH: Points = {
    "with the lease": after(publishing, "_take_lease"),
    "after the look": after(push, "read"),
    "before the intent is committed": after(ledger.Ledger, "commit"),
    "with the intent": after(publishing, "_commit_intent"),
    "before the write": before(OssGateway, "put_cors"),
    "when it is sent": sent,
    "when it is answered": after(OssGateway, "put_cors"),
    "before a look back": before(push, "read_once"),
    "after a look back": after(push, "read_once"),
    "before the outcome is committed": after(ledger.Ledger, "commit", on=2),
    "with the outcome": after(publishing, "_commit_outcome"),
}


def end_leases() -> None:
    """Let the time pass for which those who died may be alive."""
    long_ago = timezone.now() - CLOCKS_AGREE_WITHIN
    for held in (Bucket.objects, Run.objects):
        # One by one: two threads that do this at once must not wait for each other.
        for pk in held.filter(leased_until__gt=long_ago).values_list("pk", flat=True):
            held.filter(pk=pk).update(leased_until=long_ago)


def until_oss_is_done(oss: WatchedOSS, requests: int) -> None:
    """A request on its way arrives although its sender is dead."""
    for _ in range(500):
        if oss.count("PUT", "cors") >= requests:
            return
        time.sleep(0.01)
    raise AssertionError(f"after 5 s OSS has not had {requests} requests")


def edited(bucket: Bucket, by: User) -> Bucket:
    bucket = now(bucket)
    return set_vary(bucket.pk, on=not bucket.response_vary, version=bucket.version, by=by)


def check_pushes(bucket: Bucket, oss: WatchedOSS) -> None:
    """Each publish has one end, which is recorded once; OSS holds what the last one says."""
    pushes = Push.objects.filter(bucket=bucket)
    assert not pushes.filter(outcome=Push.Outcome.PENDING).exists()
    ended = Counter(each.outcome for each in pushes)
    told = Counter(Event.objects.filter(bucket_id=bucket.pk).values_list("kind", flat=True))
    assert told[audit.PushDone.id] == ended["confirmed"]
    assert told[audit.PushNotDone.id] == ended["not-done"]
    held = oss.store.get(bucket.name).cors
    assert held is not None
    bucket = now(bucket)
    assert (bucket.pending, bucket.is_leased) == (None, False)
    assert bucket.live is not None
    assert bucket.live.fingerprint == held.fingerprint
    in_sync = bucket.fingerprint == held.fingerprint
    assert bucket.state == (State.IN_SYNC if in_sync else State.UNPUBLISHED)


@once_and_often
@each_of(
    POINTS_OF_A_PUBLISH,
    *("after the look", "before the write", "when it is answered"),
    *("before a look back", "after a look back"),
)
def test_a_publish_that_is_killed_is_told_truly_and_can_be_done_again(
    point: HeaderCheck, times: int, bucket: Bucket, local_oss: WatchedOSS, publisher: User
) -> None:
    for _ in range(times):
        edited(bucket, publisher)
        plan, puts = planned(bucket), local_oss.count("PUT", "cors")
        order = PublishRequest(
            publisher, plan.fingerprint, hazards=frozenset(hazard.key for hazard in plan.hazards)
        )
        kill(lambda order=order: push.push(bucket.pk, order), point)  # type: ignore[misc]
        if point is sent:
            until_oss_is_done(local_oss, puts + 1)
        end_leases()
        recover()
        check_pushes(bucket, local_oss)
        if now(bucket).state != State.IN_SYNC:
            assert publish(bucket, publisher).confirmed
        check_pushes(bucket, local_oss)
        assert local_oss.store.get(bucket.name).cors == plan.target


# --- Runs -----------------------------------------------------------------------------------------

run_worker = worker._Worker
POINTS_OF_A_PULL: Points = {
    "with the lease": after(run_worker, "__init__"),
    "after the listing": before(worker, "enter_listing"),
    "before the listing is committed": after(worker, "add_items"),
    "with the listing": after(run_worker, "_list"),
    "in a reading": before(worker, "read_once", on=2),
    "before results are committed": after(type(RunItem.objects.all()), "store"),
    "with results": after(run_worker, "_enter"),
    "before the end": before(worker, "finish"),
    "before the end is committed": after(worker, "finish"),
    "at the end": after(run_worker, "_do_all"),
}
POINTS_OF_A_JOINT_PUBLISH: Points = {
    "with the lease": after(run_worker, "__init__"),
    "in a publish": before(publishing, "_write", on=2),
    "when a publish is answered": after(OssGateway, "put_cors", on=2),
    "with a publish": before(run_worker, "_enter"),
    "before results are committed": after(type(RunItem.objects.all()), "store"),
    "with results": after(run_worker, "_enter"),
    "before the end": before(worker, "finish"),
}
OTHERS = ["another-bucket", "one-more-bucket"]


@pytest.fixture
def three(bucket: Bucket, account: Account, local_oss: WatchedOSS, owner: User) -> list[Bucket]:
    """Three buckets, in sync."""
    for name in OTHERS:
        local_oss.store.create(name)
        local_oss.store.put_cors(name, local_oss.store.get(bucket.name).cors)
    run = lifecycle.start_discovery(account, by=owner)
    worker.work(run.pk)
    return list(account.buckets.all())


def go_on(run: Run) -> None:
    """What other workers do once the dead one's time is over."""
    end_leases()
    recover()
    assert set(Run.objects.left_behind()) <= {run}
    with waiting(lambda _: end_leases()):
        worker.work(run.pk)


def check_run(run: Run, buckets: list[Bucket], results: set[str]) -> None:
    run.refresh_from_db()
    assert (run.state, run.is_leased) == (Run.State.DONE, False)
    assert sorted(item.bucket_id for item in run.items.all()) == sorted(each.pk for each in buckets)
    assert set(run.items.values_list("result", flat=True)) <= results
    ends = Event.objects.filter(kind=audit.RunFinished.id, params__run=run.pk)
    assert ends.count() == 1


@once_and_often
@each_of(POINTS_OF_A_PULL, "after the listing", "in a reading", "before the end")
def test_a_pull_of_all_buckets_that_is_killed_is_gone_on_with(
    point: HeaderCheck, times: int, three: list[Bucket], account: Account, owner: User
) -> None:
    for _ in range(times):
        run = lifecycle.start_discovery(account, by=owner)
        kill(lambda run=run: worker.work(run.pk), point)  # type: ignore[misc]
        go_on(run)
        check_run(run, three, {RunItem.Result.UNCHANGED})


@once_and_often
@each_of(
    POINTS_OF_A_JOINT_PUBLISH,
    *("with the lease", "with a publish", "before results are committed", "before the end"),
)
def test_a_joint_publish_that_is_killed_is_gone_on_with(
    point: HeaderCheck, times: int, three: list[Bucket], local_oss: WatchedOSS, publisher: User
) -> None:
    for _ in range(times):
        plans = {each.pk: planned(edited(each, publisher)) for each in three}
        run = lifecycle.start(
            Run.Kind.PUBLISH,
            plans,
            by=publisher,
            plans={pk: plan.fingerprint for pk, plan in plans.items()},
            hazards={hazard.key for plan in plans.values() for hazard in plan.hazards},
        )
        kill(lambda run=run: worker.work(run.pk), point)  # type: ignore[misc]
        go_on(run)
        check_run(run, three, {RunItem.Result.PUBLISHED})
        for each in three:
            check_pushes(each, local_oss)
            assert local_oss.store.get(each.name).cors == plans[each.pk].target
