"""The backend: statements as long as the SQLite library takes, and a fairer wait for the lock.

Django 5.2 stops at 999 parameters a statement, which was SQLite's limit before 3.32 (2020, now
32,766; Debian builds with 250,000: https://www.sqlite.org/limits.html#max_variable_number). Ten
thousand rows are then a few statements and not some hundred.
"""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from time import monotonic, sleep

from django.db.backends.sqlite3 import base, features

with closing(sqlite3.connect(":memory:")) as _library:
    MAX_QUERY_PARAMS = _library.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)


class DatabaseFeatures(features.DatabaseFeatures):
    """What this SQLite library can do."""

    max_query_params = MAX_QUERY_PARAMS


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to a SQLite database. Its OPTIONS must have ``timeout``, in seconds."""

    features_class = DatabaseFeatures

    def _start_transaction_under_autocommit(self) -> None:
        """Begin, after a wait of ``timeout`` at most for whoever holds the lock.

        SQLite's own wait ends up looking ten times a second, and whoever just wrote is back
        sooner: among eight busy writers one waited 19 seconds, and 6 looking like this.
        """
        timeout = self.settings_dict["OPTIONS"]["timeout"]
        deadline = monotonic() + timeout
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while monotonic() < deadline and not self._begins():
                sleep(random.uniform(0.001, 0.01))  # noqa: S311 - a jitter, not a secret
            if not self.connection.in_transaction:
                super()._start_transaction_under_autocommit()  # type: ignore[misc]
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {timeout * 1000:.0f}")

    def _begins(self) -> bool:
        # Not with a cursor of Django's: it would go round in the exception until some thread's
        # garbage collector came by. That thread would then stand still, with the lock perhaps, for
        # as long as this connection is at work in the library.
        try:
            self.connection.execute(f"BEGIN {self.transaction_mode}")  # type: ignore[attr-defined]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                return False
            with self.wrap_database_errors:
                raise
        return True
