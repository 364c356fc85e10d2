"""The archive embedded: mentions in a columnar file, their words in a text index beside it, one process to own both.

The one thing a reader would get wrong: nothing waits for the text index. It follows the archive in the background,
and what it does not know yet is found by looking at the mentions themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from resonanz.core.clock import Clock, SystemClock
from resonanz.core.errors import InputRejected
from resonanz.core.heard import Heard, Kept
from resonanz.core.ids import MentionId
from resonanz.core.search import By, Change, Count, Filter, Group, Mark, Page
from resonanz.core.spoken import Spoken
from resonanz.core.understood import Understood
from resonanz.core.volume import Volume
from resonanz.store.archive import compile as sql
from resonanz.store.archive.buckets import Stretch, beginning_of_day, beginning_of_hour, stretches
from resonanz.store.archive.checking import Checker
from resonanz.store.archive.counting import is_countable, is_known
from resonanz.store.archive.engine import Cursor, Engine
from resonanz.store.archive.estimating import Estimator
from resonanz.store.archive.files import Files
from resonanz.store.archive.finding import Finder
from resonanz.store.archive.keys import Keys
from resonanz.store.archive.rows import (
    Hash,
    Row,
    changes_table,
    key_of,
    moment,
    table,
    to_heard,
    to_row,
)
from resonanz.store.archive.schema import DERIVED, PLACE, UNDERSTOOD
from resonanz.store.archive.speaking import Speaker
from resonanz.store.archive.upkeep import SLABS, Progress, Upkeep
from resonanz.store.asking import check, in_order, text_test
from resonanz.store.keeping import collapse, relabelled, revise

PAGE_STEP: Final = 200
"""Rows that a search looks at together while it fills a page."""
_ID, _SEQ, _REVISION = PLACE["id"], PLACE["seq"], PLACE["revision"]
_TIMES: Final = {By.HOUR, By.DAY}


class EmbeddedArchive:
    """Keep mentions in one directory; safe to use from any number of threads of one process."""

    def __init__(
        self,
        directory: Path,
        *,
        memory_limit: str = "512MB",
        threads: int = 2,
        clock: Clock | None = None,
        progress: Progress | None = None,
        hash_id: Hash = key_of,
    ) -> None:
        """Open the archive, made when it is not there; raise StoreUnavailable when it cannot be.

        `progress(done, all)` is told how far the text index has come when it lags behind.
        """
        files = Files(directory)
        self._hash = hash_id
        self._clock = clock or SystemClock()
        self._head = 0
        self._keys = Keys()
        self._engine = Engine(files, memory_limit=memory_limit, threads=threads, opened=self._take_stock)
        self._upkeep = Upkeep(self._engine, files, self._clock, head=self.head, progress=progress)
        self._finder = Finder(self._engine, self._upkeep, head=self.head, find=self.find)
        self._estimator = Estimator(self._engine, self._upkeep.index, self._finder, self.find)
        self._speaker = Speaker(self._engine, self._upkeep, self._finder, self._estimator)
        self._checker = Checker(self._engine, self._keys, self._upkeep.index, self.head)

    def _take_stock(self, cursor: Cursor) -> None:
        """Learn from the file what is there: at the start, and after a failure that left a commit in doubt."""
        known = cursor.raw.execute(sql.KEYS).fetchnumpy()
        self._keys.replace(np.asarray(known["key"]), np.asarray(known["seq"]))
        self._head = int(cursor.one(sql.HEAD))

    def start(self) -> None:
        """Let the text index follow, and erasures be completed, in the background."""
        self._upkeep.start()

    def close(self) -> None:
        """Close the archive; what was acknowledged is durable without this."""
        self._upkeep.stop()
        self._engine.close()

    def keep(self, batch: Sequence[Heard]) -> Kept:
        """Store a batch; the same (id, revision) again changes nothing, a higher revision replaces."""
        last, revised, known = collapse(batch)
        if not last:
            return Kept(last_seq=self._head)
        keys = {name: self._hash(name) for name in last}
        with self._engine.standing_still():
            standing = self._standing(list(last), list(keys.values()))
            fresh, replaced = _sorted_out(last, standing)
            known += len(last) - len(fresh)
            if fresh:
                self._store(fresh, keys, [standing[name][0] for name in replaced])
        self._upkeep.wake()
        new = len(fresh) - len(replaced)
        return Kept(new=new, revised=revised + len(replaced), known=known, last_seq=self._head)

    def _store(self, fresh: Mapping[MentionId, Heard], keys: Mapping[MentionId, int], old: Sequence[int]) -> None:
        """Write mentions at the end of the log, in place of what stands at the places `old`."""
        if old:
            fresh = self._revised(fresh, old)
        first = self._head + 1
        rows = [to_row(heard, seq, keys[name]) for seq, (name, heard) in enumerate(fresh.items(), first)]
        incoming = table(rows)
        with self._engine.writing() as cursor:
            if old:
                self._delete(cursor, old, replaced=True)
            with cursor.table("incoming", incoming):
                cursor.run(sql.INSERT)
        seqs = list(range(first, first + len(rows)))
        self._head = seqs[-1]
        self._keys.drop([keys[name] for name in fresh], old)
        self._keys.add([keys[name] for name in fresh], seqs)
        self._upkeep.columns.changed([*old, *seqs])

    def _revised(self, fresh: Mapping[MentionId, Heard], old: Sequence[int]) -> Mapping[MentionId, Heard]:
        before = {heard.mention.id: heard for heard in map(to_heard, self._finder.rows(old))}
        return {name: revise(before[name], heard) if name in before else heard for name, heard in fresh.items()}

    def _standing(self, ids: Sequence[MentionId], keys: Sequence[int]) -> dict[MentionId, tuple[int, int]]:
        """Return (place, revision) of those ids that are there."""
        seqs = self._keys.places(keys)
        if not seqs:
            return {}
        wanted = set(ids)
        with self._engine.reading() as cursor, cursor.chosen(seqs) as span:
            rows = cursor.all(sql.STANDING, span)
        return {name: (seq, revision) for name, seq, revision in rows if name in wanted}

    def known(self, ids: Sequence[MentionId]) -> Mapping[MentionId, int]:
        """Return the revision of each id that is there."""
        keys = [self._hash(name) for name in ids]
        standing = self._standing(ids, keys)
        if len(standing) < len(set(ids)) and len(standing) < len(self._keys.places(keys)):
            with self._engine.standing_still():  # one of them is just being replaced
                standing = self._standing(ids, keys)
        return {name: revision for name, (_, revision) in standing.items()}

    def find(self, ids: Sequence[MentionId]) -> Mapping[MentionId, Heard]:
        """Return those of `ids` that are there."""
        keys = [self._hash(name) for name in ids]
        found = self._found(ids, keys)
        if len(found) < len(set(ids)) and len(found) < len(self._keys.places(keys)):
            with self._engine.standing_still():
                found = self._found(ids, keys)
        return found

    def _found(self, ids: Sequence[MentionId], keys: Sequence[int]) -> dict[MentionId, Heard]:
        rows = self._finder.rows(self._keys.places(keys))
        there = {row[_ID]: row for row in rows}
        return {name: to_heard(there[name]) for name in ids if name in there}

    def page(self, filter: Filter, *, limit: int = 50, after: Mark | None = None) -> Page:
        """Return up to `limit` mentions under `filter`, newest first, beginning after `after`."""
        check(filter)
        if limit < 1:
            raise InputRejected("A page holds at least one mention.", place="limit")
        wanted = self._finder.narrowed(filter)
        if not wanted.query.strip():
            places = self._finder.first(wanted, after, limit + 1)
            rows = self._finder.rows([place.seq for place in places[:limit]])
            return Page(tuple(map(to_heard, rows)), places[limit - 1].mark if len(places) > limit else None)
        items: list[Heard] = []
        last: Mark | None = None
        for place, heard in self._finder.newest(wanted, after, step=min(PAGE_STEP, limit + 1)):
            if len(items) == limit:
                return Page(tuple(items), last)
            items.append(heard)
            last = place.mark
        return Page(tuple(items), None)

    def scan(self, filter: Filter, *, batch: int = 5_000) -> Iterator[list[Heard]]:
        """Stream all mentions under `filter`, newest first, in flat memory."""
        check(filter)
        text_test(filter.query)
        return self._scan(self._finder.narrowed(filter), batch)

    def _scan(self, filter: Filter, batch: int) -> Iterator[list[Heard]]:
        collected: list[Heard] = []
        for _, heard in self._finder.newest(filter, None, step=min(batch, 5_000)):
            collected.append(heard)
            if len(collected) == batch:
                yield collected
                collected = []
        if collected:
            yield collected

    def following(self, seq: int, *, limit: int = 2_000) -> list[Heard]:
        """Return what arrived after `seq`, in the order of arrival."""
        return [to_heard(row) for row in self._upkeep.following(seq, limit)]

    def head(self) -> int:
        """Return the highest `seq` ever given, 0 when none was."""
        return self._head

    def count(self, ask: Count) -> list[Group]:
        """Return the numbers asked for, time buckets ascending, else largest first."""
        check(ask.filter, ask)
        ask = replace(ask, filter=self._finder.narrowed(ask.filter))
        seqs = self._matching(ask.filter) if ask.filter.query.strip() else None
        if not ask.by and not ask.people:
            return [Group((), self._number(ask.filter) if seqs is None else len(seqs))]
        snapshot = self._upkeep.columns.snapshot() if is_countable(ask) else None
        *keys, numbers = self._asked(ask, seqs) if snapshot is None else snapshot.count(ask, seqs)
        told = [_told(by, ask.time_zone, each) for by, each in zip(ask.by, keys, strict=True)]
        groups = zip(zip(*told, strict=True) if told else [()], numbers, strict=True)
        return in_order(list(map(Group._make, groups)), ask)

    def _asked(self, ask: Count, seqs: Sequence[int] | None) -> list[Sequence[Any]]:
        """Return the columns of keys, and the numbers, from the file."""
        question = sql.count(ask, self._clock_of(ask), chosen=seqs is not None)
        with self._engine.reading() as cursor, cursor.chosen(seqs or ()):
            rows = cursor.all(question.text, question.values)
        return list(zip(*rows, strict=True)) if rows else [()] * (len(ask.by) + 1)

    def _number(self, filter: Filter) -> int:
        if is_known(filter) and (snapshot := self._upkeep.columns.snapshot()) is not None:
            return snapshot.number(filter)
        question = sql.number(filter)
        with self._engine.reading() as cursor:
            number: int = cursor.one(question.text, question.values)
        return number

    def _matching(self, filter: Filter) -> list[int]:
        return [place.seq for place, _ in self._finder.newest(filter, None, step=2_000)]

    def _clock_of(self, ask: Count) -> tuple[Stretch, ...]:
        """Return how the zone's clock went while the counted mentions were published."""
        if not _TIMES & set(ask.by):
            return ()
        question = sql.extent(ask.filter)
        with self._engine.reading() as cursor:
            ((first, last),) = cursor.all(question.text, question.values)
        if first is None:
            return stretches(ask.time_zone, self._clock.now().date(), self._clock.now().date())
        return stretches(ask.time_zone, moment(first).date(), moment(last).date())

    def volume(self, filter: Filter, *, looks: int = 1_000) -> Volume:
        """Return about how many mentions are under `filter`; of a text, no more than `looks` are looked at."""
        check(filter)
        text_test(filter.query)
        wanted = self._finder.narrowed(filter)
        if not wanted.query.strip():
            return Volume.counted(self._number(wanted), 0)
        return self._estimator.volume(filter, head=self._head, looks=looks)

    def words(self, filter: Filter, *, limit: int = 30, looks: int = 2_000) -> Spoken:
        """Return the words that most of what is under `filter` has; of very many, `looks` mentions are read."""
        check(filter)
        text_test(filter.query)
        return self._speaker.spoken(filter, head=self._head, limit=limit, looks=looks)

    def relabel(self, changes: Sequence[Change]) -> int:
        """Change understood values; return how many mentions were there to change."""
        if not changes:
            return 0
        with self._engine.standing_still():
            names = list({change.id for change in changes})
            rows = {row[_ID]: row for row in self._finder.rows(self._keys.places([self._hash(name) for name in names]))}
            before = {name: to_heard(rows[name]) for name in names if name in rows}
            after = {name: heard.understood for name, heard in before.items()}
            for change in changes:
                if change.id in after:
                    after[change.id] = relabelled(after[change.id], change.labels)
            changed = {name: each for name, each in after.items() if each != before[name].understood}
            if changed:
                self._write_labels({before[name].seq: each for name, each in changed.items()}, changes)
        return len(before)

    def _write_labels(self, after: Mapping[int, Understood], changes: Sequence[Change]) -> None:
        named = {name for change in changes for name, value in change.labels.items() if value is not None}
        columns = [
            column
            for column in UNDERSTOOD
            if column.removesuffix("_sure").removesuffix("_origin") in named or DERIVED.get(column, frozenset()) & named
        ]
        seqs = list(after)
        incoming = changes_table(seqs, list(after.values()), columns)
        with self._engine.writing() as cursor, cursor.table("changes", incoming):
            cursor.run(sql.update(columns), [min(seqs), max(seqs)])
            self._engine.touched(seqs)
        self._upkeep.columns.changed(seqs)

    def forget(self, ids: Sequence[MentionId]) -> int:
        """Erase mentions from every answer now and from the files soon; return how many were there."""
        with self._engine.standing_still():
            keys = {name: self._hash(name) for name in ids}
            standing = self._standing(list(keys), list(keys.values()))
            return self._erase([(name, keys[name], seq) for name, (seq, _) in standing.items()])

    def forget_author(self, channel: str, author: str) -> list[MentionId]:
        """Erase all mentions of an author (id or handle); return their ids."""
        return self._erase_found(sql.of_author(channel, author.lower())) if author else []

    def expire(self, *, before: datetime, source: str | None = None) -> list[MentionId]:
        """Erase what was published before a moment (of one source or all); return the ids."""
        return self._erase_found(sql.published_before(before, source))

    def _erase_found(self, question: sql.Sql) -> list[MentionId]:
        with self._engine.standing_still():
            with self._engine.reading() as cursor:
                rows = cursor.all(question.text, question.values)
            self._erase(rows)
        return sorted(name for name, _, _ in rows)

    def _erase(self, rows: Sequence[Row]) -> int:
        """Erase what is given as (id, key, place)."""
        seqs = [seq for _, _, seq in rows]
        if seqs:
            with self._engine.writing() as cursor:
                self._delete(cursor, seqs, replaced=False)
                for statement, values in zip(sql.SET_FLOOR, ([], [self._head]), strict=True):
                    cursor.run(statement, values)
            self._keys.drop([key for _, key, _ in rows], seqs)
            self._upkeep.columns.changed(seqs)
            self._upkeep.wake()
        return len(seqs)

    def _delete(self, cursor: Cursor, seqs: Sequence[int], *, replaced: bool) -> None:
        with cursor.chosen(seqs) as span:
            cursor.run(sql.DELETE, span)
            cursor.run(sql.ERASED, [self._clock.now().replace(tzinfo=None), replaced])
        self._engine.touched(seqs)

    def settle(self) -> None:
        """Bring the text index and the columns in memory up to the archive's head, now and on this thread."""
        self._upkeep.catch_up()
        while self._upkeep.columns.fill(SLABS):
            pass

    def purge(self) -> bool:
        """Complete erasures now: rewrite the file and the shards concerned; return whether there was anything to do.

        The background does this by itself within an hour after an erasure and a day after an edit.
        """
        return self._upkeep.purge()

    def backup(self, directory: Path) -> None:
        """Write a consistent copy into an empty directory, while others read and write.

        The copy is an archive of its own; its text index is built when it is opened.
        """
        self._checker.backup(directory)

    def verify(self) -> list[str]:
        """Return what is wrong with the archive, one sentence each; empty when all is well."""
        return self._checker.verify()


def _sorted_out(
    last: Mapping[MentionId, Heard], standing: Mapping[MentionId, tuple[int, int]]
) -> tuple[dict[MentionId, Heard], list[MentionId]]:
    """Return what is to be stored, and which of it takes the place of an older revision."""
    fresh: dict[MentionId, Heard] = {}
    replaced: list[MentionId] = []
    for name, heard in last.items():
        if name not in standing:
            fresh[name] = heard
        elif heard.mention.revision > standing[name][1]:
            fresh[name] = heard
            replaced.append(name)
    return fresh, replaced


def _told(by: By, zone: str, keys: Sequence[Any]) -> Sequence[object]:
    """Return our keys for the engine's: of time many are the same, and each takes a while to work out."""
    if by is By.HOUR:
        moments = {key: beginning_of_hour(key) for key in set(keys)}
    elif by is By.DAY:
        moments = {key: beginning_of_day(key, zone) for key in set(keys)}
    else:
        return keys
    return [moments[key] for key in keys]
