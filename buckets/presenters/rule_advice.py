"""What to think of before a rule is saved, as the Create Rule panel says it while one types."""

from typing import Final

from buckets.cors import Configuration, Rule
from buckets.cors.compare.hazards import hazards
from buckets.cors.lint import Severity
from buckets.models import Bucket, CorsRule
from buckets.presenters.expectations import broken_expectations
from buckets.presenters.text import say, translate
from buckets.sync.findings import found_in

_WORTH_SAYING: Final = (Severity.HIGH, Severity.MEDIUM)


def working_with(bucket: Bucket, rule: Rule | None, row: CorsRule | None) -> Configuration:
    """The working copy with ``rule`` in place of ``row``; without a row it is one more, without a
    rule one less."""
    rules = [rule if it == row else it.value for it in bucket.cors_rules.all()]
    rules += [rule] if row is None else []
    return Configuration(tuple(it for it in rules if it is not None), bucket.response_vary)


def rule_advice(bucket: Bucket, rule: Rule, row: CorsRule | None) -> list[str]:
    """What ``rule`` would break, what publishing it would ask about, and what is unwise in it."""
    working = working_with(bucket, rule, row)
    index = len(working.rules) - 1 if row is None else row.index
    broken = [say("rules.breaks", expectation=it) for it in broken_expectations(bucket, working)]
    asked = [translate(it.message) for it in hazards(bucket.working, working)]
    unwise = [
        translate(it.message)
        for it in found_in(working)
        if it.index == index and it.severity in _WORTH_SAYING
    ]
    return [*broken, *asked, *unwise]
