"""The features that queries are made of, and the dictionary that tells which of them a token has.

A feature is shared by all queries that ask for the same thing. It is never taken back while the matcher lives:
a rebuild (`Matcher` does one when most is dead) begins with none.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from resonanz.query.compiled.growing import Growing, Lists
from resonanz.query.compiled.layout import (
    ENTRY_COLUMNS,
    ENTRY_COUNT,
    ENTRY_LIST,
    FEATURE_COLUMNS,
    FEATURE_FLAGS,
    FORM,
    FORM_COLUMNS,
    GLOB,
    KEY_PREFIX,
    LONGEST_PREFIX,
    NEEDS_FORM,
    POSITIONAL,
    RAW,
    SCOPE_SHIFT,
    SEEN,
    STRICT_EQUAL,
    STRICT_GLOB,
    STRICT_PREFIX,
    Hashes,
)
from resonanz.query.folding import key_of_strict
from resonanz.query.frequent import FREQUENT
from resonanz.query.leaves import Mode, Slot

_SIGNS: Final = {"": 0, "#": 1, "@": 2, "$": 3}

_FILTERED: Final = 16
"""Places of a table for each number of its filter: four bits a place."""
_TRUST: Final = 200.0
"""How many mentions a guess weighs as much as."""

Asked = tuple[object, ...]
"""What tells features apart."""


class Dictionary:
    """Map strings to entries, for whole words or for prefixes."""

    def __init__(self) -> None:
        self._entries: dict[str, int] = {}
        self.fresh: list[int] = []
        """Entries that are not in the table yet."""
        self.table: Hashes = np.zeros(1024, np.uint64)
        self.filter: Hashes = np.zeros(1024 // _FILTERED, np.uint64)
        """Bits of which one is set for each entry, to tell of most strings that they are not in the table."""
        self.sizes = 0
        """Bit n is set where strings of n characters exist."""

    def entry(self, key: str, features: Features) -> int:
        """Return the entry of a string, made when there is none."""
        entry = self._entries.get(key)
        if entry is None:
            entry = self._entries[key] = features.add_entry(key)
            self.fresh.append(entry)
            self.sizes |= 1 << len(key) if len(key) <= LONGEST_PREFIX else 0
        return entry

    def make_room(self) -> None:
        """Make room for the fresh entries; a table that grows is emptied, and all entries are fresh again."""
        wanted = 2 * len(self._entries)
        if len(self.table) >= wanted:
            return
        size = len(self.table)
        while size < 2 * wanted:
            size *= 2
        self.table = np.zeros(size, np.uint64)
        self.filter = np.zeros(size // _FILTERED, np.uint64)
        self.fresh = list(self._entries.values())


class Features:
    """Keep features and what they are found by."""

    def __init__(self) -> None:
        self.rows = Growing(FEATURE_COLUMNS)
        self.entries = Growing(ENTRY_COLUMNS)
        self.keys = Growing()
        self.lists = Lists(self.entries, ENTRY_LIST, ENTRY_COUNT)
        self.forms = Growing(FORM_COLUMNS)
        self.form_chars = Growing()
        self.words = Dictionary()
        self.prefixes = Dictionary()
        self.everywhere: list[int] = []
        self.scopes = 0
        """Bits of all fields that are looked at."""
        self._known: dict[Asked, int] = {}
        self._guesses: list[float] = []
        self.rarity: list[float] = []
        """For each feature, in how many mentions out of one it is expected."""

    def add_entry(self, key: str) -> int:
        """Append a string to the dictionary."""
        start = self.keys.extend([ord(char) for char in key])
        return self.entries.add((start, len(key), 0, 0))

    def of_slot(self, slot: Slot, scope: int) -> int:
        """Return the feature of a token that fills a slot in these fields."""
        asked = (slot.forms, slot.mode, slot.sign, slot.strict, scope)
        feature = self._known.get(asked)
        if feature is None:
            feature = self._known[asked] = self._make(slot, scope)
        return feature

    def of_exact(self, literal: str, key: str, scope: int) -> int:
        """Return the feature of a token that is written exactly so."""
        asked = (literal, scope)
        feature = self._known.get(asked)
        if feature is None:
            form = self._form(RAW, literal)
            feature = self._known[asked] = self._add(scope, 0, form, guess(key))
            self.lists.append(self.words.entry(key, self), feature)
        return feature

    def of_field(self, asked: Asked) -> tuple[int, bool]:
        """Return the feature of a value of a field, and whether it is new."""
        feature = self._known.get(asked)
        if feature is not None:
            return feature, False
        self._known[asked] = feature = self._add(0, 0, None, 0.2)
        return feature, True

    def needs_places(self, feature: int) -> None:
        """Have the occurrences of a feature kept."""
        self.rows.array[feature, FEATURE_FLAGS] |= POSITIONAL

    def weigh(self, seen: int) -> None:
        """Set how rare features are, by what the stream has shown in so many mentions and by guess."""
        guesses = np.array(self._guesses)
        shown = self.rows.array[: self.rows.size, SEEN]
        self.rarity = ((shown + guesses * _TRUST) / (seen + _TRUST)).tolist()

    def _add(self, scope: int, sign: int, form: int | None, expected: float) -> int:
        flags = (scope << SCOPE_SHIFT) | sign | (0 if form is None else NEEDS_FORM)
        row = [0] * FEATURE_COLUMNS
        row[FEATURE_FLAGS], row[FORM] = flags, form or 0
        self._guesses.append(expected)
        self.rarity.append(expected)
        self.scopes |= scope
        return self.rows.add(row)

    def _form(self, kind: int, first: str, second: str = "") -> int:
        starts = [self.form_chars.extend([ord(char) for char in text]) for text in (first, second)]
        return self.forms.add((kind, starts[0], len(first), starts[1], len(second)))

    def _make(self, slot: Slot, scope: int) -> int:
        sign = _SIGNS[slot.sign]
        if slot.mode is Mode.EQUAL:
            return self._make_word(slot, scope, sign)
        return self._make_pattern(slot, scope, sign)

    def _make_word(self, slot: Slot, scope: int, sign: int) -> int:
        keys = [key_of_strict(form) for form in slot.forms] if slot.strict else list(slot.forms)
        form = self._form(STRICT_EQUAL, slot.forms[0]) if slot.strict else None
        expected = min(1.0, sum(guess(key) for key in keys)) * (0.1 if sign else 1.0)
        feature = self._add(scope, sign, form, expected)
        for key in keys:
            self.lists.append(self.words.entry(key, self), feature)
        return feature

    def _make_pattern(self, slot: Slot, scope: int, sign: int) -> int:
        pattern = slot.forms[0]
        fixed = pattern if slot.mode is Mode.PREFIX else _fixed(pattern)
        fixed = key_of_strict(fixed)
        feature = self._add(scope, sign, self._pattern_form(slot, fixed), min(1.0, 4 * guess(fixed)))
        if fixed:
            self.lists.append(self.prefixes.entry(fixed[:LONGEST_PREFIX], self), feature)
        else:
            self.everywhere.append(feature)
        return feature

    def _pattern_form(self, slot: Slot, fixed: str) -> int | None:
        if slot.mode is Mode.GLOB:
            return self._form(STRICT_GLOB if slot.strict else GLOB, *slot.forms)
        if slot.strict:
            return self._form(STRICT_PREFIX, slot.forms[0])
        return self._form(KEY_PREFIX, fixed) if len(fixed) > LONGEST_PREFIX else None


def _fixed(pattern: str) -> str:
    ends = [at for wildcard in "*?" if (at := pattern.find(wildcard)) >= 0]
    return pattern[: min(ends)] if ends else pattern


def guess(key: str) -> float:
    """Return a first idea of how many mentions out of one have a word: by its length, until the stream tells."""
    if key in FREQUENT:
        return 0.3
    if not key.isascii():
        return 0.01
    return 0.04 * 0.6 ** min(len(key), 12)
