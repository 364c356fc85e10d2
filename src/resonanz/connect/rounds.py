"""Looking at several newest-first feeds of one source in turn, each with its own window, within one budget.

The one thing a reader would get wrong: fairness. A budget that ends in the middle must not begin with the same feed
next time, or the last one is never read. So a round that is not finished stands in the cursor, and what one feed
refuses is raised only after the others had their turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from resonanz.connect.contract import Batch, Budget, Cursor, NeedsOperator, PayloadChanged, RawItem, SourceTrouble
from resonanz.connect.window import Entry, Window
from resonanz.core.clock import Clock

VERSION: Final = 1


class Meter:
    """Hold what is left of a budget."""

    def __init__(self, budget: Budget, clock: Clock) -> None:
        self.requests = budget.requests
        self.items = budget.items
        self._clock = clock
        self._until = clock.monotonic() + budget.seconds

    @property
    def spent(self) -> bool:
        """Tell whether nothing further may be asked or handed over."""
        return self.requests <= 0 or self.items <= 0 or self.late

    @property
    def late(self) -> bool:
        """Tell whether the time is over."""
        return self._clock.monotonic() >= self._until

    def ask(self) -> None:
        """Count a request."""
        self.requests -= 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hold one page of a feed, newest first."""

    entries: Sequence[Entry]
    item: Callable[[int], RawItem]
    """Makes the raw item of the entry at an index; called only for what is handed over."""
    below: str | None
    """Names the page below, None where there is none."""


Fetch: TypeAlias = "Callable[[str, Window], Sheet]"
"""Fetches the page of a feed at `window.place`, and counts its requests."""


class Round:
    """Look at each feed once, down to where the last look ended."""

    def __init__(self, feeds: Sequence[str], cursor: Cursor | None, meter: Meter, fetch: Fetch) -> None:
        stored = cursor if cursor is not None and cursor.get("v") == VERSION else {}
        marks, todo = stored.get("marks"), stored.get("todo")
        found = marks if isinstance(marks, Mapping) else {}
        self._feeds = list(dict.fromkeys(feeds))
        self._marks = {name: Window.from_json(found.get(name)) for name in self._feeds}
        left = [name for name in self._feeds if name in todo] if isinstance(todo, list | tuple) else []
        self.todo = left or list(self._feeds)
        self._meter = meter
        self._fetch = fetch
        self._trouble: SourceTrouble | None = None

    def read(self) -> Iterator[Batch]:
        """Yield a batch a page; what one feed refuses is raised after the others."""
        if not self.todo:
            yield Batch(items=(), cursor=None, more=False)
        elif self._meter.spent:
            yield Batch(items=(), cursor=None, more=True)
        for name in list(self.todo):
            if self._meter.spent:
                break
            try:
                yield from self._walk(name)
            except (NeedsOperator, PayloadChanged) as trouble:
                self._trouble = self._trouble or trouble
                self.todo.remove(name)
        if self._trouble is not None:
            raise self._trouble

    def _walk(self, name: str) -> Iterator[Batch]:
        window = self._marks[name]
        from_the_top = not window.is_open
        while not self._meter.spent:
            sheet = self._fetch(name, window)
            fresh = window.fresh(sheet.entries)
            handed = fresh[: self._meter.items]
            items = tuple(sheet.item(index) for index in reversed(handed))
            if len(handed) == len(fresh):
                window = window.after(sheet.entries, sheet.below)
            else:
                window = window.within(sheet.entries, [sheet.entries[index] for index in handed])
            done = from_the_top and not window.is_open
            # A walk that an earlier look began has ended below what came in since: look at the top as well.
            from_the_top = from_the_top or not window.is_open
            yield self._moved(name, window, items, done=done)
            if done:
                return

    def _moved(self, name: str, window: Window, items: tuple[RawItem, ...], *, done: bool) -> Batch:
        self._marks[name] = window
        self._meter.items -= len(items)
        if done:
            self.todo.remove(name)
        marks = {feed: mark.to_json() for feed, mark in self._marks.items() if mark != Window()}
        cursor: dict[str, object] = {"v": VERSION, "marks": marks}
        if self.todo and len(self.todo) < len(self._feeds):
            cursor["todo"] = list(self.todo)
        return Batch(items=items, cursor=cursor, more=bool(self.todo or self._trouble))


__all__ = ["Fetch", "Meter", "Round", "Sheet"]
