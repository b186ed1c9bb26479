"""Sentences for people that can still be translated after they left the domain."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def gettext_noop(message: str) -> str:
    """Mark ``message`` for the translators' catalogue and hand it back unchanged.

    The domain knows no language: whoever shows a `Sentence` translates its template.
    """
    return message


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English template with named ``%(name)s`` places, and what goes into them."""

    template: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.params

    @property
    def as_json(self) -> dict[str, object]:
        """It to be kept, and told later in the reader's language."""
        return {"template": self.template, "params": dict(self.params)}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Sentence":
        """From what `as_json` made of one."""
        return cls(kept["template"], kept["params"])
