"""A person's page while a run of 10,000 buckets is at work on the same machine."""

from __future__ import annotations

import http.client
import re
import signal
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from buckets.models import Run
from buckets.sync.pull import pull
from buckets.sync.runs.lifecycle import start
from tests.bench.calls import account_at, new_buckets, new_names
from tests.bench.figures import Figure
from tests.bench.ground import environment, far_oss, running

BUCKETS = 10_000
_ROUNDS, _VISITS = 9, 60

Visit = tuple[http.client.HTTPConnection, str, dict[str, str]]


def measure(state: Path) -> Iterator[Figure]:
    with far_oss(state, delay=0.05) as endpoint:
        account = account_at(endpoint)
        owner = User.objects.get(username="olga")
        (looked_at,) = new_buckets(account, new_names(1))
        pull(looked_at, by=owner)
        run = start(Run.Kind.PULL, new_buckets(account, new_names(BUCKETS)), by=owner)
        command = [sys.executable, "-m", "gunicorn", "-c", "corsconsole/gunicorn.py"]
        with running([*command, "corsconsole.wsgi"], env=environment(state)) as server:
            visit = signed_in(address_of(server), owner, looked_at)
            at_once(visit)
            work = [sys.executable, "-m", "tests.bench.worker", str(state), str(run.pk)]
            with running(work) as worker:
                assert worker.stdout is not None
                worker.stdout.readline()
                idle, busy = [], []
                for _ in range(_ROUNDS):
                    worker.send_signal(signal.SIGSTOP)
                    idle.append(at_once(visit))
                    worker.send_signal(signal.SIGCONT)
                    busy.append(at_once(visit))
                assert 0 < run.items.open().count() < BUCKETS, "the run was not at work meanwhile"
    value = statistics.median(b / i for b, i in zip(busy, idle, strict=True))
    how = (
        f"a bucket's page from gunicorn, {_VISITS} visits a round while a worker pulls "
        f"{BUCKETS:,} buckets, to as many while the worker stands still (p95, "
        f"{statistics.median(idle) * 1000:.0f} ms idle)"
    )
    yield Figure("p95 of a bucket's page during a pull, to idle", value, 1.5, how)


def address_of(server: object) -> str:
    """Where gunicorn says that it listens."""
    for line in server.stdout:  # type: ignore[attr-defined]
        if ready := re.search(r"CORS Console is ready: (\S+)", line):
            return ready[1]
    raise AssertionError("gunicorn ended before it was ready")


def signed_in(address: str, user: User, bucket_id: int) -> Visit:
    """A kept-alive connection for visiting a bucket's page as ``user``."""
    client = Client()
    client.force_login(user)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
    return connection, reverse("bucket", args=[bucket_id]), {"Cookie": cookie}


def at_once(visit: Visit) -> float:
    """The 95th percentile of the seconds that the visits take."""
    connection, path, headers = visit
    seconds = []
    for _ in range(_VISITS):
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        seconds.append(time.perf_counter() - began)
        assert answer.status == 200, answer.status
    return statistics.quantiles(seconds, n=20)[-1]
