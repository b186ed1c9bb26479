"""An OSS in memory with several buckets, in which something can happen at any one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from threading import Lock, current_thread, main_thread
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, connections
from django.utils import timezone

from buckets.cors import Message
from buckets.cors.compare.hazards import HazardKind
from buckets.models import Bucket, Run
from buckets.models.lease import CLOCKS_AGREE_WITHIN
from buckets.oss.errors import Action, Throttled
from buckets.oss.listing import ListedBucket
from buckets.sync.runs import lifecycle
from buckets.sync.runs.worker import work
from tests.fakes import MemoryGateway
from tests.fixtures.people import LIVE
from tests.sync.actions import Wait, now, planned, waiting

NAMES = ("app-one", "app-three", "app-two")
"""Of the buckets, in the order in which OSS lists them."""

Happening = dict[tuple[Action, str], Callable[[], object]]
"""What happens during a call for a bucket."""


class Crowd(MemoryGateway):
    """Notes each call, and whether a transaction was open in its thread or in the one that began.

    Lets happen, once, what ``meanwhile`` has for a call, and what ``afterwards`` has for a PUT
    that was carried out. Calls come from threads of their own; there, too, it may use the
    database.
    """

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(NAMES, LIVE))
        self.meanwhile: Happening = {}
        self.afterwards: Happening = {}
        self.calls: list[tuple[Action, str]] = []
        self.in_transaction: set[bool] = set()
        self._lock = Lock()
        self._began = connections["default"]

    def asked(self, action: Action) -> list[str]:
        """The buckets that were asked for so, by name."""
        return sorted(name for did, name in self.calls if did == action)

    def list_buckets(self) -> Iterator[ListedBucket]:
        for listed in super().list_buckets():
            self._note(Action.LIST, listed.name)
            yield listed

    def put_cors(self, bucket: str, document: bytes) -> None:
        super().put_cors(bucket, document)
        _let_happen(self.afterwards.pop((Action.PUT, bucket), None))

    def _begin(self, action: Action, bucket: str) -> None:
        self._note(action, bucket)
        super()._begin(action, bucket)

    def _note(self, action: Action, bucket: str) -> None:
        with self._lock:
            self.in_transaction |= {connection.in_atomic_block, self._began.in_atomic_block}
            self.calls.append((action, bucket))
        _let_happen(self.meanwhile.pop((action, bucket), None))


def _let_happen(happens: Callable[[], object] | None) -> None:
    if happens is None:
        return
    try:
        happens()
    finally:
        if current_thread() is not main_thread():
            connection.close()


@dataclass
class Waits:
    """Time to let pass: notes how much, and lets happen what is due then. Not for ever."""

    seconds: list[float] = field(default_factory=list)
    happens: Callable[[], object] = lambda: None

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        assert len(self.seconds) < 100
        _let_happen(self.happens)


def raising(error: BaseException) -> Callable[[], object]:
    """To let ``error`` be what happens."""

    def fail() -> None:
        raise error

    return fail


def throttled() -> Throttled:
    """OSS has no time."""
    return Throttled(Message("Too busy."))


def end_lease(run: Run) -> None:
    """Let the time pass for which the worker that is at ``run`` may be alive."""
    long_ago = timezone.now() - CLOCKS_AGREE_WITHIN
    Run.objects.filter(pk=run.pk).update(leased_until=long_ago)


def take_over(run: Run) -> None:
    """The worker's lease runs out, and another worker takes the run."""
    end_lease(run)
    row = Run.objects.get(pk=run.pk)
    row.take_lease(60)
    row.save(update_fields=Run.LEASE_FIELDS)


def start(kind: Run.Kind, fleet: Iterable[Bucket], *, by: User, **said: Any) -> Run:
    """A run over ``fleet`` that nobody has begun with; one that publishes has each one's plan."""
    buckets = list(fleet)
    plans = {}
    if kind == Run.Kind.PUBLISH:
        plans = {bucket.pk: planned(bucket).fingerprint for bucket in buckets}
        said.setdefault("hazards", HazardKind)
    return lifecycle.start(kind, [bucket.pk for bucket in buckets], by=by, plans=plans, **said)


def results(run: Run) -> list[str]:
    """What came of each bucket, by its name; a reason and not that it was stopped."""
    items = run.items.order_by("bucket__name")
    return [item.reason or item.result for item in items]


def states(fleet: Iterable[Bucket]) -> list[str]:
    """How each bucket stands."""
    return [now(bucket).state for bucket in fleet]


def done(run: Run, wait: Wait = lambda _: None) -> Run:
    """The run after a worker was at it, which waits for nothing."""
    with waiting(wait):
        work(run.pk)
    run.refresh_from_db()
    return run
