"""The smallest change of the rules that lets a blocked request through."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from buckets.cors.compare.behaviour import Change, ChangeKind, compare
from buckets.cors.evaluate.browser import PageRequest, as_sent
from buckets.cors.evaluate.oss import allows_header
from buckets.cors.evaluate.simulation import simulate
from buckets.cors.limits import MAX_RULES
from buckets.cors.model import METHODS, Configuration, Rule, lower_ascii
from buckets.cors.origin import OriginPattern
from buckets.cors.validate.oss_refusals import refused_by_oss

_WHOLE_RULE: Final = MAX_RULES
"""How much larger a new rule counts than one more value in a rule: rules are few."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """``configuration`` lets the request through; it differs in the rule at ``index``, which is
    new if ``is_new``. ``changes`` is all that it changes besides."""

    configuration: Configuration
    index: int
    is_new: bool
    changes: tuple[Change, ...]


def remedies(configuration: Configuration, request: PageRequest) -> tuple[Remedy, ...]:
    """What could be done for ``request`` to succeed: the smallest change, and, where that allows
    more than this request, another that allows less. Empty where it succeeds as it is, or where no
    rule can help: OSS sends no Allow-Credentials, and allows no other methods than its own.
    """
    return (
        ()
        if simulate(configuration, request).succeeds
        else changes_that_allow(configuration, request)
    )


@lru_cache(maxsize=256)  # the page that shows them and the form that applies one ask for the same
def changes_that_allow(configuration: Configuration, request: PageRequest) -> tuple[Remedy, ...]:
    """Return the `remedies` for ``request``, which is known not to succeed as it is."""
    found = []
    for size, index, is_new, changed in _candidates(configuration, request):
        if simulate(changed, request).succeeds and not refused_by_oss(changed):
            # Nothing of it is ever blocked: rules only allow, and none is taken away.
            changes = compare(configuration, changed)
            remedy = Remedy(changed, index, is_new, changes)
            found.append((size, _excess(changes, request), remedy))
    if not found:
        return ()
    _size, excess, smallest = min(found, key=lambda candidate: candidate[:2])
    _size, least, narrowest = min(found, key=lambda candidate: candidate[1::-1])
    return (smallest, narrowest) if least < excess else (smallest,)


def _excess(changes: tuple[Change, ...], request: PageRequest) -> int:
    """How much is newly allowed besides ``request``: sources with a method and headers."""
    method, names = as_sent(request.method), {*request.asks_for}
    return sum(
        (source, allowed) != (request.origin, method)
        or not {*change.headers, *change.request.headers} <= names
        for change in changes
        if change.kind is ChangeKind.ALLOWED
        for source in change.origins or (change.request.origin,)
        for allowed in change.methods
    )


def _candidates(
    configuration: Configuration, request: PageRequest
) -> Iterator[tuple[int, int, bool, Configuration]]:
    """Changes to try, each with how large it is and the index of the rule that it concerns."""
    rules = configuration.rules
    for index, rule in enumerate(rules):
        changed = _widened(rule, request)
        size = _values(changed) - _values(rule)
        others = (*rules[:index], *rules[index + 1 :])
        for to in dict.fromkeys((index, 0)):
            moved = (*others[:to], changed, *others[to:])
            yield size + (to != index), to, False, configuration.with_rules(moved)
    if len(rules) < MAX_RULES:
        new = _widened(Rule((), ()), request)
        for to in dict.fromkeys((len(rules), 0)):
            added = (*rules[:to], new, *rules[to:])
            size = _WHOLE_RULE + (to != len(rules))
            yield size, to, True, configuration.with_rules(added)


def _widened(rule: Rule, request: PageRequest) -> Rule:
    """``rule`` with all that it lacks to allow ``request``."""
    method = as_sent(request.method)
    added = (method,) if method in METHODS and method not in rule.methods else ()
    lacking = [
        name
        for name in request.asks_for
        if not any(allows_header(pattern, name) for pattern in rule.allowed_headers)
    ]
    exposed = {*map(lower_ascii, rule.expose_headers)}
    unread = [name for name in request.reads if lower_ascii(name) not in exposed]
    has_origin = any(OriginPattern(source).matches(request.origin) for source in rule.origins)
    return replace(
        rule,
        origins=rule.origins if has_origin else (*rule.origins, request.origin),
        methods=(*rule.methods, *added),
        allowed_headers=(*rule.allowed_headers, *lacking),
        expose_headers=(*rule.expose_headers, *unread),
    )


def _values(rule: Rule) -> int:
    return sum(map(len, (rule.origins, rule.methods, rule.allowed_headers, rule.expose_headers)))
