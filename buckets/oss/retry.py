"""How long a call to OSS is tried: again after a failure that may pass, and at the right pace.

Only reads are made again. A PUT or DELETE whose answer was lost may have been carried out, and
what happened since would be undone by a second one.
"""

import functools
import math
import os
import random
import threading
import time
from collections.abc import Callable
from typing import Final, TypeVar

from buckets.cors.message import Message
from buckets.oss.errors import OssError, ServerFault, Throttled, Unreachable
from buckets.oss.rate_limit import Clock, RateLimiter, Wait

CALLS_AN_EXTRA: Final = 10
"""Calls that earn one further attempt, so that trouble at OSS is met with at most 10 % more."""

_SAVED: Final = 10  # further attempts that can be saved up
_ATTEMPTS: Final = 4  # a call
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 4.0  # seconds, before the jitter

Result = TypeVar("Result")


class Budget:
    """What all calls of a process may make of further attempts. Threads share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls = 0

    def earn(self) -> None:
        """Count a call."""
        with self._lock:
            self._calls = min(self._calls + 1, _SAVED * CALLS_AN_EXTRA)

    def spend(self) -> bool:
        """Whether one further attempt was left; it is used up."""
        with self._lock:
            left = self._calls >= CALLS_AN_EXTRA
            self._calls -= CALLS_AN_EXTRA * left
            return left


class RetryPolicy:
    """A budget for further attempts, and the pace of each AccessKey. Threads share one.

    ``jitter`` gives a number between its two: full jitter, so that those who failed together do
    not come again together (AWS Architecture Blog, "Exponential Backoff And Jitter").
    """

    def __init__(
        self,
        *,
        clock: Clock = time.monotonic,
        wait: Wait = time.sleep,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._clock = clock
        self._wait = wait
        self._jitter = jitter
        self._budget = Budget()
        self._paces: dict[str, RateLimiter] = {}

    def ask(
        self,
        attempt: Callable[[float], Result],
        *,
        access_key_id: str,
        within: float,
        repeatable: bool,
    ) -> Result:
        """What ``attempt`` gives, which is called with the seconds that it may take.

        What is not ``repeatable``, a write, does not wait for its turn either: what was read just
        before it could change meanwhile. The reads after it wait the longer for that.

        Waits and attempts together take at most ``within`` seconds. Raises the last attempt's
        `OssError`, or `Throttled` when the AccessKey's turn would come too late.
        """
        until = self._clock() + within
        rate_limiter = self._paces.setdefault(access_key_id, RateLimiter(self._clock, self._wait))
        self._budget.earn()
        attempts = 0
        while True:
            try:
                if repeatable:
                    self._await_turn(rate_limiter, until)
                else:
                    rate_limiter.go_first()
                return self._once(attempt, rate_limiter, until)
            except (Unreachable, ServerFault, Throttled) as error:
                pause = self._jitter(0, min(_FIRST_PAUSE * 2**attempts, _LONGEST_PAUSE))
                attempts += 1
                helps = repeatable and not error.permanent and attempts < _ATTEMPTS
                in_time = self._clock() + pause < until
                if not (helps and in_time and self._budget.spend()):
                    raise
                self._wait(pause)

    def _await_turn(self, rate_limiter: RateLimiter, until: float) -> None:
        seconds = rate_limiter.turn(
            (until - self._clock()) / 2
        )  # half of the time is for the exchange
        if seconds:
            message = Message("oss.slowed-down", {"seconds": math.ceil(seconds)})
            raise Throttled(message, detail="not sent", permanent=True)

    def _once(
        self, attempt: Callable[[float], Result], rate_limiter: RateLimiter, until: float
    ) -> Result:
        started = self._clock()
        try:
            result = attempt(until - started)
        except Throttled:
            rate_limiter.refused(started)
            raise
        except OssError as error:
            if 0 < error.status < 500:
                rate_limiter.served(started)
            raise
        rate_limiter.served(started)
        return result


@functools.cache
def shared_retry_policy() -> RetryPolicy:
    """The process's patience."""
    return RetryPolicy()


# A lock that another thread held at that moment would stay locked in the child.
os.register_at_fork(after_in_child=shared_retry_policy.cache_clear)
