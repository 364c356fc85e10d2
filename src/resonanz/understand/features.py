"""Texts as sparse numbers a model can learn from: words, pairs of words, and runs of letters within words.

Every feature is hashed into a fixed number of columns, so that there is no vocabulary to keep, and a word never seen
before still shares its letters with words that were. Beside them stand, if wanted, what our rules read from the text:
few numbers, but the ones a model with fifty examples lives on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numba
import numpy as np
from numpy.typing import NDArray

from resonanz.understand.lexicon import Role, lexicon
from resonanz.understand.plain import Plain
from resonanz.understand.reading import read
from resonanz.understand.sentiment import feeling

Array: TypeAlias = NDArray[Any]

WORD_COLUMNS: Final = 1 << 17
LETTER_COLUMNS: Final = 1 << 18
RULE_COLUMNS: Final = 16
"""Room for what our rules read."""
COLUMNS: Final = WORD_COLUMNS + LETTER_COLUMNS + RULE_COLUMNS
RULE_WEIGHT: Final = 0.5
"""How much a number that our rules read weighs beside the words."""
SHORTEST_RUN: Final = 2
LONGEST_RUN: Final = 5


@dataclass(frozen=True, slots=True)
class Sparse:
    """Hold rows of which most values are zero: row r has `columns[begins[r]:begins[r + 1]]`, ascending."""

    begins: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.begins) - 1

    def rows(self, wanted: NDArray[np.int64]) -> Sparse:
        """Return some of the rows, in the order wanted."""
        lengths = np.diff(self.begins)[wanted]
        begins = np.concatenate(([0], np.cumsum(lengths)))
        places = np.repeat(self.begins[:-1][wanted] - begins[:-1], lengths) + np.arange(begins[-1])
        return Sparse(begins, self.columns[places], self.values[places])


def grams(texts: Sequence[Plain]) -> Sparse:
    """Return 1 + log(count) of every word, pair of words and run of letters."""
    joined = [" " + " ".join(text.tokens) + " " for text in texts]
    letters = [np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32) for text in joined]
    ends = np.cumsum(np.fromiter(map(len, letters), dtype=np.int64, count=len(letters)))
    begins, columns, values = _grams(np.concatenate(letters) if letters else np.empty(0, np.uint32), ends)
    return Sparse(begins, columns, values)


def rarity(counted: Sparse) -> NDArray[np.float32]:
    """Return how rare each column is among the rows: log((1 + n) / (1 + rows with it)) + 1, as in tf-idf."""
    rows_with = np.bincount(counted.columns, minlength=COLUMNS)
    rare = np.log((1 + len(counted)) / (1 + rows_with)) + 1
    return np.asarray(rare, dtype=np.float32)


def weighed(counted: Sparse, rare: NDArray[np.float32]) -> Sparse:
    """Return the rows weighed by rarity, words and letters of each row scaled to length one."""
    values = counted.values * rare[counted.columns]
    _scale(counted.begins, counted.columns, values)
    return Sparse(counted.begins, counted.columns, values)


def with_rules(rows: Sparse, numbers: NDArray[np.float32]) -> Sparse:
    """Return the rows with what our rules read of each text, shape (rows, at most RULE_COLUMNS), added at the end."""
    many = numbers.shape[1]
    ends = rows.begins[1:]
    places = np.repeat(ends, many)
    columns = np.tile(np.arange(many, dtype=np.int32) + (WORD_COLUMNS + LETTER_COLUMNS), len(rows))
    return Sparse(
        rows.begins + many * np.arange(len(rows) + 1),
        np.insert(rows.columns, places, columns),
        np.insert(rows.values, places, numbers.ravel() * np.float32(RULE_WEIGHT)),
    )


def rule_numbers(texts: Sequence[Plain], langs: Sequence[str]) -> NDArray[np.float32]:
    """Return what our rules read of each text, squeezed into -1..1; `langs` says whose rules read it."""
    rows = [_numbers(text, lang) for text, lang in zip(texts, langs, strict=True)]
    found = np.array(rows, dtype=np.float32).reshape(len(rows), -1)
    return np.asarray(found / (1 + np.abs(found)), dtype=np.float32)


def _numbers(text: Plain, lang: str) -> tuple[float, ...]:
    reading = read(text, lexicon(lang))
    wants = reading.count(Role.REQUEST) + reading.count(Role.WISH) + reading.count(Role.REQUEST_START)
    return (
        feeling(text, reading),
        max(feeling(text, reading), 0.0) * 2,
        max(-feeling(text, reading), 0.0) * 2,
        reading.positive,
        reading.negative,
        float(reading.asked),
        float(reading.asked_silently),
        float(reading.broken),
        float(reading.exclaimed),
        float(wants),
        float(reading.count(Role.THANKS)),
        float(reading.count(Role.ME)),
        float(reading.count(Role.NEWS)),
        float(text.links),
        text.words / 30.0,
    )


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _mixed(hashed: np.uint64) -> np.uint64:
    hashed ^= hashed >> np.uint64(33)
    hashed *= np.uint64(0xFF51AFD7ED558CCD)
    return hashed ^ (hashed >> np.uint64(29))


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _text_grams(letters: Array, found: Array) -> int:
    """Write the column of every gram of one text, that begins and ends with a space, into `found`; return how many."""
    many = 0
    before = np.uint64(0)
    word = np.uint64(0xCBF29CE484222325)
    for place in range(len(letters)):
        run = np.uint64(0x9AE16A3B2F90404F)
        for length in range(min(LONGEST_RUN, len(letters) - place)):
            letter = letters[place + length]
            run = (run ^ np.uint64(letter)) * np.uint64(0x100000001B3)
            if length + 1 >= SHORTEST_RUN:
                found[many] = WORD_COLUMNS + (_mixed(run + np.uint64(length)) & np.uint64(LETTER_COLUMNS - 1))
                many += 1
            if letter == 32 and length > 0:
                break  # a run ends where its word does
        if letters[place] != 32:
            word = (word ^ np.uint64(letters[place])) * np.uint64(0x100000001B3)
        elif place > 0:
            found[many] = _mixed(word) & np.uint64(WORD_COLUMNS - 1)
            found[many + 1] = _mixed(word + before * np.uint64(31)) & np.uint64(WORD_COLUMNS - 1)
            many += 2
            before = word
            word = np.uint64(0xCBF29CE484222325)
    return many


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _grams(letters: Array, ends: Array) -> tuple[Array, Array, Array]:
    begins = np.zeros(len(ends) + 1, dtype=np.int64)
    columns = np.empty(len(letters) * (LONGEST_RUN + 1), dtype=np.int32)
    values = np.empty(len(letters) * (LONGEST_RUN + 1), dtype=np.float32)
    begin = total = 0
    for text in range(len(ends)):
        length = ends[text] - begin
        found = np.empty(length * (LONGEST_RUN + 1), dtype=np.int32)
        many = _text_grams(letters[begin : ends[text]], found)
        begin = ends[text]
        ordered = np.sort(found[:many])
        place = 0
        while place < many:
            after = place
            while after < many and ordered[after] == ordered[place]:
                after += 1
            columns[total] = ordered[place]
            values[total] = 1.0 + np.log(after - place)
            total += 1
            place = after
        begins[text + 1] = total
    return begins, columns[:total].copy(), values[:total].copy()


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _scale(begins: Array, columns: Array, values: Array) -> None:
    for row in range(len(begins) - 1):
        words = letters = 0.0
        for place in range(begins[row], begins[row + 1]):
            square = values[place] * values[place]
            if columns[place] < WORD_COLUMNS:
                words += square
            else:
                letters += square
        for place in range(begins[row], begins[row + 1]):
            values[place] /= np.sqrt(words if columns[place] < WORD_COLUMNS else letters)
