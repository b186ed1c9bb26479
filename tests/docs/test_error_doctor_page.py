"""docs/error-doctor.md lists every cause, in the words of the page."""

from __future__ import annotations

from pathlib import Path

from buckets.cors.doctor import CAUSES

PAGE = Path(__file__).parents[2] / "docs" / "error-doctor.md"


def test_every_cause_is_listed_with_its_headline() -> None:
    listed = PAGE.read_text(encoding="utf-8").split("## Causes", 1)[1].splitlines()
    rows = [line for line in listed if line.startswith("| `")]
    assert rows == [f"| `{cause.id}` | {cause.headline} |" for cause in CAUSES.values()]
