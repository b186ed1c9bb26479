"""Many processes, one bucket: nobody is refused for want of a lock, and nothing is lost."""

from __future__ import annotations

import pytest

from buckets.models import Bucket
from tests.faults.writers import WRITERS, count, edit, write_together
from tests.sync.actions import now

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

a_few_and_many = pytest.mark.parametrize(
    "times",
    [
        10,
        pytest.param(50, marks=pytest.mark.full),
        pytest.param(1000, marks=pytest.mark.faults),
    ],
)


@a_few_and_many
def test_no_transaction_of_many_writers_fails_or_is_lost(memory_bucket: Bucket, times: int) -> None:
    write_together(count, memory_bucket.pk, times)
    assert now(memory_bucket).version - memory_bucket.version == WRITERS * times


@a_few_and_many
def test_of_edits_at_the_same_time_each_is_in_the_version_or_was_refused(
    memory_bucket: Bucket, times: int
) -> None:
    accepted = write_together(edit, memory_bucket.pk, times)
    assert now(memory_bucket).version - memory_bucket.version == sum(accepted) > 0
