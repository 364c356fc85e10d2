"""Reading search results of Hacker News, newest first, page by page down to what was handed over before.

The one thing a reader would get wrong: paging by number. The service gives no more than a thousand results that way,
and new ones push the old to other pages. So the page below is asked for by the second of its newest item; items of
that very second are told apart by their ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from resonanz.connect.contract import Batch, Budget, Config, Cursor, Env, Misconfigured, PayloadChanged, RawItem
from resonanz.connect.payload import Wild
from resonanz.connect.rounds import Meter, Round, Sheet
from resonanz.connect.window import Entry, Window

API: Final = "https://hn.algolia.com/api/v1"
PAGE: Final = 100
KINDS: Final = {"all": "(story,comment)", "stories": "story", "comments": "comment"}

_DIGITS: Final = 15


class SearchConnection:
    """Be some searches on Hacker News."""

    def __init__(self, config: Config, env: Env) -> None:
        self._queries = _lines(config.settings.get("queries"))
        if not self._queries:
            raise Misconfigured("Hacker News needs at least one search term.")
        kind = str(config.settings.get("kinds") or "all")
        if kind not in KINDS:
            raise Misconfigured(f"What is searched must be one of {', '.join(KINDS)}.")
        self._tags = KINDS[kind]
        self._env = env

    def read(self, cursor: Cursor | None, budget: Budget) -> Iterator[Batch]:
        """Yield what was said since `cursor`; at the very first look one page of each search."""
        meter = Meter(budget, self._env.clock)
        yield from Round(self._queries, cursor, meter, partial(self._sheet, meter)).read()

    def probe(self) -> str:
        """Return whether the search answers; raise a SourceTrouble otherwise."""
        found = [self._search(query, None)["nbHits"].integer() for query in self._queries[:5]]
        return f"Hacker News answers; the searches find {sum(found)} stories and comments."

    def recheck(self, native_ids: Sequence[str]) -> Iterable[RawItem]:
        """Return each item as it is now; one that is gone normalises to Removed."""
        for id_ in native_ids:
            if not id_.isdigit():
                continue
            answer = self._env.http.get(f"{API}/items/{id_}", accept=(200, 404))
            there = answer.status == 200
            payload = answer.json() if there else None
            if isinstance(payload, dict):
                payload.pop("children", None)
            form = "item" if there else "gone"
            yield RawItem(native_id=id_, form=form, payload=payload, seen_at=self._env.clock.now())

    def _sheet(self, meter: Meter, query: str, window: Window) -> Sheet:
        second, _, known = window.place.partition(":")
        meter.ask()
        hits = list(self._search(query, int(second) if second.isdigit() else None)["hits"].items())
        placed = [(_entry(hit), hit) for hit in hits]
        left = [(entry, hit) for entry, hit in placed if entry.key not in known.split(",")]
        left.sort(key=lambda pair: pair[0].position, reverse=True)
        seen_at = self._env.clock.now()

        def item(index: int) -> RawItem:
            entry, hit = left[index]
            return RawItem(native_id=entry.key, form="hit", payload=hit.raw, seen_at=seen_at)

        entries = [entry for entry, _ in left]
        return Sheet(entries, item, _place_below([entry for entry, _ in placed]) if left else None)

    def _search(self, query: str, until: int | None) -> Wild:
        params: dict[str, str | int] = {
            "query": query,
            "tags": self._tags,
            "hitsPerPage": PAGE,
            "typoTolerance": "false",
            "attributesToHighlight": "none",
        }
        if until is not None:
            params["numericFilters"] = f"created_at_i<={until}"
        return Wild(self._env.http.get(f"{API}/search_by_date", params=params).json())


def _entry(hit: Wild) -> Entry:
    id_, second = hit["objectID"].identity(), hit["created_at_i"].integer()
    if not (id_.isascii() and id_.isdigit()) or not 0 <= second < 10**_DIGITS:
        raise PayloadChanged("is no item of Hacker News.", path=hit.path)
    return Entry(id_, f"{second:0{_DIGITS}d}")


def _place_below(entries: Sequence[Entry]) -> str | None:
    """Return where the page below begins; None when this one was not full."""
    if len(entries) < PAGE:
        return None
    lowest = min(entry.position for entry in entries)
    return f"{int(lowest)}:{','.join(entry.key for entry in entries if entry.position == lowest)}"


def _lines(said: object) -> list[str]:
    lines = said.splitlines() if isinstance(said, str) else said if isinstance(said, list | tuple) else []
    return [line.strip() for line in lines if isinstance(line, str) and line.strip()]


__all__ = ["KINDS", "SearchConnection"]
