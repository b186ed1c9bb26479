"""Every page of the scene, visited once for all modules that look at them.

The pages are rendered with a made-up language that puts each translated text into ⟦brackets⟧.
Structure, addresses and data are those of every language.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.test.signals import template_rendered
from django.utils.translation import trans_real
from pytest_django.plugin import DjangoDbBlocker

from tests.views import scene
from tests.views.page import Page


class _Brackets:
    """A language in which every text is its English in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message.rpartition(chr(4))[2]}⟧" if message else ""

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.gettext(one if count == 1 else many)

    def language(self) -> str:
        return "en"

    to_language = language


@dataclass(frozen=True)
class Crawl:
    """Every answer by who asked and what for, the words that are data, the templates used."""

    pages: dict[str, Page]
    data: list[str]
    templates: set[str]


@pytest.fixture(scope="session")
def crawl(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Crawl:
    """Everything there is to see, in brackets."""
    unblocked = django_db_blocker.unblock()
    with _in_brackets(), _templates() as templates, unblocked, scene.set_up() as stage:
        return Crawl(scene.visit(stage), stage.data, templates)


@contextmanager
def _in_brackets() -> Iterator[None]:
    brackets = _Brackets()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trans_real, "_active", type("Active", (), {"value": brackets})())
        patch.setattr(trans_real, "_default", brackets)
        patch.setattr(trans_real, "translation", lambda _language: brackets)
        yield


@contextmanager
def _templates() -> Iterator[set[str]]:
    """The names of the templates that are rendered meanwhile."""
    names: set[str] = set()

    def note(template: object, **_: object) -> None:
        names.add(str(getattr(template, "name", "")))

    template_rendered.connect(note)
    try:
        yield names
    finally:
        template_rendered.disconnect(note)
