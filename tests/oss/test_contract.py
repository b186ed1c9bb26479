"""What every gateway does: the one to OSS (against Local OSS) and the one in memory alike."""

from collections.abc import Iterator

import pytest

from buckets.cors import Configuration, Rule
from buckets.cors.formats import xml
from buckets.cors.limits import MAX_RULES
from buckets.oss.errors import Action, NotFound, Rejected, ServerFault, Throttled
from buckets.oss.gateway import Gateway, OssGateway
from tests.fakes import MemoryGateway, refusal
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.oss.conftest import GatewayTo

RULE = Rule(("https://app.example.com",), ("GET", "PUT"), ("*",), ("ETag",), 600)


@pytest.fixture(params=["memory", "v4", "v1"])
def gateway(request: pytest.FixtureRequest, gateway_to: GatewayTo) -> Iterator[Gateway]:
    if request.param == "memory":
        yield MemoryGateway({BUCKET: None, "zoo": None})
        return
    with WatchedOSS(buckets=("zoo", BUCKET)) as server:
        yield local_gateway(server, gateway_to, signature=request.param)


def local_gateway(server: WatchedOSS, gateway_to: GatewayTo, **settings: object) -> OssGateway:
    defaults: dict[str, object] = {
        "access_key_id": server.access_key_id,
        "access_key_secret": server.access_key_secret,
    }
    return gateway_to(server.endpoint, **(defaults | settings))


def test_a_bucket_without_a_configuration_has_no_rules(gateway: Gateway) -> None:
    snapshot = gateway.get_cors(BUCKET)
    assert (snapshot.raw, snapshot.configuration) == (b"", Configuration())


@pytest.mark.parametrize("vary", [True, False])
def test_what_was_put_is_what_comes_back(gateway: Gateway, vary: bool) -> None:
    put = Configuration((RULE, Rule(("www.aliyun.com", "*"), ("HEAD", "HEAD"))), vary)
    gateway.put_cors(BUCKET, xml.write(put))
    assert gateway.get_cors(BUCKET).configuration == put


def test_the_raw_document_is_the_configuration_too(gateway: Gateway) -> None:
    gateway.put_cors(BUCKET, xml.write(Configuration((RULE,), response_vary=True)))
    snapshot = gateway.get_cors(BUCKET)
    assert xml.read(snapshot.raw) == snapshot.configuration


def test_what_is_not_understood_is_told_with_its_document() -> None:
    gateway = MemoryGateway({BUCKET: Configuration((RULE,))})
    gateway.unknown = b"<CORSConfiguration><Novelty/></CORSConfiguration>"
    snapshot = gateway.get_cors(BUCKET)
    assert (snapshot.raw, snapshot.configuration) == (gateway.unknown, None)
    assert snapshot.unknown is not None


def test_a_put_replaces_everything(gateway: Gateway) -> None:
    gateway.put_cors(BUCKET, xml.write(Configuration((RULE, RULE), response_vary=True)))
    gateway.put_cors(BUCKET, xml.write(Configuration((RULE,))))
    assert gateway.get_cors(BUCKET).configuration == Configuration((RULE,))


def test_deleting_twice_leaves_no_rules(gateway: Gateway) -> None:
    gateway.put_cors(BUCKET, xml.write(Configuration((RULE,))))
    gateway.delete_cors(BUCKET)
    gateway.delete_cors(BUCKET)
    assert gateway.get_cors(BUCKET).configuration == Configuration()


@pytest.mark.parametrize("call", ["get_cors", "put_cors", "delete_cors"])
def test_a_missing_bucket_is_said_so(gateway: Gateway, call: str) -> None:
    arguments = [xml.write(Configuration((RULE,)))] if call == "put_cors" else []
    with pytest.raises(NotFound) as caught:
        getattr(gateway, call)("gone", *arguments)
    assert caught.value.code == "NoSuchBucket"
    assert caught.value.message.id == "oss.NoSuchBucket"
    assert caught.value.message.params["bucket"] == "gone"


def test_an_eleventh_rule_is_rejected_and_changes_nothing(gateway: Gateway) -> None:
    gateway.put_cors(BUCKET, xml.write(Configuration((RULE,))))
    with pytest.raises(Rejected) as caught:
        gateway.put_cors(BUCKET, xml.write(Configuration((RULE,) * (MAX_RULES + 1))))
    assert caught.value.code == "CORSRuleBeyondLimit"
    assert gateway.get_cors(BUCKET).configuration == Configuration((RULE,))


@pytest.mark.parametrize(
    "refused",
    [Configuration(), Configuration((Rule(("*",), ("PATCH",)),))],
    ids=["no rules", "a method that CORS rules do not have"],
)
def test_what_oss_refuses_is_rejected(gateway: Gateway, refused: Configuration) -> None:
    with pytest.raises(Rejected) as caught:
        gateway.put_cors(BUCKET, xml.write(refused))
    assert caught.value.code == "MalformedXML"


def test_buckets_are_listed_by_name_with_their_whereabouts(gateway: Gateway) -> None:
    listed = list(gateway.list_buckets())
    assert [bucket.name for bucket in listed] == [BUCKET, "zoo"]
    assert {bucket.region for bucket in listed} == {"cn-hangzhou"}
    assert all(bucket.endpoint.startswith("http") for bucket in listed)


def test_the_one_in_memory_fails_when_told_to() -> None:
    gateway = MemoryGateway({BUCKET: None})
    gateway.raises[Action.LIST] = refusal("MetaOperationQpsLimitExceeded", Action.LIST)
    with pytest.raises(Throttled):
        list(gateway.list_buckets())


def test_the_one_in_memory_loses_an_answer_when_told_to() -> None:
    gateway = MemoryGateway({BUCKET: None})
    gateway.raises_after[Action.PUT] = refusal("InternalError", Action.PUT)
    with pytest.raises(ServerFault):
        gateway.put_cors(BUCKET, xml.write(Configuration((RULE,))))
    assert gateway.get_cors(BUCKET).configuration == Configuration((RULE,))
