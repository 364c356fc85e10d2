"""Another system that signs what it sends, and one that takes our answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Final

from resonanz.connect.conformance.rehearsal import HeldLog
from resonanz.connect.contract import Config, Connection, Env, Json
from resonanz.connect.replay import Replay, Server
from resonanz.connect.signing import new_secret, signed_headers
from resonanz.connectors.webhook import CONNECTOR
from resonanz.core.clock import FixedClock

NOW: Final = datetime(2026, 11, 1, 12, tzinfo=UTC)
SECRET: Final = new_secret(b"a secret that only two may know.")
NEXT_SECRET: Final = new_secret(b"the secret that comes after it..")
ANSWERS: Final = "https://forum.example/answers"


def records() -> list[Json]:
    """Return what a forum might send."""
    return [
        {"native_id": "71", "text": "Where do I park?", "published_at": "2026-10-30T10:00:00Z"},
        {
            "channel": "app_store",
            "native_id": "5",
            "type": "review",
            "rating": 2,
            "text": "Crashes &amp; burns",
            "title": "Not again",
            "published_at": "2026-10-30T11:00:00+01:00",
            "author": {"handle": "ada", "name": "Ada"},
            "url": "https://apps.example/reviews/5",
        },
        {"id": "forum:72", "text": "Behind the house.", "published_at": "2026-10-30T12:00:00Z", "reply_to": "71"},
        {"id": "forum:71", "removed": True},
        {"native_id": "73", "published_at": "2026-10-30T12:00:00Z"},
        "no record at all",
    ]


def request(body: bytes, *secrets: str, id_: str = "m1", at: datetime = NOW) -> tuple[dict[str, str], bytes]:
    """Return headers and body of a signed request."""
    return signed_headers(secrets or (SECRET,), id_, at, body), body


def request_of(value: Json, *secrets: str) -> tuple[dict[str, str], bytes]:
    """Return headers and body of a signed request that holds JSON."""
    return request(json.dumps(value).encode(), *secrets)


def source(server: Server, **settings: str) -> Connection:
    """Return a webhook source; settings that are secrets are told apart by their names."""
    clock = FixedClock(NOW)
    hidden = {name: value for name, value in settings.items() if "secret" in name}
    shown = {name: value for name, value in settings.items() if name not in hidden}
    config = Config(source="forum", settings={"channel": "forum", **shown}, secrets=hidden)
    return CONNECTOR.open(config, Env(http=Replay(server, clock), clock=clock, log=HeldLog()))
