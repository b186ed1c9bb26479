"""What tells configurations apart, in their rules and in their answers, and how to merge them."""

from buckets.cors.compare.behaviour import Case, Change, ChangeKind, cases, compare, reachable
from buckets.cors.compare.diff import Diff, FieldChange, RuleChange, diff, field_changes
from buckets.cors.compare.hazards import (
    Hazard,
    HazardKind,
    expectation_broken,
    foreign_changes_replaced,
    hazards,
    is_key,
)
from buckets.cors.compare.merge import (
    Difference,
    Merge,
    OrderDifference,
    RuleDifference,
    Side,
    Undecided,
    VaryDifference,
    merge,
)
from buckets.cors.compare.remedy import Remedy, remedies
from buckets.cors.compare.tool_signatures import ToolSignature, recognise

__all__ = [
    "Case",
    "Change",
    "ChangeKind",
    "Diff",
    "Difference",
    "FieldChange",
    "Hazard",
    "HazardKind",
    "Merge",
    "OrderDifference",
    "Remedy",
    "RuleChange",
    "RuleDifference",
    "Side",
    "ToolSignature",
    "Undecided",
    "VaryDifference",
    "cases",
    "compare",
    "diff",
    "expectation_broken",
    "field_changes",
    "foreign_changes_replaced",
    "hazards",
    "is_key",
    "merge",
    "reachable",
    "recognise",
    "remedies",
]
