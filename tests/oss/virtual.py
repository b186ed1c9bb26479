"""Threads in a time of their own: hours of waiting pass in moments, in the same order each run."""

import heapq
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from buckets.cors import Message
from buckets.oss.errors import OssError, Throttled

ROUND_TRIP = 0.05


class VirtualTime:
    """A clock that moves on when all threads of `run` wait, to whoever waits least."""

    def __init__(self) -> None:
        self._now = 0.0
        self._awake = 0
        self._order = itertools.count()
        self._waiting: list[tuple[float, int, threading.Lock]] = []
        self._lock = threading.Lock()

    def now(self) -> float:
        return self._now

    def wait(self, seconds: float) -> None:
        """Let the others go on until ``seconds`` have passed. In a thread of `run` only."""
        turn = threading.Lock()  # held until it is this thread's turn; an event takes longer
        turn.acquire()
        with self._lock:
            heapq.heappush(self._waiting, (self._now + seconds, next(self._order), turn))
            self._rest()
        assert turn.acquire(timeout=300)  # for one that no other thread wakes

    def run(self, work: Callable[[], object], *, threads: int = 32) -> None:
        """Have so many threads do ``work``, and wait for all of them."""
        self._awake = threads
        with ThreadPoolExecutor(threads) as pool:
            for done in [pool.submit(self._work, work) for _ in range(threads)]:
                done.result()

    def _work(self, work: Callable[[], object]) -> None:
        try:
            self.wait(0)
            work()
        finally:
            with self._lock:
                self._rest()

    def _rest(self) -> None:
        self._awake -= 1
        if not self._awake and self._waiting:
            self._now, _, turn = heapq.heappop(self._waiting)
            self._awake += 1
            turn.release()


class VirtualOSS:
    """Answers after `ROUND_TRIP`; ``fault`` gives what goes wrong with the next call, if anything.

    ``served`` and ``asked`` hold when what was answered and what came in.
    """

    def __init__(self, time: VirtualTime, fault: Callable[[], OssError | None]) -> None:
        self.time = time
        self.fault = fault
        self.asked: list[float] = []
        self.served: list[float] = []

    def attempt(self, _seconds: float) -> str:
        """One exchange."""
        self.time.wait(ROUND_TRIP / 2)
        self.asked.append(self.time.now())
        fault = self.fault()
        if fault is None:
            self.served.append(self.time.now())
        self.time.wait(ROUND_TRIP / 2)
        if fault is not None:
            raise fault
        return "answer"


def too_many() -> Throttled:
    """What a 503 of OSS becomes."""
    return Throttled(Message("Too many calls."), status=503, code="MetaOperationQpsLimitExceeded")


def limit(time: VirtualTime, rate: float, *, saved: float) -> Callable[[], OssError | None]:
    """A fault for calls over ``rate`` a second, of which up to ``saved`` can be saved up."""
    left, counted_at = saved, 0.0

    def fault() -> OssError | None:
        nonlocal left, counted_at
        left = min(left + (time.now() - counted_at) * rate, saved)
        counted_at = time.now()
        if left < 1:
            return too_many()
        left -= 1
        return None

    return fault


def limit_a_second(time: VirtualTime, rate: int) -> Callable[[], OssError | None]:
    """A fault for every call beyond the first ``rate`` of each second by the clock."""
    counts: dict[int, int] = {}

    def fault() -> OssError | None:
        second = int(time.now())
        counts[second] = counts.get(second, 0) + 1
        return too_many() if counts[second] > rate else None

    return fault
