"""Into which sets patterns divide all texts: against all short texts, and against automata."""

from itertools import product

from hypothesis import example, given
from hypothesis import strategies as st

from buckets.cors.compare.equivalence_classes import PatternPartition
from tests.cors.compare.automata import divided
from tests.cors.evaluate.test_oss_reference import reference_span
from tests.cors.strategies import origins, starred

Groups = list[list[str]]

# A few letters, so that heads and tails overlap, repeat themselves and contain each other.
GROUPS = st.lists(st.lists(starred("ab", 3), max_size=3), min_size=1, max_size=3)
SHORT = ["".join(letters) for size in range(1, 7) for letters in product("abc", repeat=size)]


def matched(groups: Groups, text: str) -> int:
    """A bit for each group with a pattern that matches, by the slow matcher."""
    hits = [any(reference_span(pattern, text) for pattern in group) for group in groups]
    return sum(1 << bit for bit, hit in enumerate(hits) if hit)


def found(*groups: list[str], likely: tuple[str, ...] = ()) -> dict[int, str]:
    return {cell.groups: cell.example for cell in PatternPartition(groups, likely=likely)}


# One by one


def test_without_patterns_all_texts_are_alike() -> None:
    assert [cell.groups for cell in PatternPartition([])] == [0]


def test_a_text_divides_itself_from_all_others() -> None:
    assert found(["a"])[1] == "a"
    assert found(["a"])[0] not in ("", "a")


def test_a_bare_wildcard_leaves_no_text_out() -> None:
    assert found(["*"]).keys() == {1}


def test_a_group_without_patterns_matches_nothing() -> None:
    assert found([], ["a*"]).keys() == {0, 2}


def test_a_narrower_pattern_lies_wholly_in_a_wider_one() -> None:
    assert found(["a*"], ["ab*"]).keys() == {0, 1, 3}


def test_a_head_and_a_tail_meet_in_a_text_of_both() -> None:
    assert found(["ab*"], ["*cd"]).keys() == {0, 1, 2, 3}


def test_a_text_that_is_head_and_tail_at_once_is_too_short_for_both_together() -> None:
    # `aa` begins and ends with each `a`; the one `a` of the shorter text cannot be both.
    assert found(["a*"], ["*a"], ["a*a"])[0b011] == "a"


def test_the_empty_text_is_in_no_set() -> None:
    assert found(["", "a"]).keys() == {0, 1}
    assert "" not in found(["", "*"]).values()


def test_an_example_avoids_the_texts_that_are_named() -> None:
    known = ["ax", "axx", "axxx"]
    assert found(["a*"], known)[1] not in known


def test_an_example_goes_beyond_the_usual_letters_where_all_are_taken() -> None:
    usual = "xyz0123456789abcdefghijklmnopqrstuvw-"
    taken = [f"{letter}*" for letter in usual]
    assert not found(taken)[0].isascii()


def test_an_example_ends_with_a_letter_of_its_own_where_one_is_taken_at_the_end() -> None:
    assert found(["a*"], ["*x"])[1] not in ("a", "ax")


def test_a_likely_text_stands_for_the_wildcard_where_it_can() -> None:
    likely = ("app", "www")
    assert found(["https://*.example.com"], likely=likely)[1] == "https://app.example.com"


def test_a_likely_text_that_another_pattern_matches_is_passed_over() -> None:
    assert found(["x-*"], ["x-app*"], likely=("app", "www"))[0b01] == "x-www"


def test_of_the_likely_texts_one_that_makes_a_real_one_is_preferred() -> None:
    (_, one) = PatternPartition([["a*"]], likely=("b", "c"), is_real=lambda text: text == "ac")
    assert one.example == "ac"


def test_where_none_is_real_the_first_that_fits_will_do() -> None:
    (_, one) = PatternPartition([["a*"]], likely=("b", "c"), is_real=str.isupper)
    assert one.example == "ab"


def test_patterns_are_told_with_the_set_that_most_of_their_texts_are_in() -> None:
    told = {cell.groups: set(cell.patterns) for cell in PatternPartition([["a*", "ab"], ["ab*"]])}
    assert told == {0: set(), 0b01: {"a*"}, 0b11: {"ab", "ab*"}}


def test_a_set_where_patterns_only_meet_has_none_of_them() -> None:
    (both,) = (cell for cell in PatternPartition([["a*"], ["*b"]]) if cell.groups == 0b11)
    assert both.patterns == ()


# All of them


@given(GROUPS)
@example([["ab*"], ["*ba"], ["ab*ba"]])
@example([["aa*a"], ["a*aa"], ["aaa"]])
def test_an_example_is_matched_by_exactly_its_groups(groups: Groups) -> None:
    for cell in PatternPartition(groups):
        assert matched(groups, cell.example) == cell.groups


@given(st.lists(st.lists(origins(), max_size=3), max_size=4))
def test_the_example_of_any_text_that_oss_takes_is_matched_by_exactly_its_groups(
    groups: Groups,
) -> None:
    for cell in PatternPartition(groups, likely=("", "app", "https://www.example.com")):
        assert cell.example
        assert matched(groups, cell.example) == cell.groups


@given(GROUPS)
def test_no_set_is_listed_twice(groups: Groups) -> None:
    listed = [cell.groups for cell in PatternPartition(groups)]
    assert len(listed) == len({*listed})


@given(GROUPS)
def test_no_short_text_is_in_a_set_that_is_not_listed(groups: Groups) -> None:
    listed = found(*groups).keys()
    assert {matched(groups, text) for text in SHORT} <= listed


@given(GROUPS)
@example([["ab*"], ["*ba"], ["ab*ba"]])
@example([["aba*"], ["*aba"], ["aba*aba", "ababa"]])
def test_the_sets_are_those_that_are_not_empty_for_greenery(groups: Groups) -> None:
    assert found(*groups).keys() == divided(groups).keys()


@given(GROUPS)
def test_every_pattern_is_told_once_with_the_set_of_a_long_text_of_its(groups: Groups) -> None:
    told = [
        (pattern, cell.groups) for cell in PatternPartition(groups) for pattern in cell.patterns
    ]
    patterns = {pattern for group in groups for pattern in group if pattern}
    assert sorted(told) == sorted(
        (pattern, matched(groups, pattern.replace("*", "-" * 9))) for pattern in patterns
    )
