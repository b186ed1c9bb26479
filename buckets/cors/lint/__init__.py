"""Lint: what is legal in a configuration but unwise, and the edits that mend it.

A check is one decorated function in the module of its family: `sources`, `wildcards`, `headers`,
`fields` or `ruleset`. Nothing else has to be touched to add one.
"""

from buckets.cors.lint.base import Check, Finding, Severity
from buckets.cors.lint.policy import OFF, Policy
from buckets.cors.lint.registry import CHECKS, findings
from buckets.cors.lint.sites import IsPublicSuffix

__all__ = ["CHECKS", "OFF", "Check", "Finding", "IsPublicSuffix", "Policy", "Severity", "findings"]
