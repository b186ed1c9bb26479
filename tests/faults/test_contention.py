"""Many processes, one bucket: nobody is refused for want of a lock, and nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.serving import ROOT, Environment, manage

WRITERS = 8

a_few_and_many = pytest.mark.parametrize(
    "times", [50, pytest.param(1000, marks=pytest.mark.faults)]
)


@pytest.fixture
def installation(environment: Environment) -> Environment:
    """The settings of an installation whose database is migrated, and empty."""
    for command in (["migrate", "--verbosity", "0"], ["flush", "--no-input", "--verbosity", "0"]):
        outcome = manage(environment, *command)
        assert outcome.returncode == 0, outcome.stderr
    return environment | {"CORSCONSOLE_OSS_HOSTS": "127.0.0.1"}


def write(installation: Environment, work: str, times: int) -> dict[str, Any]:
    """What `WRITERS` processes did to one bucket, none of which met an error."""
    command = [sys.executable, "-m", "tests.faults.writers", work, str(WRITERS), str(times)]
    outcome = subprocess.run(
        command, cwd=ROOT, env=installation, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stderr
    done: dict[str, Any] = json.loads(outcome.stdout)
    return done


@a_few_and_many
def test_no_transaction_of_many_writers_fails_or_is_lost(
    installation: Environment, times: int
) -> None:
    assert write(installation, "count", times)["grown"] == WRITERS * times


@a_few_and_many
def test_of_edits_at_the_same_time_each_is_in_the_version_or_was_refused(
    installation: Environment, times: int
) -> None:
    done = write(installation, "edit", times)
    assert done["grown"] == sum(done["done"]) > 0
