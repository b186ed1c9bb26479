"""Templates can be read, and their changes reviewed, line by line."""

from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parent.parent / "templates"
LONGEST = 120


@pytest.mark.parametrize(
    "path",
    sorted(TEMPLATES.rglob("*.html")),
    ids=lambda path: str(path.relative_to(TEMPLATES)),
)
def test_no_line_of_a_template_is_too_long(path: Path) -> None:
    lines = enumerate(path.read_text().splitlines(), start=1)
    assert [number for number, line in lines if len(line) > LONGEST] == []
