"""The wire: what is shared, what is kept to itself, and what is never said."""

import logging
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import certifi
import pytest

from buckets.cors import Configuration, Rule
from buckets.cors.formats import xml
from buckets.oss.connection import Connection
from buckets.oss.errors import OssError, UnexpectedAnswer, Unreachable
from buckets.oss.gateway import OssGateway
from buckets.oss.transport import Session, shared_session, trusted_context
from tests.oss.conftest import SECRET, GatewayTo
from tests.oss.wire import Wire, full_queue, http, keep_alive, oss_error

EMPTY = http(200, b"<CORSConfiguration></CORSConfiguration>")
LASTING = http(200, b"<CORSConfiguration></CORSConfiguration>", connection="keep-alive")
DOCUMENT = xml.write(Configuration((Rule(("https://app.example.com",), ("GET",)),)))


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """The CA files that any TLS context of the process loads from now on."""
    files: list[object] = []
    load = ssl.SSLContext.load_verify_locations

    def noted(self: ssl.SSLContext, cafile: Any = None, *rest: Any, **more: Any) -> None:
        files.append(cafile)
        load(self, cafile, *rest, **more)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", noted)
    trusted_context.cache_clear()
    yield files
    trusted_context.cache_clear()


def test_a_hundred_hosts_load_the_ca_bundle_once(
    loaded: list[object], certificate: Path, server_tls: ssl.SSLContext
) -> None:
    trusted_context().load_verify_locations(certificate)
    session = Session(trusted_context())
    with Wire(EMPTY, tls=server_tls) as wire:
        connection = Connection(
            f"https://oss.localhost:{wire.port}", "cn-hangzhou", "id", SECRET, 5.0
        )
        for number in range(100):
            OssGateway(connection, session=session).get_cors(f"bucket-{number}")
    session.close()
    assert len(wire.requests) == 100
    assert loaded == [certifi.where(), certificate]


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_a_connection_serves_one_call_after_another(
    tls: bool, gateway_to: GatewayTo, server_tls: ssl.SSLContext
) -> None:
    scheme, context = ("https", server_tls) if tls else ("http", None)
    with Wire(keep_alive(LASTING), tls=context) as wire:
        gateway = gateway_to(f"{scheme}://127.0.0.1:{wire.port}")
        for _ in range(3):
            gateway.get_cors("photos")
        assert len(wire.requests) == 1


def test_a_connection_with_an_answer_half_read_is_not_used_again(gateway_to: GatewayTo) -> None:
    with Wire(keep_alive(http(200, b" " * 300_000, connection="keep-alive")), EMPTY) as wire:
        gateway = gateway_to(f"http://127.0.0.1:{wire.port}")
        with pytest.raises(UnexpectedAnswer):
            gateway.get_cors("photos")
        assert gateway.get_cors("photos").configuration == Configuration()
        assert len(wire.requests) == 2


def test_a_session_made_anew_takes_the_context_that_is_there(loaded: list[object]) -> None:
    trusted_context()
    for _ in range(3):
        shared_session().close()
        shared_session.cache_clear()
    shared_session().close()
    assert loaded == [certifi.where()]


def test_the_process_has_one_session() -> None:
    assert shared_session() is shared_session()


def test_a_forked_process_gets_a_session_of_its_own() -> None:
    forking = (
        "import os\n"
        "from buckets.oss.transport import shared_session\n"
        "shared_session()\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    os._exit(shared_session.cache_info().currsize)\n"
        "raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    assert subprocess.run([sys.executable, "-c", forking], check=False).returncode == 0


def test_nothing_of_the_environment_is_heeded(
    gateway_to: GatewayTo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    with Wire(http(502)) as proxy, Wire(EMPTY) as wire:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("NETRC", str(netrc))
        gateway_to(f"http://127.0.0.1:{wire.port}").get_cors("photos")
    assert proxy.requests == []
    assert b"authorization: OSS4-HMAC-SHA256" in wire.requests[0]


def test_no_cookie_is_kept(gateway_to: GatewayTo) -> None:
    with Wire(http(204, set_cookie="session=1; Path=/")) as wire:
        gateway = gateway_to(f"http://127.0.0.1:{wire.port}")
        gateway.delete_cors("photos")
        gateway.delete_cors("photos")
    assert len(wire.requests) == 2
    assert b"cookie" not in wire.requests[1].lower()


def test_a_dead_address_leaves_time_for_the_next(
    gateway_to: GatewayTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    with full_queue() as dead, Wire(EMPTY) as wire:
        found = [
            (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port))
            for port in (dead, wire.port)
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        snapshot = gateway_to("http://oss.localhost", deadline=0.6).get_cors("photos")
    assert snapshot.configuration == Configuration()


def test_a_name_without_an_address_takes_no_connection(
    gateway_to: GatewayTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
    with pytest.raises(Unreachable) as caught:
        gateway_to("http://oss.localhost").get_cors("photos")
    assert caught.value.message.id == "oss.no-connection"


class _Everything(logging.Handler):
    """Keeps each record as text, its arguments and traceback included."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(f"{self.format(record)} {vars(record)}")


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """All that is logged from now on, with the root logger at DEBUG."""
    root, everything = logging.getLogger(), _Everything()
    level = root.level
    loggers = [root, logging.getLogger("oss2"), logging.getLogger("urllib3")]
    root.setLevel(logging.DEBUG)
    for each in loggers:
        each.addHandler(everything)
    yield everything.texts
    for each in loggers:
        each.removeHandler(everything)
    root.setLevel(level)


@pytest.mark.parametrize("signature", ["v4", "v1"])
def test_no_log_record_holds_the_secret_or_a_signature(
    signature: str, gateway_to: GatewayTo, logged: list[str]
) -> None:
    echo = "<StringToSign>OSS4-HMAC-SHA256</StringToSign><SignatureProvided>1e2483dc"
    refused = oss_error(403, "SignatureDoesNotMatch", inside=f"{echo}</SignatureProvided>")
    with Wire(EMPTY, http(200), http(204), refused) as wire:
        gateway = gateway_to(f"http://127.0.0.1:{wire.port}", signature=signature)
        gateway.get_cors("photos")
        gateway.put_cors("photos", DOCUMENT)
        gateway.delete_cors("photos")
        with pytest.raises(OssError):
            list(gateway.list_buckets())
    try:
        list(gateway_to("http://127.0.0.1:1", access_key_id="LTAI\r\n").list_buckets())
    except OssError:
        logging.getLogger("buckets").exception("the console's own record")
    assert any("the console's own record" in text for text in logged)
    said = "\n".join(logged)
    for request in wire.requests:
        (header,) = (
            line for line in request.decode().splitlines() if line.startswith("authorization:")
        )
        assert header.removeprefix("authorization: ") not in said
        assert header[-40:] not in said
    for hidden in (SECRET, "authorization", "OSS4-HMAC", "1e2483dc", "string to be signed"):
        assert hidden.lower() not in said.lower()
