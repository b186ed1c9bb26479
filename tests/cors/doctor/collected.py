"""The inputs for development in tests/cases, with the rules that they were tried with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from buckets.cors import Configuration
from buckets.cors.doctor import Report, report_on
from buckets.cors.formats import read

CASES: Final = Path(__file__).resolve().parents[2] / "cases"
OPEN: Final = ("public.json", "opened.json")


@dataclass(frozen=True)
class Pasted:
    """A text and the rules of the bucket; None where they are not known."""

    name: str
    text: str
    rules: Configuration | None

    def report(self, text: str) -> Report:
        """What is said of ``text`` in its place."""
        return report_on(text, self.rules)


@cache
def collected() -> tuple[Pasted, ...]:
    """All of them that are for the doctor."""
    return tuple(_read())


def _read() -> Iterator[Pasted]:
    for file in OPEN:
        for case in json.loads((CASES / file).read_text(encoding="utf-8")):
            if case["surface"] == "doctor":
                rules = case["rules"]
                known = None if rules is None else _configuration(rules)
                yield Pasted(case["id"], case["input"], known)


def _configuration(document: str) -> Configuration:
    return read(document.encode()) if document.strip() else Configuration()
