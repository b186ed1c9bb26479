"""Message ids into text: lists, sequences, plurals, and messages in messages."""

from __future__ import annotations

import pytest

from buckets.cors import Message
from buckets.presenters.text import CATALOGUES, in_sequence, listed, say, translate


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d"], "a, b, c and 1 more"),
        (list("abcdefg"), "a, b, c and 4 more"),
    ],
)
def test_a_list_is_joined_as_people_do(values: list[str], text: str) -> None:
    assert listed(values) == text


def test_more_of_a_list_is_shown_on_request() -> None:
    assert listed(list("abcde"), most=5) == "a, b, c, d and e"


def test_empty_sentences_are_left_out_of_a_sequence() -> None:
    assert in_sequence(["One.", "", "Two."]) == "One. Two."
    assert in_sequence([]) == ""


@pytest.mark.parametrize(("count", "text"), [(1, "1 rule added"), (2, "2 rules added")])
def test_a_count_chooses_the_form_of_a_plural(count: int, text: str) -> None:
    assert say("changes.added", count=count) == text


def test_a_message_in_a_message_is_translated_too() -> None:
    message = Message("text.and", {"first": Message("merge.on"), "last": Message("merge.off")})
    assert translate(message) == f"{say('merge.on')} and {say('merge.off')}"


def test_a_percent_sign_in_a_parameter_stays_as_it_is() -> None:
    assert say("text.and", first="100 %(d)s", last="%s") == "100 %(d)s and %s"


def test_no_message_id_is_in_two_catalogues() -> None:
    assert len(CATALOGUES) == sum(map(len, CATALOGUES.maps))
