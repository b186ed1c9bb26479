"""Who may do what: outsiders see nothing, members what their role reaches."""

import pytest
from django.contrib.auth.models import User
from django.http import Http404

from buckets.access import (
    NotAllowed,
    Permission,
    Permit,
    accounts_for,
    load_account,
    load_bucket,
    load_revision,
    load_run,
    needed_for,
    refusal,
)
from buckets.cors import Message
from buckets.models import Account, Bucket, Membership, Role, Run
from buckets.presenters.text import translate
from buckets.sync.runs.lifecycle import start
from tests.fixtures.people import shared_account

MAY = {
    Role.VIEWER: {Permission.VIEW},
    Role.EDITOR: {Permission.VIEW, Permission.EDIT},
    Role.PUBLISHER: {Permission.VIEW, Permission.EDIT, Permission.PUBLISH},
    Role.OWNER: {Permission.VIEW, Permission.EDIT, Permission.PUBLISH, Permission.MANAGE},
}
TABLE = [(role, permission, permission in MAY[role]) for role in Role for permission in Permission]
every_pair = pytest.mark.parametrize(("role", "permission", "may"), TABLE)


@every_pair
def test_a_role_has_its_abilities_and_no_others(
    role: Role, permission: Permission, may: bool
) -> None:
    assert Permit(Account(), role).can(permission) is may


@every_pair
def test_a_bucket_is_loaded_for_those_who_may(
    role: Role,
    permission: Permission,
    may: bool,
    memory_bucket: Bucket,
    members: dict[Role, User],
) -> None:
    if not may:
        with pytest.raises(NotAllowed) as caught:
            load_bucket(members[role], memory_bucket.pk, permission)
        assert (caught.value.permission, caught.value.role) == (permission, role)
        assert caught.value.bucket == memory_bucket
        assert caught.value.account == memory_bucket.account
        return
    bucket, permit = load_bucket(members[role], memory_bucket.pk, permission)
    assert bucket == memory_bucket
    assert permit == Permit(memory_bucket.account, role)


@every_pair
def test_an_account_is_loaded_for_those_who_may(
    role: Role,
    permission: Permission,
    may: bool,
    memory_account: Account,
    members: dict[Role, User],
) -> None:
    if not may:
        with pytest.raises(NotAllowed) as caught:
            load_account(members[role], memory_account.pk, permission)
        assert caught.value.bucket is None
        return
    account, permit = load_account(members[role], memory_account.pk, permission)
    assert account == memory_account
    assert permit.role == role


@pytest.mark.parametrize("role", Role)
def test_the_page_is_told_the_same_as_is_enforced(role: Role) -> None:
    permit = Permit(Account(), role)
    told = [permit.can_edit, permit.can_publish, permit.can_manage]
    assert told == [
        a in MAY[role] for a in (Permission.EDIT, Permission.PUBLISH, Permission.MANAGE)
    ]


@pytest.mark.parametrize("permission", Permission)
def test_an_outsider_is_told_that_there_is_nothing(
    permission: Permission, memory_bucket: Bucket, outsider: User
) -> None:
    with pytest.raises(Http404):
        load_bucket(outsider, memory_bucket.pk, permission)
    with pytest.raises(Http404):
        load_account(outsider, memory_bucket.account.pk, permission)
    with pytest.raises(Http404):
        load_revision(outsider, memory_bucket.pk, 1)


def test_an_owner_elsewhere_is_an_outsider_here(memory_bucket: Bucket, outsider: User) -> None:
    shared_account({Role.OWNER: outsider}, name="Another team")
    with pytest.raises(Http404):
        load_bucket(outsider, memory_bucket.pk, Permission.VIEW)


def test_a_superuser_who_is_no_member_is_an_outsider(memory_bucket: Bucket) -> None:
    root = User.objects.create_superuser("root")
    with pytest.raises(Http404):
        load_bucket(root, memory_bucket.pk, Permission.VIEW)


def test_a_member_who_was_removed_is_an_outsider(memory_bucket: Bucket, owner: User) -> None:
    Membership.objects.filter(user=owner).delete()
    with pytest.raises(Http404):
        load_bucket(owner, memory_bucket.pk, Permission.VIEW)


@pytest.mark.parametrize("number", [0, 10**9, 10**30])
def test_what_does_not_exist_is_not_found(
    number: int, memory_account: Account, owner: User
) -> None:
    with pytest.raises(Http404):
        load_bucket(owner, number, Permission.VIEW)
    with pytest.raises(Http404):
        load_account(owner, number, Permission.VIEW)


@pytest.mark.parametrize("number", [0, 2, 10**30])
def test_a_revision_that_does_not_exist_is_not_found(
    number: int, memory_bucket: Bucket, viewer: User
) -> None:
    with pytest.raises(Http404):
        load_revision(viewer, memory_bucket.pk, number)


def test_a_viewer_sees_a_revision_with_its_bucket(memory_bucket: Bucket, viewer: User) -> None:
    revision, bucket, permit = load_revision(viewer, memory_bucket.pk, 1)
    assert revision == memory_bucket.live
    assert bucket == memory_bucket
    assert permit.role == Role.VIEWER


@every_pair
def test_a_run_is_steered_by_who_may_start_it(
    role: Role, permission: Permission, may: bool, memory_bucket: Bucket, members: dict[Role, User]
) -> None:
    kinds = [kind for kind in Run.Kind if needed_for(kind) == permission]
    for kind in kinds:
        run = start(kind, [memory_bucket.pk], by="somebody")
        loaded, permit = load_run(members[role], run.pk)
        assert (loaded, permit.can_steer) == (run, may)


def test_of_a_run_one_may_edit_what_is_of_an_account_where_one_is_an_editor(
    memory_bucket: Bucket, viewer: User, members: dict[Role, User]
) -> None:
    account = shared_account(members, name="Other")
    Membership.objects.filter(account=account, user=viewer).update(role=Role.EDITOR)
    other = Bucket.objects.create(account=account, name="b", region="cn-x", endpoint="https://x")
    run = start(Run.Kind.PROBE, [memory_bucket.pk, other.pk], by="somebody")
    _run, permit = load_run(viewer, run.pk)
    assert permit.can_edit(other)
    assert not permit.can_edit(memory_bucket)


def test_a_run_of_others_is_not_found(memory_bucket: Bucket, outsider: User) -> None:
    run = start(Run.Kind.CHECK, [memory_bucket.pk], by="somebody")
    for number in (run.pk, run.pk + 1, 10**30):
        with pytest.raises(Http404):
            load_run(outsider, number)


@pytest.mark.parametrize("permission", Permission)
def test_the_accounts_for_an_ability_are_those_whose_role_reaches(
    permission: Permission, memory_account: Account, members: dict[Role, User]
) -> None:
    may = {role for role, user in members.items() if accounts_for(user, permission).exists()}
    assert may == {role for role in Role if permission in MAY[role]}


def test_a_refusal_names_the_permission_and_the_role_of_who_asked(
    memory_bucket: Bucket, viewer: User, editor: User
) -> None:
    with pytest.raises(NotAllowed) as caught:
        load_bucket(viewer, memory_bucket.pk, Permission.EDIT)
    assert caught.value.message == Message("access.edit", {"role": "Viewer"})
    with pytest.raises(NotAllowed) as caught:
        load_bucket(editor, memory_bucket.pk, Permission.PUBLISH)
    assert caught.value.message == Message("access.publish", {"role": "Editor"})


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_has_a_text_for_its_refusal(permission: Permission) -> None:
    text = translate(refusal(permission, Role.VIEWER))
    assert "Viewer" in text
    assert "%(" not in text


def test_loading_a_bucket_takes_two_queries(
    memory_bucket: Bucket, viewer: User, django_assert_num_queries: object
) -> None:
    assert callable(django_assert_num_queries)
    with django_assert_num_queries(2):
        bucket, permit = load_bucket(viewer, memory_bucket.pk, Permission.VIEW)
        assert bucket.live is not None
        assert bucket.live == bucket.base
        assert bucket.account.name == permit.account.name == "Example team"
