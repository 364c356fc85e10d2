"""The archive in memory: written to be read, and what the embedded archive is compared with.

Every question walks over all mentions, so that its answer is plainly right.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from resonanz.core.errors import InputRejected
from resonanz.core.heard import Heard, Kept
from resonanz.core.ids import MentionId
from resonanz.core.search import By, Change, Count, Filter, Group, Mark, Page
from resonanz.core.sites import site_of
from resonanz.core.spoken import Spoken
from resonanz.core.volume import Volume
from resonanz.query.index import index_words
from resonanz.query.parents import with_parents
from resonanz.store.asking import author_keys, check, in_order, meets, text_test
from resonanz.store.keeping import collapse, relabelled, revise
from resonanz.understand.frequent import Written, most_frequent


class MemoryArchive:
    """Keep mentions in a dictionary."""

    def __init__(self) -> None:
        self._kept: dict[MentionId, Heard] = {}
        self._head = 0
        self._lock = threading.RLock()

    def keep(self, batch: Sequence[Heard]) -> Kept:
        """Store a batch; the same (id, revision) again changes nothing, a higher revision replaces."""
        with self._lock:
            last, revised, known = collapse(batch)
            new = 0
            for heard in last.values():
                before = self._kept.get(heard.mention.id)
                if before is None:
                    new += 1
                elif heard.mention.revision > before.mention.revision:
                    revised += 1
                    heard = revise(before, heard)  # noqa: PLW2901
                else:
                    known += 1
                    continue
                self._head += 1
                self._kept[heard.mention.id] = replace(heard, seq=self._head)
            return Kept(new=new, revised=revised, known=known, last_seq=self._head)

    def known(self, ids: Sequence[MentionId]) -> Mapping[MentionId, int]:
        """Return the revision of each id that is there."""
        return {name: heard.mention.revision for name, heard in self.find(ids).items()}

    def find(self, ids: Sequence[MentionId]) -> Mapping[MentionId, Heard]:
        """Return those of `ids` that are there."""
        with self._lock:
            return {name: self._kept[name] for name in ids if name in self._kept}

    def page(self, filter: Filter, *, limit: int = 50, after: Mark | None = None) -> Page:
        """Return up to `limit` mentions under `filter`, newest first, beginning after `after`."""
        check(filter)
        if limit < 1:
            raise InputRejected("A page holds at least one mention.", place="limit")
        found = self._newest_first(filter)
        if after is not None:
            found = [heard for heard in found if _place(heard) < (after.published_at, after.seq)]
        items = tuple(found[:limit])
        more = len(found) > limit
        return Page(items, Mark(items[-1].mention.published_at, items[-1].seq) if more else None)

    def scan(self, filter: Filter, *, batch: int = 5_000) -> Iterator[list[Heard]]:
        """Stream all mentions under `filter`, newest first."""
        check(filter)
        return self._slices(filter, batch)

    def following(self, seq: int, *, limit: int = 2_000) -> list[Heard]:
        """Return what arrived after `seq`, in the order of arrival."""
        with self._lock:
            later = [heard for heard in self._kept.values() if heard.seq > seq]
        return sorted(later, key=lambda heard: heard.seq)[:limit]

    def head(self) -> int:
        """Return the highest `seq` ever given, 0 when none was."""
        return self._head

    def count(self, ask: Count) -> list[Group]:
        """Return the numbers asked for, time buckets ascending, else largest first."""
        check(ask.filter, ask)
        found = self._newest_first(ask.filter)
        if ask.people:
            return _people(found, ask)
        if not ask.by:
            return [Group((), len(found))]
        numbers: Counter[tuple[object, ...]] = Counter()
        for heard in found:
            numbers.update(_keys(heard, ask))
        return in_order([Group(keys, number) for keys, number in numbers.items()], ask)

    def volume(self, filter: Filter, *, looks: int = 1_000) -> Volume:  # noqa: ARG002  a few are counted at once
        """Return how many mentions are under `filter`; always exact here."""
        check(filter)
        return Volume.counted(len(self._newest_first(filter)), len(self._kept))

    def words(self, filter: Filter, *, limit: int = 30, looks: int = 2_000) -> Spoken:
        """Return the words that most of the newest `looks` mentions under `filter` have."""
        check(filter)
        found = [heard.mention for heard in self._newest_first(filter)]
        texts = [Written(each.title or "", each.text) for each in found[:looks]]
        most = most_frequent(texts, lambda batch: [index_words(each) for each in batch], limit)
        return Spoken(words=most, read=len(texts), of=len(found))

    def relabel(self, changes: Sequence[Change]) -> int:
        """Change understood values; return how many mentions were there to change."""
        with self._lock:
            there = [change for change in changes if change.id in self._kept]
            after = dict(self._kept)
            for change in there:
                heard = after[change.id]
                after[change.id] = replace(heard, understood=relabelled(heard.understood, change.labels))
            self._kept = after
            return len({change.id for change in there})

    def forget(self, ids: Sequence[MentionId]) -> int:
        """Erase mentions; return how many were there."""
        with self._lock:
            return sum(self._kept.pop(name, None) is not None for name in ids)

    def forget_author(self, channel: str, author: str) -> list[MentionId]:
        """Erase all mentions of an author (id or handle); return their ids."""
        wanted = author.lower()
        return self._forget_where(
            lambda heard: heard.mention.channel == channel and wanted in author_keys(heard.mention)
        )

    def expire(self, *, before: datetime, source: str | None = None) -> list[MentionId]:
        """Erase what was published before a moment (of one source or all); return the ids."""
        return self._forget_where(
            lambda heard: heard.mention.published_at < before and source in {None, heard.mention.source}
        )

    def _forget_where(self, meant: Callable[[Heard], bool]) -> list[MentionId]:
        with self._lock:
            ids = sorted(name for name, heard in self._kept.items() if meant(heard))
            self.forget(ids)
            return ids

    def _newest_first(self, filter: Filter) -> list[Heard]:
        matches = text_test(filter.query)
        with self._lock:
            kept = list(self._kept.values())
        answering = with_parents(kept, self.find) if matches.asks_parent else kept
        found = [heard for heard, full in zip(kept, answering, strict=True) if meets(filter, heard) and matches(full)]
        return sorted(found, key=_place, reverse=True)

    def _slices(self, filter: Filter, batch: int) -> Iterator[list[Heard]]:
        found = self._newest_first(filter)
        for start in range(0, len(found), batch):
            yield found[start : start + batch]


def _place(heard: Heard) -> tuple[datetime, int]:
    return heard.mention.published_at, heard.seq


def _people(found: Iterable[Heard], ask: Count) -> list[Group]:
    """Return how many authors are named in each group, and nought where none is."""
    people: dict[tuple[object, ...], set[tuple[str, str]]] = {} if ask.by else {(): set()}
    for heard in found:
        author = author_keys(heard.mention)[0]
        for keys in _keys(heard, ask):
            people.setdefault(keys, set()).update([(heard.mention.channel, author)] if author else [])
    return in_order([Group(keys, len(who)) for keys, who in people.items()], ask)


def _keys(heard: Heard, ask: Count) -> Iterable[tuple[object, ...]]:
    """Return the groups that a mention counts in: one, or one for each query it matches."""
    found: list[tuple[object, ...]] = [()]
    for by in ask.by:
        found = [(*keys, value) for keys in found for value in _values(heard, by, ask.time_zone)]
    return found


def _values(heard: Heard, by: By, time_zone: str) -> Iterable[object]:  # noqa: PLR0911  one return for each
    mention, understood = heard.mention, heard.understood
    match by:
        case By.HOUR | By.DAY:
            return (_bucket(mention.published_at, by, ZoneInfo(time_zone)),)
        case By.CHANNEL | By.SOURCE:
            return (getattr(mention, by.value),)
        case By.LANG | By.SENTIMENT | By.KIND:
            return (getattr(understood, by.value).value,)
        case By.QUERY | By.TOPIC:
            return understood.queries if by is By.QUERY else understood.topics
        case By.DEPARTMENT:
            return (understood.department,)
        case By.TOWARDS:
            return (understood.towards_us.value,)
        case By.AUTHOR:
            return (author_keys(mention)[0],)
        case By.DOMAIN:
            return (site_of(mention),)


def _bucket(moment: datetime, by: By, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone)
    if by is By.DAY:
        return local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0).astimezone(UTC)
    return moment - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
