"""A pool of threads that do one item at a time each, and their results in batches."""

import logging
import queue
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Final, Generic, TypeVar

from buckets.cors import Message
from buckets.oss.errors import OssError

logger = logging.getLogger(__name__)

MOST: Final = 1_000
"""Results in a batch, to be written in one transaction."""

SECONDS: Final = 1.0
"""After this long a batch is handed over, however small it is."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class InternalError(OssError):
    """The console failed, not OSS. It is the result of one bucket, and holds up no other."""


class WorkerPool(Generic[Item, Result]):
    """Calls ``do`` with every item in ``threads`` threads. Leaving it leaves what is not begun."""

    def __init__(self, threads: int, do: Callable[[Item], Result]) -> None:
        self._do = do
        self._pool = ThreadPoolExecutor(threads)
        self._finished: queue.SimpleQueue[tuple[Item, Future[Result]]] = queue.SimpleQueue()

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
        """Yield the results of ``items`` in batches, each by its item, until there are all.

        A batch has `MOST` results at most, or those of the last `SECONDS`: perhaps none.
        """
        for item in items:
            future = self._pool.submit(self._do, item)
            future.add_done_callback(partial(self._put, item))
        left = len(items)
        while left:
            batch: dict[Item, Result | InternalError] = {}
            until = time.monotonic() + SECONDS
            while len(batch) < min(left, MOST) and (rest := until - time.monotonic()) > 0:
                try:
                    item, done = self._finished.get(timeout=rest)
                except queue.Empty:
                    break
                batch[item] = self._outcome(item, done)
            left -= len(batch)
            yield batch

    def rest(self) -> dict[Item, Result | InternalError]:
        """Wait for what is under way, and return its results; nothing else is begun."""
        self._pool.shutdown(cancel_futures=True)
        rest = {}
        while not self._finished.empty():
            item, done = self._finished.get()
            if not done.cancelled():
                rest[item] = self._outcome(item, done)
        return rest

    def _put(self, item: Item, done: "Future[Result]") -> None:
        self._finished.put((item, done))

    def _outcome(self, item: Item, done: "Future[Result]") -> Result | InternalError:
        error = done.exception()
        if not isinstance(error, Exception):  # none, or the end of the process
            return done.result()
        logger.error("Internal error with %s.", item, exc_info=error)
        return InternalError(Message("sync.internal-error"))
