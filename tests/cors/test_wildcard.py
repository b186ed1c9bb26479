"""Many patterns at once say what each says alone."""

from hypothesis import given
from hypothesis import strategies as st

from buckets.cors.origin import covers
from buckets.cors.wildcard import PatternGroups, columns, lowest, places
from tests.cors.strategies import origins, starred

GROUPS = st.lists(st.lists(starred("ab", 2), max_size=3), max_size=4)


def matched(groups: list[list[str]], text: str) -> list[int]:
    return [place for place, group in enumerate(groups) if any(covers(it, text) for it in group)]


@given(GROUPS, st.text("abc", max_size=5))
def test_the_groups_that_match_are_those_of_which_a_pattern_does(
    groups: list[list[str]], text: str
) -> None:
    assert list(places(PatternGroups(groups).matching(text))) == matched(groups, text)


@given(st.lists(st.lists(origins(), max_size=3), max_size=4), origins())
def test_they_do_so_for_whatever_oss_takes(groups: list[list[str]], text: str) -> None:
    assert list(places(PatternGroups(groups).matching(text))) == matched(groups, text)


def test_a_wildcard_stands_for_what_it_is_said_to_stand_for() -> None:
    digits = PatternGroups([["a*b"], ["a1b"]], spans="[0-9]+")
    assert list(places(digits.matching("a1b"))) == [0, 1]
    assert list(places(digits.matching("a12b"))) == [0]
    assert list(places(digits.matching("ab"))) == []
    assert list(places(digits.matching("axb"))) == []


def test_a_second_wildcard_is_only_itself() -> None:
    assert PatternGroups([["a*b*"]]).matching("a1b*") == 1
    assert PatternGroups([["a*b*"]]).matching("a1b1") == 0


def test_places_are_those_of_the_bits_that_are_set() -> None:
    assert list(places(0b1101)) == [0, 2, 3]
    assert list(places(0)) == []


def test_the_lowest_place_is_the_first_of_them() -> None:
    assert lowest(0b1100) == 2


@given(st.lists(st.integers(0, 15)))
def test_a_column_has_the_rows_in_which_its_bit_is_set(rows: list[int]) -> None:
    for bit, column in enumerate(columns(rows, 4)):
        assert list(places(column)) == [place for place, row in enumerate(rows) if row >> bit & 1]
