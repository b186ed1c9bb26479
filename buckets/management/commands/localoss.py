"""`manage.py localoss`: an OSS on this machine, for trying the console without an account."""

import os
import signal
import socket
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from buckets.localoss import DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, LocalOSS, samples
from buckets.localoss.refusals import RefusedError
from buckets.localoss.state import StateError

ID_VARIABLE = "CORSCONSOLE_LOCALOSS_ACCESS_KEY_ID"
SECRET_VARIABLE = "CORSCONSOLE_LOCALOSS_ACCESS_KEY_SECRET"  # noqa: S105 - a name, not a secret


class Command(BaseCommand):
    """Serves until SIGTERM or Ctrl-C, and says in one line where."""

    help = (
        "Run Local OSS: a server that speaks the protocol of Alibaba Cloud OSS, for trying the "
        f"console without an account. The AccessKey is {DEFAULT_ACCESS_KEY_ID} with the secret "
        f"{DEFAULT_ACCESS_KEY_SECRET} unless you give another one here or in {ID_VARIABLE} and "
        f"{SECRET_VARIABLE} (a secret on the command line can be read by every user of the "
        "machine). The region is cn-hangzhou."
    )
    requires_system_checks = ()  # it needs neither the database nor the settings of the site

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=9100, help="0 picks a free one")
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--access-key-id", metavar="ID")
        parser.add_argument("--access-key-secret", metavar="SECRET")
        parser.add_argument(
            "--bucket",
            action="append",
            default=[],
            metavar="NAME",
            help="a bucket to make if there is none; can be given again",
        )
        parser.add_argument(
            "--state",
            type=Path,
            metavar="FILE",
            help="keep buckets, rules and objects in this file; not multipart uploads under way",
        )
        parser.add_argument(
            "--samples", action="store_true", help="start with a team's buckets if there are none"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        server = _server(options)
        if options["samples"]:
            samples.fill(server.store)
        with _stop_signal() as wait, server:
            self.stdout.write(f"Local OSS is listening on {server.endpoint}")
            self.stdout.flush()
            wait()


def _server(options: dict[str, Any]) -> LocalOSS:
    access_key_id = options["access_key_id"] or os.environ.get(ID_VARIABLE)
    secret = options["access_key_secret"] or os.environ.get(SECRET_VARIABLE)
    if bool(access_key_id) != bool(secret):
        raise CommandError("Give both an AccessKey id and its secret, or neither.")
    keys = {access_key_id: secret} if access_key_id and secret else None
    try:
        return LocalOSS(
            host=options["host"],
            port=options["port"],
            keys=keys,
            buckets=options["bucket"],
            state=options["state"],
        )
    except RefusedError as refusal:
        name = refusal.details.get("BucketName", "")
        raise CommandError(f"“{name}” is no bucket name: {refusal.message}") from refusal
    except StateError as error:
        raise CommandError(str(error)) from error
    except (OSError, OverflowError) as error:
        where = f"{options['host']}:{options['port']}"
        raise CommandError(f"Local OSS cannot listen on {where}: {error}") from error


@contextmanager
def _stop_signal() -> Iterator[Callable[[], object]]:
    """What waits for SIGTERM or Ctrl-C, which then no longer end the process in the middle.

    It waits for a byte on a socket, which the signal sends whenever it comes and to whichever
    thread. A lock would not do: on a busy machine one start in eight slept through its signal.
    """
    waiting, waking = socket.socketpair()
    waking.setblocking(False)
    wakeup_before = signal.set_wakeup_fd(waking.fileno())
    before = {number: signal.signal(number, _noted) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield lambda: waiting.recv(1)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(wakeup_before)
        waiting.close()
        waking.close()


def _noted(_number: int, _frame: FrameType | None) -> None:
    """Nothing is left to do when this runs: the byte is sent."""
