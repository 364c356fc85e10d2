"""One Bluesky source, opened: what it can do depends on whether it has an account.

The one thing a reader would get wrong: without an account there is no `publish` at all, so that whoever looks for a
source to answer through passes this one over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from resonanz.connect.contract import (
    Batch,
    Budget,
    Config,
    Connection,
    Cursor,
    Env,
    Json,
    Outgoing,
    Published,
    RawItem,
)
from resonanz.connect.payload import Wild
from resonanz.connectors.bluesky.authors import Authors
from resonanz.connectors.bluesky.home import Homes
from resonanz.connectors.bluesky.items import Items
from resonanz.connectors.bluesky.normalise import author_of, key_of
from resonanz.connectors.bluesky.publish import MAX_LENGTH, Publisher
from resonanz.connectors.bluesky.read import Reader
from resonanz.connectors.bluesky.service import Refused, Service
from resonanz.connectors.bluesky.settings import Wishes, read_wishes
from resonanz.connectors.bluesky.stream import Listener

AT_ONCE: Final = 25
"""Posts that may be asked for together."""
DEPTH: Final = 100
HEIGHT: Final = 100
MOST: Final = 2_000
"""Posts of a thread that are taken; a thread that is longer is news, not a conversation."""


class Ears:
    """Listen, with or without an account."""

    def __init__(self, wishes: Wishes, env: Env) -> None:
        self._service = Service(wishes.service, env, identifier=wishes.identifier, password=wishes.password)
        self._items = Items(env.clock)
        self._homes = Homes(env)
        self._wishes = wishes
        self._env = env

    def read(self, cursor: Cursor | None, budget: Budget) -> Iterator[Batch]:
        """Yield what is new on the feeds."""
        return Reader(self._service, self._items, self._wishes, self._env).read(cursor, budget)

    def stream(self, cursor: Cursor | None, stop: Callable[[], bool]) -> Iterator[Batch]:
        """Yield what happens as it happens."""
        self._know_ourselves()
        authors = Authors(self._service, self._env.clock)
        yield from Listener(self._items, authors, self._wishes, self._env).stream(cursor, stop)

    def thread(self, native_id: str) -> list[RawItem]:
        """Return the thread around a post from its root down; nothing when the post is not shown."""
        self._know_ourselves()
        around = self._thread(native_id)
        posts = dict(posts_of(around))
        here = posts.get(native_id)
        root = Wild(here, "post").find("record", "reply", "root", "uri").identity_or_none() if here else None
        if root and root != native_id:
            posts |= dict(posts_of(self._thread(root)))
        return [self._items.post(view) for view in posts.values()]

    def recheck(self, native_ids: Sequence[str]) -> Iterator[RawItem]:
        """Yield each post as it is now, or that it is gone."""
        self._know_ourselves()
        for start in range(0, len(native_ids), AT_ONCE):
            asked = native_ids[start : start + AT_ONCE]
            said = self._service.query("app.bsky.feed.getPosts", [("uris", address) for address in asked])
            shown = [view.raw for view in Wild(said, "getPosts")["posts"].items()]
            items = [self._items.post(view) for view in shown]
            yield from items
            there = {item.native_id for item in items}
            missing = [address for address in asked if address not in there]
            yield from (self._items.gone(address) for address in missing if self._is_gone(address))

    def probe(self) -> str:
        """Return which service was reached, and as whom."""
        session = self._service.sign_in()
        if session is not None:
            return f"Reached {self._wishes.service} as @{session.handle}."
        return f"Reached {self._wishes.service} (version {self._service.health()})."

    def _know_ourselves(self) -> None:
        session = self._service.sign_in()
        self._items.me = session.did if session else None

    def _is_gone(self, address: str) -> bool:
        if self._items.me is not None and author_of(address) == self._items.me:
            # The keys of our answers name no moment that means anything; our own server knows them all.
            return self._service.record(self._items.me, key_of(address)) is None
        return self._homes.is_gone(address)

    def _thread(self, address: str) -> Json:
        asked = (("uri", address), ("depth", DEPTH), ("parentHeight", HEIGHT))
        try:
            return Wild(self._service.query("app.bsky.feed.getPostThread", asked), "getPostThread")["thread"].raw
        except Refused as refusal:
            if refusal.name == "NotFound":
                return None
            raise


class Account(Ears):
    """Listen and answer as an account."""

    max_length = MAX_LENGTH

    def publish(self, reply: Outgoing) -> Published:
        """Post an answer once for its key."""
        session = self._service.sign_in()
        assert session is not None, "an account signs in or raises"
        return Publisher(self._service, session, self._env).publish(reply)

    def account_names(self) -> list[str]:
        """Return our account's DID and handle."""
        session = self._service.sign_in()
        return [session.did, session.handle] if session else []


def posts_of(thread: Json) -> list[tuple[str, Json]]:
    """Return the posts of a thread by their addresses, parents first, then the answers: at most `MOST` each."""
    above: list[tuple[str, Json]] = []
    node = Wild(thread, "thread").find("parent") if isinstance(thread, dict) else Wild(None)
    while node.is_object and len(above) < MOST:
        if node.find("post").is_object:
            above.insert(0, (node["post"]["uri"].identity(), node["post"].raw))
        node = node.find("parent")
    below: list[tuple[str, Json]] = []
    waiting = [Wild(thread, "thread")]
    while waiting and len(below) < MOST:
        node = waiting.pop()
        if node.is_object and node.find("post").is_object:
            below.append((node["post"]["uri"].identity(), node["post"].raw))
            waiting += reversed(list(node.find("replies").items_or_none()))
    return [*above, *below]


def open_source(config: Config, env: Env) -> Connection:
    """Open a source; raise Misconfigured when its settings cannot work."""
    wishes = read_wishes(config)
    return Account(wishes, env) if wishes.identifier else Ears(wishes, env)
