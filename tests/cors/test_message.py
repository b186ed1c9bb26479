"""Messages: an id and parameters, and the catalogues of their texts."""

import pytest

from buckets.cors import Catalogue, Message, Plural


def test_a_message_is_stored_and_read_again_with_the_messages_in_it() -> None:
    message = Message("outer", {"limit": 10, "inner": Message("inner", {"value": "a"})})
    assert Message.from_json(message.as_json) == message


def test_a_message_id_has_one_text() -> None:
    catalogue = Catalogue({"a": "A"})
    with pytest.raises(ValueError, match="two texts for the message id a"):
        catalogue.add("a", "B")
    assert dict(catalogue) == {"a": "A"}


@pytest.mark.parametrize(("count", "text"), [(1, "1 rule"), (2, "2 rules")])
def test_the_english_text_of_a_plural_is_chosen_by_its_count(count: int, text: str) -> None:
    catalogue = Catalogue({"a": Plural("%(count)s rule", "%(count)s rules"), "b": "%(value)s!"})
    assert catalogue.english(Message("a", {"count": count})) == text
    assert catalogue.english(Message("b", {"value": "50 %"})) == "50 %!"
