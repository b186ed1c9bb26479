"""What does not change a diagnosis: wrappers, foreign lines, their order, a panel's language.

A cause may become less sure by it, and never another one that is as sure, or surer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from buckets.cors.doctor import Confidence, Report, find_har
from tests.cors.doctor.collected import Pasted, collected
from tests.cors.doctor.generated.answers import PANELS, Part, exchanges, older_panel, panel
from tests.cors.doctor.generated.noise import LOUD, QUIET
from tests.cors.doctor.generated.product import samples
from tests.cors.doctor.generated.samples import Broken
from tests.cors.doctor.generated.wrappers import TEARING, WRAPPERS, cut

RANKS: Final = (Confidence.UNKNOWN, Confidence.LIKELY, Confidence.CERTAIN)


def rank(report: Report) -> int:
    return RANKS.index(report.confidence)


def said(before: Report, after: Report) -> str:
    return f"{before.cause}, {before.confidence} -> {after.cause}, {after.confidence}"


def stays(before: Report, after: Report) -> bool:
    """Whether it is the same diagnosis, or a less sure one."""
    if after.confidence is Confidence.UNKNOWN:
        return True
    return rank(after) < rank(before) + (after.cause == before.cause)


def is_never_surely_another(before: Report, after: Report) -> bool:
    """Whether it is the same cause, or one that is not certain."""
    return after.cause == before.cause or after.confidence is not Confidence.CERTAIN


def _generated() -> list[Pasted]:
    return [Pasted(it.name, it.text, it.rules if it.names_bucket else None) for it in samples()]


# HAR files are read by other means.
COLLECTED: Final = [it for it in collected() if find_har(it.text) is None]
texts = st.sampled_from([*COLLECTED, *_generated()])
wrappers = st.sampled_from(sorted(WRAPPERS.keys() - set(TEARING)))
quiet = st.sampled_from(sorted(QUIET.values()))
loud = st.sampled_from(sorted(LOUD.values()))


@given(texts, wrappers)
def test_a_wrapper_changes_nothing(pasted: Pasted, wrapper: str) -> None:
    wrapped = WRAPPERS[wrapper](pasted.text)
    assert stays(pasted.report(f"{pasted.text}\n"), pasted.report(wrapped))


@given(texts, st.sampled_from(TEARING))
def test_after_a_wrapper_that_tears_lines_no_other_cause_is_certain(
    pasted: Pasted, wrapper: str
) -> None:
    wrapped = WRAPPERS[wrapper](pasted.text)
    assert is_never_surely_another(pasted.report(f"{pasted.text}\n"), pasted.report(wrapped))


def changed(wrap: Callable[[str], str], is_law: Callable[[Report, Report], bool]) -> list[str]:
    """The collected inputs for which ``wrap`` does not keep the law, with what is said of them."""
    found = []
    for pasted in COLLECTED:
        before, after = pasted.report(f"{pasted.text}\n"), pasted.report(wrap(pasted.text))
        if not is_law(before, after):
            found.append(f"{pasted.name}: {said(before, after)}")
    return found


@pytest.mark.faults
@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_no_collected_input_is_changed_by_a_wrapper(wrapper: str) -> None:
    law = is_never_surely_another if wrapper in TEARING else stays
    assert changed(WRAPPERS[wrapper], law) == []


@pytest.mark.faults
@pytest.mark.parametrize("name", QUIET)
def test_no_collected_input_is_changed_by_lines_about_nothing(name: str) -> None:
    assert changed(lambda it: f"{QUIET[name]}\n{it}\n{QUIET[name]}", stays) == []


@given(texts, wrappers, wrappers)
def test_after_two_wrappers_no_other_cause_is_certain(
    pasted: Pasted, inner: str, outer: str
) -> None:
    wrapped = WRAPPERS[outer](WRAPPERS[inner](pasted.text))
    assert is_never_surely_another(pasted.report(f"{pasted.text}\n"), pasted.report(wrapped))


@given(texts, quiet, quiet)
def test_lines_about_nothing_change_nothing(pasted: Pasted, before: str, behind: str) -> None:
    text = f"{before}\n{pasted.text}\n{behind}"
    assert stays(pasted.report(f"{pasted.text}\n"), pasted.report(text))


def is_about_oss(report: Report) -> bool:
    return report.facts["bucket"] is not None


@given(texts, loud, loud)
def test_failures_of_other_sites_change_nothing(pasted: Pasted, before: str, behind: str) -> None:
    alone = pasted.report(f"{pasted.text}\n")
    assume(is_about_oss(alone))
    assert stays(alone, pasted.report(f"{before}\n{pasted.text}\n{behind}"))


@given(texts, st.lists(loud | quiet, min_size=2, max_size=4, unique=True), st.data())
def test_in_another_order_of_independent_lines_no_other_cause_is_as_sure(
    pasted: Pasted, lines: list[str], data: st.DataObject
) -> None:
    assume(is_about_oss(pasted.report(f"{pasted.text}\n")))
    one, other = (data.draw(st.permutations([pasted.text, *lines])) for _ in range(2))
    # What ends the text may go on: so nothing does.
    first, second = (pasted.report("\n".join([*it, ""])) for it in (one, other))
    assert stays(first, second) or stays(second, first)


@given(texts, st.integers(1, 99))
def test_without_its_end_a_text_is_never_another_one_for_certain(
    pasted: Pasted, percent: int
) -> None:
    part = cut(pasted.text, percent)
    assert is_never_surely_another(pasted.report(f"{pasted.text}\n"), pasted.report(part))


@given(
    st.sampled_from(list(exchanges())),
    st.sampled_from([panel, older_panel]),
    st.sampled_from(sorted(PANELS)),
)
def test_the_language_of_a_panel_does_not_count(
    failed: tuple[Broken, Part], copied: Callable[[str, Part], str], language: str
) -> None:
    broken, part = failed
    one, other = (Pasted(it, copied(it, part), broken.rules) for it in ("English", language))
    assert one.report(one.text).cause == broken.cause
    assert stays(one.report(one.text), other.report(other.text))
