"""The columns that counts ask of, kept in memory: read from the file once it is open, then following each change.

Whoever writes only says which places changed; whoever counts next, or upkeep, reads those from the file again. So a
write costs what it did, a count sees all that was acknowledged, and what is in memory is never the truth itself.
The one thing a reader would get wrong: until everything was read once there is no snapshot, and the file is asked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final

import numpy as np
import pyarrow as pa

from resonanz.core.garbage import leave_out
from resonanz.store.archive import compile as sql
from resonanz.store.archive.counting import Snapshot
from resonanz.store.archive.engine import Engine
from resonanz.store.archive.schema import CODED, LISTED
from resonanz.store.archive.slab import SLAB, Names, Slab, redone, slab_of

MANY: Final = SLAB // 8
"""A slab in which more places changed is read as a whole."""
LARGE: Final = 16
"""Slabs from which on an archive is large."""
_OF_STRANGERS: Final = ("author", "domain")
"""Names that an erasure must reach."""


class _State:
    """Hold what was read since the file was opened."""

    def __init__(self, opening: int) -> None:
        self.opening = opening
        self.changed: set[int] = set()
        self.slabs: dict[int, Slab] = {}
        self.names = {name: Names() for name in (*CODED, *LISTED)}
        self.next: int | None = None
        """The slab to be read next; None before the first."""
        self.last = -1
        self.snapshot: Snapshot | None = None


class Columns:
    """Keep what counts ask of one archive; safe to use from several threads."""

    def __init__(self, engine: Engine, *, head: Callable[[], int]) -> None:
        self._engine = engine
        self._head = head
        self._noting = threading.Lock()
        self._reading = threading.Lock()
        self._state = _State(engine.openings)

    def changed(self, seqs: Iterable[int]) -> None:
        """Take note of places in the log that were written, changed or erased; after the commit."""
        with self._noting:
            if self._state.next is not None:  # else they are still to be read
                self._state.changed.update(seqs)

    def snapshot(self) -> Snapshot | None:
        """Return everything as it is now; None while it was not read."""
        if self._state.snapshot is None or self._is_outdated():
            return None
        with self._reading:
            self._follow()
            return self._state.snapshot

    def fill(self, slabs: int) -> bool:
        """Read up to so many slabs that were not read yet, and what changed; return whether more are to be read."""
        with self._reading:
            state = self._begun()
            first = state.next or 0
            for number in range(first, min(first + slabs, state.last + 1)):
                self._read(number)
                state.next = number + 1
            if (state.next or 0) <= state.last:
                return True
            if state.snapshot is None:
                self._publish()
                if state.last >= LARGE:
                    leave_out()
            self._follow()
            return False

    def shed(self) -> None:
        """Let go of the names that nothing standing bears."""
        with self._reading:
            state = self._state
            if state.snapshot is None or self._is_outdated():
                return
            self._follow()
            for name in _OF_STRANGERS:
                used = np.zeros(len(state.names[name]), np.bool_)
                for slab in state.slabs.values():
                    used[slab.codes[name][slab.flags != 0]] = True
                state.names[name] = state.names[name].only(used)
            self._publish()

    def _is_outdated(self) -> bool:
        """Tell whether the file was opened again: of a commit that failed, only reading it tells."""
        return self._state.opening != self._engine.openings

    def _begun(self) -> _State:
        with self._noting:
            if self._is_outdated():
                self._state = _State(self._engine.openings)
            if self._state.next is None:
                self._state.next = 0  # from here on changes are noted, so what comes after `last` is not missed
                self._state.last = slab_of(self._head())
            return self._state

    def _follow(self) -> None:
        """Read again what changed."""
        state = self._state
        with self._noting:
            changed, state.changed = state.changed, set()
        if not changed:
            return
        try:
            self._read_changed({number: list(seqs) for number, seqs in groupby(sorted(changed), slab_of)})
        except BaseException:
            with self._noting:
                state.changed |= changed
            raise
        self._publish()

    def _read_changed(self, changed: Mapping[int, Sequence[int]]) -> None:
        """Read changed places again: of slabs in which they are few, all at once."""
        few = {number: seqs for number, seqs in changed.items() if len(seqs) <= MANY}
        with self._engine.reading() as cursor, cursor.chosen([seq for seqs in few.values() for seq in seqs]) as span:
            table = cursor.arrow(sql.COUNTED_CHOSEN, span).sort_by("seq")
        found = table.column("seq").to_numpy()
        for number, seqs in few.items():
            first, last = np.searchsorted(found, (seqs[0], seqs[-1] + 1)).tolist()
            self._put(number, seqs, table.slice(first, last - first))
        for number in changed.keys() - few.keys():
            self._read(number)

    def _read(self, number: int) -> None:
        """Read a slab as a whole."""
        first, last = number * SLAB + 1, (number + 1) * SLAB
        with self._engine.reading() as cursor:
            table = cursor.arrow(sql.COUNTED, (first, last))
        self._put(number, range(first, last + 1), table)

    def _put(self, number: int, seqs: Sequence[int], table: pa.Table) -> None:
        slabs = self._state.slabs
        fresh = redone(slabs.get(number), number, seqs, table, self._state.names)
        if fresh is None:
            slabs.pop(number, None)
        else:
            slabs[number] = fresh

    def _publish(self) -> None:
        state = self._state
        state.snapshot = Snapshot(tuple(state.slabs.values()), dict(state.names))
