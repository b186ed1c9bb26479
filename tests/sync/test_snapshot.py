"""What a call that failed does to what is known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from buckets import audit
from buckets.models import Bucket, State
from buckets.sync.ledger import record_unreachable
from tests.sync.actions import last_event, now, unreachable


@pytest.mark.parametrize(
    ("late", "state"), [(0, State.UNREACHABLE), (1, State.UNREACHABLE), (-1, State.IN_SYNC)]
)
def test_what_was_learned_since_is_not_put_in_doubt_by_a_failure(
    late: int, state: State, memory_bucket: Bucket, owner: User
) -> None:
    assert memory_bucket.read_at is not None
    asked_at = memory_bucket.read_at + timedelta(microseconds=late)
    error = unreachable()
    record_unreachable(memory_bucket.pk, error, asked_at=asked_at, kind=audit.PullFailed, by=owner)
    assert now(memory_bucket).state == state
    assert last_event(audit.PullFailed).params["trouble"]["request_id"] == error.request_id
