"""Expectations of a bucket as pages show them: in words, and whether they are met."""

from collections.abc import Iterable
from dataclasses import dataclass

from buckets.cors import Configuration
from buckets.cors.evaluate.expectation import Expectation
from buckets.models import Bucket
from buckets.presenters.page_request import query_of
from buckets.presenters.text import translate


@dataclass(frozen=True, slots=True)
class Line:
    """An expectation, ready to show: whether it is met ``here`` and ``live``, None if unknown."""

    number: int | None
    text: str
    query: str
    value: Expectation
    here: bool | None
    live: bool | None
    by: str = ""

    @classmethod
    def of(cls, value: Expectation, bucket: Bucket, **kept: object) -> "Line":
        live = bucket.live.understood if bucket.live else None
        return cls(
            number=kept.get("number"),  # type: ignore[arg-type]
            text=translate(value.message),
            query=query_of(value.requests[0]),
            value=value,
            here=value.holds(bucket.working) if bucket.is_editable else None,
            live=None if live is None else value.holds(live),
            by=str(kept.get("by", "")),
        )


def broken(bucket: Bucket) -> list[Line]:
    """Return the expectations that are broken, here or on OSS."""
    lines = (Line.of(it.value, bucket) for it in bucket.expectations.all())
    return [line for line in lines if line.here is False or line.live is False]


def broken_expectations(bucket: Bucket, draft: Configuration) -> list[str]:
    """Return in words the expectations that the working copy meets and ``draft`` would not."""
    expectations: Iterable[Expectation] = [it.value for it in bucket.expectations.all()]
    now = bucket.working
    return [translate(it.message) for it in expectations if it.holds(now) and not it.holds(draft)]
