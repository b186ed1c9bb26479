"""The small edits that fixes are made of, each giving a new configuration, and their names."""

from dataclasses import replace
from typing import Any, Final

from buckets.cors.message import Text
from buckets.cors.model import Configuration, Rule

REPLACE_OR_REMOVE: Final[dict[str, Text]] = {
    "replace": "Replace with %(new)s",
    "remove-value": "Remove %(value)s",
}
DELETE_RULE: Final[dict[str, Text]] = {"delete-rule": "Delete the rule"}


def with_rules_at(configuration: Configuration, index: int, *rules: Rule) -> Configuration:
    """Return it with ``rules`` where the rule at ``index`` was; with none, it is gone."""
    before, after = configuration.rules[:index], configuration.rules[index + 1 :]
    return configuration.with_rules((*before, *rules, *after))


def with_fields(configuration: Configuration, index: int, **fields: Any) -> Configuration:
    """Return it with other values in fields of one rule."""
    return with_rules_at(configuration, index, replace(configuration.rules[index], **fields))


def with_value(
    configuration: Configuration, index: int, field: str, old: str, *new: str
) -> Configuration:
    """Return it with those of ``new`` that are not there yet in place of every ``old``.

    A rule that is left without a source is gone.
    """
    values: tuple[str, ...] = getattr(configuration.rules[index], field)
    first = values.index(old)
    fresh = (value for value in new if value not in values)
    rest = (value for value in values[first + 1 :] if value != old)
    changed = (*values[:first], *fresh, *rest)
    if field == "origins" and not changed:
        return with_rules_at(configuration, index)
    return with_fields(configuration, index, **{field: changed})
