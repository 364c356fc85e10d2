"""Cut a batch of texts into tokens, as `resonanz.query.tokens` does, in machine code.

Annotations are left out where the compiler finds the types. `scan` holds all arrays; positions are places in the
codes of the whole batch. Sentences are not numbered here: what asks for them is confirmed by the evaluator.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from resonanz.query.compiled.chars import ENDS_URL, TRIMMED, UNKNOWN, Chars
from resonanz.query.compiled.jit import compiled, inlined
from resonanz.query.compiled.layout import SCOPE_SHIFT
from resonanz.query.folding import MAX_KEY, Char

# columns of a token
START: Final = 0
END: Final = 1
KEY: Final = 2
KEY_SIZE: Final = 3
STRICT: Final = 4
STRICT_SIZE: Final = 5
FLAGS: Final = 6
TOKEN_COLUMNS: Final = 7

# flags of a token: its sign, and the bits of its fields above SCOPE_SHIFT
HASH: Final = 1
AT: Final = 2
CASH: Final = 3
GLUED: Final = 4
IDEOGRAPH: Final = 8

# places in the cursor
_TOKENS: Final = 0
_KEYS: Final = 1
_STRICTS: Final = 2
_KEY_LIMIT: Final = 3
_STRICT_LIMIT: Final = 4
_BASE: Final = 5
_PREVIOUS: Final = 6
_BEGIN: Final = 7
_STOP: Final = 8
"""Where the text begins and ends."""
_REACH: Final = 9
"""Where the last token ended, ignored characters included."""
_NEXT: Final = 10
_FLAGS: Final = 11
_PLACES: Final = 12

_LINE: Final = int(Char.LINE)
_WORD: Final = int(Char.WORD)
_MARK: Final = int(Char.MARK)
_FLAG: Final = int(Char.FLAG)
_SIGN: Final = int(Char.SIGN)
_EMOJI: Final = int(Char.EMOJI)
_IGNORED: Final = int(Char.IGNORED)
_IDEOGRAPH: Final = int(Char.IDEOGRAPH)
_TEXT: Final = 2
_LEAD: Final = 4 << SCOPE_SHIFT
_DIAERESIS: Final = 0x308
_LONGEST_FOLD: Final = 4
"""No character of a word is folded to more."""
_A, _E, _H, _O, _P, _S, _T, _U, _W = (ord(letter) for letter in "aehopstuw")
_SMALL: Final = 32


class Texts(NamedTuple):
    """Hold the texts of a batch, one behind the other."""

    codes: npt.NDArray[np.uint32]
    ends: npt.NDArray[np.int64]
    """Where each text ends in `codes`."""
    scopes: npt.NDArray[np.int64]
    """Scope bit of the texts; they repeat in this order."""


class Tokens(NamedTuple):
    """Hold the tokens of a batch."""

    rows: npt.NDArray[np.int32]
    keys: npt.NDArray[np.int32]
    stricts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int64]
    """How many tokens there are up to the end of each text."""


class Scan(NamedTuple):
    """Hold everything the scanner reads and writes."""

    codes: npt.NDArray[np.uint32]
    ends: npt.NDArray[np.int64]
    scopes: npt.NDArray[np.int64]
    classes: npt.NDArray[np.uint8]
    folds: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int32]
    expansions: npt.NDArray[np.int32]
    rows: npt.NDArray[np.int32]
    keys: npt.NDArray[np.int32]
    stricts: npt.NDArray[np.int32]
    token_ends: npt.NDArray[np.int64]
    cursor: npt.NDArray[np.int64]


class Scanner:
    """Cut batches into tokens; the arrays are used again, because fresh memory costs more than the cutting."""

    def __init__(self) -> None:
        self._tokens = Tokens(
            np.empty((0, TOKEN_COLUMNS), np.int32), np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int64)
        )
        self._cursor = np.zeros(_PLACES, np.int64)

    def scan(self, texts: Texts, chars: Chars) -> Tokens | None:
        """Return the tokens of the texts, good until the next call; None at a character that is not known yet."""
        size = len(texts.codes)
        if len(self._tokens.rows) <= size or len(self._tokens.ends) < len(texts.ends):
            longest = _LONGEST_FOLD * size + 64
            self._tokens = Tokens(
                np.empty((size + 1, TOKEN_COLUMNS), np.int32),
                np.empty(longest, np.int32),
                np.empty(longest, np.int32),
                np.empty(len(texts.ends), np.int64),
            )
        self._cursor[:] = 0
        arrays: tuple[Any, ...] = (*texts, *chars, *self._tokens, self._cursor)
        return self._tokens if _scan_all(Scan(*arrays)) else None


@compiled
def _scan_all(scan):
    for index in range(len(scan.ends)):
        scan.cursor[_BEGIN] = scan.cursor[_STOP]
        scan.cursor[_STOP] = scan.ends[index]
        if not _scan_text(scan, scan.scopes[index % len(scan.scopes)]):
            return False
        scan.token_ends[index] = scan.cursor[_TOKENS]
    return True


@inlined
def _scan_text(scan, scope):
    """Cut one text; return False at a character that is not known."""
    cursor = scan.cursor
    at = cursor[_BEGIN]
    first = cursor[_TOKENS]
    cursor[_REACH] = -1
    cursor[_FLAGS] = scope << SCOPE_SHIFT
    if scope == _TEXT:
        cursor[_FLAGS] |= _LEAD
    while at < cursor[_STOP]:
        kind = scan.classes[scan.codes[at]]
        if kind == UNKNOWN:
            return False
        kind &= 15
        if kind == _WORD or kind == _IDEOGRAPH or kind == _EMOJI or kind == _FLAG:
            _take(scan, at, kind)
            at = cursor[_NEXT]
        else:
            if kind == _LINE and cursor[_TOKENS] > first:
                cursor[_FLAGS] &= ~_LEAD
            at += 1
    return True


@inlined
def _take(scan, at, kind):
    """Enter the token that begins here and set where the next may begin."""
    cursor = scan.cursor
    row = scan.rows[cursor[_TOKENS]]
    _begin_token(cursor)
    row[KEY] = cursor[_KEYS]
    row[STRICT] = cursor[_STRICTS]
    url = kind == _WORD and _take_url(scan, at)
    if kind != _WORD:
        row[END] = _take_single(scan, at, kind)
    elif url:
        row[END] = cursor[_NEXT]
    else:
        row[END] = _take_word(scan, at)
    row[START] = at
    row[KEY_SIZE] = cursor[_KEYS] - row[KEY]
    row[STRICT_SIZE] = cursor[_STRICTS] - row[STRICT]
    sign = 0 if url else _sign(scan, at)
    glued = GLUED if cursor[_REACH] == at else 0
    row[FLAGS] = cursor[_FLAGS] | sign | glued | (IDEOGRAPH if kind == _IDEOGRAPH else 0)
    cursor[_TOKENS] += 1
    cursor[_REACH] = cursor[_NEXT]


@inlined
def _begin_token(cursor):
    cursor[_BASE] = 0
    cursor[_PREVIOUS] = 0
    cursor[_KEY_LIMIT] = cursor[_KEYS] + MAX_KEY
    cursor[_STRICT_LIMIT] = cursor[_STRICTS] + MAX_KEY


@inlined
def _take_word(scan, at):
    """Fold a run of letters and return where it ends; plain ASCII goes the short way."""
    cursor = scan.cursor
    keys, stricts = cursor[_KEYS], cursor[_STRICTS]
    stop = min(cursor[_STOP], at + MAX_KEY)
    index = at
    while index < stop:
        code = scan.codes[index]
        if code >= 128 or scan.classes[code] & 15 != _WORD:
            break
        folded = scan.folds[code]
        scan.keys[keys] = folded
        scan.stricts[stricts] = folded
        keys += 1
        stricts += 1
        index += 1
    if index > at:
        cursor[_BASE] = cursor[_PREVIOUS] = scan.keys[keys - 1]
    cursor[_KEYS], cursor[_STRICTS] = keys, stricts
    cursor[_NEXT] = index
    end = index
    if index < cursor[_STOP]:
        kind = scan.classes[scan.codes[index]] & 15
        if kind == _WORD or kind == _MARK or kind == _IGNORED:
            end = _rest_of_word(scan, index)
    return end


@compiled
def _rest_of_word(scan, at):
    cursor = scan.cursor
    index = at
    end = at
    while index < cursor[_STOP]:
        code = scan.codes[index]
        kind = scan.classes[code] & 15
        if code < 128 and kind == _WORD:
            _write_letter(scan, scan.folds[code])
            end = index + 1
        elif kind == _WORD or kind == _MARK:
            _fold(scan, index)
            end = index + 1
        elif kind != _IGNORED:
            break
        index += 1
    cursor[_NEXT] = index
    return end


@inlined
def _write_letter(scan, folded):
    """Write a letter that is no mark."""
    cursor = scan.cursor
    if cursor[_STRICTS] < cursor[_STRICT_LIMIT]:
        scan.stricts[cursor[_STRICTS]] = folded
        cursor[_STRICTS] += 1
    if cursor[_KEYS] < cursor[_KEY_LIMIT]:
        scan.keys[cursor[_KEYS]] = folded
        cursor[_KEYS] += 1
    cursor[_BASE] = cursor[_PREVIOUS] = folded


@inlined
def _fold(scan, at):
    """Write what a character is folded to behind what is written."""
    folded = scan.folds[scan.codes[at]]
    if folded >= 0:
        _write(scan, folded)
    elif folded < -1:
        expansion = -2 - folded
        for index in range(scan.starts[expansion], scan.starts[expansion + 1]):
            _write(scan, scan.expansions[index])


@inlined
def _write(scan, folded):
    cursor = scan.cursor
    if cursor[_STRICTS] < cursor[_STRICT_LIMIT]:
        scan.stricts[cursor[_STRICTS]] = folded
        cursor[_STRICTS] += 1
    previous = cursor[_PREVIOUS]
    cursor[_PREVIOUS] = folded
    written = folded
    if scan.classes[folded] & 15 != _MARK:
        cursor[_BASE] = folded
    elif folded == _DIAERESIS and (previous == _A or previous == _O or previous == _U):
        written = np.int32(_E)
    elif _is_dropped(cursor[_BASE], folded):
        return
    if cursor[_KEYS] < cursor[_KEY_LIMIT]:
        scan.keys[cursor[_KEYS]] = written
        cursor[_KEYS] += 1


@inlined
def _is_dropped(base, mark):
    """Tell what `folding.accent_is_dropped` tells."""
    if 0x300 <= mark <= 0x36F:
        return 97 <= base <= 122 or 0x370 <= base <= 0x3FF
    return 0x591 <= mark <= 0x5C7 or 0x64B <= mark <= 0x652 or mark == 0x670


@compiled
def _take_single(scan, at, kind):
    """Fold an ideograph, an emoji or a flag with what belongs to it; return where it ends."""
    cursor = scan.cursor
    end = at + 1
    if kind == _FLAG and end < cursor[_STOP] and scan.classes[scan.codes[end]] & 15 == _FLAG:
        end += 1
    index = end
    while index < cursor[_STOP]:
        following = scan.classes[scan.codes[index]] & 15
        if following == _MARK and kind != _FLAG:
            end = index + 1
        elif following != _IGNORED:
            break
        index += 1
    cursor[_NEXT] = index
    for place in range(at, end):
        _fold(scan, place)
    return end


@inlined
def _sign(scan, at):
    begin = scan.cursor[_BEGIN]
    sign = 0
    if at > begin and scan.classes[scan.codes[at - 1]] & 15 == _SIGN:
        before = scan.classes[scan.codes[at - 2]] & 15 if at - 1 > begin else 0
        if before != _WORD and before != _MARK:
            sign = _sign_of(scan.codes[at - 1])
    return sign


@compiled
def _sign_of(code):
    if code == 0x23 or code == 0xFF03 or code == 0xFE5F:
        return HASH
    return AT if code == 0x40 or code == 0xFF20 or code == 0xFE6B else CASH


@inlined
def _take_url(scan, at):
    """Fold the web address that begins here; return whether one does."""
    letter = scan.codes[at] | _SMALL
    return (letter == _H or letter == _W) and _fold_url(scan, at)


@compiled
def _fold_url(scan, at):
    body = at + _scheme(scan.codes, at, scan.cursor[_STOP] - at)
    if body == at:
        return False
    end = body
    while end < scan.cursor[_STOP] and not scan.classes[scan.codes[end]] & ENDS_URL:
        end += 1
    while end > body and scan.classes[scan.codes[end - 1]] & TRIMMED:
        end -= 1
    if end == body:
        return False
    scan.cursor[_NEXT] = end
    for index in range(at, end):
        _fold(scan, index)
    return True


@compiled
def _scheme(codes, at, left):
    """Return how many characters of `http://`, `https://` or `www.` stand here, whatever their case."""
    if left >= 4 and codes[at] | _SMALL == _W and codes[at + 1] | _SMALL == _W and codes[at + 2] | _SMALL == _W:
        return 4 if codes[at + 3] == ord(".") else 0
    if left < 7 or codes[at] | _SMALL != _H or codes[at + 1] | _SMALL != _T or codes[at + 2] | _SMALL != _T:
        return 0
    if codes[at + 3] | _SMALL != _P:
        return 0
    secure = 1 if codes[at + 4] | _SMALL == _S else 0
    colon = at + 4 + secure
    if left < 7 + secure or codes[colon] != ord(":") or codes[colon + 1] != ord("/") or codes[colon + 2] != ord("/"):
        return 0
    return 7 + secure
