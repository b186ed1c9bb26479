"""`manage.py localoss --samples`: the buckets of a team, for a first look."""

from __future__ import annotations

import io
import os
import signal
from pathlib import Path

from django.core.management import call_command

from buckets.localoss.samples import SAMPLES
from buckets.localoss.state import StateFile


class Stopping(io.StringIO):
    """Ends the command as soon as it has printed its line."""

    def flush(self) -> None:
        if "listening" in self.getvalue():
            os.kill(os.getpid(), signal.SIGTERM)


def run(state: Path, *arguments: str) -> None:
    call_command("localoss", "--port", "0", "--state", str(state), *arguments, stdout=Stopping())


def held(state: Path) -> dict[str, object]:
    return {bucket.name: bucket.cors for bucket in StateFile(state).load()}


def test_the_samples_are_there_once_it_listens(tmp_path: Path) -> None:
    run(tmp_path / "state.json", "--samples")
    assert held(tmp_path / "state.json") == dict(SAMPLES)


def test_buckets_that_are_there_already_are_left_alone(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    run(state, "--bucket", "mine")
    run(state, "--samples")
    assert held(state) == {"mine": None}


def test_without_the_option_there_are_no_samples(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    run(state, "--bucket", "mine")
    assert list(held(state)) == ["mine"]
