"""What can go wrong between the console and OSS, sorted by what a person does about it.

OSS's own words stop here: every failure of a call is one of these errors, with a sentence for
people. `REFUSALS` is the one place that says what each of OSS's codes means.
"""

# The names say what happened ("except Throttled"); all are plainly errors by their base.

from enum import Enum
from typing import Final, TypeAlias

from buckets.cors.message import Message, gettext_noop


class Action(Enum):
    """The four calls that the console makes, with the method and RAM action of each."""

    LIST = "GET", "oss:ListBuckets"
    GET = "GET ?cors", "oss:GetBucketCors"
    PUT = "PUT ?cors", "oss:PutBucketCors"
    DELETE = "DELETE ?cors", "oss:DeleteBucketCors"

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.value[0].partition(" ")[0]

    @property
    def permission(self) -> str:
        """The RAM action that allows the call (RAM policy reference of OSS)."""
        return self.value[1]

    @property
    def writes(self) -> bool:
        """Whether OSS holds something else after the call."""
        return self in (Action.PUT, Action.DELETE)


class OssError(Exception):
    """A call to OSS that did not give what it was made for.

    ``message`` says what happened and what to do. ``status`` is the HTTP status (0: there was
    no answer); ``code``, ``ec`` and ``request_id`` are OSS's own, empty if it gave none.
    ``detail`` is technical English for the log and the "details" of a page; it holds no secret.
    ``outcome_unknown``: a PUT or DELETE may have been carried out all the same, so read before
    saying that nothing changed, and never just repeat it. Always false for a read.
    ``permanent``: seconds will not mend it, so there is no use in trying again at once.
    """

    def __init__(
        self,
        message: Message,
        *,
        status: int = 0,
        code: str = "",
        ec: str = "",
        request_id: str = "",
        detail: str = "",
        outcome_unknown: bool = False,
        permanent: bool = False,
    ) -> None:
        super().__init__(str(message))
        self.message = message
        self.status = status
        self.code = code
        self.ec = ec
        self.request_id = request_id
        self.detail = detail
        self.outcome_unknown = outcome_unknown
        self.permanent = permanent


class Refused(OssError):
    """The AccessKey, its permissions or this server's clock: mend the account or RAM."""


class NotFound(OssError):
    """There is no such bucket at this endpoint."""


class Throttled(OssError):
    """Too many calls for now: the same call will work later."""


class Rejected(OssError):
    """The request itself cannot be accepted: change it. Nothing was changed at OSS."""


class ServerFault(OssError):
    """OSS failed: try again later."""


class Unreachable(OssError):
    """No answer came, or not all of one: name, network, TLS or time."""


class UnexpectedAnswer(OssError):
    """Something answered that does not speak as OSS does: look at the endpoint and network."""


class NotUnderstood(OssError):
    """The bucket has a CORS configuration that holds something unknown to the console.

    ``raw`` is the document as it came, to be shown read-only; ``reason`` says what is unknown.
    """

    def __init__(
        self,
        message: Message,
        *,
        raw: bytes = b"",
        reason: Message | None = None,
        status: int = 0,
        request_id: str = "",
    ) -> None:
        super().__init__(message, status=status, request_id=request_id, detail=str(reason or ""))
        self.raw = raw
        self.reason = reason


Kind: TypeAlias = type[OssError]

REFUSALS: Final[dict[str, tuple[Kind, str]]] = {
    "InvalidAccessKeyId": (
        Refused,
        gettext_noop(
            "OSS does not know this AccessKey ID, or it is disabled. Check it in the RAM console "
            "and enter the account's AccessKey again."
        ),
    ),
    "SignatureDoesNotMatch": (
        Refused,
        gettext_noop(
            "The AccessKey secret does not fit the AccessKey ID. Enter the secret again, and "
            "check that the account's region is that of its endpoint."
        ),
    ),
    "RequestTimeTooSkewed": (
        Refused,
        gettext_noop(
            "This server's clock is more than 15 minutes off OSS's. Set it right (NTP), then "
            "try again."
        ),
    ),
    "AccessDenied": (
        Refused,
        gettext_noop(
            "OSS denied access. Have the RAM action %(permission)s granted to this AccessKey; "
            "if it is granted, a policy may deny it or the bucket may belong to another account."
        ),
    ),
    # A bucket asked for at another region's endpoint: AccessDenied whose body names the right one.
    "AccessDenied/Endpoint": (
        Refused,
        gettext_noop(
            "This bucket is in another region: its endpoint is %(endpoint)s. Use that endpoint "
            "for it."
        ),
    ),
    "AccessForbidden": (
        Refused,
        gettext_noop(
            "OSS forbids this call. Look for a bucket policy or a control policy of the account "
            "that denies %(permission)s."
        ),
    ),
    "SecondLevelDomainForbidden": (
        Refused,
        gettext_noop(
            "OSS does not take the bucket's name in the path at this address. Use the region's "
            "own endpoint by name, such as https://oss-cn-hangzhou.aliyuncs.com."
        ),
    ),
    "UserDisable": (
        Refused,
        gettext_noop(
            "The Alibaba Cloud account is suspended, often for an overdue bill. Settle that in "
            "the Alibaba Cloud console, then try again."
        ),
    ),
    "NoSuchBucket": (
        NotFound,
        gettext_noop(
            "There is no bucket “%(bucket)s” at this endpoint. It may have been deleted, or be "
            "in another region."
        ),
    ),
    "MetaOperationQpsLimitExceeded": (
        Throttled,
        gettext_noop(
            "OSS limits how often settings of buckets may be read and changed, and this account "
            "is over the limit. Wait a minute, then try again."
        ),
    ),
    "MalformedXML": (
        Rejected,
        gettext_noop(
            "OSS does not accept this configuration: “%(message)s”. Change the rules, then try "
            "again."
        ),
    ),
    "CORSRuleBeyondLimit": (
        Rejected,
        gettext_noop(
            "OSS keeps at most %(limit)s rules a bucket. Remove or merge some, then try again."
        ),
    ),
    "InvalidDigest": (
        Rejected,
        gettext_noop("The configuration was damaged on its way to OSS. Try again."),
    ),
    "InvalidArgument": (
        Rejected,
        gettext_noop(
            "OSS does not accept a part of the request: “%(message)s”. Check the rules, and the "
            "account's region and signature version."
        ),
    ),
    "InvalidBucketName": (
        Rejected,
        gettext_noop("“%(bucket)s” is not a valid bucket name."),
    ),
    "InternalError": (
        ServerFault,
        gettext_noop("OSS had an internal error. Try again in a moment."),
    ),
}
"""What each of OSS's error codes means: the error, and the sentence (GetBucketCors, PutBucketCors,
DeleteBucketCors and ListBuckets, "Error codes"). Codes not listed go by `kind_of_status`."""

UNLISTED: Final[dict[Kind, str]] = {
    Refused: gettext_noop("OSS refused the call with %(code)s: “%(message)s”."),
    NotFound: gettext_noop("OSS did not find what was asked for (%(code)s): “%(message)s”."),
    Throttled: gettext_noop("OSS is too busy (%(code)s). Wait a minute, then try again."),
    Rejected: gettext_noop("OSS did not accept the request (%(code)s): “%(message)s”."),
    ServerFault: gettext_noop("OSS failed with %(code)s. Try again in a moment."),
}
"""The sentence for a code that `REFUSALS` does not list, by the kind of its status."""


def kind_of_status(status: int) -> Kind:
    """The kind of an error that OSS answered with HTTP ``status`` and a code of its own."""
    kinds: dict[int, Kind] = {403: Refused, 404: NotFound, 429: Throttled, 503: Throttled}
    return kinds.get(status, ServerFault if status >= 500 else Rejected)
