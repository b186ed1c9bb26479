"""Prepares `make run`, before Django is up: `python -m corsconsole.trial PORT OSS_PORT`.

Refuses taken ports with a sentence, and writes `.state/trial.env` the first time: fresh secrets,
and the settings of a console that is reached over plain HTTP, from this machine only.
"""

from __future__ import annotations

import os
import secrets
import socket
import sys
from pathlib import Path

from cryptography.fernet import Fernet

ENVIRONMENT_FILE = Path(__file__).resolve().parent.parent / ".state" / "trial.env"


def main(port: str, oss_port: str) -> None:
    """Ready the trial on these two ports, or leave with a sentence that says what is in the way."""
    if port == oss_port:
        sys.exit(f"PORT and OSS_PORT are both {port}; give them different numbers.")
    refuse_taken_port("PORT", port)
    refuse_taken_port("OSS_PORT", oss_port)
    write_environment(ENVIRONMENT_FILE)


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


def write_environment(file: Path) -> None:
    """Write the trial's settings to `file`, for its owner's eyes only; an existing file stays."""
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
