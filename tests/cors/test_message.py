"""Sentences that leave the domain untranslated."""

from buckets.cors.message import Sentence, gettext_noop


def test_a_sentence_reads_with_its_params_in_place() -> None:
    assert str(Sentence("At most %(limit)s rules.", {"limit": 10})) == "At most 10 rules."


def test_a_percent_sign_in_what_was_typed_stays_as_it_is() -> None:
    assert str(Sentence("“%(value)s”", {"value": "100 %(d)s"})) == "“100 %(d)s”"


def test_marking_for_translation_changes_nothing() -> None:
    assert gettext_noop("At most %(limit)s rules.") == "At most %(limit)s rules."
