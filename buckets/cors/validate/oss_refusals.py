"""What OSS refuses in a configuration: all of it at once, wherever the rules came from."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from buckets.cors.formats.xml import write
from buckets.cors.limits import MAX_DOCUMENT_BYTES, MAX_RULES
from buckets.cors.message import Message
from buckets.cors.model import METHODS, Configuration, Rule
from buckets.cors.validate.problem import Problem, ProblemLevel

NOT_EXPOSED: Final = re.compile("[*<>&'\"]")
"""What OSS takes in no exposed header."""

_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def refused_by_oss(configuration: Configuration) -> tuple[Problem, ...]:
    """Everything for which PutBucketCors would refuse ``configuration``.

    No rules at all are no problem here: that is published as DeleteBucketCors.
    """
    problems = []
    if len(configuration.rules) > MAX_RULES:
        problems.append(_oss("too-many-rules", code="CORSRuleBeyondLimit", limit=MAX_RULES))
    for index, rule in enumerate(configuration.rules):
        problems += [replace(problem, rule=index) for problem in _refused_rule(rule)]
    if not any(problem.id == "unwritable" for problem in problems):
        size = len(write(configuration))
        if size > MAX_DOCUMENT_BYTES:
            problems.append(_oss("document-too-large", size=size, limit=MAX_DOCUMENT_BYTES))
    return tuple(problems)


def _refused_rule(rule: Rule) -> Iterator[Problem]:
    if not rule.origins:
        yield _oss("no-origin", "origins")
    if not rule.methods:
        yield _oss("no-method", "methods", ec="0034-00000011")
    for method in rule.methods:
        if method not in METHODS:
            yield _oss(
                "spaced-method" if method.strip() in METHODS else "unknown-method",
                "methods",
                ec="0034-00000011",
                value=method,
                methods=", ".join(METHODS),
            )
    yield from _refused_values(rule)


def _refused_values(rule: Rule) -> Iterator[Problem]:
    for field in ("origins", "allowed_headers"):
        for value in getattr(rule, field):
            if value.count("*") > 1:
                yield _oss("two-wildcards", field, value=value)
    for value in rule.expose_headers:
        if NOT_EXPOSED.search(value):
            yield _oss("exposed-character", "expose_headers", ec="0034-00000013", value=value)
    for field in ("origins", "methods", "allowed_headers", "expose_headers"):
        for value in getattr(rule, field):
            if _NOT_IN_XML.search(value):
                yield _oss("unwritable", field, value=value)


def _oss(
    problem_id: str,
    field: str = "",
    *,
    code: str = "MalformedXML",
    ec: str = "",
    **params: object,
) -> Problem:
    message = Message.quoting(f"validate.{problem_id}", **params)
    return Problem(problem_id, ProblemLevel.OSS, message, field=field, oss_code=code, oss_ec=ec)
