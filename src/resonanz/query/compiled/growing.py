"""Arrays that grow, and many short lists kept in one array: adding is cheap, nothing is rebuilt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt


class Growing:
    """Hold rows in an array that doubles when it is full."""

    def __init__(self, columns: int = 0, dtype: npt.DTypeLike = np.int32) -> None:
        self._columns = columns
        self._array: npt.NDArray[Any] = np.zeros((64, columns) if columns else 64, dtype)
        self.size = 0

    @property
    def array(self) -> npt.NDArray[Any]:
        """Return the rows; what stands behind `size` means nothing."""
        return self._array

    def add(self, row: float | Sequence[float]) -> int:
        """Append one row; return its number."""
        self._reserve(1)
        self._array[self.size] = row
        self.size += 1
        return self.size - 1

    def extend(self, values: Sequence[float]) -> int:
        """Append rows; return the number of the first."""
        self._reserve(len(values))
        first = self.size
        if len(values):
            self._array[first : first + len(values)] = values
        self.size += len(values)
        return first

    def skip(self, count: int) -> int:
        """Append rows without meaning; return the number of the first."""
        self._reserve(count)
        self.size += count
        return self.size - count

    def _reserve(self, count: int) -> None:
        capacity = len(self._array)
        if self.size + count <= capacity:
            return
        while capacity < self.size + count:
            capacity *= 2
        grown = np.zeros((capacity, self._columns) if self._columns else capacity, self._array.dtype)
        grown[: self.size] = self._array[: self.size]
        self._array = grown


class Lists:
    """Hold many lists of numbers; where each begins and how long it is stands in columns of another array."""

    def __init__(self, owners: Growing, start: int, count: int) -> None:
        self._owners = owners
        self._start = start
        self._count = count
        self._room: list[int] = []
        self.pool = Growing()

    def append(self, owner: int, value: int) -> None:
        """Append a number to the list of an owner."""
        while len(self._room) <= owner:
            self._room.append(0)
        row = self._owners.array[owner]
        count = int(row[self._count])
        if count == self._room[owner]:
            self._move(owner, count)
            row = self._owners.array[owner]
        self.pool.array[row[self._start] + count] = value
        row[self._count] = count + 1

    def remove(self, owner: int, value: int) -> None:
        """Take a number out of the list of an owner; the order of the others may change."""
        row = self._owners.array[owner]
        start, count = int(row[self._start]), int(row[self._count])
        members = self.pool.array[start : start + count]
        place = int(np.flatnonzero(members == value)[0])
        members[place] = members[count - 1]
        row[self._count] = count - 1

    def _move(self, owner: int, count: int) -> None:
        """Give a full list twice the room at the end of the pool."""
        room = max(2, 2 * count)
        start = self.pool.skip(room)
        row = self._owners.array[owner]
        begin = int(row[self._start])
        self.pool.array[start : start + count] = self.pool.array[begin : begin + count]
        row[self._start] = start
        self._room[owner] = room
