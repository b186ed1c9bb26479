"""Workers and web processes that share a database: some are killed in the midst of a run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from threading import Condition, Event, Lock, Thread
from typing import Any

import pytest

from buckets.localoss import Answer, LocalOSS, Request
from tests import postgres
from tests.fixtures.people import LIVE
from tests.serving import ROOT, Environment, gunicorn, install, worker

PATIENCE = 60
RUNNING = os.environ.get("DATABASE_URL")
SETUPS = [
    ("PostgreSQL" if RUNNING else "SQLite", 80),
    pytest.param(("SQLite", 300), marks=pytest.mark.full),
    pytest.param(("PostgreSQL", 300), marks=pytest.mark.full),
]
"""The database, and how many buckets: half of them are more than a worker reads at a time."""

Process = subprocess.Popen[str]


@pytest.fixture(scope="module", params=SETUPS, ids=lambda setup: f"{setup[0]}, {setup[1]} buckets")
def setup(request: pytest.FixtureRequest) -> tuple[str, int]:
    """One of `SETUPS`."""
    database, buckets = request.param
    return database, buckets


@pytest.fixture(scope="module")
def database_url(setup: tuple[str, int]) -> Iterator[str]:
    """ "" for SQLite; a new database on the PostgreSQL of the run, or on one for these tests."""
    database, _ = setup
    if database == "SQLite":
        yield ""
        return
    try:
        with (
            nullcontext(RUNNING) if RUNNING else postgres.server() as server,
            postgres.fresh_database(server) as url,
        ):
            yield url
    except postgres.NotInstalled as reason:
        pytest.skip(str(reason))


@pytest.fixture
def installation(environment: Environment, prepared: Path) -> Environment:
    """What all processes share: an empty database, the static files, an OSS on this machine."""
    install(environment, prepared)
    return environment | {
        "CORSCONSOLE_OSS_HOSTS": "127.0.0.1",
        "CORSCONSOLE_OSS_DEADLINE": "60",  # for as long as the gate may be closed
        "WEB_CONCURRENCY": "1",
        "PYTHONUNBUFFERED": "1",
    }


class Gate:
    """Lets OSS answer for so many buckets, and for the others once it is open."""

    def __init__(self, buckets: int) -> None:
        self.opened = Event()
        self._left = buckets
        self._lock = Lock()

    def __call__(self, request: Request, _answer: Answer) -> None:
        if request.parameter("cors") is None:
            return
        with self._lock:
            self._left -= 1
            waits = self._left < 0
        if waits:
            self.opened.wait(PATIENCE)


@pytest.fixture
def buckets(setup: tuple[str, int]) -> int:
    """How many OSS has."""
    return setup[1]


@pytest.fixture
def gate(buckets: int) -> Gate:
    """Open for the first half."""
    return Gate(buckets // 2)


@pytest.fixture
def oss(buckets: int, gate: Gate) -> Iterator[LocalOSS]:
    names = [f"app-{number:03}" for number in range(buckets)]
    with LocalOSS(buckets=names, observer=gate) as server:
        for name in names:
            server.store.put_cors(name, LIVE)
        yield server
        gate.opened.set()


class Machines:
    """Processes of one installation, and what they print."""

    def __init__(self, installation: Environment) -> None:
        self._installation = installation
        self._printed: list[tuple[Process, str]] = []
        self._more = Condition()

    def start(self, begin: Callable[[Environment], Process]) -> Process:
        process = begin(self._installation)
        Thread(target=self._listen, args=[process], daemon=True).start()
        return process

    def wait_for(self, pattern: str, *of: Process) -> tuple[Process, str]:
        """Which of the processes prints ``pattern`` first, and its group, if it has one."""

        def found() -> tuple[Process, str] | None:
            for process, line in self._printed:
                if process in of and (match := re.search(pattern, line)):
                    return process, match[match.re.groups]
            return None

        with self._more:
            told = self._more.wait_for(found, PATIENCE)
        assert told, "".join(line for _, line in self._printed)
        return told

    def _listen(self, process: Process) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                with self._more:
                    self._printed.append((process, line))
                    self._more.notify_all()


@pytest.fixture
def machines(installation: Environment) -> Machines:
    return Machines(installation)


def run(machines: Machines, begin: Callable[[Environment], Process]) -> Iterator[list[Process]]:
    """Two of a sort, until the test ends."""
    pair = [machines.start(begin), machines.start(begin)]
    yield pair
    for process in pair:
        process.kill()
        process.wait(PATIENCE)


@pytest.fixture
def workers(machines: Machines) -> Iterator[list[Process]]:
    yield from run(machines, worker)


@pytest.fixture
def webs(machines: Machines) -> Iterator[list[Process]]:
    yield from run(machines, gunicorn)


Desk = Callable[..., dict[str, Any]]


@pytest.fixture
def desk(installation: Environment) -> Iterator[Desk]:
    """Somebody who can be asked about the database."""
    command = [sys.executable, "-m", "tests.faults.desk"]
    with subprocess.Popen(
        command, cwd=ROOT, env=installation, stdin=-1, stdout=-1, text=True
    ) as process:
        asking, answering = process.stdin, process.stdout
        assert asking is not None
        assert answering is not None

        def ask(*request: str) -> dict[str, Any]:
            asking.write(json.dumps(request) + "\n")
            asking.flush()
            answer: dict[str, Any] = json.loads(answering.readline())
            return answer

        yield ask
        asking.close()


class Visitor:
    """Somebody who is signed in, at whichever web process answers."""

    def __init__(self, session: str) -> None:
        token = "t" * 32
        self._cookies = {"Cookie": f"sessionid={session}; csrftoken={token}"}
        self._form = f"csrfmiddlewaretoken={token}".encode()

    def get(self, url: str) -> str:
        return self._ask(url, None)[1]

    def press(self, url: str) -> str:
        """The address of the page that comes of a button."""
        return self._ask(url, self._form)[0]

    def wait_for(self, text: str, url: str) -> None:
        """Look at the page again until it says ``text``."""
        until = time.monotonic() + PATIENCE
        while text not in (page := self.get(url)):
            assert time.monotonic() < until, page
            time.sleep(0.2)  # every page costs the workers time

    def _ask(self, url: str, form: bytes | None) -> tuple[str, str]:
        request = urllib.request.Request(url, form, self._cookies)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.url, answer.read().decode()


def kill(*processes: Process) -> None:
    """At once, with nothing said."""
    for process in processes:
        process.kill()
        process.wait(PATIENCE)


def test_when_a_worker_and_a_web_process_are_killed_the_others_go_on(
    machines: Machines,
    workers: list[Process],
    webs: list[Process],
    desk: Desk,
    oss: LocalOSS,
    gate: Gate,
    buckets: int,
) -> None:
    said = desk("furnish", oss.endpoint, oss.access_key_id, oss.access_key_secret)
    visitor = Visitor(said["session"])
    for process in workers:
        machines.wait_for("consumer started", process)
    here, there = [machines.wait_for(r"is ready: (\S+)", web)[1] for web in webs]
    page = visitor.press(f"{here}/accounts/{said['account']}/discover/")
    at_work, _ = machines.wait_for("Executing buckets.tasks.do_run", *workers)
    visitor.wait_for(f"{buckets // 2} of {buckets} buckets", page)
    kill(at_work, webs[0])
    gate.opened.set()
    settled = desk("pick_up")
    visitor.wait_for('role="status">Done<', page.replace(here, there))
    check(desk("tell"), settled, buckets)


def check(told: dict[str, Any], settled: dict[str, str], buckets: int) -> None:
    """Each bucket was settled once, half of them by the worker that was killed."""
    assert len(settled) == buckets // 2
    assert settled.items() <= told["settled"].items()
    assert (told["workers"], told["leased"]) == (2, False)
    assert (told["items"], told["states"]) == ({"new": buckets}, {"in-sync": buckets})
    assert (told["events"]["run.started"], told["events"]["run.finished"]) == (1, 1)
    assert told["events"]["bucket.pulled"] == told["revisions"] == buckets
