"""A failed call to OSS, ready to show."""

from dataclasses import dataclass
from typing import Any

from buckets.cors import Message
from buckets.presenters.text import translate


@dataclass(frozen=True, slots=True)
class FailureView:
    """A failed call, ready to show: what happened and what to do, and OSS's own marks."""

    text: str
    code: str
    request_id: str

    @classmethod
    def of(cls, trouble: dict[str, Any] | None) -> "FailureView | None":
        """From the JSON that `sync.read.failure` makes; None stays None."""
        if trouble is None:
            return None
        return cls(translate(Message.from_json(trouble)), trouble["code"], trouble["request_id"])
