"""The calls to OSS: the `Gateway` protocol, and its implementation with oss2."""

import base64
import hashlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import oss2

from buckets.cors import Configuration, Message
from buckets.cors.formats import xml
from buckets.oss.clock_skew import clock_skew
from buckets.oss.connection import Connection
from buckets.oss.error_mapping import one_line, translated_errors
from buckets.oss.errors import (
    Action,
    NotFound,
    Rejected,
    UnexpectedAnswer,
    Unreachable,
)
from buckets.oss.listing import ListedBucket, read_page
from buckets.oss.retry import RetryPolicy, shared_retry_policy
from buckets.oss.transport import Answer, Session, VendorRequest, shared_session

PAGE_SIZE: Final = 100
"""Buckets a ListBuckets page: OSS's default. 1,000 of them would not fit in the capped body."""

MAX_PAGES: Final = 1000
"""Pages of one listing: ten times more buckets than the largest fleets have."""

LISTING_DEADLINE: Final = 60.0
"""Seconds after which no further page is asked for."""


@dataclass(frozen=True)
class Snapshot:
    """What a bucket's CORS configuration was at one moment.

    ``raw`` is the document as it came, empty if the bucket has none. Where it holds something that
    is not understood, ``unknown`` says what, and ``configuration`` is None.
    """

    raw: bytes
    configuration: Configuration | None
    unknown: Message | None = None

    @classmethod
    def parse(cls, document: bytes) -> "Snapshot":
        """Read ``document``. Raises `xml.XmlError` if it is not a CORS configuration at all."""
        try:
            return cls(document, xml.read(document))
        except xml.XmlError as error:
            if not error.is_cors_document:
                raise
            return cls(document, None, error.message)


class Gateway(Protocol):
    """The calls that the console makes. All raise `buckets.oss.errors.OssError`, nothing else."""

    def list_buckets(self) -> Iterator[ListedBucket]:
        """Yield every bucket of the account, in OSS's order, fetched page by page."""

    def get_cors(self, bucket: str) -> Snapshot:
        """Return the configuration of ``bucket``; one without rules if the bucket has none."""

    def put_cors(self, bucket: str, document: bytes) -> None:
        """Replace the whole configuration of ``bucket`` by these very bytes.

        OSS refuses a document without rules.
        """

    def delete_cors(self, bucket: str) -> None:
        """Leave ``bucket`` without a configuration, whether it had one or not."""

    @property
    def clock_skew(self) -> float | None:
        """Seconds that this machine's clock is ahead of OSS's, by the last answer.

        Negative: behind. None before the first answer, and if that told no time.
        """


class OssGateway:
    """The `Gateway` to OSS itself. Threads may share one."""

    def __init__(
        self,
        connection: Connection,
        *,
        session: Session | None = None,
        retry_policy: RetryPolicy | None = None,
    ) -> None:
        self._connection = connection
        self._session = session or shared_session()
        self._retry_policy = retry_policy or shared_retry_policy()
        self._last_answer: Answer | None = None

    @property
    def clock_skew(self) -> float | None:
        """How far this machine's clock is off OSS's; see `Gateway`."""
        answer = self._last_answer
        return clock_skew(answer.headers, answer.at) if answer else None

    def list_buckets(self) -> Iterator[ListedBucket]:
        """Every bucket of the account; see `Gateway`."""
        marker = ""
        until = time.monotonic() + LISTING_DEADLINE
        for _page in range(MAX_PAGES):
            if time.monotonic() > until:
                break
            params = {"prefix": "", "marker": marker, "max-keys": str(PAGE_SIZE)}
            answer = self._ask(Action.LIST, params=params)
            try:
                buckets, following = read_page(answer.body, self._connection)
            except ValueError as error:
                raise _unexpected(Action.LIST, answer, "oss.not-oss", str(error)) from None
            yield from buckets
            if following is None:
                return
            if following <= marker:
                raise _unexpected(Action.LIST, answer, "oss.not-oss", "the pages go round")
            marker = following
        raise Unreachable(Message("oss.endless-listing"), detail="a listing without an end")

    def get_cors(self, bucket: str) -> Snapshot:
        """What ``bucket`` has now; see `Gateway`."""
        try:
            answer = self._ask(Action.GET, bucket, params={"cors": ""})
        except NotFound as error:
            # No rules is a state of a bucket, not a failure to read it.
            if error.code == "NoSuchCORSConfiguration":
                return Snapshot(b"", Configuration())
            raise
        try:
            return Snapshot.parse(answer.body)
        except xml.XmlError as error:
            raise _unexpected(Action.GET, answer, "oss.not-cors", str(error)) from None

    def put_cors(self, bucket: str, document: bytes) -> None:
        """Replace the configuration of ``bucket``; see `Gateway`."""
        digest = base64.b64encode(hashlib.md5(document, usedforsecurity=False).digest())
        self._change(Action.PUT, bucket, document, {"Content-MD5": digest.decode()})

    def delete_cors(self, bucket: str) -> None:
        """Leave ``bucket`` without a configuration; see `Gateway`."""
        self._change(Action.DELETE, bucket)

    def _change(
        self,
        action: Action,
        bucket: str,
        document: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        answer = self._ask(
            action, bucket, params={"cors": ""}, data=document, headers=dict(headers or {})
        )
        # OSS answers a change with an empty body; a sign-in page is no sign that it was done.
        if answer.body.strip():
            raise _unexpected(action, answer, "oss.not-oss", "a body where none belongs")

    def _ask(self, action: Action, bucket: str = "", **request: Any) -> Answer:
        def attempt(seconds: float) -> Answer:
            with translated_errors(action, bucket):
                # `_do` is what every call of oss2 goes through: it makes the URL, signs, sends
                # and raises for an error. oss2's public calls parse the answer as well, and
                # leniently: a sign-in page's HTML reads as "no rules".
                client = self._client(action, bucket, seconds)
                answer: Answer = client._do(action.method, bucket, "", **request)
                return answer

        return self._retry_policy.ask(
            attempt,
            access_key_id=self._connection.access_key_id,
            within=self._connection.deadline,
            repeatable=not action.writes,
        )

    def do_request(self, request: VendorRequest, timeout: float) -> Answer:
        """One exchange for oss2, to which the gateway is its session. See `Session`."""
        self._last_answer = self._session.do_request(request, timeout)
        return self._last_answer

    def _client(self, action: Action, bucket: str, seconds: float) -> Any:
        """oss2's client for ``bucket`` or, to list, for the account. Raises `Rejected`."""
        connection = self._connection
        sign = oss2.AuthV4 if connection.signature == "v4" else oss2.Auth
        settings = {
            "session": self,
            "connect_timeout": seconds,
            "app_name": "cors-console",
            "region": connection.region,
        }
        try:
            auth = sign(connection.access_key_id, connection.access_key_secret)
            if action is Action.LIST:
                return oss2.Service(auth, connection.endpoint, **settings)
            return oss2.Bucket(auth, connection.endpoint, bucket, **settings)
        except (oss2.exceptions.ClientError, ValueError, TypeError) as error:
            raise Rejected(Message("oss.cannot-send"), detail=type(error).__name__) from None


def _unexpected(action: Action, answer: Answer, message_id: str, detail: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(
        Message(message_id, {"status": answer.status}),
        status=answer.status,
        request_id=one_line(answer.request_id),
        detail=one_line(detail),
        outcome_unknown=action.writes,
    )
