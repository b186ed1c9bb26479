"""What a finding is: something legal but unwise in a configuration, and the edit that mends it."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from buckets.cors.compare.behaviour import ChangeKind
from buckets.cors.lint.catalogue import FIXES, WORDS
from buckets.cors.message import Message
from buckets.cors.model import Configuration

IsPublicSuffix = Callable[[str], bool]
"""Whether strangers can register names right below this one, as below ``com`` and ``github.io``."""


class Severity(IntEnum):
    """How much a finding matters, the gravest first."""

    HIGH = 1  # strangers can do what they should not
    MEDIUM = 2  # something does not work, or is open further than it looks
    LOW = 3  # it works, and will surprise somebody
    NOTE = 4  # it is well to know


@dataclass(frozen=True)
class Finding:
    """One finding: a stable ``id``, where it is, what it says, why it matters, and the fix.

    ``rule`` is the place of the rule, from 0, or None for the whole configuration; ``field`` an
    attribute of `Rule` (or ``response_vary``), or "", and ``value`` what in it is concerned.
    ``fix`` is the configuration with the edit that mends it, and ``advice`` names that edit; where
    no edit can be made without knowing more, ``fix`` is None and ``advice`` says what to do.
    ``about`` is what it was found in, whatever the order of rules and values, and ``copy`` tells
    findings apart that are about the same.
    """

    id: str
    severity: Severity
    rule: int | None
    field: str
    value: str
    message: Message
    why: Message
    source: Message
    fix: Configuration | None
    advice: Message
    about: tuple[str, ...] = ()
    copy: int = 0

    @property
    def key(self) -> str:
        """16 hex digits that stay the same when rules are moved, and change with what it is about.

        No two findings of a configuration have the same.
        """
        told = "\0".join((self.id, *self.about, str(self.copy)))
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def may_change(self) -> frozenset[ChangeKind]:
        """How answers may change by the fix; in no other way, for any request.

        A bucket that is left without rules sends no Vary either.
        """
        ends = self.fix is not None and not self.fix.rules
        return WORDS[self.id].changes | ({ChangeKind.VARY} if ends else set())


def found(
    finding_id: str,
    severity: Severity,
    *,
    fix: Configuration | None,
    advice: str,
    rule: int | None = None,
    field: str = "",
    value: str = "",
    about: Iterable[str] | None = None,
    why: Message | None = None,
    **params: object,
) -> Finding:
    """A finding in its own words. It is about ``value`` unless ``about`` says more.

    ``advice`` is the name of one of `FIXES`; ``why`` stands in for the usual reason.
    """
    words = WORDS[finding_id]
    places = {"value": value, **params}
    return Finding(
        finding_id,
        severity,
        rule,
        field,
        value,
        Message(words.says, places),
        why or Message(words.why, places),
        Message(words.source),
        fix,
        Message(FIXES[advice], places),
        (value,) if about is None else tuple(about),
    )


def numbered(findings: Iterable[Finding]) -> Iterator[Finding]:
    """``findings`` with those told apart that are about the same."""
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in findings:
        same = (finding.id, *finding.about)
        yield replace(finding, copy=seen[same])
        seen[same] += 1
