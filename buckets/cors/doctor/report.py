"""A diagnosis of a pasted text as plain data: for command lines and other programs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from buckets.cors.doctor.diagnose import Confidence, Diagnosis, KnownRules, diagnose
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.doctor.masking import mask_address
from buckets.cors.doctor.parse.reading import read_all
from buckets.cors.model import Configuration, lower_ascii

Facts = dict[str, object]


@dataclass(frozen=True, slots=True)
class Report:
    """What is the matter with the request in a text that matters most.

    ``also`` has the ids of the causes that come next: the runner-up, then those of the other
    requests in the text. ``asks`` names what would tell more. ``facts`` are what was read, None
    where nothing was; ``remedies`` counts the changes of the rules that let the request through.
    """

    cause: str
    confidence: Confidence
    also: tuple[str, ...]
    asks: tuple[str, ...]
    facts: Facts
    remedies: int


def report_on(text: str, rules: Configuration | None) -> Report:
    """Return the report on ``text``.

    Args:
        text: What was pasted, or a HAR file.
        rules: The rules of the bucket that was asked; None where they are not known.
    """
    held = None if rules is None else KnownRules(rules, rules)
    known = read_all(text) or (Evidence(),)
    first, *others = [diagnose(evidence, held if is_first else None)
                      for is_first, evidence in _numbered(known)]  # fmt: skip
    seen = (*first.rivals, *(it.cause for it in others))
    also = dict.fromkeys(cause.id for cause in seen if cause is not first.cause)
    return Report(
        first.cause.id,
        first.confidence,
        tuple(also),
        tuple(fact.value for fact in first.missing),
        _facts(first),
        len(first.remedies),
    )


def _numbered(known: tuple[Evidence, ...]) -> Iterator[tuple[bool, Evidence]]:
    """Each with whether it is the first: the rules are those of the bucket that it is about."""
    for number, evidence in enumerate(known):
        yield number == 0, evidence


_TEXTS: Final = ("origin", "method", "code", "request_id")


def _facts(diagnosis: Diagnosis) -> Facts:
    evidence = diagnosis.evidence
    facts: Facts = {name: getattr(evidence, name) or None for name in _TEXTS}
    names = sorted(map(lower_ascii, evidence.asked_headers))
    bucket = (
        evidence.addresses[0].bucket if evidence.addresses and not evidence.is_elsewhere else ""
    )
    return facts | {
        "headers": names or None,
        "address": mask_address(evidence.url) or None,
        "bucket": bucket or None,
        "status": evidence.status,
    }
