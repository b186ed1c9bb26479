"""What is wrong with a configuration as a whole, as the pages list it."""

from collections.abc import Iterable
from dataclasses import dataclass

from buckets.cors.validate.problem import Problem
from buckets.presenters.text import translate


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A problem, and the number of the rule that has it, as people count."""

    rule: int | None
    text: str


def problem_lines(problems: Iterable[Problem]) -> list[ProblemLine]:
    """The problems in the reader's language."""
    return [
        ProblemLine(None if it.rule is None else it.rule + 1, translate(it.message))
        for it in problems
    ]
