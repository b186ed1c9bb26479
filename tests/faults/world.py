"""Two buckets on real Local OSS, the people and workers who use the console, and a foreigner.

A `World` does what it is told and lets `history.History` check it; how it is played is in `stage`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine

from buckets.cors import Configuration
from buckets.cors.compare.hazards import HazardKind
from buckets.cors.formats import xml
from buckets.models import Bucket, Event, Membership, Push, Role, Run, RunItem
from buckets.oss.connection import Connection
from buckets.oss.errors import OssError
from buckets.oss.gateway import OssGateway
from buckets.oss.retry import RetryPolicy
from buckets.sync.edit import NotEditable, StaleVersion
from buckets.sync.plan import plan
from buckets.sync.pull import check, pull
from buckets.sync.push import PublishRefused, PublishRequest, push
from buckets.sync.recover import recover
from buckets.sync.runs import lifecycle
from buckets.sync.runs.worker import work
from tests.faults import stage as stages
from tests.faults.edits import EDITS, RULES, edit_of
from tests.faults.history import Agreed, Deed, History, Shown, ShownPush
from tests.faults.stage import Interruption, Killed, Stage
from tests.faults.troubled import CONSOLE, FOREIGNER, KEYS, Trouble, TroubledOSS
from tests.fixtures.people import shared_account

NAMES: Final = ("bucket-one", "bucket-two")
PEOPLE: Final = ("ann", "bob")
FOREIGN: Final = (
    Configuration((RULES[0],)),
    Configuration((RULES[1], RULES[0]), response_vary=True),
    Configuration(),
    None,  # something that the console does not understand
)
DOINGS: Final = (
    *("pull", "check", "push", "push unticked", "push old plan", "edit", "foreign", "lapse"),
    *("taken over", "foreign, pull"),
)


@dataclass(frozen=True)
class Fate:
    """What else there is to a step: trouble with OSS; and at a point of it, its end ("killed") or
    one of `DOINGS`, by ``who``."""

    troubles: tuple[Trouble, ...] = ()
    what: str = ""
    at: int = 0
    who: str = PEOPLE[0]


class World(RuleBasedStateMachine):
    """One history: it begins with one bucket that was pulled, and one that was not."""

    oss: TroubledOSS
    people: dict[str, User]
    playing: World

    def __init__(self) -> None:
        super().__init__()
        World.playing = self
        self.stage, self.history = Stage(), History()
        self.sound = self.is_on = True
        self.coming: Interruption | None = None
        self.old_plans: dict[str, tuple[str, Agreed]] = {}
        self.agreed: dict[int, Agreed] = {}
        self._around = stages.atomic()
        self._around.__enter__()
        self.oss.begin(NAMES, self.history.call, self.stage)
        self._furnish()
        self.write(NAMES[0], FOREIGN[1])
        self.step(lambda: self.happen("pull", NAMES[0], PEOPLE[0], 0))

    def _furnish(self) -> None:
        account = shared_account(
            {}, endpoint=self.oss.endpoint, access_key_id=CONSOLE, secret=KEYS[CONSOLE]
        )
        Membership.objects.bulk_create(
            Membership(account=account, user=user, role=Role.OWNER) for user in self.people.values()
        )
        self.ids = {
            name: Bucket.objects.create(
                account=account, name=name, region="cn-hangzhou", endpoint=self.oss.endpoint
            ).pk
            for name in NAMES
        }
        retry_policy = RetryPolicy(clock=lambda: self.stage.seconds, wait=self.stage.let_pass)
        key = Connection(
            self.oss.endpoint, "cn-hangzhou", FOREIGNER, KEYS[FOREIGNER], deadline=15.0
        )
        self.foreigner = OssGateway(key, retry_policy=retry_policy)

    def teardown(self) -> None:
        try:
            if self.sound:
                self._come_to_rest()
        finally:
            self.forget()

    def forget(self) -> None:
        """Leave nothing in the database."""
        if self.is_on:
            self.is_on = False
            transaction.set_rollback(True)
            self._around.__exit__(None, None, None)

    # --- Steps ----------------------------------------------------------------------------------

    def step(self, action: Callable[[], None], interruption: Interruption | None = None) -> None:
        """Let ``action`` happen, and check what is shown then."""
        self.sound = False
        self.coming = interruption
        action()
        touched = {deed.bucket for deed in self.history.deeds}
        for name in NAMES if "" in touched else touched:
            self.history.show(name, self.shown(name))
        self.history.forget_deeds()
        self.sound = True

    def under(self, fate: Fate, name: str, action: Callable[[], None]) -> None:
        """A step that meets its ``fate``."""
        self.oss.troubles = [replace(trouble) for trouble in fate.troubles]
        interruption = None
        if fate.what:
            meanwhile = partial(self.happen, fate.what, name, fate.who, fate.at)
            interruption = Interruption(fate.at, None if fate.what == "killed" else meanwhile)
        self.step(action, interruption)
        self.oss.troubles = []

    def do(self, deed: Deed, action: Callable[[], object]) -> None:
        """Let ``action`` be done as ``deed``, however it ends."""
        stage = self.stage
        self.history.begin(deed)
        stage.deeds.append(deed)
        stage.interruption, self.coming = self.coming, None
        depth = stage.depth
        try:
            told = str(action() or "done")
        except Killed:
            told, stage.depth = "killed", depth
        except (StaleVersion, NotEditable):
            told = "refused"
        except (PublishRefused, OssError) as error:
            told = "stopped" if isinstance(error, PublishRefused) else "failed"
        finally:
            stage.deeds.remove(deed)
            stage.interruption = None
        self.history.end(deed, told)

    def happen(self, what: str, name: str, who: str, number: int) -> None:
        """One of `DOINGS`; ``number`` chooses among what it could be."""
        if what in ("pull", "check"):
            self.look(what, name, who)
        elif what.startswith("push"):
            self.publish(name, who, ticked=what != "push unticked", old=what == "push old plan")
        elif what == "edit":
            self.edit(EDITS[number % len(EDITS)], name, who, number)
        elif what.startswith("foreign"):
            self.write(name, FOREIGN[number % len(FOREIGN)])
            if what == "foreign, pull":
                self.look("pull", name, who)
        else:
            self.lapse()
            if what == "taken over":
                self.recover()

    # --- What can be done -----------------------------------------------------------------------

    def lapse(self) -> None:
        """So much time passes that whoever was at it may be taken to be dead."""
        for deed in self.stage.deeds:
            deed.late = True
        self.stage.let_pass(60)

    def write(self, name: str, configuration: Configuration | None) -> None:
        """The foreigner writes."""
        if configuration is None:
            self.oss.make_strange(name)
        elif configuration.rules:
            self.foreigner.put_cors(name, xml.write(configuration))
        else:
            self.foreigner.delete_cors(name)

    def look(self, what: str, name: str, who: str) -> None:
        def action() -> None:
            verb = pull if what == "pull" else check
            verb(self.ids[name], by=self.people[who])

        self.do(Deed(what, who, name), action)

    def edit(self, what: str, name: str, who: str, number: int, *, stale: bool = False) -> None:
        bucket = self.bucket(name)
        edit = edit_of(what, bucket, number)
        deed = Deed("edit", who, name)
        if bucket.is_editable and not stale:
            deed.wanted, deed.rebases, deed.onto = edit.wanted, edit.rebases, edit.onto
        version, by = bucket.version - stale, self.people[who]
        self.do(deed, lambda: edit.action(bucket.pk, version=version, by=by) and None)

    def publish(self, name: str, who: str, *, ticked: bool, old: bool) -> None:
        fingerprint, agreed = self._plan(name, ticked=ticked)
        if old:
            fingerprint, agreed = self.old_plans.pop(name, (fingerprint, agreed))
        message = f"push at {self.stage.seconds}"
        order = PublishRequest(
            self.people[who], fingerprint, message, frozenset[str](HazardKind if ticked else ())
        )

        def action() -> str:
            done = push(self.ids[name], order)
            return "done" if done.confirmed else "unknown"

        self.do(Deed("push", who, name, agreed=agreed, message=message), action)

    def run(self, kind: Run.Kind, who: str, *, ticked: bool) -> None:
        plans = {name: self._plan(name, ticked=ticked) for name in NAMES}
        run = lifecycle.start(
            kind,
            self.ids.values(),
            by=self.people[who],
            plans={self.ids[name]: fingerprint for name, (fingerprint, _) in plans.items()},
            reason=f"run {len(self.agreed)}",
            hazards=HazardKind if ticked else (),
        )
        self.agreed[run.pk] = {
            name: each for _, agreed in plans.values() for name, each in agreed.items()
        }
        self.work(run)

    def work(self, run: Run) -> None:
        deed = Deed(f"run {run.kind}", run.by, agreed=self.agreed[run.pk], message=run.reason)
        self.do(deed, lambda: work(run.pk))

    def pick_up(self) -> None:
        """A worker goes on with what others left behind."""
        for run in Run.objects.left_behind():
            self.work(run)

    def recover(self) -> None:
        self.do(Deed("recover", "console"), lambda: recover() and None)

    def _plan(self, name: str, *, ticked: bool) -> tuple[str, Agreed]:
        """What a person sees, and agrees to: nothing where a tick is missing."""
        planned = plan(self.bucket(name))
        if planned is None:
            return "0" * 64, {}
        seen = {name: (xml.write(planned.base), xml.write(planned.target))}
        self.old_plans.setdefault(name, (planned.fingerprint, seen))
        return planned.fingerprint, seen if ticked or not planned.hazards else {}

    # --- What is shown --------------------------------------------------------------------------

    def bucket(self, name: str) -> Bucket:
        related = Bucket.objects.select_related("account", "live", "base")
        return related.get(pk=self.ids[name])

    def shown(self, name: str) -> Shown:
        bucket = self.bucket(name)
        pushes = bucket.pushes.order_by("pk")
        events = Event.objects.filter(bucket_id=bucket.pk).order_by("pk")
        return Shown(
            state=bucket.state,
            version=bucket.version,
            working=xml.write(bucket.working),
            live=bucket.live.raw if bucket.live else None,
            revisions=tuple(each.raw for each in bucket.revisions.order_by("number")),
            pushes=tuple(
                ShownPush(each.pk, each.reason, each.outcome, bytes(each.document))
                for each in pushes
            ),
            records=tuple((each.kind, each.before, each.after) for each in events),
        )

    # --- The end --------------------------------------------------------------------------------

    def _come_to_rest(self) -> None:
        """OSS is well again and time passes: nothing is left open, and all is as it is shown."""
        self.lapse()
        self.step(self.pick_up)
        self.step(self.recover)
        for bucket in Bucket.objects.all():
            assert bucket.pending is None, "nobody settles it"
            assert not bucket.is_leased, "a lease is stuck"
        assert not Run.objects.unfinished().exists(), "a run without an end"
        for item in RunItem.objects.select_related("bucket"):
            assert item.result != RunItem.Result.OPEN, "forgotten in a run"
            done = item.bucket.pushes.filter(plan=item.plan, outcome=Push.Outcome.CONFIRMED)
            assert item.result != RunItem.Result.PUBLISHED or done.exists(), "never published"
        for name in NAMES:
            self.step(partial(self.look, "check", name, PEOPLE[0]))
            live = self.bucket(name).live
            assert live is not None
            assert live.raw == self.oss.held(name), "not what OSS holds"
