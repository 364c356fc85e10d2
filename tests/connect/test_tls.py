"""Encrypted connections: the certificate is checked against the name, though we connect to an address."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from websockets.sync.server import ServerConnection, serve

from resonanz.connect.contract import TryLater
from resonanz.connect.http import HttpClient, Limits
from resonanz.core.clock import SystemClock

NAME = "forum.example"


@dataclass
class Secured:
    port: int
    trust: ssl.SSLContext

    def client(self, trust: ssl.SSLContext | None) -> HttpClient:
        return HttpClient(
            clock=SystemClock(),
            allow=frozenset({NAME, "other.example"}),
            resolver=lambda host, port: ["127.0.0.1"],
            trust=trust,
            limits=Limits(tick=0.02, pause=0),
        )


def certificate(folder: Path) -> Path:
    """Write a key and a certificate for the name that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)  # noqa: TID251 - the library looks at the machine's clock
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "pair.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return path


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """Serve one message over an encrypted web socket; a plain request is answered with status 426."""
    pair = certificate(tmp_path_factory.mktemp("tls"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)

    def talk(connection: ServerConnection) -> None:
        connection.send("hello")
        connection.recv()

    with serve(talk, "127.0.0.1", 0, ssl=context, close_timeout=0.1) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Secured(server.socket.getsockname()[1], ssl.create_default_context(cafile=str(pair)))
        server.shutdown()
        thread.join()


def test_a_certificate_for_the_name_is_accepted(secured: Secured) -> None:
    with secured.client(secured.trust) as client:
        assert client.get(f"https://{NAME}:{secured.port}/", accept=(426,)).status == 426


def test_a_certificate_for_another_name_is_not(secured: Secured) -> None:
    with secured.client(secured.trust) as client, pytest.raises(TryLater, match="The certificate of other"):
        client.get(f"https://other.example:{secured.port}/")


def test_a_certificate_nobody_vouches_for_is_not(secured: Secured) -> None:
    with secured.client(None) as client, pytest.raises(TryLater, match="certificate"):
        client.get(f"https://{NAME}:{secured.port}/")


def test_lines_check_the_certificate_too(secured: Secured) -> None:
    with secured.client(None) as client, pytest.raises(TryLater, match="certificate"):
        next(client.lines(f"https://{NAME}:{secured.port}/"))


def test_an_encrypted_web_socket_speaks(secured: Secured) -> None:
    with secured.client(secured.trust) as client:
        messages = client.websocket(f"wss://{NAME}:{secured.port}/")
        assert next(message for message in messages if message) == "hello"
        messages.close()  # type: ignore[attr-defined]


def test_web_sockets_check_the_certificate_too(secured: Secured) -> None:
    with secured.client(secured.trust) as client, pytest.raises(TryLater, match="The certificate of other"):
        next(client.websocket(f"wss://other.example:{secured.port}/"))
