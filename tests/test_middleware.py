"""Where htmx puts an answer that is not the part of the page that it asked for."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets.models import Bucket, Role
from tests.views.page import Page, Visitor

WHOLE = {"HX-Retarget": "#main", "HX-Reselect": "#main", "HX-Reswap": "outerHTML"}


def directions(page: Page) -> dict[str, str]:
    """The headers that direct the swap."""
    return {name: page.headers[name] for name in WHOLE if name in page.headers}


@pytest.fixture
def by_htmx(editor: User) -> Visitor:
    return Visitor(editor, htmx=True)


@pytest.fixture
def new_url(memory_bucket: Bucket) -> str:
    return reverse("create_rule", args=[memory_bucket.pk])


@pytest.fixture
def check_url(memory_bucket: Bucket) -> str:
    return reverse("check_rule", args=[memory_bucket.pk])


@pytest.fixture
def demoted(memory_bucket: Bucket, editor: User) -> None:
    memory_bucket.account.memberships.filter(user=editor).update(role=Role.VIEWER)


def test_a_part_goes_where_it_was_asked_for(by_htmx: Visitor, new_url: str) -> None:
    assert directions(by_htmx.get(new_url)) == {}


@pytest.mark.usefixtures("demoted")
def test_a_page_that_says_why_not_takes_the_place_of_the_page(
    by_htmx: Visitor, new_url: str
) -> None:
    page = by_htmx.get(new_url)
    assert (page.status, directions(page)) == (403, WHOLE)


def test_a_page_that_is_not_there_takes_the_place_of_the_page(by_htmx: Visitor) -> None:
    page = by_htmx.get("/nowhere/")
    assert (page.status, directions(page)) == (404, WHOLE)


@pytest.mark.usefixtures("demoted")
def test_a_browser_without_scripts_is_not_directed(editor: User, new_url: str) -> None:
    assert directions(Visitor(editor).get(new_url)) == {}


@pytest.mark.usefixtures("demoted")
def test_a_refusal_in_the_background_stays_unsaid(by_htmx: Visitor, check_url: str) -> None:
    page = by_htmx.post(check_url)
    assert (page.status, page.content, directions(page)) == (204, b"", {})


def test_a_sign_in_that_ran_out_is_an_event(new_url: str) -> None:
    page = Visitor(htmx=True).get(new_url)
    assert (page.status, page.headers["HX-Trigger"]) == (204, '{"signed-out": {}}')


def test_a_sign_in_that_ran_out_stays_unsaid_in_the_background(check_url: str) -> None:
    page = Visitor(htmx=True).post(check_url)
    assert (page.status, page.headers.get("HX-Trigger")) == (204, None)


def test_without_scripts_a_sign_in_that_ran_out_leads_to_sign_in(new_url: str) -> None:
    assert Visitor().get(new_url).target.startswith(reverse("account_login"))


def test_the_icon_is_found_where_browsers_look_for_one() -> None:
    assert Visitor().get("/favicon.ico").target == "/static/icon.svg"
