"""The worked example of `intersections`, computed as its docstring does it on paper."""

import pytest

from buckets.cors import Configuration, Rule
from buckets.cors.compare.intersections import Intersections, Pair, RequestSet

A = Rule(("https://*.example.com",), ("GET",))
B = Rule(("https://app.example.com",), ("GET",), ("x-a",))
EXAMPLE = Intersections(Configuration((A,)), Configuration((B,)))


def test_the_origins_are_three_classes() -> None:
    assert list(EXAMPLE.origins.groups) == [0b11, 0b00, 0b01]
    assert EXAMPLE.origins[0].example == "https://app.example.com"
    assert EXAMPLE.origins[2].patterns == A.origins


def test_the_header_names_are_two_classes() -> None:
    assert list(EXAMPLE.headers.groups) == [0b10, 0b00]
    assert EXAMPLE.headers[0].example == "x-a"


def test_the_methods_are_one_group() -> None:
    assert EXAMPLE.methods == {0b11: ["GET"]}


def test_every_pair_but_that_of_no_rules_is_tried() -> None:
    assert [pair[:2] for pair in EXAMPLE.pairs()] == [(0, 0), (0, None), (None, 0)]


@pytest.mark.parametrize(
    ("first", "second", "headers", "origins"),
    [(0, 0, (), 0b001), (0, None, (), 0b100), (None, 0, (0,), 0b001)],
)
def test_each_pair_answers_the_requests_of_the_example(
    first: int | None, second: int | None, headers: tuple[int, ...], origins: int
) -> None:
    (found,) = EXAMPLE.requests(Pair(first, second, False, False))
    assert found == (headers, 0b1, origins)
    assert isinstance(found, RequestSet)
