"""Revisions are written once."""

import pytest

from buckets.cors import Configuration
from buckets.cors.formats.xml import XmlError, write
from buckets.models import Bucket, Revision
from tests.fixtures.people import LIVE, NEW


def test_a_revision_cannot_be_saved_again(memory_bucket: Bucket) -> None:
    revision = Revision.objects.get(bucket=memory_bucket)
    revision.reason = "rewritten"
    with pytest.raises(TypeError, match="never changed"):
        revision.save()
    assert Revision.objects.get(bucket=memory_bucket).reason == ""


def test_a_revision_holds_what_oss_sent(memory_bucket: Bucket) -> None:
    revision = Revision.objects.get(bucket=memory_bucket)
    assert revision.configuration == LIVE
    assert revision.is_understood
    assert revision.rule_count == 2


def test_an_empty_document_is_a_bucket_without_rules() -> None:
    assert Revision(document=b"", rule_count=0).configuration == Configuration()


def test_a_document_that_is_not_understood_has_no_configuration() -> None:
    with pytest.raises(XmlError):
        _ = Revision(document=b"<Novelty/>").configuration


def test_what_is_not_understood_is_said_in_a_sentence() -> None:
    unknown = Revision(document=b"<Novelty/>").unknown
    assert unknown is not None
    assert "Novelty" in str(unknown)


@pytest.mark.parametrize("document", [b"", write(LIVE)])
def test_of_what_is_understood_nothing_is_unknown(document: bytes) -> None:
    assert Revision(document=document).unknown is None


def next_revision(bucket: Bucket, configuration: Configuration | None) -> Revision:
    """The next revision of the bucket; None is for a document that is not understood."""
    return bucket.revisions.create(
        number=Revision.objects.count() + 1,
        document=b"<Novelty/>" if configuration is None else write(configuration),
        rule_count=None if configuration is None else len(configuration.rules),
    )


def test_the_first_revision_changed_everything(memory_bucket: Bucket) -> None:
    assert Revision.objects.get().configuration_before == Configuration()
    assert memory_bucket.live == Revision.objects.get()


def test_a_revision_changed_the_one_before_it(memory_bucket: Bucket) -> None:
    second = next_revision(memory_bucket, Configuration((NEW,)))
    next_revision(memory_bucket, Configuration())
    assert (second.configuration_before, second.understood) == (LIVE, Configuration((NEW,)))


def test_a_revision_is_not_compared_with_another_bucket_s(memory_bucket: Bucket) -> None:
    other = Bucket.objects.create(account=memory_bucket.account, name="other")
    next_revision(other, Configuration())
    next_revision(memory_bucket, Configuration((NEW,)))
    assert next_revision(other, LIVE).configuration_before == Configuration()


def test_what_is_not_understood_is_compared_with_nothing(memory_bucket: Bucket) -> None:
    strange = next_revision(memory_bucket, None)
    after = next_revision(memory_bucket, LIVE)
    assert (strange.understood, after.configuration_before) == (None, None)
    assert next_revision(memory_bucket, LIVE).configuration_before == LIVE
