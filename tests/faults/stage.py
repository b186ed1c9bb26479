"""Where histories are played: time that a test turns, and points at which a process can die.

On a `Stage`, each call to OSS, each wait and each end of a transaction is a point. At one of them
the process may be killed, or something else may happen meanwhile; a publish in a run is done by
the thread that asks for it, so that a history is the same each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from buckets.oss.gateway import OssGateway, Snapshot
from buckets.oss.listing import ListedBucket
from buckets.oss.retry import RetryPolicy
from buckets.sync.runtime import current, use
from tests.faults.history import Deed

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Interruption:
    """What happens at the ``at``-th point of what is done next: by default, the end."""

    at: int
    meanwhile: Callable[[], None] | None = None


@dataclass
class Stage:
    """One history's time, and what is done in it, innermost last."""

    seconds: float = 0.0
    deeds: list[Deed] = field(default_factory=list)
    interruption: Interruption | None = None
    depth: int = 0
    retry_policy: RetryPolicy = field(init=False)

    def __post_init__(self) -> None:
        self.retry_policy = RetryPolicy(
            clock=lambda: self.seconds, wait=self.let_pass, jitter=lambda least, _most: least
        )

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self.seconds)

    def let_pass(self, seconds: float) -> None:
        self.seconds += seconds

    @property
    def deed(self) -> Deed | None:
        """What is being done."""
        return self.deeds[-1] if self.deeds else None

    def point(self) -> None:
        """Something just happened, or is about to; within a transaction nothing else can."""
        self.seconds += 0.001
        due = self.interruption
        if due is None:
            return
        due.at -= 1
        if due.at >= 0 or (due.meanwhile and self.depth):
            return
        self.interruption = None
        if due.meanwhile is None:
            raise Killed
        due.meanwhile()

    def wait(self, seconds: float) -> None:
        self.point()
        self.let_pass(seconds)
        self.point()

    @contextmanager
    def asking(self) -> Iterator[None]:
        self.point()
        yield
        self.point()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.depth += 1
        try:
            with atomic():
                yield
                self.point()
        finally:
            self.depth -= 1
        self.point()


atomic = transaction.atomic
"""Django's own, which is no point."""


class Inline(Executor):
    """In the place of a pool of threads: does what it is asked at once."""

    def __init__(self, _threads: int) -> None:
        pass

    def submit(self, call: Any, /, *args: Any, **more: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(call(*args, **more))
        except Exception as error:  # noqa: BLE001 - whoever asks for the result gets it
            done.set_exception(error)
        return done


class NoConnections:
    """In the place of a thread's own connections, which `Inline` does not have."""

    def close_all(self) -> None:
        pass


@contextmanager
def entered(stage: Callable[[], Stage], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let everything happen on ``stage``."""

    class Played(OssGateway):
        def list_buckets(self) -> Iterator[ListedBucket]:
            with stage().asking():
                found = list(super().list_buckets())
            return iter(found)

        def get_cors(self, bucket: str) -> Snapshot:
            with stage().asking():
                return super().get_cors(bucket)

        def put_cors(self, bucket: str, document: bytes) -> None:
            with stage().asking():
                super().put_cors(bucket, document)

        def delete_cors(self, bucket: str) -> None:
            with stage().asking():
                super().delete_cors(bucket)

    def played(*given: Any, **more: Any) -> Any:
        # Django's own transactions are inside one of ours.
        return atomic(*given, **more) if given or more else stage().transaction()

    monkeypatch.setattr("django.utils.timezone.now", lambda: stage().now())
    monkeypatch.setattr("django.db.transaction.atomic", played)
    monkeypatch.setattr("buckets.sync.runs.pool.ThreadPoolExecutor", Inline)
    monkeypatch.setattr("buckets.sync.runs.worker.connections", NoConnections())
    playing = replace(
        current(),
        gateway_factory=lambda connection: Played(connection, retry_policy=stage().retry_policy),
        clock=lambda: stage().seconds,
        wait=lambda seconds: stage().wait(seconds),
    )
    with use(playing):
        yield
