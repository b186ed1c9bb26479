"""Local OSS for tests: the real server on a free port, with a clock to turn and a memory.

    from tests.localoss import local_oss  # noqa: F401 - in the conftest that wants the fixture

A test then has ``local_oss.endpoint``, ``.access_key_id``, ``.access_key_secret``, and
``local_oss.store`` to prepare and inspect buckets without a request.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from buckets.oss.local import Answer, LocalOSS, Request

BUCKET = "examplebucket"


@dataclass(frozen=True)
class Exchange:
    """One request and what the server answered."""

    request: Request
    answer: Answer


class WatchedOSS(LocalOSS):
    """Remembers every exchange; its clock runs like ours until a test turns it."""

    def __init__(
        self,
        *,
        buckets: Iterable[str] = (BUCKET,),
        keys: Mapping[str, str] | None = None,
        state: Path | None = None,
        request_seconds: float = 30.0,
    ) -> None:
        self.exchanges: list[Exchange] = []
        self.ahead = 0.0
        super().__init__(
            buckets=buckets,
            keys=keys,
            state=state,
            clock=lambda: time.time() + self.ahead,
            observer=lambda request, answer: self.exchanges.append(Exchange(request, answer)),
            request_seconds=request_seconds,
        )

    def advance(self, seconds: float) -> None:
        """Let the server's clock run ahead of the client's; negative: behind."""
        self.ahead += seconds

    def count(self, method: str | None = None, parameter: str | None = None) -> int:
        """How many requests came, of this method, with this query parameter (as `cors`)."""
        return sum(
            method in (None, exchange.request.method)
            and (parameter is None or exchange.request.parameter(parameter) is not None)
            for exchange in self.exchanges
        )


@pytest.fixture
def local_oss() -> Iterator[WatchedOSS]:
    """A running Local OSS with one empty, private bucket, `examplebucket`."""
    with WatchedOSS() as server:
        yield server
