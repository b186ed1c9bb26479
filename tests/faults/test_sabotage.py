"""The checker must see it when the product breaks its word. Each way to break it has a story in
which that shows; the same story is true of the product as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from buckets import audit
from buckets.models import Bucket, Push
from buckets.models.push import PushQuerySet
from buckets.sync import edit, pull, push
from tests.faults.test_state_machine import Histories
from tests.faults.troubled import Trouble
from tests.faults.world import FOREIGN, NAMES, Fate, World

Patch = pytest.MonkeyPatch
Sabotage = Callable[[Patch], None]


class Story:
    """A history that is told rather than found."""

    def __init__(self, world: World) -> None:
        self.world = world

    def edit(self, what: str = "add", number: int = 2, *, slow: bool = False) -> Story:
        self.world.step(lambda: self.world.edit(what, NAMES[0], "ann", number, stale=slow))
        return self

    def publish(self, how: str = "push", **fate: Any) -> Story:
        publishing = lambda: self.world.happen(how, NAMES[0], "ann", 0)  # noqa: E731
        self.world.under(fated(**fate), NAMES[0], publishing)
        return self

    def look(self, how: str = "pull", **fate: Any) -> Story:
        self.world.under(fated(**fate), NAMES[0], lambda: self.world.look(how, NAMES[0], "bob"))
        return self

    def foreign(self, number: int = 0) -> Story:
        self.world.step(lambda: self.world.write(NAMES[0], FOREIGN[number]))
        return self

    def later(self) -> Story:
        self.world.step(self.world.lapse)
        return self


def fated(troubles: tuple[Trouble, ...] = (), what: str = "", at: int = 0) -> Fate:
    return Fate(troubles, what, at, "bob")


def stops_never(reason: str) -> Sabotage:
    """Publishing is not stopped for ``reason``."""

    def sabotage(patch: Patch) -> None:
        ask = push._Publishing._reason_to_stop

        def reason_to_stop(*given: Any) -> str | None:
            found = ask(*given)
            return None if found == reason and given[2] else found

        patch.setattr(push._Publishing, "_reason_to_stop", reason_to_stop)

    return sabotage


def no_look_at_versions(patch: Patch) -> None:
    patch.setattr(edit, "check_version", lambda *_: None)


def a_blind_second_write(patch: Patch) -> None:
    write = push._Publishing._write
    patch.setattr(push._Publishing, "_write", lambda *given: write(*given) and write(*given))


def an_outcome_without_a_lease(patch: Patch) -> None:
    patch.setattr(push._Publishing, "_is_ours", lambda *_: True)


def following_though_touched(patch: Patch) -> None:
    patch.setattr(Bucket, "is_untouched", property(lambda _: True))


def following_what_was_edited_back(patch: Patch) -> None:
    def record_reading(ledger: Any, bucket: Bucket, reading: Any, **_: bool) -> bool:
        untouched = bucket.is_untouched
        new: bool = ledger.record_reading(bucket, reading)
        followed = ledger.fast_forward(bucket) if untouched else None
        before, after = followed or (None, None)
        event = audit.BucketPulled(bucket.newest, new=new)
        ledger.record_event(event, bucket, before=before, after=after)
        return new

    patch.setattr(pull, "record_reading", record_reading)


def nobody_ever_at_work(patch: Patch) -> None:
    patch.setattr(Bucket, "may_be_at_work", lambda *_: False)


def no_lease(patch: Patch) -> None:
    def take(bucket: Bucket, seconds: float) -> int:
        bucket.fence += 1
        return bucket.fence

    patch.setattr(Bucket, "take_lease", take)


def old_answers_taken_for_new(patch: Patch) -> None:
    patch.setattr(PushQuerySet, "written_lately", lambda *_: {})


def late_answers_taken_for_new(patch: Patch) -> None:
    patch.setattr(Bucket, "is_news", lambda *_: True)


def only_the_last_look_kept(patch: Patch) -> None:
    read = push._Publishing._read_back
    patch.setattr(push._Publishing, "_read_back", lambda *given: read(*given)[-1:])


def an_early_answer_taken_for_the_last(patch: Patch) -> None:
    read = push._Publishing._read_back

    def answers(*given: Any) -> list[Any]:
        return [answer for answer in read(*given) if answer] or [None]

    patch.setattr(push._Publishing, "_read_back", answers)


def no_record_of_edits(patch: Patch) -> None:
    patch.setattr(edit, "record", lambda *_, **__: None)


def certain_of_what_is_unknown(patch: Patch) -> None:
    end = Push.outcome_of

    def outcome(self: Push, seen: str, *, writing: bool) -> Push.Outcome:
        return end(self, seen, writing=False)

    patch.setattr(Push, "outcome_of", outcome)


DENIED = (Trouble("denied", "GET", 1),)


def dead(at: int) -> dict[str, Any]:
    return {"what": "killed", "at": at}


def bad(*troubles: tuple[str, str, int]) -> tuple[Trouble, ...]:
    return tuple(Trouble(*each) for each in troubles)


STORIES: dict[str, tuple[Sabotage, Callable[[Story], object]]] = {
    "no look for drift": (
        stops_never(push.DRIFT),
        lambda a: a.edit().foreign().publish(),
    ),
    "a plan that nobody saw": (
        stops_never(push.STALE_PLAN),
        lambda a: (
            a.edit().publish("push unticked", troubles=DENIED).edit().publish("push old plan")
        ),
    ),
    "an effect that nobody ticked": (
        stops_never(push.UNSAFE_PLAN),
        lambda a: a.edit("clear").publish("push unticked"),
    ),
    "no look at versions": (
        no_look_at_versions,
        lambda a: a.edit().edit("vary", slow=True),
    ),
    "a blind second write": (
        a_blind_second_write,
        lambda a: a.edit().publish(troubles=bad(("unanswered", "PUT", 1))),
    ),
    "an outcome without a lease": (
        an_outcome_without_a_lease,
        lambda a: a.edit().publish(what="taken over", at=6, troubles=bad(("denied", "PUT", 1))),
    ),
    "following though touched": (
        following_though_touched,
        lambda a: a.edit().foreign().look(),
    ),
    "following what was edited back": (
        following_what_was_edited_back,
        lambda a: a.edit().publish(**dead(9)).edit("delete").later().look(),
    ),
    "nobody ever at work": (
        nobody_ever_at_work,
        lambda a: a.edit().publish(what="pull", at=5),
    ),
    "no lease": (
        no_lease,
        lambda a: a.edit().publish(what="push", at=6),
    ),
    "old answers taken for new": (
        old_answers_taken_for_new,
        lambda a: a.edit().publish().look("check", troubles=bad(("late", "GET", 1))),
    ),
    "late answers taken for new": (
        late_answers_taken_for_new,
        lambda a: a.foreign().look(what="foreign, pull", at=1),
    ),
    "only the last look kept": (
        only_the_last_look_kept,
        lambda a: a.edit().later().publish(what="foreign", at=4, troubles=bad(("late", "GET", 2))),
    ),
    "an early answer taken for the last": (
        an_early_answer_taken_for_the_last,
        lambda a: (
            a.edit()
            .later()
            .publish(what="foreign", at=4, troubles=bad(("late", "GET", 2), ("unheard", "GET", 9)))
        ),
    ),
    "no record of edits": (
        no_record_of_edits,
        lambda a: a.edit(),
    ),
    "certain of what is unknown": (
        certain_of_what_is_unknown,
        lambda a: a.edit().publish(what="pull", at=5),
    ),
}

told = pytest.mark.parametrize(("sabotage", "story"), STORIES.values(), ids=STORIES)


def play(world: World, story: Callable[[Story], object]) -> None:
    story(Story(world))
    world.teardown()


@told
@pytest.mark.usefixtures("world")
def test_it_is_seen(
    sabotage: Sabotage, story: Callable[[Story], object], monkeypatch: Patch
) -> None:
    playing = Histories()
    sabotage(monkeypatch)
    with pytest.raises(AssertionError):
        play(playing, story)


@told
@pytest.mark.usefixtures("world")
def test_without_it_the_story_is_true(sabotage: Sabotage, story: Callable[[Story], object]) -> None:
    playing = Histories()
    play(playing, story)
