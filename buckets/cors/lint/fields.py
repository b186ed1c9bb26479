"""Findings in what a rule lacks for uploads, in its cache timeout, and in what it says twice."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from buckets.cors.compare.behaviour import ChangeKind
from buckets.cors.evaluate.oss import allows_header
from buckets.cors.lint.base import Occurrence, Severity, check
from buckets.cors.lint.context import Context
from buckets.cors.lint.documents import FETCH, OSS_PUT, SDK
from buckets.cors.lint.edits import REPLACE_OR_REMOVE, with_fields
from buckets.cors.model import Rule, lower_ascii
from buckets.cors.origin import OriginPattern

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

_ALLOWED, _BLOCKED, _HEADERS, _RULE, _VARY = ChangeKind
_EXPOSE: Final = {"expose": "Expose %(new)s"}
_SET_TIMEOUT: Final = {"set-timeout": "Set it to %(new)s seconds"}

_COVERS: Final[dict[str, Callable[[str, str], bool]]] = {
    "origins": lambda pattern, source: OriginPattern(pattern).matches(source),
    "allowed_headers": allows_header,
}
"""Whether an entry with a ``*`` makes another one of its field superfluous."""


@check(
    "etag-not-exposed",
    severity=Severity.MEDIUM,
    source=SDK,
    may_change={_HEADERS, _RULE},
    title="ETag not exposed",
    says="Pages may upload but cannot read ETag: multipart uploads will fail.",
    why=(
        "A multipart upload needs the ETag of each part. Without it small files upload and large "
        "ones fail, with “Please set the etag of expose-headers in OSS”."
    ),
    fixes=_EXPOSE,
)
def etag_not_exposed(context: Context) -> Iterator[Occurrence]:
    """Find rules for uploads that do not expose ETag."""
    return _not_exposed(context, "ETag")


@check(
    "request-id-not-exposed",
    severity=Severity.NOTE,
    source=SDK,
    may_change={_HEADERS, _RULE},
    title="Request ID not exposed",
    says="Pages may upload but cannot read x-oss-request-id.",
    why=(
        "Alibaba Cloud's support asks for it when an upload failed, and scripts that log it get "
        "nothing."
    ),
    fixes=_EXPOSE,
)
def request_id_not_exposed(context: Context) -> Iterator[Occurrence]:
    """Find rules for uploads that do not expose the id of the request."""
    return _not_exposed(context, "x-oss-request-id")


def _not_exposed(context: Context, name: str) -> Iterator[Occurrence]:
    """Yield the rules by which a script uploads and cannot read the header ``name``."""
    for index, rule in context.reachable_rules:
        # OSS joins the entries by commas, and browsers split them again.
        listed = ",".join(rule.expose_headers).split(",")
        exposed = {lower_ascii(it.strip()) for it in listed}
        if {"PUT", "POST"} & {*rule.methods} and lower_ascii(name) not in exposed:
            names = (*rule.expose_headers, name)
            yield Occurrence(
                fix=with_fields(context.configuration, index, expose_headers=names),
                advice="expose",
                index=index,
                field="expose_headers",
                about=_marks(rule),
                params={"new": name},
            )


@check(
    "sdk-headers-missing",
    severity=Severity.LOW,
    source=SDK,
    may_change={_ALLOWED, _HEADERS, _RULE},
    title="Headers of the SDK missing",
    says="This rule blocks uploads from the ali-oss browser SDK.",
    why=(
        "The SDK sends request headers that are not allowed here: %(value)s. An upload with one "
        "of them is blocked. Pages that upload without the SDK do not need them."
    ),
    fixes={"allow-headers": "Allow these headers"},
)
def sdk_headers_missing(context: Context) -> Iterator[Occurrence]:
    """Find rules for uploads that do not allow what the vendor's SDK sends with a PUT."""
    for index, rule in context.reachable_rules:
        missing = [
            name
            for name in SDK_HEADERS
            if not any(allows_header(pattern, name) for pattern in rule.allowed_headers)
        ]
        if "PUT" in rule.methods and missing:
            names = (*rule.allowed_headers, *missing)
            yield Occurrence(
                fix=with_fields(context.configuration, index, allowed_headers=names),
                advice="allow-headers",
                index=index,
                field="allowed_headers",
                value=", ".join(missing),
                about=(*missing, *_marks(rule)),
                params={"value": ", ".join(missing)},  # whole, as all are to be allowed
            )


@check(
    "cache-timeout-unset",
    severity=Severity.LOW,
    source=FETCH,
    may_change={_HEADERS, _RULE},
    title="Cache timeout not set",
    says="The cache timeout is not set.",
    why=(
        "Browsers then keep the answer to a preflight for 5 seconds, and ask twice for nearly "
        "every request. Up to 600 seconds, all of them keep it."
    ),
    fixes=_SET_TIMEOUT,
)
def cache_timeout_unset(context: Context) -> Iterator[Occurrence]:
    """Find rules that do not say how long browsers are to keep the answer to a preflight."""
    for index, rule in context.reachable_rules:
        if rule.max_age is None:
            yield _timeout(context, index, KEPT_BY_ALL)


@check(
    "cache-timeout-too-long",
    severity=Severity.NOTE,
    source=FETCH,
    may_change={_HEADERS, _RULE},
    title="Cache timeout too long",
    says="The cache timeout exceeds the limits of browsers: %(value)s seconds.",
    why=(
        "Chromium keeps the answer to a preflight for at most 7200 seconds, Firefox for 86400 and "
        "Safari for 600. Clients that do keep it for as long as this see a change of the rules "
        "late."
    ),
    fixes=_SET_TIMEOUT,
)
def cache_timeout_too_long(context: Context) -> Iterator[Occurrence]:
    """Find cache timeouts that browsers do not keep to."""
    for index, rule in context.reachable_rules:
        if rule.max_age is not None and rule.max_age > KEPT_BY_CHROMIUM:
            yield _timeout(context, index, KEPT_BY_CHROMIUM, str(rule.max_age))


def _timeout(context: Context, index: int, seconds: int, *value: str) -> Occurrence:
    """Return what is mended by a cache timeout of ``seconds`` in place of ``value``, if any."""
    return Occurrence(
        fix=with_fields(context.configuration, index, max_age=seconds),
        advice="set-timeout",
        index=index,
        field="max_age",
        value="".join(value),
        about=(*value, *_marks(context.rules[index])),
        params={"new": seconds},
    )


@check(
    "redundant-entries",
    severity=Severity.NOTE,
    source=OSS_PUT,
    may_change={_HEADERS, _RULE},
    title="Redundant entries",
    says="Redundant, covered by other entries of the same field: %(value)s.",
    why=(
        "An entry that a wider one or the same one covers has no effect. Whoever reads the rule "
        "takes the list for a limit, and it is none."
    ),
    fixes=REPLACE_OR_REMOVE,
)
def redundant_entries(context: Context) -> Iterator[Occurrence]:
    """Find entries that others of the same field cover, field by field."""
    for index, rule in context.reachable_rules:
        for field in ("origins", "methods", "allowed_headers", "expose_headers"):
            values: tuple[str, ...] = getattr(rule, field)
            kept = _kept(field, values)
            if len(kept) == len(values):
                continue
            dropped = [value for at, value in enumerate(values) if at not in kept]
            fields = {field: [values[at] for at in kept]}
            yield Occurrence(
                fix=with_fields(context.configuration, index, **fields),
                advice="remove-value",
                index=index,
                field=field,
                value=", ".join(dict.fromkeys(dropped)),
                about=(_STORED[field], *sorted(dropped)),
            )


_HEADER_FIELDS: Final = ("allowed_headers", "expose_headers")
_STORED: Final = {
    "origins": "AllowedOrigin",
    "methods": "AllowedMethod",
    "allowed_headers": "AllowedHeader",
    "expose_headers": "ExposeHeader",
}
"""What a field is called in a stored key, whatever its attribute is called."""


def _kept(field: str, values: Sequence[str]) -> list[int]:
    """Return the indexes of the entries that no other covers; of those alike, the first."""
    first: dict[str, int] = {}
    for at, value in enumerate(values):
        first.setdefault(lower_ascii(value) if field in _HEADER_FIELDS else value, at)
    covers = _COVERS.get(field)
    wide = [text for text in first if covers and text.count("*") == 1]
    return [
        at
        for text, at in first.items()
        if not any(covers and other != text and covers(other, text) for other in wide)
    ]


def _marks(rule: Rule) -> tuple[str, ...]:
    """Return what tells the rule from others, whatever their order: whom it lets in."""
    return tuple(sorted(set(rule.origins)))
