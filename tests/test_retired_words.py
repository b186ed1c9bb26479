"""Words that are retired: a concept has one word, and these are not it (docs/architecture.md).

General words are listed only in the form in which they named the old concept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("buckets", "corsconsole", "templates", "static")
ENDINGS = {".py", ".html", ".css", ".js"}

IDENTIFIERS = (
    "promise", "promises", "promised", "Book", "book", "Crew", "crew", "Sentence", "handwriting",
    "Handwriting", "lineage", "meetings", "Meetings", "header_names", "patience", "Patience",
    "Pace", "Sighting", "sighting", "sightings", "Heard", "heard", "Clues", "clues", "Remark",
    "remark", "remarks", "Held", "EditedMeanwhile", "NoLonger", "Mistake", "Ability",
    "PushStoppedError", "EffectKind", "effects_field", "Strength", "NotUnderstood", "take_in",
    "judge_preflight", "judge_answer", "judge_left", "judge_all", "judged", "unfinished_business",
    "way_back", "cdn_signs", "gettext_noop", "as_compared", "UNTOLD",
    "FIXES", "WORDS", "TITLES", "SENTENCES",
)  # fmt: skip
MODULES = (
    "wording", "sentences", "crew", "book", "joint", "connect", "tries", "handwriting", "lineage",
    "meetings", "cells", "patience", "pace", "skew", "clues", "words", "plain", "remarks",
    "request_address", "differences", "starting_points", "diagnoses", "refusals_view", "responses",
    "trial",
)  # fmt: skip
PHRASES = (
    "What came of it", "Take over", "Take ours", "Take theirs", "Not now", "Worth a look",
    "Promise something", "Take back", "Ask OSS itself", "Review and push", "Beside it",
    "What comes of it", "Point by point", "asked for by", "Try the failed ones again",
    "What that does to requests", "Noticed by", "What is sent",
)  # fmt: skip
URL_SEGMENTS = ("promises", "promise", "tries", "handwriting")


def lines() -> Iterator[tuple[str, str]]:
    """Yield every line of the product with where it stands; vendored files are not ours."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in ENDINGS and not {"vendor", "migrations"} & set(path.parts):
                for number, line in enumerate(path.read_text().splitlines(), start=1):
                    yield f"{path.relative_to(ROOT)}:{number}", line


@pytest.mark.parametrize(
    ("words", "where_from"), [(IDENTIFIERS, ""), (PHRASES, "templates/")], ids=["names", "phrases"]
)
def test_no_retired_word_is_used(words: tuple[str, ...], where_from: str) -> None:
    retired = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])")
    found = [it for it in lines() if it[0].startswith(where_from) and retired.search(it[1])]
    assert found == []


def test_no_name_is_made_from_a_promise() -> None:
    made = re.compile(r"(?<![A-Za-z])(?:promise|Promise)[sd]?(?![A-Za-z])")
    ours = (it for it in lines() if "functional import Promise" not in it[1])
    assert [it for it in ours if made.search(it[1]) and "| Promise" not in it[1]] == []


def test_no_module_has_a_retired_name() -> None:
    ours = {path.stem for path in (ROOT / "buckets").rglob("*.py") if "localoss" not in path.parts}
    assert not ours & {*MODULES}
    assert not {stem for stem in ours if stem.endswith(("_wording", "_sentences"))}


def test_no_url_has_a_retired_segment() -> None:
    urls = (ROOT / "buckets" / "urls.py").read_text()
    assert not {segment for segment in URL_SEGMENTS if f"/{segment}/" in urls}
