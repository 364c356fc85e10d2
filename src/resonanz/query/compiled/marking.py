"""Mark what a mention has: from its tokens, through the dictionary, to features and the queries they call up.

The annotations of machine code are left out: the compiler finds the types, and there is one for each argument.
Arguments named `batch`, `rules`, `work` and `found` are the arrays of `layout`.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from resonanz.query.compiled.jit import compiled, inlined
from resonanz.query.compiled.layout import (
    ANCHOR_COUNT,
    ANCHORS,
    CANDIDATES,
    CLOCK,
    ENTRY_COUNT,
    ENTRY_KEY,
    ENTRY_LIST,
    ENTRY_SIZE,
    FEATURE_FLAGS,
    FORM,
    GLOB,
    HEAD,
    KEY_PREFIX,
    LONGEST_PREFIX,
    NEEDS_FORM,
    OCCURRENCES,
    OVERFULL,
    POSITIONAL,
    QUERY_STAMP,
    RAW,
    SCOPE_MASK,
    SCOPE_SHIFT,
    SEEN,
    SIGN_MASK,
    SPECIAL,
    STAMP,
    STRICT_EQUAL,
    STRICT_PREFIX,
    TAIL,
    Hashes,
    Ints,
    Rules,
)
from resonanz.query.compiled.scan import END, FLAGS, KEY, KEY_SIZE, START, STRICT, STRICT_SIZE
from resonanz.query.folding import Char

_MARK: Final = int(Char.MARK)
_SEED: Final = np.uint64(0xCBF29CE484222325)
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(29)
_HALF: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)
_ONE: Final = np.uint64(1)
_NONE: Final = np.uint64(0)
_BIT: Final = np.uint64(58)
"""The highest six bits of a hash say which bit of a filter's number is meant."""


@inlined
def _mixed(hashed, mask):
    return ((hashed ^ (hashed >> _SHIFT)) * _FACTOR) & mask


@inlined
def _word_of(hashed, filters):
    return (hashed >> _HALF) & np.uint64(len(filters) - 1)


@compiled
def insert(slots: Hashes, filters: Hashes, rules: Rules, numbers: Ints) -> None:
    """Enter entries into an open-addressed table that has room for them, and its filter."""
    top = np.uint64(len(slots) - 1)
    for entry in numbers:
        hashed = _SEED
        start = rules.entries[entry, ENTRY_KEY]
        for at in range(start, start + rules.entries[entry, ENTRY_SIZE]):
            hashed = (hashed ^ np.uint64(rules.keys[at])) * _FACTOR
        filters[_word_of(hashed, filters)] |= _ONE << (hashed >> _BIT)
        mixed = _mixed(hashed, rules.hash_mask[0])
        place = (mixed >> _HALF) & top
        while slots[place] != _NONE:
            place = (place + _ONE) & top
        slots[place] = (mixed & ~_LOW) | np.uint64(entry + 1)


@inlined
def _entry(slots, hashed, keys, start, size, rules):
    """Return the entry of a string, -1 if there is none; equal hashes are confirmed character by character."""
    top = np.uint64(len(slots) - 1)
    mixed = _mixed(hashed, rules.hash_mask[0])
    place = (mixed >> _HALF) & top
    while slots[place] != _NONE:
        if (slots[place] ^ mixed) >> _HALF == _NONE:
            entry = np.int64(slots[place] & _LOW) - 1
            row = rules.entries[entry]
            if row[ENTRY_SIZE] == size and _same(rules.keys, row[ENTRY_KEY], keys, start, size):
                return entry
        place = (place + _ONE) & top
    return np.int64(-1)


@inlined
def _same(one, at, other, start, size):
    for index in range(size):
        if one[at + index] != other[start + index]:
            return False
    return True


@compiled
def _glob(pattern, text, classes):
    """Tell what `leaves.glob` tells."""
    at, index, star, mark = 0, 0, -1, 0
    while index < len(text):
        wanted = pattern[at] if at < len(pattern) else -1
        if wanted == 42:  # *
            star, mark = at, index
            at += 1
        elif wanted == 63:  # ?
            at += 1
            index += 1
            while index < len(text) and classes[text[index]] & 15 == _MARK:
                index += 1
        elif wanted == text[index]:
            at += 1
            index += 1
        elif star >= 0:
            mark += 1
            at, index = star + 1, mark
        else:
            return False
    while at < len(pattern) and pattern[at] == 42:
        at += 1
    return at == len(pattern)


@compiled
def _has_form(form, token, batch, rules):
    """Tell whether a token has what a feature asks beyond its key."""
    wanted = rules.forms[form]
    kind, start, size = wanted[0], wanted[1], wanted[2]
    row = batch.tokens[token]
    if kind == RAW:
        if row[END] - row[START] != size:
            return False
        for index in range(size):
            if np.int64(batch.codes[row[START] + index]) != rules.form_chars[start + index]:
                return False
        return True
    chars = rules.form_chars
    if kind == STRICT_EQUAL or kind == STRICT_PREFIX:
        fits = row[STRICT_SIZE] == size if kind == STRICT_EQUAL else row[STRICT_SIZE] >= size
        return fits and _same(chars, start, batch.stricts, row[STRICT], size)
    if kind == KEY_PREFIX:
        return row[KEY_SIZE] >= size and _same(chars, start, batch.keys, row[KEY], size)
    key = batch.keys[row[KEY] : row[KEY] + row[KEY_SIZE]]
    if kind == GLOB and _glob(chars[start : start + size], key, batch.classes):
        return True
    strict = batch.stricts[row[STRICT] : row[STRICT] + row[STRICT_SIZE]]
    return _glob(chars[wanted[3] : wanted[3] + wanted[4]], strict, batch.classes)


@inlined
def stamp(row, rules, work):
    """Note that the mention has a feature, and call up the queries that wait for it."""
    clock = work.state[CLOCK]
    row[STAMP] = clock
    row[SEEN] += 1
    row[HEAD] = -1
    begin = row[ANCHORS]
    for index in range(begin, begin + row[ANCHOR_COUNT]):
        query = rules.anchors[index]
        if rules.queries[query, QUERY_STAMP] != clock:
            rules.queries[query, QUERY_STAMP] = clock
            work.candidates[work.state[CANDIDATES]] = query
            work.state[CANDIDATES] += 1


@inlined
def _add_occurrence(row, token, work):
    number = work.state[OCCURRENCES]
    if number == len(work.tokens):
        work.state[OVERFULL] = 1
        return
    work.state[OCCURRENCES] = number + 1
    work.tokens[number] = token
    work.following[number] = -1
    if row[HEAD] < 0:
        row[HEAD] = number
    else:
        work.following[row[TAIL]] = number
    row[TAIL] = number


@inlined
def _mark(feature, token, batch, rules, work):
    row = rules.features[feature]
    flags = row[FEATURE_FLAGS]
    having = batch.tokens[token, FLAGS]
    if not (flags >> SCOPE_SHIFT) & (having >> SCOPE_SHIFT) & SCOPE_MASK:
        return
    if flags & SPECIAL:
        if flags & SIGN_MASK and flags & SIGN_MASK != having & SIGN_MASK:
            return
        if flags & NEEDS_FORM and not _has_form(row[FORM], token, batch, rules):
            return
    if row[STAMP] != work.state[CLOCK]:
        stamp(row, rules, work)
    if flags & POSITIONAL:
        _add_occurrence(row, token, work)


@inlined
def _mark_all(entry, token, batch, rules, work):
    begin = rules.entries[entry, ENTRY_LIST]
    for index in range(begin, begin + rules.entries[entry, ENTRY_COUNT]):
        _mark(rules.lists[index], token, batch, rules, work)


@inlined
def _mark_token(token, batch, rules, work):
    """Mark every feature that a token has."""
    start = batch.tokens[token, KEY]
    size = batch.tokens[token, KEY_SIZE]
    sizes = rules.prefix_sizes[0]
    hashed = _SEED
    for index in range(size):
        hashed = (hashed ^ np.uint64(batch.keys[start + index])) * _FACTOR
        if index < LONGEST_PREFIX and (sizes >> np.uint64(index + 1)) & _ONE:
            word = rules.prefix_filter[_word_of(hashed, rules.prefix_filter)]
            if (word >> (hashed >> _BIT)) & _ONE:
                entry = _entry(rules.prefixes, hashed, batch.keys, start, index + 1, rules)
                if entry >= 0:
                    _mark_all(entry, token, batch, rules, work)
    entry = _entry(rules.words, hashed, batch.keys, start, size, rules)
    if entry >= 0:
        _mark_all(entry, token, batch, rules, work)
    for index in range(rules.everywhere[0]):
        _mark(rules.everywhere[index + 1], token, batch, rules, work)


@inlined
def mark_mention(mention, batch, rules, work):
    """Mark all features of a mention."""
    work.state[CLOCK] += 1
    work.state[OCCURRENCES] = 0
    work.state[CANDIDATES] = 0
    work.state[OVERFULL] = 0
    for field in range(batch.sets.shape[0]):
        number = batch.sets[field, mention]
        for index in range(rules.set_starts[number], rules.set_starts[number + 1]):
            row = rules.features[rules.set_features[index]]
            if row[STAMP] != work.state[CLOCK]:
                stamp(row, rules, work)
    begin = batch.ends[mention * batch.per - 1] if mention else np.int64(0)
    for token in range(begin, batch.ends[(mention + 1) * batch.per - 1]):
        _mark_token(token, batch, rules, work)
