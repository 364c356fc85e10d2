"""A stretch of the log as arrays: what counts ask of each mention, in about thirty bytes.

Values are codes: their places in a list of names (`Names`). The one thing a reader would get wrong: a slab is never
changed. Whoever changes a mention puts another slab in its place, so a count that is under way sees one state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from resonanz.store.archive.schema import CODED, LISTED

SLAB: Final = 1 << 16
"""Places in a slab, so that a place within one fits into two bytes."""

Codes = npt.NDArray[Any]
"""Unsigned, as narrow as the largest allows."""
Rows = npt.NDArray[np.int64]
"""Places within a slab."""


class Names:
    """Give each value of a column a code, in the order in which they are first seen; codes are never given twice."""

    def __init__(self) -> None:
        self._values: list[object] = []
        self._codes: dict[object, int] = {}

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[object]:
        return iter(self._codes)

    def __getitem__(self, code: int) -> object:
        return self._values[code]

    def codes_of(self, values: Sequence[object]) -> list[int]:
        """Return the codes of those values that have one."""
        return [self._codes[value] for value in values if value in self._codes]

    def coded(self, column: pa.Array) -> Codes:
        """Return the code of each value in a column, new ones given where needed."""
        if not len(column):
            return np.zeros(0, np.uint8)
        encoded = column.dictionary_encode(null_encoding="encode")
        codes = np.array([self._code(value) for value in encoded.dictionary.to_pylist()])
        found: Codes = codes.astype(np.min_scalar_type(int(codes.max())))[encoded.indices.to_numpy()]
        return found

    def _code(self, value: object) -> int:
        code = self._codes.setdefault(value, len(self._values))
        if code == len(self._values):
            self._values.append(value)
        return code

    def only(self, used: npt.NDArray[np.bool_]) -> Names:
        """Return these without the values, not even in memory, whose codes are not used."""
        kept = Names()
        kept._values = [value if use else None for value, use in zip(self._values, used, strict=True)]
        kept._codes = {value: code for value, code in self._codes.items() if used[code]}
        return kept


@dataclass(frozen=True, slots=True)
class Pairs:
    """Hold a column of lists: which place has which code, a line for each."""

    rows: Codes
    codes: Codes


@dataclass(frozen=True, slots=True)
class Slab:
    """Hold the mentions at up to `SLAB` places of the log."""

    first: int
    """The place in the log before its own first one."""
    earliest: int
    latest: int
    """When those that are there were published, in microseconds since 1970."""
    at: Rows
    flags: npt.NDArray[np.uint8]
    """Of `schema.Flag`; 0 where nothing is, or is no more."""
    codes: Mapping[str, Codes]
    lists: Mapping[str, Pairs]

    @property
    def size(self) -> int:
        """Return how much memory it takes, in bytes."""
        pairs = [each for column in self.lists.values() for each in (column.rows, column.codes)]
        arrays: list[Codes] = [self.at, self.flags, *self.codes.values(), *pairs]
        return sum(each.nbytes for each in arrays)


def slab_of(seq: int) -> int:
    """Return the number of the slab that a place in the log belongs to."""
    return (seq - 1) // SLAB


def redone(
    old: Slab | None, number: int, seqs: Sequence[int], table: pa.Table, names: Mapping[str, Names]
) -> Slab | None:
    """Return a slab in which the places `seqs` hold what `table` says; None where nothing is left in it.

    What the table does not have is gone. `old` is None where nothing was there; it is as it was afterwards.
    """
    first = number * SLAB
    gone = np.fromiter(seqs, np.int64, len(seqs)) - first - 1
    rows = table.column("seq").to_numpy() - first - 1
    size = max(len(old.at) if old else 0, int(rows.max(initial=-1)) + 1)
    gone = gone[gone < size]
    at = _placed(old.at if old else None, size, rows, table.column("at_us").to_numpy())
    flags = _placed(old.flags if old else None, size, gone, np.zeros(len(gone), np.uint8))
    flags[rows] = table.column("flags").to_numpy()
    there = at[flags != 0]
    if not len(there):
        return None
    if old is not None and not len(rows):
        return replace(old, flags=flags, earliest=int(there.min()), latest=int(there.max()))
    coded = {name: names[name].coded(table.column(name).combine_chunks()) for name in CODED}
    codes = {name: _placed(old.codes[name] if old else None, size, rows, each) for name, each in coded.items()}
    lists = {
        name: _paired(old.lists[name] if old else None, gone, rows, table.column(name).combine_chunks(), names[name])
        for name in LISTED
    }
    return Slab(first, int(there.min()), int(there.max()), at, flags, codes, lists)


def _placed(old: Codes | None, size: int, rows: Rows, values: Codes) -> Codes:
    """Return a copy of an array, of this size, with values put in; wider where they need it."""
    kind = values.dtype if old is None else np.promote_types(old.dtype, values.dtype)
    fresh: Codes = np.zeros(size, kind)
    if old is not None:
        fresh[: len(old)] = old
    fresh[rows] = values
    return fresh


def _paired(old: Pairs | None, gone: Rows, rows: Rows, column: pa.Array, names: Names) -> Pairs:
    """Return pairs without those of the places `gone`, and with those that a column of lists has."""
    came = rows[pc.list_parent_indices(column).to_numpy()].astype(np.uint16)
    codes = names.coded(pc.list_flatten(column))
    if old is None:
        return Pairs(came, codes)
    left = ~np.isin(old.rows, gone)
    return Pairs(np.concatenate((old.rows[left], came)), np.concatenate((old.codes[left], codes)))
