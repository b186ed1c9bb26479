"""The Create Rule form as a whole: text in, a rule or problems out, and back again."""

import time
from dataclasses import replace

import pytest
from hypothesis import example, given

from buckets.cors import Configuration, Rule, lower_ascii
from buckets.cors.limits import MAX_RULES
from buckets.cors.validate.catalogue import CATALOGUE
from buckets.cors.validate.draft import Draft
from buckets.cors.validate.oss_refusals import refused_by_oss
from buckets.cors.validate.problem import Problem, ProblemLevel
from tests.cors.strategies import drafts, rules

SITE = "https://www.example.com"
SOUND = Draft(SITE, ("GET",))
ODD = Rule(
    origins=("www.example.com", " * ", "a\nb", "www.example.com", ""),
    methods=("PUT", "GET", "PUT"),
    allowed_headers=("x y", "x y"),
    expose_headers=("x\r\ny",),
    max_age=10**12,
)


def kinds(problems: tuple[Problem, ...]) -> list[tuple[str, int | None]]:
    return [(problem.id, problem.line) for problem in problems]


# From text to a rule


def test_every_field_becomes_its_part_of_the_rule() -> None:
    draft = Draft(SITE, ("GET", "HEAD"), "x-a\nx-b", "ETag", "60")
    assert draft.rule() == Rule((SITE,), ("GET", "HEAD"), ("x-a", "x-b"), ("ETag",), 60)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_understood(end: str) -> None:
    text = f"https://a.example{end}https://b.example{end}"
    assert replace(SOUND, origins=text).rule().origins == ("https://a.example", "https://b.example")


def test_blank_lines_and_blanks_around_a_value_are_dropped() -> None:
    draft = replace(SOUND, origins=f"\n \t\n  {SITE}\t \n\n", allowed_headers=" \n* ")
    assert draft.problems() == ()
    assert (draft.rule().origins, draft.rule().allowed_headers) == ((SITE,), ("*",))


def test_a_source_typed_twice_is_kept_once_and_said_so() -> None:
    draft = replace(SOUND, origins=f"{SITE}\nnull\n\n{SITE} ")
    (problem,) = draft.problems()
    assert (problem.id, problem.level, problem.line) == ("repeated-line", ProblemLevel.ADVICE, 4)
    assert problem.message.params == {"value": SITE, "first": 1}
    assert draft.rule().origins == (SITE, "null")


@pytest.mark.parametrize("field", ["allowed_headers", "expose_headers"])
def test_a_header_typed_twice_in_any_case_is_kept_once(field: str) -> None:
    draft = replace(SOUND, **{field: "ETag\netag"})  # type: ignore[arg-type]
    assert kinds(draft.problems()) == [("repeated-line", 2)]
    assert tuple(map(lower_ascii, getattr(draft.rule(), field))) == ("etag",)


def test_methods_are_kept_in_the_order_of_the_check_boxes() -> None:
    assert replace(SOUND, methods=("HEAD", "PUT", "GET")).rule().methods == ("GET", "PUT", "HEAD")


def test_no_timeout_and_a_timeout_of_zero_stay_apart() -> None:
    ages = [replace(SOUND, max_age=text).rule().max_age for text in ("", " ", "0", "007")]
    assert ages == [None, None, 0, 7]


def test_thousands_of_leading_zeros_are_nothing() -> None:
    ages = [replace(SOUND, max_age="0" * 5000 + text).rule().max_age for text in ("", "60")]
    assert ages == [0, 60]


def test_a_timeout_that_is_refused_is_none_in_the_rule() -> None:
    ages = [replace(SOUND, max_age=text).rule().max_age for text in ("soon", "9" * 5000, "٣")]
    assert ages == [None, None, None]


def test_lines_are_numbered_as_a_person_counts_blank_ones_included() -> None:
    draft = replace(SOUND, origins=f"\r\n{SITE}\r\n\r\nlocalhost\r\n")
    assert kinds(draft.problems()) == [("no-scheme", 4)]


def test_all_fields_are_judged_at_once() -> None:
    draft = Draft("localhost", (), "x y", "*", "soon")
    assert kinds(draft.problems(rules_beside=MAX_RULES)) == [
        ("too-many-rules", None),
        ("no-scheme", 1),
        ("no-method", None),
        ("blank", 1),
        ("exposed-wildcard", 1),
        ("bad-max-age", None),
    ]


# Editing a rule that is there


@given(rules())
@example(ODD)
def test_a_rule_opened_and_left_as_it_is_comes_back_to_the_letter(rule: Rule) -> None:
    opened = Draft.of(rule)
    assert opened.problems(editing=rule, rules_beside=MAX_RULES) == ()
    assert opened.rule(editing=rule) == rule


def test_a_browser_that_sends_other_line_ends_changes_nothing() -> None:
    opened = Draft.of(ODD)
    sent = replace(opened, origins=opened.origins.replace("\n", "\r\n"), expose_headers="x\ny")
    assert sent.rule(editing=ODD) == ODD


def test_check_boxes_sent_in_their_own_order_change_nothing() -> None:
    assert replace(Draft.of(ODD), methods=("GET", "PUT")).rule(editing=ODD) == ODD


def test_a_field_left_alone_keeps_its_values_to_the_letter() -> None:
    edited = replace(Draft.of(ODD), max_age="60")
    assert edited.rule(editing=ODD) == replace(ODD, max_age=60)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("origins", SITE),
        ("methods", ("GET",)),
        ("allowed_headers", "x-a"),
        ("expose_headers", "ETag"),
        ("max_age", ""),
    ],
)
def test_a_field_that_was_touched_is_taken_as_typed(field: str, text: str) -> None:
    edited = replace(Draft.of(ODD), **{field: text})  # type: ignore[arg-type]
    assert getattr(edited.rule(editing=ODD), field) == getattr(
        Draft(**{field: text}).rule(),  # type: ignore[arg-type]
        field,
    )


def test_an_odd_rule_that_was_touched_is_refused_for_what_is_odd() -> None:
    edited = replace(Draft.of(ODD), max_age="60")
    assert "no-scheme" in {problem.id for problem in edited.problems(editing=ODD)}


def test_values_left_alone_are_not_said_to_be_put_together() -> None:
    twice = Rule((SITE, SITE), ("GET",), ("x-a", "x-a"), ("ETag", "ETag"))
    edited = replace(Draft.of(twice), max_age="60")
    assert edited.problems(editing=twice) == ()


def test_nonsense_that_would_come_to_the_same_rule_is_refused_all_the_same() -> None:
    rule = Rule((SITE,), ("GET",))
    nonsense = replace(Draft.of(rule), max_age="soon", methods=("GET", "PATCH"))
    assert kinds(nonsense.problems(editing=rule)) == [
        ("unknown-method", None),
        ("bad-max-age", None),
    ]


# Whatever is typed


def replaced(draft: Draft, problem: Problem) -> Draft:
    """``draft`` after a click on the fix of ``problem``."""
    assert problem.fix is not None
    if problem.line is None:
        return replace(draft, **{problem.field: problem.fix})  # type: ignore[arg-type]
    text: str = getattr(draft, problem.field)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines[problem.line - 1] = problem.fix
    return replace(draft, **{problem.field: "\n".join(lines)})  # type: ignore[arg-type]


def refusals_where_put(draft: Draft, problem: Problem) -> set[str]:
    """What the form refuses on the lines that the fix of ``problem`` filled."""
    first, lines = problem.line, (problem.fix or "").split("\n")
    filled = {None} if first is None else {*range(first, first + len(lines))}
    return {
        other.id
        for other in replaced(draft, problem).problems()
        if other.field == problem.field
        and other.line in filled
        and other.level is ProblemLevel.FORM
    }


@given(drafts(), rules())
def test_any_text_gives_a_rule_and_known_problems(draft: Draft, rule: Rule) -> None:
    found = draft.problems() + draft.problems(editing=rule)
    assert {problem.message.id for problem in found} <= CATALOGUE.keys()
    assert isinstance(draft.rule(), Rule)
    assert isinstance(draft.rule(editing=rule), Rule)


@given(drafts())
@example(replace(SOUND, expose_headers="'x'y'"))
@example(replace(SOUND, allowed_headers="**:x"))
@example(replace(SOUND, max_age="1.5"))
def test_a_fix_leaves_nothing_to_refuse_where_it_is_put(draft: Draft) -> None:
    for problem in draft.problems():
        if problem.fix is not None:
            assert refusals_where_put(draft, problem) == set()


@given(drafts())
def test_a_fix_changes_something(draft: Draft) -> None:
    for problem in draft.problems():
        assert problem.fix is None or replaced(draft, problem) != draft


def without_refused_lines(draft: Draft) -> Draft:
    """``draft`` with every fix clicked and whatever is still refused taken out."""
    for field in ("origins", "allowed_headers", "expose_headers", "max_age"):
        for _ in range(200):
            refused = [
                problem
                for problem in draft.problems()
                if problem.field == field and problem.level is ProblemLevel.FORM
            ]
            if not refused or refused[0].id == "no-origin":
                break
            gone = refused[0] if refused[0].fix is not None else replace(refused[0], fix="")
            draft = replaced(draft, gone)
    methods = tuple({*draft.methods} & {"GET", "PUT"}) or ("GET",)
    return replace(draft, origins=f"{draft.origins}\n*", methods=methods)


@given(drafts())
@example(replace(SOUND, expose_headers="x&y\nETag"))
def test_what_the_form_takes_oss_takes_too(draft: Draft) -> None:
    taken = without_refused_lines(draft)
    assert {problem.level for problem in taken.problems()} <= {ProblemLevel.ADVICE}
    assert refused_by_oss(Configuration((taken.rule(),))) == ()


@given(drafts(), rules())
def test_a_legal_rule_with_a_field_retyped_soundly_stays_legal(draft: Draft, rule: Rule) -> None:
    retyped = without_refused_lines(draft).expose_headers
    taken = replace(Draft.of(rule), max_age="60", expose_headers=retyped)
    assert refused_by_oss(Configuration((taken.rule(editing=rule),))) == ()


@given(drafts())
def test_a_rule_that_the_form_took_opens_without_a_word(draft: Draft) -> None:
    rule = without_refused_lines(draft).rule()
    refusals = [p for p in Draft.of(rule).problems() if p.level is not ProblemLevel.ADVICE]
    assert refusals == []


@pytest.mark.parametrize("field", ["origins", "allowed_headers", "expose_headers", "max_age"])
@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "*",
        "*.",
        ":",
        "@",
        "[",
        "'",
        ",'",
        "a ",
        "https://",
        "/",
        "1",
        "1,000,",
        "s",
        "ü",
        "a\n",
    ],
)
@pytest.mark.faults  # it goes by the clock
def test_four_times_the_line_takes_no_sixteen_times_as_long(field: str, piece: str) -> None:
    def text(length: int) -> str:
        return "https://" + (piece * length)[:length] + "!"

    longer, shorter = (
        linting(**{field: text(length)}) + linting(**{field: text(length)[8:]})
        for length in (40_000, 10_000)
    )
    assert longer < 8 * shorter + 0.01


@pytest.mark.faults
def test_a_name_of_many_different_letters_is_judged_in_proportion() -> None:
    longer, shorter = (
        linting(origins="https://" + "".join(map(chr, range(0x4E00, 0x4E00 + length))))
        for length in (16_000, 4_000)
    )
    assert longer < 8 * shorter + 0.01


def linting(**fields: str) -> float:
    """The least seconds of the processor that a draft with these fields takes, of three."""
    draft = replace(SOUND, **fields)  # type: ignore[arg-type]

    def once() -> float:
        started = time.thread_time()
        draft.problems()
        return time.thread_time() - started

    return min(once() for _ in range(3))
