"""What is wrong with a rule as it was typed into the Create Rule form: all of it at once.

Two strengths of refusal are kept apart. What OSS refuses (`oss_refusals`) blocks publishing,
wherever the rule came from. What only the form refuses blocks that form, so that an odd rule pulled
from OSS can still be shown and published again unchanged. Advice blocks nothing.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from buckets.cors.limits import MAX_AGE_LIMIT, MAX_DOCUMENT_BYTES, MAX_RULES
from buckets.cors.message import Message
from buckets.cors.model import METHODS
from buckets.cors.origin import FILE, Parts, as_browsers_send
from buckets.cors.validate.duration import seconds_in
from buckets.cors.validate.known_headers import is_response_header
from buckets.cors.validate.oss_refusals import NOT_EXPOSED
from buckets.cors.validate.problem import Fault, Line, Problem, ProblemLevel
from buckets.cors.validate.tokens import TCHARS, is_token
from buckets.cors.validate.values import SEPARATORS, Values, values_in

_KEY_VALUE: Final = re.compile(rf"({TCHARS})\s*:[^\r\n]*")
_PARTS_OF_ORIGINS: Final = tuple(
    dict.fromkeys(
        origin[start:end]
        for origin in ("https://a:1", "http://a:1", "https://[1]:1", "null", FILE)
        for end in range(len(origin), 0, -1)
        for start in range(end + 1)
    )
)
"""What a ``*`` in a source can stand for, for it to be an origin if it can be one at all."""


def browsers_send(source: str) -> bool:
    """Whether there is an origin that a browser can send and ``source`` can match.

    A ``*`` may stand for any part of one, its scheme included: ``*.example.com`` is matched.
    """
    parts = _PARTS_OF_ORIGINS if "*" in source else ("",)
    return any(_is_sent(source.replace("*", part)) for part in parts)


def _is_sent(source: str) -> bool:
    never = set(_source_ids(source)) - {"two-wildcards"}
    return not never and SEPARATORS.search(source) is None


def source_faults(text: str) -> Iterator[Fault]:
    """Return what is wrong with one source, wherever it stands."""
    if not text.strip():
        yield _fault("empty", text, None)
        return
    problem_ids = _source_ids(text)
    found = values_in(text, "origins") if problem_ids or SEPARATORS.search(text) else None
    if found and found.problem_id:
        yield _fault(found.problem_id, text, _sources_fix(found.values))
        return
    candidate = as_browsers_send(re.sub(r"\*(\.?\*)+", "*", text))
    sound = candidate is not None and candidate != text and not _source_ids(candidate)
    for problem_id in problem_ids:
        yield _fault(problem_id, text, candidate if sound else None)


def source_problems(line: Line) -> Iterator[Problem]:
    """What is wrong with one source (the console's Create Rule: Sources)."""
    for fault in source_faults(line.text):
        yield fault.on(line, ProblemLevel.FORM, "origins")
    if line.text == FILE:
        yield _fault("file-origin", FILE, None).on(line, ProblemLevel.ADVICE, "origins")


def header_faults(text: str, *, field: str) -> Iterator[Fault]:
    """Return what is wrong with one value of Allowed Headers or Exposed Headers."""
    if not text.strip():
        yield _fault("empty", text, None)
        return
    problem_ids = tuple(_header_ids(text, field))
    if not problem_ids and text == text.strip("'`"):
        return
    found = values_in(text, field)
    fix = _header_fix(found, field)
    if found.problem_id and (found.has_label or not _KEY_VALUE.fullmatch(text)):
        problem_ids = (found.problem_id,)
    for problem_id in problem_ids:
        yield _fault(problem_id, text, fix)


def header_problems(line: Line, *, field: str) -> Iterator[Problem]:
    """What is wrong with one line of Allowed Headers or Exposed Headers."""
    faults = tuple(header_faults(line.text, field=field))
    for fault in faults:
        # An older guide has name:value. OSS takes it, but no header name has a colon.
        level = ProblemLevel.ADVICE if fault.id == "key-value" else ProblemLevel.FORM
        yield fault.on(line, level, field)
    if not faults and field == "allowed_headers" and is_response_header(line.text):
        yield _fault("response-header", line.text, None).on(line, ProblemLevel.ADVICE, field)


def method_problems(methods: Iterable[str]) -> Iterator[Problem]:
    """What is wrong with the ticked methods."""
    methods = tuple(methods)
    if not methods:
        yield _form("no-method", "methods")
    for method in methods:
        if method not in METHODS:
            yield _form("unknown-method", "methods", value=method, methods=", ".join(METHODS))


def max_age_problems(text: str) -> Iterator[Problem]:
    """What is wrong with a cache timeout as typed; an empty one is none."""
    if text and not (text.isascii() and text.isdigit()):
        seconds = seconds_in(values_in(text, "max_age").text)
        fix = str(seconds) if seconds is not None and seconds <= MAX_AGE_LIMIT else None
        yield _form("bad-max-age", "max_age", fix=fix, value=text)
    elif text and not _is_max_age(text):
        yield _form("max-age-too-large", "max_age", value=text, limit=MAX_AGE_LIMIT)


def eleventh_rule() -> Problem:
    """The form's refusal of a rule more than a bucket can hold."""
    return _form("too-many-rules", "", limit=MAX_RULES)


def rule_too_large() -> Problem:
    """The form's refusal of a rule that no document which OSS takes could hold."""
    return _form("rule-too-large", "", limit=MAX_DOCUMENT_BYTES)


def no_source() -> Problem:
    """The form's refusal of a rule that names no source."""
    return _form("no-origin", "origins")


def repeated_line(line: Line, *, field: str, first: Line) -> Problem:
    """Advice: this line says again what an earlier one says, and is kept once."""
    return _problem(
        "repeated-line",
        ProblemLevel.ADVICE,
        field,
        line,
        value=line.text,
        first=first.number,
    )


def _source_ids(text: str) -> tuple[str, ...]:
    if text in ("*", "null", FILE):
        return ()
    wildcards = ("two-wildcards",) if text.count("*") > 1 else ()
    if text.lower() in ("null", FILE):
        return ("upper-case",)
    parts = Parts.of(text)
    if parts is None:
        return (*wildcards, "no-scheme")
    if parts.scheme.lower() == "file" and not parts.host:
        return ("file-source",)
    return (*wildcards, *_parts_ids(parts))


def _parts_ids(parts: Parts) -> Iterator[str]:
    if not parts.has_sound_scheme:
        yield "bad-scheme"
    if parts.host == "":
        yield "no-host"
    elif not parts.host.isascii():
        yield "non-ascii-host"
    elif not parts.has_sound_host:
        yield "bad-host"
    if parts.has_userinfo:
        yield "userinfo"
    if parts.has_default_port:
        yield "default-port"
    elif not parts.has_sound_port:
        yield "bad-port"
    if any("A" <= letter <= "Z" for letter in parts.scheme + parts.host):
        yield "upper-case"
    yield from _rest_ids(parts.rest)


def _rest_ids(rest: str) -> Iterator[str]:
    path = re.split(r"[?#]", rest)[0]
    if path == "/":
        yield "trailing-slash"
    elif path:
        yield "path"
    if len(rest) > len(path):
        yield "query"


def _header_ids(text: str, field: str) -> Iterator[str]:
    exposed = field == "expose_headers"
    if exposed and "*" in text:
        yield "exposed-wildcard"
    elif text.count("*") > 1:
        yield "two-wildcards"
    if not exposed and _KEY_VALUE.fullmatch(text) and text.isprintable():
        yield "key-value"
    elif not is_token(text):
        yield "bad-header"
    elif exposed and NOT_EXPOSED.search(text.replace("*", "")):
        yield "exposed-character"


def _sources_fix(values: Iterable[str]) -> str | None:
    """Return the sources, one a line. A fix that drops one would lose what somebody typed."""
    sent = [as_browsers_send(value) if _may_be_source(value) else None for value in values]
    sound = [source for source in sent if source and not _source_ids(source)]
    return "\n".join(dict.fromkeys(sound)) if len(sound) == len(sent) else None


def _may_be_source(word: str) -> bool:
    """Return whether a word that stood among others is a source, and not one of a sentence."""
    return word.lower() in ("*", "null", "localhost") or any(sign in word for sign in ".:")


def _header_fix(found: Values, field: str) -> str | None:
    key_value = _KEY_VALUE.fullmatch(found.text)
    pieces = [key_value[1]] if key_value else [value.strip(":") for value in found.values]
    sound = pieces and not any(any(_header_ids(name, field)) for name in pieces)
    return "\n".join(dict.fromkeys(pieces)) if sound else None


def _is_max_age(digits: str) -> bool:
    # Python refuses to convert thousands of digits, so their number is looked at first.
    digits = digits.lstrip("0")
    return len(digits) <= len(str(MAX_AGE_LIMIT)) and int(digits or "0") <= MAX_AGE_LIMIT


def _fault(problem_id: str, value: str, fix: str | None) -> Fault:
    return Fault(problem_id, Message.quoting(f"validate.{problem_id}", value=value), fix)


def _form(problem_id: str, field: str, *, fix: str | None = None, **params: object) -> Problem:
    return _problem(problem_id, ProblemLevel.FORM, field, None, fix=fix, **params)


def _problem(
    problem_id: str,
    level: ProblemLevel,
    field: str,
    line: Line | None,
    *,
    fix: str | None = None,
    **params: object,
) -> Problem:
    message = Message.quoting(f"validate.{problem_id}", **params)
    number = line.number if line else None
    return Problem(problem_id, level, message, field=field, line=number, fix=fix)
