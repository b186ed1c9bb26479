"""A file system over OSS, which nobody wrote with Local OSS in mind: ossfs, with oss2 below it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ossfs import OSSFileSystem

from tests.fixtures.local_oss import BUCKET, WatchedOSS

PART_BYTES = 100 * 1024
CONTENT = bytes(range(256)) * 1000  # 250 KiB: two parts and a rest


class SmallFiles(OSSFileSystem):  # type: ignore[misc]
    """Takes for a big file what is one here, and not only what has 100 MB."""

    SIMPLE_TRANSFER_THRESHOLD = len(CONTENT)


@pytest.fixture
def files(local_oss: WatchedOSS) -> Iterator[OSSFileSystem]:
    system = SmallFiles(
        endpoint=local_oss.endpoint,
        key=local_oss.access_key_id,
        secret=local_oss.access_key_secret,
        skip_instance_cache=True,
    )
    yield system
    system._session.session.close()


def test_it_reads_ranges(local_oss: WatchedOSS, files: OSSFileSystem) -> None:
    local_oss.store.put_object(BUCKET, "a.bin", CONTENT)
    with files.open(f"{BUCKET}/a.bin", block_size=1000) as file:
        file.seek(5000)
        assert file.read(100) == CONTENT[5000:5100]
        file.seek(-10, 2)
        assert file.read(100) == CONTENT[-10:]
    answers = [it.answer for it in local_oss.exchanges if it.request.headers.get("range")]
    assert {answer.status for answer in answers} == {206}
    assert max(len(answer.body) for answer in answers) < len(CONTENT)


def test_it_lists_folders(local_oss: WatchedOSS, files: OSSFileSystem) -> None:
    for key in ("docs/a.txt", "docs/deep/b.txt", "c.txt"):
        local_oss.store.put_object(BUCKET, key, b"hello")
    assert sorted(files.ls(BUCKET, detail=False)) == [f"{BUCKET}/c.txt", f"{BUCKET}/docs/"]
    assert sorted(files.find(f"{BUCKET}/docs")) == [
        f"{BUCKET}/docs/a.txt",
        f"{BUCKET}/docs/deep/b.txt",
    ]
    assert files.info(f"{BUCKET}/c.txt")["size"] == 5


def test_it_writes_a_big_file_in_parts_and_reads_it_back(
    tmp_path: Path, local_oss: WatchedOSS, files: OSSFileSystem
) -> None:
    source, target = tmp_path / "source.bin", tmp_path / "target.bin"
    source.write_bytes(CONTENT)
    in_parts = {"multipart_threshold": PART_BYTES, "part_size": PART_BYTES}
    files.put_file(str(source), f"{BUCKET}/big.bin", store=None, **in_parts)
    assert local_oss.count("PUT", "partNumber") == 3
    stored = local_oss.store.get(BUCKET).objects["big.bin"]
    assert (stored.body, stored.type) == (CONTENT, "Multipart")
    files.get_file(
        f"{BUCKET}/big.bin", str(target), multiget_threshold=PART_BYTES, part_size=PART_BYTES
    )
    assert target.read_bytes() == CONTENT


def test_it_deletes_a_folder_and_all_below_it(local_oss: WatchedOSS, files: OSSFileSystem) -> None:
    for key in ("docs/a.txt", "docs/deep/b.txt", "c.txt"):
        local_oss.store.put_object(BUCKET, key, b"hello")
    files.rm(f"{BUCKET}/docs", recursive=True)
    assert list(local_oss.store.get(BUCKET).objects) == ["c.txt"]
    assert not files.exists(f"{BUCKET}/docs/a.txt")
