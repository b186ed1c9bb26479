"""From an account to a gateway."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from buckets.models import Account, Bucket
from buckets.oss.connection import Connection
from buckets.oss.gateway import Gateway
from buckets.sync.gateways import account_gateway, bucket_gateway
from buckets.sync.runtime import current, use
from tests.fakes import ENDPOINT, MemoryGateway
from tests.fixtures.people import ACCESS_KEY_ID, SECRET


@pytest.fixture
def connections() -> Iterator[list[Connection]]:
    """The connections for which a gateway was asked."""
    asked: list[Connection] = []

    def factory(connection: Connection) -> Gateway:
        asked.append(connection)
        return MemoryGateway()

    with use(replace(current(), gateway_factory=factory)):
        yield asked


def test_an_account_is_reached_as_it_says(
    memory_account: Account, connections: list[Connection]
) -> None:
    account_gateway(memory_account)
    assert connections == [
        Connection(ENDPOINT, "cn-hangzhou", ACCESS_KEY_ID, SECRET, signature="v4", deadline=10)
    ]


def test_the_old_signature_can_be_chosen(
    memory_account: Account, connections: list[Connection]
) -> None:
    memory_account.signature = Account.Signature.V1
    account_gateway(memory_account)
    assert connections[0].signature == "v1"


def test_a_bucket_is_reached_at_its_own_endpoint(
    memory_bucket: Bucket, connections: list[Connection]
) -> None:
    memory_bucket.endpoint = "https://oss-cn-beijing.aliyuncs.com"
    memory_bucket.region = "cn-beijing"
    bucket_gateway(memory_bucket)
    assert connections[0].endpoint == "https://oss-cn-beijing.aliyuncs.com"
    assert connections[0].region == "cn-beijing"
