"""A rule as it was typed into the Create Rule form."""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from buckets.cors.formats.xml import write
from buckets.cors.limits import MAX_DOCUMENT_BYTES, MAX_RULES
from buckets.cors.model import FIELDS, METHODS, Configuration, Rule, lower_ascii
from buckets.cors.validate.pasted import is_configuration, pasted_configuration
from buckets.cors.validate.problem import Line, Problem, ProblemLevel
from buckets.cors.validate.rules import (
    eleventh_rule,
    header_problems,
    max_age_problems,
    method_problems,
    no_source,
    repeated_line,
    rule_too_large,
    source_problems,
)
from buckets.cors.validate.values import says_something

_MOST_TEXT: Final = 2 * MAX_DOCUMENT_BYTES  # in characters: more than any document can hold


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of the form as text: lists one value a line, ``max_age`` in seconds."""

    origins: str = ""
    methods: tuple[str, ...] = ()
    allowed_headers: str = ""
    expose_headers: str = ""
    max_age: str = ""

    @classmethod
    def of(cls, rule: Rule) -> "Draft":
        """The draft that a person sees on opening ``rule`` in the form."""
        return cls(
            origins="\n".join(rule.origins),
            methods=rule.methods,
            allowed_headers="\n".join(rule.allowed_headers),
            expose_headers="\n".join(rule.expose_headers),
            max_age="" if rule.max_age is None else str(rule.max_age),
        )

    def problems(
        self, *, editing: Rule | None = None, rules_beside: int = 0
    ) -> tuple[Problem, ...]:
        """Everything the form refuses or advises about.

        ``editing`` is the rule that the form was opened with: left as it is, nothing about it
        is refused. ``rules_beside`` counts the other rules that the bucket has.
        """
        untouched = self._untouched(editing)
        if len(untouched) == len(FIELDS):
            return ()
        if sum(map(len, (self.origins, self.allowed_headers, self.expose_headers))) > _MOST_TEXT:
            return (rule_too_large(),)  # not worth looking at line by line
        found = tuple(self._problems(rules_beside, untouched))
        if any(problem.level is ProblemLevel.FORM for problem in found):
            return found
        document = write(Configuration((self.rule(editing=editing),)))
        return (*found, rule_too_large()) if len(document) > MAX_DOCUMENT_BYTES else found

    def rule(self, *, editing: Rule | None = None) -> Rule:
        """The rule that is meant. Only for a draft in which the form refuses nothing.

        A field that still says what the form said when it was opened with ``editing`` keeps
        that rule's values to the letter: duplicates, blanks and order included.
        """
        typed = Rule(
            origins=_kept(self.origins),
            methods=tuple(method for method in METHODS if method in self.methods),
            allowed_headers=_kept(self.allowed_headers, alike=lower_ascii),
            expose_headers=_kept(self.expose_headers, alike=lower_ascii),
            max_age=_seconds(self.max_age),
        )
        return replace(typed, **self._untouched(editing))

    def _untouched(self, editing: Rule | None) -> dict[str, Any]:
        """The fields that still say what they said on opening ``editing``, with its values."""
        if editing is None:
            return {}
        opened = Draft.of(editing)
        return {
            field: getattr(editing, field)
            for field in FIELDS
            if _same(getattr(self, field), getattr(opened, field))
        }

    def _problems(self, rules_beside: int, untouched: Container[str]) -> Iterator[Problem]:
        if rules_beside >= MAX_RULES:
            yield eleventh_rule()
        if not _lines(self.origins):
            yield no_source()
        yield from self._line_problems("origins", untouched)
        yield from method_problems(self.methods)
        for field in ("allowed_headers", "expose_headers"):
            yield from self._line_problems(field, untouched)
        yield from max_age_problems(self.max_age.strip())

    def _line_problems(self, field: str, untouched: Container[str]) -> Iterator[Problem]:
        text = getattr(self, field)
        if is_configuration(text, field):
            yield pasted_configuration(text, field)
            return
        lines, is_sources = _lines(text), field == "origins"
        if whole := _of_list(text, lines, field):
            yield whole
            return
        for line in lines:
            yield from _of_line(line, field)
        if field not in untouched:  # where it is, nothing is put together
            yield from _repeated(lines, field, alike=str if is_sources else lower_ascii)


def _of_line(line: Line, field: str) -> Iterator[Problem]:
    return source_problems(line) if field == "origins" else header_problems(line, field=field)


def _of_list(text: str, lines: tuple[Line, ...], field: str) -> Problem | None:
    """Return the problem of a list in brackets over several lines, if it can be mended."""
    if len(lines) == 1 or all(says_something(line.text) for line in lines):
        return None
    found = _of_line(Line(None, text.strip()), field)
    return next((problem for problem in found if problem.fix is not None), None)


def _lines(text: str) -> tuple[Line, ...]:
    """The lines with something on them, trimmed, whatever the line ends, numbered from 1."""
    typed = _line_feeds(text).split("\n")
    trimmed = (Line(number, line.strip()) for number, line in enumerate(typed, start=1))
    return tuple(line for line in trimmed if line.text)


def _same(typed: str | tuple[str, ...], opened: str | tuple[str, ...]) -> bool:
    if isinstance(typed, str) and isinstance(opened, str):
        return _line_feeds(typed) == _line_feeds(opened)
    return set(typed) == set(opened)


def _line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _repeated(
    lines: tuple[Line, ...], field: str, *, alike: Callable[[str], str] = str
) -> Iterator[Problem]:
    first: dict[str, Line] = {}
    for line in lines:
        earlier = first.setdefault(alike(line.text), line)
        if earlier is not line:
            yield repeated_line(line, field=field, first=earlier)


def _kept(text: str, *, alike: Callable[[str], str] = str) -> tuple[str, ...]:
    values: dict[str, str] = {}
    for line in _lines(text):
        values.setdefault(alike(line.text), line.text)
    return tuple(values.values())


def _seconds(text: str) -> int | None:
    digits = text.strip()
    if not digits or any(max_age_problems(digits)):
        return None
    return int(digits.lstrip("0") or "0")  # Python refuses to convert thousands of digits
