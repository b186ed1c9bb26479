"""A TLS authority of our own, and sessions that are closed again."""

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from buckets.oss.connection import Connection
from buckets.oss.gateway import OssGateway
from buckets.oss.retry import RetryPolicy
from buckets.oss.transport import Session
from tests.skipping import SkippingTime
from tests.tls import self_signed

GatewayTo = Callable[..., OssGateway]

SECRET = "the-Secret-that-nobody-may-see"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate and its key in one PEM file, for loopback and its names."""
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(self_signed(["localhost", "*.oss.localhost"]))
    return path


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    """What a TLS server needs."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def session(certificate: Path) -> Iterator[Session]:
    """A session of the test's own that trusts the certificate."""
    session = Session(ssl.create_default_context(cafile=str(certificate)))
    yield session
    session.close()


@pytest.fixture
def gateway_to(session: Session) -> GatewayTo:
    """``gateway_to(endpoint, **settings)``: a gateway with the test's own session, and retries
    that take no time."""
    skipping = SkippingTime()
    own = RetryPolicy(clock=skipping.now, wait=skipping.wait)

    def gateway_to(
        endpoint: str, *, retry_policy: RetryPolicy | None = None, **settings: object
    ) -> OssGateway:
        defaults: dict[str, object] = {
            "region": "cn-hangzhou",
            "access_key_id": "LTAI5tTheKeyOfTheTests",
            "access_key_secret": SECRET,
            "deadline": 5.0,
        }
        connection = Connection(endpoint, **(defaults | settings))  # type: ignore[arg-type]
        return OssGateway(connection, session=session, retry_policy=retry_policy or own)

    return gateway_to
