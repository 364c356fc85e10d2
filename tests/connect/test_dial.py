"""Lines that do not speak HTTP keep the same rules: tested addresses, checked certificates, bounded time and size."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from resonanz.connect.contract import Line, Misconfigured, PayloadChanged, TryLater
from resonanz.connect.dial import Bounds, Dialler
from resonanz.core.clock import SystemClock
from tests.connect.loopback import Script, Server, Talk, serving
from tests.connect.test_tls import NAME, certificate

SHORT = Bounds(connect=2.0, read=0.3, total=0.5, body=10_000)


def dialler(*allow: str, bounds: Bounds = SHORT) -> Dialler:
    return Dialler(
        clock=SystemClock(), allow=frozenset(allow), bounds=bounds, resolver=lambda host, port: ["127.0.0.1"]
    )


@contextmanager
def line_to(server: Server, **more: object) -> Iterator[Line]:
    line = dialler(NAME).open(NAME, server.port, encrypted=False, **more)  # type: ignore[arg-type]
    try:
        yield line
    finally:
        line.close()


def saying(said: bytes) -> Script:
    def script(talk: Talk) -> None:
        talk.say(said)
        talk.over.wait(5)

    return script


def dripping(talk: Talk) -> None:
    while not talk.over.wait(0.05):
        talk.say(b".")


def test_a_private_address_is_refused_unless_it_is_named() -> None:
    with pytest.raises(Misconfigured, match="private address"):
        dialler().open(NAME, 1, encrypted=False)


def test_what_is_said_is_heard() -> None:
    with serving(saying(b"* OK hello\r\n")) as server, line_to(server) as line:
        assert line.makefile().readline() == b"* OK hello\r\n"


def test_a_silent_server_ends_in_time() -> None:
    with serving(saying(b"")) as server, line_to(server) as line, pytest.raises(TimeoutError):
        line.makefile().readline()


def test_a_server_that_drips_for_ever_ends_in_time() -> None:
    with serving(dripping) as server, line_to(server) as line, pytest.raises(TimeoutError):
        line.makefile().readline()


def test_more_than_the_cap_is_not_taken() -> None:
    with serving(saying(b"x" * 20_000)) as server, line_to(server) as line, pytest.raises(PayloadChanged, match=NAME):
        line.makefile().read(20_000)


def test_nobody_there_is_tried_later() -> None:
    with serving(saying(b"")) as server:
        port = server.port
    with pytest.raises(TryLater, match="cannot be reached"):
        dialler(NAME).open(NAME, port, encrypted=False)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls"))


def speaking_tls(pair: Path) -> Script:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)

    def script(talk: Talk) -> None:
        with context.wrap_socket(talk.connection, server_side=True) as secured:
            secured.sendall(b"secret\r\n")
            talk.over.wait(5)

    return script


def authority(pair: Path) -> str:
    told = pair.read_text()
    return told[told.index("-----BEGIN CERTIFICATE") :]


def test_the_authority_that_was_named_is_believed(pair: Path) -> None:
    with serving(speaking_tls(pair)) as server:
        line = dialler(NAME).open(NAME, server.port, encrypted=True, authority=authority(pair))
        assert line.makefile().readline() == b"secret\r\n"
        line.close()


@pytest.mark.parametrize(("name", "named"), [(NAME, False), ("other.example", True)])
def test_a_certificate_of_another_or_of_nobody_is_not_believed(pair: Path, name: str, named: bool) -> None:
    with serving(speaking_tls(pair)) as server, pytest.raises(TryLater, match="certificate"):
        dialler(name).open(name, server.port, encrypted=True, authority=authority(pair) if named else "")


def test_a_certificate_that_is_none_is_said_to_be_none() -> None:
    with pytest.raises(Misconfigured, match="BEGIN CERTIFICATE"):
        dialler(NAME).open(NAME, 1, encrypted=True, authority="no certificate")
