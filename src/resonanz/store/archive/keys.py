"""Which mentions are there: 64-bit keys of their ids and their places in the log, in 16 bytes each.

It takes the place of a primary key. Two ids may share a key, so a hit only proposes: the caller looks into the table.
New keys come as sorted runs that are merged when they are of like size, so a batch costs little however many keys
there are.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Keyed = npt.NDArray[np.uint64]
Seqs = npt.NDArray[np.int64]

GONE = -1


class _Run:
    """Hold keys ascending, with a place for each."""

    __slots__ = ("keys", "seqs")

    def __init__(self, keys: Keyed, seqs: Seqs) -> None:
        order = np.argsort(keys, kind="stable")
        self.keys = keys[order]
        self.seqs = seqs[order]

    def merged(self, other: _Run) -> _Run:
        """Return both runs as one, without what is gone."""
        keys = np.concatenate((self.keys, other.keys))
        seqs = np.concatenate((self.seqs, other.seqs))
        there = seqs != GONE
        return _Run(keys[there], seqs[there])


class Keys:
    """Know the keys of all mentions; safe to use from several threads."""

    def __init__(self) -> None:
        self._runs: list[_Run] = []
        self._lock = threading.Lock()

    def __len__(self) -> int:
        with self._lock:
            return sum(int(np.count_nonzero(run.seqs != GONE)) for run in self._runs)

    def replace(self, keys: Keyed, seqs: Seqs) -> None:
        """Know these from now on and nothing else."""
        run = _Run(keys.astype(np.uint64), seqs.astype(np.int64))
        with self._lock:
            self._runs = [run]

    def places(self, keys: Sequence[int]) -> list[int]:
        """Return the places of everything that has one of `keys`."""
        wanted = np.array(sorted(set(keys)), dtype=np.uint64)
        found: list[int] = []
        with self._lock:
            for run in self._runs:
                found += run.seqs[self._hits(run, wanted)].tolist()
        return [seq for seq in found if seq != GONE]

    def add(self, keys: Sequence[int], seqs: Sequence[int]) -> None:
        """Add keys with their places."""
        if not keys:
            return
        with self._lock:
            self._runs.append(_Run(np.array(keys, dtype=np.uint64), np.array(seqs, dtype=np.int64)))
            while len(self._runs) > 1 and len(self._runs[-2].keys) < 2 * len(self._runs[-1].keys):
                last = self._runs.pop()
                self._runs[-1] = self._runs[-1].merged(last)

    def drop(self, keys: Sequence[int], seqs: Sequence[int]) -> None:
        """Take out what has one of `keys` and stands at one of `seqs`."""
        wanted = np.array(sorted(set(keys)), dtype=np.uint64)
        gone = np.array(seqs, dtype=np.int64)
        with self._lock:
            for run in self._runs:
                hits = self._hits(run, wanted)
                run.seqs[hits[np.isin(run.seqs[hits], gone)]] = GONE

    @staticmethod
    def _hits(run: _Run, wanted: Keyed) -> Seqs:
        first = np.searchsorted(run.keys, wanted, side="left")
        last = np.searchsorted(run.keys, wanted, side="right")
        there = np.flatnonzero(last > first)
        if not len(there):
            return there
        return np.concatenate([np.arange(first[each], last[each]) for each in there])
