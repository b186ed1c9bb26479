"""How gunicorn runs the console: `gunicorn --config corsconsole/gunicorn.py corsconsole.wsgi`.

What is set here can be overridden on gunicorn's command line, `--bind` for instance.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))

# Requests wait for OSS most of their time, so threads.
worker_class = "gthread"
threads = 8
timeout = 60
graceful_timeout = 30

# A refused setting or a failed check ends gunicorn at once, not each worker in turn.
preload_app = True

# The workers' heartbeat files must lie in memory: on a busy disk a worker can look dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 (gunicorn names its files safely)

loglevel = os.environ.get("CORSCONSOLE_LOG_LEVEL", "info").lower()

# Nothing here uses the remote control, whose socket would land in the home folder.
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Print the address once the first worker is there to answer."""
    if worker.age == 1:
        addresses = " ".join(str(listener) for listener in worker.sockets)
        # The whole line at once, or the log of another process gets in before its end.
        sys.stdout.write(f"CORS Console is ready: {addresses}\n")
        sys.stdout.flush()
