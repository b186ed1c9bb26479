"""Every text that a person reads goes through gettext.

The pages are rendered with a made-up language that puts each translated text into ⟦brackets⟧.
What is left outside of brackets must be nobody's to translate: names, rules, numbers, code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

from buckets.cors import METHODS
from buckets.presenters.text import CATALOGUES
from tests.views.crawl import Crawl
from tests.views.page import Element

# The database is set up only where a test says that it needs one.
pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
SPOKEN = ("title", "alt", "placeholder", "aria-label", "data-label", "data-unsaved")
DATA = ("code", "pre", "textarea", "del", "ins", "script", "select")
BRAND = ("CORS Console", "⇄", "UTC", "·", "⚠", "↑", "↓", "#", *METHODS)
WORD = re.compile(r"[^\W\d_]{2,}")


def strings(element: Element) -> set[str]:
    """Every text that is shown or read out, but for code."""
    found: set[str] = set()
    within = [element]
    while within:
        element = within.pop()
        found.update(element.get(name) for name in SPOKEN)
        if element.tag == "meta" or element.tag in DATA:
            continue
        for child in element.children:
            if isinstance(child, str):
                found.add(child)
            else:
                within.append(child)
    return found


def outside(text: str) -> str:
    """What is left of a text without the brackets and what is in them."""
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = shorter
    return text


def untranslated(text: str, data: list[str]) -> list[str]:
    left = outside(text)
    for known in (*data, *BRAND):
        left = left.replace(known, " ")
    return WORD.findall(left)


def test_every_text_on_every_page_is_translated(crawl: Crawl) -> None:
    where = {text: name for name, page in crawl.pages.items() for text in strings(page)}
    found = [
        f"{text.strip()} ({name})" for text, name in where.items() if untranslated(text, crawl.data)
    ]
    assert sorted(found) == []


def test_the_pages_are_in_brackets_at_all(crawl: Crawl) -> None:
    told = "".join(page.text for page in crawl.pages.values())
    for text in ("⟦Create Rule⟧", "⟦In sync⟧", "⟦Line 1:⟧", "⟦Review & publish⟧", " was refused⟧"):
        assert text in told


def test_a_choice_is_translated_too(crawl: Crawl) -> None:
    options = {
        option.text for page in crawl.pages.values() for option in page.all("option") if option.text
    }
    assert len(options) > 10
    assert not [option for option in options if untranslated(option, crawl.data)]


def test_a_text_that_was_forgotten_would_be_found() -> None:
    assert untranslated("⟦Rules⟧ of examplebucket", ["examplebucket"]) == ["of"]
    assert untranslated("⟦Page ⟦one⟧ of two⟧ 3 · GET", []) == []


# --- Texts that no page above happens to show -----------------------------------------------------


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            if called in names:
                yield node


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Our own modules, but for Local OSS, which speaks as OSS does: English."""
    for path in sorted((ROOT / "buckets").rglob("*.py")):
        where = path.relative_to(ROOT).as_posix()
        if "/migrations/" not in where and "/localoss/" not in where:
            yield where, ast.parse(path.read_text())


GETTEXT = ("_", "gettext", "gettext_lazy", "ngettext", "npgettext", "pgettext")


def test_every_marked_text_is_a_literal_that_the_tools_can_read() -> None:
    made = {
        f"{where}:{call.lineno}"
        for where, tree in sources()
        for call in calls(tree, *GETTEXT)
        if not isinstance(call.args[0], ast.Constant)
    }
    allowed = [place for place in made if place.startswith("buckets/presenters/text.py:")]
    assert made == set(allowed)
    assert len(allowed) == 2  # `translate`, whose texts `makemessages` takes from the catalogues


def test_no_message_is_made_from_an_id_that_no_catalogue_has() -> None:
    unknown = {
        f"{where}:{call.lineno}"
        for where, tree in sources()
        for call in calls(tree, "Message")
        if isinstance(call.args[0], ast.Constant) and call.args[0].value not in CATALOGUES
    }
    assert not unknown


def bare(template: str) -> str:
    """What stands in a template outside of tags, and outside of what is translated."""
    kept, within = [], False
    for token in Lexer(template).tokenize():
        if token.token_type is TokenType.BLOCK:
            word = token.contents.split()[0]
            within = word == "blocktranslate" or (within and word != "endblocktranslate")
        elif token.token_type is TokenType.TEXT and not within:
            kept.append(token.contents)
    return " ".join(kept)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name
)
def test_no_template_says_anything_itself(path: Path) -> None:
    if path.name == "500.html":
        return  # shown when nothing works any more, translation included
    text = re.sub(r"<code>[^<]*</code>", " ", bare(path.read_text()))
    said = re.sub(r"<[^>]*>", " ", text)
    assert untranslated(re.sub(r"&\w+;", " ", said), []) == []
