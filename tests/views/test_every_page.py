"""What holds for every page, whoever asks: one test looks at all of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.urls import Resolver404, resolve

from buckets.models import State
from tests.pages import catalogue
from tests.pages.oss import SECRET
from tests.pages.texts import EVIL
from tests.views.crawl import CRAWLERS, Crawl
from tests.views.page import Element, Page
from tests.views.submissions.signing_in import NOT_ALLOWED

# The database is set up only where a test says that it needs one.
pytestmark = pytest.mark.django_db

Pages = dict[str, Page]
WITHOUT_BRACKETS = str.maketrans("", "", "⟦⟧")
TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.fixture
def everything(crawl: Crawl) -> Pages:
    """Every answer that is HTML."""
    return {name: page for name, page in crawl.pages.items() if page.status != 302}


@pytest.fixture
def pages(everything: Pages) -> Pages:
    """Whole pages: what htmx swaps is a part of one."""
    return {name: page for name, page in everything.items() if page.all("html")}


def faults(pages: Pages, wrong: object) -> set[str]:
    """What ``wrong`` finds on any page, with the name of the page."""
    assert callable(wrong)
    return {f"{name}: {fault}" for name, page in pages.items() for fault in wrong(page)}


def test_many_pages_were_looked_at(everything: Pages, pages: Pages) -> None:
    assert len(pages) > 200
    assert len(everything) > len(pages)


def test_there_is_a_bucket_in_every_state(crawl: Crawl) -> None:
    assert crawl.states == set(State)


def wrong_headings(crawl: Crawl) -> Iterator[str]:
    """Entries of the catalogue whose page is another one."""
    for entry in crawl.entries:
        wanted, heading = (
            "".join(text.split()).translate(WITHOUT_BRACKETS)
            for text in (entry.heading, crawl.pages[entry.name].one("h1").text)
        )
        if wanted not in heading:
            yield f"{entry.name}: {heading}"


def test_every_page_of_the_catalogue_is_the_one_it_says(crawl: Crawl) -> None:
    assert not list(wrong_headings(crawl))


def test_no_page_is_in_the_catalogue_twice(crawl: Crawl) -> None:
    counted = Counter((entry.who, entry.path) for entry in crawl.entries)
    assert not [page for page, count in counted.items() if count > 1]


def test_every_template_of_ours_was_looked_at(crawl: Crawl) -> None:
    ours = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    assert ours - crawl.templates == {"500.html"}


def test_no_page_is_broken(everything: Pages) -> None:
    statuses = {page.status for page in everything.values()}
    assert statuses <= {200, 400, 403, 404, 422, 429}


def test_no_link_leads_nowhere(pages: Pages) -> None:
    dead = {name for name, page in pages.items() if page.status == 404}
    assert dead == {*catalogue.MISSING, *(f"{who} /nowhere/" for who in CRAWLERS if who != "owner")}


def test_nobody_is_led_to_what_they_may_not_do(pages: Pages) -> None:
    refused = {name for name, page in pages.items() if page.status == 403}
    assert refused == {catalogue.FORBIDDEN, *NOT_ALLOWED}


def addresses(element: Element) -> Iterator[str]:
    yield from (element.get(n) for n in ("href", "action", "hx-get", "hx-post", "src"))


@cache
def leads_somewhere(path: str) -> bool:
    if path.startswith("/static/"):
        return bool(finders.find(path.removeprefix("/static/")))
    try:
        resolve(path or "/")
    except Resolver404:
        return False
    return True


def unresolved(page: Page) -> Iterator[str]:
    for element in page:
        for address in filter(None, addresses(element)):
            if not leads_somewhere(address.partition("#")[0].partition("?")[0]):
                yield address


def test_every_address_on_a_page_is_one_of_ours(everything: Pages) -> None:
    assert not faults(everything, unresolved)


def lost_references(page: Page) -> Iterator[str]:
    """References to elements that are not there. The dialog's title comes with its content."""
    ids = {element.get("id") for element in page}
    for element in page:
        names = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
        wanted = [word for name in names for word in element.get(name).split()]
        local = [element.get("href"), element.get("hx-target")]
        wanted += [name[1:] for name in local if name.startswith("#")]
        if element.tag != "dialog":
            yield from (f"{element.tag} → {name}" for name in wanted if name not in ids)


def test_every_reference_finds_its_element(pages: Pages) -> None:
    assert not faults(pages, lost_references)


def doubled_ids(page: Page) -> Iterator[str]:
    counted = Counter(element.get("id") for element in page if element.get("id"))
    return (name for name, count in counted.items() if count > 1)


def test_ids_are_unique(everything: Pages) -> None:
    assert not faults(everything, doubled_ids)


def unprotected(page: Page) -> Iterator[str]:
    for form in page.all("form"):
        token = form.values.get("csrfmiddlewaretoken", [""])[0]
        if (form.get("method") == "post") is not (len(token) > 30):
            yield form.get("action")


def test_every_form_that_posts_has_its_token(everything: Pages) -> None:
    assert not faults(everything, unprotected)


def unlabelled(page: Page) -> Iterator[str]:
    labels = {label.get("for") for label in page.all("label")}
    for control in page:
        if control.tag not in ("input", "textarea", "select") or control.get("type") == "hidden":
            continue
        within = any(outer.tag == "label" for outer in control.ancestors)
        if not within and control.get("id") not in labels and not control.get("aria-label"):
            yield control.get("name")


def test_every_field_has_a_label(everything: Pages) -> None:
    assert not faults(everything, unlabelled)


def nameless(page: Page) -> Iterator[str]:
    for element in page:
        if element.tag not in ("a", "button", "th", "label", "h1", "h2", "h3", "title"):
            continue
        if not (element.text or element.get("aria-label") or element.get("aria-labelledby")):
            yield f"{element.tag} {element.attributes}"


def test_every_link_button_and_heading_has_a_name(everything: Pages) -> None:
    assert not faults(everything, nameless)


def inline(page: Page) -> Iterator[str]:
    for element in page:
        if element.tag in ("style", "base", "object", "embed", "iframe"):
            yield element.tag
        if element.tag == "script" and (not element.get("src") or element.text):
            yield f"script {element.text}"
        for name, value in element.attributes.items():
            if name == "style" or name.startswith(("on", "hx-on", "hx-vals")):
                yield f"{element.tag} {name}"
            if re.match(r"\s*(javascript|data):", value, re.IGNORECASE):
                yield f"{element.tag} {name}={value}"


def test_nothing_is_inline(everything: Pages) -> None:
    assert not faults(everything, inline)


def weak_policy(page: Page) -> Iterator[str]:
    policy = page.headers.get("Content-Security-Policy", "")
    if "default-src 'self'" not in policy or "unsafe" in policy:
        yield policy
    for name, value in {"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff"}.items():
        if page.headers.get(name) != value:
            yield name


def test_every_answer_carries_the_content_security_policy(everything: Pages) -> None:
    assert not faults(everything, weak_policy)


def foreign_scripts(page: Page) -> Iterator[str]:
    """Scripts and styles besides the ones that every page names."""
    for element in page.all("script"):
        if not element.get("src").startswith("/static/"):
            yield element.get("src") or element.text
    if b"<script>alert" in page.content:
        yield "the text became markup"
    if any(name.startswith(("<", '"')) for element in page for name in element.attributes):
        yield "the text left its attribute"


def test_what_people_and_oss_write_stays_text(everything: Pages) -> None:
    assert not faults(everything, foreign_scripts)


def test_the_text_that_tries_was_on_every_page_of_a_bucket(everything: Pages) -> None:
    shown = {name for name, page in everything.items() if EVIL in page.text}
    assert {"buckets", "accounts", "activity"} <= shown
    assert len(shown) > 200


def test_no_page_shows_a_secret(everything: Pages) -> None:
    for word in (SECRET.encode(), b"gAAAA"):
        assert not {name for name, page in everything.items() if word in page.content}


def unstructured(page: Page) -> Iterator[str]:
    for tag in ("h1", "main", "title"):
        if len(page.all(tag)) != 1:
            yield f"{len(page.all(tag))} {tag}"
    if page.one("html").get("lang") != "en":
        yield "no language"
    levels = [int(e.tag[1]) for e in page if re.fullmatch("h[1-6]", e.tag)]
    if any(after > before + 1 for before, after in zip([0, *levels], levels, strict=False)):
        yield f"headings {levels}"
    for cell in page.all("th"):
        if cell.get("scope") not in ("col", "row"):
            yield f"th {cell.text}"


def test_every_page_has_one_title_one_main_and_headings_in_order(pages: Pages) -> None:
    assert not faults(pages, unstructured)


def several_focused(page: Page) -> Iterator[str]:
    focused = [element for element in page if "autofocus" in element.attributes]
    if len(focused) > 1:
        yield str([element.tag for element in focused])
    if page.status == 422 and not focused:
        yield "nothing takes the focus"


def test_the_focus_goes_to_one_place_and_to_what_is_wrong(pages: Pages) -> None:
    assert not faults(pages, several_focused)


def test_the_error_page_needs_nothing() -> None:
    page = engines["django"].get_template("500.html").render({})
    assert "<h1>Something went wrong</h1>" in page
    assert "{" not in page
