"""What a rule does, in plain words."""

from collections.abc import Iterator

from buckets.cors import Rule
from buckets.cors.origin import FILE
from buckets.cors.validate.rules import browsers_send
from buckets.presenters.text import in_sequence, listed, say


def describe(rule: Rule) -> str:
    """Return what ``rule`` does; of an unfinished rule only what is known."""
    if not rule.origins or not rule.methods:
        return say("rules.incomplete")
    return in_sequence(_sentences(rule))


def _sentences(rule: Rule) -> Iterator[str]:
    dead = [origin for origin in rule.origins if not browsers_send(origin)]
    live = [origin for origin in rule.origins if origin not in dead]
    if live:
        yield from _who_may_what(live, rule)
        yield _request_headers(rule)
    if live and rule.expose_headers:
        yield say("rules.exposed", names=listed(rule.expose_headers, most=5))
    if live and rule.max_age:
        yield say("rules.cached", count=rule.max_age)
    if dead:
        yield say("rules.never-matches", origins=listed(dead))


def _who_may_what(origins: list[str], rule: Rule) -> Iterator[str]:
    methods = listed(rule.methods, most=5)
    sites = [origin for origin in origins if origin not in ("null", FILE)]
    if "*" in sites:
        yield say("rules.any-site", methods=methods)
    elif sites:
        yield say("rules.sites", origins=listed(sites), methods=methods)
    if "null" in origins:
        yield say("rules.null", methods=methods)
    if FILE in origins:
        yield say("rules.file", methods=methods)


def _request_headers(rule: Rule) -> str:
    if "*" in rule.allowed_headers:
        return say("rules.any-header")
    if rule.allowed_headers:
        return say("rules.headers", names=listed(rule.allowed_headers, most=5))
    return say("rules.no-headers")
