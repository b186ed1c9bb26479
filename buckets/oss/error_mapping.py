"""From what oss2, urllib3 and the sockets raise to the console's own errors."""

import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException, IncompleteRead
from typing import Final
from urllib.parse import urlsplit

import oss2.exceptions as vendor
from urllib3.exceptions import DecodeError, NameResolutionError, NewConnectionError
from urllib3.exceptions import TimeoutError as WireTimeoutError

from buckets.cors import Message
from buckets.cors.limits import MAX_RULES
from buckets.oss.clock_skew import clock_skew, skew_message
from buckets.oss.errors import (
    REFUSALS,
    UNLISTED,
    Action,
    Kind,
    OssError,
    Rejected,
    ServerFault,
    Throttled,
    UnexpectedAnswer,
    Unreachable,
    kind_of_status,
)
from buckets.oss.sockets import PrivateAddressError
from buckets.oss.transport import MAX_BODY_BYTES, BrokenError, TooLargeError

_DETAIL_CHARACTERS: Final = 300
_CODE_CHARACTERS: Final = 64
_SKEWED: Final = "RequestTimeTooSkewed"

# By what is somewhere in the chain of causes; the first row that fits decides.
_WIRE: Final[tuple[tuple[tuple[type[BaseException], ...], Kind, str], ...]] = (
    ((PrivateAddressError,), Rejected, "oss.private-address"),
    ((NameResolutionError,), Unreachable, "oss.name-not-found"),
    ((NewConnectionError,), Unreachable, "oss.no-connection"),
    ((TimeoutError, WireTimeoutError), Unreachable, "oss.timeout"),
    ((ssl.SSLCertVerificationError,), Unreachable, "oss.untrusted-certificate"),
    ((ssl.SSLError,), Unreachable, "oss.no-tls"),
    ((TooLargeError,), UnexpectedAnswer, "oss.too-large"),
    ((ConnectionError, IncompleteRead), Unreachable, "oss.broken-off"),
    ((HTTPException, DecodeError), UnexpectedAnswer, "oss.not-http"),
    ((OSError,), Unreachable, "oss.network"),
)


@contextmanager
def translated_errors(action: Action, bucket: str = "") -> Iterator[None]:
    """Turn whatever the vendor's code raises inside into an `OssError`.

    What oss2 and urllib3 say of an error can hold the signature of the request, so the errors do
    not carry the original along; their ``detail`` has what is safe of it.
    """
    try:
        yield
    except BrokenError as error:
        raise _from_wire(error, action) from None
    except vendor.ServerError as error:
        raise _from_answer(error, action, bucket) from None
    except vendor.ClientError:
        raise Rejected(Message("oss.cannot-send"), detail="oss2: ClientError") from None
    except (
        vendor.OssError,
        SyntaxError,  # xml.etree's ParseError
        ValueError,
        TypeError,
        LookupError,
        RuntimeError,
        AttributeError,
        OSError,
    ) as error:
        # oss2 stumbled over what it was given to parse.
        raise UnexpectedAnswer(
            Message("oss.unreadable-answer"),
            detail=f"oss2: {type(error).__name__}",
            outcome_unknown=action.writes,
        ) from None


def one_line(text: object, limit: int = _DETAIL_CHARACTERS) -> str:
    """``text`` from the other side on one line of printable characters, at most ``limit``."""
    words = " ".join(str(text or "").split())
    return "".join(filter(str.isprintable, words))[:limit]


def _from_wire(broken: BrokenError, action: Action) -> OssError:
    chain = _chain(broken)
    deepest = chain[-1]
    unknown = action.writes and broken.sent
    seconds = f"{round(broken.seconds, 1):g}"
    params = {"host": broken.host, "seconds": seconds, "limit": MAX_BODY_BYTES}
    for types, kind, message_id in _WIRE:
        if any(isinstance(error, types) for error in chain):
            detail = one_line(f"{type(deepest).__name__}: {deepest}")
            return kind(
                Message(message_id, params),
                detail=detail,
                outcome_unknown=unknown,
                permanent=any(map(_lasts, chain)),
            )
    # The text of these may be a header that cannot be sent: Authorization among others.
    detail = type(deepest).__name__
    if not broken.sent:
        return Rejected(Message("oss.cannot-send"), detail=detail)
    unreadable = Message("oss.unreadable-answer")
    return UnexpectedAnswer(unreadable, detail=detail, outcome_unknown=unknown)


def _lasts(error: BaseException) -> bool:
    """Whether seconds will not mend it: an unknown name, a certificate, a port without TLS."""
    if isinstance(error, socket.gaierror):
        return error.errno != socket.EAI_AGAIN
    broken_off = (ssl.SSLEOFError, ssl.SSLZeroReturnError)
    return isinstance(error, ssl.SSLError) and not isinstance(error, broken_off)


def _chain(error: BaseException) -> list[BaseException]:
    """The causes of ``error``, outermost first. urllib3 puts some among the arguments."""
    chain: list[BaseException] = []
    inner: BaseException | None = error.__cause__
    while inner is not None and inner not in chain:
        chain.append(inner)
        among_arguments = (arg for arg in inner.args if isinstance(arg, BaseException))
        inner = inner.__cause__ or next(among_arguments, None)
    return chain


def _from_answer(error: vendor.ServerError, action: Action, bucket: str) -> OssError:
    status = int(error.status)
    details: Mapping[str, str | None] = getattr(error, "details", {})
    code = one_line(details.get("Code"), _CODE_CHARACTERS)
    said = one_line(details.get("Message"))
    ec = one_line(details.get("EC"), _CODE_CHARACTERS)
    request_id = one_line(
        getattr(error, "request_id", "") or details.get("RequestId"), _CODE_CHARACTERS
    )
    endpoint = one_line(details.get("Endpoint"))
    params: dict[str, object] = {
        "status": status,
        "code": code,
        "message": said,
        "bucket": bucket,
        "permission": action.permission,
        "endpoint": endpoint,
        "limit": MAX_RULES,
        "target": _target(error),
    }
    kind, message_id, listed = _meaning(status, code, has_endpoint=bool(endpoint))
    message = (code == _SKEWED and _skew(error)) or Message(message_id, params)
    doubtful = kind in (UnexpectedAnswer, ServerFault) or (kind is Throttled and not listed)
    return kind(
        message,
        status=status,
        code=code,
        ec=ec,
        request_id=request_id,
        detail=one_line(f"HTTP {status} {code}: {said}" if code else f"HTTP {status}"),
        outcome_unknown=action.writes and doubtful,
    )


def _meaning(status: int, code: str, *, has_endpoint: bool) -> tuple[Kind, str, bool]:
    """Return the kind and message id for an answer, and whether `REFUSALS` lists its code."""
    if status // 100 == 3:
        return UnexpectedAnswer, "oss.redirect", False
    if code:
        listed = (has_endpoint and REFUSALS.get(f"{code}/Endpoint")) or REFUSALS.get(code)
        if listed:
            return *listed, True
        kind = kind_of_status(status)
        return kind, UNLISTED[kind], False
    if status in (429, 503):
        return Throttled, "oss.busy", False
    if status >= 500:
        return ServerFault, "oss.failed", False
    return UnexpectedAnswer, "oss.not-oss", False


def _skew(error: vendor.ServerError) -> Message | None:
    return skew_message(clock_skew(getattr(error, "headers", {}), time.time()))


def _target(error: vendor.ServerError) -> str:
    """Where a redirect points to, as a host only: the rest may hold a signature."""
    try:
        location = getattr(error, "headers", {}).get("location", "")
        return one_line(urlsplit(location).hostname or "?", _CODE_CHARACTERS)
    except ValueError:
        return "?"
