"""Listening to the whole network through Jetstream, and keeping of it what was asked for.

The one thing a reader would get wrong: the cursor of a silent stream. Events that we do not keep move it as well, so
that a resumed stream does not replay a day of other people's posts; and it is set back a few seconds when it is
resumed, because hearing twice costs nothing and another Jetstream server keeps another order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from resonanz.connect.answers import parse_json
from resonanz.connect.contract import Batch, Cursor, Env, Json, Misconfigured, PayloadChanged, RawItem, SourceTrouble
from resonanz.connect.payload import Wild
from resonanz.connectors.bluesky.authors import Authors
from resonanz.connectors.bluesky.items import COMMIT, Items
from resonanz.connectors.bluesky.normalise import author_of
from resonanz.connectors.bluesky.settings import Wishes

VERSION: Final = 1
REWIND: Final = 5_000_000
"""Microseconds that a resumed stream is set back."""
PACE: Final = 0.5
"""Seconds between two batches while events come thick and fast."""
AT_ONCE: Final = 500
MOST_DIDS: Final = 100
"""Accounts that may be asked for by address; more are picked out here."""

_TERM: Final = re.compile(r'"([^"]+)"|(\S+)')


class Interest:
    """Tell which posts of the whole network were asked for."""

    def __init__(self, wishes: Wishes, me: str | None) -> None:
        self._searches = [terms for terms in map(terms_of, wishes.searches) if terms]
        self._dids = frozenset((*wishes.wanted_dids, *(one for one in wishes.actors if one.startswith("did:"))))
        self._me = me

    @property
    def is_nobody(self) -> bool:
        """Tell whether nothing would be kept."""
        return not (self._searches or self._dids or self._me)

    @property
    def dids(self) -> tuple[str, ...]:
        """Return the accounts to ask the server for; empty when the whole network must be heard."""
        listed = () if self._searches or self._me else tuple(sorted(self._dids))
        return listed if len(listed) <= MOST_DIDS else ()

    def wants(self, did: str, commit: Wild) -> bool:
        """Tell whether a commit is kept; removals and updates always are, for they may concern what was."""
        return commit.find("operation").raw != "create" or self.asks_for(did, commit)

    def asks_for(self, did: str, commit: Wild) -> bool:
        """Tell whether what a commit says was asked for."""
        if did in self._dids or did == self._me:
            return True
        record = commit["record"]
        return self._speaks_to_us(record) or self._matches(record)

    def _matches(self, record: Wild) -> bool:
        said = (record.find("text").text_or_none() or "").casefold()
        return any(all(term in said for term in terms) for terms in self._searches)

    def _speaks_to_us(self, record: Wild) -> bool:
        if self._me is None:
            return False
        for end in ("parent", "root"):
            answered = record.find("reply", end, "uri").identity_or_none()
            if answered and author_of(answered) == self._me:
                return True
        features = (
            feature
            for facet in record.find("facets").items_or_none()
            for feature in facet.find("features").items_or_none()
        )
        return any(feature.find("did").raw == self._me for feature in features)


def _writer(item: RawItem) -> str | None:
    """Return who wrote a post; None for a removal, which needs no name."""
    event = Wild(item.payload).find(COMMIT)
    is_removal = event.find("commit", "operation").raw == "delete"
    return None if is_removal else event.find("did").identity_or_none()


def _by(item: RawItem, author: Json) -> RawItem:
    assert isinstance(item.payload, dict), "commits are objects"
    return replace(item, payload={**item.payload, "author": author})


def terms_of(search: str) -> tuple[str, ...]:
    """Return the words and phrases of a search; options of the AppView's own, such as `lang:de`, are left out."""
    terms = []
    for phrase, word in _TERM.findall(search.casefold()):
        if phrase:
            terms.append(phrase)
        elif not re.match(r"(?:from|to|mentions|lang|since|until|domain|url):", word):
            terms.append(word)
    return tuple(terms)


class Listener:
    """Keep one subscription open."""

    def __init__(self, items: Items, authors: Authors, wishes: Wishes, env: Env) -> None:
        self._items = items
        self._authors = authors
        self._wishes = wishes
        self._interest = Interest(wishes, items.me if wishes.notifications else None)
        self._env = env
        self._heard: int | None = None

    def stream(self, cursor: Cursor | None, stop: Callable[[], bool]) -> Iterator[Batch]:
        """Yield what is kept, until `stop()`; raise TryLater when the line is cut."""
        if self._interest.is_nobody:
            raise Misconfigured(
                "The stream would bring the whole network: enter search words, accounts on the stream, "
                "or switch own notifications on."
            )
        gathered: list[RawItem] = []
        sent = float("-inf")
        try:
            for message in self._env.http.websocket(self._address(cursor)):
                gathered += self._kept(message)
                now = self._env.clock.monotonic()
                if message is None or now - sent >= PACE or len(gathered) >= AT_ONCE or stop():
                    yield self._batch(gathered)
                    gathered, sent = [], now
                if stop():
                    return
        except SourceTrouble:
            if gathered:
                yield self._batch(gathered)
            raise

    def _batch(self, items: list[RawItem]) -> Batch:
        cursor = {"v": VERSION, "time_us": self._heard} if self._heard is not None else None
        return Batch(items=self._with_authors(items), cursor=cursor, more=False)

    def _with_authors(self, items: list[RawItem]) -> tuple[RawItem, ...]:
        written = {item.native_id: did for item in items if item.form == COMMIT and (did := _writer(item))}
        profiles = self._authors.find(written.values())
        known = {address: profiles[did] for address, did in written.items() if did in profiles}
        return tuple(_by(item, known[item.native_id]) if item.native_id in known else item for item in items)

    def _address(self, cursor: Cursor | None) -> str:
        asked: list[tuple[str, str | int]] = [("wantedCollections", one) for one in self._wishes.collections]
        asked += [("wantedDids", did) for did in self._interest.dids]
        since = cursor.get("time_us") if cursor is not None and cursor.get("v") == VERSION else None
        if isinstance(since, int) and not isinstance(since, bool):
            self._heard = since  # never set back further than once, however often the line is cut
            asked.append(("cursor", max(since - REWIND, 0)))
        return f"{self._wishes.jetstream}?{urlencode(asked)}"

    def _kept(self, message: str | bytes | None) -> list[RawItem]:
        if message is None:
            return []
        try:
            event = Wild(parse_json(message.encode("utf-8", "replace") if isinstance(message, str) else message))
            item = self._item(event)
            time_us = event.find("time_us").integer_or_none()
        except PayloadChanged:  # counted as such, and no reason to hang up
            return [self._items.of("unreadable", "event", None)]
        if time_us is not None and 0 < time_us <= self._env.clock.now().timestamp() * 1_000_000:
            self._heard = max(time_us, self._heard or 0)
        return [item] if item is not None else []

    def _item(self, event: Wild) -> RawItem | None:
        if event.find("kind").raw != "commit":
            return None  # names and states of accounts
        did, commit = event["did"].identity(), event["commit"]
        collection = commit["collection"].identity()
        if collection not in self._wishes.collections or not self._interest.wants(did, commit):
            return None
        address = f"at://{did}/{collection}/{commit['rkey'].identity()}"
        item = self._items.of(COMMIT, address, event.raw)
        # What an earlier version was asked for may be edited away; the edits of all others are not our business.
        is_edit = commit.find("operation").raw == "update"
        return replace(item, only_known=True) if is_edit and not self._interest.asks_for(did, commit) else item
