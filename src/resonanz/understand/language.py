"""Which language a text is in: short and noisy ones too, and `und` instead of a guess.

The one thing a reader would get wrong: names, tags, links, numbers and emoji are taken out first. They look like
English to every detector, and most short posts hold more of them than of words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from resonanz.core.understood import UNDETERMINED, Label
from resonanz.understand.labels import label
from resonanz.understand.plain import HANDLE, LINK, TAG

LANGUAGES: Final = (
    "ar", "cs", "da", "de", "el", "en", "es", "fi", "fr", "hi", "hu", "it", "ja", "ko", "nl", "no", "pl", "pt", "ro",
    "ru", "sv", "tr", "uk", "zh",
)  # fmt: skip
"""Languages told apart. Every further neighbour costs accuracy on short texts; a script of its own costs none."""

READ: Final = ("de", "en")
"""Languages that we have lexicons and rules for."""

LOOKED_AT: Final = 120
"""Characters that decide; more change nothing but the time."""

CERTAIN_FROM: Final = 0.35
"""Below this share of the likeliest language the text is `und`; laughter and `ok` reach a quarter at most."""

_TAGGED: Final = re.compile(f"{TAG}[^{TAG}]*{TAG}?")
_NO_LANGUAGE: Final = re.compile(f"[\\W\\d_{LINK}{HANDLE}]+")
_MARKS: Final = re.compile("[\u0300-\u036f\u0900-\u0dff\u064b-\u0652]")


class Detected(NamedTuple):
    """Hold a text's language and which of our rules read it."""

    lang: Label
    rules: str
    """One of `READ`, or empty when the language is another."""


def detect(texts: Sequence[str]) -> list[Detected]:
    """Return the language of each text, as `Plain.text` gives it."""
    from resonanz.understand.language_model import language_model  # noqa: PLC0415  (numba and the model: only when used)

    model = language_model(LANGUAGES)
    bare = [_bare(text) for text in texts]
    shares = model.shares([text.encode("utf-8", "surrogatepass") for text in bare])
    best = shares.argmax(axis=1)
    sure = shares[np.arange(len(bare)), best]
    own = [model.languages.index(lang) for lang in READ]
    likeliest = shares[:, own].argmax(axis=1)
    return [
        _detected(text, model.languages[index], float(share), READ[reader])
        for text, index, share, reader in zip(bare, best.tolist(), sure.tolist(), likeliest.tolist(), strict=True)
    ]


def _detected(text: str, lang: str, share: float, likeliest: str) -> Detected:
    if not text:
        return Detected(UNDETERMINED, "")
    if share < CERTAIN_FROM or len(text) < 4:
        return Detected(label("und", 1.0 - share), likeliest)
    return Detected(label(lang, share), lang if lang in READ else "")


def _bare(text: str) -> str:
    """Return the words at the beginning of `text`, without anything that belongs to no language."""
    head = _TAGGED.sub(" ", text[: 2 * LOOKED_AT]) if TAG in text else text[: 2 * LOOKED_AT]
    if head.isupper():
        head = head.lower()
    if head.isascii():
        return _NO_LANGUAGE.sub(" ", head).strip()[:LOOKED_AT]
    # vowel signs of Indian scripts are no letters to a regular expression, but to the model they are
    kept = "".join(sign if sign.isalpha() or _MARKS.match(sign) else " " for sign in head)
    return " ".join(kept.split())[:LOOKED_AT]
