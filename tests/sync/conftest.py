"""A few buckets in an OSS in memory, for what is done with many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from django.contrib.auth.models import User

from buckets.models import Bucket, Role
from tests.fakes import speaking_to
from tests.fixtures.people import PulledBuckets, shared_account
from tests.sync.crowd import Crowd

FLEET: Final = PulledBuckets()


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    """What every account speaks to in this test: three buckets, each with `LIVE`."""
    crowd = Crowd()
    with speaking_to(crowd):
        yield crowd


@pytest.fixture
def fleet(crowd: Crowd, members: dict[Role, User], owner: User) -> list[Bucket]:
    """The buckets of ``crowd`` by name, in sync; no call is noted yet."""
    FLEET.fill(shared_account(members), by=owner)
    crowd.calls.clear()
    return list(Bucket.objects.select_related("account", "base", "live").order_by("name"))
