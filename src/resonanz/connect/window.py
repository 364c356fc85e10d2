"""Reading newest-first sources without loss: a window with two marks, small enough to be a cursor.

Such a source gives its newest page first, and each page says how to get the one below. While a reader walks down,
new items arrive on top. The one thing a reader would get wrong: the low mark may move only when the walk has come
down to it. Until then the window stays open, and a process that dies goes on below the last page that was stored.

Items that reach the source late are put into their place in time, below the mark. So the keys of the newest page are
remembered: whatever turns up on it and is not among them is new, whatever its position.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2s
from typing import Final

from resonanz.connect.contract import Json

NEWEST: Final = ""
"""Where a look begins: the page on top."""

LOWEST: Final = ""
"""Below every position: we listened before anything was said."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold what a window must know of an item: its unique key, and a position that sorts as the source does."""

    key: str
    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Say what of a newest-first source was handed over."""

    low: str | None = None
    """Everything up to this position was handed over; None before the first look."""
    recent: frozenset[str] = frozenset()
    """Digests of the keys on the newest page when the last walk began."""
    resume: str | None = None
    """Where the open walk goes on, as the source names its pages; None when no walk is open."""
    high: str | None = None
    """The highest position of the open walk; becomes `low` when it ends."""
    head: frozenset[str] = frozenset()
    """Digests of the newest page of the open walk; becomes `recent` when it ends."""
    taken: frozenset[str] = frozenset()
    """Digests of what was handed over of the page at `resume`, when a budget ended within it."""

    @property
    def is_open(self) -> bool:
        """Tell whether a walk is under way."""
        return self.resume is not None

    @property
    def place(self) -> str:
        """Return which page to fetch next."""
        return self.resume if self.resume is not None else NEWEST

    def fresh(self, page: Sequence[Entry]) -> list[int]:
        """Return the indices of the entries on a page that were not handed over yet."""
        known = self.recent | self.taken
        return [index for index, entry in enumerate(page) if digest(entry.key) not in known]

    def after(self, page: Sequence[Entry], below: str | None) -> Window:
        """Return the window after the whole page was handed over; `below` names the next page, None: there is none.

        The first look ever takes one page: what a source said before we listened is history, not news. Where that
        page is empty, whatever comes later is news down to the source's end.
        """
        walking = self._walking(page)
        arrived = bool(page) and self.low is not None and self._is_old(page[-1])
        first = self.low is None and bool(page)
        if below is None or arrived or first:
            return walking.closed()
        return replace(walking, resume=below, taken=frozenset())

    def within(self, page: Sequence[Entry], handed: Sequence[Entry]) -> Window:
        """Return the window after only some entries of the page were handed over."""
        taken = self.taken | {digest(entry.key) for entry in handed}
        return replace(self._walking(page), resume=self.place, taken=taken)

    def closed(self) -> Window:
        """Return the window after its walk has come down to the low mark."""
        return Window(low=max(self.low or LOWEST, self.high or LOWEST), recent=self.head or self.recent)

    def _is_old(self, entry: Entry) -> bool:
        """Tell whether a walk that has come to this entry has come down; several may share the lowest position."""
        return entry.position < (self.low or LOWEST) or digest(entry.key) in self.recent

    def _walking(self, page: Sequence[Entry]) -> Window:
        if not page:
            return self
        top = max(entry.position for entry in page)
        head = frozenset(digest(entry.key) for entry in page) if self.place == NEWEST else self.head
        return replace(self, head=head, high=max(self.high or top, top))

    def to_json(self) -> dict[str, Json]:
        """Return the window as it stands in a cursor."""
        texts: dict[str, Json] = {"low": self.low, "resume": self.resume, "high": self.high}
        for name, digests in (("recent", self.recent), ("head", self.head), ("taken", self.taken)):
            texts[name] = [*sorted(digests)] if digests else None
        return {name: value for name, value in texts.items() if value is not None}

    @classmethod
    def from_json(cls, stored: object) -> Window:
        """Return the window that stands in a cursor; anything else is the beginning."""
        if not isinstance(stored, Mapping):
            return cls()
        return cls(
            low=_text(stored.get("low")),
            recent=_digests(stored.get("recent")),
            resume=_text(stored.get("resume")),
            high=_text(stored.get("high")),
            head=_digests(stored.get("head")),
            taken=_digests(stored.get("taken")),
        )


def digest(key: str) -> str:
    """Return a short name for a key; two of a page share one once in 10^15 pages."""
    return blake2s(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _digests(value: object) -> frozenset[str]:
    return frozenset(one for one in value if isinstance(one, str)) if isinstance(value, list | tuple) else frozenset()


__all__ = ["LOWEST", "NEWEST", "Entry", "Window", "digest"]
