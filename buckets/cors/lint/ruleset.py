"""Findings in the rules as a whole: what they take from each other, Vary, and the room left."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from buckets.cors.compare.behaviour import Case, ChangeKind, cases
from buckets.cors.compare.hazards import answers_name_several_origins
from buckets.cors.formats.xml import write
from buckets.cors.limits import LARGE_DOCUMENT, MAX_DOCUMENT_BYTES, MAX_RULES, NEARLY_FULL
from buckets.cors.lint.base import Occurrence, Severity, check
from buckets.cors.lint.context import Context
from buckets.cors.lint.documents import OSS_PUT, OSS_RULES, OSS_TROUBLE
from buckets.cors.lint.edits import DELETE_RULE, with_rules_at
from buckets.cors.message import Plural
from buckets.cors.model import Configuration, Rule, digest, lower_ascii
from buckets.cors.validate.oss_refusals import refused_by_oss

_ALLOWED, _BLOCKED, _HEADERS, _RULE, _VARY = ChangeKind
_MERGE: Final = {
    "merge": Plural("Merge into %(fewer)s rule", "Merge into %(fewer)s rules", by="fewer")
}
_VARY_ON: Final = {"vary-on": "Turn on Vary: Origin"}


def _marks(rules: Iterable[Rule]) -> list[str]:
    """Return what tells these rules from others, in no order of theirs."""
    return sorted(digest("rule", rule.canonical()) for rule in rules)


@check(
    "shadowed-rule",
    severity=Severity.MEDIUM,
    source=OSS_RULES,
    title="Rule that no request reaches",
    says="No request ever reaches this rule.",
    why=(
        "OSS answers by the first rule that matches, and earlier rules match all that this one "
        "does. This was proved, for every origin, method and set of headers."
    ),
    fixes=DELETE_RULE,
)
def shadowed_rule(context: Context) -> Iterator[Occurrence]:
    """Find rules that no request reaches."""
    for index, rule in enumerate(context.rules):
        if index not in context.reachable:
            yield Occurrence(
                fix=with_rules_at(context.configuration, index),
                advice="delete-rule",
                index=index,
                about=_marks([rule]),
            )


@check(
    "overlapping-rules",
    severity=Severity.LOW,
    source=OSS_TROUBLE,
    may_change={_HEADERS, _RULE},
    title="Rules that overlap",
    says="The rules %(rules)s match the same requests and answer differently.",
    why=(
        "The first one answers, and what a later one exposes or says of caching is lost: "
        "%(method)s from %(origin)s is such a request. A small edit or a move changes which rule "
        "answers."
    ),
    fixes={
        "same-answer": "Make them answer alike: expose %(expose)s",
        "same-timeout": "Make them answer alike",
    },
)
def overlapping_rules(context: Context) -> Iterator[Occurrence]:
    """Find sets of rules of which each takes requests from another, and not all answer alike."""
    rules = context.rules
    groups: list[set[int]] = []
    examples: dict[int, Case] = {}
    for later, rule in enumerate(rules):
        before = context.configuration.with_rules(rules[:later])
        group = {later}
        for case in cases(before, Configuration((rule,))):
            if case.first is None or case.second is None:
                continue
            group.add(case.first)
            if _said(rules[case.first]) != _said(rule):
                examples.setdefault(later, case)
        groups = _joined(groups, group)
    for group in groups:
        indexes = [index for index in sorted(group) if index in examples]
        if indexes:
            yield _overlap(context, sorted(group), examples[indexes[0]], indexes[0])


def _joined(groups: list[set[int]], group: set[int]) -> list[set[int]]:
    """Return ``groups`` with one more, put together with those that it shares a rule with."""
    apart = [other for other in groups if not other & group]
    return [*apart, group.union(*(other for other in groups if other & group))]


def _said(rule: Rule) -> tuple[frozenset[str], int | None]:
    """Return what of a rule's answer a page or a browser tells from another's."""
    return frozenset(map(lower_ascii, rule.expose_headers)), rule.max_age


def _overlap(context: Context, indexes: list[int], example: Case, later: int) -> Occurrence:
    """Return the overlap of the rules at ``indexes``, told of the ``later`` one in ``example``.

    The fix lets all of them expose what one of them does: so no two answer differently, and none
    comes to answer differently from another that it overlaps with.
    """
    rules = [context.rules[index] for index in indexes]
    exposed = {lower_ascii(name): name for rule in rules for name in rule.expose_headers}
    names = tuple(exposed.values())
    max_age = min((rule.max_age for rule in rules if rule.max_age is not None), default=None)
    alike = [
        replace(rule, expose_headers=names, max_age=max_age) if index in indexes else rule
        for index, rule in enumerate(context.rules)
    ]
    return Occurrence(
        fix=context.configuration.with_rules(alike),
        advice="same-answer" if names else "same-timeout",
        index=later,
        about=_marks(rules),
        params={
            "rules": ", ".join(str(index + 1) for index in indexes),
            "method": example.request.method,
            "origin": example.request.origin,
            "expose": ", ".join(names),
        },
    )


@check(
    "mergeable-rules",
    severity=Severity.NOTE,
    source=OSS_PUT,
    may_change={_RULE},
    title="Rules that can be merged",
    says="%(count)s rules can be merged into %(fewer)s, and every answer stays the same.",
    why=(
        "Rules that differ in their sources alone can be one, and a bucket holds at most "
        "%(limit)s rules."
    ),
    fixes=_MERGE,
)
def mergeable_rules(context: Context) -> Iterator[Occurrence]:
    """Find rules that can be fewer while every answer stays the same."""
    if len(context.merged.rules) < len(context.reachable):
        yield Occurrence(
            fix=context.merged,
            advice="merge",
            about=_marks(set(context.rules) - set(context.merged.rules)),
            params={
                "count": len(context.rules),
                "fewer": len(context.merged.rules),
                "limit": MAX_RULES,
            },
        )


@check(
    "rules-nearly-full",
    severity=Severity.NOTE,
    source=OSS_PUT,
    may_change={_RULE},
    title="Few rules left",
    says="%(count)s of %(limit)s rules are used.",
    why="OSS refuses any rule after the last one, with CORSRuleBeyondLimit.",
    fixes=_MERGE
    | {"make-room": "Delete a rule that nobody needs, or let one rule serve more sites."},
)
def rules_nearly_full(context: Context) -> Iterator[Occurrence]:
    """Find that few more rules fit; graver when none does."""
    count, fewer = len(context.rules), len(context.merged.rules)
    if count < NEARLY_FULL:
        return
    helps = fewer < NEARLY_FULL
    yield Occurrence(
        fix=context.merged if helps else None,
        advice="merge" if helps else "make-room",
        about=[str(count)],
        params={"count": count, "limit": MAX_RULES, "fewer": fewer},
        severity=None if count < MAX_RULES else Severity.LOW,
    )


@check(
    "size-nearly-full",
    severity=Severity.NOTE,
    source=OSS_PUT,
    may_change={_RULE},
    title="Little size left",
    says="The configuration has %(size)s bytes of the %(limit)s that OSS accepts.",
    why="OSS refuses a larger configuration, whoever adds the line that is too many.",
    fixes=_MERGE
    | {"make-shorter": "Use a * where many lines are alike, or delete what is not used."},
)
def size_nearly_full(context: Context) -> Iterator[Occurrence]:
    """Find that the document is nearly as large as OSS takes it."""
    if any(problem.id == "unwritable" for problem in refused_by_oss(context.configuration)):
        return
    size = len(write(context.configuration))
    if size < LARGE_DOCUMENT:
        return
    helps = len(write(context.merged)) < LARGE_DOCUMENT
    yield Occurrence(
        fix=context.merged if helps else None,
        advice="merge" if helps else "make-shorter",
        about=[str(size * 10 // MAX_DOCUMENT_BYTES)],
        params={"size": size, "limit": MAX_DOCUMENT_BYTES, "fewer": len(context.merged.rules)},
    )


@check(
    "vary-off",
    severity=Severity.MEDIUM,
    source=OSS_RULES,
    may_change={_VARY},
    title="Vary: Origin off",
    says="Vary: Origin is off although several origins are allowed.",
    why=(
        "The answer names the origin that asked. A browser or a CDN that keeps it may give it to "
        "another origin, which is then blocked."
    ),
    fixes=_VARY_ON,
)
def vary_off(context: Context) -> Iterator[Occurrence]:
    """Find that caches are not told to keep an answer for each origin."""
    if _is_vary_off(context) and answers_name_several_origins(context.configuration):
        yield _vary_on(context)


@check(
    "vary-off-mixed",
    severity=Severity.NOTE,
    source=OSS_RULES,
    may_change={_VARY},
    title="Vary: Origin off, one origin",
    says="Vary: Origin is off, which matters if pages also load objects without CORS.",
    why=(
        "An img, script or link element loads an object without CORS headers. When a script then "
        "fetches the same object, the browser takes it from its cache, and blocks it. With Vary: "
        "Origin it asks again, at the price of more requests."
    ),
    fixes=_VARY_ON,
)
def vary_off_mixed(context: Context) -> Iterator[Occurrence]:
    """Find that caches may mix answers with CORS headers and without."""
    is_read = any("GET" in rule.methods for rule in context.rules)
    several = answers_name_several_origins(context.configuration)
    if _is_vary_off(context) and is_read and not several:
        yield _vary_on(context)


def _is_vary_off(context: Context) -> bool:
    return bool(context.rules) and not context.configuration.response_vary


def _vary_on(context: Context) -> Occurrence:
    on = Configuration(context.rules, response_vary=True)
    return Occurrence(fix=on, advice="vary-on", field="response_vary", about=[])
