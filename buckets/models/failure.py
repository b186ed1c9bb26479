"""A failed call to OSS, as rows keep it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from buckets.cors import Message


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a call failed: what to tell people, and OSS's own marks of it, each "" if unknown."""

    message: Message
    code: str = ""
    request_id: str = ""

    @property
    def as_json(self) -> dict[str, object]:
        """The failure as a row keeps it, and as it is shown later in the reader's language."""
        return {**self.message.as_json, "code": self.code, "request_id": self.request_id}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Failure":
        """Return the failure that `as_json` stored."""
        return cls(Message.from_json(stored), stored["code"], stored["request_id"])
