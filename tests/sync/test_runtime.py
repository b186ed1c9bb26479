"""The seam at which tests put another OSS and another time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from buckets.sync.runtime import Runtime, current, use


def test_other_threads_see_the_runtime_in_use() -> None:
    other = Runtime(wait=lambda _seconds: None)
    with use(other), ThreadPoolExecutor(1) as pool:
        assert pool.submit(current).result() is other


def test_afterwards_the_runtime_is_the_one_before() -> None:
    before = current()
    with pytest.raises(ZeroDivisionError), use(Runtime()):
        raise ZeroDivisionError
    assert current() is before
