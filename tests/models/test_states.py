"""The one word for how a bucket stands, from everything that bears on it."""

import pytest

from buckets.cors import Configuration, Rule
from buckets.cors.formats.xml import write
from buckets.models import Bucket, Revision, State
from tests.fixtures.people import LIVE, leave_pending

OTHER = Configuration((Rule(("https://other.example.com",), ("GET",)),))
THIRD = Configuration((Rule(("https://third.example.com",), ("GET",)),))
UNKNOWN = None
TROUBLE = {"id": "oss.InternalError", "params": {}, "code": "", "request_id": ""}

pytestmark = pytest.mark.django_db


def revision(bucket: Bucket, number: int, configuration: Configuration | None) -> Revision:
    document = b"<Novelty/>" if configuration is None else write(configuration)
    return Revision.objects.create(
        bucket=bucket,
        number=number,
        source=Revision.Source.PULLED,
        by="olga",
        document=document,
        fingerprint="?" if configuration is None else configuration.fingerprint,
        rule_count=None if configuration is None else len(configuration.rules),
    )


ROWS: list[tuple[Configuration, Configuration | None, Configuration | None, State]] = [
    # working, base, live
    (LIVE, LIVE, LIVE, State.IN_SYNC),
    (OTHER, LIVE, LIVE, State.UNPUBLISHED),
    (LIVE, LIVE, OTHER, State.DRIFTED),
    (OTHER, LIVE, THIRD, State.CONFLICT),
    (OTHER, LIVE, OTHER, State.IN_SYNC),  # both made the same change
    (LIVE, LIVE, UNKNOWN, State.READ_ONLY),
    (OTHER, LIVE, UNKNOWN, State.READ_ONLY),
]


@pytest.mark.parametrize(("working", "base", "live", "state"), ROWS)
def test_the_state_follows_from_working_copy_base_and_live(
    working: Configuration,
    base: Configuration | None,
    live: Configuration | None,
    state: State,
    memory_bucket: Bucket,
) -> None:
    memory_bucket.base = revision(memory_bucket, 10, base)
    memory_bucket.live = revision(memory_bucket, 11, live)
    memory_bucket.count_version(working)
    memory_bucket.save_with_state()
    assert Bucket.objects.get(pk=memory_bucket.pk).state == state


def test_without_a_base_what_was_edited_is_in_conflict(memory_bucket: Bucket) -> None:
    memory_bucket.base = None
    memory_bucket.count_version(OTHER)
    memory_bucket.save_with_state()
    assert memory_bucket.state == State.CONFLICT


def test_a_bucket_that_nobody_read_is_not_pulled(memory_bucket: Bucket) -> None:
    memory_bucket.live = memory_bucket.base = None
    memory_bucket.save_with_state()
    assert memory_bucket.state == State.NOT_PULLED
    assert not memory_bucket.is_editable
    assert not memory_bucket.is_read_only
    assert not memory_bucket.has_drifted
    assert not memory_bucket.has_unpublished_changes


def test_trouble_is_told_before_what_was_known_earlier(memory_bucket: Bucket) -> None:
    memory_bucket.live = revision(memory_bucket, 10, UNKNOWN)
    memory_bucket.trouble = TROUBLE
    memory_bucket.save_with_state()
    assert memory_bucket.state == State.UNREACHABLE


def test_a_lost_answer_is_told_before_everything_else(memory_bucket: Bucket) -> None:
    memory_bucket.live = None
    memory_bucket.trouble = TROUBLE
    leave_pending(memory_bucket)
    assert memory_bucket.state == State.OUTCOME_UNKNOWN


def test_every_state_has_a_word_of_its_own() -> None:
    assert len({str(state.label) for state in State}) == len(State) == 8
