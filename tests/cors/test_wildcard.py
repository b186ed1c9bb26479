"""Many patterns at once say what each says alone."""

from hypothesis import given
from hypothesis import strategies as st

from buckets.cors.wildcard import PatternGroups, columns, covers, indexes, lowest
from tests.cors.strategies import origins, starred

GROUPS = st.lists(st.lists(starred("ab", 2), max_size=3), max_size=4)


def matched(groups: list[list[str]], text: str) -> list[int]:
    return [
        index
        for index, group in enumerate(groups)
        if any(covers(pattern, text) for pattern in group)
    ]


@given(st.text("a.*", max_size=6), st.text("a.*", max_size=6))
def test_the_first_wildcard_stands_for_any_run(pattern: str, text: str) -> None:
    head, star, tail = pattern.partition("*")
    splits = [(text[:i], text[j:]) for i in range(len(text) + 1) for j in range(i, len(text) + 1)]
    assert covers(pattern, text) == ((head, tail) in splits if star else text == pattern)


@given(GROUPS, st.text("abc", max_size=5))
def test_the_groups_that_match_are_those_of_which_a_pattern_does(
    groups: list[list[str]], text: str
) -> None:
    assert list(indexes(PatternGroups(groups).matching(text))) == matched(groups, text)


@given(st.lists(st.lists(origins(), max_size=3), max_size=4), origins())
def test_they_do_so_for_whatever_oss_takes(groups: list[list[str]], text: str) -> None:
    assert list(indexes(PatternGroups(groups).matching(text))) == matched(groups, text)


def test_a_wildcard_stands_for_nothing_too_but_not_for_less() -> None:
    assert PatternGroups([["ab*bc"]]).matching("abbc") == 1
    assert PatternGroups([["ab*bc"]]).matching("abc") == 0


def test_of_many_patterns_with_one_head_those_match_of_which_the_tail_does() -> None:
    tails = ("", "c", "bc", "x", "bcx", "xbc")
    groups = [[f"a*{tail}"] for tail in tails]
    assert list(indexes(PatternGroups(groups).matching("abc"))) == [0, 1, 2]
    assert list(indexes(PatternGroups(groups).matching("a"))) == [0]


def test_a_second_wildcard_is_only_itself() -> None:
    assert PatternGroups([["a*b*"]]).matching("a1b*") == 1
    assert PatternGroups([["a*b*"]]).matching("a1b1") == 0


def test_indexes_are_those_of_the_bits_that_are_set() -> None:
    assert list(indexes(0b1101)) == [0, 2, 3]
    assert list(indexes(0)) == []


def test_the_lowest_index_is_the_first_of_them() -> None:
    assert lowest(0b1100) == 2


@given(st.lists(st.integers(0, 15)))
def test_a_column_has_the_rows_in_which_its_bit_is_set(rows: list[int]) -> None:
    for bit, column in enumerate(columns(rows, 4)):
        assert list(indexes(column)) == [index for index, row in enumerate(rows) if row >> bit & 1]
