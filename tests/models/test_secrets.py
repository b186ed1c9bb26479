"""The AccessKey secret: encrypted at rest, readable with old keys, and never shown."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core import serializers
from django.db import connection
from pytest_django import Settings

from buckets.cors import Message
from buckets.models import Account, Bucket, Event
from buckets.models.encryption import SecretUnreadable, decrypt, encrypt
from buckets.oss.connection import Connection
from buckets.oss.errors import OssError, Refused
from buckets.oss.gateway import Gateway
from buckets.sync.discover import count_buckets
from buckets.sync.gateways import account_gateway
from buckets.sync.pull import pull
from buckets.sync.runtime import current, use
from tests.fakes import MemoryGateway
from tests.fixtures.people import SECRET


def new_key() -> str:
    return Fernet.generate_key().decode()


def test_what_was_encrypted_can_be_read_again() -> None:
    assert decrypt(encrypt("päss wörd")) == "päss wörd"


def test_a_secret_is_never_encrypted_to_the_same_token_twice() -> None:
    assert encrypt(SECRET) != encrypt(SECRET)


def test_a_new_first_key_leaves_old_secrets_readable(settings: Settings) -> None:
    old = encrypt(SECRET)
    settings.FIELD_KEYS = [new_key(), *settings.FIELD_KEYS]
    assert decrypt(old) == SECRET


def test_new_secrets_are_encrypted_with_the_first_key(settings: Settings) -> None:
    first = new_key()
    settings.FIELD_KEYS = [first, *settings.FIELD_KEYS]
    token = encrypt(SECRET)
    settings.FIELD_KEYS = [first]
    assert decrypt(token) == SECRET


def test_without_its_key_a_secret_is_unreadable(settings: Settings) -> None:
    token = encrypt(SECRET)
    settings.FIELD_KEYS = [new_key()]
    with pytest.raises(SecretUnreadable):
        decrypt(token)


@pytest.mark.parametrize("token", ["", "no token", "gAAAAA==", "schlüssel"])
def test_what_is_no_token_is_unreadable(token: str) -> None:
    with pytest.raises(SecretUnreadable):
        decrypt(token)


def test_a_damaged_token_is_unreadable() -> None:
    token = encrypt(SECRET)
    with pytest.raises(SecretUnreadable):
        decrypt(token[:40] + ("A" if token[40] != "A" else "B") + token[41:])


def test_the_account_hands_the_secret_back(memory_account: Account) -> None:
    assert Account.objects.get(pk=memory_account.pk).secret == SECRET


def test_no_column_of_the_row_holds_the_secret(memory_account: Account) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM buckets_account WHERE id = %s", [memory_account.pk])
        row = cursor.fetchone()
    assert memory_account.secret_token in row
    assert SECRET not in repr(row)


def database_files() -> list[Path]:
    """What the database keeps this installation's rows in."""
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        return list(file.parent.glob(f"{file.name}*"))
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")  # until then the rows are in the server's memory
        cursor.execute(
            "SELECT current_setting('data_directory') || '/base/' || oid "
            "FROM pg_database WHERE datname = current_database()"
        )
        return [path for path in Path(cursor.fetchone()[0]).iterdir() if path.is_file()]


@pytest.mark.django_db(transaction=True)
def test_no_byte_of_the_database_s_files_holds_the_secret(memory_bucket: Bucket) -> None:
    written = b"".join(path.read_bytes() for path in database_files())
    assert memory_bucket.account.access_key_id.encode() in written
    assert SECRET.encode() not in written


def test_neither_str_nor_repr_nor_a_dump_shows_the_secret(memory_account: Account) -> None:
    dump = serializers.serialize("json", [memory_account])
    shown = f"{memory_account} {memory_account!r} {memory_account.__dict__} {dump}"
    assert "Example team" in shown
    assert SECRET not in shown


def test_an_unreadable_secret_is_refused_with_a_sentence(
    memory_account: Account, settings: Settings
) -> None:
    settings.FIELD_KEYS = [new_key()]
    with pytest.raises(Refused) as caught:
        account_gateway(memory_account)
    message = Message("sync.secret-unreadable", {"account": "Example team"})
    assert caught.value.message == message


def test_a_bucket_whose_secret_is_unreadable_is_unreachable(
    memory_bucket: Bucket, settings: Settings
) -> None:
    settings.FIELD_KEYS = [new_key()]
    with pytest.raises(Refused):
        pull(memory_bucket.pk, by=memory_bucket.account.members.all()[0])
    memory_bucket.refresh_from_db()
    assert memory_bucket.state == "unreachable"
    assert memory_bucket.trouble is not None
    assert memory_bucket.trouble["id"] == "sync.secret-unreadable"


def test_no_record_of_a_bucket_s_life_holds_the_secret(memory_bucket: Bucket) -> None:
    rows = Event.objects.values_list()
    assert len(rows) > 0
    assert SECRET not in repr(list(rows))


def test_nothing_that_is_logged_or_recorded_of_a_refusal_holds_the_secret(
    account: Account, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    account.secret = wrong = "a-wrong-Secret-that-nobody-may-see"
    with pytest.raises(OssError) as caught:
        count_buckets(account, by=account.members.all()[0])
    told = f"{caught.value!r} {vars(caught.value)} {list(Event.objects.values_list())}"
    assert caught.value.code == "SignatureDoesNotMatch"
    assert wrong not in caplog.text + told


def test_the_gateway_is_given_the_secret_but_does_not_show_it(
    memory_account: Account, memory: MemoryGateway
) -> None:
    given: list[Connection] = []

    def factory(connection: Connection) -> Gateway:
        given.append(connection)
        return memory

    with use(replace(current(), gateway_factory=factory)):
        account_gateway(memory_account)
    (made,) = given
    assert made.access_key_secret == SECRET
    assert SECRET not in repr(made)
