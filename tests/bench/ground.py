"""What the measurements stand on: a console of its own in a temporary folder, and an OSS far away.

Import this before anything of Django's or the vendor's: it decides where they look.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import certifi

from tests.tls import self_signed

ROOT = Path(__file__).resolve().parent.parent.parent
DOMAIN = "oss.bench.example"

_trusted = certifi.where


def stand(state: Path) -> None:
    """Make this process one of the console at ``state``, which knows where `DOMAIN` is."""
    certificate = state / "far.pem"
    bundle = state / "trusted.pem"
    if not certificate.exists():
        certificate.write_bytes(self_signed([f"*.{DOMAIN}", DOMAIN]))
        # The peer loads what is trusted for every bucket: it must not be less than usual.
        bundle.write_bytes(Path(_trusted()).read_bytes() + certificate.read_bytes())
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTPS_PROXY", "https_proxy"):
        os.environ.pop(name, None)  # which the peer would heed
    os.environ.update(environment(state))
    certifi.where = lambda: str(bundle)
    certifi.core.where = certifi.where
    look_up = socket.getaddrinfo

    def nearby(host: Any, *rest: Any, **more: Any) -> Any:
        return look_up("127.0.0.1" if str(host).endswith(DOMAIN) else host, *rest, **more)

    socket.getaddrinfo = nearby


def environment(state: Path) -> dict[str, str]:
    """The settings of the console at ``state``."""
    ours = {name: value for name, value in os.environ.items() if "CORSCONSOLE" not in name}
    return ours | {
        "DJANGO_SETTINGS_MODULE": "corsconsole.settings",
        "DATABASE_URL": "",
        "CORSCONSOLE_STATE_DIR": str(state),
        "CORSCONSOLE_SECRET_KEY": "for-measuring-" * 5,
        "CORSCONSOLE_FIELD_KEYS": "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",
        "CORSCONSOLE_ALLOWED_HOSTS": "127.0.0.1,testserver",
        "CORSCONSOLE_HTTPS": "no",
        "CORSCONSOLE_LOG_LEVEL": "ERROR",
        "PORT": "0",
    }


@contextlib.contextmanager
def far_oss(state: Path, *, delay: float = 0.0, rate: float = 0.0) -> Iterator[str]:
    """The endpoint of an OSS that answers after ``delay`` s, and at most ``rate`` calls a second.

    It steps back for the others on this machine, as it stands for one that is elsewhere.
    """
    command = [sys.executable, "-m", "tests.bench.far_oss", str(state / "far.pem")]
    with running([*command, str(delay), str(rate)]) as server:
        assert server.stdout is not None
        yield f"https://{DOMAIN}:{int(server.stdout.readline())}"


@contextlib.contextmanager
def running(command: list[str], **more: Any) -> Iterator[subprocess.Popen[str]]:
    """A process that ends with the block."""
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **more
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextlib.contextmanager
def temporary() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="corsconsole-bench-") as folder:
        yield Path(folder)
