"""Looking at timelines: newest page first, down to where the last look ended.

The one thing a reader would get wrong: an empty page is no proof of an end. A server filters a page after it has cut
it, so older statuses may lie below an empty one. When the walk meets one that names no next page, it turns and asks
from the low mark upwards; only when that is empty as well is the window closed.

Ids are local to a server, so a mark carries its host: a source that is led to another server begins there anew instead
of taking everything for old.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from resonanz.connect.contract import Batch, Budget, Cursor, Env, RawItem
from resonanz.connect.rounds import Meter, Round, Sheet
from resonanz.connect.window import Entry, Window
from resonanz.connectors.mastodon.ids import id_at, position_of
from resonanz.connectors.mastodon.server import Object, Page, Server, id_of
from resonanz.connectors.mastodon.settings import LOCAL, NONE, Wishes
from resonanz.connectors.mastodon.threads import TIMELINE, Threads

PAGE: Final = 40
"""The most that servers give at once."""
ROOTS: Final = 20
"""Requests a look may spend on finding the roots of threads."""
NOTIFICATIONS: Final = "notifications"

_DOWN: Final = "max:"
_UP: Final = "min:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Name something on the server that is read page by page."""

    name: str
    path: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    within: str = ""


def timelines_of(wishes: Wishes) -> dict[str, Timeline]:
    """Return what to read by the name of its mark, our own notifications first: somebody may be waiting."""
    wanted = []
    if wishes.notifications:
        # Not filtered by type: a page that the server filters to nothing would hide what lies below it.
        wanted.append(Timeline(name=NOTIFICATIONS, path="/api/v1/notifications"))
    wanted += [
        Timeline(name=f"tag:{tag.casefold()}", path=f"/api/v1/timelines/tag/{quote(tag, safe='')}")
        for tag in wishes.hashtags
    ]
    wanted += [
        Timeline(name=f"search:{q}", path="/api/v2/search", params={"q": q, "type": "statuses"}, within="statuses")
        for q in wishes.searches
    ]
    if wishes.timeline != NONE:
        local: dict[str, str | int] = {"local": "true"} if wishes.timeline == LOCAL else {}
        wanted.append(Timeline(name=wishes.timeline, path="/api/v1/timelines/public", params=local))
    return {f"{wishes.host} {one.name}": one for one in wanted}


class Reader:
    """Read the timelines of one server, once."""

    def __init__(self, server: Server, threads: Threads, wishes: Wishes, env: Env) -> None:
        self._server = server
        self._threads = threads
        self._timelines = timelines_of(wishes)
        self._env = env
        self._roots_left = ROOTS

    def read(self, cursor: Cursor | None, budget: Budget) -> Iterator[Batch]:
        """Yield what is new since `cursor`."""
        self._meter = Meter(budget, self._env.clock)
        self._round = Round(list(self._timelines), cursor, self._meter, self._fetch)
        if self._timelines and self._server.has_token and budget.requests > 1:
            self._meter.ask()
            self._server.my_id()
        yield from self._round.read()

    def _fetch(self, name: str, window: Window) -> Sheet:
        timeline = self._timelines[name]
        params: dict[str, str | int] = {**timeline.params, "limit": PAGE}
        if window.place.startswith(_DOWN):
            params["max_id"] = window.place.removeprefix(_DOWN)
        elif window.place.startswith(_UP):
            params["min_id"] = window.place.removeprefix(_UP)
        self._meter.ask()
        page = self._server.page(timeline.path, params, within=timeline.within)
        entries = [_entry(one) for one in page.entries]
        return Sheet(entries, lambda index: self._item(timeline, page.entries[index]), _below(page, entries, window))

    def _item(self, timeline: Timeline, entry: Object) -> RawItem:
        if timeline.name == NOTIFICATIONS:
            return self._threads.notification(entry, may_ask=self._may_ask_for_root)
        return self._threads.item(entry, found=TIMELINE, may_ask=self._may_ask_for_root)

    def _may_ask_for_root(self) -> bool:
        """Count a request for a thread's root, where one is left besides the timelines' pages."""
        allowed = self._roots_left > 0 and self._meter.requests > len(self._round.todo) and not self._meter.late
        if allowed:
            self._roots_left -= 1
            self._meter.ask()
        return allowed


def _entry(entry: Object) -> Entry:
    id_ = id_of(entry, "entry")
    return Entry(id_, position_of(id_))


def _below(page: Page, entries: Sequence[Entry], window: Window) -> str | None:
    place = window.place
    if place.startswith(_UP):
        top = max(entries, key=lambda one: one.position, default=None)
        if top is None or (window.high is not None and top.position >= window.high):
            return None
        above = _UP + top.key
        return above if above != place else None
    if entries or page.older:
        below = _DOWN + (page.older or entries[-1].key)
        return below if below != place else None
    mark = id_at(window.low) if window.low else None
    return _UP + mark if mark else None


__all__ = ["PAGE", "Reader", "Timeline", "timelines_of"]
