"""Whatever happens in whatever order: the state is right, and no working copy is ever lost.

`Ledger` says what should be known, from what happened alone; it never looks at the database.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buckets.cors import Configuration, Rule
from buckets.cors.compare.hazards import HazardKind
from buckets.models import Account, Bucket, Event, State
from buckets.oss.errors import Action, OssError
from buckets.presenters.events import event_details, event_text
from buckets.sync.edit import (
    NotEditable,
    clear_rules,
    delete_rule,
    discard_changes,
    move_rule,
    set_vary,
)
from buckets.sync.plan import plan
from buckets.sync.pull import pull
from buckets.sync.push import PublishRefused
from tests.fakes import ENDPOINT, MemoryGateway
from tests.fixtures.local_oss import BUCKET
from tests.sync.actions import RAW, add, lost, now, publish, unreachable

EMPTY = Configuration()
RULES = [Rule((f"https://{name}.example.com",), ("GET",)) for name in "ab"]


def meant(configuration: Configuration) -> Configuration:
    """Without rules OSS keeps no Vary, so there it is no difference."""
    return configuration if configuration.rules else EMPTY


@dataclass
class Ledger:
    """What is at OSS, what was last seen of it, and what the team has made of that.

    ``oss`` and ``live`` are None for a document that is not understood; ``pulled`` says whether
    anything was seen at all.
    """

    oss: Configuration | None = EMPTY
    down: bool = False
    pulled: bool = False
    live: Configuration | None = None
    base: Configuration | None = None
    working: Configuration = field(default_factory=Configuration)
    trouble: bool = False
    unknown: bool = False

    @property
    def editable(self) -> bool:
        return self.pulled and self.live is not None

    @property
    def in_sync(self) -> bool:
        return self.live is not None and meant(self.working) == self.live

    @property
    def touched(self) -> bool:
        return meant(self.working) != (self.base or EMPTY)

    @property
    def state(self) -> State:
        words = [
            (self.unknown, State.OUTCOME_UNKNOWN),
            (self.trouble, State.UNREACHABLE),
            (not self.pulled, State.NOT_PULLED),
            (self.live is None, State.READ_ONLY),
            (self.in_sync, State.IN_SYNC),
            (self.live == self.base, State.UNPUBLISHED),
            (not self.touched, State.DRIFTED),
        ]
        return next((word for holds, word in words if holds), State.CONFLICT)

    def saw_oss(self) -> None:
        self.pulled, self.trouble, self.unknown = True, False, False
        self.live = self.oss

    def pull(self) -> None:
        touched = self.touched
        self.saw_oss()
        if not touched and self.live is not None and not self.in_sync:
            self.working = self.base = self.live

    def publish(self, *, agree_to_drift: bool, arrives: bool) -> None:
        if self.down:
            self.trouble = True
            return
        may, known = self.editable and not self.in_sync, self.live
        self.saw_oss()
        if not may or self.oss != known or (self.live != self.base and not agree_to_drift):
            return
        self.unknown = not arrives
        if arrives:
            self.oss = self.live = self.base = meant(self.working)


EDITS = ["add a", "add b", "clear", "delete", "move", "vary", "discard"]
OUTSIDE = ["foreign a", "foreign none", "foreign unknown", "down", "up"]
PUBLISHES = ["publish", "publish over drift", "publish unanswered", "publish in vain"]
steps = st.lists(
    st.one_of(
        st.sampled_from(EDITS),
        st.sampled_from(["pull", *OUTSIDE]),
        st.sampled_from(["pull", *PUBLISHES]),
    ),
    max_size=25,
)


@dataclass
class Story:
    """Lets each step happen, to the bucket and in the ledger."""

    bucket: Bucket
    memory: MemoryGateway
    by: User
    ledger: Ledger = field(default_factory=Ledger)

    def happen(self, step: str) -> None:
        if step in EDITS:
            with suppress(NotEditable):
                self.edit(step)
            if self.ledger.editable:
                self.ledger.working = self.edited(step)
        elif step in OUTSIDE:
            self.outside(step)
        elif step == "pull":
            with suppress(OssError):
                pull(self.bucket.pk, by=self.by)
            if self.ledger.down:
                self.ledger.trouble = True
            else:
                self.ledger.pull()
        else:
            self.publish(step)
        if self.ledger.in_sync:
            self.ledger.base = self.ledger.live

    def edit(self, step: str) -> None:
        bucket = now(self.bucket)
        rows = list(bucket.cors_rules.all())
        said: dict[str, Any] = {"version": bucket.version, "by": self.by}
        if step.startswith("add"):
            add(bucket, self.by, RULES["ab".index(step[-1])])
        elif step == "clear":
            clear_rules(bucket.pk, **said)
        elif step == "vary":
            set_vary(bucket.pk, on=not bucket.response_vary, **said)
        elif step == "discard":
            discard_changes(bucket.pk, **said)
        elif rows and step == "delete":
            delete_rule(bucket.pk, rows[-1].pk, **said)
        elif rows:
            move_rule(bucket.pk, rows[0].pk, up=False, **said)

    def edited(self, step: str) -> Configuration:
        working, live = self.ledger.working, self.ledger.live
        rules = list(working.rules)
        if step == "discard":
            assert live is not None
            self.ledger.base = live
            return live
        if step == "vary":
            return Configuration(working.rules, not working.response_vary)
        changed = {
            "add a": [*rules, RULES[0]],
            "add b": [*rules, RULES[1]],
            "clear": [],
            "delete": rules[:-1],
            "move": rules[1:2] + rules[:1] + rules[2:],
        }
        return working.with_rules(changed[step])

    def outside(self, step: str) -> None:
        if step in ("down", "up"):
            self.ledger.down = step == "down"
        else:
            held = {"a": Configuration((RULES[0],)), "none": EMPTY, "unknown": None}
            self.ledger.oss = held[step.split()[1]]
        self.set_up_oss()

    def set_up_oss(self) -> None:
        self.memory.raises.clear()
        self.memory.raises_after.clear()
        self.memory.buckets[BUCKET] = self.ledger.oss
        self.memory.unknown = RAW if self.ledger.oss is None else None
        if self.ledger.down:
            self.memory.raises[Action.GET] = unreachable()

    def publish(self, step: str) -> None:
        failing = {"publish in vain": self.memory.raises}
        failing["publish unanswered"] = self.memory.raises_after
        failing.get(step, {}).update({Action.PUT: lost(), Action.DELETE: lost()})
        planned = plan(now(self.bucket))
        over_drift = step == "publish over drift"
        hazards = set(HazardKind) - (
            {HazardKind.FOREIGN_CHANGES_REPLACED} if not over_drift else set()
        )
        with suppress(OssError, PublishRefused):
            plan_seen = planned.fingerprint if planned else "0"
            publish(self.bucket, self.by, agreed=plan_seen, hazards=hazards)
        self.ledger.publish(agree_to_drift=over_drift, arrives=step != "publish in vain")
        self.set_up_oss()

    def check(self) -> None:
        bucket, ledger = now(self.bucket), self.ledger
        assert bucket.working == ledger.working
        assert bucket.state == ledger.state
        assert bucket.rule_count == len(ledger.working.rules)
        assert bucket.fingerprint == ledger.working.fingerprint
        assert meant(self.memory.buckets[BUCKET] or EMPTY) == (ledger.oss or EMPTY)
        for event in Event.objects.filter(bucket_id=bucket.pk)[:1]:
            assert event_text(event)
            assert "%(" not in event_details(event)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_the_state_is_right_and_no_working_copy_is_lost_whatever_happens(
    memory_account: Account, memory: MemoryGateway, owner: User, happened: list[str]
) -> None:
    with transaction.atomic():
        bucket = Bucket.objects.create(account=memory_account, name=BUCKET, endpoint=ENDPOINT)
        story = Story(bucket, memory, owner)
        story.set_up_oss()
        for step in happened:
            story.happen(step)
            story.check()
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("happened", "state"),
    [
        ([], State.NOT_PULLED),
        (["pull"], State.IN_SYNC),
        (["pull", "add a"], State.UNPUBLISHED),
        (["pull", "add a", "foreign none", "pull", "publish"], State.IN_SYNC),
        (["pull", "add b", "foreign a", "pull"], State.CONFLICT),
        (["pull", "add b", "foreign a", "pull", "delete"], State.DRIFTED),
        (["pull", "add b", "foreign a", "pull", "delete", "pull"], State.IN_SYNC),
        (["pull", "add b", "foreign a", "pull", "publish"], State.CONFLICT),
        (["pull", "add b", "foreign a", "pull", "publish over drift"], State.IN_SYNC),
        (["pull", "down", "pull"], State.UNREACHABLE),
        (["pull", "foreign unknown", "pull"], State.READ_ONLY),
        (["pull", "add a", "publish in vain"], State.OUTCOME_UNKNOWN),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, list) else str(value),
)
def test_every_state_is_reached(
    happened: list[str],
    state: State,
    memory_account: Account,
    memory: MemoryGateway,
    owner: User,
) -> None:
    bucket = Bucket.objects.create(account=memory_account, name=BUCKET, endpoint=ENDPOINT)
    story = Story(bucket, memory, owner)
    story.set_up_oss()
    for step in happened:
        story.happen(step)
        story.check()
    assert now(bucket).state == state


@pytest.mark.django_db
def test_a_conflict_that_was_edited_away_follows_oss_again(
    memory_account: Account, memory: MemoryGateway, owner: User
) -> None:
    bucket = Bucket.objects.create(account=memory_account, name=BUCKET, endpoint=ENDPOINT)
    story = Story(bucket, memory, owner)
    story.set_up_oss()
    for step in ["pull", "add b", "foreign a", "pull", "delete", "add a"]:
        story.happen(step)
    assert now(bucket).state == State.IN_SYNC
    story.happen("foreign none")
    story.happen("pull")
    assert now(bucket).state == State.IN_SYNC
    assert now(bucket).working == EMPTY
