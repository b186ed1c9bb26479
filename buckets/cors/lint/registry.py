"""All checks, and what they find: what is legal in a configuration but unwise.

Refusals are the business of `validate`; nothing here keeps anybody from publishing. A fix changes
only what its finding is about: `Finding.may_change` says how, and the tests prove it by
`behaviour.compare`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType, ModuleType
from typing import Final

from buckets.cors.limits import MAX_DOCUMENT_BYTES, MAX_RULES
from buckets.cors.lint import fields, headers, ruleset, sources, wildcards
from buckets.cors.lint.base import Check, Finding
from buckets.cors.lint.context import Context
from buckets.cors.lint.policy import AS_REGISTERED, Policy
from buckets.cors.lint.sites import IsPublicSuffix
from buckets.cors.message import Message
from buckets.cors.model import Configuration
from buckets.cors.validate.oss_refusals import refused_by_oss

NO_ROOM: Final = "lint.fix.no-room"
"""What is said in place of a fix that OSS would refuse."""


def _checks_of(*families: ModuleType) -> Mapping[str, Check]:
    """Return the checks of these modules by id, in the order in which they stand there.

    Raises ValueError where two have the same id.
    """
    found: dict[str, Check] = {}
    for check in (it for family in families for it in vars(family).values()):
        if isinstance(check, Check) and found.setdefault(check.id, check) is not check:
            raise ValueError(f"two checks have the id {check.id}")
    return MappingProxyType(found)


CHECKS: Final = _checks_of(sources, wildcards, headers, fields, ruleset)
"""The checks by id, in the order in which they are to choose from."""


def findings(
    configuration: Configuration,
    *,
    is_public_suffix: IsPublicSuffix,
    policy: Policy = AS_REGISTERED,
) -> tuple[Finding, ...]:
    """Return all findings, the gravest first, within a severity from the first rule to the last.

    ``is_public_suffix`` says of a domain name whether strangers can register right below it. What
    OSS would take stays so by each fix; where it would not, the finding comes without one.
    """
    context = Context(configuration, is_public_suffix)
    found = [
        check.finding(occurrence, policy.severity(check, occurrence))
        for check in CHECKS.values()
        if policy.runs(check)
        for occurrence in check.find(context)
    ]
    if not refused_by_oss(configuration):
        found = [_legal(finding) for finding in found]
    # `sorted` keeps the order of equals: that of the checks.
    return tuple(sorted(_numbered(found), key=lambda finding: _order(finding, configuration)))


def _order(finding: Finding, configuration: Configuration) -> tuple[int, int, int]:
    """By severity, and by rule; what is about one source comes first, as the rule lists them."""
    if finding.index is None:
        return finding.severity, len(configuration.rules), 0
    origins = configuration.rules[finding.index].origins
    is_of_source = finding.field == "origins" and finding.about == (finding.value,)
    position = origins.index(finding.value) if is_of_source else len(origins)
    return finding.severity, finding.index, position


def _numbered(found: Iterable[Finding]) -> Iterator[Finding]:
    """Tell those apart that are about the same."""
    seen: Counter[str] = Counter()
    for finding in found:
        yield replace(finding, copy=seen[finding.key])
        seen[finding.key] += 1


def _legal(finding: Finding) -> Finding:
    """Return ``finding``, without its fix where OSS would refuse that."""
    if finding.fix is None or not refused_by_oss(finding.fix):
        return finding
    limits = {"rules": MAX_RULES, "size": MAX_DOCUMENT_BYTES}
    return replace(finding, fix=None, advice=Message(NO_ROOM, limits))
