"""Looking at feeds, searches and notifications: newest page first, down to where the last look ended.

The one thing a reader would get wrong: whose time counts. A post's own date is its author's claim; the mark moves by
`indexedAt`, the service's, and never beyond now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from resonanz.connect.contract import Batch, Budget, Cursor, Env, Json, PayloadChanged, RawItem
from resonanz.connect.payload import Wild
from resonanz.connect.rounds import Meter, Round, Sheet
from resonanz.connect.times import parse_time
from resonanz.connect.window import Entry, Window
from resonanz.connectors.bluesky.items import FEED, NOTIFICATION, Items, feed_key, feed_time
from resonanz.connectors.bluesky.service import Service
from resonanz.connectors.bluesky.settings import Wishes

PAGE: Final = 100
"""The most that services give at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Name something that is read page by page, and how to read its entries."""

    name: str
    method: str
    params: tuple[tuple[str, str | int], ...]
    within: str
    key: Callable[[Json], str]
    time: Callable[[Json], Json]
    item: Callable[[Items, Json], RawItem]


def feeds_of(wishes: Wishes) -> dict[str, Feed]:
    """Return what to read, our own notifications first: somebody may be waiting."""
    feeds = [_notifications()] if wishes.notifications else []
    feeds += [_author(actor) for actor in wishes.actors]
    feeds += [_search(words) for words in wishes.searches]
    return {feed.name: feed for feed in feeds}


def _notifications() -> Feed:
    return Feed(
        name="notifications",
        method="app.bsky.notification.listNotifications",
        params=(("limit", PAGE),),
        within="notifications",
        key=_address,
        time=_indexed_at,
        item=lambda items, entry: items.of(NOTIFICATION, _address(entry), entry),
    )


def _author(actor: str) -> Feed:
    return Feed(
        name=f"actor:{actor.casefold()}",
        method="app.bsky.feed.getAuthorFeed",
        params=(("actor", actor), ("filter", "posts_with_replies"), ("limit", PAGE)),
        within="feed",
        key=feed_key,
        time=feed_time,
        item=lambda items, entry: items.of(FEED, feed_key(entry), entry),
    )


def _search(words: str) -> Feed:
    return Feed(
        name=f"search:{words}",
        method="app.bsky.feed.searchPosts",
        params=(("q", words), ("sort", "latest"), ("limit", PAGE)),
        within="posts",
        key=_address,
        time=_indexed_at,
        item=lambda items, entry: items.post(entry),
    )


class Reader:
    """Read the feeds of one source, once."""

    def __init__(self, service: Service, items: Items, wishes: Wishes, env: Env) -> None:
        self._service = service
        self._items = items
        self._feeds = feeds_of(wishes)
        self._env = env

    def read(self, cursor: Cursor | None, budget: Budget) -> Iterator[Batch]:
        """Yield what is new since `cursor`."""
        self._meter = Meter(budget, self._env.clock)
        self._counted = self._service.asked
        if self._feeds and self._service.has_account and self._service.session is None:
            if budget.requests < 2:
                yield Batch(items=(), cursor=None, more=True)
                return
            self._service.sign_in()
            self._count()
        session = self._service.session
        self._items.me = session.did if session else None
        yield from Round(list(self._feeds), cursor, self._meter, self._fetch).read()

    def _fetch(self, name: str, window: Window) -> Sheet:
        feed = self._feeds[name]
        place = window.place
        params = (*feed.params, ("cursor", place)) if place else feed.params
        try:
            body = Wild(self._service.query(feed.method, params), feed.within)
        finally:
            self._count()
        raw = [entry.raw for entry in body[feed.within].items()]
        entries = [Entry(feed.key(one), self._position(feed.time(one))) for one in raw]
        below = body.find("cursor").identity_or_none()
        return Sheet(entries, lambda index: feed.item(self._items, raw[index]), below if below != place else None)

    def _position(self, said: Json) -> str:
        moment = parse_time(said)
        if moment is None or moment.tzinfo is None:
            raise PayloadChanged("should be a date.", path="indexedAt")
        moment = min(moment, self._env.clock.now())
        return moment.isoformat(timespec="milliseconds")

    def _count(self) -> None:
        self._meter.requests -= self._service.asked - self._counted
        self._counted = self._service.asked


def _address(entry: Json) -> str:
    return Wild(entry, "entry")["uri"].identity()


def _indexed_at(entry: Json) -> Json:
    return Wild(entry, "entry")["indexedAt"].raw
