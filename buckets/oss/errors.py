"""What can go wrong between the console and OSS, sorted by what a person does about it.

Every failure of a call is an `OssError`, and one of these:

    OssError
    ├── Refused            the AccessKey, its permissions or this server's clock: mend these
    ├── NotFound           there is no such bucket at this endpoint
    ├── Throttled          too many calls for now: the same call will work later
    ├── Rejected           the request cannot be accepted: change it; nothing was changed at OSS
    ├── ServerFault        OSS failed: try again later
    ├── Unreachable        no whole answer came: name, network, TLS or time
    └── UnexpectedAnswer   what answered does not speak as OSS does: endpoint and network

`REFUSALS` is the one place that says what each of OSS's error codes means. The texts are in
`buckets.oss.catalogue`.
"""

# The names say what happened ("except Throttled"); all are plainly errors by their base.

from enum import Enum
from typing import Final, TypeAlias

from buckets.cors import Message


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


Kind: TypeAlias = type[OssError]

REFUSALS: Final[dict[str, tuple[Kind, str]]] = {
    "InvalidAccessKeyId": (Refused, "oss.InvalidAccessKeyId"),
    "SignatureDoesNotMatch": (Refused, "oss.SignatureDoesNotMatch"),
    "RequestTimeTooSkewed": (Refused, "oss.RequestTimeTooSkewed"),
    "AccessDenied": (Refused, "oss.AccessDenied"),
    # A bucket asked for at another region's endpoint: AccessDenied whose body names the right one.
    "AccessDenied/Endpoint": (Refused, "oss.AccessDenied.other-region"),
    "AccessForbidden": (Refused, "oss.AccessForbidden"),
    "SecondLevelDomainForbidden": (Refused, "oss.SecondLevelDomainForbidden"),
    "UserDisable": (Refused, "oss.UserDisable"),
    "NoSuchBucket": (NotFound, "oss.NoSuchBucket"),
    "MetaOperationQpsLimitExceeded": (Throttled, "oss.MetaOperationQpsLimitExceeded"),
    "MalformedXML": (Rejected, "oss.MalformedXML"),
    "CORSRuleBeyondLimit": (Rejected, "oss.CORSRuleBeyondLimit"),
    "InvalidDigest": (Rejected, "oss.InvalidDigest"),
    "InvalidArgument": (Rejected, "oss.InvalidArgument"),
    "InvalidBucketName": (Rejected, "oss.InvalidBucketName"),
    "InternalError": (ServerFault, "oss.InternalError"),
}
"""What each of OSS's error codes means: the error and the message id ("Error codes" of
GetBucketCors, PutBucketCors, DeleteBucketCors and ListBuckets).

Codes not listed go by `kind_of_status`."""

UNLISTED: Final[dict[Kind, str]] = {
    Refused: "oss.unlisted-refused",
    NotFound: "oss.unlisted-not-found",
    Throttled: "oss.unlisted-throttled",
    Rejected: "oss.unlisted-rejected",
    ServerFault: "oss.unlisted-server-fault",
}
"""The message id for a code that `REFUSALS` does not list, by the kind of its status."""


def kind_of_status(status: int) -> Kind:
    """Return the kind of an error that OSS answered with HTTP ``status`` and a code of its own."""
    kinds: dict[int, Kind] = {403: Refused, 404: NotFound, 429: Throttled, 503: Throttled}
    return kinds.get(status, ServerFault if status >= 500 else Rejected)
