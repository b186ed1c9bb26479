"""Files that people send: kept as long as their request, and nothing of one that is too large."""

from __future__ import annotations

from pathlib import Path

from buckets.cors.doctor import MOST_BYTES
from buckets.forms.uploads import LimitedUpload


def sent(size: int) -> LimitedUpload:
    """A handler that was given a file of ``size``, a megabyte at a time."""
    handler = LimitedUpload()
    handler.new_file("har", "network.har", "application/json", None, None, {})
    for start in range(0, size, 2**20):
        handler.receive_data_chunk(b" " * min(2**20, size - start), start)
    return handler


def test_what_is_too_large_is_not_even_written_to_a_file() -> None:
    handler = sent(MOST_BYTES + 2**20)
    path = Path(handler.file.temporary_file_path())
    assert handler.file.tell() == MOST_BYTES
    arrived = handler.file_complete(MOST_BYTES + 2**20)
    assert arrived is not None
    assert (arrived.size, arrived.read()) == (MOST_BYTES + 2**20, b"")
    assert not path.exists()


def test_what_is_not_is_there_until_it_is_closed() -> None:
    handler = sent(3 * 2**20)
    arrived = handler.file_complete(3 * 2**20)
    assert arrived is not None
    assert len(arrived.read()) == 3 * 2**20
    path = Path(handler.file.temporary_file_path())
    arrived.close()
    assert not path.exists()
