"""Fixtures that start real servers once a run, and skip with a reason where a machine cannot have them.

Set RESONANZ_PEERS_REQUIRED=1 where a skipped proof would be a false one, as in continuous integration.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TypeVar

import pytest

from tests.peers.servers.bluesky import BlueskyNetwork
from tests.peers.servers.jetstream_shim import JetstreamShim
from tests.peers.servers.machine import PeerMissingError, peers_are_required
from tests.peers.servers.mail import MailServer
from tests.peers.servers.mastodon import MastodonServer
from tests.peers.servers.wordpress import WordPressSite

Peer = TypeVar("Peer")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "peers: needs real servers on loopback (make peers)")


@pytest.fixture(scope="session")
def peer_logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory in which the servers' logs outlive the run, for reading after a failure."""
    return tmp_path_factory.mktemp("peers")


@pytest.fixture(scope="session")
def bluesky_network(peer_logs: Path) -> Iterator[BlueskyNetwork]:
    """A whole AT Protocol network: data server, directory and AppView."""
    yield from alive(BlueskyNetwork(logs=peer_logs))


@pytest.fixture(scope="session")
def mastodon_server(peer_logs: Path) -> Iterator[MastodonServer]:
    """A server with Mastodon's client API."""
    yield from alive(MastodonServer(logs=peer_logs))


@pytest.fixture(scope="session")
def far_mastodon_server(peer_logs: Path) -> Iterator[MastodonServer]:
    """A second server, which federates with the first."""
    yield from alive(MastodonServer(logs=peer_logs))


@pytest.fixture(scope="session")
def wordpress_site(peer_logs: Path) -> Iterator[WordPressSite]:
    """A WordPress site on which every visitor's comment waits for approval."""
    yield from alive(WordPressSite(logs=peer_logs))


@pytest.fixture(scope="session")
def mail_server(peer_logs: Path) -> Iterator[MailServer]:
    """A mail server: Postfix and Dovecot."""
    yield from alive(MailServer(logs=peer_logs))


@pytest.fixture
def jetstream(bluesky_network: BlueskyNetwork) -> Iterator[JetstreamShim]:
    """Jetstream's JSON out of the network's real event stream."""
    with JetstreamShim(bluesky_network.firehose_url) as shim:
        yield shim


def alive(peer: AbstractContextManager[Peer]) -> Iterator[Peer]:
    """Yield a started peer; skip the test where the machine cannot have it."""
    with ExitStack() as stack:
        try:
            started = stack.enter_context(peer)
        except PeerMissingError as missing:
            if peers_are_required():
                raise
            pytest.skip(str(missing))
        yield started
