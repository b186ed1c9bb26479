"""A PostgreSQL for one test run: `python -m tests.postgres -- COMMAND…` starts it and ends it.

COMMAND finds it in TEST_DATABASE_URL. Where no PostgreSQL is installed, one line says so and
nothing is run. Its data lie in a folder of their own and are never forced to disk; it listens on a
socket in that folder alone, so it needs no password and takes no port.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

VARIABLE: Final = "TEST_DATABASE_URL"
PATIENCE: Final = 60
"""Seconds that the server may take to answer, or to end."""

_FAST: Final = ("-cfsync=off", "-csynchronous_commit=off", "-cfull_page_writes=off", "-N200")


_DEBIAN: Final = Path("/usr/lib/postgresql").glob("*/bin")
PLACES: Final = [
    *map(Path, os.get_exec_path()),
    *sorted(_DEBIAN, key=lambda folder: float(folder.parent.name), reverse=True),
]
"""Where initdb and postgres may lie: on PATH, or where Debian hides them, the newest first."""


class NotInstalled(Exception):
    """There is no PostgreSQL server on this machine."""


def main(command: Sequence[str]) -> int:
    """The exit code of ``command``, run with a PostgreSQL; 0 where there is none."""
    try:
        with server() as url:
            return _run(command, os.environ | {VARIABLE: url})
    except NotInstalled as reason:
        sys.stdout.write(f"Skipped: {reason}\n")
        return 0


def _run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run ``command`` until it ends, and return its exit code. SIGTERM interrupts it."""
    # The terminal tells the command itself of Ctrl-C; until it has ended, the server stays.
    # A handler, because a command that starts where SIGINT is ignored would ignore it too.
    signal.signal(signal.SIGINT, lambda *_arguments: None)
    early: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: early.append(number))
    with subprocess.Popen(command, env=environment) as run:
        signal.signal(signal.SIGTERM, lambda *_arguments: run.send_signal(signal.SIGINT))
        if early:  # while the command was being started
            run.send_signal(signal.SIGINT)
        return run.wait()


@contextmanager
def server() -> Iterator[str]:
    """The address of a PostgreSQL that ends with the block. Raises `NotInstalled`."""
    programs = _programs()
    owner = _unprivileged()
    with ExitStack() as stack:
        with _signals_deferred():  # so that whatever is started here is ended below
            folder = Path(tempfile.mkdtemp(prefix="corsconsole-postgres-"))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            process = _start(programs, folder, owner)
            stack.callback(_end, process)
        url = f"postgresql://tests@/postgres?host={folder}"
        _wait_for(url, process, folder / "log")
        yield url


@contextmanager
def _signals_deferred() -> Iterator[None]:
    """Handle what tells the run to end after the block, as it would have been handled in it.

    What is started in the block has the default for these signals, also where a shell has it
    ignore them in its background: there `_end` came before the server could listen to it.
    """
    deferred: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _frame: deferred.append(number))
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for received in deferred:
        signal.raise_signal(received)


def _start(programs: Path, folder: Path, owner: Mapping[str, Any]) -> subprocess.Popen[bytes]:
    """Make a database cluster in ``folder``, and start its server."""
    if owner:
        os.chown(folder, owner["user"], owner["group"])
    data = str(folder / "data")
    initdb = [str(programs / "initdb"), "-D", data, "-U", "tests", "-E", "UTF8"]
    initdb += ["--auth=trust", "--locale=C", "--no-sync"]
    subprocess.run(initdb, cwd=folder, capture_output=True, check=True, **owner)
    postgres = [str(programs / "postgres"), "-D", data, "-k", str(folder), "-h", "", *_FAST]
    with (folder / "log").open("wb") as log:
        # In a session of its own: Ctrl-C is for the tests, which then end in peace.
        return subprocess.Popen(postgres, cwd=folder, stderr=log, start_new_session=True, **owner)


@contextmanager
def fresh_database(url: str) -> Iterator[str]:
    """The address of a new, empty database on the server at ``url``, gone after the block."""
    name = f"fresh_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield url.replace("/postgres?", f"/{name}?")
        finally:
            statement = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            connection.execute(statement.format(sql.Identifier(name)))


def _programs() -> Path:
    for folder in PLACES:
        if all((folder / program).is_file() for program in ("initdb", "postgres")):
            return folder
    raise NotInstalled("PostgreSQL is not installed here (no initdb on PATH), so nothing was run.")


def _unprivileged() -> dict[str, Any]:
    """Whom to run as: PostgreSQL refuses to be run by root, so somebody else then."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise NotInstalled("PostgreSQL cannot be run by root, and there is nobody else.")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGQUIT)  # at once: nobody will want the data
    process.wait(timeout=PATIENCE)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text(errors="replace")) from None
        time.sleep(0.05)


if __name__ == "__main__":
    # An exit like any other, and not on the spot, which would leave the server behind.
    signal.signal(signal.SIGTERM, lambda *_arguments: sys.exit(128 + signal.SIGTERM))
    arguments = sys.argv[1:]
    sys.exit(main(arguments[1:] if arguments[:1] == ["--"] else arguments))
