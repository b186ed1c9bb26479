"""Every page of the catalogue, where its links lead, and what forms sent by hand lead to.

They are visited once for all modules that look at them, in an installation full of text that tries
to be markup, and rendered with a made-up language that puts each translated text into ⟦brackets⟧.
Structure, addresses and data are those of every language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urldefrag, urljoin

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test.signals import template_rendered
from django.urls import reverse
from django.utils.translation import trans_real
from pytest_django.plugin import DjangoDbBlocker

from buckets.oss.errors import Action
from buckets.sync.runtime import Runtime, use
from tests.fakes import MemoryGateway
from tests.pages.catalogue import NOBODY, Entry
from tests.pages.groups import every_page
from tests.pages.oss import OssInMemory
from tests.pages.states import furnish
from tests.pages.texts import HOSTILE
from tests.views.page import Page, Visitor
from tests.views.submissions import (
    accounts,
    expectations,
    findings,
    publishing,
    rules,
    runs,
    signing_in,
    tools,
)
from tests.views.submissions.site import Site, Visits

SUBMISSIONS: tuple[Callable[[Site], Visits], ...] = (
    rules.panels,
    findings.findings,
    accounts.accounts,
    rules.buttons,
    accounts.trouble,
    publishing.reviews,
    expectations.expectations,
    tools.simulator,
    publishing.merges,
    runs.runs,
    tools.doctor,
    expectations.probes,
    signing_in.refusals,
    signing_in.sign_ins,
)
Part = tuple[str, str, str]
Parts = Callable[[str], set[Part]]

EXAMPLES = ("method=PUT&headers=", "method=PUT&headers=content-type")
"""How the addresses of the examples end that are looked at, as there are hundreds of them."""

SEEDS = ("/", "/nowhere/", reverse("account_login"), reverse("account_logout"))
"""Where the crawl begins, beside the catalogue."""

BY_HTMX = {
    "page",
    "bucket, risky",
    "buckets, searched for what is odd",
    "no bucket matches",
    "compared with itself",
    "findings, narrowed",
}
"""The entries that are asked for by htmx too, beside those of runs."""

PAGE_SIZES = {"buckets": 6, "findings": 12, "history": 4, "activity": 40, "runs": 4}
"""So that each list has a first page, a last one, and one between them."""


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
    """What was seen.

    Attributes:
        entries: the catalogue.
        pages: every answer, by the name of its entry or visit, or by who asked for which address.
        data: the words that are data.
        templates: the names of those that were used.
        states: the states of buckets that there were.
    """

    entries: list[Entry]
    pages: dict[str, Page] = field(repr=False)
    data: list[str]
    templates: set[str]
    states: set[str]


@pytest.fixture(scope="session", params=["sample", pytest.param("all", marks=pytest.mark.full)])
def crawl(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Crawl:
    """Everything there is to see, in brackets."""
    crawlers = SAMPLE if request.param == "sample" else ALL
    with _in_brackets(), _templates() as templates, django_db_blocker.unblock(), _site() as site:
        states = {bucket.state for bucket in site.it.buckets.values()}
        entries = list(every_page(site.it))
        pages = _visit(site, entries, crawlers)
        cache.clear()  # it counts attempts to sign in
        for submit in SUBMISSIONS:
            for name, page in submit(site):
                assert name not in pages, f"two pages are called {name}"
                pages[name] = page
        return Crawl(entries, pages, site.it.data, templates, states)


def _visit(site: Site, entries: list[Entry], crawlers: dict[str, Parts]) -> dict[str, Page]:
    """The pages of the catalogue, and those that their links lead to."""
    pages: dict[str, Page] = {}
    for entry in entries:
        assert entry.name not in pages, f"two pages are called {entry.name}"
        pages[entry.name] = _get(site.visitor(entry.who), entry.path)
        if entry.name in BY_HTMX or entry.name.startswith("run, "):
            by_htmx = site.visitor(entry.who, htmx=True)
            pages[f"htmx: {entry.name}"] = _get(by_htmx, entry.path)
    for who, parts in crawlers.items():
        seen = {it.path: pages[it.name] for it in entries if it.who == who}
        found = _crawl(site.visitor(who), seen, parts)
        pages |= {f"{who} {url}": page for url, page in found.items()}
    return pages


def _get(visitor: Visitor, url: str) -> Page:
    page = visitor.get(url)
    return visitor.follow(page) if page.status == 302 else page


def _crawl(visitor: Visitor, seen: dict[str, Page], parts: Parts) -> dict[str, Page]:
    """What the links of these pages lead to, and so on, but for those of ``parts`` seen before."""
    pages: dict[str, Page] = {}
    known = {part for url in seen for part in parts(url)}
    ahead = [*SEEDS, *(url for page in seen.values() for url in links(page))]
    for url in ahead:  # which grows meanwhile
        if parts(url) <= known:
            continue
        known |= parts(url)
        pages[url] = page = visitor.get(url)
        ahead += [urljoin(url, page.target)] if page.status == 302 else links(page)
    return pages


def links(page: Page) -> list[str]:
    """Where the links of a page lead, on this site."""
    found = dict.fromkeys(urldefrag(a.get("href")).url for a in page.all("a"))
    return [urljoin(page.url, url) for url in found if url]


def _parts(url: str) -> set[Part]:
    """What an address asks for: one where each part was asked for before shows nothing new.

    That is the page and, of pages of its kind, each value in a query once: each filter and each
    order of a list, any account and bucket, each page of a list forwards in its first order, and
    any other page of it. Where findings are accepted each finding is asked about once, in whichever
    bucket. Django's own pages and most of the examples ask for nothing.
    """
    path, _, query = url.partition("?")
    if path.startswith("/admin/") or ("/test/?" in url and not url.endswith(EXAMPLES)):
        return set()
    kind = re.sub(r"/\d+/", "/N/", path)
    page = kind if path.endswith("/accept/") else path
    said = dict(parse_qsl(query, keep_blank_values=True))
    said |= {name: "" for name in ("account", "bucket") if name in said}
    if "sort" in said or said.get("before", "end") != "end":
        said |= {name: "" for name in ("after", "before") if name in said}
    elif "after" in said:
        said["after"] = said["after"].partition(":")[0]  # its signature is of the whole query
    return {(page, "", ""), *((kind, name, value) for name, value in said.items())}


def _of_one_rule(url: str) -> set[Part]:
    """The same, with one rule of a bucket for all of them."""
    return {
        (re.sub(r"(?<=/rules)/\d+/", "/N/", page), name, value) for page, name, value in _parts(url)
    }


def _page(url: str) -> set[Part]:
    """Of those parts the page alone: the lists differ by role in no more."""
    return {part for part in _of_one_rule(url) if not part[1]}


CRAWLERS: Final = ("owner", "viewer", "outsider", NOBODY)
SAMPLE: Final[dict[str, Parts]] = {
    "owner": _of_one_rule,
    "viewer": _page,
    "outsider": _page,
    NOBODY: _page,
}
ALL: Final[dict[str, Parts]] = dict.fromkeys(CRAWLERS, _parts)
"""Who crawls, and what of an address makes it worth a visit: every day, and in the full run."""


@contextmanager
def _site() -> Iterator[Site]:
    """In a transaction that is rolled back, as the fixture outlives a test."""
    memory = MemoryGateway()
    runtime = Runtime(
        gateway_factory=lambda _connection: memory,
        ask=expectations.Answers(HOSTILE.trouble(Action.GET)),
        wait=lambda _seconds: None,
    )
    with use(runtime), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("buckets.tasks.work", lambda _run: None)  # the worker has no time
        for page, size in PAGE_SIZES.items():
            patch.setattr(f"buckets.views.{page}.PAGE_SIZE", size)
        yield Site(furnish(OssInMemory(memory), HOSTILE), memory)
        cache.clear()
        transaction.set_rollback(True)


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
    """The names of the templates that are rendered meanwhile.

    The client, which notes them too, would copy the context of each.
    """
    names: set[str] = set()

    def note(template: object, **_: object) -> None:
        names.add(str(getattr(template, "name", "")))

    template_rendered.connect(note)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.test.client.store_rendered_templates", lambda *_, **__: None)
        yield names
    template_rendered.disconnect(note)
