"""How much text the Create Rule form takes for a rule."""

from dataclasses import replace

import pytest

from buckets.cors import Configuration
from buckets.cors.formats.xml import write
from buckets.cors.limits import MAX_DOCUMENT_BYTES
from buckets.cors.validate.draft import Draft
from buckets.cors.validate.oss_refusals import refused_by_oss
from buckets.cors.validate.problem import Problem, ProblemLevel

SOUND = Draft("https://www.example.com", ("GET",))


def kinds(problems: tuple[Problem, ...]) -> list[tuple[str, int | None]]:
    return [(problem.id, problem.line) for problem in problems]


TOO_LARGE = [("rule-too-large", None)]


def with_document_of(size: int) -> Draft:
    """A sound draft whose rule alone, written without indentation, is ``size`` bytes."""
    long = replace(SOUND, allowed_headers="x" * 2 * MAX_DOCUMENT_BYTES)
    too_many = len(write(Configuration((long.rule(),)))) - size
    return replace(SOUND, allowed_headers=long.allowed_headers[too_many:])


def test_a_rule_that_just_fits_is_taken() -> None:
    draft = with_document_of(MAX_DOCUMENT_BYTES)
    assert draft.problems() == ()
    assert refused_by_oss(Configuration((draft.rule(),))) == ()


def test_a_rule_a_byte_too_long_for_any_document_is_refused_as_a_whole() -> None:
    draft = with_document_of(MAX_DOCUMENT_BYTES + 1)
    (problem,) = draft.problems()
    assert (problem.id, problem.field, problem.level) == ("rule-too-large", "", ProblemLevel.FORM)
    assert [p.id for p in refused_by_oss(Configuration((draft.rule(),)))] == ["document-too-large"]


def test_a_rule_too_long_is_told_beside_the_advice() -> None:
    draft = with_document_of(MAX_DOCUMENT_BYTES + 1)
    draft = replace(draft, expose_headers="ETag\netag")
    assert kinds(draft.problems()) == [("repeated-line", 2), *TOO_LARGE]


def test_what_is_wrong_on_a_line_is_told_before_the_length() -> None:
    draft = replace(with_document_of(MAX_DOCUMENT_BYTES + 1), max_age="soon")
    assert kinds(draft.problems()) == [("bad-max-age", None)]


@pytest.mark.parametrize("field", ["origins", "allowed_headers", "expose_headers"])
def test_text_beyond_all_bounds_is_not_looked_at_line_by_line(field: str) -> None:
    bound = 2 * MAX_DOCUMENT_BYTES
    typed = {"origins": "", field: "<\n" * (bound // 2)}
    assert TOO_LARGE[0] not in kinds(replace(SOUND, **typed).problems())  # type: ignore[arg-type]
    typed[field] += "\n"
    assert kinds(replace(SOUND, **typed).problems()) == TOO_LARGE  # type: ignore[arg-type]


def test_a_rule_too_long_that_oss_holds_can_be_left_as_it_is() -> None:
    long = replace(SOUND, allowed_headers="x" * 3 * MAX_DOCUMENT_BYTES).rule()
    assert Draft.of(long).problems(editing=long) == ()
    assert kinds(replace(Draft.of(long), max_age="1").problems(editing=long)) == TOO_LARGE
