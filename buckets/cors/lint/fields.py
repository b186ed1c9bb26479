"""Findings in the headers and the cache timeout of a rule, and in what it says twice."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from buckets.cors.evaluate.oss import allows_header
from buckets.cors.lint.base import Finding, Severity, found
from buckets.cors.lint.edits import with_fields, with_value
from buckets.cors.model import Configuration, Rule, lower_ascii
from buckets.cors.origin import OriginPattern
from buckets.cors.validate.rules import Line, header_problems

SDK_HEADERS: Final = (
    "authorization",
    "content-md5",
    "content-type",
    "x-oss-content-sha256",
    "x-oss-date",
    "x-oss-security-token",
    "x-oss-user-agent",
)
"""What ali-oss sets in a browser when it uploads, signed by V1 or V4, with an STS token or not."""

KEPT_BY_ALL: Final = 600
"""Seconds for which every browser keeps the answer to a preflight: the least, Safari's."""

KEPT_BY_CHROMIUM: Final = 7200

_COVERS: Final[dict[str, Callable[[str, str], bool]]] = {
    "origins": lambda pattern, source: OriginPattern(pattern).matches(source),
    "allowed_headers": allows_header,
}
"""Whether an entry with a ``*`` makes another one of its field superfluous."""


def field_findings(configuration: Configuration, reached: frozenset[int]) -> Iterator[Finding]:
    """What is to be said of the other fields, of each rule that is ``reached`` by any request."""
    for place in sorted(reached):
        rule = configuration.rules[place]
        yield from _not_exposed(configuration, place, rule)
        yield from _sdk_headers(configuration, place, rule)
        yield from _cache_timeout(configuration, place, rule)
        for header in dict.fromkeys(rule.allowed_headers):
            yield from _key_value(configuration, place, header)
        yield from _redundant(configuration, place, rule)


def _not_exposed(configuration: Configuration, place: int, rule: Rule) -> Iterator[Finding]:
    """What a script that uploads wants to read from the answer."""
    if not {"PUT", "POST"} & {*rule.methods}:
        return
    exposed = set(map(lower_ascii, rule.expose_headers))
    for finding_id, name, severity in (
        ("etag-not-exposed", "ETag", Severity.MEDIUM),
        ("request-id-not-exposed", "x-oss-request-id", Severity.NOTE),
    ):
        if lower_ascii(name) not in exposed:
            names = (*rule.expose_headers, name)
            yield found(
                finding_id,
                severity,
                rule=place,
                field="expose_headers",
                fix=with_fields(configuration, place, expose_headers=names),
                advice="expose",
                new=name,
                about=_of(rule),
            )


def _sdk_headers(configuration: Configuration, place: int, rule: Rule) -> Iterator[Finding]:
    """What the vendor's SDK sends with a PUT."""
    missing = [
        name
        for name in SDK_HEADERS
        if not any(allows_header(pattern, name) for pattern in rule.allowed_headers)
    ]
    if "PUT" in rule.methods and missing:
        names = (*rule.allowed_headers, *missing)
        yield found(
            "sdk-headers-missing",
            Severity.LOW,
            rule=place,
            field="allowed_headers",
            value=", ".join(missing),
            fix=with_fields(configuration, place, allowed_headers=names),
            advice="allow-headers",
            about=(*missing, *_of(rule)),
        )


def _cache_timeout(configuration: Configuration, place: int, rule: Rule) -> Iterator[Finding]:
    """How long browsers are to keep the answer to a preflight."""
    at: dict[str, Any] = {"rule": place, "field": "max_age", "advice": "set-timeout"}
    if rule.max_age is None:
        fix = with_fields(configuration, place, max_age=KEPT_BY_ALL)
        yield found(
            "cache-timeout-unset", Severity.LOW, fix=fix, about=_of(rule), new=KEPT_BY_ALL, **at
        )
    elif rule.max_age > KEPT_BY_CHROMIUM:
        yield found(
            "cache-timeout-too-long",
            Severity.NOTE,
            value=str(rule.max_age),
            fix=with_fields(configuration, place, max_age=KEPT_BY_CHROMIUM),
            about=(str(rule.max_age), *_of(rule)),
            new=KEPT_BY_CHROMIUM,
            **at,
        )


def _key_value(configuration: Configuration, place: int, header: str) -> Iterator[Finding]:
    """A header with its value, as an older guide has it."""
    for problem in header_problems(Line(1, header), field="allowed_headers"):
        if problem.id == "key-value":
            names = [lower_ascii(name) for name in (problem.fix or "").split("\n") if name]
            yield found(
                "key-value-header",
                Severity.LOW,
                rule=place,
                field="allowed_headers",
                value=header,
                fix=with_value(configuration, place, "allowed_headers", header, *names),
                advice="replace" if names else "remove-value",
                new=", ".join(names),
            )


def _redundant(configuration: Configuration, place: int, rule: Rule) -> Iterator[Finding]:
    """Entries that others of the same field cover, field by field."""
    for field in ("origins", "methods", "allowed_headers", "expose_headers"):
        values: tuple[str, ...] = getattr(rule, field)
        kept = _kept(field, values)
        if len(kept) < len(values):
            dropped = [value for at, value in enumerate(values) if at not in kept]
            yield found(
                "redundant-entries",
                Severity.NOTE,
                rule=place,
                field=field,
                value=", ".join(dict.fromkeys(dropped)),
                fix=with_fields(configuration, place, **{field: [values[at] for at in kept]}),
                advice="remove-value",
                about=(field, *sorted(dropped)),
            )


def _kept(field: str, values: Sequence[str]) -> list[int]:
    """The places of the entries that no other one covers; of those that are alike, the first."""
    first: dict[str, int] = {}
    for place, value in enumerate(values):
        first.setdefault(lower_ascii(value) if field.endswith("headers") else value, place)
    covers = _COVERS.get(field)
    wide = [text for text in first if covers and text.count("*") == 1]
    return [
        place
        for text, place in first.items()
        if not any(covers and other != text and covers(other, text) for other in wide)
    ]


def _of(rule: Rule) -> tuple[str, ...]:
    """What tells the rule from others, whatever their order and its: whom it lets in."""
    return tuple(sorted(set(rule.origins)))
