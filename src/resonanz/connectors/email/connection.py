"""One mailbox, opened: what it can do depends on whether a server for sending is named.

The one thing a reader would get wrong: without such a server there is no `publish` at all, so that whoever looks for a
source to answer through passes this one over.
"""

from __future__ import annotations

from collections.abc import Iterator

from resonanz.connect.contract import (
    AccessDenied,
    Attached,
    Batch,
    Budget,
    Config,
    Connection,
    Cursor,
    Env,
    Outgoing,
    Published,
    SourceGone,
)
from resonanz.connectors.email.attachments import judged
from resonanz.connectors.email.imap import Mailbox
from resonanz.connectors.email.parts import body_of, file_name, leaves, parsed
from resonanz.connectors.email.publish import MAX_LENGTH, Publisher, found_mail
from resonanz.connectors.email.read import Reader
from resonanz.connectors.email.settings import Door, Wishes, read_wishes
from resonanz.connectors.email.smtp import Submission


class Ears:
    """Read a mailbox."""

    def __init__(self, wishes: Wishes, env: Env) -> None:
        self._wishes = wishes
        self._env = env
        self._reader: Reader | None = None

    def read(self, cursor: Cursor | None, budget: Budget) -> Iterator[Batch]:
        """Yield the mails that came in since `cursor`."""
        self._reader = Reader(self._wishes, self._env, cursor, budget)
        yield from self._reader.read()

    def ack(self, batch: Batch) -> None:
        """Take note that mails are stored, so that they may be marked as read where that is wanted."""
        if self._reader is not None:
            self._reader.safe(batch)

    def attachment(self, native_id: str, number: int) -> Attached:
        """Return a file that hangs on a mail, judged anew; raise SourceGone or AccessDenied."""
        with Mailbox(self._wishes, self._env) as box:
            mail = found_mail(box, native_id, self._wishes)
        parts = list(leaves(parsed(mail))) if mail is not None else []
        if not 0 <= number < len(parts):
            raise SourceGone("The mail with this attachment is no longer in the mailbox.")
        name, body = file_name(parts[number]), body_of(parts[number])
        verdict = judged(name, body)
        if verdict.refused:
            raise AccessDenied(f"This attachment is not handed out: {verdict.refused}.")
        return Attached(name=name, type=verdict.type, body=body)

    def probe(self) -> str:
        """Return which mailbox was reached, and whether answers can be sent from it."""
        with Mailbox(self._wishes, self._env) as box:
            counted = [f"{name} ({len(box.between(1, box.open(name).next - 1))})" for name in self._wishes.folders]
            sent = box.sent()
        said = f"Reached {self._wishes.imap.host} as {self._wishes.user}: {', '.join(counted)}."
        return said + self._sending(sent)

    def _sending(self, sent: str | None) -> str:
        door = self._wishes.smtp
        if door is None:
            return " Answers cannot be sent: no server for sending is named."
        with Submission(self._wishes, door, self._env):
            if sent is None:
                return f" {door.host} lets us sign in, but the folder for what was sent must be named."
            return f" Answers go through {door.host} and are kept in {sent}."


class Account(Ears):
    """Read a mailbox and answer from it."""

    max_length = MAX_LENGTH

    def __init__(self, wishes: Wishes, door: Door, env: Env) -> None:
        super().__init__(wishes, env)
        self._door = door

    def publish(self, reply: Outgoing) -> Published:
        """Send an answer once for its key."""
        return Publisher(self._wishes, self._door, self._env).publish(reply)


def open_source(config: Config, env: Env) -> Connection:
    """Open a source; raise Misconfigured when its settings cannot work."""
    wishes = read_wishes(config)
    return Ears(wishes, env) if wishes.smtp is None else Account(wishes, wishes.smtp, env)
