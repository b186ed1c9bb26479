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

from buckets.cors.limits import MAX_RULES
from buckets.cors.message import Message, gettext_noop
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

NOT_OSS: Final = gettext_noop(
    "What answered does not answer as OSS does (HTTP %(status)s). A proxy, a firewall or a "
    "sign-in page may be in between: check the endpoint and the network."
)
_GARBLED: Final = gettext_noop(
    "The answer cannot be read as one of OSS. A proxy, a firewall or a sign-in page may be in "
    "between: check the endpoint and the network."
)
_REDIRECT: Final = gettext_noop(
    "The endpoint sends its callers on to %(target)s, which is not followed. Enter the endpoint "
    "of OSS itself."
)
_BUSY: Final = gettext_noop(
    "OSS, or something in front of it, is too busy (HTTP %(status)s). Wait a minute, then try "
    "again."
)
_FAULT: Final = gettext_noop(
    "OSS, or something in front of it, failed (HTTP %(status)s). Try again in a moment."
)
UNSENDABLE: Final = gettext_noop(
    "No request can be made from these settings. Check the endpoint, the region, the AccessKey "
    "and the bucket's name."
)

# By what is somewhere in the chain of causes; the first row that fits decides.
_WIRE: Final[tuple[tuple[tuple[type[BaseException], ...], Kind, str], ...]] = (
    (
        (PrivateAddressError,),
        Rejected,
        gettext_noop(
            "%(host)s leads to an address that is not on the Internet, so it was not called. "
            "Whoever runs this console can allow it with the setting CORSCONSOLE_OSS_HOSTS."
        ),
    ),
    (
        (NameResolutionError,),
        Unreachable,
        gettext_noop(
            "The name %(host)s cannot be found. Check how the endpoint is spelled, and this "
            "server's DNS."
        ),
    ),
    (
        (NewConnectionError,),
        Unreachable,
        gettext_noop(
            "%(host)s takes no connection. Check the endpoint and its port, and the firewall."
        ),
    ),
    (
        (TimeoutError, WireTimeoutError),
        Unreachable,
        gettext_noop(
            "%(host)s did not answer in full within %(seconds)s seconds. Check the network, then "
            "try again."
        ),
    ),
    (
        (ssl.SSLCertVerificationError,),
        Unreachable,
        gettext_noop(
            "The TLS certificate of %(host)s cannot be trusted, so nothing was sent. Check "
            "the endpoint, and whether something on the network opens encrypted connections."
        ),
    ),
    (
        (ssl.SSLError,),
        Unreachable,
        gettext_noop(
            "No TLS connection with %(host)s. Check that the endpoint should begin with https://, "
            "and its port."
        ),
    ),
    (
        (TooLargeError,),
        UnexpectedAnswer,
        gettext_noop(
            "The answer has more than %(limit)s bytes, far more than OSS gives. Check the "
            "endpoint and the network."
        ),
    ),
    (
        (ConnectionError, IncompleteRead),
        Unreachable,
        gettext_noop(
            "The connection to %(host)s broke off before the whole answer was there. Try again."
        ),
    ),
    (
        (HTTPException, DecodeError),
        UnexpectedAnswer,
        gettext_noop(
            "%(host)s does not answer in HTTP as it should. Check the endpoint and its port."
        ),
    ),
    (
        (OSError,),
        Unreachable,
        gettext_noop("The network failed on the way to %(host)s. Try again."),
    ),
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
        raise Rejected(Message(UNSENDABLE), detail="oss2: ClientError") from None
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
            Message(_GARBLED),
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
    for types, kind, template in _WIRE:
        if any(isinstance(error, types) for error in chain):
            detail = one_line(f"{type(deepest).__name__}: {deepest}")
            return kind(
                Message(template, params),
                detail=detail,
                outcome_unknown=unknown,
                permanent=any(map(_lasts, chain)),
            )
    # The text of these may be a header that cannot be sent: Authorization among others.
    detail = type(deepest).__name__
    if not broken.sent:
        return Rejected(Message(UNSENDABLE), detail=detail)
    return UnexpectedAnswer(Message(_GARBLED), detail=detail, outcome_unknown=unknown)


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
    kind, template, listed = _meaning(status, code, has_endpoint=bool(endpoint))
    message = (code == _SKEWED and _skew(error)) or Message(template, params)
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
    """The kind and template for an answer, and whether `REFUSALS` lists its code."""
    if status // 100 == 3:
        return UnexpectedAnswer, _REDIRECT, False
    if code:
        listed = (has_endpoint and REFUSALS.get(f"{code}/Endpoint")) or REFUSALS.get(code)
        if listed:
            return *listed, True
        kind = kind_of_status(status)
        return kind, UNLISTED[kind], False
    if status in (429, 503):
        return Throttled, _BUSY, False
    if status >= 500:
        return ServerFault, _FAULT, False
    return UnexpectedAnswer, NOT_OSS, False


def _skew(error: vendor.ServerError) -> Message | None:
    return skew_message(clock_skew(getattr(error, "headers", {}), time.time()))


def _target(error: vendor.ServerError) -> str:
    """Where a redirect points to, as a host only: the rest may hold a signature."""
    try:
        location = getattr(error, "headers", {}).get("location", "")
        return one_line(urlsplit(location).hostname or "?", _CODE_CHARACTERS)
    except ValueError:
        return "?"
