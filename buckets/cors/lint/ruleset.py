"""Findings in the rules as a whole: what they take from each other, Vary, and the room left."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from buckets.cors.compare.behaviour import Case, ChangeKind, cases, compare
from buckets.cors.compare.hazards import answers_name_several_origins
from buckets.cors.formats.xml import write
from buckets.cors.limits import LARGE_DOCUMENT, MAX_DOCUMENT_BYTES, MAX_RULES, NEARLY_FULL
from buckets.cors.lint.base import Finding, IsPublicSuffix, Severity, found
from buckets.cors.lint.edits import with_rules_at
from buckets.cors.lint.wildcards import site_of
from buckets.cors.model import Configuration, Rule, lower_ascii
from buckets.cors.validate.rules import refused_by_oss


def set_findings(
    configuration: Configuration, reached: frozenset[int], is_public_suffix: IsPublicSuffix
) -> Iterator[Finding]:
    """What is to be said of the rules together; ``reached`` are those that any request reaches."""
    yield from _shadowed(configuration, reached)
    yield from _overlapping(configuration)
    yield from _vary(configuration)
    smaller = _smaller(configuration, reached, is_public_suffix)
    if len(smaller.rules) < len(reached):
        yield _mergeable(configuration, smaller)
    yield from _full(configuration, smaller)
    yield from _large(configuration, smaller)


def _shadowed(configuration: Configuration, reached: frozenset[int]) -> Iterator[Finding]:
    for place, rule in enumerate(configuration.rules):
        if place not in reached:
            yield found(
                "shadowed-rule",
                Severity.MEDIUM,
                rule=place,
                fix=with_rules_at(configuration, place),
                advice="delete-rule",
                about=(repr(rule),),
            )


# --- Rules that match the same requests ---------------------------------------------------------


def _overlapping(configuration: Configuration) -> Iterator[Finding]:
    """Sets of rules of which each takes requests from another, and not all answer alike."""
    rules = configuration.rules
    groups: list[set[int]] = []
    examples: dict[int, Case] = {}
    for later, rule in enumerate(rules):
        before = configuration.with_rules(rules[:later])
        group = {later}
        for case in cases(before, Configuration((rule,))):
            if case.first is None or case.second is None:
                continue
            group.add(case.first)
            if _says(rules[case.first]) != _says(rule):
                examples.setdefault(later, case)
        groups = _joined(groups, group)
    for group in groups:
        places = [place for place in sorted(group) if place in examples]
        if places:
            yield _overlap(configuration, sorted(group), examples[places[0]], places[0])


def _joined(groups: list[set[int]], group: set[int]) -> list[set[int]]:
    """``groups`` with one more, put together with those that it shares a rule with."""
    apart = [other for other in groups if not other & group]
    return [*apart, group.union(*(other for other in groups if other & group))]


def _says(rule: Rule) -> tuple[frozenset[str], int | None]:
    """What of a rule's answer a page or a browser tells from another's."""
    return frozenset(map(lower_ascii, rule.expose_headers)), rule.max_age


def _overlap(configuration: Configuration, places: list[int], example: Case, later: int) -> Finding:
    """The fix lets all of them expose what one of them does: so no two answer differently, and
    none comes to answer differently from another that it overlaps with."""
    rules = [configuration.rules[place] for place in places]
    exposed = {lower_ascii(name): name for rule in rules for name in rule.expose_headers}
    names = tuple(exposed.values())
    max_age = min((rule.max_age for rule in rules if rule.max_age is not None), default=None)
    alike = [
        replace(rule, expose_headers=names, max_age=max_age) if place in places else rule
        for place, rule in enumerate(configuration.rules)
    ]
    return found(
        "overlapping-rules",
        Severity.LOW,
        rule=later,
        fix=configuration.with_rules(alike),
        advice="same-answer" if names else "same-timeout",
        about=sorted(map(repr, rules)),
        rules=", ".join(str(place + 1) for place in places),
        method=example.request.method,
        origin=example.request.origin,
        expose=", ".join(names),
    )


# --- Vary ---------------------------------------------------------------------------------------


def _vary(configuration: Configuration) -> Iterator[Finding]:
    if configuration.response_vary or not configuration.rules:
        return
    on = Configuration(configuration.rules, response_vary=True)
    if answers_name_several_origins(configuration):
        finding_id, severity = "vary-off", Severity.MEDIUM
    elif any("GET" in rule.methods for rule in configuration.rules):
        finding_id, severity = "vary-off-mixed", Severity.NOTE
    else:
        return
    yield found(finding_id, severity, field="response_vary", fix=on, advice="vary-on", about=())


# --- Room ---------------------------------------------------------------------------------------


def _mergeable(configuration: Configuration, smaller: Configuration) -> Finding:
    gone = set(configuration.rules) - set(smaller.rules)
    return found(
        "mergeable-rules",
        Severity.NOTE,
        fix=smaller,
        advice="merge",
        about=sorted(map(repr, gone)),
        count=len(configuration.rules),
        fewer=len(smaller.rules),
        limit=MAX_RULES,
    )


def _full(configuration: Configuration, smaller: Configuration) -> Iterator[Finding]:
    count = len(configuration.rules)
    if count < NEARLY_FULL:
        return
    helps = len(smaller.rules) < NEARLY_FULL
    yield found(
        "rules-nearly-full",
        Severity.NOTE if count < MAX_RULES else Severity.LOW,
        fix=smaller if helps else None,
        advice="merge" if helps else "make-room",
        about=(str(count),),
        count=count,
        limit=MAX_RULES,
        fewer=len(smaller.rules),
    )


def _large(configuration: Configuration, smaller: Configuration) -> Iterator[Finding]:
    if any(problem.id == "unwritable" for problem in refused_by_oss(configuration)):
        return
    size = len(write(configuration))
    if size < LARGE_DOCUMENT:
        return
    helps = len(write(smaller)) < LARGE_DOCUMENT
    yield found(
        "size-nearly-full",
        Severity.NOTE,
        fix=smaller if helps else None,
        advice="merge" if helps else "make-shorter",
        about=(str(size * 10 // MAX_DOCUMENT_BYTES),),
        size=size,
        limit=MAX_DOCUMENT_BYTES,
        fewer=len(smaller.rules),
    )


def _smaller(
    configuration: Configuration, reached: frozenset[int], is_public_suffix: IsPublicSuffix
) -> Configuration:
    """Fewer rules that answer every request in the same way: none that nothing reaches, and one
    for those that differ in their sources alone.

    While there is room, only sources of one site come together: a rule for each site is better.
    """
    tidy = configuration.with_rules(configuration.rules[place] for place in sorted(reached))
    apart = len(configuration.rules) < NEARLY_FULL
    while (merged := _one_fewer(tidy, is_public_suffix if apart else None)) is not None:
        tidy = merged
    return tidy


def _one_fewer(
    configuration: Configuration, is_public_suffix: IsPublicSuffix | None
) -> Configuration | None:
    """With two rules put together, if there are two for which nothing changes by that."""
    rules = configuration.rules
    for first, second in combinations(range(len(rules)), 2):
        one, other = rules[first], rules[second]
        origins = tuple(dict.fromkeys((*one.origins, *other.origins)))
        if _settings(one) != _settings(other) or not _is_one_site(origins, is_public_suffix):
            continue
        both = replace(one, origins=origins)
        for into, out in ((first, second), (second, first)):
            kept = (both if place == into else it for place, it in enumerate(rules) if place != out)
            merged = configuration.with_rules(kept)
            if {change.kind for change in compare(configuration, merged)} <= {ChangeKind.RULE}:
                return merged
    return None


def _settings(rule: Rule) -> tuple[object, ...]:
    """All but the sources; header patterns as a set, for their order does nothing."""
    names = frozenset(rule.allowed_headers)
    return rule.methods, {"*"} if "*" in names else names, rule.expose_headers, rule.max_age


def _is_one_site(origins: tuple[str, ...], is_public_suffix: IsPublicSuffix | None) -> bool:
    """Whether all are of one site; without a public suffix test, that does not matter."""
    if is_public_suffix is None:
        return True
    return len({site_of(origin, is_public_suffix) for origin in origins}) == 1
