"""The world in which histories are played."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User

from tests.faults import stage
from tests.faults.troubled import TroubledOSS
from tests.faults.world import PEOPLE, World


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever `World` comes next is played with these people and on this OSS."""
    World.people = {name: User.objects.create_user(name) for name in PEOPLE}
    entered = stage.entered(lambda: World.playing.stage, monkeypatch)
    with entered, TroubledOSS() as oss:
        World.oss = oss
        yield
        World.playing.forget()
