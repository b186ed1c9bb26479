"""OSS answered X → the person sees Y, each row over a real socket."""

import gzip
from dataclasses import dataclass

import pytest

from buckets.cors.limits import MAX_RULES
from buckets.cors.model import Configuration
from buckets.oss.errors import (
    Action,
    NotFound,
    NotUnderstood,
    OssError,
    Refused,
    Rejected,
    ServerFault,
    Throttled,
    UnexpectedAnswer,
    Unreachable,
)
from tests.oss.calls import EVERY, ask
from tests.oss.conftest import GatewayTo
from tests.oss.wire import Script, Wire, http, oss_error, reset

READS = (Action.LIST, Action.GET)
PORTAL = b"<!DOCTYPE html><html><body>Sign in to the guest network</body></html>"
XHTML = b"<html><body>Sign in to the guest network</body></html>"


@dataclass(frozen=True)
class Row:
    """``answer``, and what it must come out as: kind, words of the sentence, code."""

    name: str
    answer: bytes | Script
    kind: type[OssError]
    says: str
    code: str = ""
    unknown: bool = False  # for a write
    actions: tuple[Action, ...] = EVERY


def refusal(kind: type[OssError], status: int, code: str, says: str, **more: object) -> Row:
    return Row(code, oss_error(status, code), kind, says, code, **more)  # type: ignore[arg-type]


def a_body(document: bytes, **headers: str) -> bytes:
    return http(200, document, **headers)


BOMB = gzip.compress(bytes(50_000_000))
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-encoding: gzip\r\n\r\n"
BODY_FOREVER = b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n<CORSConfiguration>"

ROWS = [
    refusal(Refused, 403, "InvalidAccessKeyId", "does not know this AccessKey ID"),
    refusal(Refused, 403, "SignatureDoesNotMatch", "Enter the secret again"),
    refusal(Refused, 403, "RequestTimeTooSkewed", "clock is more than 15 minutes off"),
    refusal(Refused, 403, "AccessForbidden", "OSS forbids this call"),
    refusal(Refused, 403, "SecondLevelDomainForbidden", "the region's own endpoint"),
    refusal(Refused, 403, "UserDisable", "overdue bill"),
    refusal(Refused, 403, "SomethingNew", "OSS refused the call with SomethingNew: “Message.”"),
    Row(
        "another region",
        oss_error(403, "AccessDenied", inside="<Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint>"),
        Refused,
        "its endpoint is oss-cn-beijing.aliyuncs.com",
        "AccessDenied",
    ),
    refusal(NotFound, 404, "NoSuchBucket", "There is no bucket “photos”", actions=EVERY[1:]),
    refusal(NotFound, 404, "NoSuchThing", "OSS did not find what was asked for (NoSuchThing)"),
    Row("404 with HTML", http(404, PORTAL), UnexpectedAnswer, "(HTTP 404)", unknown=True),
    Row(
        "404 with HTML that is no UTF-8",
        http(404, "<html>找不到网页</html>".encode("gbk") * 500),
        UnexpectedAnswer,
        "(HTTP 404)",
        unknown=True,
    ),
    Row("403 with HTML", http(403, XHTML), UnexpectedAnswer, "A proxy, a firewall", unknown=True),
    Row(
        "403 in an encoding that nobody has",
        http(403, b'<?xml version="1.0" encoding="klingon"?><Error/>'),
        UnexpectedAnswer,
        "A proxy, a firewall",
        unknown=True,
    ),
    refusal(Throttled, 503, "MetaOperationQpsLimitExceeded", "over the limit. Wait a minute"),
    Row("503 without a body", http(503), Throttled, "too busy (HTTP 503)", unknown=True),
    refusal(Throttled, 503, "OtherLimit", "too busy (OtherLimit)", unknown=True),
    refusal(ServerFault, 500, "InternalError", "internal error. Try again", unknown=True),
    refusal(ServerFault, 502, "BadWeather", "OSS failed with BadWeather", unknown=True),
    Row("500 with HTML", http(500, PORTAL), ServerFault, "failed (HTTP 500)", unknown=True),
    Row(
        "an error in broken XML",
        http(403, b"<Error><Code>AccessDenied</Code>\n<Message>No & no</Message></Error>"),
        Refused,
        "OSS denied access",
        "AccessDenied",
    ),
    refusal(Rejected, 400, "MalformedXML", "does not accept this configuration: “Message.”"),
    refusal(Rejected, 400, "CORSRuleBeyondLimit", f"at most {MAX_RULES} rules a bucket"),
    refusal(Rejected, 400, "InvalidDigest", "damaged on its way"),
    refusal(Rejected, 400, "InvalidArgument", "region and signature version"),
    refusal(Rejected, 400, "InvalidBucketName", "is not a valid bucket name."),
    refusal(Rejected, 400, "NewRule", "OSS did not accept the request (NewRule)"),
    Row("malformed", a_body(b"<CORSConf"), UnexpectedAnswer, "sign-in page", actions=READS),
    Row("empty", a_body(b""), UnexpectedAnswer, "sign-in page", actions=READS),
    Row("sign-in page", a_body(PORTAL), UnexpectedAnswer, "sign-in page", unknown=True),
    Row("sign-in page in XHTML", a_body(XHTML), UnexpectedAnswer, "sign-in page", unknown=True),
    Row(
        "namespace",
        a_body(b'<CORSConfiguration xmlns="http://doc.oss-cn-hangzhou.aliyuncs.com"/>'),
        NotUnderstood,
        "shown read-only",
        actions=(Action.GET,),
    ),
    Row(
        "unknown element",
        a_body(b"<CORSConfiguration><CORSRule><Novelty/></CORSRule></CORSConfiguration>"),
        NotUnderstood,
        "shown read-only",
        actions=(Action.GET,),
    ),
    Row("too large", a_body(b" " * 300_000), UnexpectedAnswer, "more than 262144", unknown=True),
    Row(
        "gzip bomb",
        a_body(BOMB, content_encoding="gzip"),
        UnexpectedAnswer,
        "more than 262144",
        unknown=True,
    ),
    Row(
        "gzip bomb in one chunk",
        CHUNKED + f"{len(BOMB):x}\r\n".encode() + BOMB + b"\r\n0\r\n\r\n",
        UnexpectedAnswer,
        "more than 262144",
        unknown=True,
    ),
    Row(
        "no gzip at all",
        a_body(b"<CORSConfiguration/>", content_encoding="gzip"),
        UnexpectedAnswer,
        "does not answer in HTTP",
        unknown=True,
    ),
    Row("reset before a byte", reset(), Unreachable, "broke off", unknown=True),
    Row("closed before a byte", b"", Unreachable, "broke off", unknown=True),
    Row("reset in the body", reset(BODY_FOREVER), Unreachable, "broke off", unknown=True),
    Row("short body", BODY_FOREVER, Unreachable, "broke off", unknown=True),
    Row(
        "short chunk",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n<CORS",
        Unreachable,
        "broke off",
        unknown=True,
    ),
    Row("no HTTP", b"SSH-2.0-OpenSSH_9.6\r\n", UnexpectedAnswer, "in HTTP as", unknown=True),
    Row(
        "two lengths",
        b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n<>",
        UnexpectedAnswer,
        "A proxy, a firewall",
        unknown=True,
    ),
    Row(
        "redirect",
        http(302, location="https://elsewhere.example/?secret=1"),
        UnexpectedAnswer,
        "callers on to elsewhere.example,",
        unknown=True,
    ),
    Row(
        "redirect into nowhere",
        http(307, location="https://[elsewhere"),
        UnexpectedAnswer,
        "callers on to ?,",
        unknown=True,
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
    assert row.says in str(error.message)
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
    assert f"the RAM action {names[action]} granted" in str(caught.value)


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


def test_what_is_not_understood_comes_with_the_document_and_the_reason(
    gateway_to: GatewayTo,
) -> None:
    document = b"<CORSConfiguration><Novelty/></CORSConfiguration>"
    with Wire(http(200, document)) as wire, pytest.raises(NotUnderstood) as caught:
        gateway_to(f"http://127.0.0.1:{wire.port}").get_cors("photos")
    assert caught.value.raw == document
    assert "Novelty" in str(caught.value.reason)
