"""What `make run` does before Django is up."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from corsconsole import trial


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
        trial.refuse_taken_port("PORT", taken_port)


def test_a_free_port_is_taken(free_port: str) -> None:
    trial.refuse_taken_port("PORT", free_port)


@pytest.mark.parametrize("port", ["", "web", "0", "65536", "²"])
def test_a_port_that_is_no_port_is_refused(port: str) -> None:
    with pytest.raises(SystemExit, match="from 1 to 65535"):
        trial.refuse_taken_port("PORT", port)


def test_two_servers_on_one_port_are_refused(free_port: str) -> None:
    with pytest.raises(SystemExit, match="different numbers"):
        trial.main(free_port, free_port)


def test_the_environment_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "state" / "trial.env"
    trial.write_environment(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_second_run_keeps_the_secrets(tmp_path: Path) -> None:
    file = tmp_path / "trial.env"
    trial.write_environment(file)
    before = file.read_text()
    trial.write_environment(file)
    assert file.read_text() == before


def test_main_writes_the_environment(
    tmp_path: Path, free_port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        other_port = str(server.getsockname()[1])
    monkeypatch.setattr(trial, "ENVIRONMENT_FILE", tmp_path / "trial.env")
    trial.main(free_port, other_port)
    assert (tmp_path / "trial.env").exists()
