"""`manage.py localoss`, as a process of its own and in this one."""

from __future__ import annotations

import io
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from buckets.localoss.state import StateFile
from tests.localoss.plain import SECONDS

ROOT = Path(__file__).parents[2]
LINE = re.compile(r"Local OSS is listening on (http://127\.0\.0\.1:(\d+))\n")


@contextmanager
def running(*arguments: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and the endpoint that it printed."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "localoss", "--port", "0", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = LINE.fullmatch(process.stdout.readline())
        assert line is not None
        yield process, line[1]
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_one_line_and_ends_cleanly_when_told(number: signal.Signals) -> None:
    with running() as (process, endpoint):
        host, port = endpoint.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=SECONDS):
            process.send_signal(number)
            rest, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, rest, errors) == (0, "", "")


class Stopping(io.StringIO):
    """Ends the command as soon as it has printed its line."""

    def flush(self) -> None:
        if LINE.search(self.getvalue()):
            os.kill(os.getpid(), signal.SIGTERM)


def run(*arguments: str) -> str:
    out = Stopping()
    call_command("localoss", "--port", "0", *arguments, stdout=out)
    return out.getvalue()


def test_it_prints_its_address_and_nothing_else() -> None:
    assert LINE.fullmatch(run())


def test_it_gives_the_signals_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    run()
    assert signal.getsignal(signal.SIGTERM) is before


def test_it_makes_the_buckets_and_keeps_them(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    run("--bucket", "first", "--bucket", "second", "--state", str(file))
    run("--bucket", "third", "--state", str(file))
    assert [bucket.name for bucket in StateFile(file).load()] == ["first", "second", "third"]


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The keys with which a server was made."""
    made: list[object] = []

    def build(**options: object) -> None:
        made.append(options["keys"])
        raise OSError("far enough")

    monkeypatch.setattr("buckets.management.commands.localoss.LocalOSS", build)
    return made


def start(*arguments: str) -> None:
    with pytest.raises(CommandError, match="far enough"):
        call_command("localoss", *arguments)


def test_the_key_can_be_an_argument(keys: list[object]) -> None:
    start("--access-key-id", "me", "--access-key-secret", "mine")
    assert keys == [{"me": "mine"}]


def test_the_key_can_be_in_the_environment(
    keys: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CORSCONSOLE_LOCALOSS_ACCESS_KEY_ID", "me")
    monkeypatch.setenv("CORSCONSOLE_LOCALOSS_ACCESS_KEY_SECRET", "mine")
    start()
    assert keys == [{"me": "mine"}]


def test_without_a_key_it_is_the_documented_one(keys: list[object]) -> None:
    start()
    assert keys == [None]


@pytest.mark.parametrize("option", ["--access-key-id", "--access-key-secret"])
def test_half_a_key_is_refused(option: str) -> None:
    with pytest.raises(CommandError, match="both"):
        call_command("localoss", option, "x")


def test_a_wrong_bucket_name_is_refused_in_a_sentence() -> None:
    with pytest.raises(CommandError, match="“A_B” is no bucket name"):
        call_command("localoss", "--port", "0", "--bucket", "A_B")


def test_a_broken_state_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text("{")
    with pytest.raises(CommandError, match="is not a state file"):
        call_command("localoss", "--port", "0", "--state", str(file))


@pytest.mark.parametrize("port", ["busy", "99999"])
def test_a_port_that_cannot_be_had_is_refused_in_a_sentence(port: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        wanted = str(other.getsockname()[1]) if port == "busy" else port
        with pytest.raises(CommandError, match="cannot listen on 127"):
            call_command("localoss", "--port", wanted)
