"""What is a token of HTTP, a byte of each kind."""

import string

import pytest

from buckets.cors.validate.tokens import is_token

MARKS = "!#$%&'*+-.^_`|~"  # RFC 9110, 5.6.2: tchar


@pytest.mark.parametrize("letter", MARKS + string.ascii_letters + string.digits)
def test_a_token_is_made_of_letters_digits_and_some_marks(letter: str) -> None:
    assert is_token(letter)
    assert is_token(f"x{letter}")


@pytest.mark.parametrize(
    "letter",
    sorted({*map(chr, range(0x81)), "é"} - {*MARKS, *string.ascii_letters, *string.digits}),
)
def test_nothing_else_is_in_a_token(letter: str) -> None:
    assert not is_token(f"x{letter}")


def test_nothing_is_no_token() -> None:
    assert not is_token("")
