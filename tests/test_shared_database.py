"""What several machines share through one PostgreSQL, after `migrate` and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from tests import postgres
from tests.serving import Environment, manage, succeed

# Where no PostgreSQL runs they start one, which takes longer than all of them.
pytestmark = [] if os.environ.get("DATABASE_URL") else [pytest.mark.full]


@pytest.fixture(scope="module")
def database_url() -> Iterator[str]:
    """An empty database on the PostgreSQL of the run, or on one that is started for these tests."""
    running = os.environ.get("DATABASE_URL")
    try:
        with (
            nullcontext(running) if running else postgres.server() as server,
            postgres.fresh_database(server) as url,
        ):
            yield url
    except postgres.NotInstalled as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def migrated(environment: Environment) -> Environment:
    succeed(environment, "migrate")
    return environment


def on_a_machine(migrated: Environment, code: str) -> str:
    """What ``code`` prints in a process of its own."""
    return succeed(migrated, "shell", "--no-imports", "-c", code)


def test_the_counts_of_sign_in_attempts(migrated: Environment) -> None:
    on_a_machine(migrated, "from django.core.cache import cache; cache.set('attempts', 3)")
    code = "from django.core.cache import cache; print(cache.get('attempts'))"
    assert on_a_machine(migrated, code) == "3\n"


def test_the_queue(migrated: Environment) -> None:
    queue = "from huey.contrib.djhuey import HUEY; "
    on_a_machine(migrated, queue + "HUEY.storage.enqueue(b'a job')")
    assert on_a_machine(migrated, queue + "print(HUEY.storage.dequeue())") == "b'a job'\n"


def test_migrating_again_changes_nothing(migrated: Environment) -> None:
    assert "No migrations to apply." in manage(migrated, "migrate").stdout
