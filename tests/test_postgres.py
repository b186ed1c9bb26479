"""The PostgreSQL that a test run starts for itself: tests/postgres.py."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres
from tests.serving import ROOT

TOLD_TO_END = """
import runpy, signal, subprocess, sys

class Popen(subprocess.Popen):
    def __init__(self, command, **options):
        super().__init__(command, **options)
        print(self.pid, options.get("cwd", ""), flush=True)
        if command[0].endswith(told_at):
            signal.raise_signal(signal.SIGTERM)

subprocess.Popen = Popen
for number in (signal.SIGINT, signal.SIGQUIT):  # as in the background of a shell
    signal.signal(number, signal.SIG_IGN)
told_at = sys.argv.pop(1)
runpy.run_module("tests.postgres", run_name="__main__")
"""
"""Runs `tests.postgres`, which gets a SIGTERM as soon as it has started a program of this name."""


def test_where_none_is_installed_one_line_says_so_and_nothing_is_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(postgres, "PLACES", [tmp_path])
    assert postgres.main(["false"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("Skipped: PostgreSQL is not installed here")


def test_it_is_ended_also_when_the_run_is_told_to_end() -> None:
    script = f'echo "${postgres.VARIABLE}"; read _'
    command = [sys.executable, "-m", "tests.postgres", "--", "sh", "-c", script]
    with subprocess.Popen(command, cwd=ROOT, stdin=-1, stdout=-1, text=True) as run:
        assert run.stdout is not None
        folder = Path(run.stdout.readline().rpartition("host=")[2].strip())
        process = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        run.send_signal(signal.SIGTERM)
        assert run.wait(postgres.PATIENCE) != 0
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


@pytest.mark.parametrize("program", ["initdb", pytest.param("sh", marks=pytest.mark.full)])
def test_nothing_is_left_of_a_run_that_is_told_to_end_as_it_starts_a_program(
    program: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", TOLD_TO_END, program, "--", "sh", "-c", "read _"]
    with (
        (tmp_path / "started").open("w") as log,
        subprocess.Popen(command, cwd=ROOT, stdin=-1, stdout=log) as run,
    ):
        assert run.wait(postgres.PATIENCE) != 0
        started = [line.split() for line in (tmp_path / "started").read_text().splitlines()]
        assert not Path(started[0][1]).exists()
        for process, *_folder in started:
            with pytest.raises(ProcessLookupError):
                os.kill(int(process), 0)
