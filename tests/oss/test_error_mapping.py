"""Every exception that the vendor has comes out as one of ours."""

import inspect
import string
import traceback
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import oss2.exceptions
import pytest

from buckets.cors import Message
from buckets.oss import errors
from buckets.oss.catalogue import CATALOGUE
from buckets.oss.error_mapping import one_line, translated_errors
from buckets.oss.errors import (
    REFUSALS,
    Action,
    Kind,
    NotFound,
    OssError,
    Refused,
    Rejected,
    Throttled,
    UnexpectedAnswer,
)
from buckets.presenters.text import translate

# A class that a later oss2 brings must be entered here, and looked at in `error_mapping`.
VENDOR: dict[str, Kind] = {
    "OssError": UnexpectedAnswer,
    "ClientError": Rejected,
    "RequestError": UnexpectedAnswer,
    "InconsistentError": UnexpectedAnswer,
    "OpenApiFormatError": UnexpectedAnswer,
    "OpenApiServerError": UnexpectedAnswer,
    "SelectOperationFailed": UnexpectedAnswer,
    "SelectOperationClientError": UnexpectedAnswer,
    "ServerError": Rejected,
    "NotFound": NotFound,
    "MalformedXml": Rejected,
    "InvalidRequest": Rejected,
    "OperationNotSupported": Rejected,
    "RestoreAlreadyInProgress": Rejected,
    "InvalidArgument": Rejected,
    "InvalidDigest": Rejected,
    "InvalidObjectName": Rejected,
    "NotImplemented": Rejected,
    "InvalidEncryptionRequest": Rejected,
    "InvalidEncryptionAlgorithmError": Rejected,
    "BucketReplicationAlreadyExist": Rejected,
    "NoSuchBucket": NotFound,
    "NoSuchBucketPolicy": NotFound,
    "NoSuchCors": NotFound,
    "NoSuchInventory": NotFound,
    "NoSuchKey": NotFound,
    "NoSuchLifecycle": NotFound,
    "NoSuchLiveChannel": NotFound,
    "NoSuchReplicationRule": NotFound,
    "NoSuchServerSideEncryptionRule": NotFound,
    "NoSuchTransferAccelerationConfiguration": NotFound,
    "NoSuchUpload": NotFound,
    "NoSuchWORMConfiguration": NotFound,
    "NoSuchWebsite": NotFound,
    "Conflict": Rejected,
    "BucketNotEmpty": Rejected,
    "PositionNotEqualToLength": Rejected,
    "ObjectNotAppendable": Rejected,
    "ObjectAlreadyExists": Rejected,
    "PartNotSequential": Rejected,
    "ChannelStillLive": Rejected,
    "LiveChannelDisabled": Rejected,
    "PreconditionFailed": Rejected,
    "NotModified": UnexpectedAnswer,
    "AccessDenied": Refused,
    "SignatureDoesNotMatch": Refused,
    "WORMConfigurationLocked": Refused,
    "InvalidWORMConfiguration": Rejected,
}
PARAMS = {
    "permission": "oss:GetBucketCors",
    "endpoint": "oss-cn-beijing.aliyuncs.com",
    "target": "x.example",
    "host": "x.example",
    "bucket": "photos",
    "message": "No.",
    "code": "Code",
    "status": 503,
    "limit": 10,
    "seconds": 2,
    "minutes": 17,
}
OWN_ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "ClientError": ("text",),
    "RequestError": (OSError("text"),),
    "InconsistentError": ("text",),
    "OpenApiFormatError": ("text",),
    "OpenApiServerError": (400, "id", "text", "Code"),
    "SelectOperationFailed": (400, "Code", "text"),
    "SelectOperationClientError": ("text", "id"),
}


def vendor_classes() -> dict[str, Callable[..., Exception]]:
    return {
        thing.__name__: thing
        for _, thing in inspect.getmembers(oss2.exceptions, inspect.isclass)
        if issubclass(thing, Exception) and thing.__module__ == "oss2.exceptions"
    }


def made(name: str) -> Exception:
    kind = vendor_classes()[name]
    if name in OWN_ARGUMENTS:
        return kind(*OWN_ARGUMENTS[name])
    status = getattr(kind, "status", 400)
    code = getattr(kind, "code", "") or "Code"
    return kind(status, {"x-oss-next-append-position": "1"}, b"", {"Code": code})


def test_every_exception_of_oss2_is_known() -> None:
    assert set(vendor_classes()) == set(VENDOR)


@pytest.mark.parametrize("name", VENDOR)
def test_every_exception_of_oss2_becomes_one_of_ours(name: str) -> None:
    with pytest.raises(OssError) as caught, translated_errors(Action.GET, "photos"):
        raise made(name)
    assert type(caught.value) is VENDOR[name]


@pytest.mark.parametrize(
    "stumble",
    [
        ElementTree.ParseError("text"),
        TypeError("int(None)"),
        RuntimeError("parse xml"),
        ValueError("text"),
        KeyError("x-oss-next-append-position"),
        AttributeError("text"),
        OSError("text"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_the_parsers_of_oss2_stumble_over_becomes_one_of_ours(stumble: Exception) -> None:
    with pytest.raises(UnexpectedAnswer) as caught, translated_errors(Action.PUT):
        raise stumble
    assert caught.value.detail == f"oss2: {type(stumble).__name__}"
    assert caught.value.outcome_unknown


def test_a_mistake_of_ours_is_not_dressed_up() -> None:
    with pytest.raises(AssertionError), translated_errors(Action.GET):
        raise AssertionError


def test_the_request_id_of_the_body_stands_in_for_the_header() -> None:
    details = {"Code": "AccessDenied", "RequestId": "from-the-body"}
    error = oss2.exceptions.ServerError(403, {}, b"", details)
    with pytest.raises(Refused) as caught, translated_errors(Action.GET):
        raise error
    assert caught.value.request_id == "from-the-body"


def test_what_oss_says_is_put_on_one_short_line() -> None:
    assert one_line(" a\r\n\tb \x1b[31m" + "c" * 500) == "a b [31m" + "c" * 292


def test_the_original_is_not_carried_along() -> None:
    secretive = oss2.exceptions.SignatureDoesNotMatch(
        403, {}, b"", {"Code": "SignatureDoesNotMatch", "SignatureProvided": "1e2483dc"}
    )
    with pytest.raises(Refused) as caught, translated_errors(Action.GET):
        raise secretive
    traceback_as_logged = "".join(traceback.format_exception(caught.value))
    assert "1e2483dc" not in f"{traceback_as_logged} {vars(caught.value)}"


def test_each_refusal_is_told_by_the_message_of_its_code() -> None:
    assert {code: message_id for code, (_kind, message_id) in REFUSALS.items()} == {
        code: "oss.AccessDenied.other-region" if "/" in code else f"oss.{code}" for code in REFUSALS
    }


@pytest.mark.parametrize("message_id", CATALOGUE)
def test_every_text_is_a_sentence_with_all_its_params(message_id: str) -> None:
    text = translate(Message(message_id, PARAMS))
    assert text[0] in string.ascii_uppercase + "“" or text.startswith("x.example")
    assert text.endswith(".")


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, Rejected), (403, Refused), (404, NotFound), (409, Rejected), (429, Throttled)],
)
def test_a_code_that_is_not_listed_goes_by_its_status(status: int, kind: Kind) -> None:
    assert errors.kind_of_status(status) is kind


def test_the_actions_say_what_they_need() -> None:
    assert (Action.PUT.method, Action.PUT.permission) == ("PUT", "oss:PutBucketCors")
    assert [action for action in Action if action.writes] == [Action.PUT, Action.DELETE]
