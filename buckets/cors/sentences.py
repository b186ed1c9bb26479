"""Sentences for people that can still be translated after they left the domain."""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
