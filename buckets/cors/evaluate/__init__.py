"""What becomes of a request: how OSS answers by the rules, and what a browser makes of that."""

from buckets.cors.evaluate.browser import (
    Block,
    PageHeader,
    PageRequest,
    as_sent,
    check_preflight,
    check_response,
)
from buckets.cors.evaluate.expectation import Expectation, proposed
from buckets.cors.evaluate.observation import (
    Agreement,
    HeaderCheck,
    HttpAnswer,
    Observation,
)
from buckets.cors.evaluate.oss import (
    Actual,
    Condition,
    Decision,
    Headers,
    Preflight,
    Verdict,
    evaluate,
    vary,
)
from buckets.cors.evaluate.redirect import Redirect, is_origin_tainted
from buckets.cors.evaluate.same_origin import Address, Comparison, NotAnAddress, compare_origins
from buckets.cors.evaluate.simulation import (
    Exchange,
    Simulation,
    predict_answer,
    predict_preflight,
    simulate,
)

__all__ = [
    "Actual",
    "Address",
    "Agreement",
    "Block",
    "Comparison",
    "Condition",
    "Decision",
    "Exchange",
    "Expectation",
    "HeaderCheck",
    "Headers",
    "HttpAnswer",
    "NotAnAddress",
    "Observation",
    "PageHeader",
    "PageRequest",
    "Preflight",
    "Redirect",
    "Simulation",
    "Verdict",
    "as_sent",
    "check_preflight",
    "check_response",
    "compare_origins",
    "evaluate",
    "is_origin_tainted",
    "predict_answer",
    "predict_preflight",
    "proposed",
    "simulate",
    "vary",
]
