"""How the lists among the response headers are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckets.cors.evaluate.response_headers import first_invalid, members_of, value_of

NAME = "access-control-allow-headers"
BLANKS = st.text(" \t", max_size=2)


@st.composite
def lines(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """The lines of a header, and the members that they list."""
    members = draw(st.lists(st.sampled_from(["x-a", "*", "GET", "'", "x a", '"a"', "@"])))
    written, line = [], ""
    for member in members:
        line += f"{draw(BLANKS)}{member}{draw(BLANKS)}"
        if draw(st.booleans()):
            written.append(line)
            line = ""
        else:
            line += "," * draw(st.integers(1, 3))
    return [*written, line], members


@given(lines())
def test_a_list_may_be_in_any_number_of_lines_with_empty_members(
    listed: tuple[list[str], list[str]],
) -> None:
    written, members = listed
    headers = tuple(("Access-Control-Allow-Headers", line) for line in written)
    assert members_of((("Vary", "Origin"), *headers), NAME) == tuple(members)


def test_without_the_header_there_are_no_members() -> None:
    assert value_of((("Vary", "Origin"),), NAME) is None
    assert members_of((), NAME) == ()


def test_only_blanks_and_tabs_stand_around_a_member() -> None:
    assert members_of(((NAME, "\xa0x-a\x0b, \tx-b "),), NAME) == ("\xa0x-a\x0b", "x-b")


def test_the_lines_of_a_value_are_joined() -> None:
    assert value_of((("VARY", " a\t"), ("Vary", "")), "vary") == "a, "


@pytest.mark.parametrize(
    ("members", "invalid"),
    [
        ((), None),
        (("x-a", "*", "!#$%&'*+.^_`|~09"), None),
        (("x-a", "x b", "(c)"), "x b"),
        (('"x-a"',), '"x-a"'),
        (("x:a",), "x:a"),
        (("ü",), "ü"),
    ],
)
def test_a_member_that_is_no_token_is_invalid(
    members: tuple[str, ...], invalid: str | None
) -> None:
    assert first_invalid(members) == invalid
