"""A bucket's CORS configuration as a value."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from buckets.cors.wildcard import PatternGroups

METHODS: Final = ("GET", "POST", "PUT", "DELETE", "HEAD")
"""The methods a rule may allow, in the order of the OSS console's check boxes (PutBucketCors)."""

FIELDS: Final = ("origins", "methods", "allowed_headers", "expose_headers", "max_age")
"""The attributes of a `Rule`, in the order of the form and of the rule table."""

_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def lower_ascii(text: str) -> str:
    """``text`` with A to Z in lower case and nothing else touched, as HTTP compares names."""
    return text.translate(_LOWER)


def digest(*parts: object) -> str:
    """Return the SHA-256, in hex, of ``parts`` as JSON.

    Everything stored as a key is made by this from canonical forms: never from a text for people,
    nor from a `repr`, which follow names in the code.
    """
    text = json.dumps(parts, separators=(",", ":"))  # in ASCII, whatever is in the parts
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Rule:
    """One CORS rule, its values in the order in which OSS holds them, duplicates included.

    ``allowed_headers`` are put in lower case, because OSS reads them back that way.
    ``max_age`` is in seconds; ``None`` (no such element) and 0 are different rules.
    """

    origins: tuple[str, ...]
    methods: tuple[str, ...]
    allowed_headers: tuple[str, ...] = ()
    expose_headers: tuple[str, ...] = ()
    max_age: int | None = None

    def __post_init__(self) -> None:
        for name in ("origins", "methods", "allowed_headers", "expose_headers"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        object.__setattr__(self, "allowed_headers", tuple(map(lower_ascii, self.allowed_headers)))

    def canonical(self) -> dict[str, object]:
        """Return version 1 of the form that stored keys are made of, as JSON values.

        Its names belong to what is stored, not to this class: renaming an attribute leaves them
        as they are, and another form gets another version.
        """
        return {
            "version": 1,
            "AllowedOrigin": self.origins,
            "AllowedMethod": self.methods,
            "AllowedHeader": self.allowed_headers,
            "ExposeHeader": self.expose_headers,
            "MaxAgeSeconds": self.max_age,
        }


@dataclass(frozen=True)
class Configuration:
    """The rules of a bucket in the order in which OSS tries them, and its one Vary setting."""

    rules: tuple[Rule, ...] = ()
    response_vary: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", tuple(self.rules))

    def canonical(self) -> dict[str, object]:
        """Return version 1 of the form that stored keys are made of, as JSON values.

        It has all that OSS tells apart: order counts, header case does not. ``response_vary`` has
        no effect without a rule, and a bucket without rules has no document to hold it: there it
        does not count.
        """
        return {
            "version": 1,
            "CORSRule": [rule.canonical() for rule in self.rules],
            "ResponseVary": self.response_vary and bool(self.rules),
        }

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256, in hex, of the canonical form."""
        return digest("configuration", self.canonical())

    @cached_property
    def origin_patterns(self) -> PatternGroups:
        """The sources of each rule."""
        return PatternGroups(rule.origins for rule in self.rules)

    @cached_property
    def methods(self) -> Mapping[str, int]:
        """The rules, a bit each, that allow a method."""
        found: dict[str, int] = {}
        for index, rule in enumerate(self.rules):
            for method in rule.methods:
                found[method] = found.get(method, 0) | 1 << index
        return found

    @cached_property
    def header_patterns(self) -> PatternGroups:
        """The allowed headers of each rule, in lower case."""
        return PatternGroups(rule.allowed_headers for rule in self.rules)

    def with_rules(self, rules: Iterable[Rule]) -> "Configuration":
        """The same configuration with other rules."""
        return Configuration(tuple(rules), self.response_vary)
