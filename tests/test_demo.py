"""What `make run` does before Django is up."""

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corsconsole import demo


@pytest.fixture
def taken_port() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(server.getsockname()[1])


@pytest.fixture
def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])


def test_a_taken_port_is_refused_with_what_to_type(taken_port: str) -> None:
    with pytest.raises(SystemExit, match=rf"Port {taken_port} .* make run PORT=\d+$"):
        demo.refuse_taken_port("PORT", taken_port)


def test_a_free_port_is_taken(free_port: str) -> None:
    demo.refuse_taken_port("PORT", free_port)


@pytest.mark.parametrize("port", ["", "web", "0", "65536", "²"])
def test_a_port_that_is_no_port_is_refused(port: str) -> None:
    with pytest.raises(SystemExit, match="from 1 to 65535"):
        demo.refuse_taken_port("PORT", port)


def test_two_servers_on_one_port_are_refused(free_port: str) -> None:
    with pytest.raises(SystemExit, match="different numbers"):
        demo.main(free_port, free_port)


def test_the_environment_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "state" / "demo.env"
    demo.write_environment(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_second_run_keeps_the_secrets(tmp_path: Path) -> None:
    file = tmp_path / "demo.env"
    demo.write_environment(file)
    before = file.read_text()
    demo.write_environment(file)
    assert file.read_text() == before


def test_main_writes_the_environment(
    tmp_path: Path, free_port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        other_port = str(server.getsockname()[1])
    monkeypatch.setattr(demo, "STATE", tmp_path)
    demo.main(free_port, other_port)
    assert (tmp_path / "demo.env").exists()


def test_data_of_the_older_layout_are_refused_and_kept(tmp_path: Path) -> None:
    database = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE django_migrations (app TEXT, name TEXT)")
        connection.execute(
            "INSERT INTO django_migrations VALUES ('buckets', '0002_runs_and_leases')"
        )
    before = database.read_bytes()
    with pytest.raises(SystemExit, match="Move it away to keep it"):
        demo.refuse_older_layout(tmp_path)
    assert database.read_bytes() == before


def test_secrets_of_the_older_layout_are_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "trial.env").write_text("A=b")
    with pytest.raises(SystemExit, match="make clean"):
        demo.refuse_older_layout(tmp_path)
    assert (tmp_path / "trial.env").read_text() == "A=b"


@pytest.mark.parametrize("table", ["", "CREATE TABLE django_migrations (app TEXT, name TEXT)"])
def test_data_of_this_layout_are_taken(tmp_path: Path, table: str) -> None:
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as connection:
        connection.execute(table)
    demo.refuse_older_layout(tmp_path)
