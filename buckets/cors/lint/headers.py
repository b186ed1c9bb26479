"""Findings in the names of allowed and exposed headers: which have no effect, or another one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from buckets.cors.compare.behaviour import ChangeKind
from buckets.cors.evaluate.browser import PageHeader
from buckets.cors.lint.base import Occurrence, Severity, check
from buckets.cors.lint.context import Context
from buckets.cors.lint.documents import FETCH, HTTP, OSS_PUT
from buckets.cors.lint.edits import REPLACE_OR_REMOVE, with_value
from buckets.cors.model import lower_ascii
from buckets.cors.validate.known_headers import is_method, is_response_header, meant_by
from buckets.cors.validate.problem import Fault
from buckets.cors.validate.rules import header_faults
from buckets.cors.validate.tokens import is_token

_ALLOWED, _BLOCKED, _HEADERS, _RULE, _VARY = ChangeKind
_FIELDS: Final = ("allowed_headers", "expose_headers")


@check(
    "key-value-header",
    severity=Severity.LOW,
    source=FETCH,
    may_change={_ALLOWED, _BLOCKED, _HEADERS, _RULE},
    title="Header with a value",
    says="The allowed header “%(value)s” can never match.",
    why=(
        "Browsers ask for the names of headers, without their values. An older guide shows "
        "name:value; OSS accepts it, and it has no effect."
    ),
    fixes=REPLACE_OR_REMOVE,
)
def key_value_header(context: Context) -> Iterator[Occurrence]:
    """Find headers with their value, as an older guide has it."""
    for index, header, fault in _faults(context, "allowed_headers"):
        if fault.id == "key-value":
            yield _mended(context, index, "allowed_headers", header, fault)


@check(
    "header-never-matches",
    severity=Severity.MEDIUM,
    source=HTTP,
    may_change={_ALLOWED, _BLOCKED, _HEADERS, _RULE},
    title="Allowed header that never matches",
    says="The allowed header “%(value)s” can never match.",
    why="An entry is compared with one name as a whole, and no header has such a name.",
    fixes=REPLACE_OR_REMOVE,
)
def header_never_matches(context: Context) -> Iterator[Occurrence]:
    """Find entries that are not one name, as of several headers in one."""
    for index, header, fault in _faults(context, "allowed_headers"):
        if fault.id not in ("key-value", "two-wildcards") and not is_token(header):
            found = _mended(context, index, "allowed_headers", header, fault)
            yield replace(found, why=fault.message)


@check(
    "exposed-list",
    severity=Severity.NOTE,
    source=FETCH,
    may_change={_HEADERS, _RULE},
    title="Several exposed headers in one entry",
    says="One entry exposes several headers: %(value)s.",
    why=(
        "It works, because OSS joins the entries with commas and browsers split them again. Other "
        "tools, and people who compare rules, take it for one name."
    ),
    fixes={"split-entry": "Split into one entry for each header"},
)
def exposed_list(context: Context) -> Iterator[Occurrence]:
    """Find entries of exposed headers that are lists."""
    for index, value in _entries(context, "expose_headers"):
        if names := _listed(value):
            yield _replaced(context, index, "expose_headers", value, *names, advice="split-entry")


@check(
    "exposed-invalid",
    severity=Severity.MEDIUM,
    source=FETCH,
    may_change={_HEADERS, _RULE},
    title="Exposed header that is no name",
    says="The exposed header “%(value)s” is not a header name.",
    why=(
        "By the Fetch standard browsers ignore the whole list of exposed headers when one entry is "
        "not a name, so that scripts can read none of them."
    ),
    fixes=REPLACE_OR_REMOVE,
)
def exposed_invalid(context: Context) -> Iterator[Occurrence]:
    """Find entries of exposed headers that are neither a name nor a list of names."""
    for index, value, fault in _faults(context, "expose_headers"):
        if not is_token(value) and not _listed(value):
            yield _mended(context, index, "expose_headers", value, fault)


@check(
    "method-among-headers",
    severity=Severity.LOW,
    source=HTTP,
    may_change={_BLOCKED, _HEADERS, _RULE},
    title="Method among the headers",
    says="“%(value)s” is a method, not a header.",
    why="Methods have a field of their own. Among the headers this entry has no effect.",
    fixes=REPLACE_OR_REMOVE,
)
def method_among_headers(context: Context) -> Iterator[Occurrence]:
    """Find methods among the allowed and the exposed headers."""
    return _useless(context, is_method, *_FIELDS)


@check(
    "response-header-allowed",
    severity=Severity.LOW,
    source=FETCH,
    may_change={_BLOCKED, _HEADERS, _RULE},
    title="Header of answers among the allowed headers",
    says="The allowed header “%(value)s” is one that servers send, not pages.",
    why=(
        "OSS sends it by itself where a rule matches. A script that sets it in its requests gains "
        "nothing. Remove it from the script first, because such requests are blocked without this "
        "entry."
    ),
    fixes=REPLACE_OR_REMOVE,
)
def response_header_allowed(context: Context) -> Iterator[Occurrence]:
    """Find headers of CORS answers among the allowed headers."""
    return _useless(context, is_response_header, "allowed_headers")


@check(
    "forbidden-header",
    severity=Severity.NOTE,
    source=FETCH,
    may_change={_BLOCKED, _HEADERS, _RULE},
    title="Header that no page can set",
    says="The allowed header “%(value)s” is one that no page can set.",
    why="The browser sends it by itself and never asks for it, so this entry has no effect.",
    fixes=REPLACE_OR_REMOVE,
)
def forbidden_header(context: Context) -> Iterator[Occurrence]:
    """Find allowed headers that browsers let no script set, such as Origin."""
    return _useless(context, lambda name: PageHeader(name).is_forbidden, "allowed_headers")


@check(
    "cors-header-exposed",
    severity=Severity.NOTE,
    source=FETCH,
    may_change={_HEADERS, _RULE},
    title="Header of CORS among the exposed headers",
    says="The exposed header “%(value)s” is for the browser, not for scripts.",
    why="The browser reads it whether it is exposed or not, and scripts do not need it.",
    fixes=REPLACE_OR_REMOVE,
)
def cors_header_exposed(context: Context) -> Iterator[Occurrence]:
    """Find headers of CORS among the exposed headers."""
    return _useless(
        context, lambda name: lower_ascii(name).startswith("access-control-"), "expose_headers"
    )


@check(
    "header-misspelt",
    severity=Severity.LOW,
    source=OSS_PUT,
    may_change={_ALLOWED, _BLOCKED, _HEADERS, _RULE},
    title="Header name that is probably misspelt",
    says="The header “%(value)s” is probably misspelt.",
    why="It differs by one character from %(new)s, which is well known.",
    fixes=REPLACE_OR_REMOVE,
)
def header_misspelt(context: Context) -> Iterator[Occurrence]:
    """Find names that are nearly those of well-known headers."""
    for field in _FIELDS:
        for index, name in _entries(context, field):
            if meant := meant_by(name):
                new = lower_ascii(meant) if field == "allowed_headers" else meant
                yield _replaced(context, index, field, name, new)


def _entries(context: Context, field: str) -> Iterator[tuple[int, str]]:
    """Yield the entries of the field, each once, with the index of its rule."""
    for index, rule in context.reachable_rules:
        for value in dict.fromkeys(getattr(rule, field)):
            yield index, value


def _faults(context: Context, field: str) -> Iterator[tuple[int, str, Fault]]:
    """Yield what is wrong with the entries of the field, with the index of the rule."""
    for index, value in _entries(context, field):
        for fault in _faults_of(value, field):
            yield index, value, fault


@lru_cache(maxsize=1024)
def _faults_of(value: str, field: str) -> tuple[Fault, ...]:
    """Return what is wrong with an entry. Several checks ask, for buckets that are alike."""
    return tuple(header_faults(value, field=field))


def _useless(
    context: Context, is_useless: Callable[[str], bool], *fields: str
) -> Iterator[Occurrence]:
    """Yield the entries that are to be removed."""
    for field in fields:
        for index, name in _entries(context, field):
            if is_useless(name):
                yield _replaced(context, index, field, name)


def _listed(value: str) -> tuple[str, ...]:
    """Return the names that a browser makes of one entry, if these are several."""
    names = tuple(name.strip() for name in value.split(","))
    return names if len(names) > 1 and all(map(is_token, names)) else ()


def _mended(context: Context, index: int, field: str, value: str, fault: Fault) -> Occurrence:
    """Return what is mended by the fix of a fault, or by removing the entry where it has none."""
    names = fault.fix.split("\n") if fault.fix else ()
    return _replaced(context, index, field, value, *names)


def _replaced(
    context: Context, index: int, field: str, value: str, *new: str, advice: str = ""
) -> Occurrence:
    """Return what is mended by putting ``new`` in place of an entry, or by removing it."""
    return Occurrence(
        fix=with_value(context.configuration, index, field, value, *new),
        advice=advice or ("replace" if new else "remove-value"),
        index=index,
        field=field,
        value=value,
        params={"new": ", ".join(new)},
    )
