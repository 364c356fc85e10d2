"""A feed over a real connection: packed, unchanged, gone, and leading where it must not."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from resonanz.connect.conformance.rehearsal import HeldLog
from resonanz.connect.contract import Budget, Config, Connection, Env, Misconfigured, SourceGone
from resonanz.connectors.rss import CONNECTOR
from resonanz.core.clock import FixedClock
from tests.connect.loopback import Script, Talk, client_of, giving, serving

BODY = gzip.compress(b"<rss version='2.0'><channel><item><guid>urn:x:1</guid><title>x</title></item></channel></rss>")


def packed(talk: Talk) -> None:
    while request := talk.request():
        if b'if-none-match: "1"' in request.lower():
            talk.say(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')
        else:
            talk.answer(BODY, headers='Content-Encoding: gzip\r\nETag: "1"\r\n')


@pytest.fixture
def opened(request: pytest.FixtureRequest) -> Iterator[Connection]:
    script: Script = request.param
    with serving(script) as server, client_of(server) as client:
        env = Env(http=client, clock=FixedClock(datetime(2026, 11, 1, tzinfo=UTC)), log=HeldLog())
        yield CONNECTOR.open(Config(source="x", settings={"url": f"{server.url}/feed"}), env)


@pytest.mark.parametrize("opened", [packed], indirect=True)
def test_a_packed_feed_is_read_and_then_not_sent_again(opened: Connection) -> None:
    first = list(opened.read(None, Budget()))
    second = list(opened.read(first[-1].cursor, Budget()))
    assert ([len(batch.items) for batch in first], [len(batch.items) for batch in second]) == ([1], [0])


@pytest.mark.parametrize("opened", [giving(status=410)], indirect=True)
def test_a_feed_that_is_gone_says_so(opened: Connection) -> None:
    with pytest.raises(SourceGone):
        list(opened.read(None, Budget()))


@pytest.mark.parametrize("opened", [giving(status=301, headers="Location: http://10.0.0.1/feed\r\n")], indirect=True)
def test_a_feed_that_leads_into_our_own_network_is_refused(opened: Connection) -> None:
    with pytest.raises(Misconfigured, match="private"):
        list(opened.read(None, Budget()))
