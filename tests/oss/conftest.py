"""A TLS authority of our own, and sessions that are closed again."""

import datetime
import ipaddress
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from buckets.oss.gateway import Connection, OssGateway
from buckets.oss.transport import Session

GatewayTo = Callable[..., OssGateway]

SECRET = "the-Secret-that-nobody-may-see"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate and its key in one PEM file, for loopback and its names."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CORS Console tests")])
    now = datetime.datetime.now(datetime.UTC)
    names = [
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
        x509.DNSName("localhost"),
        x509.DNSName("*.oss.localhost"),
    ]
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
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
    """``gateway_to(endpoint, **settings)``: a gateway with the test's own session."""

    def gateway_to(endpoint: str, **settings: object) -> OssGateway:
        defaults: dict[str, object] = {
            "region": "cn-hangzhou",
            "access_key_id": "LTAI5tTheKeyOfTheTests",
            "access_key_secret": SECRET,
            "deadline": 5.0,
        }
        return OssGateway(Connection(endpoint, **(defaults | settings)), session=session)  # type: ignore[arg-type]

    return gateway_to
