"""Which checks an installation runs, and how grave it takes what they find."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from buckets.cors.lint.base import Check, Occurrence, Severity
from buckets.cors.model import digest

OFF: Final = "off"


@dataclass(frozen=True, slots=True)
class Policy:
    """An installation's choices, by the id of the check: another severity, None to switch it off.

    A check that is not among them is as it was registered.
    """

    choices: tuple[tuple[str, Severity | None], ...] = ()

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> "Policy":
        """Return the policy of ``words``: by the id of a check ``off``, or a severity's name.

        Raises KeyError for a word that is neither.
        """
        return cls(
            tuple(
                (check_id, None if word == OFF else Severity[word.upper()])
                for check_id, word in sorted(words.items())
            )
        )

    def runs(self, check: Check) -> bool:
        """Tell whether ``check`` is on."""
        return (check.id, None) not in self.choices

    def severity(self, check: Check, occurrence: Occurrence) -> Severity:
        """Return how grave an ``occurrence`` is: what was chosen holds for all of its check."""
        return dict(self.choices).get(check.id) or occurrence.severity or check.severity

    def fingerprint(self, checks: Iterable[Check]) -> str:
        """Return 16 hex digits that change with which of ``checks`` run, and how grave they are.

        Version 1.
        """
        chosen = dict(self.choices)
        running = (check for check in checks if self.runs(check))
        grades = sorted((check.id, chosen.get(check.id) or check.severity) for check in running)
        return digest("checks", 1, grades)[:16]


AS_REGISTERED: Final = Policy()
"""All checks run, each as grave as it was registered."""
