"""Who may do what: outsiders see nothing, members what their role reaches."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404

from buckets.access import (
    Ability,
    NotAllowed,
    Permit,
    accounts_for,
    load_account,
    load_bucket,
    load_revision,
    load_run,
    needed_for,
    refusal,
)
from buckets.models import Account, Bucket, Membership, Role, Run
from buckets.sync.runs.lifecycle import start
from tests.fixtures.people import shared_account

MAY = {
    Role.VIEWER: {Ability.VIEW},
    Role.EDITOR: {Ability.VIEW, Ability.EDIT},
    Role.PUBLISHER: {Ability.VIEW, Ability.EDIT, Ability.PUBLISH},
    Role.OWNER: {Ability.VIEW, Ability.EDIT, Ability.PUBLISH, Ability.MANAGE},
}
TABLE = [(role, ability, ability in MAY[role]) for role in Role for ability in Ability]
every_pair = pytest.mark.parametrize(("role", "ability", "may"), TABLE)


@every_pair
def test_a_role_has_its_abilities_and_no_others(role: Role, ability: Ability, may: bool) -> None:
    assert Permit(Account(), role).can(ability) is may


@every_pair
def test_a_bucket_is_loaded_for_those_who_may(
    role: Role,
    ability: Ability,
    may: bool,
    memory_bucket: Bucket,
    members: dict[Role, User],
) -> None:
    if not may:
        with pytest.raises(NotAllowed) as caught:
            load_bucket(members[role], memory_bucket.pk, ability)
        assert (caught.value.ability, caught.value.role) == (ability, role)
        assert caught.value.bucket == memory_bucket
        assert caught.value.account == memory_bucket.account
        return
    bucket, permit = load_bucket(members[role], memory_bucket.pk, ability)
    assert bucket == memory_bucket
    assert permit == Permit(memory_bucket.account, role)


@every_pair
def test_an_account_is_loaded_for_those_who_may(
    role: Role,
    ability: Ability,
    may: bool,
    memory_account: Account,
    members: dict[Role, User],
) -> None:
    if not may:
        with pytest.raises(NotAllowed) as caught:
            load_account(members[role], memory_account.pk, ability)
        assert caught.value.bucket is None
        return
    account, permit = load_account(members[role], memory_account.pk, ability)
    assert account == memory_account
    assert permit.role == role


@pytest.mark.parametrize("role", Role)
def test_the_page_is_told_the_same_as_is_enforced(role: Role) -> None:
    permit = Permit(Account(), role)
    told = [permit.can_edit, permit.can_publish, permit.can_manage]
    assert told == [a in MAY[role] for a in (Ability.EDIT, Ability.PUBLISH, Ability.MANAGE)]


@pytest.mark.parametrize("ability", Ability)
def test_an_outsider_is_told_that_there_is_nothing(
    ability: Ability, memory_bucket: Bucket, outsider: User
) -> None:
    with pytest.raises(Http404):
        load_bucket(outsider, memory_bucket.pk, ability)
    with pytest.raises(Http404):
        load_account(outsider, memory_bucket.account.pk, ability)
    with pytest.raises(Http404):
        load_revision(outsider, memory_bucket.pk, 1)


def test_an_owner_elsewhere_is_an_outsider_here(memory_bucket: Bucket, outsider: User) -> None:
    shared_account({Role.OWNER: outsider}, name="Another team")
    with pytest.raises(Http404):
        load_bucket(outsider, memory_bucket.pk, Ability.VIEW)


def test_a_superuser_who_is_no_member_is_an_outsider(memory_bucket: Bucket) -> None:
    root = User.objects.create_superuser("root")
    with pytest.raises(Http404):
        load_bucket(root, memory_bucket.pk, Ability.VIEW)


def test_a_member_who_was_removed_is_an_outsider(memory_bucket: Bucket, owner: User) -> None:
    Membership.objects.filter(user=owner).delete()
    with pytest.raises(Http404):
        load_bucket(owner, memory_bucket.pk, Ability.VIEW)


@pytest.mark.parametrize("number", [0, 10**9, 10**30])
def test_what_does_not_exist_is_not_found(
    number: int, memory_account: Account, owner: User
) -> None:
    with pytest.raises(Http404):
        load_bucket(owner, number, Ability.VIEW)
    with pytest.raises(Http404):
        load_account(owner, number, Ability.VIEW)


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
    role: Role, ability: Ability, may: bool, memory_bucket: Bucket, members: dict[Role, User]
) -> None:
    kinds = [kind for kind in Run.Kind if needed_for(kind) == ability]
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


@pytest.mark.parametrize("ability", Ability)
def test_the_accounts_for_an_ability_are_those_whose_role_reaches(
    ability: Ability, memory_account: Account, members: dict[Role, User]
) -> None:
    may = {role for role, user in members.items() if accounts_for(user, ability).exists()}
    assert may == {role for role in Role if ability in MAY[role]}


def test_a_refusal_says_what_one_is_and_what_one_needs(
    memory_bucket: Bucket, viewer: User, editor: User
) -> None:
    with pytest.raises(PermissionDenied) as caught:
        load_bucket(viewer, memory_bucket.pk, Ability.EDIT)
    assert str(caught.value) == (
        "Your role here is Viewer. To change rules you need the role Editor."
    )
    with pytest.raises(PermissionDenied) as caught:
        load_bucket(editor, memory_bucket.pk, Ability.PUBLISH)
    assert str(caught.value) == "Your role here is Editor. To publish you need the role Publisher."


@pytest.mark.parametrize("ability", Ability)
def test_every_ability_has_a_sentence_for_its_refusal(ability: Ability) -> None:
    told = refusal(ability, Role.VIEWER)
    assert "Viewer" in told
    assert "%(" not in told


def test_loading_a_bucket_takes_two_queries(
    memory_bucket: Bucket, viewer: User, django_assert_num_queries: object
) -> None:
    assert callable(django_assert_num_queries)
    with django_assert_num_queries(2):
        bucket, permit = load_bucket(viewer, memory_bucket.pk, Ability.VIEW)
        assert bucket.live is not None
        assert bucket.live == bucket.base
        assert bucket.account.name == permit.account.name == "Example team"
