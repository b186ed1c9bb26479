"""A whole CORS configuration that was pasted where one value a line is asked for."""

import re
from typing import Final

from buckets.cors.formats.recognise import NotRecognised, recognise
from buckets.cors.formats.shapes import shape_of
from buckets.cors.message import Message
from buckets.cors.validate.problem import Problem, ProblemLevel
from buckets.cors.validate.rules import header_faults, source_faults

_OWN: Final = {
    field: re.compile(rf"</?{name}\s*/?>|[\"']?\b{name}[\"']?\s*[:=]", re.IGNORECASE)
    for field, name in {
        "origins": "allowed_?origins?",
        "allowed_headers": "allowed_?headers?",
        "expose_headers": "expose_?headers?",
    }.items()
}
"""What names the values of a field in a configuration. With nothing else it is none."""


def is_configuration(text: str, field: str) -> bool:
    """Return whether ``text`` has a part of a configuration in it, and not values of ``field``."""
    shape = shape_of(_OWN[field].sub(" ", text))
    return shape is not None and shape.is_configuration


def pasted_configuration(text: str, field: str) -> Problem:
    """Return the form's refusal of a configuration in ``field``, one for all its lines.

    Its fix are the values that the configuration has for the field.
    """
    problem_id = f"configuration-in-{'sources' if field == 'origins' else 'headers'}"
    message = Message(f"validate.{problem_id}")
    fix = _values_of(text, field)
    return Problem(problem_id, ProblemLevel.FORM, message, field=field, fix=fix)


def _values_of(text: str, field: str) -> str | None:
    """Return the values of ``field``, one a line, where all rules have the same."""
    try:
        rules = recognise(text).configuration.rules
    except NotRecognised:
        return None
    lists = {getattr(rule, field) for rule in rules}
    values: tuple[str, ...] = lists.pop() if len(lists) == 1 else ()
    is_sound = values and not any(_has_faults(value, field) for value in values)
    return "\n".join(values) if is_sound else None


def _has_faults(value: str, field: str) -> bool:
    found = source_faults(value) if field == "origins" else header_faults(value, field=field)
    return any(found)
