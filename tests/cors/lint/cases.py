"""For each finding a configuration that has it, one that nearly has it, and what its fix makes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from buckets.cors import METHODS, Configuration, Rule
from buckets.cors.limits import MAX_RULES, NEARLY_FULL
from buckets.cors.lint import Finding, findings

SUFFIXES: Final = {"com", "example", "github.io", "io", "co.uk", "uk", "dev"}
A, B = "https://a.site.com", "https://b.site.com"
SDK = ("authorization", "content-*", "x-oss-*")


def is_public_suffix(domain: str) -> bool:
    """A list that is short enough to be seen through."""
    return domain in SUFFIXES


def found_in(configuration: Configuration) -> tuple[Finding, ...]:
    return findings(configuration, is_public_suffix=is_public_suffix)


def ids(configuration: Configuration) -> list[str]:
    return [finding.id for finding in found_in(configuration)]


def rule(*origins: str, methods: str = "GET", **fields: Any) -> Rule:
    """A rule in which nothing else is to be found."""
    fields.setdefault("max_age", 600)
    return Rule(origins or (A,), tuple(methods.split()), **fields)


def of(*rules: Rule, vary: bool = True) -> Configuration:
    return Configuration(rules, vary)


@dataclass(frozen=True)
class Example:
    """``nearly`` differs from ``has`` in just what the finding is about; ``fixed`` is ``has``
    with the fix, None where there is none."""

    id: str
    has: Configuration
    nearly: Configuration
    fixed: Configuration | None


def source(finding_id: str, has: str, nearly: str, fixed: str | None) -> Example:
    """An example in one source beside another; ``fixed`` is "" where it is removed."""
    mended = None if fixed is None else of(rule(A, fixed) if fixed else rule(A))
    return Example(finding_id, of(rule(A, has)), of(rule(A, nearly)), mended)


WRITES = rule(methods="POST", expose_headers=("ETag", "x-oss-request-id"))
UPLOAD = replace(WRITES, methods=("PUT",), allowed_headers=SDK)
OPEN = Rule(("*",), METHODS, ("*",), ("ETag", "x-oss-request-id"), 600)
FULL = tuple(rule(f"https://{n}.site{n}.com", methods="HEAD", max_age=n) for n in range(MAX_RULES))
LONG = tuple(f"https://{'a' * 40}-{n}.site.com" for n in range(230))


def _one_by_one() -> list[Example]:
    return [
        source(
            "origin-never-matches",
            "https://C.site.com/",
            "https://c.site.com",
            "https://c.site.com",
        ),
        source("origin-never-matches", "", "https://c.site.com", ""),
        source("origin-never-matches", "https://c.site.com:0", "https://c.site.com:8", ""),
        source("origin-never-matches", "file:///index.html", "capacitor://localhost", ""),
        source("origin-never-matches", "*.Site.com", "https://x*.site.com", "https://*.site.com"),
        source("open-wildcard", "https://*site.com", "https://*.site.com", "https://*.site.com"),
        source("open-wildcard", "*site.com", "https://*.site.com", "https://*.site.com"),
        source("open-wildcard", "https://*.github.io", "https://*.mine.github.io", ""),
        source("open-wildcard", "https://app-*.co.uk", "https://app.site.co.uk", ""),
        source(
            "open-wildcard", "https://c.site.com*", "https://c.site.com:*", "https://c.site.com"
        ),
        source("open-wildcard", "http://localhost*", "http://localhost:*", "http://localhost"),
        source("open-wildcard", "https://app*", "https://app:*", ""),
        source("open-wildcard", "https://10.0.0.*", "https://10.0.0.1", ""),
        source("any-scheme", "*://c.site.com", "https://c.site.com", "https://c.site.com"),
        source("any-scheme", "http*://c.site.com", "https://c.site.com", "https://c.site.com"),
        source("any-scheme", "*.site.com", "https://*.site.com", "https://*.site.com"),
        source("any-scheme", "ftp*://c.site.com", "https://c.site.com", ""),
        source("null-source", "null", "https://null", ""),
        source("file-source", "file://", "file:///a", ""),
        source(
            "insecure-source", "http://c.site.com", "http://localhost:3000", "https://c.site.com"
        ),
        source(
            "insecure-source",
            "http://c.site.com:8080",
            "http://x.localhost",
            "https://c.site.com:8080",
        ),
        source("insecure-source", "http://c.site.com:443", "http://[::1]:443", ""),
        source("wildcard-in-label", "https://app-*.site.com", "https://app.*.site.com", None),
        source("wildcard-in-label", "https://*app.site.com", "https://*.app.site.com", None),
    ]


def _fields() -> list[Example]:
    bare = replace(WRITES, expose_headers=())
    etag, request_id = ("ETag",), ("x-oss-request-id",)
    twice = rule(A, methods="GET GET")
    return [
        Example(
            "etag-not-exposed",
            of(replace(bare, expose_headers=request_id)),
            of(rule()),
            of(replace(bare, expose_headers=(*request_id, *etag))),
        ),
        Example(
            "etag-not-exposed",
            of(replace(bare, expose_headers=("x-etag, x-oss-ec",))),
            of(replace(bare, expose_headers=("x-oss-ec, ETag",))),
            of(replace(bare, expose_headers=("x-etag, x-oss-ec", *etag))),
        ),
        Example(
            "request-id-not-exposed", of(replace(bare, expose_headers=etag)), of(WRITES), of(WRITES)
        ),
        Example(
            "sdk-headers-missing",
            of(replace(UPLOAD, allowed_headers=SDK[:2])),
            of(UPLOAD),
            of(
                replace(
                    UPLOAD,
                    allowed_headers=(
                        *SDK[:2],
                        "x-oss-content-sha256",
                        "x-oss-date",
                        "x-oss-security-token",
                        "x-oss-user-agent",
                    ),
                )
            ),
        ),
        Example("cache-timeout-unset", of(rule(max_age=None)), of(rule(max_age=0)), of(rule())),
        Example(
            "cache-timeout-too-long",
            of(rule(max_age=7201)),
            of(rule(max_age=7200)),
            of(rule(max_age=7200)),
        ),
        Example(
            "redundant-entries",
            of(rule(allowed_headers=("x-a", "*"))),
            of(rule(allowed_headers=("*",))),
            of(rule(allowed_headers=("*",))),
        ),
        Example(
            "redundant-entries",
            of(rule("https://*.site.com", A)),
            of(rule("https://*.site.com", "https://site.com")),
            of(rule("https://*.site.com")),
        ),
        Example(
            "redundant-entries",
            of(rule(expose_headers=("ETag", "etag"))),
            of(rule(expose_headers=("ETag", "X-Tag"))),
            of(rule(expose_headers=("ETag",))),
        ),
        Example("redundant-entries", of(twice), of(rule(methods="GET HEAD")), of(rule())),
    ]


def header(
    finding_id: str, has: str, nearly: str, *fixed: str, field: str = "allowed_headers"
) -> Example:
    """An example in one header beside another; ``fixed`` are those that come in its place."""
    fields: list[dict[str, Any]] = [{field: ("x-a", *it)} for it in ((has,), (nearly,), fixed)]
    return Example(finding_id, *(of(rule(**it)) for it in fields))


def exposed(finding_id: str, has: str, nearly: str, *fixed: str) -> Example:
    return header(finding_id, has, nearly, *fixed, field="expose_headers")


def _headers() -> list[Example]:
    return [
        header("key-value-header", "x-b:c", "x-b", "x-b"),
        header("key-value-header", "X-A: b", "x-b"),
        header("key-value-header", "x-**:b", "x-*"),
        header("header-never-matches", "x-b, x-c", "x-b", "x-b", "x-c"),
        header("header-never-matches", "x-b\N{FULLWIDTH COMMA}x-c", "x-b", "x-b", "x-c"),
        header("header-never-matches", '"x-b"', "'x-b'", "x-b"),
        header("header-never-matches", "größe", "x-b"),
        header("header-never-matches", "", "x-b"),
        exposed("exposed-list", "ETag, x-oss-ec", "ETag", "ETag", "x-oss-ec"),
        exposed("exposed-invalid", "x b", "x,b", "x", "b"),
        exposed("exposed-invalid", "x-b: c", "x-b", "x-b"),
        exposed("exposed-invalid", "größe", "x-b"),
        header("method-among-headers", "put", "x-put"),
        exposed("method-among-headers", "OPTIONS", "X-Options"),
        header("response-header-allowed", "access-control-allow-origin", "x-allow-origin"),
        header("response-header-allowed", "access-control-*", "access-control-request-method"),
        header("forbidden-header", "origin", "x-origin"),
        header("forbidden-header", "sec-fetch-mode", "x-sec"),
        header("forbidden-header", "access-control-request-headers", "access-control-x"),
        exposed("cors-header-exposed", "Access-Control-Max-Age", "X-Access"),
        header("header-misspelt", "content-tyep", "content-type", "content-type"),
        header("header-misspelt", "x-oss-dates", "x-oss-meta-date", "x-oss-date"),
        exposed("header-misspelt", "x-oss-reques-id", "x-oss-request-id", "x-oss-request-id"),
        exposed("header-misspelt", "E-Tag", "etag", "ETag"),
    ]


def _sets() -> list[Example]:
    roomy = FULL[: NEARLY_FULL - 1]
    read, head = rule(max_age=60), rule(methods="HEAD")
    same = rule(B, max_age=60)
    long, short = Rule(LONG, ("HEAD",), (), (), 60), rule(*LONG[:120], methods="HEAD")
    alike = tuple(rule(f"https://{n}.site{n}.com", methods="HEAD") for n in range(NEARLY_FULL))
    return [
        Example("wide-open", of(OPEN), of(replace(OPEN, origins=("https://*.site.com",))), of()),
        Example(
            "wide-open",
            of(replace(OPEN, origins=("*", A))),
            of(replace(OPEN, origins=(A,))),
            of(replace(OPEN, origins=(A,))),
        ),
        Example(
            "any-site-writes",
            of(replace(OPEN, methods=("GET", "POST"))),
            of(replace(OPEN, methods=("GET",))),
            of(replace(OPEN, methods=("GET",))),
        ),
        Example(
            "any-site-writes",
            of(replace(OPEN, origins=("*", A), allowed_headers=())),
            of(replace(OPEN, origins=(A,), allowed_headers=())),
            of(
                replace(OPEN, origins=(A,), allowed_headers=()),
                replace(OPEN, methods=("GET", "HEAD"), allowed_headers=()),
            ),
        ),
        Example("any-site-writes", of(replace(WRITES, origins=("https://*",))), of(WRITES), of()),
        Example(
            "any-site-writes", of(replace(WRITES, origins=("https://*", A))), of(WRITES), of(WRITES)
        ),
        Example(
            "several-sites",
            of(rule(A, "https://other.com", B)),
            of(rule(A, B)),
            of(rule(A, B), rule("https://other.com")),
        ),
        Example(
            "several-sites",
            of(rule(A, "https://other.com")),
            of(rule(A, "file://")),
            of(rule(A), rule("https://other.com")),
        ),
        Example("shadowed-rule", of(rule(A, B), rule()), of(rule(B), rule()), of(rule(A, B))),
        Example(
            "shadowed-rule",
            of(rule(), rule(methods="HEAD"), rule(methods="GET HEAD")),
            of(rule(), rule(methods="GET HEAD")),
            of(rule(), rule(methods="HEAD")),
        ),
        Example(
            "overlapping-rules",
            of(read, rule(methods="GET HEAD", expose_headers=("ETag",))),
            of(read, rule(B, expose_headers=("ETag",))),
            of(
                replace(read, expose_headers=("ETag",)),
                replace(read, methods=("GET", "HEAD"), expose_headers=("ETag",)),
            ),
        ),
        Example(
            "overlapping-rules",
            of(read, rule(methods="GET HEAD")),
            of(read, head),
            of(read, replace(head, methods=("GET", "HEAD"), max_age=60)),
        ),
        Example(
            "mergeable-rules",
            of(read, same),
            of(read, rule("https://b.other.com", max_age=60)),
            of(rule(A, B, max_age=60)),
        ),
        Example(
            "mergeable-rules",
            of(replace(read, allowed_headers=("*",)), replace(same, allowed_headers=("*", "x"))),
            of(read, replace(same, allowed_headers=("*",))),
            of(rule(A, B, max_age=60, allowed_headers=("*",))),
        ),
        Example(
            "vary-off",
            of(rule(A, B), vary=False),
            of(rule(methods="HEAD"), vary=False),
            of(rule(A, B)),
        ),
        Example(
            "vary-off-mixed",
            of(rule(), vary=False),
            of(rule(methods="HEAD"), vary=False),
            of(rule()),
        ),
        Example("rules-nearly-full", of(*FULL[:NEARLY_FULL]), of(*roomy), None),
        Example("rules-nearly-full", of(*FULL), of(*roomy), None),
        Example(
            "rules-nearly-full",
            of(*alike),
            of(*alike[1:]),
            of(rule(*(source for it in alike for source in it.origins), methods="HEAD")),
        ),
        Example("size-nearly-full", of(long), of(short), None),
    ]


EXAMPLES: Final = (*_one_by_one(), *_headers(), *_fields(), *_sets())
