"""No answer, none in time, or nobody to be trusted: what the person sees, and what is certain."""

import socket
import ssl

import pytest

from buckets.oss.connection import Connection
from buckets.oss.errors import Action, Rejected, Unreachable
from buckets.oss.gateway import OssGateway
from buckets.oss.transport import trusted_context
from tests.oss.calls import EVERY, ask
from tests.oss.conftest import GatewayTo
from tests.oss.wire import Script, Wire, full_queue, http, silence, trickle

HEADERS_FOREVER = b"HTTP/1.1 200 OK\r\nx-filler: "
BODY_FOREVER = b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n<CORSConfiguration>"

DEADLINE_ROWS: list[tuple[str, Script]] = [
    ("silence", silence),
    ("headers trickle", trickle(HEADERS_FOREVER, b"x")),
    ("body trickles", trickle(BODY_FOREVER, b" ")),
    ("100 Continue for ever", trickle(b"", b"HTTP/1.1 100 Continue\r\n\r\n")),
]


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize(
    "script", [script for _, script in DEADLINE_ROWS], ids=[name for name, _ in DEADLINE_ROWS]
)
def test_a_deadline_holds_whatever_the_server_does(
    script: Script, tls: bool, gateway_to: GatewayTo, server_tls: ssl.SSLContext
) -> None:
    scheme, context = ("https", server_tls) if tls else ("http", None)
    with Wire(script, tls=context) as wire, pytest.raises(Unreachable) as caught:
        ask(gateway_to(f"{scheme}://127.0.0.1:{wire.port}", deadline=0.3), Action.PUT)
    assert caught.value.message.id == "oss.timeout"
    assert caught.value.message.params["seconds"] == "0.3"
    assert caught.value.outcome_unknown


def test_the_deadline_covers_the_tls_handshake(gateway_to: GatewayTo) -> None:
    with Wire(silence, reading=False) as wire, pytest.raises(Unreachable) as caught:
        ask(gateway_to(f"https://127.0.0.1:{wire.port}", deadline=0.3), Action.PUT)
    assert caught.value.message.id == "oss.timeout"
    assert caught.value.message.params["seconds"] == "0.3"
    assert not caught.value.outcome_unknown


def test_the_deadline_covers_connecting(gateway_to: GatewayTo) -> None:
    with full_queue() as port, pytest.raises(Unreachable) as caught:
        ask(gateway_to(f"http://127.0.0.1:{port}", deadline=0.3), Action.PUT)
    assert caught.value.message.id == "oss.timeout"
    assert caught.value.message.params["seconds"] == "0.3"
    assert not caught.value.outcome_unknown


def test_a_deadline_that_is_over_at_once_sends_nothing(gateway_to: GatewayTo) -> None:
    with Wire(http(200)) as wire, pytest.raises(Unreachable) as caught:
        ask(gateway_to(f"http://127.0.0.1:{wire.port}", deadline=1e-9), Action.PUT)
    assert caught.value.message.id == "oss.timeout"
    assert not caught.value.outcome_unknown
    assert wire.requests == []


@pytest.mark.parametrize("action", EVERY)
def test_a_certificate_that_nobody_vouches_for_gets_nothing(
    action: Action, server_tls: ssl.SSLContext
) -> None:
    with Wire(http(200), tls=server_tls) as wire:
        connection = Connection(
            f"https://127.0.0.1:{wire.port}", "cn-hangzhou", "id", "secret", 5.0
        )
        gateway = OssGateway(connection)
        with pytest.raises(Unreachable) as caught:
            ask(gateway, action)
    assert caught.value.message.id == "oss.untrusted-certificate"
    assert caught.value.message.params["host"] == "127.0.0.1"
    assert not caught.value.outcome_unknown
    assert wire.requests == []


def test_a_certificate_for_another_name_gets_nothing(
    gateway_to: GatewayTo, server_tls: ssl.SSLContext
) -> None:
    with Wire(http(200), tls=server_tls) as wire, pytest.raises(Unreachable) as caught:
        ask(gateway_to(f"https://other.localhost:{wire.port}"), Action.LIST)
    assert caught.value.message.id == "oss.untrusted-certificate"
    assert caught.value.message.params["host"] == "other.localhost"


def test_plain_http_behind_an_https_endpoint_is_said_so(gateway_to: GatewayTo) -> None:
    with Wire(http(400), reading=False) as wire, pytest.raises(Unreachable) as caught:
        ask(gateway_to(f"https://127.0.0.1:{wire.port}"), Action.PUT)
    assert caught.value.message.id == "oss.no-tls"
    assert not caught.value.outcome_unknown


@pytest.mark.parametrize("action", EVERY)
def test_a_refused_connection_changed_nothing(action: Action, gateway_to: GatewayTo) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Unreachable) as caught:
        ask(gateway_to(f"http://127.0.0.1:{port}"), action)
    assert caught.value.message.id == "oss.no-connection"
    assert caught.value.message.params["host"] == "127.0.0.1"
    assert not caught.value.outcome_unknown


@pytest.mark.parametrize("action", EVERY)
def test_a_name_that_does_not_exist_changed_nothing(
    action: Action, gateway_to: GatewayTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable) as caught:
        ask(gateway_to("https://oss-cn-hangzhuo.invalid"), action)
    host = "oss-cn-hangzhuo.invalid" if action is Action.LIST else "photos.oss-cn-hangzhuo.invalid"
    assert caught.value.message.id == "oss.name-not-found"
    assert caught.value.message.params["host"] == host
    assert not caught.value.outcome_unknown


def test_a_name_that_no_resolver_takes_cannot_be_found(gateway_to: GatewayTo) -> None:
    with pytest.raises(Unreachable) as caught:
        ask(gateway_to(f"https://{'a' * 64}.localhost.invalid"), Action.LIST)
    assert caught.value.message.id == "oss.name-not-found"


@pytest.mark.parametrize(
    "settings",
    [
        {"endpoint": "https://oss cn"},
        {"endpoint": "https://oss-cn-hangzhou.aliyuncs.com:99999999"},
        {"endpoint": "https://"},
        {"endpoint": ""},
        {"region": None},
        {"access_key_id": "LTAI\r\nx-evil: 1"},
        {"access_key_id": "访问密钥"},
    ],
    ids=str,
)
def test_settings_that_make_no_request_are_said_so(
    settings: dict[str, str], gateway_to: GatewayTo
) -> None:
    with Wire(http(200)) as wire, pytest.raises(Rejected) as caught:
        ask(gateway_to(**({"endpoint": f"http://127.0.0.1:{wire.port}"} | settings)), Action.PUT)
    assert caught.value.message.id == "oss.cannot-send"
    assert not caught.value.outcome_unknown


@pytest.mark.parametrize("name", ["", "ab", "Photos", "photos/../other", "photos.evil"])
def test_a_name_that_is_no_bucket_name_is_never_sent(name: str, gateway_to: GatewayTo) -> None:
    with Wire(http(200)) as wire, pytest.raises(Rejected):
        gateway_to(f"http://127.0.0.1:{wire.port}").get_cors(name)
    assert wire.requests == []


def test_the_shared_context_trusts_public_authorities_only() -> None:
    assert trusted_context().verify_mode is ssl.CERT_REQUIRED
    assert trusted_context().check_hostname
