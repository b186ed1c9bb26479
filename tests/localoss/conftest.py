"""Clients of Local OSS: the vendor's own, signing with either version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import oss2
import pytest

from tests.fixtures.local_oss import BUCKET, WatchedOSS, local_oss

__all__ = ["local_oss"]

AUTHS = {"V1": oss2.Auth, "V4": oss2.AuthV4}


@pytest.fixture(params=AUTHS)
def auth(request: pytest.FixtureRequest, local_oss: WatchedOSS) -> Any:
    """The right AccessKey, with signature V1 and with V4."""
    return AUTHS[request.param](local_oss.access_key_id, local_oss.access_key_secret)


@pytest.fixture
def session() -> Iterator[oss2.Session]:
    """Closed at the end, so that no socket is left to the garbage collector."""
    session = oss2.Session()
    yield session
    session.session.close()


@pytest.fixture
def bucket(local_oss: WatchedOSS, auth: Any, session: oss2.Session) -> oss2.Bucket:
    """`examplebucket` by oss2."""
    return oss2.Bucket(auth, local_oss.endpoint, BUCKET, region="cn-hangzhou", session=session)


@pytest.fixture
def service(local_oss: WatchedOSS, auth: Any, session: oss2.Session) -> oss2.Service:
    """The account by oss2."""
    return oss2.Service(auth, local_oss.endpoint, region="cn-hangzhou", session=session)
