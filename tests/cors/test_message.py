"""Messages: an id and parameters, and the catalogues of their texts."""

import pytest

from buckets.cors import Catalogue, Message


def test_a_message_is_stored_and_read_again_with_the_messages_in_it() -> None:
    message = Message("outer", {"limit": 10, "inner": Message("inner", {"value": "a"})})
    assert Message.from_json(message.as_json) == message


def test_a_message_id_has_one_text() -> None:
    catalogue = Catalogue({"a": "A"})
    with pytest.raises(ValueError, match="two texts for the message id a"):
        catalogue.add("a", "B")
    assert dict(catalogue) == {"a": "A"}
