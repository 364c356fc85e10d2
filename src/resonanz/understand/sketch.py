"""Compiled loops behind `duplicates`: MinHash sketches, a bounded index of their bands, exact comparison.

The index never deletes. Entries carry a running number, a chain leads from the newest to the oldest, and a number that
fell out of the window ends the chain: the place it had in the ring belongs to somebody else by then.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numba
import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

SHINGLE: Final = 5
"""Characters of one shingle."""
ROWS: Final = 4
BANDS: Final = 32
HASHES: Final = ROWS * BANDS
MOST: Final = 16
"""Candidates that are compared with one text."""

_FACTORS: Final = (np.arange(1, HASHES + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(32)).astype(
    np.uint32
) | np.uint32(1)
"""Odd multipliers, spread by the golden ratio: one hash function each."""


def points(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text without lone surrogates."""
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def band_keys(texts: list[NDArray[np.uint32]]) -> NDArray[np.uint32]:
    """Return the keys of each text's bands, shape (texts, BANDS)."""
    ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)))
    keys = np.empty((len(texts), BANDS), dtype=np.uint32)
    if texts:
        _band_keys(np.concatenate(texts), ends, _FACTORS, keys)
    return keys


class BandIndex:
    """Remember the band keys of the last `window` texts; memory is fixed when it is made."""

    def __init__(self, window: int) -> None:
        self.window = window
        self.newest = -1
        """Running number of the newest text."""
        buckets = 1 << max((window * BANDS).bit_length() - 1, 10)
        self._heads = np.full(buckets, -1, dtype=np.int64)
        self._before = np.full((window, BANDS), -1, dtype=np.int64)

    def near(self, keys: NDArray[np.uint32]) -> list[int]:
        """Return the running numbers of texts that share bands, those that share most first."""
        found = np.zeros((2, MOST), dtype=np.int64)
        many = _near(keys, self._heads, self._before, self.newest, found)
        if many == 0:
            return []
        numbers, shared = found[:, :many]
        return [int(number) for number in numbers[np.lexsort((numbers, -shared))]]

    def add(self, keys: NDArray[np.uint32]) -> int:
        """Remember a text; return its running number."""
        self.newest += 1
        _add(keys, self._heads, self._before, self.newest)
        return self.newest


def resemblance(one: Array, other: Array) -> float:
    """Return the Jaccard coefficient of the shingles of two texts' `points`, 0..1."""
    return float(_jaccard(one, other))


def similarity(one: Array, other: Array) -> float:
    """Return which share of both texts' `points` stands in their longest common subsequence, 0..1."""
    return float(2 * _common(one, other) / max(len(one) + len(other), 1))


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _shingle(letters: Array, place: int) -> np.uint32:
    """Return a hash of the shingle that begins at `place`."""
    mixed = np.uint64(0xCBF29CE484222325)
    for offset in range(SHINGLE):
        mixed = (mixed ^ np.uint64(letters[place + offset])) * np.uint64(0x100000001B3)
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xFF51AFD7ED558CCD)
    return np.uint32((mixed >> np.uint64(32)) & np.uint64(0xFFFFFFFF))


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _band_keys(letters: Array, ends: Array, factors: Array, keys: Array) -> None:
    least = np.empty(HASHES, dtype=np.uint32)
    begin = 0
    for text in range(len(ends)):
        least[:] = np.uint32(0xFFFFFFFF)
        for place in range(begin, ends[text] - SHINGLE + 1):
            shingle = _shingle(letters, place)
            for number in range(HASHES):
                hashed = np.uint32(shingle * factors[number])
                hashed ^= hashed >> np.uint32(15)
                hashed = np.uint32(hashed * np.uint32(0x2C1B3C6D))
                least[number] = min(least[number], hashed)
        begin = ends[text]
        for band in range(BANDS):
            key = np.uint32(band * 0x01000193)
            for row in range(ROWS):
                key = np.uint32((key ^ least[band * ROWS + row]) * np.uint32(0x85EBCA6B))
                key ^= key >> np.uint32(13)
            keys[text, band] = key


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _near(keys: Array, heads: Array, before: Array, newest: int, found: Array) -> int:
    window = before.shape[0]
    mask = len(heads) - 1
    many = 0
    for band in range(BANDS):
        number = heads[keys[band] & mask]
        steps = 0
        while number >= 0 and number > newest - window and steps < MOST:
            steps += 1
            place = 0
            while place < many and found[0, place] != number:
                place += 1
            if place < MOST:
                found[0, place] = number
                found[1, place] += 1
                many = max(many, place + 1)
            number = before[number % window, band]
    return many


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _add(keys: Array, heads: Array, before: Array, number: int) -> None:
    place = number % before.shape[0]
    mask = len(heads) - 1
    for band in range(BANDS):
        bucket = keys[band] & mask
        before[place, band] = heads[bucket]
        heads[bucket] = number


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _jaccard(one: Array, other: Array) -> float:
    size = 64
    while size < 2 * (len(one) + len(other)):
        size *= 2
    hashes = np.empty(size, dtype=np.uint32)
    members = np.zeros(size, dtype=np.uint8)
    together = common = 0
    for side in (1, 2):
        letters = one if side == 1 else other
        for place in range(len(letters) - SHINGLE + 1):
            shingle = _shingle(letters, place)
            slot = int(shingle) & (size - 1)
            while members[slot] and hashes[slot] != shingle:
                slot = (slot + 1) & (size - 1)
            if members[slot] == 0:
                hashes[slot] = shingle
                members[slot] = side
                together += 1
            elif members[slot] == 1 and side == 2:
                members[slot] = 3
                common += 1
    return common / together if together else 0.0


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _common(one: Array, other: Array) -> int:
    """Return the length of the longest common subsequence.

    Hyyrö's bit-parallel method (2004): one bit for each letter of `one`, 64 letters at a time.
    """
    words = (len(one) + 63) // 64
    letters = np.unique(one)
    masks = np.zeros((len(letters), words), dtype=np.uint64)
    for place in range(len(one)):
        masks[np.searchsorted(letters, one[place]), place // 64] |= np.uint64(1) << np.uint64(place % 64)
    rows = np.full(words, np.uint64(0xFFFFFFFFFFFFFFFF), dtype=np.uint64)
    for letter in other:
        index = np.searchsorted(letters, letter)
        if index == len(letters) or letters[index] != letter:
            continue
        carry = np.uint64(0)
        for word in range(words):
            row = rows[word]
            met = row & masks[index, word]
            total = row + met
            overflow = np.uint64(1) if total < row else np.uint64(0)
            total += carry
            if total < carry:
                overflow = np.uint64(1)
            rows[word] = total | (row & ~met)
            carry = overflow
    missing = 0
    for place in range(len(one)):
        if rows[place // 64] >> np.uint64(place % 64) & np.uint64(1):
            missing += 1
    return len(one) - missing
