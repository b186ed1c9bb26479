"""The cast: four members of an account with a role each, an outsider, and a bucket they share.

`account` and `bucket` stand on a running Local OSS (`local_oss`). `memory_account` and
`memory_bucket` stand on `memory`, an OSS in memory: quicker, and it fails on request. Either
bucket is `examplebucket`, discovered and pulled, and OSS holds `LIVE` for it.
"""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from buckets.cors.configuration import Configuration, Rule
from buckets.models import Account, Bucket, Membership, Push, Role
from buckets.sync.discover import discover
from buckets.sync.pull import pull
from tests.fakes import ENDPOINT, MemoryGateway
from tests.localoss import BUCKET, WatchedOSS

ACCESS_KEY_ID = "LTAI5tTheKeyOfTheCast"
SECRET = "the-Secret-that-nobody-may-see"
PASSWORD = "open-for-the-Tests-1"

APP = Rule(("https://app.example.com",), ("GET", "HEAD"), ("*",), ("ETag",), 600)
UPLOADS = Rule(("https://upload.example.com",), ("PUT", "POST"), ("content-type",), ("ETag",))
LIVE = Configuration((APP, UPLOADS), response_vary=True)
NEW = Rule(("https://new.example.com",), ("GET",))


def person(username: str) -> User:
    """Someone who can sign in with `PASSWORD`."""
    return User.objects.create_user(username, password=PASSWORD)


@pytest.fixture
def owner(db: None) -> User:
    return person("olga-owner")


@pytest.fixture
def publisher(db: None) -> User:
    return person("paul-publisher")


@pytest.fixture
def editor(db: None) -> User:
    return person("edda-editor")


@pytest.fixture
def viewer(db: None) -> User:
    return person("vera-viewer")


@pytest.fixture
def outsider(db: None) -> User:
    """Someone who can sign in, and is a member of no account of the others."""
    return person("otto-outsider")


@pytest.fixture
def members(owner: User, publisher: User, editor: User, viewer: User) -> dict[Role, User]:
    """Who has which role in the account."""
    return {
        Role.OWNER: owner,
        Role.PUBLISHER: publisher,
        Role.EDITOR: editor,
        Role.VIEWER: viewer,
    }


def shared_account(
    members: dict[Role, User],
    *,
    endpoint: str = ENDPOINT,
    name: str = "Example team",
    access_key_id: str = ACCESS_KEY_ID,
    secret: str = SECRET,
) -> Account:
    """An account with these members."""
    account = Account(
        name=name, region="cn-hangzhou", endpoint=endpoint, access_key_id=access_key_id
    )
    account.secret = secret
    account.save()
    for role, user in members.items():
        Membership.objects.create(account=account, user=user, role=role)
    return account


def pulled_bucket(account: Account, *, by: User) -> Bucket:
    """The account's one bucket, discovered and pulled."""
    (bucket,) = discover(account, by=by)
    return pull(bucket.pk, by=by)


@pytest.fixture
def account(members: dict[Role, User], local_oss: WatchedOSS) -> Account:
    """An account on the running `local_oss`."""
    return shared_account(
        members,
        endpoint=local_oss.endpoint,
        access_key_id=local_oss.access_key_id,
        secret=local_oss.access_key_secret,
    )


@pytest.fixture
def bucket(account: Account, local_oss: WatchedOSS, owner: User) -> Bucket:
    """`examplebucket` on `local_oss`, in sync with `LIVE`."""
    local_oss.store.put_cors(BUCKET, LIVE)
    return pulled_bucket(account, by=owner)


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> MemoryGateway:
    """What every account speaks to in this test: an OSS in memory that holds `LIVE`."""
    gateway = MemoryGateway({BUCKET: LIVE})
    monkeypatch.setattr("buckets.sync.connect.OssGateway", lambda _connection: gateway)
    return gateway


@pytest.fixture
def memory_account(members: dict[Role, User], memory: MemoryGateway) -> Account:
    """An account on `memory`."""
    return shared_account(members)


@pytest.fixture
def memory_bucket(memory_account: Account, owner: User) -> Bucket:
    """`examplebucket` on `memory`, in sync with `LIVE`."""
    return pulled_bucket(memory_account, by=owner)


def leave_pending(bucket: Bucket) -> Push:
    """Leave ``bucket`` as a process that was killed while publishing leaves it."""
    push = bucket.pushes.create(
        by="olga-owner",
        plan="0" * 64,
        base=bucket.fingerprint,
        target="1" * 64,
        document=b"",
        at=timezone.now(),
        fence=bucket.take_lease(60),
    )
    bucket.pending = push
    bucket.settle()
    return push
