"""How characters are read: which belong to a word, and which spellings count as the same.

Everything here works one character at a time, so that the compiled matcher can use tables made of it.
What a reader would get wrong: a folded *key* is decomposed (NFKD) and has no composed letters; compare keys
only with keys. `strict` keeps accents and umlauts apart, `key` reads them as German and English readers do.
"""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from typing import Final

MAX_KEY: Final = 256
"""A token is known by this many folded characters; what follows them does not count."""

DIAERESIS: Final = "\u0308"


class Char(IntEnum):
    """What a character is to the tokeniser."""

    OTHER = 0
    WORD = 1
    """Letters, digits and the underscore of scripts that part words by spaces."""
    IDEOGRAPH = 2
    """A token of its own: Chinese, Japanese, Korean, and the scripts of South-East Asia without spaces."""
    MARK = 3
    """Belongs to the character before it."""
    IGNORED = 4
    """Invisible, or a variation of the character before it: joiners, soft hyphens, skin tones."""
    EMOJI = 5
    FLAG = 6
    """Regional indicator: two of them are one token."""
    SIGN = 7
    SPACE = 8
    LINE = 9
    DOT = 10
    STOP = 11
    FULL_STOP = 12
    """Ends a sentence without a space after it."""
    CLOSER = 13
    """May stand between the end of a sentence and the space after it."""


SIGNS: Final = {"#": "#", "＃": "#", "﹟": "#", "@": "@", "＠": "@", "﹫": "@", "$": "$", "＄": "$", "﹩": "$"}
"""Hashtag, handle and cashtag, with their full-width forms."""

_LINES: Final = frozenset("\n\r\v\f\x85\u2028\u2029\x1c\x1d\x1e")
_STOPS: Final = frozenset("!?…‼⁇⁈⁉‽؟۔।")
_FULL_STOPS: Final = frozenset("。！？｡")
_CLOSERS: Final = frozenset("\"'”“’‘»«›‹)]}")

URL_ENDS: Final = frozenset('<>"`“”„«»「」『』【】（）。，、！？；：｡')
"""Besides white space, what a web address cannot contain."""
URL_TRIMMED: Final = frozenset(".,;:!?'’…)]}*_~|")
"""What is not part of a web address when it stands at its end."""

_IDEOGRAPHS: Final = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1100, 0x115F),  # Hangul, leading consonants
    (0x1780, 0x17FF),  # Khmer
    (0x1950, 0x19DF),  # Tai Le, New Tai Lue
    (0x1A20, 0x1AAF),  # Tai Tham
    (0x2E80, 0x31FF),  # radicals, kana, bopomofo, compatibility jamo
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xA960, 0xA97F),
    (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFFDC),
    (0x1B000, 0x1B16F),
    (0x20000, 0x3FFFD),
)
_TRAILING: Final = ((0x1160, 0x11FF), (0xD7B0, 0xD7FB), (0xFF9E, 0xFF9F))
"""Letters by category, marks by use: the rest of a Hangul syllable, half-width voicing."""
_EMOJI: Final = (
    (0x2190, 0x21FF),
    (0x2300, 0x23FF),
    (0x25A0, 0x27BF),
    (0x2900, 0x297F),
    (0x2B00, 0x2BFF),
    (0x1F000, 0x1FAFF),
)
_VARIATIONS: Final = ((0x1F3FB, 0x1F3FF), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF), (0x20E3, 0x20E3), (0x034F, 0x034F))
_STROKES: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d"}
)
"""Latin letters that Unicode does not decompose although readers do."""


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= code <= high for low, high in ranges)


def _classify(char: str) -> Char:
    code = ord(char)
    for members, kind in _BY_CHARACTER:
        if char in members:
            return kind
    if 0x1F1E6 <= code <= 0x1F1FF:
        return Char.FLAG
    if _within(code, _VARIATIONS):
        return Char.IGNORED
    if _within(code, _TRAILING):
        return Char.MARK
    return _by_category(char, code)


def _by_category(char: str, code: int) -> Char:
    category = unicodedata.category(char)
    if category[0] in "LN" or char == "_":
        ideograph = category[0] == "L" or category == "Nl"
        return Char.IDEOGRAPH if ideograph and _within(code, _IDEOGRAPHS) else Char.WORD
    if category[0] == "M":
        return Char.MARK
    if category == "Cf":
        return Char.IGNORED
    if category[0] == "S" and _within(code, _EMOJI):
        return Char.EMOJI
    return Char.SPACE if char.isspace() else Char.OTHER


_BY_CHARACTER: Final = (
    (frozenset(SIGNS), Char.SIGN),
    (_LINES, Char.LINE),
    (frozenset("."), Char.DOT),
    (_STOPS, Char.STOP),
    (_FULL_STOPS, Char.FULL_STOP),
    (_CLOSERS, Char.CLOSER),
    (frozenset("\u200b"), Char.SPACE),
)


class _Classes(dict[str, Char]):
    def __missing__(self, char: str) -> Char:
        self[char] = kind = _classify(char)
        return kind


class _Folds(dict[str, str]):
    def __missing__(self, char: str) -> str:
        self[char] = folded = _fold_character(char)
        return folded


CLASSES: Final = _Classes()
"""Class of each character, worked out when first met."""


def _fold_character(char: str) -> str:
    kind = CLASSES[char]
    if kind is Char.IGNORED:
        return ""
    if kind not in {Char.WORD, Char.IDEOGRAPH, Char.MARK}:
        return char.casefold() if char.isascii() else char
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    if any(CLASSES[part] not in {Char.WORD, Char.IDEOGRAPH, Char.MARK} for part in folded):
        folded = unicodedata.normalize("NFD", char.casefold())
    return folded.translate(_STROKES)


FOLDS: Final = _Folds()
"""What each character becomes in a strict key."""


def strict_of(text: str) -> str:
    """Return `text` with case, width and compatibility forms folded, accents and umlauts kept (decomposed)."""
    if text.isascii():
        return text.lower()
    return "".join([FOLDS[char] for char in text])


def accent_is_dropped(base: str, mark: str) -> bool:
    """Tell whether a reader takes `base` with and without `mark` for the same letter."""
    if "\u0300" <= mark <= "\u036f":
        return "a" <= base <= "z" or "\u0370" <= base <= "\u03ff"
    return "\u0591" <= mark <= "\u05c7" or "\u064b" <= mark <= "\u0652" or mark == "\u0670"


def key_of_strict(strict: str) -> str:
    """Return the key of a strict form: umlauts of a, o, u spelt ae, oe, ue; accents of Latin and Greek dropped."""
    if strict.isascii():
        return strict
    key: list[str] = []
    base = previous = ""
    for char in strict:
        if CLASSES[char] is not Char.MARK:
            key.append(char)
            base = char
        elif char == DIAERESIS and previous in {"a", "o", "u"}:
            key.append("e")
        elif not accent_is_dropped(base, char):
            key.append(char)
        previous = char
    return "".join(key)


def key_of(text: str) -> str:
    """Return the form in which words are compared: `Müller`, `MUELLER` and `Mueller` have the same."""
    return key_of_strict(strict_of(text))


def field_fold(value: str) -> str:
    """Return the form in which values of fields (channels, names, domains) are compared: case and width folded."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold()).strip()
