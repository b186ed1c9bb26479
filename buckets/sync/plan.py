"""What publishing would change, decided before it is done."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from buckets.cors import xml
from buckets.cors.configuration import Configuration
from buckets.cors.diff import Diff, diff
from buckets.cors.validation import Problem, refused_by_oss
from buckets.models import Bucket


@dataclass(frozen=True)
class Plan:
    """From ``base`` (what OSS last said) to ``target`` (the working copy)."""

    base: Configuration
    target: Configuration

    @cached_property
    def diff(self) -> Diff:
        """What a person would see change."""
        return diff(self.base, self.target)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Why OSS would refuse the target; empty when it can be published."""
        return refused_by_oss(self.target)

    @property
    def document(self) -> bytes:
        """The exact bytes to PUT; empty when the bucket is left without rules, by DELETE."""
        return xml.write(self.target) if self.target.rules else b""

    @property
    def fingerprint(self) -> str:
        """What the person agreed to: changes with either side."""
        both = self.base.fingerprint + self.target.fingerprint
        return hashlib.sha256(both.encode()).hexdigest()


def drift(bucket: Bucket) -> Diff | None:
    """What was changed on OSS since the working copy was started, or None if nothing was."""
    if bucket.live is None or bucket.base is None:
        return None
    if not (bucket.live.is_understood and bucket.has_drifted):
        return None
    return diff(bucket.base.configuration, bucket.live.configuration)


def plan(bucket: Bucket) -> Plan | None:
    """The plan for the bucket as it stands, or None when there is nothing to publish."""
    if bucket.live is None or not bucket.is_editable or not bucket.has_unpublished_changes:
        return None
    return Plan(base=bucket.live.configuration, target=bucket.working)
