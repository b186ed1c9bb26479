"""What is wrong with a configuration, and with a rule as it was typed into the form."""

from buckets.cors.validate.draft import Draft
from buckets.cors.validate.rules import (
    Line,
    Problem,
    ProblemLevel,
    browsers_send,
    header_problems,
    refused_by_oss,
    source_problems,
)
from buckets.cors.validate.tokens import TCHARS, is_token

__all__ = [
    "TCHARS",
    "Draft",
    "Line",
    "Problem",
    "ProblemLevel",
    "browsers_send",
    "header_problems",
    "is_token",
    "refused_by_oss",
    "source_problems",
]
