"""The arrays that queries are kept in, as the builder writes them and the machine code reads them.

A *feature* is something one token, or one field, has or has not: a word, a prefix, an exact form, a value.
A query is a *programme* over features: instructions of five numbers, `operation, argument, next if true,
next if false, next if unknown`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Hashes = npt.NDArray[np.uint64]

# columns of an entry: a string of the dictionary, and the features it calls up
ENTRY_KEY: Final = 0
ENTRY_SIZE: Final = 1
ENTRY_LIST: Final = 2
ENTRY_COUNT: Final = 3
ENTRY_COLUMNS: Final = 4

# columns of a feature
STAMP: Final = 0
"""Number of the mention that has it."""
HEAD: Final = 1
TAIL: Final = 2
"""First and last of its occurrences in that mention."""
FEATURE_FLAGS: Final = 3
ANCHORS: Final = 4
ANCHOR_COUNT: Final = 5
"""Queries that it calls up."""
SEEN: Final = 6
"""How many mentions had it."""
FORM: Final = 7
FEATURE_COLUMNS: Final = 8

# flags of a feature; the bits of its fields stand above SCOPE_SHIFT
SIGN_MASK: Final = 3
NEEDS_FORM: Final = 4
SPECIAL: Final = 7
"""Any of these set: more than the key must be looked at."""
SCOPE_SHIFT: Final = 8
SCOPE_MASK: Final = 0xFF
POSITIONAL: Final = 1 << 16

# what a form is compared with
STRICT_EQUAL: Final = 0
STRICT_PREFIX: Final = 1
RAW: Final = 2
KEY_PREFIX: Final = 3
GLOB: Final = 4
"""The key fits the first pattern or the strict form the second."""
STRICT_GLOB: Final = 5
FORM_COLUMNS: Final = 5
"""Kind, and where its two strings are: start, size, start, size."""

# operations
HAS: Final = 0
ANY: Final = 1
NUMBER: Final = 2
ROW: Final = 3
NEAR: Final = 4
COUNT: Final = 5
LITERAL: Final = 6
MAYBE: Final = 7
WIDTH: Final = 5

MATCH: Final = -1
FAIL: Final = -2

UNSURE: Final = 2
"""What a programme answers besides 0 and 1."""

SEGMENTS: Final = 1 | 2 | 8 | 16
"""Scope bits of which a token has exactly one: title, text, bio, parent."""

# places in the state of a run
CLOCK: Final = 0
"""Number of the mention, over all batches."""
OCCURRENCES: Final = 1
CANDIDATES: Final = 2
OVERFULL: Final = 3
"""There were more occurrences than room, so that nothing about places can be decided."""
FOUND: Final = 4
USED: Final = 5

QUERY_STAMP: Final = 0
QUERY_START: Final = 1
QUERY_COLUMNS: Final = 2

LONGEST_PREFIX: Final = 63
"""Prefixes are looked up by at most so many characters; longer ones are compared as forms."""


class Batch(NamedTuple):
    """Hold what is matched: the tokens of a batch, and what its fields have."""

    tokens: Ints
    keys: Ints
    stricts: Ints
    ends: Longs
    codes: npt.NDArray[np.uint32]
    text_ends: Longs
    classes: npt.NDArray[np.uint8]
    per: int
    """Texts a mention has."""
    sets: Ints
    """For each field and mention: which set of features the field's values have."""
    numbers: Floats
    """For each number and mention: the number, NaN when unknown."""


class Rules(NamedTuple):
    """Hold all queries."""

    words: Hashes
    prefixes: Hashes
    """Open-addressed tables: upper half of the hash, and the entry's number + 1."""
    prefix_filter: Hashes
    """Bits of which one is set for each prefix."""
    prefix_sizes: Hashes
    """One number: bit n is set where prefixes of n characters exist."""
    hash_mask: Hashes
    """One number: which bits of a hash count (all, but in tests of collisions)."""
    entries: Ints
    keys: Ints
    lists: Ints
    everywhere: Ints
    """Features that every token must be tried for; the first number says how many."""
    set_starts: Ints
    set_features: Ints
    features: Ints
    anchors: Ints
    forms: Ints
    form_chars: Ints
    queries: Ints
    programme: Ints
    items: Ints
    tests: Ints
    bounds: Floats
    always: Ints
    """Queries that every mention must be tried for; the first number says how many."""


class Work(NamedTuple):
    """Hold what changes while a batch is matched."""

    state: Longs
    tokens: Ints
    following: Ints
    """Occurrences: their token, and the next occurrence of the same feature."""
    candidates: Ints
    cursors: Ints
    spans: Ints
    """Four rows: first and last tokens of the left and of the right side of a NEAR."""


class Found(NamedTuple):
    """Hold the matches of a batch."""

    queries: Ints
    unsure: npt.NDArray[np.bool_]
    """Whether the evaluator must confirm the match."""
    ends: Longs
