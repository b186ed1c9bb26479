"""The state file: everything comes back, and nothing is ever half written."""

from __future__ import annotations

from pathlib import Path

import pytest

from buckets.cors import Configuration, Rule
from buckets.localoss import LocalOSS
from buckets.localoss.state import StateError, StateFile
from buckets.localoss.store import Bucket, Store
from tests.fixtures.local_oss import BUCKET
from tests.localoss.plain import ask, signed

CORS = Configuration((Rule(("https://a.b", "x y"), ("GET",), ("*",), ("ETag",), 0),), True)


def contents(server: LocalOSS) -> tuple[Bucket, ...]:
    return server.store.all()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "state.json"


def test_everything_comes_back(file: Path) -> None:
    with LocalOSS(buckets=[BUCKET, "other"], state=file) as server:
        server.store.put_cors(BUCKET, CORS)
        server.store.set_acl(BUCKET, "public-read")
        server.store.put_object(BUCKET, "ü.bin", b"\x00\xff", (("Content-Type", "a/b"),))
        before = contents(server)
    with LocalOSS(state=file) as server:
        assert contents(server) == before
        assert server.store.get(BUCKET).cors == CORS
        assert server.store.get("other").cors is None


def test_an_object_that_came_in_parts_comes_back_and_an_upload_under_way_does_not(
    file: Path,
) -> None:
    with LocalOSS(buckets=[BUCKET], state=file) as server:
        server.store.set_acl(BUCKET, "public-read-write")
        started = ask(server, "POST", f"/{BUCKET}/a?uploads").text("UploadId")
        ask(server, "PUT", f"/{BUCKET}/a?partNumber=1&uploadId={started}", b"hello")
        unfinished = ask(server, "POST", f"/{BUCKET}/a?uploads").text("UploadId")
        headers = {"x-oss-complete-all": "yes"}
        ask(server, "POST", f"/{BUCKET}/a?uploadId={started}", **headers)
        before = server.store.get(BUCKET).objects["a"]
    with LocalOSS(state=file) as server:
        after = server.store.get(BUCKET).objects["a"]
        assert (after, after.etag, after.type) == (before, before.etag, "Multipart")
        target = f"/{BUCKET}/a?partNumber=1&uploadId={unfinished}"
        assert ask(server, "PUT", target, b"hello").code == "NoSuchUpload"


def test_a_file_from_before_there_were_parts_is_read(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    stored = '{"k":{"body":"aGVsbG8=","headers":[],"modified":1}},'
    file.write_text(BUCKET_WITH.replace("{},", stored) + '"cors":null}]}')
    (bucket,) = StateFile(file).load()
    assert bucket.objects["k"].etag == "5D41402ABC4B2A76B9719D911017C592"


def test_a_bucket_that_is_there_is_not_made_anew(file: Path) -> None:
    with LocalOSS(buckets=[BUCKET], state=file) as server:
        server.store.set_acl(BUCKET, "public-read")
    with LocalOSS(buckets=[BUCKET, "other"], state=file) as server:
        assert [bucket.acl for bucket in contents(server)] == ["public-read", "private"]


def test_a_change_is_in_the_file_before_it_is_answered(file: Path) -> None:
    with LocalOSS(buckets=[BUCKET], state=file) as server:
        ask(server, "PUT", signed(server, "PUT", "a.txt"), b"hello")
        (bucket,) = StateFile(file).load()
        assert bucket.objects["a.txt"].body == b"hello"


def test_nothing_but_the_file_is_left_beside_it(file: Path) -> None:
    with LocalOSS(buckets=[BUCKET], state=file) as server:
        server.store.put_cors(BUCKET, CORS)
    assert [path.name for path in file.parent.iterdir()] == ["state.json"]


def test_nobody_else_can_read_the_file(file: Path) -> None:
    with LocalOSS(buckets=[BUCKET], state=file):
        assert file.stat().st_mode & 0o077 == 0


def test_a_change_that_cannot_be_saved_is_none(
    file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    with LocalOSS(buckets=[BUCKET], state=file) as server:
        before = file.read_bytes()
        monkeypatch.setattr("os.fsync", full)
        reply = ask(server, "PUT", signed(server, "PUT", "a.txt"), b"hello")
        assert (reply.status, reply.code) == (500, "InternalError")
        assert not server.store.get(BUCKET).objects
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == ["state.json"]
    assert "No space left" in caplog.text


BUCKET_WITH = '{"version":1,"buckets":[{"name":"a","created":1,"acl":"private","objects":{},'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[]",
        "{}",
        '{"version":2,"buckets":[]}',
        '{"version":1,"buckets":[1]}',
        '{"version":1,"buckets":[{"name":"a"}]}',
        BUCKET_WITH + '"cors":"<html/>"}]}',
        BUCKET_WITH + '"cors":1}]}',
        BUCKET_WITH.replace("private", "open") + '"cors":null}]}',
        BUCKET_WITH.replace("{},", '{"k":{"body":"!","headers":[],"modified":1}},')
        + '"cors":null}]}',
    ],
)
def test_a_file_that_is_no_state_is_refused_and_kept(tmp_path: Path, text: str) -> None:
    file = tmp_path / "state.json"
    file.write_text(text)
    with pytest.raises(StateError, match="is not a state file of Local OSS"):
        LocalOSS(state=file)
    assert file.read_text() == text


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="cannot be read"):
        LocalOSS(state=tmp_path)


def test_a_store_finds_nothing_after_it_was_cleared() -> None:
    store = Store([Bucket("a-b", 0.0)])
    store.clear()
    assert (store.all(), store.find("a-b")) == ((), None)
