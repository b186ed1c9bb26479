"""`manage.py demo`: what `make run` starts from: a user, an account on local OSS, and buckets."""

import os
import secrets
import socket
import time
from argparse import ArgumentParser
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from buckets.cors import Configuration, Rule
from buckets.cors.evaluate.expectation import Expectation
from buckets.cors.formats import xml
from buckets.management.commands.localoss import ID_VARIABLE, SECRET_VARIABLE
from buckets.models import Account, Bucket
from buckets.oss.errors import OssError
from buckets.sync.accounts import add_account, change_account
from buckets.sync.discover import discover
from buckets.sync.edit import create_rule, set_vary
from buckets.sync.expectations import add_expectation
from buckets.sync.gateways import bucket_gateway
from buckets.sync.pull import check, pull

ACCOUNT: Final = "Local OSS"
USERNAME: Final = "admin"
_APP: Final = "https://app.acme.example"
EXPECTATIONS: Final = {
    "acme-uploads-prod": (
        Expectation(_APP, True, "PUT", ("content-type", "x-oss-meta-author"), ("ETag",)),
        Expectation("https://evil.example", False, "PUT"),
    ),
    "acme-web-assets": (Expectation("https://shop.acme.example", True, "GET", (), ("ETag",)),),
}

WAIT_SECONDS: Final = 30.0
"""Seconds to wait for local OSS to listen."""


class Command(BaseCommand):
    """Prepares the demo once. Later runs only bring the account's address up to date."""

    help = "Prepare a demo on local OSS: the first user, an account, and buckets in every state."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--oss-port", type=int, default=int(os.environ.get("OSS_PORT", "9100")))

    def handle(self, *_: Any, **options: Any) -> None:
        port = options["oss_port"]
        _wait_for(port)
        user = self._first_user()
        account = Account.objects.filter(name=ACCOUNT).first()
        if account is None:
            account = _add_account(user, f"http://127.0.0.1:{port}")
            _fill(account, user)
        else:
            _bring_up_to_date(account, f"http://127.0.0.1:{port}", user)

    def _first_user(self) -> User:
        user = User.objects.order_by("pk").first()
        if user is None:
            password = secrets.token_urlsafe(12)
            user = User.objects.create_superuser(USERNAME, password=password)
            self.stdout.write(
                f"Sign in as {USERNAME} with the password {password} (it is shown only now)."
            )
            self.stdout.flush()
        return user


def _wait_for(port: int) -> None:
    """Until something listens there. Raises `CommandError` when nothing does in time."""
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise CommandError(f"Local OSS does not listen on port {port} of this machine.")


def _access_key() -> tuple[str, str]:
    try:
        return os.environ[ID_VARIABLE], os.environ[SECRET_VARIABLE]
    except KeyError as missing:
        raise CommandError(f"Set {missing.args[0]} to what local OSS was started with.") from None


def _add_account(user: User, endpoint: str) -> Account:
    access_key_id, secret = _access_key()
    account = Account(
        name=ACCOUNT,
        region="cn-hangzhou",
        endpoint=endpoint,
        access_key_id=access_key_id,
        addresses=_other(endpoint),
    )
    account.secret = secret
    add_account(account, by=user)
    return account


def _other(endpoint: str) -> str:
    """The same machine by its name: as OSS has an internal address, or one that accelerates."""
    return endpoint.replace("127.0.0.1", "localhost")


def _bring_up_to_date(account: Account, endpoint: str, user: User) -> None:
    if account.endpoint != endpoint:
        account.addresses = account.addresses.replace(_other(account.endpoint), _other(endpoint))
        account.endpoint = endpoint
        change_account(account, by=user)


def _fill(account: Account, user: User) -> None:
    """Discover and pull the samples, and bring a few into the states that a team meets."""
    # A bucket that was deleted behind the console's back.
    Bucket.objects.create(
        account=account,
        name="acme-legacy-exports",
        region=account.region,
        endpoint=account.endpoint,
    )
    discover(account, by=user)
    buckets = {bucket.name: bucket for bucket in account.buckets.select_related("account")}
    for name in buckets.keys() - {"acme-backup-logs"}:
        with suppress(OssError):
            pull(buckets[name].pk, by=user)
    for name, expected in EXPECTATIONS.items():
        if name in buckets:
            for it in expected:
                add_expectation(buckets[name].pk, it, by=user)
    if "acme-uploads-staging" in buckets:
        _edit_without_publishing(buckets["acme-uploads-staging"], user)
    if "acme-docs-cdn" in buckets:
        _let_two_people_change(buckets["acme-docs-cdn"], user)
    if "acme-customer-avatars" in buckets:
        _let_another_tool_write(buckets["acme-customer-avatars"], user)


def _edit_without_publishing(bucket: Bucket, user: User) -> None:
    preview = Rule(("https://*.preview.acme.example",), ("GET", "HEAD"), ("*",), ("ETag",), 600)
    bucket.refresh_from_db()
    create_rule(bucket.pk, preview, version=bucket.version, by=user)


def _let_two_people_change(bucket: Bucket, user: User) -> None:
    """Turn Vary off here while somebody else adds a rule on OSS itself."""
    bucket.refresh_from_db()
    set_vary(bucket.pk, on=False, version=bucket.version, by=user)
    gateway = bucket_gateway(bucket)
    live = xml.read(gateway.get_cors(bucket.name).raw)
    search = Rule(("https://search.acme.example",), ("GET",))
    gateway.put_cors(bucket.name, xml.write(replace(live, rules=(*live.rules, search))))
    pull(bucket.pk, by=user)


def _let_another_tool_write(bucket: Bucket, user: User) -> None:
    """Write the rules to OSS as a tool does that knows nothing of Vary: Origin, and notice it."""
    gateway = bucket_gateway(bucket)
    live = xml.read(gateway.get_cors(bucket.name).raw)
    gateway.put_cors(bucket.name, xml.write(Configuration(live.rules)))
    check(bucket.pk, by=user)
