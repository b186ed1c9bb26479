"""What a pasted text holds, in its order: messages, network lines, exchanges, error bodies.

An event says only what stands in its own part of the text. What several of them say of the same
request is put together in `correlate`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from buckets.cors.doctor.parse.exchange import HttpExchange
from buckets.cors.doctor.parse.pasted import Span
from buckets.cors.doctor.symptoms import Symptom


class Kind(StrEnum):
    """What an event is, the most telling first."""

    ERROR_BODY = "error-body"
    MESSAGE = "message"
    EXCHANGE = "exchange"
    NETWORK_LINE = "network-line"
    COMMAND = "command"
    PHRASE = "phrase"
    DESCRIPTION = "description"  # by the person who asks, and no message
    CONFIGURATION = "configuration"


class Fact(StrEnum):
    """What can be read of a request that failed."""

    ADDRESS = "address"
    ORIGIN = "origin"
    METHOD = "method"
    HEADERS = "headers"
    HEADER = "header"
    VALUE = "value"
    STATUS = "status"
    CODE = "code"
    TEXT = "text"
    REQUEST_ID = "request-id"
    ERROR_ID = "error-id"
    DOCUMENTATION = "documentation"
    ENDPOINT = "endpoint"
    BUCKET = "bucket"
    REDIRECTED_FROM = "redirected-from"


@dataclass(frozen=True, slots=True)
class Read:
    """A fact, and where it was read. ``is_whole``: its end was seen too, as by a quotation mark."""

    value: str
    span: Span
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Event:
    """One part of the text and what it says.

    ``of_preflight`` tells whether it is about a preflight (None: it does not say). ``credentials``:
    the request was to carry cookies. ``exchange`` is what was sent and answered, where that is it.
    """

    kind: Kind
    span: Span
    symptom: Symptom | None = None
    facts: Mapping[Fact, Read] = field(default_factory=dict)
    of_preflight: bool | None = None
    credentials: bool = False
    exchange: HttpExchange | None = None

    def __getitem__(self, fact: Fact) -> str:
        """The value of ``fact``; empty where it does not say."""
        read = self.facts.get(fact)
        return read.value if read else ""
