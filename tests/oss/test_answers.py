"""OSS answered X → the person sees Y, each row over a real socket."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from buckets.cors import Configuration
from buckets.cors.limits import MAX_RULES
from buckets.oss.errors import (
    Action,
    NotFound,
    OssError,
    Refused,
    Rejected,
    ServerFault,
    Throttled,
    UnexpectedAnswer,
    Unreachable,
)
from buckets.presenters.text import translate
from tests.oss.calls import EVERY, ask
from tests.oss.conftest import GatewayTo
from tests.oss.wire import Script, Wire, http, oss_error, reset

READS = (Action.LIST, Action.GET)
PORTAL = b"<!DOCTYPE html><html><body>Sign in to the guest network</body></html>"
XHTML = b"<html><body>Sign in to the guest network</body></html>"


@dataclass(frozen=True)
class Row:
    """``answer``, and what it must come out as: kind, message id and some params, code."""

    name: str
    answer: bytes | Script
    kind: type[OssError]
    message_id: str
    code: str = ""
    unknown: bool = False  # for a write
    actions: tuple[Action, ...] = EVERY
    on_get: str = ""  # the message id of a GET, where it is another
    params: Mapping[str, object] = field(default_factory=dict)


def refusal(
    kind: type[OssError], status: int, code: str, message_id: str = "", **more: object
) -> Row:
    message_id = message_id or f"oss.{code}"
    return Row(code, oss_error(status, code), kind, message_id, code, **more)  # type: ignore[arg-type]


def a_body(document: bytes, **headers: str) -> bytes:
    return http(200, document, **headers)


BOMB = gzip.compress(bytes(50_000_000))
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-encoding: gzip\r\n\r\n"
BODY_FOREVER = b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n<CORSConfiguration>"

NOT_OSS, NOT_CORS = "oss.not-oss", "oss.not-cors"

ROWS = [
    refusal(Refused, 403, "InvalidAccessKeyId"),
    refusal(Refused, 403, "SignatureDoesNotMatch"),
    refusal(Refused, 403, "RequestTimeTooSkewed"),
    refusal(Refused, 403, "AccessForbidden"),
    refusal(Refused, 403, "SecondLevelDomainForbidden"),
    refusal(Refused, 403, "UserDisable"),
    refusal(
        Refused,
        403,
        "SomethingNew",
        "oss.unlisted-refused",
        params={"code": "SomethingNew", "message": "Message."},
    ),
    Row(
        "another region",
        oss_error(403, "AccessDenied", inside="<Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint>"),
        Refused,
        "oss.AccessDenied.other-region",
        "AccessDenied",
        params={"endpoint": "oss-cn-beijing.aliyuncs.com"},
    ),
    refusal(NotFound, 404, "NoSuchBucket", params={"bucket": "photos"}, actions=EVERY[1:]),
    refusal(NotFound, 404, "NoSuchThing", "oss.unlisted-not-found"),
    Row(
        "404 with HTML",
        http(404, PORTAL),
        UnexpectedAnswer,
        NOT_OSS,
        unknown=True,
        params={"status": 404},
    ),
    Row(
        "404 with HTML that is no UTF-8",
        http(404, "<html>找不到网页</html>".encode("gbk") * 500),
        UnexpectedAnswer,
        NOT_OSS,
        unknown=True,
        params={"status": 404},
    ),
    Row("403 with HTML", http(403, XHTML), UnexpectedAnswer, NOT_OSS, unknown=True),
    Row(
        "403 in an encoding that nobody has",
        http(403, b'<?xml version="1.0" encoding="klingon"?><Error/>'),
        UnexpectedAnswer,
        "oss.unreadable-answer",
        unknown=True,
    ),
    refusal(Throttled, 503, "MetaOperationQpsLimitExceeded"),
    Row(
        "503 without a body", http(503), Throttled, "oss.busy", unknown=True, params={"status": 503}
    ),
    refusal(Throttled, 503, "OtherLimit", "oss.unlisted-throttled", unknown=True),
    refusal(ServerFault, 500, "InternalError", unknown=True),
    refusal(ServerFault, 502, "BadWeather", "oss.unlisted-server-fault", unknown=True),
    Row(
        "500 with HTML",
        http(500, PORTAL),
        ServerFault,
        "oss.failed",
        unknown=True,
        params={"status": 500},
    ),
    Row(
        "an error in broken XML",
        http(403, b"<Error><Code>AccessDenied</Code>\n<Message>No & no</Message></Error>"),
        Refused,
        "oss.AccessDenied",
        "AccessDenied",
    ),
    refusal(Rejected, 400, "MalformedXML", params={"message": "Message."}),
    refusal(Rejected, 400, "CORSRuleBeyondLimit", params={"limit": MAX_RULES}),
    refusal(Rejected, 400, "InvalidDigest"),
    refusal(Rejected, 400, "InvalidArgument"),
    refusal(Rejected, 400, "InvalidBucketName"),
    refusal(Rejected, 400, "NewRule", "oss.unlisted-rejected"),
    Row(
        "malformed",
        a_body(b"<CORSConf"),
        UnexpectedAnswer,
        NOT_OSS,
        on_get="oss.not-cors",
        actions=READS,
    ),
    Row("empty", a_body(b""), UnexpectedAnswer, NOT_OSS, on_get=NOT_CORS, actions=READS),
    Row(
        "sign-in page",
        a_body(PORTAL),
        UnexpectedAnswer,
        NOT_OSS,
        on_get="oss.not-cors",
        unknown=True,
    ),
    Row(
        "sign-in page in XHTML",
        a_body(XHTML),
        UnexpectedAnswer,
        NOT_OSS,
        on_get="oss.not-cors",
        unknown=True,
    ),
    Row("too large", a_body(b" " * 300_000), UnexpectedAnswer, "oss.too-large", unknown=True),
    Row(
        "gzip bomb",
        a_body(BOMB, content_encoding="gzip"),
        UnexpectedAnswer,
        "oss.too-large",
        unknown=True,
    ),
    Row(
        "gzip bomb in one chunk",
        CHUNKED + f"{len(BOMB):x}\r\n".encode() + BOMB + b"\r\n0\r\n\r\n",
        UnexpectedAnswer,
        "oss.too-large",
        unknown=True,
    ),
    Row(
        "no gzip at all",
        a_body(b"<CORSConfiguration/>", content_encoding="gzip"),
        UnexpectedAnswer,
        "oss.not-http",
        unknown=True,
    ),
    Row("reset before a byte", reset(), Unreachable, "oss.broken-off", unknown=True),
    Row("closed before a byte", b"", Unreachable, "oss.broken-off", unknown=True),
    Row("reset in the body", reset(BODY_FOREVER), Unreachable, "oss.broken-off", unknown=True),
    Row("short body", BODY_FOREVER, Unreachable, "oss.broken-off", unknown=True),
    Row(
        "short chunk",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n<CORS",
        Unreachable,
        "oss.broken-off",
        unknown=True,
    ),
    Row("no HTTP", b"SSH-2.0-OpenSSH_9.6\r\n", UnexpectedAnswer, "oss.not-http", unknown=True),
    Row(
        "two lengths",
        b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n<>",
        UnexpectedAnswer,
        "oss.unreadable-answer",
        unknown=True,
    ),
    Row(
        "redirect",
        http(302, location="https://elsewhere.example/?secret=1"),
        UnexpectedAnswer,
        "oss.redirect",
        unknown=True,
        params={"target": "elsewhere.example"},
    ),
    Row(
        "redirect into nowhere",
        http(307, location="https://[elsewhere"),
        UnexpectedAnswer,
        "oss.redirect",
        unknown=True,
        params={"target": "?"},
    ),
]


@pytest.mark.parametrize(
    ("row", "action"),
    [
        pytest.param(row, action, id=f"{row.name}-{action.name}")
        for row in ROWS
        for action in row.actions
    ],
)
def test_what_oss_answered_is_what_the_person_sees(
    row: Row, action: Action, gateway_to: GatewayTo
) -> None:
    with Wire(row.answer) as wire, pytest.raises(OssError) as caught:
        ask(gateway_to(f"http://127.0.0.1:{wire.port}"), action)
    error = caught.value
    assert type(error) is row.kind
    assert error.message.id == ((action is Action.GET and row.on_get) or row.message_id)
    assert error.message.params.items() >= row.params.items()
    assert error.code == row.code
    assert error.outcome_unknown is (row.unknown and action.writes)
    assert len(wire.requests) == 1


@pytest.mark.parametrize("action", EVERY)
def test_access_denied_names_the_ram_action_of_the_call(
    action: Action, gateway_to: GatewayTo
) -> None:
    with Wire(oss_error(403, "AccessDenied")) as wire, pytest.raises(Refused) as caught:
        ask(gateway_to(f"http://127.0.0.1:{wire.port}"), action)
    names = {
        Action.LIST: "oss:ListBuckets",
        Action.GET: "oss:GetBucketCors",
        Action.PUT: "oss:PutBucketCors",
        Action.DELETE: "oss:DeleteBucketCors",
    }
    assert caught.value.message.params["permission"] == names[action]
    assert names[action] in translate(caught.value.message)


def test_no_configuration_is_a_value(gateway_to: GatewayTo) -> None:
    with Wire(oss_error(404, "NoSuchCORSConfiguration")) as wire:
        snapshot = gateway_to(f"http://127.0.0.1:{wire.port}").get_cors("photos")
    assert (snapshot.raw, snapshot.configuration) == (b"", Configuration())


def test_an_error_carries_what_support_asks_for(gateway_to: GatewayTo) -> None:
    with Wire(oss_error(404, "NoSuchBucket", "Gone.")) as wire, pytest.raises(NotFound) as caught:
        gateway_to(f"http://127.0.0.1:{wire.port}").get_cors("photos")
    error = caught.value
    assert (error.status, error.ec) == (404, "0000-00000000")
    assert error.request_id == "5FA2B5E6C0FFEE0123456789"
    assert error.detail == "HTTP 404 NoSuchBucket: Gone."


@pytest.mark.parametrize(
    ("document", "what"),
    [
        (b'<CORSConfiguration xmlns="http://doc.oss-cn-hangzhou.aliyuncs.com"/>', None),
        (b"<CORSConfiguration><CORSRule><Novelty/></CORSRule></CORSConfiguration>", "Novelty"),
    ],
    ids=["a namespace", "an element"],
)
def test_what_is_not_understood_comes_with_the_document_and_the_reason(
    document: bytes, what: str | None, gateway_to: GatewayTo
) -> None:
    with Wire(http(200, document)) as wire:
        snapshot = gateway_to(f"http://127.0.0.1:{wire.port}").get_cors("photos")
    assert (snapshot.raw, snapshot.configuration) == (document, None)
    assert snapshot.unknown is not None
    assert what is None or snapshot.unknown.params["name"] == what
