"""What a change of the rules changes: each way in which it can, and how it is told."""

from collections import Counter

import pytest

from buckets.cors import Configuration, Rule
from buckets.cors.compare.behaviour import Change, ChangeKind, cases, compare, reachable
from buckets.cors.evaluate.oss import Preflight

A, B = "https://a.example", "https://b.example"
ANY, SUBDOMAINS = "*", "https://*.example"
GET = Rule((A,), ("GET",))


def conf(*rules: Rule, vary: bool = False) -> Configuration:
    return Configuration(rules, vary)


def told(before: Configuration, after: Configuration) -> list[tuple[str, str, str]]:
    """Of each change its kind, the origin of its example, and the methods."""
    changes = compare(before, after)
    return [(it.kind.value, it.request.origin, " ".join(it.methods)) for it in changes]


# One by one


def test_nothing_changes_where_nothing_did() -> None:
    assert compare(conf(GET), conf(GET)) == ()


def test_a_new_rule_allows() -> None:
    assert compare(conf(), conf(GET)) == (
        Change(ChangeKind.ALLOWED, Preflight(A, "GET"), ("GET",), (A,), (), None, 0),
    )


def test_a_rule_less_blocks() -> None:
    assert told(conf(GET), conf()) == [("blocked", A, "GET")]


def test_methods_that_change_alike_are_told_together() -> None:
    assert told(conf(), conf(Rule((A,), ("GET", "PUT")))) == [("allowed", A, "GET PUT")]


def test_origins_that_change_alike_are_told_together() -> None:
    (change,) = compare(conf(), conf(Rule((A, B, SUBDOMAINS), ("GET",))))
    assert {*change.origins} == {A, B, SUBDOMAINS}


def test_a_method_given_twice_is_told_once() -> None:
    assert told(conf(), conf(Rule((A,), ("GET", "GET")))) == [("allowed", A, "GET")]


def test_one_more_origin_in_a_rule_is_all_that_is_told_of_it() -> None:
    assert told(conf(GET), conf(Rule((A, B), ("GET",)))) == [("allowed", B, "GET")]


def test_a_bare_wildcard_is_told_by_its_pattern_and_an_example_that_no_rule_names() -> None:
    (change, *rest) = compare(conf(GET), conf(GET, Rule((ANY,), ("GET",))))
    assert (change.kind, change.origins, rest) == (ChangeKind.ALLOWED, (ANY,), [])
    assert change.request.origin not in ("", A, ANY)


def test_a_header_more_is_told_with_that_header() -> None:
    allowed = Rule((A,), ("GET",), ("content-type",))
    (change,) = compare(conf(GET), conf(allowed))
    assert change.request == Preflight(A, "GET", ("content-type",))
    assert (change.kind, change.headers) == (ChangeKind.ALLOWED, ("content-type",))


def test_rules_that_change_places_may_answer_with_other_headers() -> None:
    exposing = Rule((A,), ("GET",), expose_headers=("ETag",))
    (change,) = compare(conf(GET, exposing), conf(exposing, GET))
    assert (change.kind, change.before, change.after) == (ChangeKind.HEADERS, 0, 0)


def test_the_same_answer_of_another_rule_is_told_as_such() -> None:
    wide = Rule((B, A), ("GET",))
    (change,) = (it for it in compare(conf(GET, wide), conf(wide, GET)) if it.methods)
    assert (change.kind, change.before, change.after) == (ChangeKind.RULE, 0, 0)


def test_another_allow_origin_is_another_answer() -> None:
    assert told(conf(Rule((A, ANY), ("GET",))), conf(Rule((ANY, A), ("GET",)))) == [
        ("headers", A, "GET")
    ]


def test_a_source_behind_a_bare_wildcard_is_never_looked_at() -> None:
    assert told(conf(Rule((ANY, A), ("GET",))), conf(Rule((ANY,), ("GET",)))) == []


def test_another_cache_timeout_is_another_answer() -> None:
    assert told(conf(GET), conf(Rule((A,), ("GET",), max_age=0))) == [("headers", A, "GET")]


def test_vary_concerns_every_answer() -> None:
    assert [it.kind for it in compare(conf(GET), conf(GET, vary=True))] == [ChangeKind.VARY]


def test_vary_has_no_effect_without_a_rule() -> None:
    assert compare(conf(), conf(vary=True)) == ()


def test_the_gravest_change_comes_first() -> None:
    before, after = conf(GET, Rule((B,), ("GET",))), conf(Rule((A, "null"), ("GET",), max_age=1))
    kinds = [it.kind for it in compare(before, after)]
    assert kinds == [ChangeKind.ALLOWED, ChangeKind.BLOCKED, ChangeKind.HEADERS]


def test_a_rule_behind_one_that_allows_as_much_is_shadowed() -> None:
    assert reachable(conf(Rule((SUBDOMAINS,), ("GET", "PUT"), ("*",)), GET)) == {0}


def test_a_rule_that_allows_one_header_more_is_not_shadowed() -> None:
    assert reachable(conf(Rule((SUBDOMAINS,), ("GET",)), Rule((A,), ("GET",), ("x",)))) == {0, 1}


def test_a_rule_that_several_rules_shadow_together_is_shadowed() -> None:
    by_two = conf(Rule((A,), ("GET",)), Rule((B,), ("GET",)), Rule((A, B), ("GET",)))
    assert reachable(by_two) == {0, 1}


def test_headers_of_two_rules_together_reach_a_third() -> None:
    rules = (Rule((A,), ("GET",), (name,)) for name in ("x-a", "x-b", "x-*"))
    (both,) = (case for case in cases(conf(*rules), conf()) if case.first == 2)
    # One header that neither allows says as much as one for each.
    assert len(both.request.headers) == 1


def test_a_request_has_two_headers_where_one_cannot_do() -> None:
    rules = (Rule((A,), ("GET",), names) for names in (("x-a",), ("x-b",), ("x-a", "x-b")))
    (both,) = (case for case in cases(conf(*rules), conf()) if case.first == 2)
    assert sorted(both.request.headers) == ["x-a", "x-b"]


def test_a_header_that_others_make_needless_is_left_out() -> None:
    # `x-most` is refused by most of the rules before, but those that refuse the others do for all.
    allowed = [("x-most", "x-b"), ("x-b",), ("x-b",), ("x-a",), ("x-a",), ("x-most", "x-a")]
    rules = [Rule((A,), ("GET",), names) for names in (*allowed, ("x-a", "x-b", "x-most"))]
    (last,) = (case for case in cases(conf(*rules), conf()) if case.first == len(allowed))
    assert sorted(last.request.headers) == ["x-a", "x-b"]


def test_headers_that_are_known_to_do_serve_the_next_method_too() -> None:
    both = ("PUT", "GET")
    before = conf(
        Rule(("a",), both, ("y",)), Rule(("*",), both, ("x",)), Rule(("a*",), both, ("y", "x"))
    )
    after = conf(Rule(("b", "a"), ("GET",)), Rule(("*b",), ("PUT",), ("z",)))
    several = [it for it in compare(before, after) if len(it.request.headers) > 1]
    assert [(it.before, it.after, it.methods, it.origins) for it in several] == [
        (2, None, both, ("a",))
    ]


def test_a_method_that_can_do_with_fewer_headers_is_told_with_fewer() -> None:
    both = ("PUT", "GET")
    before = conf(
        Rule(("ab",), both, ("y", "x")),
        Rule(("*b",), ("PUT",), ("z",)),
        Rule(("*",), both, ("x", "z", "y")),
    )
    last = [it for it in compare(before, conf()) if it.before == 2 and it.origins == ("ab",)]
    assert [(it.methods, it.request.headers) for it in last] == [
        (("PUT",), ("y", "z")),
        (("GET",), ("z",)),
    ]


def test_of_many_sets_of_several_headers_with_which_a_rule_is_met_a_few_are_told() -> None:
    # At each origin other rules come before the last one, and each refuses a header of its own.
    origins = [f"https://{number}.example" for number in range(32)]
    names = [f"x-{place}" for place in range(5)]
    rules = [
        Rule(
            tuple(it for number, it in enumerate(origins) if number >> place & 1),
            ("GET",),
            tuple(other for other in names if other != name),
        )
        for place, name in enumerate(names)
    ]
    last = Rule(tuple(origins), ("GET",), tuple(names))
    changes = compare(conf(*rules, last), conf())
    told = Counter(len(it.request.headers) for it in changes if it.before == 5)
    few = sum(count for size, count in told.items() if size > 1)
    assert (told[0], told[1], few) == (1, 5, 4)


@pytest.mark.parametrize(
    ("source", "like"),
    [
        (SUBDOMAINS, "https://app.example"),
        ("http://localhost:*", "http://localhost:8080"),
        ("*", "https://www.example.com"),
        ("*.aliyuncs.com", "https://www.example.com.aliyuncs.com"),
        ("http*://a.example", "http://a.example"),
        ("capacitor://*", "capacitor://app"),
    ],
)
def test_an_example_looks_like_an_origin_that_a_browser_sends(source: str, like: str) -> None:
    assert told(conf(), conf(Rule((source,), ("GET",)))) == [("allowed", like, "GET")]
