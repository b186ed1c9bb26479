"""Which texts can be names of buckets."""

import pytest

from buckets.cors.bucket_name import is_bucket_name


@pytest.mark.parametrize("name", ["abc", "a-b", "0-9", "a" * 63])
def test_a_name_has_3_to_63_small_letters_digits_and_hyphens_inside(name: str) -> None:
    assert is_bucket_name(name)


@pytest.mark.parametrize("name", ["", "ab", "a" * 64, "-ab", "ab-", "aBc", "a.b", "a_b", "abc\n"])
def test_anything_else_is_no_name(name: str) -> None:
    assert not is_bucket_name(name)
