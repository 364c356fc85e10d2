"""Find exact characters in texts: `raw:"AT&T"`. Annotations and arguments are as in `marking`."""

from __future__ import annotations

from typing import Final

import numpy as np

from resonanz.query.compiled.jit import compiled
from resonanz.query.compiled.scan import END, START
from resonanz.query.folding import Char

_SPACE: Final = int(Char.SPACE)
_LINE: Final = int(Char.LINE)
_ZERO_WIDTH: Final = 0x200B


@compiled
def _bounds(token, mention, batch):
    """Return where the text of a token begins and ends."""
    text = mention * batch.per
    while batch.ends[text] <= token:
        text += 1
    begin = batch.text_ends[text - 1] if text else np.int64(0)
    return begin, batch.text_ends[text]


@compiled
def _cuts_before(token, start, batch):
    return token > 0 and start < batch.tokens[token - 1, END] and batch.tokens[token - 1, START] < start


@compiled
def _cuts_behind(token, end, mention, batch):
    last = batch.ends[(mention + 1) * batch.per - 1]
    while token < last and batch.tokens[token, START] < end:
        if batch.tokens[token, END] > end:
            return True
        token += 1
    return False


@compiled
def _is_space(code, classes):
    kind = classes[code] & 15
    return (kind == _SPACE or kind == _LINE) and code != _ZERO_WIDTH


@compiled
def _literal_end(at, start, stop, batch, rules):
    """Return where the literal that begins at `start` ends, -1 if it is not there; a space takes any white space."""
    index = start
    for place in range(at + 3, at + 3 + rules.items[at + 2]):
        wanted = rules.items[place]
        if wanted == 32:
            begun = index
            while index < stop and _is_space(batch.codes[index], batch.classes):
                index += 1
            if index == begun:
                return np.int64(-1)
        elif index < stop and np.int64(batch.codes[index]) == wanted:
            index += 1
        else:
            return np.int64(-1)
    return np.int64(index)


@compiled
def literal(at, occurrence, mention, batch, rules, work):
    """Tell whether a text has exactly these characters, neither end within a token."""
    while occurrence >= 0:
        token = work.tokens[occurrence]
        start = batch.tokens[token, START] - rules.items[at + 1]
        begin, stop = _bounds(token, mention, batch)
        if start >= begin and not _cuts_before(token, start, batch):
            end = _literal_end(at, start, stop, batch, rules)
            if end >= 0 and not _cuts_behind(token, end, mention, batch):
                return np.int64(1)
        occurrence = np.int64(work.following[occurrence])
    return np.int64(0)
