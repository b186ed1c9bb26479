"""Local OSS as `make run` starts it: with a team's buckets, and an AccessKey in the environment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from buckets.localoss import samples
from buckets.management.commands.localoss import ID_VARIABLE, SECRET_VARIABLE
from tests.fixtures.local_oss import WatchedOSS


@pytest.fixture
def sample_oss(monkeypatch: pytest.MonkeyPatch) -> Iterator[WatchedOSS]:
    """Running, with the sample buckets; its AccessKey is in the environment."""
    keys = {"demo-id": "demo-secret"}
    monkeypatch.setenv(ID_VARIABLE, "demo-id")
    monkeypatch.setenv(SECRET_VARIABLE, "demo-secret")
    with WatchedOSS(buckets=(), keys=keys) as server:
        samples.fill(server.store)
        yield server
