"""What the verbs take from outside: OSS, signed and unsigned, a clock, and the passing of time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from buckets.cors.evaluate.observation import HttpAnswer
from buckets.cors.evaluate.oss import Headers
from buckets.oss import probe
from buckets.oss.connection import Connection
from buckets.oss.gateway import Gateway, OssGateway
from buckets.oss.rate_limit import Clock, Wait


class Ask(Protocol):
    """An unsigned request, as `buckets.oss.probe.ask` makes it."""

    def __call__(
        self, url: str, method: str, headers: Headers, *, public_only: bool
    ) -> HttpAnswer: ...


@dataclass(frozen=True)
class Runtime:
    """OSS and time as they are; tests put others in their place.

    ``clock`` gives seconds that only grow, ``wait`` lets so many seconds pass.
    """

    gateway_factory: Callable[[Connection], Gateway] = OssGateway
    ask: Ask = probe.ask
    clock: Clock = time.monotonic
    wait: Wait = time.sleep


# The threads of a worker pool must see it too, and a context variable ends at its thread.
_runtimes = [Runtime()]


def current() -> Runtime:
    """Return the runtime that all threads of the process use now."""
    return _runtimes[-1]


@contextmanager
def use(runtime: Runtime) -> Iterator[None]:
    """Let all threads of the process use ``runtime`` until the block is left."""
    _runtimes.append(runtime)
    try:
        yield
    finally:
        _runtimes.pop()
