"""Where rows, counts and jobs are kept: in the files of one machine, or on a PostgreSQL.

Django's ``DATABASES`` and ``CACHES`` and huey's ``HUEY`` go together: what several machines share
must be shared wholly, the limits on sign-in attempts and the queue included.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

HINT: Final = (
    "Write it as postgresql://user:password@host:5432/name, with what is special in the user and "
    "the password percent-encoded, or leave it out to keep everything in SQLite."
)

_QUEUE: Final[dict[str, Any]] = {
    "name": "corsconsole",
    "immediate": False,  # huey's own default is DEBUG
    "results": False,  # what became of a job is in our rows; nobody would ever take these out
    "consumer": {
        "workers": 8,
        "worker_type": "thread",  # jobs wait for OSS most of their time
        "max_delay": 1.0,  # seconds between two looks at an empty queue that cannot call
        "graceful_signal": "TERM",  # what systemd, Docker and honcho send first
        "shutdown_timeout": 10.0,  # runs go on elsewhere: see `manage.py worker`
    },
}


@dataclass(frozen=True, slots=True)
class Storage:
    """``DATABASES["default"]``, ``CACHES["default"]`` and ``HUEY``."""

    database: dict[str, Any]
    cache: dict[str, Any]
    queue: dict[str, Any]


def in_files(folder: Path) -> Storage:
    """Everything in SQLite and files below ``folder``, for the processes of one machine."""
    database = {
        "ENGINE": "corsconsole.sqlite",
        "NAME": folder / "db.sqlite3",
        "OPTIONS": {
            # A transaction takes the write lock when it begins. With SQLite's default it would take
            # it at its first write, and fail at once when somebody wrote since its first read.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;",
        },
    }
    cache = {
        # Not in a process's memory: the limits on sign-in attempts must count across workers.
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": folder / "cache",
    }
    connection = {"filename": str(folder / "queue.sqlite3")}
    return Storage(
        database, cache, _QUEUE | {"huey_class": "huey.SqliteHuey", "connection": connection}
    )


def on_postgresql(url: str) -> Storage:
    """Everything in the database that ``url`` names, for any number of machines.

    Raises `ImproperlyConfigured` for a ``url`` that names none; it never repeats the ``url``,
    which holds a password.
    """
    database = _parsed(url)
    cache = {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "corsconsole_cache",
        # Django's 300 would let whoever tries many names push out the counts of the first ones.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
    # By its parts, not as the URL: of settings named so, Django's error pages hide the password.
    parts = {part.lower(): database[part] for part in ("HOST", "PORT", "USER", "PASSWORD")}
    connection = {name: value for name, value in parts.items() if value} | database["OPTIONS"]
    connection |= {"dbname": database["NAME"], "create_tables": False}  # `migrate` makes them
    return Storage(
        database, cache, _QUEUE | {"huey_class": "huey.PostgresHuey", "connection": connection}
    )


def _parsed(url: str) -> dict[str, Any]:
    refusal = ImproperlyConfigured(f"DATABASE_URL names no PostgreSQL database. {HINT}")
    if not url.startswith(("postgres://", "postgresql://")):
        raise refusal
    try:
        # A thread keeps its connection for a minute, and looks whether it still works before a
        # request, so that a database that was restarted costs nobody an error page.
        parsed = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except ValueError:
        raise refusal from None
    if not parsed["NAME"]:
        raise refusal
    options = {"connect_timeout": 5, "application_name": "corsconsole"} | parsed.get("OPTIONS", {})
    return {**parsed, "OPTIONS": options}
