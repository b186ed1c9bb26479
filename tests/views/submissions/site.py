"""The console with an OSS in memory, and everybody at a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.urls import reverse

from buckets.oss.errors import Action
from tests.fakes import MemoryGateway
from tests.pages.installation import Installation
from tests.views.page import Page, Visitor

Visits = Iterator[tuple[str, Page]]


class Site:
    """Where forms are sent: an installation on ``memory``."""

    def __init__(self, it: Installation, memory: MemoryGateway) -> None:
        self.it = it
        self.memory = memory
        self.visitor = cache(self._visitor)
        self.account = reverse("account", args=[it.account.pk])

    def _visitor(self, who: str, *, htmx: bool = False) -> Visitor:
        """Somebody by who they are; who is not there has not signed in."""
        return Visitor(self.it.people.get(who), htmx=htmx)

    @contextmanager
    def trouble(self, *actions: Action) -> Iterator[None]:
        """Let OSS refuse these calls."""
        self.memory.raises = {action: self.it.texts.trouble(action) for action in actions}
        yield
        self.memory.raises = {}
