"""What the checks look at: a configuration, with what several of them compute of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from buckets.cors.compare import behaviour
from buckets.cors.lint.merging import merged
from buckets.cors.lint.sites import IsPublicSuffix
from buckets.cors.model import Configuration, Rule
from buckets.cors.validate.rules import browsers_send


@dataclass(frozen=True)
class Context:
    """A configuration; ``is_public_suffix`` knows below which names strangers can register."""

    configuration: Configuration
    is_public_suffix: IsPublicSuffix

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, in their order."""
        return self.configuration.rules

    @cached_property
    def reachable(self) -> frozenset[int]:
        """The indexes of the rules that answer any request at all; the rest is shadowed."""
        return behaviour.reachable(self.configuration)

    @cached_property
    def reachable_rules(self) -> tuple[tuple[int, Rule], ...]:
        """The rules that answer any request, each with its index."""
        return tuple((index, self.rules[index]) for index in sorted(self.reachable))

    @cached_property
    def merged(self) -> Configuration:
        """The fewest rules found that answer every request in the same way."""
        return merged(self.configuration, self.reachable, self.is_public_suffix)

    @cached_property
    def sent_of_rule(self) -> tuple[tuple[str, ...], ...]:
        """For each rule, its sources that can match what a browser sends, each once."""
        return tuple(
            tuple(source for source in dict.fromkeys(rule.origins) if browsers_send(source))
            for rule in self.rules
        )

    @property
    def sent_sources(self) -> Iterator[tuple[int, str]]:
        """The sources that can match what a browser sends, each with the index of its rule."""
        for index, sources in enumerate(self.sent_of_rule):
            for source in sources:
                yield index, source
