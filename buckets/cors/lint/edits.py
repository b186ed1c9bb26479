"""The small edits that fixes are made of, each giving a new configuration."""

from dataclasses import replace
from typing import Any

from buckets.cors.model import Configuration, Rule


def with_rules_at(configuration: Configuration, place: int, *rules: Rule) -> Configuration:
    """With ``rules`` where the rule at ``place`` was; with none, it is gone."""
    before, after = configuration.rules[:place], configuration.rules[place + 1 :]
    return configuration.with_rules((*before, *rules, *after))


def with_fields(configuration: Configuration, place: int, **fields: Any) -> Configuration:
    """With other values in fields of one rule."""
    return with_rules_at(configuration, place, replace(configuration.rules[place], **fields))


def with_value(
    configuration: Configuration, place: int, field: str, old: str, *new: str
) -> Configuration:
    """With those of ``new`` that are not there yet in place of ``old``, wherever it stands.

    A rule that is left without a source is gone.
    """
    values: tuple[str, ...] = getattr(configuration.rules[place], field)
    first = values.index(old)
    fresh = (value for value in new if value not in values)
    rest = (value for value in values[first + 1 :] if value != old)
    changed = (*values[:first], *fresh, *rest)
    if field == "origins" and not changed:
        return with_rules_at(configuration, place)
    return with_fields(configuration, place, **{field: changed})
