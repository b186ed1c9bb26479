"""Whether a change that was made outside looks like what a known tool does without being asked.

Some clients lose part of a configuration whenever they write it: `ali-oss` (Node) has no
ResponseVary and drops a timeout of 0; older ossutil, `SetBucketCORS` of the Go SDK and the
Terraform resources lose ResponseVary, the order, or both. OSS puts AllowedHeader in lower case
itself, so that a changed letter case can only be one of ExposeHeader.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import Final

from buckets.cors.evaluate.oss import vary
from buckets.cors.message import Message, gettext_noop
from buckets.cors.model import Configuration, Rule, lower_ascii


class ToolSignature(StrEnum):
    """One trait of a change by which a tool is known."""

    VARY_LOST = "vary-lost"
    ORDER_SHUFFLED = "order-shuffled"
    ZERO_TIMEOUT_DROPPED = "zero-timeout-dropped"
    HEADER_CASE = "header-case"

    @property
    def message(self) -> Message:
        """What was changed, and which tools do that."""
        return Message(_TEXTS[self])


_TEXTS: Final = {
    ToolSignature.VARY_LOST: gettext_noop(
        "Vary: Origin was lost. ali-oss (Node), older ossutil, the Go SDK and Terraform "
        "leave it out when they write the rules."
    ),
    ToolSignature.ORDER_SHUFFLED: gettext_noop(
        "The same values stand in another order. Terraform does that, for example."
    ),
    ToolSignature.ZERO_TIMEOUT_DROPPED: gettext_noop(
        "A cache timeout of 0 was left out. ali-oss (Node) drops it."
    ),
    ToolSignature.HEADER_CASE: gettext_noop(
        "Exposed headers changed only their letter case, which browsers ignore. "
        "A tool that rewrites header names does that."
    ),
}


def recognise(before: Configuration, after: Configuration) -> tuple[ToolSignature, ...]:
    """All traits that together explain how ``before`` became ``after``.

    Empty when nothing changed, or when anything changed that no trait explains.
    """
    if vary(after) and not vary(before):
        return ()
    written = [replace(rule, max_age=rule.max_age or None) for rule in before.rules]
    zero_dropped = written != list(before.rules) and all(rule.max_age != 0 for rule in after.rules)
    kept = tuple(written) if zero_dropped else before.rules
    if _unordered(map(_in_lower_case, kept)) != _unordered(map(_in_lower_case, after.rules)):
        return ()
    return tuple(_traits(before, after, kept))


def _traits(
    before: Configuration, after: Configuration, kept: tuple[Rule, ...]
) -> Iterator[ToolSignature]:
    if vary(before) != vary(after):
        yield ToolSignature.VARY_LOST
    if list(map(_in_lower_case, kept)) != list(map(_in_lower_case, after.rules)):
        yield ToolSignature.ORDER_SHUFFLED
    if kept != before.rules:
        yield ToolSignature.ZERO_TIMEOUT_DROPPED
    if _unordered(kept) != _unordered(after.rules):
        yield ToolSignature.HEADER_CASE


def _in_lower_case(rule: Rule) -> Rule:
    return replace(rule, expose_headers=tuple(map(lower_ascii, rule.expose_headers)))


def _unordered(rules: Iterable[Rule]) -> Counter[Rule]:
    """The rules with their values sorted, however they stand."""
    return Counter(
        Rule(
            origins=tuple(sorted(rule.origins)),
            methods=tuple(sorted(rule.methods)),
            allowed_headers=tuple(sorted(rule.allowed_headers)),
            expose_headers=tuple(sorted(rule.expose_headers)),
            max_age=rule.max_age,
        )
        for rule in rules
    )
