"""Publishing many buckets under one review: what it would do, and what a person agrees to."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from buckets.cors.compare.hazards import Hazard, HazardKind
from buckets.models import Bucket
from buckets.models.bucket import BucketQuerySet
from buckets.sync.plan import Plan, plans
from buckets.sync.push import STALE_PLAN, UNSAFE_PLAN, PublishRefused

AT_MOST: Final = 500
"""Buckets in one review: more than that nobody reads."""

Planned = tuple[Bucket, Plan]


@dataclass(frozen=True, slots=True)
class BulkHazard:
    """A hazard, as the first bucket has it, and the plans of all buckets that have it."""

    hazard: Hazard
    planned: list[Planned]


@dataclass(frozen=True)
class BulkPlan:
    """The plans of ``planned`` can be published, OSS would refuse those of ``refused``.

    ``beyond`` is how many more buckets have changes than one review holds.
    """

    planned: tuple[Planned, ...]
    refused: tuple[Planned, ...]
    beyond: int

    @classmethod
    def of(cls, buckets: BucketQuerySet) -> "BulkPlan":
        """What publishing the changes of ``buckets`` would do, of the first so many by name."""
        changed = buckets.unpublished()
        found = plans(changed.order_by("name", "pk")[:AT_MOST])
        return cls(
            planned=tuple(pair for pair in found if not pair[1].problems),
            refused=tuple(pair for pair in found if pair[1].problems),
            beyond=max(0, changed.count() - AT_MOST),
        )

    @property
    def changed(self) -> int:
        """How many buckets have changes, whether they can be published or not."""
        return len(self.planned) + len(self.refused) + self.beyond

    @cached_property
    def fingerprint(self) -> str:
        """What the person saw: changes with any of the plans."""
        pairs = (*self.planned, *self.refused)
        lines = sorted(f"{bucket.pk} {plan.fingerprint}" for bucket, plan in pairs)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @cached_property
    def hazards(self) -> tuple["BulkHazard", ...]:
        """The hazards of all plans, each once with the buckets that have it."""
        found: dict[str, BulkHazard] = {}
        for pair in self.planned:
            for hazard in pair[1].hazards:
                found.setdefault(hazard.key, BulkHazard(hazard, [])).planned.append(pair)
        return tuple(found.values())

    def agreed(self, fingerprint: str, hazards: Collection[str]) -> dict[int, str]:
        """Return the plan's fingerprint of each bucket to publish, by its id, for `runs.start`.

        Unless replacing what was changed outside is acknowledged, the buckets where that would
        happen are left out. Raises `PublishRefused` if this is not what the person saw, or another
        hazard is not acknowledged.
        """
        if fingerprint != self.fingerprint:
            raise PublishRefused(STALE_PLAN)
        over_drift = HazardKind.FOREIGN_CHANGES_REPLACED in hazards
        chosen = [pair for pair in self.planned if over_drift or not pair[1].over_drift]
        if not chosen or any(
            hazard.key not in hazards for _bucket, plan in chosen for hazard in plan.hazards
        ):
            raise PublishRefused(UNSAFE_PLAN)
        return {bucket.pk: plan.fingerprint for bucket, plan in chosen}
