"""The reason that Firefox gives, in whatever language: what it names is never translated."""

import re
from dataclasses import dataclass
from typing import Final

from buckets.cors.doctor.symptoms import Symptom
from buckets.cors.model import lower_ascii

_REASON: Final = re.compile(r"\(([^()]{0,120}?cors[^()]{0,400})\)", re.IGNORECASE)
_QUOTED: Final = re.compile(r"(?<!\w)'([^']{1,300})'(?!\w)")
_STATUS: Final = re.compile(r"\) ?\. ?[^().:]{1,40}: ?([1-5][0-9]{2})\b")
_ALLOW: Final = "access-control-allow-"
_TOLD: Final = {
    # The header that is named, and whether a value is: the missing header and one that is there
    # twice read alike.
    ("origin", True): Symptom.OTHER_ORIGIN,
    ("methods", False): Symptom.METHOD,
    ("methods", True): Symptom.UNPARSABLE,
    ("headers", True): Symptom.HEADER,
    ("credentials", True): Symptom.NO_ALLOW_CREDENTIALS,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """What a reason tells; ``named`` is the value beside the name of the response header."""

    symptom: Symptom = Symptom.BLOCKED
    named: str = ""
    status: str = ""

    @property
    def named_header(self) -> str:
        """The request header that is not allowed, if it is about one."""
        return self.named if self.symptom is Symptom.HEADER else ""

    @property
    def named_origin(self) -> str:
        """The Allow-Origin that was seen, if it is about one."""
        return self.named if self.symptom is Symptom.OTHER_ORIGIN else ""


def read_reason(line: str) -> Reason | None:
    """The reason in brackets, if ``line`` has one that names CORS."""
    found = _REASON.search(line)
    if found is None:
        return None
    quoted = [it.strip() for it in _QUOTED.findall(found[1])]
    allow = next((it for it in map(lower_ascii, quoted) if it.startswith(_ALLOW)), "")
    named = next((it for it in quoted if lower_ascii(it) != allow), "")
    symptom = _TOLD.get((allow.removeprefix(_ALLOW), bool(named)), Symptom.BLOCKED)
    if symptom is Symptom.OTHER_ORIGIN and named == "*":
        symptom = Symptom.WILDCARD_WITH_CREDENTIALS
    status = _STATUS.match(line, found.end() - 1)
    return Reason(symptom, named, status[1] if status else "")
