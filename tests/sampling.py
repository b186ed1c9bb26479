"""A sample of many cases for `make test`; `make test-full` runs all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def one_in(step: int, cases: Iterable[Any]) -> list[Any]:
    """Mark all ``cases`` but the first of each ``step`` as `full`."""
    return [
        case if number % step == 0 else pytest.param(case, marks=pytest.mark.full)
        for number, case in enumerate(cases)
    ]
