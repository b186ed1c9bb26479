"""What is refused to somebody, and what is refused to anybody."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.pages.catalogue import NOBODY
from tests.pages.oss import SECRET
from tests.pages.texts import EVIL
from tests.views.page import Visitor
from tests.views.submissions.site import Site, Visits

NOT_ALLOWED = ("not allowed here", "no token")
"""The visits that are answered with 403."""


def refusals(site: Site) -> Visits:
    here, token = NOT_ALLOWED
    yield here, site.visitor("viewer").post(f"{site.account}test/")
    yield "seen afterwards", site.visitor("owner").get(reverse("activity"))
    strict = Visitor()
    strict.client = Client(enforce_csrf_checks=True)
    yield token, strict.post(reverse("account_login"), {"login": EVIL})


def sign_ins(site: Site) -> Visits:
    stranger, owner = site.visitor(NOBODY), site.visitor("owner")
    login, wrong = reverse("account_login"), {"login": EVIL, "password": SECRET}
    yield "wrong password", stranger.post(login, wrong)
    yield "not confirmed", owner.post(reverse("account_reauthenticate"), wrong)
    yield "no new password", owner.post(reverse("account_change_password"), wrong)
    page = stranger.get(login)
    while page.status != 429:
        page = stranger.post(login, wrong)
    yield "too many attempts", page
