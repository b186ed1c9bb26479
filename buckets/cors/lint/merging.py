"""The same answers from fewer rules."""

from dataclasses import replace
from itertools import combinations

from buckets.cors.compare.behaviour import ChangeKind, compare
from buckets.cors.limits import NEARLY_FULL
from buckets.cors.lint.sites import IsPublicSuffix, site_of
from buckets.cors.model import Configuration, Rule


def merged(
    configuration: Configuration, reachable: frozenset[int], is_public_suffix: IsPublicSuffix
) -> Configuration:
    """Return fewer rules that answer every request in the same way.

    None of them is a rule that nothing reaches, and rules that differ in their sources alone are
    one. While there is room, only sources of one site come together: a rule for each site is
    better.
    """
    tidy = configuration.with_rules(configuration.rules[index] for index in sorted(reachable))
    apart = len(configuration.rules) < NEARLY_FULL
    while (fewer := _one_fewer(tidy, is_public_suffix if apart else None)) is not None:
        tidy = fewer
    return tidy


def _one_fewer(
    configuration: Configuration, is_public_suffix: IsPublicSuffix | None
) -> Configuration | None:
    """Return it with two rules put together; None where every such pair changes an answer."""
    rules = configuration.rules
    for first, second in combinations(range(len(rules)), 2):
        one, other = rules[first], rules[second]
        origins = tuple(dict.fromkeys((*one.origins, *other.origins)))
        if _settings(one) != _settings(other) or not _is_one_site(origins, is_public_suffix):
            continue
        both = replace(one, origins=origins)
        for into, out in ((first, second), (second, first)):
            kept = (both if at == into else rule for at, rule in enumerate(rules) if at != out)
            fewer = configuration.with_rules(kept)
            if {change.kind for change in compare(configuration, fewer)} <= {ChangeKind.RULE}:
                return fewer
    return None


def _settings(rule: Rule) -> tuple[object, ...]:
    """Return all but the sources; header patterns as a set, for their order does nothing."""
    names = frozenset(rule.allowed_headers)
    return rule.methods, {"*"} if "*" in names else names, rule.expose_headers, rule.max_age


def _is_one_site(origins: tuple[str, ...], is_public_suffix: IsPublicSuffix | None) -> bool:
    """Tell whether all are of one site; without a public suffix test, that does not matter."""
    if is_public_suffix is None:
        return True
    return len({site_of(origin, is_public_suffix) for origin in origins}) == 1
