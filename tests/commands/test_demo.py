"""`manage.py demo`: what `make run` starts from."""

from __future__ import annotations

import io
import re
import socket
import threading
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from buckets.localoss.samples import SAMPLES
from buckets.management.commands import demo
from buckets.management.commands.demo import EXPECTATIONS
from buckets.management.commands.localoss import ID_VARIABLE, SECRET_VARIABLE
from buckets.models import Account, Bucket, Expectation, Membership, Role, State
from tests.fixtures.local_oss import WatchedOSS
from tests.views.database import dump

pytestmark = pytest.mark.django_db

PRINTED = re.compile(r"Sign in as admin with the password (\S{16}) \(it is shown only now\)\.\n")


def port_of(server: WatchedOSS) -> int:
    return int(server.address.rpartition(":")[2])


def run(port: int) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("demo", "--oss-port", str(port), stdout=out)
    return out.getvalue()


@pytest.fixture
def first(sample_oss: WatchedOSS) -> str:
    """What the first run printed."""
    return run(port_of(sample_oss))


def test_the_first_run_prints_a_password_that_works(first: str) -> None:
    printed = PRINTED.fullmatch(first)
    assert printed is not None
    user = User.objects.get()
    assert (user.username, user.is_superuser) == ("admin", True)
    assert user.check_password(printed[1])


@pytest.mark.usefixtures("first")
def test_the_password_is_kept_nowhere_in_the_clear(first: str) -> None:
    printed = PRINTED.fullmatch(first)
    assert printed is not None
    assert printed[1] not in dump()


@pytest.mark.usefixtures("first")
def test_the_first_user_owns_an_account_on_local_oss(sample_oss: WatchedOSS) -> None:
    account = Account.objects.get()
    assert (account.name, account.endpoint) == ("Local OSS", sample_oss.endpoint)
    assert (account.access_key_id, account.secret) == ("demo-id", "demo-secret")
    assert account.memberships.get().role == Role.OWNER


@pytest.mark.usefixtures("first")
def test_every_sample_bucket_is_there_and_one_that_is_gone() -> None:
    names = set(Bucket.objects.values_list("name", flat=True))
    assert names == {*SAMPLES, "acme-legacy-exports"}


@pytest.mark.usefixtures("first")
def test_the_buckets_stand_as_a_team_meets_them() -> None:
    states = {
        "acme-web-assets": State.IN_SYNC,
        "acme-uploads-staging": State.UNPUBLISHED,
        "acme-docs-cdn": State.CONFLICT,
        "acme-customer-avatars": State.DRIFTED,
        "acme-legacy-exports": State.UNREACHABLE,
        "acme-backup-logs": State.NOT_PULLED,
    }
    assert states.items() <= dict(Bucket.objects.values_list("name", "state")).items()


@pytest.mark.usefixtures("first")
def test_what_was_pulled_is_what_oss_holds(sample_oss: WatchedOSS) -> None:
    for bucket in Bucket.objects.filter(state=State.IN_SYNC):
        held = sample_oss.store.get(bucket.name).cors
        assert bucket.working.rules == (held.rules if held else ())


@pytest.mark.usefixtures("first")
def test_a_second_run_prints_and_changes_nothing(sample_oss: WatchedOSS) -> None:
    before = dump()
    assert run(port_of(sample_oss)) == ""
    assert dump() == before


@pytest.mark.usefixtures("first")
def test_a_second_run_brings_nothing_back_that_was_deleted(sample_oss: WatchedOSS) -> None:
    Bucket.objects.all().delete()
    run(port_of(sample_oss))
    assert not Bucket.objects.exists()


@pytest.mark.usefixtures("first")
def test_another_port_is_taken_over_by_the_account_and_its_buckets(
    sample_oss: WatchedOSS,
) -> None:
    elsewhere = "https://oss-cn-beijing.aliyuncs.com"
    Bucket.objects.filter(name="acme-web-assets").update(endpoint=elsewhere)
    with WatchedOSS(keys=sample_oss.keys) as other:
        run(port_of(other))
        account = Account.objects.get()
        assert account.endpoint == other.endpoint
        assert account.addresses == other.endpoint.replace("127.0.0.1", "localhost")
        endpoints = set(Bucket.objects.values_list("endpoint", flat=True))
        assert endpoints == {other.endpoint, elsewhere}


def test_an_existing_user_gets_the_account_and_no_password(sample_oss: WatchedOSS) -> None:
    ann = User.objects.create_user("ann")
    assert run(port_of(sample_oss)) == ""
    assert Membership.objects.get().user == ann
    assert not ann.has_usable_password()


def test_other_buckets_than_the_samples_are_no_hindrance(sample_oss: WatchedOSS) -> None:
    sample_oss.store.clear()
    sample_oss.store.create("mine")
    run(port_of(sample_oss))
    assert Bucket.objects.get(name="mine").state == State.IN_SYNC


@pytest.mark.parametrize("missing", [ID_VARIABLE, SECRET_VARIABLE])
def test_without_the_access_key_it_says_what_to_set(
    missing: str, sample_oss: WatchedOSS, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(missing)
    with pytest.raises(CommandError, match=f"^Set {missing} to what local OSS was started with"):
        run(port_of(sample_oss))
    assert not Account.objects.exists()


# --- Waiting for Local OSS ----------------------------------------------------------------------


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_nobody_at_the_port_is_told_in_a_sentence(
    free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "WAIT_SECONDS", 0.3)
    with pytest.raises(CommandError, match=rf"does not listen on port {free_port} of this machine"):
        run(free_port)
    assert not User.objects.exists()


@pytest.fixture
def late(sample_oss: WatchedOSS, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Local OSS listens only after the command has looked for it in vain."""
    looked = threading.Event()
    connect = socket.create_connection

    def too_early(*arguments: object, **options: object) -> socket.socket:
        monkeypatch.setattr(socket, "create_connection", connect)
        looked.set()
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", too_early)
    yield looked
    assert sample_oss.address


def test_it_waits_for_local_oss_to_listen(late: threading.Event, sample_oss: WatchedOSS) -> None:
    assert PRINTED.fullmatch(run(port_of(sample_oss)))
    assert late.is_set()


def test_the_port_can_come_from_the_environment(
    sample_oss: WatchedOSS, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSS_PORT", str(port_of(sample_oss)))
    call_command("demo", stdout=io.StringIO())
    assert Account.objects.get().endpoint == sample_oss.endpoint


@pytest.mark.usefixtures("first")
def test_something_is_promised_and_kept() -> None:
    assert {it.bucket.name for it in Expectation.objects.select_related("bucket")} == set(
        EXPECTATIONS
    )
    assert all(it.value.holds(it.bucket.working) for it in Expectation.objects.all())
