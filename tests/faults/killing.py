"""A child process that ends itself with SIGKILL at a point that a test names."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from itertools import count
from typing import Any, Final

from django.db import connections

PATIENCE: Final = 60
"""Seconds after which a child that hangs is ended, by another signal."""

HeaderCheck = Callable[[], None]
"""Called in the child before it begins: sees to it that the child ends somewhere."""


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before(where: Any, name: str, *, on: int = 1) -> HeaderCheck:
    """The point where ``name`` of ``where`` is called for the ``on``-th time."""
    return _point(where, name, on, after=False)


def after(where: Any, name: str, *, on: int = 1) -> HeaderCheck:
    """The point where ``name`` of ``where`` has returned for the ``on``-th time."""
    return _point(where, name, on, after=True)


def _point(where: Any, name: str, on: int, *, after: bool) -> HeaderCheck:
    called = getattr(where, name)
    calls = count(1)  # from threads, too

    def call(*given: Any, **more: Any) -> Any:
        is_the_one = next(calls) == on
        if is_the_one and not after:
            die()
        result = called(*given, **more)
        if is_the_one:
            die()
        return result

    return lambda: setattr(where, name, call)


def kill(action: Callable[[], object], point: HeaderCheck) -> None:
    """Let a child do ``action`` until it ends itself at ``point``."""
    connections.close_all()  # two processes must not speak through one
    child = os.fork()
    if child == 0:
        signal.alarm(PATIENCE)
        try:
            point()
            action()
        except BaseException:  # noqa: BLE001 - whatever it is, the parent must not go on in here
            traceback.print_exc()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it lived on"
    assert os.WTERMSIG(status) == signal.SIGKILL
