"""What the database holds, to see that nothing changed."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.models import User
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
    rows = [(model._meta.label, *row) for model in KEPT for row in _rows(model)]
    return "\n".join(map(repr, rows))


def _rows(model: type[Model]) -> list[tuple[object, ...]]:
    return list(model._base_manager.order_by("pk").values_list())
