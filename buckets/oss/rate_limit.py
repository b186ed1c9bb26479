"""How fast the calls of one AccessKey may follow each other.

OSS limits how often settings of buckets are read and changed, answers 503 over the limit
(MetaOperationQpsLimitExceeded) and publishes no number. So the number is felt out, with additive
increase and multiplicative decrease as TCP does it.
"""

import math
import threading
from collections import deque
from collections.abc import Callable
from typing import Final, TypeAlias

Clock: TypeAlias = Callable[[], float]
"""Returns seconds that only grow."""

Wait: TypeAlias = Callable[[float], None]
"""Lets so many seconds pass."""

FLOOR: Final = 0.2
"""Calls a second that are made however often OSS refuses: five processes that share an account
then still ask no more than once a second together."""

_BURST: Final = 0.5  # seconds in which refusals count once
_GENTLEST, _HARSHEST = 0.95, 0.5  # what a refusal leaves of the rate
_KNOWN: Final = 0.9  # up to this share of the last good rate the way back is quick
_QUICK: Final = 1.0  # calls a second that a success adds there: nearly threefold every second
_CAREFUL: Final = 0.02  # and beyond, for each second without a refusal
_LOOK_AGAIN: Final = 1.0  # seconds: the rate may have changed while someone waits
_ROUNDING: Final = 1e-6  # calls


class RateLimiter:
    """The turns of an AccessKey's calls. Threads share one.

    There is no limit until OSS refuses a call as one too many.
    """

    def __init__(self, clock: Clock, wait: Wait) -> None:
        self._clock = clock
        self._wait = wait
        self._lock = threading.Lock()
        self._queue: list[object] = []
        self._starts: deque[float] = deque()  # of the last second
        self._rate = math.inf  # calls a second
        self._good = math.inf  # the last rate at which OSS served most calls
        self._credit = 1.0  # calls that may start now
        self._counted_at = clock()  # when that was so
        # Only calls that started after the last slowing down tell whether it was enough.
        self._slowed_at = -math.inf
        self._served = self._refused = 0

    def turn(self, within: float) -> float:
        """Wait for a turn, first come first served, and return 0.

        If it cannot come within ``within`` seconds, return at once the seconds until it would.
        """
        ticket = object()
        until = self._clock() + within
        with self._lock:
            self._queue.append(ticket)
        try:
            while seconds := self._ahead(ticket):
                if self._clock() + seconds > until:
                    return seconds
                self._wait(min(seconds, _LOOK_AGAIN))
        finally:
            with self._lock:
                if ticket in self._queue:
                    self._queue.remove(ticket)
        return 0.0

    def go_first(self) -> None:
        """Take a turn without waiting for it; those who wait then wait longer."""
        with self._lock:
            self._count(self._clock())
            self._credit -= 1
            self._starts.append(self._counted_at)

    def served(self, started: float) -> None:
        """Note that OSS answered a call that started then: raise the rate."""
        with self._lock:
            if started < self._slowed_at:
                return
            now = self._clock()
            self._count(now)
            self._served += 1
            returning = self._rate < _KNOWN * self._good
            self._rate += _QUICK if returning else _CAREFUL * (now - self._slowed_at)

    def refused(self, started: float) -> None:
        """Note that OSS refused a call that started then as one too many: lower the rate.

        The share of calls refused since the last time says by how much, within bounds.
        """
        with self._lock:
            if started < self._slowed_at:
                return
            self._refused += 1
            now = self._clock()
            if now < self._slowed_at + _BURST:
                return
            self._count(now)
            # This refusal is why we are here, so it tells nothing of the share.
            share = self._served / (self._served + self._refused - 1) if self._served else 0.0
            share = min(max(share, _HARSHEST), _GENTLEST)
            if self._served:
                self._good = self._rate * share
            self._rate = max(min(self._rate, self._measured(now)) * share, FLOOR)
            self._credit = min(self._credit, 0.0)
            self._slowed_at = now
            self._served = self._refused = 0

    def _ahead(self, ticket: object) -> float:
        """Return the seconds until the turn of ``ticket``; 0 takes it."""
        with self._lock:
            self._count(self._clock())
            missing = self._queue.index(ticket) + 1 - self._credit
            if missing > _ROUNDING and self._rate < math.inf:
                return missing / self._rate
            self._queue.remove(ticket)
            self._credit -= 1
            self._starts.append(self._counted_at)
            return 0.0

    def _measured(self, now: float) -> float:
        """Return how many calls a second have started lately, this refused one included.

        Right after a pause they are the calls of less than a second, and are counted as such if
        OSS served any.
        """
        seconds = max(now - self._starts[0], _BURST) if self._starts and self._served else 1.0
        return (len(self._starts) + 1) / seconds

    def _count(self, now: float) -> None:
        """Bring credit and starts up to ``now``; no more credit is saved than those waiting use."""
        gained = (now - self._counted_at) * self._rate if now > self._counted_at else 0.0
        self._credit = min(self._credit + gained, max(len(self._queue), 1.0))
        self._counted_at = now
        while self._starts and self._starts[0] < now - 1:
            self._starts.popleft()
