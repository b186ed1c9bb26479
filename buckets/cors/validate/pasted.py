"""A whole CORS configuration that was pasted where one value a line is asked for."""

import re
from typing import Final

from buckets.cors.message import Message
from buckets.cors.validate.problem import Problem, ProblemLevel

_IN_A_CONFIGURATION: Final = re.compile(
    r"""<(?:CORS(?:Configuration|Rule)|Allowed(?:Origin|Method|Header)|ExposeHeader|MaxAgeSeconds)\b
      | ["']?\b(?:cors_?rules?|allowed_?(?:origin|method|header)s?)["']?\s*[:=\[{]
      | "(?:origins?|methods?|responseHeader)"\s*:\s*\[""",
    re.VERBOSE | re.IGNORECASE,
)
"""An element of OSS's or S3's XML, or a key of Terraform or of S3's, Google's or R2's JSON."""


def is_configuration(text: str) -> bool:
    """Return whether ``text`` has a part of a configuration in it, rather than its values."""
    return _IN_A_CONFIGURATION.search(text) is not None


def pasted_configuration(field: str) -> Problem:
    """Return the form's refusal of a configuration in ``field``, one for all its lines."""
    problem_id = f"configuration-in-{'sources' if field == 'origins' else 'headers'}"
    return Problem(problem_id, ProblemLevel.FORM, Message(f"validate.{problem_id}"), field=field)
