"""Signing in and out, and the pages that tell that something is not there or not allowed."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from buckets.models import Bucket
from tests.fixtures.people import PASSWORD
from tests.views.page import Page, Visitor

LOGIN = reverse("account_login")
LOGOUT = reverse("account_logout")
CHANGE = reverse("account_change_password")
REAUTHENTICATE = reverse("account_reauthenticate")


def sign_in(visitor: Visitor, name: str, password: str, *, where: str = LOGIN) -> Page:
    page = visitor.get(where)
    return visitor.submit(page, page.form(), login=name, password=password)


def test_signing_in_leads_to_the_buckets(viewer: User) -> None:
    visitor = Visitor()
    page = visitor.follow(sign_in(visitor, viewer.username, PASSWORD))
    assert page.target == reverse("buckets")


def test_signing_in_leads_back_to_where_one_came_from(viewer: User, memory_bucket: Bucket) -> None:
    visitor = Visitor()
    wanted = reverse("history", args=[memory_bucket.pk])
    page = visitor.get(wanted)
    assert sign_in(visitor, viewer.username, PASSWORD, where=page.target).target == wanted


def test_signing_in_leads_to_no_other_site(viewer: User) -> None:
    page = sign_in(Visitor(), viewer.username, PASSWORD, where=f"{LOGIN}?next=//evil.example")
    assert page.target == "/"


@pytest.mark.parametrize("name", ["vera-viewer", "nobody"])
@pytest.mark.usefixtures("viewer")
def test_a_wrong_name_or_password_is_told_in_the_same_words(name: str) -> None:
    page = sign_in(Visitor(), name, "wrong-password-1")
    assert page.status == 422
    assert page.one("section", css="notice-error").texts("li") == [
        "The username and/or password you specified are not correct."
    ]
    assert page.form().values["login"] == [name]
    assert b"wrong-password-1" not in page.content


def test_someone_switched_off_cannot_sign_in(viewer: User) -> None:
    viewer.is_active = False
    viewer.save()
    visitor = Visitor()
    page = sign_in(visitor, viewer.username, PASSWORD)
    assert page.target == reverse("account_inactive")
    page = visitor.follow(page)
    assert page.one("h1").text == "Account inactive"
    assert visitor.get(reverse("buckets")).target.startswith(LOGIN)


def test_too_many_wrong_passwords_are_told_so(viewer: User) -> None:
    visitor = Visitor()
    for _ in range(5):
        sign_in(visitor, viewer.username, "wrong-password-1")
    page = sign_in(visitor, viewer.username, PASSWORD)
    assert page.status == 422
    assert page.one("section", css="notice-error").texts("li") == [
        "Too many failed login attempts. Try again later."
    ]


@pytest.mark.django_db
def test_far_too_many_attempts_have_a_readable_page() -> None:
    visitor = Visitor()
    page = visitor.get(LOGIN)
    while page.status != 429:
        page = visitor.post(LOGIN, {"login": "x", "password": "y"})
    assert page.one("h1").text == "Too many attempts"
    assert "Wait a minute" in page.text
    assert page.all("link", rel="stylesheet")


def test_signing_out_ends_the_session(as_viewer: Visitor) -> None:
    page = as_viewer.get(reverse("buckets"))
    assert as_viewer.submit(page, page.form("/logout/")).target == LOGIN
    assert as_viewer.get(reverse("buckets")).target.startswith(LOGIN)


def test_opening_the_address_asks_before_it_signs_out(as_viewer: Visitor) -> None:
    page = as_viewer.get(LOGOUT)
    assert page.one("main").one("h1").text == "Sign out?"
    assert as_viewer.get(reverse("buckets")).status == 200
    assert as_viewer.submit(page, page.form()).target == LOGIN


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["signup/", "password/reset/", "password/set/", "email/", "confirm-email/", "social/"]
)
def test_nobody_can_register_or_reset_by_mail(path: str) -> None:
    assert Visitor().get(f"/auth/{path}").status == 404


def change(visitor: Visitor, old: str, new: str) -> Page:
    page = visitor.get(CHANGE)
    assert page.one("main").one("h1").text == "Change password"
    return visitor.submit(page, page.form(), oldpassword=old, password1=new, password2=new)


def test_a_password_can_be_changed(as_viewer: Visitor, viewer: User) -> None:
    assert change(as_viewer, PASSWORD, "another-for-the-Tests-2").status == 302
    viewer.refresh_from_db()
    assert viewer.check_password("another-for-the-Tests-2")


def test_a_weak_password_is_refused_at_its_field(as_viewer: Visitor, viewer: User) -> None:
    page = change(as_viewer, PASSWORD, "12345")
    assert page.status == 422
    assert page.one(id="problems-password1").texts("li")
    assert b"12345" not in page.content
    viewer.refresh_from_db()
    assert viewer.check_password(PASSWORD)


def test_confirming_who_one_is_uses_our_page(as_viewer: Visitor) -> None:
    page = as_viewer.get(f"{REAUTHENTICATE}?next=/buckets/")
    assert page.one("main").one("h1").text == "Confirm it is you"
    assert as_viewer.submit(page, page.form(), password=PASSWORD).target == "/buckets/"


def test_a_wrong_confirmation_is_told_at_its_field(as_viewer: Visitor) -> None:
    page = as_viewer.get(REAUTHENTICATE)
    page = as_viewer.submit(page, page.form(), password="wrong")
    assert page.status == 422
    assert page.one(id="problems-password").texts("li")


# --- Not there, not allowed, broken --------------------------------------------------------------


@pytest.mark.parametrize("name", ["as_viewer", "as_outsider"])
def test_an_unknown_address_has_a_page(name: str, request: pytest.FixtureRequest) -> None:
    page = request.getfixturevalue(name).get("/nowhere/")
    assert (page.status, page.one("h1").text) == (404, "Not found")
    assert page.link("Go to the buckets") == reverse("buckets")


@pytest.mark.django_db
def test_an_unknown_address_tells_a_stranger_no_more() -> None:
    page = Visitor().get("/nowhere/")
    assert (page.status, page.all("nav")) == (404, [])


def test_a_refusal_leads_back(as_viewer: Visitor, bucket_url: str) -> None:
    page = as_viewer.get(f"{bucket_url}clear/")
    assert (page.status, page.one("h1").text) == (403, "Not allowed")
    assert page.link("Back to the bucket") == bucket_url
    assert page.link("See who owns Example team").startswith("/accounts/")


def test_a_refusal_without_our_sentence_has_a_page_too(
    as_viewer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.exceptions import PermissionDenied

    def deny(*_: object, **__: object) -> None:
        raise PermissionDenied

    monkeypatch.setattr("buckets.views.activity.render", deny)
    page = as_viewer.get(reverse("activity"))
    assert (page.status, page.one("main").one("p").text) == (403, "You are not allowed to do that.")


@pytest.fixture
def broken(viewer: User, monkeypatch: pytest.MonkeyPatch) -> Page:
    """What comes when we fail."""
    monkeypatch.setattr("buckets.views.activity.render", None)
    visitor = Visitor(viewer)
    visitor.client.raise_request_exception = False
    return visitor.get(reverse("activity"))


def test_a_fault_of_ours_has_a_page(broken: Page) -> None:
    assert (broken.status, broken.one("h1").text) == (500, "Something went wrong")
    assert broken.link("Go to the start") == "/"


def test_a_fault_tells_nothing_of_the_inside(broken: Page) -> None:
    assert b"Traceback" not in broken.content
    assert b"TypeError" not in broken.content


def test_a_form_without_its_token_has_a_page(viewer: User) -> None:
    visitor = Visitor()
    visitor.client = Client(enforce_csrf_checks=True)
    visitor.client.force_login(viewer)
    page = visitor.post(reverse("add_account"), {"name": "x"})
    assert (page.status, page.one("h1").text) == (403, "Please send it again")
