"""The gateway against Local OSS, and the requests that it makes."""

import base64
import hashlib
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from buckets.cors import METHODS, Configuration, Rule
from buckets.cors.formats import xml
from buckets.cors.validate.oss_refusals import refused_by_oss
from buckets.oss import gateway
from buckets.oss.connection import Connection
from buckets.oss.errors import Refused, UnexpectedAnswer, Unreachable
from buckets.oss.gateway import OssGateway
from buckets.oss.transport import Session, trusted_context
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.oss.conftest import SECRET, GatewayTo
from tests.oss.wire import Wire, http, oss_error

RULE = Rule(("https://app.example.com",), ("GET",))


def as_owner(server: WatchedOSS, **settings: object) -> dict[str, object]:
    keys = {
        "access_key_id": server.access_key_id,
        "access_key_secret": server.access_key_secret,
    }
    return keys | settings


@pytest.fixture
def server() -> Iterator[WatchedOSS]:
    with WatchedOSS() as server:
        yield server


@pytest.fixture(scope="module")
def settled() -> Iterator[OssGateway]:
    """A gateway to a server that lives as long as the module, for many examples."""
    session = Session(trusted_context())
    with WatchedOSS() as server:
        keys = (server.access_key_id, server.access_key_secret)
        yield OssGateway(
            Connection(server.endpoint, "cn-hangzhou", *keys, deadline=15.0), session=session
        )
    session.close()


TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="*"), min_size=1, max_size=20
)
HEADER = st.text("abcXYZ019-_:/", min_size=1, max_size=12)
RULES = st.builds(
    Rule,
    origins=st.lists(TEXT | st.just("*") | st.just("https://*.example.com"), min_size=1),
    methods=st.lists(st.sampled_from(METHODS), min_size=1),
    allowed_headers=st.lists(HEADER | st.just("*")),
    expose_headers=st.lists(HEADER),
    max_age=st.none() | st.integers(0, 999_999_999),
)
CONFIGURATIONS = st.builds(
    Configuration, st.lists(RULES, min_size=1, max_size=10), response_vary=st.booleans()
)


@given(CONFIGURATIONS)
def test_any_configuration_that_oss_takes_survives_the_wire(
    settled: OssGateway, configuration: Configuration
) -> None:
    assume(not refused_by_oss(configuration))
    settled.put_cors(BUCKET, xml.write(configuration))
    assert settled.get_cors(BUCKET).configuration == configuration


@pytest.mark.parametrize("signature", ["v4", "v1"])
def test_a_wrong_secret_is_refused(
    server: WatchedOSS, gateway_to: GatewayTo, signature: str
) -> None:
    settings = as_owner(server, signature=signature, access_key_secret=SECRET)
    with pytest.raises(Refused) as caught:
        gateway_to(server.endpoint, **settings).get_cors(BUCKET)
    assert caught.value.code == "SignatureDoesNotMatch"


def test_an_unknown_access_key_is_refused(server: WatchedOSS, gateway_to: GatewayTo) -> None:
    with pytest.raises(Refused) as caught:
        gateway_to(server.endpoint).get_cors(BUCKET)
    assert caught.value.code == "InvalidAccessKeyId"


def test_a_clock_that_is_off_is_refused(server: WatchedOSS, gateway_to: GatewayTo) -> None:
    server.advance(16 * 60)
    with pytest.raises(Refused) as caught:
        gateway_to(server.endpoint, **as_owner(server)).get_cors(BUCKET)
    assert caught.value.code == "RequestTimeTooSkewed"


def test_localhost_by_name_is_asked_with_the_bucket_in_the_path(
    server: WatchedOSS, gateway_to: GatewayTo
) -> None:
    endpoint = server.endpoint.replace("127.0.0.1", "localhost")
    gateway_to(endpoint, **as_owner(server)).put_cors(BUCKET, xml.write(Configuration((RULE,))))
    assert server.store.get(BUCKET).cors == Configuration((RULE,))


def test_more_than_a_page_of_buckets_is_listed_whole(gateway_to: GatewayTo) -> None:
    names = [f"bucket-{number:03}" for number in range(205)]
    with WatchedOSS(buckets=names) as server:
        listed = list(gateway_to(server.endpoint, **as_owner(server)).list_buckets())
    assert [bucket.name for bucket in listed] == names
    assert server.count("GET") == 3


def test_a_listing_that_goes_round_is_given_up(gateway_to: GatewayTo) -> None:
    page = (
        b"<ListAllMyBucketsResult><IsTruncated>true</IsTruncated>"
        b"<NextMarker>zoo</NextMarker></ListAllMyBucketsResult>"
    )
    end = oss_error(403, "AccessDenied")
    with Wire(*[http(200, page)] * 3, end) as wire, pytest.raises(UnexpectedAnswer):
        list(gateway_to(f"http://127.0.0.1:{wire.port}").list_buckets())


def test_a_listing_without_an_end_is_given_up(
    gateway_to: GatewayTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "MAX_PAGES", 2)
    pages = [
        b"<ListAllMyBucketsResult><IsTruncated>true</IsTruncated>"
        b"<NextMarker>zoo-%d</NextMarker></ListAllMyBucketsResult>" % number
        for number in range(2)
    ]
    with Wire(*[http(200, page) for page in pages]) as wire, pytest.raises(Unreachable):
        list(gateway_to(f"http://127.0.0.1:{wire.port}").list_buckets())


def test_a_listing_that_takes_too_long_is_given_up(
    gateway_to: GatewayTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "LISTING_DEADLINE", -1.0)
    with pytest.raises(Unreachable):
        list(gateway_to("http://127.0.0.1:1").list_buckets())


def test_a_put_sends_the_document_and_its_digest(gateway_to: GatewayTo) -> None:
    with Wire(http(200)) as wire:
        gateway_to(f"http://127.0.0.1:{wire.port}").put_cors("photos", b"<reviewed/>")
    head, _, body = wire.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"PUT /photos/?cors= HTTP/1.1\r\n")
    assert body == b"<reviewed/>"
    digest = base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest())
    assert b"content-md5: " + digest.lower() in head.lower()


@pytest.mark.parametrize(
    ("signature", "scheme"), [("v4", b"OSS4-HMAC-SHA256 Cred"), ("v1", b"OSS LTAI5t")]
)
def test_a_call_is_signed_as_the_connection_says(
    gateway_to: GatewayTo, signature: str, scheme: bytes
) -> None:
    with Wire(http(204)) as wire:
        gateway_to(f"http://127.0.0.1:{wire.port}", signature=signature).delete_cors("photos")
    assert b"authorization: " + scheme in wire.requests[0]


def test_a_bucket_is_asked_for_at_a_host_of_its_own(
    gateway_to: GatewayTo, server_tls: ssl.SSLContext
) -> None:
    with Wire(http(204), tls=server_tls) as wire:
        gateway_to(f"https://oss.localhost:{wire.port}").delete_cors("photos")
    assert wire.requests[0].startswith(b"DELETE /?cors= HTTP/1.1\r\n")
    assert f"Host: photos.oss.localhost:{wire.port}\r\n".encode() in wire.requests[0]


def test_threads_share_a_gateway(server: WatchedOSS, gateway_to: GatewayTo) -> None:
    gateway = gateway_to(server.endpoint, **as_owner(server))
    names = [f"bucket-{number}" for number in range(8)]
    for number, name in enumerate(names):
        server.store.create(name)
        rule = Rule((f"https://{number}.example.com",), ("GET",))
        server.store.put_cors(name, Configuration((rule,)))
    with ThreadPoolExecutor(8) as pool:
        snapshots = list(pool.map(gateway.get_cors, names * 10))
    origins = [xml.read(snapshot.raw).rules[0].origins[0] for snapshot in snapshots]
    assert origins == [f"https://{number}.example.com" for number in range(8)] * 10


def test_a_connection_does_not_show_its_secret() -> None:
    connection = Connection(
        "https://oss-cn-hangzhou.aliyuncs.com", "cn-hangzhou", "id", SECRET, 5.0
    )
    assert SECRET not in repr(connection)


def test_without_a_session_of_its_own_a_gateway_shares_the_process_s(server: WatchedOSS) -> None:
    keys = (server.access_key_id, server.access_key_secret)
    gateway = OssGateway(Connection(server.endpoint, "cn-hangzhou", *keys, deadline=15.0))
    assert gateway.get_cors(BUCKET).configuration == Configuration()
