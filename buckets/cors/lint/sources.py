"""Findings in the sources of a rule: who is let in that should not be, and who is not."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from buckets.cors.compare.hazards import WRITES, is_any_site
from buckets.cors.limits import NEARLY_FULL
from buckets.cors.lint.base import Finding, IsPublicSuffix, Severity, found
from buckets.cors.lint.edits import with_rules_at, with_value
from buckets.cors.lint.wildcards import Wildcard, site_of
from buckets.cors.message import Message
from buckets.cors.model import METHODS, Configuration, Rule
from buckets.cors.origin import Parts
from buckets.cors.validate.rules import Line, Problem, browsers_send, source_problems

_OWN_MACHINE: Final = ("localhost", "127.0.0.1", "[::1]")
_WILDCARD_SEVERITY: Final = {
    "open-wildcard": Severity.HIGH,
    "any-scheme": Severity.MEDIUM,
    "wildcard-in-label": Severity.LOW,
}


def source_findings(
    configuration: Configuration, is_public_suffix: IsPublicSuffix
) -> Iterator[Finding]:
    """What is to be said of the sources, rule by rule."""
    for place, rule in enumerate(configuration.rules):
        yield from _any_site(configuration, place, rule)
        live = [source for source in dict.fromkeys(rule.origins) if browsers_send(source)]
        for source in dict.fromkeys(rule.origins):
            if source not in live:
                yield _dead(configuration, place, source)
            elif source == "null":
                yield _removable("null-source", Severity.HIGH, configuration, place, source)
            else:
                yield from _reaching_far(configuration, place, source, is_public_suffix)
                yield from _insecure(configuration, place, source)
        yield from _several_sites(configuration, place, live, is_public_suffix)


def _dead(configuration: Configuration, place: int, source: str) -> Finding:
    """A source that no browser sends, with what is wrong with it."""
    problems = tuple(source_problems(Line(1, source)))
    meant = _meant(problems)
    return found(
        "origin-never-matches",
        Severity.MEDIUM,
        rule=place,
        field="origins",
        value=source,
        why=_first_reason(problems),
        fix=with_value(configuration, place, "origins", source, *meant),
        advice="replace" if meant else "remove-value",
        new=", ".join(meant),
    )


def _first_reason(problems: tuple[Problem, ...]) -> Message | None:
    return problems[0].message if problems else None


def _meant(problems: tuple[Problem, ...]) -> list[str]:
    """The sources that were probably meant. Never ``null``, which would let anybody in."""
    fixes = [problem.fix.split("\n") for problem in problems if problem.fix is not None]
    meant = fixes[0] if fixes else []
    return meant if all(it != "null" and browsers_send(it) for it in meant) else []


def _any_site(configuration: Configuration, place: int, rule: Rule) -> Iterator[Finding]:
    """A rule by which any site may write, or do anything at all."""
    open_to_all = [source for source in dict.fromkeys(rule.origins) if is_any_site(source)]
    writes = [method for method in METHODS if method in rule.methods and method in WRITES]
    if not open_to_all or not writes:
        return
    named = tuple(source for source in rule.origins if source not in open_to_all)
    by_name = (replace(rule, origins=named),) if named else ()
    where: dict[str, Any] = {"rule": place, "field": "methods", "value": ", ".join(writes)}
    about = (*sorted(open_to_all), *writes)
    if "*" in rule.allowed_headers and set(rule.methods) >= set(METHODS):
        fix = with_rules_at(configuration, place, *by_name)
        advice = "remove-any-site" if named else "delete-rule"
        yield found("wide-open", Severity.HIGH, fix=fix, advice=advice, about=about, **where)
        return
    reading = tuple(method for method in rule.methods if method not in WRITES)
    any_site = tuple(source for source in rule.origins if source in open_to_all)
    may_read = (replace(rule, origins=any_site, methods=reading),) if reading else ()
    yield found(
        "any-site-writes",
        Severity.HIGH,
        fix=with_rules_at(configuration, place, *by_name, *may_read),
        advice="only-reading" if reading else "remove-any-site" if named else "delete-rule",
        about=about,
        sources=", ".join(open_to_all),
        **where,
    )


def _reaching_far(
    configuration: Configuration, place: int, source: str, is_public_suffix: IsPublicSuffix
) -> Iterator[Finding]:
    """A wildcard that matches more than it looks as if it did."""
    wildcard = Wildcard.of(source)
    reach = wildcard.reach(is_public_suffix) if wildcard else ""
    if wildcard is None or not reach:
        return
    severity, example = _WILDCARD_SEVERITY[reach], wildcard.example
    if reach == "wildcard-in-label":
        yield found(
            reach,
            severity,
            rule=place,
            field="origins",
            value=source,
            fix=None,
            advice="name-the-sites",
            example=example,
        )
        return
    narrowed = wildcard.narrowed(is_public_suffix)
    yield _removable(reach, severity, configuration, place, source, narrowed, example=example)


def _insecure(configuration: Configuration, place: int, source: str) -> Iterator[Finding]:
    """A page that came without encryption, but for those of one's own machine."""
    parts = Parts.of(source)
    if parts is None or parts.scheme != "http" or parts.host in _OWN_MACHINE or parts.host == "*":
        return
    if parts.host.endswith(".localhost"):
        return
    secure = str(replace(parts, scheme="https"))
    new = secure if browsers_send(secure) else None
    yield _removable("insecure-source", Severity.MEDIUM, configuration, place, source, new)


def _removable(
    finding_id: str,
    severity: Severity,
    configuration: Configuration,
    place: int,
    source: str,
    new: str | None = None,
    **params: Any,
) -> Finding:
    """A finding that is mended by putting ``new`` in place of the source, or by removing it."""
    return found(
        finding_id,
        severity,
        rule=place,
        field="origins",
        value=source,
        fix=with_value(configuration, place, "origins", source, *filter(None, [new])),
        advice="replace" if new else "remove-value",
        new=new or "",
        **params,
    )


def _several_sites(
    configuration: Configuration, place: int, live: list[str], is_public_suffix: IsPublicSuffix
) -> Iterator[Finding]:
    """One rule for the sites of several owners, while there is room for more rules."""
    rule = configuration.rules[place]
    sites: dict[str, list[str]] = {}
    for source in rule.origins:
        sites.setdefault(site_of(source, is_public_suffix), []).append(source)
    needed = len(configuration.rules) - 1 + len(sites)
    if len(sites) < 2 or needed >= NEARLY_FULL or len(live) < len(set(rule.origins)):
        return
    if "null" in live or any(map(is_any_site, live)):
        return
    apart = [replace(rule, origins=tuple(sources)) for sources in sites.values()]
    yield found(
        "several-sites",
        Severity.NOTE,
        rule=place,
        field="origins",
        value=", ".join(sites),
        fix=with_rules_at(configuration, place, *apart),
        advice="split",
        about=sorted(sites),
    )
