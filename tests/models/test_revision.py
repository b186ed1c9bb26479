"""Revisions are written once."""

import pytest

from buckets.cors.configuration import Configuration
from buckets.cors.xml import XmlError
from buckets.models import Bucket, Revision
from tests.cast import LIVE


def test_a_revision_cannot_be_saved_again(memory_bucket: Bucket) -> None:
    revision = Revision.objects.get(bucket=memory_bucket)
    revision.message = "rewritten"
    with pytest.raises(TypeError, match="never changed"):
        revision.save()
    assert Revision.objects.get(bucket=memory_bucket).message == ""


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
