"""Signing in and out, wrongly."""

from __future__ import annotations

from django.test import Client
from playwright.sync_api import Page

from tests.browser.actions.action import Action, Actions, refused_on
from tests.pages.installation import Installation


def signing_in(_: Installation) -> Actions:
    yield Action("sign-in refused", "sign-in", _sign_in_wrongly)
    yield Action("password refused", "password", refused_on("Change password"))
    yield Action("stale form", "sign-out", _lose_the_token, "Please send it again")
    yield Action("sign-in, too often", "sign-in, first", _sign_in_too_often, "Too many attempts")


def _sign_in_wrongly(page: Page) -> None:
    page.get_by_label("User name").fill("nobody")
    page.get_by_label("Password").fill("nothing")
    refused_on("Sign in")(page)


def _sign_in_too_often(page: Page) -> None:
    for _ in range(30):  # as the limit stands in a minute
        Client().post(page.url)
    page.get_by_label("User name").fill("nobody")
    page.get_by_label("Password").fill("nothing")
    page.get_by_role("button", name="Sign in").click()


def _lose_the_token(page: Page) -> None:
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
