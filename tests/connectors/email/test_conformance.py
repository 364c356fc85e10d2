"""What the contract promises, shown over mails as a real server gave them, through the real clients."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from resonanz.connect.conformance import ConformanceSuite
from resonanz.connect.conformance.rehearsal import Always, HeldLog, Rehearsal
from resonanz.connect.contract import Budget, Config, Connection, Env, TryLater
from resonanz.connect.replay import Given, Server
from resonanz.connectors.email import CONNECTOR
from resonanz.core.clock import FixedClock
from tests.connectors.email.fake_server import PASSWORD, SETTINGS, Lines, Post


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRehearsal(Rehearsal):
    """Play a source that speaks over lines instead of HTTP."""

    def opened(self) -> Connection:
        dial = Lines(self.server, Post(), self.asked)
        env = Env(http=None, clock=self.clock, log=self.log, dial=dial)  # type: ignore[arg-type]
        return self.connector.open(self.config, env)


class TestEmail(ConformanceSuite):
    connector = CONNECTOR
    recording = Path(__file__).parent / "recordings" / "mailbox.json"
    config = Config(source="post", settings=SETTINGS, secrets={"password": PASSWORD})
    tightest = Budget(items=2, requests=4, seconds=60.0)
    mutations = 60

    def server(self) -> Server:
        """Return the recorded mailbox, with the words of the server that it was recorded from."""
        told = json.loads(self.recording.read_text(encoding="utf-8"))
        post = Post()
        for folder in told["folders"]:
            for mail in folder["mails"]:
                raw = mail["raw"].encode("utf-8", "surrogateescape")
                post.boxes[folder["name"]].put(raw, received=mail["received"], flags=set(mail["flags"]))
        return post

    def rehearsal(self, server: Server | None = None, clock: FixedClock | None = None) -> Rehearsal:
        return MailRehearsal(
            connector=self.connector,
            config=self.config,
            server=server or self.server(),
            clock=clock or FixedClock(self.now),
            log=HeldLog(),
        )

    def test_a_wait_that_is_asked_for_is_passed_on(self) -> None:
        """Show that a full server is tried later; IMAP has no words for how much later."""
        error = self.trouble(Always(Given(status=429)))
        assert isinstance(error, TryLater)
        assert error.after is None
