"""The production server as `make run` starts it: gunicorn with our file, collected static files."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.postgres import fresh_database

ROOT = Path(__file__).resolve().parent.parent

Environment = dict[str, str]


@pytest.fixture(scope="module")
def database_url() -> Iterator[str]:
    """An empty database of its own on the PostgreSQL of the run; "" in a run on SQLite."""
    server = os.environ.get("DATABASE_URL")
    with fresh_database(server) if server else nullcontext("") as url:
        yield url


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Environment:
    """What a real installation would set, for plain HTTP on this machine."""
    return _environment(tmp_path_factory.mktemp("state"), database_url)


def _environment(state: Path, database_url: str = "") -> Environment:
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith("CORSCONSOLE_")
    }
    return ours | {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "corsconsole.settings",
        "CORSCONSOLE_SECRET_KEY": "for-tests-" * 6,
        "CORSCONSOLE_FIELD_KEYS": Fernet.generate_key().decode(),
        "CORSCONSOLE_ALLOWED_HOSTS": "127.0.0.1",
        "CORSCONSOLE_HTTPS": "no",
        "CORSCONSOLE_STATE_DIR": str(state),
        "PORT": "0",
    }


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder with an empty, migrated SQLite and compressed static files.

    To migrate and to compress takes seconds: once a run, and without the many of Django's admin.
    """
    folder = tmp_path_factory.getbasetemp()
    state = (folder if worker_id == "master" else folder.parent) / "prepared"
    with state.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of the workers, the first collects
        if not (state / "complete").exists():
            environment = _environment(state)
            succeed(environment, "migrate", "--verbosity", "0")
            succeed(environment, "collectstatic", "--no-input", "--ignore", "admin")
            (state / "complete").touch()
    return state


def install(environment: Environment, prepared: Path) -> None:
    """Make an installation ready to be started, if it is not yet, with what ``prepared`` has."""
    state = Path(environment["CORSCONSOLE_STATE_DIR"])
    if (state / "static").exists():
        return
    if environment["DATABASE_URL"]:
        succeed(environment, "migrate", "--verbosity", "0")
    else:
        shutil.copy(prepared / "db.sqlite3", state)
    (state / "static").symlink_to(prepared / "static")


def succeed(environment: Environment, *arguments: str) -> str:
    """What a command prints that succeeds."""
    outcome = manage(environment, *arguments)
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


def manage(environment: Environment, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def gunicorn(environment: Environment) -> "subprocess.Popen[str]":
    return _start(
        environment, "-m", "gunicorn", "-c", "corsconsole/gunicorn.py", "corsconsole.wsgi"
    )


def worker(environment: Environment) -> "subprocess.Popen[str]":
    return _start(environment, "manage.py", "worker")


def _start(environment: Environment, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module")
def address(environment: Environment, prepared: Path) -> Iterator[str]:
    """The address that the server prints once it answers."""
    install(environment, prepared)
    with gunicorn(environment) as server:
        assert server.stdout is not None
        printed = ""
        for line in server.stdout:
            printed += line
            if ready := re.search(r"CORS Console is ready: (\S+)", line):
                yield ready[1]
                break
        else:
            pytest.fail(f"gunicorn ended before it was ready:\n{printed}")
        server.terminate()
        server.communicate(timeout=40)
