"""What is legal in a configuration but unwise, each with why it matters and an edit that mends it.

Refusals are the business of `validation`; nothing here keeps anybody from publishing. A fix
changes only what its finding is about: `Finding.may_change` says how, and the tests prove it by
`behaviour.compare`.
"""

from dataclasses import replace

from buckets.cors.compare.behaviour import reachable
from buckets.cors.limits import MAX_DOCUMENT_BYTES, MAX_RULES
from buckets.cors.lint.base import Finding, IsPublicSuffix, numbered
from buckets.cors.lint.catalogue import FIXES
from buckets.cors.lint.fields import field_findings
from buckets.cors.lint.ruleset import set_findings
from buckets.cors.lint.sources import source_findings
from buckets.cors.message import Message
from buckets.cors.model import Configuration
from buckets.cors.validate.rules import refused_by_oss


def findings(
    configuration: Configuration, *, is_public_suffix: IsPublicSuffix
) -> tuple[Finding, ...]:
    """All findings, the gravest first, and within a severity from the first rule to the last.

    ``is_public_suffix`` says of a domain name whether strangers can register right below it. What
    OSS would take stays so by each fix; where it would not, the finding comes without one.
    """
    reached = reachable(configuration)
    told = [
        *source_findings(configuration, is_public_suffix),
        *field_findings(configuration, reached),
        *set_findings(configuration, reached, is_public_suffix),
    ]
    if not refused_by_oss(configuration):
        told = [_legal(finding) for finding in told]
    # `sorted` keeps the order of equals: that of the fields of the form.
    return tuple(sorted(numbered(told), key=lambda it: (it.severity, _place(it))))


def _place(finding: Finding) -> int:
    return MAX_RULES if finding.rule is None else finding.rule


def _legal(finding: Finding) -> Finding:
    """``finding``, without its fix where OSS would refuse that."""
    if finding.fix is None or not refused_by_oss(finding.fix):
        return finding
    limits = {"rules": MAX_RULES, "size": MAX_DOCUMENT_BYTES}
    return replace(finding, fix=None, advice=Message(FIXES["no-room"], limits))
