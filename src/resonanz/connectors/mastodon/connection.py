"""One Mastodon source, opened: what it can do depends on whether it has an account.

The one thing a reader would get wrong: without a token there is no `publish` at all, so that whoever looks for a
source to answer through passes this one over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from resonanz.connect.contract import (
    Batch,
    Budget,
    Config,
    Connection,
    Cursor,
    Env,
    Misconfigured,
    Outgoing,
    Published,
    RawItem,
)
from resonanz.connect.payload import Wild
from resonanz.connectors.mastodon.normalise import author_of, full_handle
from resonanz.connectors.mastodon.publish import MAX_LENGTH, Publisher
from resonanz.connectors.mastodon.read import Reader
from resonanz.connectors.mastodon.server import Server
from resonanz.connectors.mastodon.settings import Wishes, read_wishes
from resonanz.connectors.mastodon.stream import Listener
from resonanz.connectors.mastodon.threads import THREAD, Threads


class Ears:
    """Listen to a server, with or without an account."""

    def __init__(self, wishes: Wishes, env: Env) -> None:
        self._server = Server(wishes.base, wishes.token, env)
        self._threads = Threads(self._server, env.clock)
        self._wishes = wishes
        self._env = env

    def read(self, cursor: Cursor | None, budget: Budget) -> Iterator[Batch]:
        """Yield what is new on the timelines."""
        return Reader(self._server, self._threads, self._wishes, self._env).read(cursor, budget)

    def stream(self, cursor: Cursor | None, stop: Callable[[], bool]) -> Iterator[Batch]:  # noqa: ARG002  no memory
        """Yield what happens as it happens."""
        self._server.my_id()
        return Listener(self._server, self._threads, self._wishes, self._env).stream(stop)

    def thread(self, native_id: str) -> list[RawItem]:
        """Return the thread around a status; nothing when the status is no longer there."""
        id_ = self._local(native_id)
        self._server.my_id()
        status = self._server.status(id_)
        if status is None:
            return []
        above, below = self._server.context(id_) or ([], [])
        return self._threads.whole(above, status, below)

    def recheck(self, native_ids: Sequence[str]) -> Iterator[RawItem]:
        """Yield each status as it is now, or that it is gone."""
        self._server.my_id()
        answers = False
        for native_id in native_ids:
            id_ = self._local(native_id)
            status = self._server.status(id_)
            if status is not None:
                yield self._threads.item(status, found=THREAD, may_ask=lambda: True)
                continue
            if not answers:  # a server in trouble may know nothing at all: believe it only while it knows itself
                self._server.instance()
                answers = True
            yield self._threads.removal(id_)

    def probe(self) -> str:
        """Return which server was reached, and as whom."""
        said = Wild(self._server.instance(), "instance")
        title = said.find("title").line_or_none() or self._server.host
        version = said.find("version").raw
        software = f" ({version[:60]})" if isinstance(version, str) and version else ""
        me = self._server.me()
        acct = Wild(me, "account").find("acct").line_or_none() if me else None
        whom = f" as @{full_handle(acct, self._server.host)}" if acct else ""
        return f"Reached {title}{software}{whom}."

    def _local(self, native_id: str) -> str:
        host, _, id_ = native_id.partition("/")
        if host != self._server.host or not id_:
            raise Misconfigured(f"This was heard through {host}, and this source reads {self._server.host}.")
        return id_


class Account(Ears):
    """Listen and answer as an account."""

    max_length = MAX_LENGTH

    def publish(self, reply: Outgoing) -> Published:
        """Post an answer once for its key."""
        return Publisher(self._server, self._env).publish(reply)

    def account_names(self) -> list[str]:
        """Return our account's id and handle; none where the token does not allow to ask."""
        me = self._server.me()
        author = author_of(Wild(me, "account"), self._server.host) if me else None
        return [name for name in (author.id, author.handle) if name] if author else []


def open_source(config: Config, env: Env) -> Connection:
    """Open a source; raise Misconfigured when its settings cannot work."""
    wishes = read_wishes(config)
    return Account(wishes, env) if wishes.token else Ears(wishes, env)
