"""Every address and every role: who is let in, who is refused, and who learns of nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse

from buckets.access import Permission
from buckets.models import Bucket, Event, Role
from buckets.urls import urlpatterns
from tests.fakes import MemoryGateway
from tests.views.conftest import Place
from tests.views.database import dump
from tests.views.page import Visitor

ANYONE = "anyone who is signed in"


@dataclass(frozen=True)
class Row:
    """Who may GET and POST an address (None: nobody, it answers 405), and what then comes.

    ``sent`` is what the POST says besides the bucket's version.
    """

    get: Permission | str | None = None
    post: Permission | str | None = None
    gives: int = 200
    after: int = 302
    sent: dict[str, str] = field(default_factory=dict)

    def allowed(self, method: str) -> Permission | str | None:
        return self.get if method == "get" else self.post


RULE = {"origins": "https://a.example.com", "methods": "GET"}
ACCOUNT = {
    "name": "Another",
    "region": "cn-hangzhou",
    "access_key_id": "LTAI",
    "secret": "s",
    "signature": "v4",
}
ROWS = {
    "home": Row(ANYONE, ANYONE, gives=302),
    "buckets": Row(ANYONE),
    "bucket": Row(Permission.VIEW),
    "pull": Row(post=Permission.EDIT),
    "check": Row(post=Permission.EDIT),
    "vary": Row(post=Permission.EDIT),
    "clear": Row(Permission.EDIT, Permission.EDIT),
    "discard": Row(Permission.EDIT, Permission.EDIT),
    "merge": Row(Permission.EDIT, Permission.EDIT, gives=302),
    "undo": Row(post=Permission.EDIT),
    "create_rule": Row(Permission.EDIT, Permission.EDIT, sent=RULE),
    "check_rule": Row(post=Permission.EDIT, after=200, sent=RULE),
    "edit_rule": Row(Permission.EDIT, Permission.EDIT, sent=RULE),
    "delete_rule": Row(Permission.EDIT, Permission.EDIT),
    "move_rule": Row(post=Permission.EDIT, sent={"direction": "down"}),
    "review": Row(Permission.VIEW, Permission.PUBLISH, after=422),
    "test_bucket": Row(Permission.VIEW),
    "probe_bucket": Row(post=Permission.VIEW),
    "check_expectations": Row(post=Permission.EDIT),
    "expectations": Row(Permission.VIEW),
    "add_expectation": Row(
        post=Permission.EDIT, sent={"origin": "https://a.example.com", "allowed": "must-not"}
    ),
    "remove_expectation": Row(post=Permission.PUBLISH),
    "fix_finding": Row(post=Permission.EDIT),
    "accept_finding": Row(Permission.PUBLISH, Permission.PUBLISH, sent={"reason": "Known to all"}),
    "reopen_finding": Row(post=Permission.PUBLISH),
    "fix": Row(Permission.EDIT, Permission.EDIT, gives=302),
    "history": Row(Permission.VIEW),
    "revision": Row(Permission.VIEW),
    "compare": Row(Permission.VIEW, gives=302),
    "restore": Row(Permission.EDIT, Permission.EDIT),
    "accounts": Row(ANYONE),
    "add_account": Row(ANYONE, ANYONE, sent=ACCOUNT),
    "account": Row(Permission.VIEW),
    "edit_account": Row(Permission.MANAGE, Permission.MANAGE, sent=ACCOUNT),
    "test_account": Row(post=Permission.EDIT),
    "discover": Row(post=Permission.EDIT),
    "set_member": Row(post=Permission.MANAGE, sent={"username": "vera-viewer", "role": "20"}),
    "remove_member": Row(Permission.MANAGE, Permission.MANAGE),
    "simulator": Row(ANYONE, ANYONE, after=200),
    "runs": Row(ANYONE),
    "new_run": Row(ANYONE, ANYONE, gives=302),
    "run": Row(Permission.VIEW),
    "cancel_run": Row(post=Permission.EDIT),
    "resume_run": Row(post=Permission.EDIT),
    "findings": Row(ANYONE),
    "tools": Row(ANYONE),
    "doctor": Row(ANYONE, ANYONE, after=200, sent={"text": "Failed to fetch"}),
    "same_origin": Row(ANYONE),
    "activity": Row(ANYONE),
}
METHODS = ("get", "post")


def asked(*, restricted: bool) -> list[tuple[str, str]]:
    """Name and method of each address that is open to somebody."""
    return [
        (name, method)
        for name, row in ROWS.items()
        for method in METHODS
        if (who := row.allowed(method)) is not None and restricted is isinstance(who, Permission)
    ]


def url(name: str, place: Place) -> str:
    (pattern,) = [p.pattern for p in urlpatterns if p.name == name]
    return reverse(name, kwargs={key: place[key] for key in pattern.converters})


def ask(visitor: Visitor, method: str, address: str, row: Row) -> Any:
    if method == "get":
        return visitor.get(address)
    return visitor.post(address, {"version": "1", **row.sent})


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is written meanwhile."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_every_address_has_its_row() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(ROWS)


def test_a_visitor_without_a_name_is_sent_to_sign_in(place: Place) -> None:
    before, visitor = dump(), Visitor()
    for name, row in ROWS.items():
        for method in METHODS:
            page = ask(visitor, method, url(name, place), row)
            assert page.target == f"/auth/login/?next={url(name, place)}"
            assert dump() == before, f"{method} {name}"


def test_an_outsider_is_told_that_there_is_no_such_thing(
    place: Place, as_outsider: Visitor
) -> None:
    before = dump()
    for name, method in asked(restricted=True):
        page = ask(as_outsider, method, url(name, place), ROWS[name])
        assert (page.status, page.one("h1").text) == (404, "Not found"), f"{method} {name}"
        assert dump() == before, f"{method} {name}"


@pytest.mark.parametrize("role", list(Role)[:-1])
def test_too_low_a_role_is_refused_and_that_is_all_that_is_written_down(
    role: Role, place: Place, members: dict[Role, User]
) -> None:
    visitor = Visitor(members[role])
    before = dump()
    for name, method in asked(restricted=True):
        needed = ROWS[name].allowed(method)
        assert isinstance(needed, Permission)
        if role >= needed.value:
            continue
        page = ask(visitor, method, url(name, place), ROWS[name])
        assert page.status == 403, f"{method} {name}"
        assert f"Your role here is {role.label}." in page.text
        assert f"you need the role {Role(needed.value).label}." in page.text
        event = Event.objects.latest("pk")
        assert (event.kind, event.actor) == ("refused", members[role].username)
        assert event.params["path"] == url(name, place)
        event.delete()
        assert dump() == before, f"{method} {name}"


@pytest.mark.parametrize("role", Role)
def test_a_role_that_reaches_is_let_in(role: Role, place: Place, members: dict[Role, User]) -> None:
    for name, method in asked(restricted=True):
        row, needed = ROWS[name], ROWS[name].allowed(method)
        if isinstance(needed, Permission) and role >= needed.value:
            with undone():
                page = ask(Visitor(members[role]), method, url(name, place), row)
            assert page.status == (row.gives if method == "get" else row.after), f"{method} {name}"


def test_what_belongs_to_no_account_is_open_to_all_who_signed_in(
    place: Place, outsider: User
) -> None:
    for name, method in asked(restricted=False):
        row = ROWS[name]
        with undone():
            page = ask(Visitor(outsider), method, url(name, place), row)
        assert page.status == (row.gives if method == "get" else row.after), f"{method} {name}"


def test_what_only_acts_cannot_be_opened(place: Place, as_owner: Visitor) -> None:
    for name, row in ROWS.items():
        if row.get is None:
            assert as_owner.get(url(name, place)).status == 405, name


def test_what_only_shows_takes_no_post(place: Place, as_owner: Visitor) -> None:
    for name, row in ROWS.items():
        if row.post is None:
            assert as_owner.post(url(name, place)).status == 405, name


def test_opening_an_address_changes_nothing(
    place: Place, as_owner: Visitor, memory: MemoryGateway
) -> None:
    before, held = dump(), dict(memory.buckets)
    for name, row in ROWS.items():
        said = "&".join(f"{key}={value}" for key, value in {"version": 1, **row.sent}.items())
        as_owner.get(f"{url(name, place)}?{said}")
        assert (dump(), memory.buckets) == (before, held), name


def test_a_post_without_its_token_is_refused(place: Place, owner: User) -> None:
    visitor = Visitor()
    visitor.client = type(visitor.client)(enforce_csrf_checks=True)
    visitor.client.force_login(owner)
    before = dump()
    for name, row in ROWS.items():
        if row.post is None:
            continue
        page = ask(visitor, "post", url(name, place), row)
        if name == "home":
            assert page.status in (302, 403)
        else:
            assert (page.status, page.one("h1").text) == (403, "Please send it again"), name
        assert dump() == before, name


OTHERS = ["bucket", "history", "review", "create_rule", "clear", "discard", "merge", "account"]


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("number", ["999999", "9" * 30])
def test_what_is_not_there_is_not_found(name: str, number: str, as_owner: Visitor) -> None:
    key = "account_id" if name == "account" else "bucket_id"
    assert as_owner.get(reverse(name, kwargs={key: int(number)})).status == 404


@pytest.mark.parametrize("name", ["edit_rule", "delete_rule", "move_rule"])
def test_a_rule_of_another_bucket_is_not_reached(
    name: str, place: Place, as_owner: Visitor, memory: MemoryGateway
) -> None:
    other = Bucket.objects.create(account_id=place["account_id"], name="other")
    address = reverse(name, args=[other.pk, place["row_id"]])
    before = dump()
    as_owner.post(address, {"version": "0", **RULE})
    assert dump() == before
