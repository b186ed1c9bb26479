"""Publishing many buckets: each for itself, and only what its maker may."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier

import pytest
from django.contrib.auth.models import User

from buckets import audit
from buckets.cors.compare.hazards import HazardKind
from buckets.models import Bucket, Event, Membership, Push, Role, Run, State
from buckets.oss.errors import Action
from buckets.sync.push import DRIFT, NOT_ALLOWED, STALE_PLAN, UNSAFE_PLAN
from buckets.sync.runs import lifecycle
from tests.fakes import refusal
from tests.fixtures.people import LIVE, NEW
from tests.sync import actions
from tests.sync.actions import FOREIGN, add, lost, now, publish
from tests.sync.crowd import (
    NAMES,
    Crowd,
    Waits,
    done,
    end_lease,
    raising,
    results,
    start,
    states,
    throttled,
)

pytestmark = pytest.mark.django_db(transaction=True)

ONE, THREE, TWO = NAMES
TARGET = LIVE.with_rules([*LIVE.rules, NEW])
FOREIGN_TOO = LIVE.with_rules([*LIVE.rules, *FOREIGN.rules])


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def edited(fleet: list[Bucket], crowd: Crowd, editor: User) -> list[Bucket]:
    """Each bucket with a rule more than OSS has."""
    return [add(bucket, editor) for bucket in fleet]


def take(bucket: Bucket) -> None:
    """Somebody else begins to publish ``bucket``; if a worker was at it, it was held up."""
    actions.end_lease(bucket)
    row = Bucket.objects.get(pk=bucket.pk)
    row.take_lease(60)
    row.save(update_fields=Bucket.LEASE_FIELDS)


def test_each_is_published_with_the_message_under_the_name_of_who_asked(
    crowd: Crowd, edited: list[Bucket], publisher: User
) -> None:
    run = done(start(Run.Kind.PUBLISH, edited, by=publisher, reason="TICKET-7"))
    assert (run.state, results(run)) == (Run.State.DONE, ["published"] * 3)
    assert crowd.buckets == dict.fromkeys(NAMES, TARGET)
    assert states(edited) == [State.IN_SYNC] * 3
    told = Event.objects.filter(kind=audit.PushDone.id).values_list("actor", "params__reason")
    assert list(told) == [("paul-publisher", "TICKET-7")] * 3


def test_a_publish_run_that_is_cancelled_publishes_no_further_bucket(
    crowd: Crowd, edited: list[Bucket], publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buckets.sync.runs.worker.PUBLISHERS", 2)
    run = start(Run.Kind.PUBLISH, edited, by=publisher)
    seen: list[str] = []

    def cancel() -> None:
        seen.append(lifecycle.cancel(run.pk, by=publisher).state)

    held = Barrier(2, action=cancel, timeout=20)
    crowd.meanwhile |= {(Action.PUT, ONE): held.wait, (Action.PUT, THREE): held.wait}
    run = done(run)
    assert seen == [Run.State.CANCELLING]
    assert (results(run), run.state) == (["published", "published", "open"], Run.State.CANCELLED)
    assert crowd.asked(Action.PUT) == [ONE, THREE]
    assert TWO not in crowd.asked(Action.GET)


def test_what_stops_or_fails_one_leaves_the_others_alone(
    crowd: Crowd, edited: list[Bucket], publisher: User
) -> None:
    crowd.buckets[ONE] = FOREIGN
    crowd.meanwhile[Action.PUT, THREE] = raising(refusal("AccessDenied", Action.PUT, THREE))
    run = done(start(Run.Kind.PUBLISH, edited, by=publisher))
    assert results(run) == [DRIFT, "failed", "published"]
    assert states(edited) == [State.CONFLICT, State.UNPUBLISHED, State.IN_SYNC]
    assert crowd.buckets == {ONE: FOREIGN, THREE: LIVE, TWO: TARGET}
    assert run.items.get(trouble__code="AccessDenied").bucket == edited[1]


def test_resumed_it_publishes_what_failed_and_nothing_else(
    crowd: Crowd, edited: list[Bucket], publisher: User
) -> None:
    crowd.meanwhile[Action.PUT, THREE] = raising(refusal("AccessDenied", Action.PUT, THREE))
    run = done(start(Run.Kind.PUBLISH, edited, by=publisher))
    crowd.calls.clear()
    assert results(done(lifecycle.resume(run.pk, by=publisher))) == ["published"] * 3
    assert crowd.asked(Action.PUT) == [THREE]


@pytest.mark.parametrize(
    ("ticked", "result"),
    [([], UNSAFE_PLAN), ([HazardKind.FOREIGN_CHANGES_REPLACED], "published")],
)
def test_what_has_an_effect_is_published_only_if_that_was_ticked(
    ticked: list[str], result: str, crowd: Crowd, edited: list[Bucket], publisher: User
) -> None:
    crowd.buckets[ONE] = FOREIGN_TOO
    done(start(Run.Kind.CHECK, edited[:1], by=publisher))  # now its plan replaces foreign changes
    run = done(start(Run.Kind.PUBLISH, edited, by=publisher, hazards=ticked))
    assert results(run) == [result, "published", "published"]


def test_one_whose_answer_was_lost_is_not_confirmed_and_settled_when_resumed(
    crowd: Crowd, edited: list[Bucket], publisher: User
) -> None:
    crowd.meanwhile[Action.PUT, THREE] = raising(lost())
    run = done(start(Run.Kind.PUBLISH, edited, by=publisher))
    assert results(run) == ["published", "unknown", "published"]
    assert now(edited[1]).state == State.OUTCOME_UNKNOWN
    assert results(done(lifecycle.resume(run.pk, by=publisher))) == ["published"] * 3
    assert crowd.buckets[THREE] == TARGET


# --- What has to be tried again -----------------------------------------------------------------


@pytest.mark.parametrize("action", [Action.GET, Action.PUT])
def test_what_oss_has_no_time_for_is_published_after_a_pause(
    action: Action, crowd: Crowd, edited: list[Bucket], publisher: User
) -> None:
    crowd.meanwhile[action, THREE] = raising(throttled())
    waits = Waits()
    run = done(start(Run.Kind.PUBLISH, edited, by=publisher), waits)
    assert results(run) == ["published"] * 3
    assert crowd.buckets[THREE] == TARGET
    assert 2.0 in waits.seconds


def test_one_that_somebody_publishes_already_has_its_turn_afterwards(
    crowd: Crowd, edited: list[Bucket], publisher: User
) -> None:
    take(edited[0])
    waits = Waits(happens=lambda: actions.end_lease(edited[0]))
    run = done(start(Run.Kind.PUBLISH, edited[:1], by=publisher), waits)
    assert (results(run), waits.seconds[0]) == (["published"], 2.0)
    assert not Event.objects.filter(kind=audit.PushStopped.id).exists()


def test_one_that_was_taken_from_the_worker_has_its_turn_again(
    crowd: Crowd, edited: list[Bucket], publisher: User
) -> None:
    crowd.meanwhile[Action.GET, ONE] = lambda: take(edited[0])
    waits = Waits(happens=lambda: actions.end_lease(edited[0]))
    run = done(start(Run.Kind.PUBLISH, edited[:1], by=publisher), waits)
    assert results(run) == ["published"]
    assert crowd.asked(Action.PUT) == [ONE]


def test_what_a_worker_that_was_killed_had_written_is_found_published(
    crowd: Crowd, edited: list[Bucket], publisher: User
) -> None:
    crowd.afterwards[Action.PUT, ONE] = raising(Killed())
    run = start(Run.Kind.PUBLISH, edited[:1], by=publisher)
    with pytest.raises(Killed):
        done(run)
    end_lease(run)
    waits = Waits(happens=lambda: actions.end_lease(edited[0]))
    assert results(done(run, waits)) == ["published"]
    assert crowd.asked(Action.PUT) == [ONE]
    assert Event.objects.filter(kind__in=[audit.PushDone.id, audit.RunFinished.id]).count() == 2


def test_what_was_published_but_not_noted_is_not_published_again(
    crowd: Crowd, edited: list[Bucket], publisher: User
) -> None:
    run = start(Run.Kind.PUBLISH, edited[:1], by=publisher)
    publish(edited[0], publisher, agreed=run.items.get().plan)
    assert results(done(run)) == ["published"]
    assert edited[0].pushes.count() == 1


# --- Who may ------------------------------------------------------------------------------------


def lower(user: User) -> None:
    Membership.objects.filter(user=user).update(role=Role.EDITOR)


LOSSES: dict[str, Callable[[User], object]] = {
    "a lower role": lower,
    "no member": lambda user: user.memberships.all().delete(),
    "inactive": lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
    "deleted": lambda user: User.objects.get(pk=user.pk).delete(),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_who_may_not_any_more_publishes_nothing(
    loss: str, crowd: Crowd, edited: list[Bucket], publisher: User
) -> None:
    run = start(Run.Kind.PUBLISH, edited, by=publisher)
    LOSSES[loss](publisher)
    run = done(run)
    assert (run.state, results(run)) == (Run.State.DONE, [NOT_ALLOWED] * 3)
    assert crowd.calls == []
    assert states(edited) == [State.UNPUBLISHED] * 3


@pytest.mark.parametrize("loss", ["a lower role", "no member"])
def test_who_loses_the_right_meanwhile_publishes_no_further_bucket(
    loss: str, crowd: Crowd, edited: list[Bucket], publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buckets.sync.runs.worker.PUBLISHERS", 1)
    crowd.meanwhile[Action.GET, ONE] = lambda: LOSSES[loss](publisher)
    run = done(start(Run.Kind.PUBLISH, edited, by=publisher))
    assert results(run) == ["published", NOT_ALLOWED, NOT_ALLOWED]


def test_resumed_by_another_it_is_still_for_who_reviewed_it_to_publish(
    crowd: Crowd, edited: list[Bucket], publisher: User, owner: User
) -> None:
    run = start(Run.Kind.PUBLISH, edited, by=publisher)
    publisher.delete()
    done(run)
    assert results(done(lifecycle.resume(run.pk, by=owner))) == [NOT_ALLOWED] * 3
    assert not Push.objects.exists()


@pytest.mark.parametrize("call", [Action.GET, Action.PUT])
def test_a_bucket_that_is_deleted_meanwhile_is_in_nobody_s_way(
    call: Action, crowd: Crowd, edited: list[Bucket], publisher: User
) -> None:
    crowd.meanwhile[call, THREE] = lambda: Bucket.objects.get(name=THREE).delete()
    run = done(start(Run.Kind.PUBLISH, edited, by=publisher))
    assert (run.state, results(run)) == (Run.State.DONE, ["published"] * 2)


def test_what_is_edited_meanwhile_is_not_published(
    crowd: Crowd, edited: list[Bucket], publisher: User, editor: User
) -> None:
    run = start(Run.Kind.PUBLISH, edited[:1], by=publisher)
    add(edited[0], editor, FOREIGN.rules[0])
    assert results(done(run)) == [STALE_PLAN]
    assert crowd.buckets[ONE] == LIVE
