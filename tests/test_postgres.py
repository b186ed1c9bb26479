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
