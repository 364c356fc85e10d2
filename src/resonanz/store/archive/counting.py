"""Counting in memory: a filter becomes a mask over each slab, keys become one number a mention, and those are counted.

The one thing a reader would get wrong: where few are meant, they are picked first and their keys worked out then; where
most are meant it is the other way round, because picking costs more than working out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import gcd, prod
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from resonanz.core.search import By, Count, Filter
from resonanz.store.archive.buckets import DAY, ERA, HOUR, Stretch, stretches
from resonanz.store.archive.drawing import spread_by_tens
from resonanz.store.archive.narrowing import Narrowed
from resonanz.store.archive.rows import micros, moment
from resonanz.store.archive.schema import LISTED, SURE, Flag
from resonanz.store.archive.slab import SLAB, Codes, Names, Rows, Slab

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Places = Sequence[int] | Numbers

DENSE: Final = 1 << 22
"""Up to so many possible groups are counted in an array of all of them."""
FEW: Final = 4
"""A slab of which less than one in so many is meant has them picked first."""
SOME: Final = 16
"""Up to so many values of a column are compared one by one."""
_TIMES: Final = {By.HOUR, By.DAY}
_FIELDS: Final = {
    "channel": "channels",
    "source": "sources",
    "type": "types",
    "lang": "langs",
    "sentiment": "sentiments",
    "kind": "kinds",
    "department": "departments",
    "towards": "towards",
    "query": "queries",
    "topic": "topics",
}
"""What is kept in memory and the condition of a filter that speaks of it."""


def is_known(filter: Filter) -> bool:
    """Tell whether memory knows enough for a filter: it knows no threads, and of an author one key alone."""
    return filter.thread is None and not filter.author


def is_countable(ask: Count) -> bool:
    """Tell whether memory knows enough for a count: of two lists it cannot join each entry with each."""
    return is_known(ask.filter) and sum(by.value in LISTED for by in ask.by) < 2


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Hold all slabs and names as they are at one moment."""

    slabs: tuple[Slab, ...]
    names: Mapping[str, Names]

    def extent(self, filter: Filter) -> tuple[int, int] | None:
        """Return when the first and the last mention in the time of a filter may have been published."""
        since, until = _time(filter)
        meant = [slab for slab in self.slabs if slab.latest >= since and slab.earliest < until]
        if not meant:
            return None
        return max(since, min(slab.earliest for slab in meant)), min(until - 1, max(slab.latest for slab in meant))

    def number(self, filter: Filter) -> int:
        """Return how many mentions meet the conditions."""
        return sum(int(np.count_nonzero(mask)) for _, mask in self.meant(filter))

    def places(self, filter: Filter, seqs: Places) -> list[tuple[int, int]]:
        """Return (place, published) of those at some places that meet the conditions, newest first."""
        found = [(np.flatnonzero(mask), slab) for slab, mask in self.meant(filter, seqs)]
        there = np.concatenate([np.zeros(0, np.int64), *(rows + slab.first + 1 for rows, slab in found)])
        at = np.concatenate([np.zeros(0, np.int64), *(slab.at[rows] for rows, slab in found)])
        order = np.lexsort((there, at))[::-1]
        return list(zip(there[order].tolist(), at[order].tolist(), strict=True))

    def drawn(self, filter: Filter, looks: int) -> tuple[Numbers, int]:
        """Return about so many places in the log, spread over those that meet the conditions, and how many do."""
        meant = list(self.meant(filter))
        ends = np.cumsum([0, *(np.count_nonzero(mask) for _, mask in meant)])
        wanted = spread_by_tens(int(ends[-1]), looks)
        found = [np.zeros(0, np.int64)]
        for (slab, mask), first, last in zip(meant, ends, ends[1:], strict=False):
            ours = wanted[np.searchsorted(wanted, first) : np.searchsorted(wanted, last)] - first
            if len(ours):
                found.append(np.flatnonzero(mask)[ours] + slab.first + 1)
        return np.concatenate(found), int(ends[-1])

    def count(self, ask: Count, seqs: Places | None = None) -> list[Sequence[Any]]:
        """Return the columns of keys, and the numbers, at least of the largest groups, in no order.

        `seqs` keeps to these places in the log.
        """
        extent = self.extent(ask.filter)
        if extent is None:
            return [()] * len(ask.by) + [() if ask.by else (0,)]
        keys = [(by, self._key(by, ask.time_zone, extent)) for by in ask.by]
        if ask.people:
            groups, numbers = self._people(ask.filter, keys, seqs)
        else:
            groups, numbers = self._tallied(ask.filter, keys, seqs).largest(ask.limit)
        columns: list[Sequence[Any]] = [numbers.tolist()]
        for _, key in reversed(keys):
            groups, codes = np.divmod(groups, key.size)
            columns.append(key.read(codes))
        return columns[::-1]

    def _tallied(self, filter: Filter, keys: Sequence[tuple[By, _Key]], seqs: Places | None) -> _Tally:
        tally = _Tally(prod(key.size for _, key in keys))
        for slab, mask in self.meant(filter, seqs):
            tally.add(_combined(keys, slab, mask))
        return tally

    def _people(self, filter: Filter, keys: Sequence[tuple[By, _Key]], seqs: Places | None) -> tuple[Numbers, Numbers]:
        """Return groups and how many authors that a channel names are in each."""
        channel, author = (self._named(by) for by in (By.CHANNEL, By.AUTHOR))
        whole = [*keys, (By.CHANNEL, channel), (By.AUTHOR, author)]
        came, _ = self._tallied(filter, whole, seqs).largest(None)
        groups, who = np.divmod(came, channel.size * author.size)
        named = ~np.isin(who % author.size, author.names.codes_of([None]))
        each, place = np.unique(groups, return_inverse=True)
        if not keys:
            return np.zeros(1, np.int64), np.array([np.count_nonzero(named)])
        return each, np.bincount(place, weights=named, minlength=len(each)).astype(np.int64)

    def _key(self, by: By, zone: str, extent: tuple[int, int]) -> _Key:
        if by in _TIMES:
            clock = stretches(zone, *(moment(each).date() for each in extent))
            return _Timed.within(by, clock, extent)
        return self._named(by)

    def _named(self, by: By) -> _Named:
        names = self.names[by.value]
        return _Named(by, names, len(names))

    def meant(self, filter: Filter, seqs: Places | None = None) -> Iterator[tuple[Slab, Mask]]:
        """Yield each slab in which something meets the conditions, and which of its places do."""
        wanted = _Wanted(filter, self.names)
        chosen = None if seqs is None else np.sort(np.array(seqs, np.int64))
        for slab in () if wanted.nothing else self.slabs:
            if slab.latest < wanted.since or slab.earliest >= wanted.until:
                continue
            mask = wanted.mask(slab)
            if chosen is not None:
                mask &= _at(slab, chosen)
            if mask.any():
                yield slab, mask


def _at(slab: Slab, seqs: Numbers) -> Mask:
    """Return which places of a slab are among places in the log, ascending."""
    first, last = np.searchsorted(seqs, (slab.first + 1, slab.first + len(slab.at) + 1))
    mask = np.zeros(len(slab.at), np.bool_)
    mask[seqs[first:last] - slab.first - 1] = True
    return mask


def _time(filter: Filter) -> tuple[int, int]:
    """Return the first microsecond that a filter means, and the first one that it means no more."""
    since = -(1 << 62) if filter.since is None else micros(filter.since)
    return since, 1 << 62 if filter.until is None else micros(filter.until)


class _Wanted:
    """Hold a filter in codes."""

    def __init__(self, filter: Filter, names: Mapping[str, Names]) -> None:
        self.since, self.until = _time(filter)
        self.nothing = isinstance(filter, Narrowed) and filter.nothing
        self._asked, self._expected = _flags(filter)
        self._codes: dict[str, list[int]] = {}
        for name, field in _FIELDS.items():
            if values := getattr(filter, field):
                self._codes[name] = names[name].codes_of(values)
                self.nothing = self.nothing or not self._codes[name]

    def mask(self, slab: Slab) -> Mask:
        """Return which places of a slab are meant."""
        mask: Mask = (slab.flags & self._asked) == self._expected
        if slab.earliest < self.since:
            mask &= slab.at >= self.since
        if slab.latest >= self.until:
            mask &= slab.at < self.until
        for name, wanted in self._codes.items():
            if name in LISTED:
                pairs = slab.lists[name]
                hit = np.zeros(len(mask), np.bool_)
                hit[pairs.rows[_among(pairs.codes, wanted)]] = True
                mask &= hit
            else:
                mask &= _among(slab.codes[name], wanted)
        return mask


def _among(codes: Codes, wanted: Sequence[int]) -> Mask:
    """Tell which codes are wanted: one comparison after the other, which for a few is the quickest by far."""
    if len(wanted) > SOME:
        return np.isin(codes, wanted)
    hit: Mask = codes == wanted[0]
    for code in wanted[1:]:
        hit |= codes == code
    return hit


def _flags(filter: Filter) -> tuple[np.uint8, np.uint8]:
    """Return which flags a filter asks for, and what they must be."""
    asked = expected = Flag.THERE
    if not filter.include_own:
        asked |= Flag.OWN
    if not filter.include_duplicates:
        asked |= Flag.DUPLICATE
    if filter.only_relevant:
        asked, expected = asked | Flag.RELEVANT, expected | Flag.RELEVANT
    for label in filter.sure if isinstance(filter, Narrowed) else ():
        asked, expected = asked | SURE[label], expected | SURE[label]
    return np.uint8(asked), np.uint8(expected)


class _Key(Protocol):
    """Turn one thing that is counted by into numbers from 0 below `size`, and back."""

    @property
    def size(self) -> int: ...

    def codes(self, slab: Slab, rows: Rows | slice) -> npt.NDArray[Any]:
        """Return the numbers of some places of a slab."""
        ...

    def read(self, codes: Numbers) -> list[object]:
        """Return what the numbers stand for, as the file would say it."""
        ...


@dataclass(frozen=True, slots=True)
class _Named:
    """Be the key of a column that is kept in codes."""

    by: By
    names: Names
    size: int
    """How many names there were: others may be coming in."""

    def codes(self, slab: Slab, rows: Rows | slice) -> npt.NDArray[Any]:
        return slab.codes[self.by.value][rows]

    def read(self, codes: Numbers) -> list[object]:
        return [self.names[code] for code in codes.tolist()]


@dataclass(frozen=True, slots=True)
class _Timed:
    """Be the key of local hours or days."""

    by: By
    clock: Sequence[Stretch]
    first: int
    """The number of the bucket that becomes nought."""
    size: int

    @classmethod
    def within(cls, by: By, clock: Sequence[Stretch], extent: tuple[int, int]) -> _Timed:
        """Return the key for mentions published within an extent."""
        offsets = [each.offset for each in clock]
        begin, end = extent[0] + min(offsets, default=0), extent[1] + max(offsets, default=0)
        if by is By.HOUR:
            begin, end = extent[0] - HOUR, extent[1]
        unit = _unit(by, clock)
        return cls(by, clock, begin // unit, end // unit - begin // unit + 1)

    def codes(self, slab: Slab, rows: Rows | slice) -> Numbers:
        at, unit = slab.at[rows], _unit(self.by, self.clock)
        if self.by is By.DAY:
            at = at + self._offset(slab, at)
        elif unit != HOUR:
            at = at - (at + self._offset(slab, at)) % HOUR
        numbers: Numbers = at // unit - self.first
        return numbers

    def _offset(self, slab: Slab, at: Numbers) -> Numbers | int:
        """Return the zone's offset at moments: one where the clock does not change within the slab."""
        changes = [each.until for each in self.clock[:-1]]
        begin, end = bisect_right(changes, slab.earliest), bisect_right(changes, slab.latest)
        if begin == end:
            return self.clock[begin].offset
        offsets: Numbers = np.array([each.offset for each in self.clock])[np.searchsorted(changes, at, side="right")]
        return offsets

    def read(self, codes: Numbers) -> list[object]:
        numbers = codes + self.first
        found: list[object] = (numbers + ERA if self.by is By.DAY else numbers * _unit(self.by, self.clock)).tolist()
        return found


def _unit(by: By, clock: Sequence[Stretch]) -> int:
    """Return how far the beginnings of buckets lie apart, in microseconds: of hours, less where a zone has halves."""
    return DAY if by is By.DAY else gcd(HOUR, *(each.offset for each in clock))


def _combined(keys: Sequence[tuple[By, _Key]], slab: Slab, mask: Mask) -> Numbers:
    """Return for each mention that is meant, and each entry of its list, all its keys as one number.

    Where most are meant, those that are not come too, as the number that no group has.
    """
    number, size = int(np.count_nonzero(mask)), prod(key.size for _, key in keys)
    rows: Rows | slice = np.flatnonzero(mask) if number * FEW < len(mask) else slice(None)
    listed: dict[By, Codes] = {}
    for by in (by for by, _ in keys if by.value in LISTED):
        pairs = slab.lists[by.value]
        hit = mask[pairs.rows]
        rows, listed[by] = pairs.rows[hit], pairs.codes[hit]
    parts = (listed[by] if by in listed else key.codes(slab, rows) for by, key in keys)
    found = next(parts).astype(np.int64)
    for part, (_, key) in zip(parts, keys[1:], strict=True):
        found *= key.size
        found += part
    return np.where(mask, found, size) if isinstance(rows, slice) and number < len(mask) else found


class _Tally:
    """Count numbers below a size that come in parts; the size itself is no group."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._total = np.zeros(size + 1, np.int64) if size <= DENSE else None
        self._step = max(size, SLAB)
        self._waiting: list[Numbers] = []
        self._number = 0

    def add(self, part: Numbers) -> None:
        """Take in a part."""
        self._waiting.append(part)
        self._number += len(part)
        if self._total is not None and self._number >= self._step:
            self._count(self._total)

    def _count(self, total: Numbers) -> None:
        parts = self._waiting
        total += np.bincount(parts[0] if len(parts) == 1 else np.concatenate(parts), minlength=len(total))
        self._waiting, self._number = [], 0

    def largest(self, limit: int | None) -> tuple[Numbers, Numbers]:
        """Return what came and how often: all of it, or at least the most frequent."""
        came, often = self._all()
        if limit is not None and limit < len(often):
            enough = often >= np.partition(often, -limit)[-limit]
            came, often = came[enough], often[enough]
        return came, often

    def _all(self) -> tuple[Numbers, Numbers]:
        if self._total is None:
            every = np.concatenate([np.zeros(0, np.int64), *self._waiting])
            return np.unique(every[every < self._size], return_counts=True)
        if self._waiting:
            self._count(self._total)
        came = np.flatnonzero(self._total[:-1])
        return came, self._total[came]
