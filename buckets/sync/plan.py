"""What publishing would change, decided before it is done."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from buckets.cors import Configuration
from buckets.cors.compare.diff import Diff, diff
from buckets.cors.compare.hazards import (
    Hazard,
    expectation_broken,
    foreign_changes_replaced,
    hazards,
)
from buckets.cors.compare.merge import Merge, merge
from buckets.cors.evaluate.expectation import Expectation
from buckets.cors.formats import xml
from buckets.cors.validate.oss_refusals import refused_by_oss
from buckets.cors.validate.problem import Problem
from buckets.models import Bucket
from buckets.models.bucket import BucketQuerySet


@dataclass(frozen=True)
class Plan:
    """From ``base`` (what OSS last said) to ``target`` (the working copy).

    ``over_drift``: the base holds what was changed outside since the working copy was started.
    ``expectations`` are what the team expects of the bucket.
    """

    base: Configuration
    target: Configuration
    over_drift: bool = False
    expectations: tuple[Expectation, ...] = ()

    @cached_property
    def diff(self) -> Diff:
        """What a person would see change."""
        return diff(self.base, self.target)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Why OSS would refuse the target; empty when it can be published."""
        return refused_by_oss(self.target)

    @cached_property
    def hazards(self) -> tuple[Hazard, ...]:
        """What it does that nobody should do by accident: each needs an acknowledgement."""
        replaced = (foreign_changes_replaced(),) if self.over_drift else ()
        broken = (
            expectation_broken(expectation.key, expectation.message)
            for expectation in dict.fromkeys(self.expectations)
            if expectation.holds(self.base) and not expectation.holds(self.target)
        )
        return (*replaced, *hazards(self.base, self.target), *broken)

    @cached_property
    def document(self) -> bytes:
        """The bytes that a review shows, the journal keeps and OSS is sent.

        Empty when the bucket is left without rules, by DELETE.
        """
        return xml.write(self.target) if self.target.rules else b""

    @property
    def fingerprint(self) -> str:
        """What the person agreed to: changes with either side."""
        both = self.base.fingerprint + self.target.fingerprint
        return hashlib.sha256(both.encode()).hexdigest()


def begun(bucket: Bucket) -> Configuration:
    """What the working copy was started from; without a base it began empty."""
    return bucket.base.configuration if bucket.base else Configuration()


def drift(bucket: Bucket) -> Diff | None:
    """What was changed on OSS since the working copy was started, or None if nothing was."""
    if bucket.live is None or not (bucket.live.is_understood and bucket.has_drifted):
        return None
    return diff(begun(bucket), bucket.live.configuration)


def three_ways(bucket: Bucket) -> Merge:
    """The working copy and what OSS said last, against what both started from."""
    live = bucket.live.configuration if bucket.live else Configuration()
    return merge(begun(bucket), ours=bucket.working, theirs=live)


def plan(bucket: Bucket) -> Plan | None:
    """The plan for the bucket as it stands, or None when there is nothing to publish."""
    if bucket.live is None or not bucket.is_editable or not bucket.has_unpublished_changes:
        return None
    return Plan(
        bucket.live.configuration,
        bucket.working,
        over_drift=bucket.has_drifted,
        expectations=tuple(row.value for row in bucket.expectations.all()),
    )


def plans(buckets: BucketQuerySet) -> list[tuple[Bucket, Plan]]:
    """The plans of those of ``buckets`` that have one, in a few queries however many there are."""
    related = buckets.select_related("account", "live", "base").defer("base__document")
    related = related.prefetch_related("cors_rules", "expectations")
    found = ((bucket, plan(bucket)) for bucket in related)
    return [(bucket, planned) for bucket, planned in found if planned is not None]
