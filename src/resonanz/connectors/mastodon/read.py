"""Looking at timelines: newest page first, down to where the last look ended, each timeline with its own window.

The one thing a reader would get wrong: an empty page is no proof of an end. A server filters a page after it has cut
it, so older statuses may lie below an empty one. When the walk meets one that names no next page, it turns and asks
from the low mark upwards; only when that is empty as well is the window closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from resonanz.connect.contract import (
    Batch,
    Budget,
    Cursor,
    Env,
    NeedsOperator,
    PayloadChanged,
    RawItem,
    SourceTrouble,
)
from resonanz.connect.window import Entry, Window
from resonanz.connectors.mastodon.ids import id_at, position_of
from resonanz.connectors.mastodon.server import Object, Page, Server, id_of
from resonanz.connectors.mastodon.settings import LOCAL, NONE, Wishes
from resonanz.connectors.mastodon.threads import TIMELINE, Threads

VERSION: Final = 1
PAGE: Final = 40
"""The most that servers give at once."""
ROOTS: Final = 20
"""Requests a look may spend on finding the roots of threads."""

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
    """Return what to read, our own notifications first: somebody may be waiting."""
    wanted = []
    if wishes.notifications:
        # Not filtered by type: a page that the server filters to nothing would hide what lies below it.
        wanted.append(Timeline(name="notifications", path="/api/v1/notifications"))
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
    return {one.name: one for one in wanted}


class _Look:
    """Hold where one look stands: budget, marks, what is still to do."""

    def __init__(self, cursor: Cursor | None, timelines: Mapping[str, Timeline], budget: Budget, env: Env) -> None:
        stored = cursor if cursor is not None and cursor.get("v") == VERSION else {}
        marks = stored.get("marks")
        found = marks if isinstance(marks, Mapping) else {}
        self._marks = {name: Window.from_json(value) for name, value in found.items()}
        todo = stored.get("todo")
        left = [name for name in todo if name in timelines] if isinstance(todo, list | tuple) else []
        self.todo: list[str] = left or list(timelines)
        self.trouble: SourceTrouble | None = None
        self._timelines = timelines
        self._requests = budget.requests
        self._items = budget.items
        self._roots = ROOTS
        self._clock = env.clock
        self._until = env.clock.monotonic() + budget.seconds

    @property
    def spent(self) -> bool:
        """Tell whether the budget allows no further page."""
        return self._requests <= 0 or self._items <= 0 or self._clock.monotonic() >= self._until

    @property
    def items_left(self) -> int:
        """Return how many items may still be handed over."""
        return self._items

    def window(self, name: str) -> Window:
        """Return where a timeline stands."""
        return self._marks.get(name, Window())

    def ask(self) -> None:
        """Count a request."""
        self._requests -= 1

    def may_ask_for_root(self) -> bool:
        """Count a request for a thread's root, where one is left besides the pages."""
        allowed = self._roots > 0 and self._requests > len(self.todo) and self._clock.monotonic() < self._until
        if allowed:
            self._roots -= 1
            self._requests -= 1
        return allowed

    def moved(self, name: str, window: Window, items: list[RawItem], *, done: bool) -> Batch:
        """Return the batch of a page, with the cursor that may be stored after it."""
        self._marks[name] = window
        self._items -= len(items)
        if done:
            self.todo.remove(name)
        marks = {name: mark.to_json() for name, mark in self._marks.items() if name in self._timelines}
        cursor: dict[str, object] = {"v": VERSION, "marks": marks}
        if self.todo and len(self.todo) < len(self._timelines):
            cursor["todo"] = list(self.todo)
        return Batch(items=tuple(items), cursor=cursor, more=bool(self.todo or self.trouble))


class Reader:
    """Read the timelines of one server."""

    def __init__(self, server: Server, threads: Threads, wishes: Wishes, env: Env) -> None:
        self._server = server
        self._threads = threads
        self._timelines = timelines_of(wishes)
        self._env = env

    def read(self, cursor: Cursor | None, budget: Budget) -> Iterator[Batch]:
        """Yield what is new since `cursor`; what one timeline refuses is raised after the others were read."""
        look = _Look(cursor, self._timelines, budget, self._env)
        if not look.todo:
            yield Batch(items=(), cursor=None, more=False)
        elif self._server.has_token and budget.requests > 1:
            look.ask()
            self._server.my_id()
        for name in list(look.todo):
            if look.spent:
                break
            try:
                yield from self._walk(self._timelines[name], look)
            except (NeedsOperator, PayloadChanged) as trouble:
                look.trouble = look.trouble or trouble
                look.todo.remove(name)
        if look.trouble is not None:
            raise look.trouble

    def _walk(self, timeline: Timeline, look: _Look) -> Iterator[Batch]:
        window = look.window(timeline.name)
        from_the_top = not window.is_open
        done = False
        while not done and not look.spent:
            look.ask()
            page = self._fetch(timeline, window)
            entries = [_entry(one) for one in page.entries]
            fresh = window.fresh(entries)
            handed = fresh[: look.items_left]
            items = [self._item(timeline, page.entries[index], look) for index in reversed(handed)]
            if len(handed) == len(fresh):
                window = window.after(entries, _below(page, entries, window))
            else:
                window = window.within(entries, [entries[index] for index in handed])
            done = from_the_top and not window.is_open
            # A walk that an earlier look began has ended below what came in since: look at the top as well.
            from_the_top = from_the_top or not window.is_open
            yield look.moved(timeline.name, window, items, done=done)

    def _fetch(self, timeline: Timeline, window: Window) -> Page:
        params: dict[str, str | int] = {**timeline.params, "limit": PAGE}
        if window.place.startswith(_DOWN):
            params["max_id"] = window.place.removeprefix(_DOWN)
        elif window.place.startswith(_UP):
            params["min_id"] = window.place.removeprefix(_UP)
        return self._server.page(timeline.path, params, within=timeline.within)

    def _item(self, timeline: Timeline, entry: Object, look: _Look) -> RawItem:
        if timeline.name == "notifications":
            return self._threads.notification(entry, may_ask=look.may_ask_for_root)
        return self._threads.item(entry, found=TIMELINE, may_ask=look.may_ask_for_root)


def _entry(entry: Object) -> Entry:
    id_ = id_of(entry, "entry")
    return Entry(id_, position_of(id_))


def _below(page: Page, entries: list[Entry], window: Window) -> str | None:
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
    return _UP + id_at(window.low) if window.low else None


__all__ = ["PAGE", "Reader", "Timeline", "timelines_of"]
