"""What is said of a configuration or of a typed rule: one thing that is wrong, and where."""

from dataclasses import dataclass
from enum import StrEnum

from buckets.cors.message import Message


class ProblemLevel(StrEnum):
    """What a problem blocks: publishing, only the Create Rule form, or nothing."""

    OSS = "oss"
    FORM = "form"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a field, with its number as a person counts; None for all lines as one list."""

    number: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a stable ``id``, where it is, a message and perhaps its repair.

    ``field`` is the attribute of `Rule`, or "" for the whole configuration; ``rule`` the index
    of the rule, ``line`` the line of the field, where there is one. ``fix`` is the text (one or
    more lines) to put in place of that line. ``oss_code`` and ``oss_ec`` are what OSS answers.
    """

    id: str
    level: ProblemLevel
    message: Message
    field: str = ""
    rule: int | None = None
    line: int | None = None
    fix: str | None = None
    oss_code: str = ""
    oss_ec: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one value, wherever it stands: the id and message of the problem.

    ``fix`` are the values (one a line) to put in its place, where they can be told.
    """

    id: str
    message: Message
    fix: str | None

    def on(self, line: Line, level: ProblemLevel, field: str) -> Problem:
        """Return the problem that this is on a line of a field."""
        return Problem(self.id, level, self.message, field=field, line=line.number, fix=self.fix)
