"""Below which names strangers can register, by the bundled list."""

import pytest

from buckets.public_suffixes import is_public_suffix


@pytest.mark.parametrize("domain", ["com", "co.uk", "github.io", "vercel.app", "xn--p1ai"])
def test_anybody_can_register_below_a_public_suffix(domain: str) -> None:
    assert is_public_suffix(domain)


@pytest.mark.parametrize("domain", ["", "example.com", "mine.github.io", "localhost", "corp"])
def test_below_other_names_only_their_owner_can(domain: str) -> None:
    assert not is_public_suffix(domain)
