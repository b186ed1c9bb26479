"""Whether a change that was made outside looks like what a known tool does without being asked.

Some clients change more than they were asked to whenever they write a configuration:

- no ResponseVary, so that it is lost: ali-oss (Node), `SetBucketCORS` of the Go SDK v1, the .NET
  SDK v1, the C++, C and Ruby SDKs, `ossutil` 1.x (`cors --method put`), the Terraform resources;
- rules and values in another order: the Terraform resources, which hold them as sets;
- no timeout of 0: ali-oss and the C++ SDK write one only where it is more;
- a timeout of 0 in every rule without one: the .NET SDK v1, whose number cannot be absent;
- an empty AllowedHeader or ExposeHeader for an empty list: ali-oss.

OSS puts AllowedHeader in lower case itself, so that a changed letter case can only be one of
ExposeHeader.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import Final

from buckets.cors.evaluate.oss import vary
from buckets.cors.message import Message
from buckets.cors.model import Configuration, Rule, lower_ascii


class ToolSignature(StrEnum):
    """One trait of a change by which a tool is known."""

    VARY_LOST = "vary-lost"
    ORDER_SHUFFLED = "order-shuffled"
    ZERO_TIMEOUT_DROPPED = "zero-timeout-dropped"
    ZERO_TIMEOUT_ADDED = "zero-timeout-added"
    EMPTY_ELEMENT_ADDED = "empty-element-added"
    HEADER_CASE = "header-case"

    @property
    def message(self) -> Message:
        """What was changed, and which tools do that."""
        return Message(f"compare.tool-{self}")


def recognise(before: Configuration, after: Configuration) -> tuple[ToolSignature, ...]:
    """Return all traits that together explain how ``before`` became ``after``.

    Empty when nothing changed, or when anything changed that no trait explains.
    """
    if vary(after) and not vary(before):
        return ()
    target = _unordered(map(_in_lower_case, after.rules))
    for signatures in _REWRITTEN_TOGETHER:
        written = before.rules
        for signature in signatures:
            written = tuple(map(_REWRITES[signature], written))
        if _unordered(map(_in_lower_case, written)) == target:
            return tuple(_traits(before, after, written, signatures))
    return ()


def _traits(
    before: Configuration,
    after: Configuration,
    written: tuple[Rule, ...],
    signatures: tuple[ToolSignature, ...],
) -> Iterator[ToolSignature]:
    if vary(before) != vary(after):
        yield ToolSignature.VARY_LOST
    if list(map(_in_lower_case, written)) != list(map(_in_lower_case, after.rules)):
        yield ToolSignature.ORDER_SHUFFLED
    yield from signatures
    if _unordered(written) != _unordered(after.rules):
        yield ToolSignature.HEADER_CASE


def _zeros_dropped(rule: Rule) -> Rule:
    return replace(rule, max_age=rule.max_age or None)


def _zeros_added(rule: Rule) -> Rule:
    return replace(rule, max_age=rule.max_age or 0)


def _empty_elements_added(rule: Rule) -> Rule:
    return replace(
        rule,
        allowed_headers=rule.allowed_headers or ("",),
        expose_headers=rule.expose_headers or ("",),
    )


_REWRITES: Final = {
    ToolSignature.ZERO_TIMEOUT_DROPPED: _zeros_dropped,
    ToolSignature.ZERO_TIMEOUT_ADDED: _zeros_added,
    ToolSignature.EMPTY_ELEMENT_ADDED: _empty_elements_added,
}
"""What a tool with this trait makes of each rule that it writes."""

_REWRITTEN_TOGETHER: Final[tuple[tuple[ToolSignature, ...], ...]] = (
    (),
    (ToolSignature.ZERO_TIMEOUT_DROPPED,),
    (ToolSignature.ZERO_TIMEOUT_ADDED,),
    (ToolSignature.EMPTY_ELEMENT_ADDED,),
    (ToolSignature.ZERO_TIMEOUT_DROPPED, ToolSignature.EMPTY_ELEMENT_ADDED),
)
"""The rewrites that one tool does together, the fewest first, so that each one named changed
something."""


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
