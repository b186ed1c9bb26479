"""What is wrong with a configuration, and with a rule as it was typed into the form."""

from buckets.cors.validate.draft import Draft
from buckets.cors.validate.oss_refusals import refused_by_oss
from buckets.cors.validate.problem import Line, Problem, ProblemLevel
from buckets.cors.validate.rules import browsers_send, header_problems, source_problems
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
