"""Hazards: what publishing would do that nobody should do by accident.

A share of changed rules says nothing about danger: one rule can open a bucket to the world. So
each hazard needs an acknowledgement of its own from the person who publishes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from buckets.cors.evaluate.oss import vary
from buckets.cors.message import Message
from buckets.cors.model import Configuration
from buckets.cors.origin import OriginPattern


class HazardKind(StrEnum):
    """The sorts of hazards, in the order in which they are shown."""

    FOREIGN_CHANGES_REPLACED = "foreign-changes-replaced"
    LAST_RULE_REMOVED = "last-rule-removed"
    OPENED_TO_ALL = "opened-to-all"
    OPENED_TO_NULL = "opened-to-null"
    WRITES_FOR_WILDCARD = "writes-for-wildcard"
    WRITES_FOR_NULL = "writes-for-null"
    VARY_LOST = "vary-lost"
    EXPECTATION_BROKEN = "expectation-broken"


@dataclass(frozen=True, slots=True)
class Hazard:
    """One hazard of a plan.

    ``subject`` tells apart hazards of one kind in the same plan: a key that the caller gave, or
    "" for a kind of which a plan has one at most. ``message`` stands beside the box to tick.
    """

    kind: HazardKind
    subject: str
    message: Message

    @property
    def key(self) -> str:
        """What forms send and rows keep where a person acknowledges the hazard."""
        return f"{self.kind}{_SEPARATOR}{self.subject}" if self.subject else str(self.kind)

    @property
    def message_for_several(self) -> Message:
        """The message for several buckets at once, without what is one bucket's own."""
        if self.kind in _TOLD_APART_FOR_SEVERAL:
            return Message(f"compare.{self.kind}-in-several")
        return self.message


_SEPARATOR: Final = ":"
_TOLD_APART_FOR_SEVERAL: Final = frozenset(
    {
        HazardKind.FOREIGN_CHANGES_REPLACED,
        HazardKind.OPENED_TO_ALL,
        HazardKind.OPENED_TO_NULL,
        HazardKind.WRITES_FOR_WILDCARD,
        HazardKind.WRITES_FOR_NULL,
    }
)

_Grant = tuple[str, str]
"""A source that strangers match, and a method that it may use."""

WRITES: Final = frozenset({"PUT", "POST", "DELETE"})
"""The methods that change objects."""

_WEB_SCHEMES: Final = ("https://", "http://")
_ANY_PORT_OR_ONE: Final = re.compile(r":?[0-9]*")


def is_key(text: str) -> bool:
    """Whether ``text`` can be the `Hazard.key` of some hazard."""
    kind, _, subject = text.partition(_SEPARATOR)
    return kind in {*HazardKind} and bool(subject) == (kind == HazardKind.EXPECTATION_BROKEN)


def hazards(base: Configuration, target: Configuration) -> tuple[Hazard, ...]:
    """The hazards of publishing ``target`` over ``base``.

    Rules only ever allow, in any order: what may be done is what at least one of them allows.
    """
    return tuple(_hazards(base, target))


def foreign_changes_replaced() -> Hazard:
    """The hazard that only sync can see: OSS holds something else than the plan began from."""
    return _hazard(HazardKind.FOREIGN_CHANGES_REPLACED)


def expectation_broken(subject: str, expectation: Message) -> Hazard:
    """The hazard that an expectation is met by the base and not by the target.

    ``subject`` is the key of the expectation, stable across processes and databases.
    """
    return _hazard(HazardKind.EXPECTATION_BROKEN, subject, expectation=expectation)


def _hazards(base: Configuration, target: Configuration) -> Iterator[Hazard]:
    if base.rules and not target.rules:
        yield _hazard(HazardKind.LAST_RULE_REMOVED)
    new = _new_grants(base, target)
    writes = [grant for grant in new if grant[1] in WRITES]
    for kind, grants in (
        (HazardKind.OPENED_TO_ALL, [grant for grant in new if is_any_site(grant[0])]),
        (HazardKind.OPENED_TO_NULL, [grant for grant in new if _is_null(grant[0])]),
        (HazardKind.WRITES_FOR_WILDCARD, [grant for grant in writes if "*" in grant[0]]),
        (HazardKind.WRITES_FOR_NULL, [grant for grant in writes if _is_null(grant[0])]),
    ):
        if grants:
            yield _hazard(kind, grants=_listed(grants))
    if vary(base) and not vary(target) and answers_name_several_origins(target):
        yield _hazard(HazardKind.VARY_LOST)


def _hazard(kind: HazardKind, subject: str = "", **params: object) -> Hazard:
    return Hazard(kind, subject, Message(f"compare.{kind}", params))


def _new_grants(base: Configuration, target: Configuration) -> list[_Grant]:
    """What ``target`` grants that ``base`` granted to no source at least as wide."""
    had = _grants(base)
    return [
        (source, method)
        for source, method in _grants(target)
        if not any(
            method == had_method and OriginPattern(wide).includes(OriginPattern(source))
            for wide, had_method in had
        )
    ]


def _grants(configuration: Configuration) -> list[_Grant]:
    """Each source that strangers match, with each of its methods, once."""
    grants = [
        (source, method)
        for rule in configuration.rules
        for source in rule.origins
        if "*" in source or _is_null(source)
        for method in rule.methods
    ]
    return list(dict.fromkeys(grants))


def _is_null(pattern: str) -> bool:
    """Whether it matches the origin `null`, and not any site anyway.

    Sandboxed frames and files send it, and any site can make its page one of these.
    """
    return OriginPattern(pattern).matches("null") and not is_any_site(pattern)


def is_any_site(pattern: str) -> bool:
    """Whether a page on any host can match: `*`, `http*`, `https://*`, `https://*:8443`.

    Whoever has a host can choose its port, so a given port keeps nobody out. Of `null`, which
    pages opened from a file send, nothing is said here.
    """
    head, _, tail = pattern.partition("*")
    any_host = any(scheme.startswith(head) for scheme in _WEB_SCHEMES)
    return any_host and _ANY_PORT_OR_ONE.fullmatch(tail) is not None


def answers_name_several_origins(configuration: Configuration) -> bool:
    """Whether Allow-Origin depends on who asks; for `*` alone it is always `*`."""
    sources = {source for rule in configuration.rules for source in rule.origins}
    return len(sources) > 1 or any("*" in source for source in sources - {"*"})


def _listed(grants: list[_Grant]) -> str:
    """Such as "* (GET, HEAD), https://*.example.com (PUT)"."""
    methods: dict[str, list[str]] = {}
    for source, method in grants:
        methods.setdefault(source, []).append(method)
    return ", ".join(f"{source} ({', '.join(names)})" for source, names in methods.items())
