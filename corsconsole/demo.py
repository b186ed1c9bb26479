"""Prepares `make run`, before Django is up: `python -m corsconsole.demo PORT OSS_PORT`.

Refuses taken ports with a sentence, and writes `.state/demo.env` the first time: fresh secrets,
and the settings of a console that is reached over plain HTTP, from this machine only.
"""

from __future__ import annotations

import os
import secrets
import socket
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from cryptography.fernet import Fernet

STATE = Path(__file__).resolve().parent.parent / ".state"


def main(port: str, oss_port: str) -> None:
    """Ready the demo on these two ports, or leave with a sentence that says what is in the way."""
    if port == oss_port:
        sys.exit(f"PORT and OSS_PORT are both {port}; give them different numbers.")
    refuse_taken_port("PORT", port)
    refuse_taken_port("OSS_PORT", oss_port)
    refuse_older_layout(STATE)
    write_environment(STATE / "demo.env")


def refuse_taken_port(variable: str, port: str) -> None:
    """Leave with a sentence unless a server on this machine may listen on `port`."""
    if not port.isdecimal() or not 1 <= int(port) <= 65535:
        sys.exit(f"{variable} is {port!r}; give it a number from 1 to 65535.")
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the servers do
        try:
            listener.bind(("127.0.0.1", int(port)))
        except OSError as error:
            sys.exit(
                f"Port {port} of this machine cannot be used ({error.strerror}). "
                f"Stop what uses it, or choose another: make run {variable}={int(port) % 65535 + 1}"
            )


def refuse_older_layout(state: Path) -> None:
    """Leave with a sentence if `state` holds data from before the first release; delete nothing.

    The migrations of that time were squashed into one, so there is no way to upgrade the tables.
    """
    database = state / "db.sqlite3"
    if (state / "trial.env").exists() or (database.exists() and _is_older(database)):
        sys.exit(
            f"{state} holds the data of an older version of this demo, which this version cannot "
            f"read. Move it away to keep it (mv {state} {state}.old), or remove it with "
            "`make clean`. Then start again."
        )


def _is_older(database: Path) -> bool:
    """Tell whether the tables were made by the migrations that were squashed."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        try:
            squashed = connection.execute(
                "SELECT 1 FROM django_migrations WHERE name = '0002_runs_and_leases'"
            )
            return squashed.fetchone() is not None
        except sqlite3.OperationalError:
            return False  # no migration has run yet


def write_environment(file: Path) -> None:
    """Write the demo's settings to `file`, for its owner's eyes only; an existing file stays."""
    if file.exists():
        return
    values = {
        "CORSCONSOLE_SECRET_KEY": secrets.token_urlsafe(50),
        "CORSCONSOLE_FIELD_KEYS": Fernet.generate_key().decode(),
        "CORSCONSOLE_ALLOWED_HOSTS": "127.0.0.1,localhost",
        "CORSCONSOLE_HTTPS": "no",
        "CORSCONSOLE_OSS_HOSTS": "127.0.0.1,localhost",
        "CORSCONSOLE_LOG_LEVEL": "ERROR",  # so that the password and the address stand out
        "CORSCONSOLE_LOCALOSS_ACCESS_KEY_ID": f"local{secrets.token_hex(8)}",
        "CORSCONSOLE_LOCALOSS_ACCESS_KEY_SECRET": secrets.token_urlsafe(24),
    }
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = file.with_suffix(".tmp")
    with os.fdopen(
        os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w"
    ) as stream:
        stream.writelines(f'{name}="{value}"\n' for name, value in values.items())
    unfinished.replace(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
