"""The OSS behind the pages: in memory, or a server that is spoken to over sockets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from django.contrib.auth.models import User

from buckets.cors import Configuration
from buckets.models import Account, Role
from tests.fakes import MemoryGateway
from tests.fixtures.local_oss import WatchedOSS
from tests.fixtures.people import shared_account

SECRET: Final = "the-Secret-that-no-page-may-show"
HOSTS: Final = ("cdn", "silent", "private")
"""Where a test of the pages lets answers of each kind come from, in `example.com`."""

Members = Mapping[Role, User]


class Oss(Protocol):
    """What the states of buckets need of it."""

    def account(self, members: Members, name: str) -> Account:
        """Make an account on it."""

    def put(self, bucket: str, configuration: Configuration | None) -> None:
        """Hold this in the bucket, which is made if need be."""

    def addresses(self, bucket: str) -> str:
        """The other addresses of the bucket, as they are typed in the account."""


class OssInMemory:
    """A dictionary."""

    def __init__(self, gateway: MemoryGateway) -> None:
        self.gateway = gateway

    def account(self, members: Members, name: str) -> Account:
        return shared_account(dict(members), name=name, secret=SECRET)

    def put(self, bucket: str, configuration: Configuration | None) -> None:
        self.gateway.buckets[bucket] = configuration

    def addresses(self, bucket: str) -> str:
        del bucket
        return "\n".join(f"https://{host}.example.com" for host in HOSTS)


class OssOnSockets:
    """Local OSS; nobody listens at the other address of a bucket."""

    def __init__(self, server: WatchedOSS) -> None:
        self.server = server

    def account(self, members: Members, name: str) -> Account:
        return shared_account(
            dict(members),
            name=name,
            endpoint=self.server.endpoint,
            access_key_id=self.server.access_key_id,
            secret=self.server.access_key_secret,
        )

    def put(self, bucket: str, configuration: Configuration | None) -> None:
        if self.server.store.find(bucket) is None:
            self.server.store.create(bucket)
        self.server.store.put_cors(bucket, configuration)

    def addresses(self, bucket: str) -> str:
        return f"http://127.0.0.1:9 {bucket}"
