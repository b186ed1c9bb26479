"""What publishing would do that nobody should do by accident, each effect named.

A share of changed rules says nothing about danger: one rule can open a bucket to the world. So
each effect here is one that a person has to agree to in words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from buckets.cors.assumptions import method_as_compared
from buckets.cors.evaluate.oss import vary
from buckets.cors.message import Message, gettext_noop
from buckets.cors.model import Configuration
from buckets.cors.origin import OriginPattern


class HazardKind(StrEnum):
    """What sort of effect it is; there is at most one of each sort in a plan."""

    LAST_RULE_REMOVED = "last-rule-removed"
    OPENED_TO_ALL = "opened-to-all"
    WRITES_FOR_WILDCARD = "writes-for-wildcard"
    VARY_LOST = "vary-lost"
    FOREIGN_CHANGES_REPLACED = "foreign-changes-replaced"


@dataclass(frozen=True, slots=True)
class Hazard:
    """One effect, and the sentence beside the box that has to be ticked for it.

    ``kind`` is an `HazardKind`, or names the promise that is broken.
    """

    kind: str
    message: Message

    def __str__(self) -> str:
        return str(self.message)


BREAKS: Final = "breaks-"
"""How the kind of an effect begins that breaks a promise; its name follows."""

_BREAKS: Final = gettext_noop("Break what was promised: %(expectation)s")

_Grant = tuple[str, str]
"""A source with a wildcard, and a method that it may use."""

_TEXTS: Final = {
    HazardKind.LAST_RULE_REMOVED: gettext_noop(
        "Remove the last rule: browsers will block every script of another site"
    ),
    HazardKind.OPENED_TO_ALL: gettext_noop(
        "Let pages on any site do what they could not do before: %(grants)s"
    ),
    HazardKind.WRITES_FOR_WILDCARD: gettext_noop(
        "Let every site that a wildcard matches write or delete objects: %(grants)s"
    ),
    HazardKind.VARY_LOST: gettext_noop(
        "Stop sending Vary: Origin although several sources are allowed: "
        "a cache may give one site the answer for another"
    ),
    HazardKind.FOREIGN_CHANGES_REPLACED: gettext_noop(
        "Replace what was changed outside of this console"
    ),
}
WRITES: Final = frozenset({"PUT", "POST", "DELETE"})
"""The methods that change objects."""

_WEB_SCHEMES: Final = ("https://", "http://")
_ANY_PORT_OR_ONE: Final = re.compile(r":?[0-9]*")


def hazards(base: Configuration, target: Configuration) -> tuple[Hazard, ...]:
    """What publishing ``target`` over ``base`` does that needs a tick of its own.

    Rules only ever allow, in any order: what may be done is what at least one of them allows.
    """
    return tuple(_effects(base, target))


def foreign_changes_replaced() -> Hazard:
    """The effect that only sync can see: OSS holds something else than the plan began from."""
    return _effect(HazardKind.FOREIGN_CHANGES_REPLACED)


def expectation_broken(name: str, expectation: Message) -> Hazard:
    """The effect that the promise called ``name`` is kept no more."""
    return Hazard(f"{BREAKS}{name}", Message(_BREAKS, {"expectation": expectation}))


def _effects(base: Configuration, target: Configuration) -> Iterator[Hazard]:
    if base.rules and not target.rules:
        yield _effect(HazardKind.LAST_RULE_REMOVED)
    new = _new_grants(base, target)
    if opened := [grant for grant in new if is_any_site(grant[0])]:
        yield _effect(HazardKind.OPENED_TO_ALL, grants=_listed(opened))
    if writes := [grant for grant in new if grant[1] in WRITES]:
        yield _effect(HazardKind.WRITES_FOR_WILDCARD, grants=_listed(writes))
    if vary(base) and not vary(target) and answers_name_several_origins(target):
        yield _effect(HazardKind.VARY_LOST)


def _effect(kind: HazardKind, **params: object) -> Hazard:
    return Hazard(kind, Message(_TEXTS[kind], params))


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
    """Each wildcard with each of its methods, once. A source without one includes none with."""
    grants = [
        (source, method_as_compared(method))
        for rule in configuration.rules
        for source in rule.origins
        if "*" in source
        for method in rule.methods
    ]
    return list(dict.fromkeys(grants))


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
