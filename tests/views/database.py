"""What the database holds, to see that nothing changed."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.models import User
from django.core import serializers
from django.db.models import Model

from buckets.models import Account, Bucket, CorsRule, Event, Membership, Revision, Run, RunItem

KEPT: Final[tuple[type[Model], ...]] = (
    User,
    Account,
    Membership,
    Bucket,
    CorsRule,
    Revision,
    Run,
    RunItem,
    Event,
)


def dump() -> str:
    """Everything that the console keeps, but for sessions."""
    rows = [row for model in KEPT for row in model._default_manager.order_by("pk")]
    return str(serializers.serialize("json", rows))
