"""Plain inflection of German and English words: the forms a word takes by its endings alone.

No dictionary and no umlaut changes: `stem:de(Paket)` finds Pakete and Paketen, not the plural of Haus. A word is
best given in its base form: `kaufen` finds kauft and kaufte, `kaufte` only kaufte and its like.
Forms that no language has are among them; they cost nothing and match nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

LANGS: Final = ("de", "en")
MIN_STEM: Final = 3
"""Letters that must be left when an ending is taken off."""

GERMAN: Final = ("", "e", "em", "en", "er", "ern", "es", "n", "s", "st", "t", "te", "ten", "test", "tet")
_GERMAN_OFF: Final = ("en", "n", "e")
ENGLISH: Final = ("", "s", "es", "ed", "ing")


@lru_cache(maxsize=16_384)
def forms_of(key: str, lang: str) -> tuple[str, ...]:
    """Return the folded forms of a folded word in `de` or `en`, itself among them, sorted."""
    if not key.isalpha() or len(key) <= MIN_STEM:
        return (key,)
    return tuple(sorted({key, *(_german(key) if lang == "de" else _english(key))}))


def _german(key: str) -> set[str]:
    stem = _without(key, _GERMAN_OFF)
    return {base + ending for base in (key, stem) for ending in GERMAN}


def _without(key: str, endings: tuple[str, ...]) -> str:
    for ending in sorted(endings, key=len, reverse=True):
        if key.endswith(ending) and len(key) - len(ending) >= MIN_STEM:
            return key[: -len(ending)]
    return key


def _english(key: str) -> set[str]:
    forms: set[str] = set()
    for base in _english_bases(key):
        forms.update(base + ending for ending in ENGLISH)
        if base.endswith("e"):
            forms.update({base + "d", base[:-1] + "ing"})
        if base.endswith("y") and base[-2] not in "aeiou":
            forms.update({base[:-1] + "ies", base[:-1] + "ied"})
        if base[-1] not in "aeiouwxy" and base[-2] in "aeiou" and base[-3] not in "aeiou":
            forms.update({base + base[-1] + "ed", base + base[-1] + "ing"})
    return forms


def _english_bases(key: str) -> set[str]:
    bases = {key}
    for ending in ("ies", "ied"):
        if key.endswith(ending) and len(key) - 2 >= MIN_STEM:
            bases.add(key[:-3] + "y")
    for ending in ("ing", "ed", "es", "s"):
        if key.endswith(ending) and not key.endswith("ss") and len(key) - len(ending) >= MIN_STEM:
            stem = key[: -len(ending)]
            bases.add(stem)
            if ending in {"ing", "ed"}:
                bases.add(stem + "e")
                bases.add(stem[:-1] if len(stem) > MIN_STEM and stem[-1] == stem[-2] else stem)
    return bases
