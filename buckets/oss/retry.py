"""Retry calls to OSS after failures that may pass, within a deadline and a rate limit.

Only reads are retried. A PUT or DELETE whose answer was lost may have been carried out, and a
second one would undo what happened since.
"""

import functools
import math
import os
import random
import threading
import time
from collections.abc import Callable
from typing import Final, TypeVar

from buckets.cors import Message
from buckets.oss.errors import OssError, ServerFault, Throttled, Unreachable
from buckets.oss.rate_limit import Clock, RateLimiter, Wait

CALLS_PER_RETRY: Final = 10
"""Calls that earn one retry, so that trouble at OSS adds at most 10 % to the load."""

_MAX_SAVED: Final = 10  # retries that can be saved up
_MAX_ATTEMPTS: Final = 4  # per call
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 4.0  # seconds, before the jitter

Result = TypeVar("Result")


class Budget:
    """The retries that all calls of a process may make together. Threads share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls = 0

    def earn(self) -> None:
        """Count a call."""
        with self._lock:
            self._calls = min(self._calls + 1, _MAX_SAVED * CALLS_PER_RETRY)

    def spend(self) -> bool:
        """Use up one retry; return False if none was left."""
        with self._lock:
            left = self._calls >= CALLS_PER_RETRY
            self._calls -= CALLS_PER_RETRY * left
            return left


class RetryPolicy:
    """A retry budget, and a rate limiter for each AccessKey. Threads share one.

    ``jitter`` returns a number between its two arguments: full jitter, so that calls that failed
    together are not retried together (AWS Architecture Blog, "Exponential Backoff And Jitter").
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
        self._rate_limiters: dict[str, RateLimiter] = {}

    def ask(
        self,
        attempt: Callable[[float], Result],
        *,
        access_key_id: str,
        within: float,
        repeatable: bool,
    ) -> Result:
        """Return what ``attempt`` returns; it is called with the seconds that it may take.

        A call that is not ``repeatable``, a write, is not retried and does not wait for its turn:
        what was read just before it could change meanwhile. Later reads wait longer instead.

        Waits and attempts together take at most ``within`` seconds. Raises the last attempt's
        `OssError`, or `Throttled` if the AccessKey's turn would come too late.
        """
        until = self._clock() + within
        rate_limiter = self._rate_limiters.setdefault(
            access_key_id, RateLimiter(self._clock, self._wait)
        )
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
                helps = repeatable and not error.permanent and attempts < _MAX_ATTEMPTS
                in_time = self._clock() + pause < until
                if not (helps and in_time and self._budget.spend()):
                    raise
                self._wait(pause)

    def _await_turn(self, rate_limiter: RateLimiter, until: float) -> None:
        # Half of the time is for the exchange.
        seconds = rate_limiter.turn((until - self._clock()) / 2)
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
    """Return the retry policy that the whole process shares."""
    return RetryPolicy()


# A lock that another thread held at that moment would stay locked in the child.
os.register_at_fork(after_in_child=shared_retry_policy.cache_clear)
