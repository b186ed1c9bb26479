"""The prose of each catalogue, pinned once: `tests/catalogues/NAME.txt`, a line a message.

Whoever rewords a message changes its line there too; nothing else in the tests holds its text.
`python -m tests.catalogues` writes the files anew.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from buckets import access
from buckets.audit import catalogue as audit
from buckets.cors import Catalogue, Plural, Text
from buckets.cors.compare import catalogue as compare
from buckets.cors.doctor import catalogue as doctor
from buckets.cors.evaluate import catalogue as evaluate
from buckets.cors.formats import catalogue as formats
from buckets.cors.lint import catalogue as lint
from buckets.cors.validate import catalogue as validate
from buckets.oss import catalogue as oss
from buckets.presenters import catalogue as presenters
from buckets.sync import catalogue as sync

FOLDER = Path(__file__).parent / "catalogues"
CATALOGUES = {
    "access": access.CATALOGUE,
    "audit": audit.CATALOGUE,
    "compare": compare.CATALOGUE,
    "doctor": doctor.CATALOGUE,
    "evaluate": evaluate.CATALOGUE,
    "formats": formats.CATALOGUE,
    "lint": lint.CATALOGUE,
    "oss": oss.CATALOGUE,
    "presenters": presenters.CATALOGUE,
    "sync": sync.CATALOGUE,
    "validate": validate.CATALOGUE,
}
COUNTED = re.compile(
    r"%\(\w+\)s (?:bucket|byte|character|day|entrie|hour|line|minute|origin|rule|second|source)s\b"
)
NEVER_ONE = {  # limits, and numbers that are told only when they are larger
    "formats.too-large: %(size)s bytes",
    "formats.too-many-rules: %(limit)s rules",
    "evaluate.address-too-long: %(most)s characters",
    "lint.cache-timeout-too-long: %(value)s seconds",
    "lint.fix.no-room: %(rules)s rules",
    "lint.fix.no-room: %(size)s bytes",
    "lint.fix.set-timeout: %(new)s seconds",
    "lint.mergeable-rules: %(count)s rules",
    "lint.mergeable-rules.why: %(limit)s rules",
    "lint.rules-nearly-full: %(limit)s rules",
    "lint.size-nearly-full: %(size)s bytes",
    "oss.CORSRuleBeyondLimit: %(limit)s rules",
    "oss.clock-ahead: %(minutes)s minutes",
    "oss.clock-behind: %(minutes)s minutes",
    "oss.too-large: %(limit)s bytes",
    "sync.slow-address: %(seconds)s seconds",
    "validate.document-too-large: %(size)s bytes",
    "validate.max-age-too-large: %(value)s seconds",
    "validate.rule-too-large: %(limit)s bytes",
    "validate.too-many-rules: %(limit)s rules",
}
PARAMETER = re.compile(r"%\((\w+)\)s")


def forms(text: Text) -> list[str]:
    return [text.one, text.many] if isinstance(text, Plural) else [text]


def pinned(catalogue: Catalogue) -> str:
    lines = ("\t".join([key, *forms(text)]) for key, text in sorted(catalogue.items()))
    return "".join(line.replace("\n", "\\n") + "\n" for line in lines)


@pytest.mark.parametrize("name", CATALOGUES)
def test_the_texts_are_those_that_are_pinned(name: str) -> None:
    assert pinned(CATALOGUES[name]) == (FOLDER / f"{name}.txt").read_text()


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_text_that_counts_has_a_form_for_one(name: str) -> None:
    unfit = {
        f"{key}: {counted}"
        for key, text in CATALOGUES[name].items()
        for counted in COUNTED.findall(text if isinstance(text, str) else text.one)
    }
    assert unfit - NEVER_ONE == set()


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_text_has_nothing_but_named_parameters(name: str) -> None:
    for text in CATALOGUES[name].values():
        for form in forms(text):
            assert "%" not in PARAMETER.sub("", form), form
