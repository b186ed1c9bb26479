"""From an account to a gateway that speaks to OSS with its AccessKey."""

from django.conf import settings

from buckets.cors import Message
from buckets.models import Account, Bucket
from buckets.models.encryption import SecretUnreadable
from buckets.oss.connection import Connection
from buckets.oss.errors import Refused
from buckets.oss.gateway import Gateway
from buckets.sync.runtime import current


def account_gateway(account: Account) -> Gateway:
    """Return a gateway at the account's endpoint. Raises `Refused` if its secret is unreadable."""
    return _gateway(account, endpoint=account.endpoint, region=account.region)


def bucket_gateway(bucket: Bucket) -> Gateway:
    """Return a gateway at the bucket's endpoint. Raises `Refused` when the secret is unreadable."""
    return _gateway(bucket.account, endpoint=bucket.endpoint, region=bucket.region)


def _gateway(account: Account, *, endpoint: str, region: str) -> Gateway:
    try:
        secret = account.secret
    except SecretUnreadable as error:
        message = Message("sync.secret-unreadable", {"account": account.name})
        raise Refused(message) from error
    return current().gateway_factory(
        Connection(
            endpoint=endpoint,
            region=region,
            access_key_id=account.access_key_id,
            access_key_secret=secret,
            signature="v1" if account.signature == Account.Signature.V1 else "v4",
            deadline=settings.OSS_DEADLINE,
        )
    )
