"""Threads that each do one thing at a time, and what came of it, by the handful."""

import logging
import queue
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Final, Generic, TypeVar

from buckets.cors.message import Message, gettext_noop
from buckets.oss.errors import OssError

logger = logging.getLogger(__name__)

MOST: Final = 1_000
"""Results in a handful, to be written in one transaction."""

SECONDS: Final = 1.0
"""After this long what came is handed over, however little it is."""

_MISTAKE: Final = gettext_noop(
    "The console itself made a mistake with this bucket. Its log says more: tell who runs it."
)

Item = TypeVar("Item")
Result = TypeVar("Result")


class InternalError(OssError):
    """Not OSS failed but we did. It is one bucket's outcome, and holds up no other."""


class WorkerPool(Generic[Item, Result]):
    """``threads`` of them have ``do`` done with every item. Leaving it leaves what is not begun."""

    def __init__(self, threads: int, do: Callable[[Item], Result]) -> None:
        self._do = do
        self._pool = ThreadPoolExecutor(threads)
        self._came: queue.SimpleQueue[tuple[Item, Future[Result]]] = queue.SimpleQueue()

    def __enter__(self) -> "WorkerPool[Item, Result]":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def results(self, items: Collection[Item]) -> Iterator[dict[Item, Result | InternalError]]:
        """What came, until all did: as many as fit, or as came within a second; perhaps none."""
        for item in items:
            asked = self._pool.submit(self._do, item)
            asked.add_done_callback(partial(self._put, item))
        left = len(items)
        while left:
            some: dict[Item, Result | InternalError] = {}
            until = time.monotonic() + SECONDS
            while len(some) < min(left, MOST) and (rest := until - time.monotonic()) > 0:
                try:
                    item, done = self._came.get(timeout=rest)
                except queue.Empty:
                    break
                some[item] = self._outcome(item, done)
            left -= len(some)
            yield some

    def rest(self) -> dict[Item, Result | InternalError]:
        """What was under way, when it is done; nothing else is begun."""
        self._pool.shutdown(cancel_futures=True)
        rest = {}
        while not self._came.empty():
            item, done = self._came.get()
            if not done.cancelled():
                rest[item] = self._outcome(item, done)
        return rest

    def _put(self, item: Item, done: "Future[Result]") -> None:
        self._came.put((item, done))

    def _outcome(self, item: Item, done: "Future[Result]") -> Result | InternalError:
        error = done.exception()
        if not isinstance(error, Exception):  # none, or the end of the process
            return done.result()
        logger.error("A mistake with %s.", item, exc_info=error)
        return InternalError(Message(_MISTAKE))
