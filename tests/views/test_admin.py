"""Django's administration: who may use an account is changed there too, and written down."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from buckets import audit
from buckets.models import Account, Event, Membership, Role
from tests.fixtures.people import PASSWORD, SECRET
from tests.views.page import Page, Visitor

LIST = reverse("admin:buckets_membership_changelist")
ADD = reverse("admin:buckets_membership_add")


@pytest.fixture
def as_root(db: None) -> Visitor:
    """The one who runs the console."""
    return Visitor(User.objects.create_superuser("root", password=PASSWORD))


@pytest.fixture
def membership(memory_account: Account, viewer: User) -> Membership:
    return memory_account.memberships.get(user=viewer)


def send(visitor: Visitor, url: str, said: Mapping[str, object]) -> None:
    """Send a form of the administration, which must take it."""
    response = visitor.client.post(url, said)
    assert response.status_code == 302, response.content


def recorded() -> list[tuple[str, str, str, dict[str, object]]]:
    """Who did what to which account, the oldest first."""
    events = Event.objects.order_by("pk")
    return [(event.kind, event.actor, event.account_name, event.params) for event in events]


def said(membership: Membership, role: Role) -> dict[str, object]:
    return {
        "account": membership.account_id,
        "user": membership.user_id,
        "role": role.value,
    }


def test_a_new_member_is_recorded(
    as_root: Visitor, memory_account: Account, outsider: User
) -> None:
    membership = Membership(account=memory_account, user=outsider)
    send(as_root, ADD, said(membership, Role.EDITOR))
    assert memory_account.memberships.get(user=outsider).role == Role.EDITOR
    params = {"member": "otto-outsider", "role": 20}
    assert recorded() == [(audit.MemberSet.id, "root", "Example team", params)]


def test_another_role_is_recorded(as_root: Visitor, membership: Membership) -> None:
    url = reverse("admin:buckets_membership_change", args=[membership.pk])
    send(as_root, url, said(membership, Role.OWNER))
    membership.refresh_from_db()
    assert membership.role == Role.OWNER
    params = {"member": "vera-viewer", "role": 40}
    assert recorded() == [(audit.MemberSet.id, "root", "Example team", params)]


def test_a_removed_member_is_recorded(as_root: Visitor, membership: Membership) -> None:
    url = reverse("admin:buckets_membership_delete", args=[membership.pk])
    send(as_root, url, {"post": "yes"})
    assert not Membership.objects.filter(pk=membership.pk).exists()
    params = {"member": "vera-viewer"}
    assert recorded() == [(audit.MemberRemoved.id, "root", "Example team", params)]


def test_each_of_several_removed_members_is_recorded(
    as_root: Visitor, memory_account: Account, viewer: User, editor: User
) -> None:
    chosen = memory_account.memberships.filter(user__in=[viewer, editor])
    marked = {"_selected_action": list(chosen.values_list("pk", flat=True))}
    send(as_root, LIST, {"action": "delete_selected", "post": "yes", **marked})
    assert not chosen.exists()
    assert sorted(str(params["member"]) for *_, params in recorded()) == [
        "edda-editor",
        "vera-viewer",
    ]
    assert {(kind, actor) for kind, actor, *_ in recorded()} == {(audit.MemberRemoved.id, "root")}


def test_a_refused_membership_is_not_recorded(as_root: Visitor, membership: Membership) -> None:
    response = as_root.client.post(ADD, said(membership, Role.OWNER))
    assert response.status_code == 200
    assert recorded() == []


def test_what_was_done_there_is_told_to_the_members(
    as_root: Visitor, membership: Membership, as_owner: Visitor
) -> None:
    url = reverse("admin:buckets_membership_change", args=[membership.pk])
    send(as_root, url, said(membership, Role.EDITOR))
    page: Page = as_owner.get(reverse("activity"))
    assert "root gave vera-viewer the role Editor · Example team" in page.text


@pytest.mark.usefixtures("membership")
def test_no_page_there_shows_a_secret(as_root: Visitor) -> None:
    for url in (reverse("admin:index"), LIST, ADD):
        response = as_root.client.get(url)
        assert response.status_code == 200
        assert SECRET.encode() not in response.content
    assert b"/admin/buckets/account/" not in as_root.client.get(reverse("admin:index")).content


@pytest.mark.parametrize("url", [LIST, ADD])
def test_an_owner_is_nobody_there(url: str, as_owner: Visitor) -> None:
    assert as_owner.client.get(url).status_code in (302, 403)
